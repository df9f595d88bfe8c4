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
    assert "Team: 4 runs · 40.0 km" in words(await board(on_stage, on_stage.ben))


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


async def test_the_lists_lead_to_other_boards_and_periods(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="2026-11-14", distance="7k", time="40:00")
    await log(on_stage, on_stage.ana)
    shown = await board(on_stage, on_stage.ana)
    assert list(buttons(shown)) == ["Show me on this board"]

    distance = answer(await on_stage.ana.select(shown, ["distance"], custom_id="boards:this_week"))
    assert "### Distance · this week" in words(distance)
    assert distance.id == shown.id
    past = answer(await on_stage.ana.select(distance, ["last_week"], custom_id="board-periods:distance"))
    assert "### Distance · week 46" in words(past)
    assert "You: **7.0 km**" in words(past)
    ever = answer(await on_stage.ana.select(past, ["all"], custom_id="board-periods:distance"))
    assert "### Distance · all time\nYou: **17.0 km**" in words(ever)
    steady = answer(await on_stage.ana.select(ever, ["consistency"], custom_id="boards:all"))
    assert "### Consistency · this season" in words(steady)
    weeks = answer(await on_stage.ana.select(steady, ["four_weeks"], custom_id="board-periods:consistency"))
    assert "### Consistency · weeks 43 to 46" in words(weeks)
    points = answer(await on_stage.ana.select(weeks, ["points"], custom_id="boards:four_weeks"))
    assert "### Points · this week" in words(points)


async def test_a_board_with_one_span_offers_no_other(on_stage: Stage) -> None:
    shown = await board(on_stage, on_stage.ana, board="age_graded", period="last_week")
    assert "### Age-graded · this season" in words(shown)
    assert "An age grade takes your birth date and a table: `/profile edit`." in words(shown)
    with pytest.raises(simcord.SetupError):
        await on_stage.ana.select(shown, ["season"], custom_id="board-periods:age_graded")


async def crowd_of(stage: Stage, count: int) -> list[simcord.MemberActor]:
    """Return members who ran, each a kilometre less than the one before, and show it."""
    users = [stage.env.create_user(f"Runner {number}") for number in range(count)]
    crowd = [await stage.asked(stage.guild.add_member(user)) for user in users]
    for number, who in enumerate(crowd):
        await log(stage, who, distance=f"{20 - number}k", time="2h")
    await show(stage, *crowd, board="distance")
    return crowd


async def test_pages_turn_and_lead_to_where_one_stands(on_stage: Stage) -> None:
    crowd = await crowd_of(on_stage, 12)
    shown = await board(on_stage, crowd[8], board="distance")
    assert list(buttons(shown)) == ["Next five", "Around me", "As a picture", "Hide me"]
    second = answer(await crowd[8].click(shown, label="Next five"))
    assert words(second).splitlines()[1:6] == [
        "**6.** Runner 5 · 15.0 km",
        "**7.** Runner 6 · 14.0 km",
        "**8.** Runner 7 · 13.0 km",
        "**9.** **Runner 8** · 12.0 km",
        "**10.** Runner 9 · 11.0 km",
    ]
    assert list(buttons(second)) == ["Back", "Next five", "As a picture", "Hide me"]
    third = answer(await crowd[8].click(second, label="Next five"))
    assert list(buttons(third)) == ["Back", "Around me", "As a picture", "Hide me"]
    assert "You: **12.0 km**, place 9" in words(third)
    around = answer(await crowd[8].click(third, label="Around me"))
    assert [line.split(" ")[0] for line in words(around).splitlines()[1:6]] == [
        "**7.**",
        "**8.**",
        "**9.**",
        "**10.**",
        "**11.**",
    ]
    assert list(buttons(around)) == ["Top five", "As a picture", "Hide me"]
    assert "🥇 Runner 0" in words(answer(await crowd[8].click(around, label="Top five")))


async def test_a_page_as_a_picture_says_in_words_what_it_shows_and_goes_with_the_page(on_stage: Stage) -> None:
    crowd = await crowd_of(on_stage, 7)
    shown = await board(on_stage, crowd[0], board="distance")
    drawn = answer(await crowd[0].click(shown, label="As a picture"))
    [file] = drawn.attachments
    assert (await file.read()).startswith(b"\x89PNG")
    assert "Distance, this week. 1: Runner 0, 20.0 km. 2: Runner 1, 19.0 km." in str(drawn.components)
    turned = answer(await crowd[0].click(drawn, label="Next five"))
    assert turned.attachments == []
    assert "Distance, this week." not in str(turned.components)


async def test_buttons_work_after_a_restart(on_stage: Stage) -> None:
    crowd = await crowd_of(on_stage, 7)
    shown = await board(on_stage, crowd[0], board="distance")
    again = await on_stage.killed_and_started_again()
    assert "**6.** Runner 5" in said(await again.press(crowd[0], shown, "board:distance:this_week:1"))
    old = await again.press(crowd[0], shown, "board:points:last_week")
    assert "### Points · week 46" in said(old)


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
    past = await on_stage.ana.select(seen, ["last_week"], custom_id="board-periods:distance")
    assert "### Distance · week 47\nYou: **10.0 km**" in said(past)


@pytest.mark.parametrize("options", [{"period": "someday"}, {"board": "nonsense"}])
async def test_a_board_that_is_not_offered_says_so(on_stage: Stage, options: dict[str, str]) -> None:
    typed = await on_stage.type_outdated(on_stage.ana, "leaderboard", on_stage.feed.id, **options)
    assert "That board is still to come." in said(typed)


async def test_a_board_button_of_another_version_says_so(on_stage: Stage) -> None:
    shown = await board(on_stage, on_stage.ana)
    for custom_id in ("board:speed:this_week", "board-show:points:1:someday", "board-picture:speed:season:1"):
        pressed = await on_stage.press(on_stage.ana, shown, custom_id)
        assert pressed.acknowledged
        assert "had their day" in said(pressed) or "still to come" in said(pressed)


async def test_a_name_is_the_one_they_go_by_now(on_stage: Stage) -> None:
    eve = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("eve"), nick="Evening Runner"))
    for who in (on_stage.ana, on_stage.ben, eve):
        await log(on_stage, who)
    await show(on_stage, on_stage.ana, on_stage.ben, eve)
    assert "Evening Runner" in words(await board(on_stage, on_stage.ana))
