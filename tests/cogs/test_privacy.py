"""`/privacy`: everything held is handed out privately, and forgetting leaves no name anywhere."""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import timedelta
from random import randbytes
from typing import Any

import discord
import simcord

from bot.ui.components import QUESTION_SECONDS
from db.unit_of_work import UnitOfWork
from tests.cogs.test_feedback import direct
from tests.composed import Stage, answer, buttons, posts, said, words

NOTHING = "Baton holds nothing about you in this team."


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> None:
    """Log a run."""
    values = {"distance": "10k", "time": "52:10"} | options
    assert "Logged" in said(await who.slash(stage.feed, "run log", **values))


async def files_of(stage: Stage, who: simcord.MemberActor) -> zipfile.ZipFile:
    """Have a member export and return the zip."""
    exported = answer(await who.slash(stage.feed, "privacy export"))
    assert exported.ephemeral
    [file] = exported.attachments
    assert file.filename == "my-baton-data.zip"
    return zipfile.ZipFile(io.BytesIO(await file.read()))


async def question(stage: Stage, who: simcord.MemberActor) -> simcord.ResponseMessage:
    """Have a member ask to be forgotten; returns the question."""
    asked = answer(await who.slash(stage.feed, "privacy forget"))
    assert list(buttons(asked)) == ["Erase it all", "Keep it"]
    return asked


async def forget(stage: Stage, who: simcord.MemberActor) -> str:
    """Have a member forgotten; returns what they read at the end."""
    return said(await who.click(await question(stage, who), label="Erase it all"))


def file_contains(stage: Stage, needle: str) -> bool:
    """Tell whether any value in the database holds the text."""
    path = stage.application.settings.database.url.partition("///")[2]
    with sqlite3.connect(path) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = any(needle in str(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in tables)
    connection.close()
    return found


async def test_an_export_opens_without_the_bot(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, note="=legs finally awake", effort=4)
    await log(on_stage, on_stage.ben)
    await on_stage.application.deliver_outbox()
    packed = await files_of(on_stage, on_stage.ana)

    assert "runs.csv (1 row)" in packed.read("README.txt").decode()
    content = json.loads(packed.read("baton.json"))
    assert content["team"] == "Harriers"
    [run] = content["runs"]
    assert (run["distance_metres"], run["moving_time_seconds"], run["note"]) == (10_000, 3_130, "=legs finally awake")
    [header, row] = csv.reader(io.StringIO(packed.read("runs.csv").decode("utf-8-sig"), newline=""))
    assert dict(zip(header, row, strict=True))["note"] == "'=legs finally awake"
    [profile] = content["profile"]
    assert profile["name"] == "Ana"
    assert "Ben" not in packed.read("baton.json").decode()


async def test_photos_that_one_file_cannot_hold_come_in_more_of_them(on_stage: Stage) -> None:
    for when in ("today", "yesterday", "2 days ago"):
        await log(on_stage, on_stage.ana, when=when)
    images = [randbytes(5_000_000) for _ in range(3)]

    def keep(uow: UnitOfWork) -> None:
        for run_id, image in enumerate(images, start=1):
            uow.photos.put(run_id, image, 1_600, 1_200, on_stage.env.now())

    await on_stage.application.database.write(keep)
    exported = await on_stage.ana.slash(on_stage.feed, "privacy export")
    assert exported.response is not None
    files = [file for one in (exported.response, *exported.followups) for file in one.attachments]
    assert [file.filename for file in files] == ["my-baton-data.zip", "my-baton-data-2.zip", "my-baton-data-3.zip"]
    assert max(file.size for file in files) < 10 * 1024 * 1024
    zips = [zipfile.ZipFile(io.BytesIO(await file.read())) for file in files]
    assert [one.read(name) for one in zips for name in one.namelist() if name.endswith(".jpg")] == images


async def test_nobody_is_made_a_runner_by_asking(on_stage: Stage) -> None:
    stranger = on_stage.guild.add_member(on_stage.env.create_user("Stranger"))
    assert NOTHING in said(await stranger.slash(on_stage.feed, "privacy export"))
    assert NOTHING in said(await stranger.slash(on_stage.feed, "privacy forget"))
    assert not file_contains(on_stage, str(stranger.id))


async def test_the_question_says_what_goes_and_what_stays(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    read = words(await question(on_stage, on_stage.ana))
    assert "Goes: 1 run, your profile" in read
    assert "Stays: what you brought to the team's totals" in read
    assert "/privacy export" in read


async def test_after_forgetting_no_channel_and_no_table_holds_the_name(on_stage: Stage) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await log(on_stage, who, when="monday", note="awake")
        board = answer(await who.slash(on_stage.feed, "leaderboard"))
        await who.click(board, label="Show me on this board")
    dora = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("Dora")))
    await log(on_stage, dora)
    await dora.click(answer(await dora.slash(on_stage.feed, "leaderboard")), label="Show me on this board")
    await on_stage.go_to(on_stage.env.now().replace(hour=8, minute=0) + timedelta(days=3))
    await on_stage.work()
    assert sum("**Ana**" in words(card) for card in posts(on_stage.feed)) == 1
    [board_post] = posts(on_stage.boards)
    assert "Ana" in words(board_post)
    team_lines = [line for line in words(board_post).splitlines() if "of us ran" in line]
    assert team_lines

    forgotten = await forget(on_stage, on_stage.ana)
    assert "Done. Baton holds nothing about you" in forgotten
    assert "are being taken down, the newest first" in forgotten
    await on_stage.work()

    assert [words(card) for card in posts(on_stage.feed) if "Ana" in words(card)] == []
    assert len(posts(on_stage.feed)) == 3
    [board_post] = posts(on_stage.boards)
    assert "Ana" not in words(board_post)
    assert "Ben" in words(board_post)
    assert [line for line in words(board_post).splitlines() if "of us ran" in line] == team_lines
    assert "Ana" not in str([media.description for media in _pictures(board_post)])
    own_view = said(await on_stage.ben.slash(on_stage.feed, "leaderboard", board="distance", period="last_week"))
    assert "Team: 4 runners · 4 runs · 40.0 km" in own_view
    assert not file_contains(on_stage, "Ana")
    assert not file_contains(on_stage, str(on_stage.ana.id))
    assert NOTHING in said(await on_stage.ana.slash(on_stage.feed, "privacy export"))


