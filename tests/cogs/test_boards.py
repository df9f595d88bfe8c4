"""`/leaderboard`: who chose to be shown, in order, one's own line, and where to go from there."""

from datetime import timedelta
from typing import Any

import pytest
import simcord

from tests.composed import Stage, answer, buttons, said, words


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> None:
    """Log a run that nobody asks about."""
    assert "Logged" in said(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def board(stage: Stage, who: simcord.MemberActor, **options: Any) -> simcord.ResponseMessage:
    """Return a board as a member sees it."""
    return answer(await who.slash(stage.feed, "leaderboard", **options))


async def show(stage: Stage, *runners: simcord.MemberActor, **options: Any) -> None:
    """Have runners show themselves on a board."""
    for who in runners:
        await who.click(await board(stage, who, **options), label="Show me on this board")


async def test_an_empty_week_invites(on_stage: Stage) -> None:
    assert "No runs yet this week. The first one sets the tone: `/run log`." in words(
        await board(on_stage, on_stage.ana)
    )
    past = words(await board(on_stage, on_stage.ana, period="last_week"))
    assert "Week 46 was all rest." in past


async def test_everybody_starts_hidden_and_sees_their_own_line(on_stage: Stage) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await log(on_stage, who)
    seen = words(await board(on_stage, on_stage.ana))
    assert "You: **35 points**" in seen
    assert "Team: 3 runners · 3 runs · 30.0 km" in seen
    assert "Names appear here once three runners show themselves." in seen
    for name in ("Ana", "Ben", "Chloé"):
        assert name not in seen


async def test_two_shown_are_not_named_yet_and_the_third_makes_the_board(on_stage: Stage) -> None:
    for who, distance in ((on_stage.ana, "12k"), (on_stage.ben, "8k"), (on_stage.chloe, "10k")):
        await log(on_stage, who, distance=distance, time="70")
    await show(on_stage, on_stage.ana, on_stage.ben, board="distance")
    assert "Ben" not in words(await board(on_stage, on_stage.ana, board="distance"))

    await show(on_stage, on_stage.chloe, board="distance")
    lines = words(await board(on_stage, on_stage.ana, board="distance")).splitlines()
    assert lines[:4] == [
        "### Distance · this week",
        "🥇 **Ana** · 12.0 km",
        "🥈 Chloé · 10.0 km",
        "🥉 Ben · 8.0 km",
    ]


async def test_a_tie_shares_the_place_and_the_next_one_is_left_out(on_stage: Stage) -> None:
    dora = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("Dora")))
    for who, distance in ((on_stage.ben, "10k"), (on_stage.ana, "10k"), (dora, "9k"), (on_stage.chloe, "8k")):
        await log(on_stage, who, distance=distance, time="70")
    await show(on_stage, on_stage.ana, on_stage.ben, on_stage.chloe, dora, board="distance")
    lines = words(await board(on_stage, on_stage.chloe, board="distance")).splitlines()
    assert lines[1:5] == [
        "🥇 Ana · 10.0 km",
        "🥇 Ben · 10.0 km",
        "🥉 Dora · 9.0 km",
        "**4.** **Chloé** · 8.0 km",
    ]


async def test_the_choice_is_for_one_board_alone(on_stage: Stage) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await log(on_stage, who)
    await show(on_stage, on_stage.ana, on_stage.ben, on_stage.chloe, board="points")
    assert "🥇 **Ana**" in words(await board(on_stage, on_stage.ana, board="points"))
    assert "Ben" not in words(await board(on_stage, on_stage.ana, board="distance"))


async def test_hide_me_takes_one_press_and_keeps_the_own_line(on_stage: Stage) -> None:
    dora = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("Dora")))
    team = (on_stage.ana, on_stage.ben, on_stage.chloe, dora)
    for who in team:
        await log(on_stage, who)
    await show(on_stage, *team)

    hidden = said(await on_stage.ana.click(await board(on_stage, on_stage.ana), label="Hide me"))
    assert "Ana" not in hidden
    assert "You: **35 points**" in hidden
    assert "hidden" in hidden
    assert "Ana" not in words(await board(on_stage, on_stage.ben))
    assert "Team: 4 runners" in words(await board(on_stage, on_stage.ben))


async def test_a_runner_below_the_top_sees_their_own_place(on_stage: Stage) -> None:
    users = [on_stage.env.create_user(f"Runner {number}") for number in range(6)]
    crowd = [await on_stage.asked(on_stage.guild.add_member(user)) for user in users]
    for number, who in enumerate(crowd):
        await log(on_stage, who, distance=f"{20 - number}k", time="2h")
    await log(on_stage, on_stage.ana, distance="5k", time="30:00")
    await show(on_stage, *crowd, on_stage.ana, board="distance")
    seen = words(await board(on_stage, on_stage.ana, board="distance"))
    assert "Runner 4" in seen
    assert "Runner 5" not in seen
    assert "You: **5.0 km**, place 7" in seen


async def test_the_buttons_lead_to_the_other_board_and_week(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="2026-11-14", distance="7k", time="40:00")
    await log(on_stage, on_stage.ana)
    shown = await board(on_stage, on_stage.ana)
    assert list(buttons(shown)) == ["Distance", "Week 46", "Show me on this board"]

    distance = answer(await on_stage.ana.click(shown, label="Distance"))
    assert "### Distance · this week" in words(distance)
    assert distance.id == shown.id
    past = answer(await on_stage.ana.click(distance, label="Week 46"))
    assert "### Distance · week 46" in words(past)
    assert "You: **7.0 km**" in words(past)
    back = answer(await on_stage.ana.click(past, label="This week"))
    points = answer(await on_stage.ana.click(back, label="Points"))
    assert "### Points · this week" in words(points)


async def test_ones_own_week_stands_beside_the_week_before(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="2026-11-14", distance="7k", time="40:00")
    await log(on_stage, on_stage.ana)
    seen = words(await board(on_stage, on_stage.ana, board="distance"))
    [own] = [line for line in seen.splitlines() if line.startswith("You: **10.0 km**")]
    assert "3.0 km" in own


async def test_the_week_turns_at_midnight_of_the_team(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await on_stage.go_to(on_stage.env.now().replace(hour=0, minute=0) + timedelta(days=3))
    seen = await board(on_stage, on_stage.ana, board="distance")
    assert "No runs yet this week." in words(seen)
    assert "You: **10.0 km**" in said(await on_stage.ana.click(seen, label="Week 47"))


@pytest.mark.parametrize("options", [{"board": "age_graded"}, {"period": "season"}, {"board": "nonsense"}])
async def test_a_board_that_is_not_offered_says_so(on_stage: Stage, options: dict[str, str]) -> None:
    typed = await on_stage.type_outdated(on_stage.ana, "leaderboard", on_stage.feed.id, **options)
    assert "That board is still to come." in said(typed)


async def test_a_board_button_of_another_version_says_so(on_stage: Stage) -> None:
    shown = await board(on_stage, on_stage.ana)
    for custom_id in ("board:speed:this_week", "board-show:points:1:someday", "board:consistency:this_week"):
        pressed = await on_stage.press(on_stage.ana, shown, custom_id)
        assert pressed.acknowledged
        assert "had their day" in said(pressed) or "still to come" in said(pressed)


async def test_a_name_is_the_one_they_go_by_now(on_stage: Stage) -> None:
    eve = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("eve"), nick="Evening Runner"))
    for who in (on_stage.ana, on_stage.ben, eve):
        await log(on_stage, who)
    await show(on_stage, on_stage.ana, on_stage.ben, eve)
    assert "Evening Runner" in words(await board(on_stage, on_stage.ana))
