"""The three questions of a first use, and the command that goes on after them."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import simcord

from bot.domain.audience import Praise, Sharing
from bot.services.asker import Asker
from db.repositories.runners import RunnerRow
from tests.composed import Stage, answer, buttons, last, new_database, posts, said, stage, words


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A team whose members have not been asked yet."""
    async with stage(new_database(tmp_path), tmp_path, asked=False) as built:
        yield built


async def row(on_stage: Stage, who: simcord.MemberActor) -> RunnerRow | None:
    return await on_stage.application.database.read(lambda uow: uow.runners.find(who.guild.id, who.id))


async def asked(on_stage: Stage, who: simcord.MemberActor, command: str = "run log") -> simcord.ResponseMessage:
    """Have a member type their first command; returns the questions."""
    options = {"distance": "10k", "time": "52:10"} if command == "run log" else {}
    questions = answer(await who.slash(on_stage.feed, command, **options))
    assert "Three quick questions" in words(questions)
    return questions


async def test_one_press_is_enough_and_the_run_is_logged_by_it(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    assert "`/run log` waits for your answers" in words(questions)
    logged = await on_stage.ana.click(questions, label="That's me")
    assert "Logged: 10.0 km in 52:10" in said(logged)
    assert "Thank you." in words(questions)
    runner = await row(on_stage, on_stage.ana)
    assert runner is not None
    assert (runner.praise, runner.sharing, runner.shows_points) == (Praise.PRIVATE, Sharing.TEAM, False)
    assert runner.answered_at is not None


async def test_the_answers_are_kept_and_obeyed_at_once(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    for choice in ("Tell the team", "Show me", "That I was out"):
        assert f"✓ {choice}" not in buttons(questions)
        await on_stage.ana.click(questions, label=choice)
        assert f"✓ {choice}" in buttons(questions)
    await on_stage.ana.click(questions, label="That's me")
    runner = await row(on_stage, on_stage.ana)
    assert runner is not None
    assert (runner.praise, runner.sharing) == (Praise.PUBLIC, Sharing.RAN_TODAY)
    assert (runner.shows_points, runner.shows_distance) == (True, True)
    await on_stage.application.deliver_outbox()
    assert words(last(on_stage.feed)).startswith("**Ana** was out for a run.")


async def test_each_question_has_one_answer_chosen(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    await on_stage.ana.click(questions, label="Just my coach")
    await on_stage.ana.click(questions, label="That I was out")
    chosen = [label for label in buttons(questions) if label.startswith("✓")]
    assert chosen == ["✓ A quiet note", "✓ Leave me off", "✓ That I was out"]


async def test_nobody_is_asked_twice(on_stage: Stage) -> None:
    await asked(on_stage, on_stage.ana)
    assert "Your runs" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_two_panels_open_at_once_are_one_question_and_one_command(on_stage: Stage) -> None:
    first = on_stage.emit_typed(on_stage.ana, "run log", on_stage.feed.id, distance="10k", time="52:10")
    second = on_stage.emit_typed(on_stage.ana, "run list", on_stage.feed.id)
    await on_stage.env.settle()
    assert "Three quick questions" in said(first)
    assert "Your runs" in said(second)


async def test_a_button_pressed_twice_in_the_same_instant_logs_one_run(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    done = buttons(questions)["That's me"]
    for _ in range(2):
        on_stage.emit_press(on_stage.ana, questions, done)
    await on_stage.env.settle()
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_two_taps_before_the_panel_is_redrawn_both_count(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    taps = buttons(questions)
    for label in ("Tell the team", "Show me"):
        on_stage.emit_press(on_stage.ana, questions, taps[label])
    await on_stage.env.settle()
    await on_stage.ana.click(questions, label="That's me")
    runner = await row(on_stage, on_stage.ana)
    assert runner is not None
    assert (runner.praise, runner.shows_points) == (Praise.PUBLIC, True)


async def test_nobody_answers_for_somebody_else(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    pressed = await on_stage.press(on_stage.ben, questions, buttons(questions)["That's me"])
    assert "That question is for somebody else." in said(pressed)
    runner = await row(on_stage, on_stage.ana)
    assert runner is not None
    assert runner.answered_at is None


async def test_an_answer_after_a_restart_is_told_kindly_and_the_command_works_again(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    of_before = re.sub(r"^ask:[0-9a-f]+", "ask:00000000", buttons(questions)["That's me"])
    again = await on_stage.killed_and_started_again()
    assert "These buttons have had their day." in said(await again.press(again.ana, questions, of_before))
    assert "Logged" in said(await again.ana.slash(again.feed, "run log", distance="10k", time="52:10"))


async def test_an_answer_that_comes_too_late_is_told_kindly(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    pressed = buttons(questions)["That's me"]
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=20))
    assert "These buttons have had their day." in said(await on_stage.press(on_stage.ana, questions, pressed))


async def test_what_goes_wrong_in_the_command_is_said_after_the_questions(on_stage: Stage) -> None:
    questions = answer(await on_stage.ana.slash(on_stage.feed, "run log", distance="banana", time="52:10"))
    told = said(await on_stage.ana.click(questions, label="That's me"))
    assert "I can't read “banana” as a distance." in told
    assert "/run log distance:banana time:52:10" in told


async def test_a_question_of_the_command_itself_follows_the_three(on_stage: Stage) -> None:
    questions = answer(await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="20:00"))
    odd = answer(await on_stage.ana.click(questions, label="That's me"))
    assert "Did you mean that?" in words(odd)
    assert "Logged" in said(await on_stage.ana.click(odd, label="Log it as typed"))


@pytest.mark.parametrize("command", ["run list", "points show", "leaderboard", "help", "profile show"])
async def test_whatever_comes_first_asks_and_goes_on(on_stage: Stage, command: str) -> None:
    questions = await asked(on_stage, on_stage.ana, command)
    assert "Three quick questions" not in said(await on_stage.ana.click(questions, label="That's me"))


async def test_a_cheer_asks_nothing(on_stage: Stage) -> None:
    questions = await asked(on_stage, on_stage.ana)
    await on_stage.ana.click(questions, label="That's me")
    await on_stage.application.deliver_outbox()
    await on_stage.ben.click(last(on_stage.feed), label="Cheer")
    assert len(posts(on_stage.feed)) == 1
    assert "Cheer · 1" in buttons(last(on_stage.feed))


async def in_two_teams(on_stage: Stage) -> simcord.MemberActor:
    """Have Ana be a runner of two teams, and mean the first in direct messages; returns her in the second."""
    services = on_stage.application.services
    rivals = on_stage.env.create_guild("Rivals")
    await on_stage.env.settle()
    there = await on_stage.asked(rivals.add_member(on_stage.ana.user))
    await services.profiles.show(Asker(on_stage.guild.id, on_stage.ana.id, "Ana"))
    await services.memberships.choose(on_stage.ana.id, on_stage.guild.id)
    return there


async def test_answers_and_command_are_for_the_team_they_were_asked_in(on_stage: Stage) -> None:
    there = await in_two_teams(on_stage)
    questions = answer(await there.user.slash("run log", distance="10k", time="52:10"))
    await there.user.click(questions, label="Tell the team")
    await on_stage.application.services.memberships.choose(there.id, there.guild.id)
    assert "Logged" in said(await there.user.click(questions, label="That's me"))
    here, elsewhere = await row(on_stage, on_stage.ana), await row(on_stage, there)
    assert here is not None
    assert elsewhere is not None
    assert (here.praise, elsewhere.praise) == (Praise.PUBLIC, Praise.PRIVATE)
    assert elsewhere.answered_at is None
    count = on_stage.application.database.read
    assert await count(lambda uow: (uow.runs.count(here.runner_id), uow.runs.count(elsewhere.runner_id))) == (1, 0)


async def test_a_team_whose_boards_start_shown_asks_with_that_answer_chosen(on_stage: Stage) -> None:
    await on_stage.application.database.write(lambda uow: uow.teams.change(on_stage.guild.id, boards_at_start=True))
    questions = await asked(on_stage, on_stage.ana)
    assert "✓ Show me" in buttons(questions)
    await on_stage.ana.click(questions, label="Leave me off")
    await on_stage.ana.click(questions, label="That's me")
    runner = await row(on_stage, on_stage.ana)
    assert runner is not None
    assert not runner.shows_points