def _pictures(message: Any) -> list[Any]:
    """Return the pictures in a message, wherever they stand."""
    found: list[Any] = []
    for component in message.components:
        for child in getattr(component, "children", ()):
            found += getattr(child, "items", [])
    return found


async def test_a_card_on_its_way_is_never_sent(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await forget(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_whoever_comes_back_starts_anew(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await forget(on_stage, on_stage.ana)
    questions = answer(await on_stage.ana.slash(on_stage.feed, "run log", distance="5k", time="26:00"))
    assert "Logged" in said(await on_stage.ana.click(questions, label="That's me"))
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_changing_ones_mind_keeps_everything(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    asked = await question(on_stage, on_stage.ana)
    assert "Kept, just as it is." in said(await on_stage.ana.click(asked, label="Keep it"))
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_two_panels_erase_once_and_the_second_says_so(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    first, second = await question(on_stage, on_stage.ana), await question(on_stage, on_stage.ana)
    assert "Done." in said(await on_stage.ana.click(first, label="Erase it all"))
    assert "All is erased already." in said(await on_stage.ana.click(second, label="Erase it all"))


async def test_two_presses_in_the_same_instant_are_both_answered(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    asked = await question(on_stage, on_stage.ana)
    presses = [on_stage.emit_press(on_stage.ana, asked, buttons(asked)["Erase it all"]) for _ in range(2)]
    await on_stage.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    assert "Done." in words(asked)


async def test_a_question_of_another_hour_erases_nothing(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    asked = await question(on_stage, on_stage.ana)
    await on_stage.env.advance_time(QUESTION_SECONDS + 1)
    pressed = await on_stage.ana.click(asked, label="Erase it all")
    assert "These buttons have had their day." in said(pressed)
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_a_teammate_cannot_press_somebody_elses_question(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    asked = await question(on_stage, on_stage.ana)
    pressed = await on_stage.press(on_stage.ben, asked, buttons(asked)["Erase it all"])
    assert "That question was for a teammate." in said(pressed)
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_another_teams_log_is_left_alone(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Rivals")
    channel = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(elsewhere.add_member(on_stage.ana.user))
    await log(on_stage, on_stage.ana)
    await there.slash(channel, "run log", distance="5k", time="26:00")
    await forget(on_stage, on_stage.ana)
    assert "1 run in your log" in said(await there.slash(channel, "run list"))


async def test_in_direct_messages_the_data_of_ones_team_is_meant(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    exported = answer(await on_stage.ana.user.slash("privacy export"))
    [file] = exported.attachments
    packed = zipfile.ZipFile(io.BytesIO(await file.read()))
    assert json.loads(packed.read("baton.json"))["team"] == "Harriers"
    asked = answer(await on_stage.ana.user.slash("privacy forget"))
    assert "Done." in said(await on_stage.ana.user.click(asked, label="Erase it all"))
    assert not file_contains(on_stage, str(on_stage.ana.id))
    assert "Erase" not in said(await on_stage.ana.user.slash("privacy forget"))


async def test_in_direct_messages_the_question_stands_for_the_team_it_was_asked_about(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Rivals")
    channel = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    await log(on_stage, on_stage.ana)
    asked = answer(await on_stage.ana.user.slash("privacy forget"))
    there = await on_stage.asked(elsewhere.add_member(on_stage.ana.user))
    await there.slash(channel, "run log", distance="5k", time="26:00")
    assert "Done." in said(await on_stage.ana.user.click(asked, label="Erase it all"))
    assert "1 run in your log" in said(await there.slash(channel, "run list"))


async def test_in_direct_messages_the_team_is_named_that_is_meant(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    assert "all that Baton holds about you in “Harriers”" in said(await on_stage.ana.user.slash("privacy export"))
    asked = answer(await on_stage.ana.user.slash("privacy forget"))
    assert "Erase everything about you in “Harriers”?" in words(asked)
    assert "nothing about you in “Harriers” any more" in said(
        await on_stage.ana.user.click(asked, label="Erase it all")
    )


async def test_who_has_left_takes_their_data_along_and_is_forgotten_by_direct_message(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    on_stage.guild.remove_member(on_stage.ana)
    await on_stage.env.advance_time(2 * 86_400)
    await on_stage.application.call_the_roll()
    assert "which team you run with" in said(await on_stage.ana.user.slash("run list"))
    assert "“Harriers”" in said(await on_stage.ana.user.slash("privacy export"))
    asked = answer(await on_stage.ana.user.slash("privacy forget"))
    assert "Done." in said(await on_stage.ana.user.click(asked, label="Erase it all"))
    assert not file_contains(on_stage, str(on_stage.ana.id))


async def test_who_left_one_of_two_teams_is_asked_which_and_can_turn_to_the_other(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Rivals")
    channel = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(elsewhere.add_member(on_stage.ana.user))
    await there.slash(channel, "run log", distance="5k", time="26:00")
    await log(on_stage, on_stage.ana)
    on_stage.guild.remove_member(on_stage.ana)
    await on_stage.env.advance_time(2 * 86_400)
    await on_stage.application.call_the_roll()
    asked = answer(await on_stage.ana.user.slash("privacy export"))
    exported = await on_stage.ana.user.select(asked, [str(on_stage.guild.id)])
    assert "“Harriers”" in said(exported)
    which = answer(await on_stage.ana.user.click(answer(exported), label="Another team"))
    await on_stage.ana.user.select(which, [str(elsewhere.id)])
    assert "“Rivals”" in said(await on_stage.ana.user.slash("privacy export"))


async def test_in_direct_messages_a_second_panel_says_that_all_is_erased(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    first, second = [answer(await on_stage.ana.user.slash("privacy forget")) for _ in range(2)]
    assert "Done." in said(await on_stage.ana.user.click(first, label="Erase it all"))
    assert "All is erased already." in said(await on_stage.ana.user.click(second, label="Erase it all"))


async def test_after_forgetting_a_coachs_direct_messages_do_not_have_the_name(on_stage: Stage) -> None:
    role = on_stage.guild.create_role("Coach", permissions=discord.Permissions.none())
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.env.settle()
    await caleb.slash(on_stage.feed, "coach roster")
    await log(on_stage, on_stage.chloe)
    for who in (on_stage.ana, on_stage.ben):
        await log(on_stage, who, when="friday", pain_area="knee_left", pain_level=6)
    monday = on_stage.env.now() + timedelta(days=7 - on_stage.env.now().weekday())
    await on_stage.go_to(monday.replace(hour=12))
    await on_stage.work()
    await caleb.slash(on_stage.feed, "coach feedback", runner="Ben", message="Rest that knee.")
    await on_stage.work()
    [letter] = [one for one in direct(on_stage.ben) if "Rest that knee." in words(one)]
    form = await on_stage.ben.user.click(letter, label="Reply")
    await on_stage.ben.user.submit_modal(form, {"message": "SECRET operation"})
    await on_stage.work()
    told = [words(one) for one in direct(caleb)]
    assert any("SECRET operation" in one for one in told)
    assert sum("Ben" in one for one in told) == 2

    assert "what coaches were told about you" in await forget(on_stage, on_stage.ben)
    await on_stage.work()

    [digest] = [words(one) for one in direct(caleb)]
    assert "Ana" in digest
    assert "Ben" not in digest
    assert not file_contains(on_stage, "SECRET")
