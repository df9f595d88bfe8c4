"""Boards: who chose to be shown, in order; ties share a place; hidden runners stay hidden."""

import pytest

from bot.domain.dates import Week
from bot.domain.leaderboards import Board, Period, spans
from bot.domain.units import Unit
from bot.services.asker import Asker
from bot.services.leaderboards import AROUND, Standings, TeamTotals, WeeklyPost, weekly_post
from bot.services.reading import RunDraft
from db.unit_of_work import UnitOfWork
from tests.services.harriers import TEAM, Harriers, local


def lines(standings: Standings | WeeklyPost) -> list[tuple[int, str, int]]:
    return [(row.place, row.name, row.value) for row in standings.rows]


@pytest.fixture
async def four(team: Harriers) -> Harriers:
    """Four runners with different weeks, all shown on both boards; Eve is there and logged nothing."""
    await team.log("Ana", "5k", "30:00")
    await team.log("Ben", "10k", "1:00:00")
    await team.log("Chloé", "7k", "40:00", note="legs awake")
    await team.log("Dee", "21k", "2:00:00")
    await team.log("Dee", "5k", "30:00", "yesterday")
    await team.join("Eve")
    for board in (Board.POINTS, Board.DISTANCE):
        await team.show("Ana", "Ben", "Chloé", "Dee", "Eve", board=board)
    return team


async def test_ties_share_a_place_and_are_listed_by_name(four: Harriers) -> None:
    board = await four.board("Ana")
    # One run day is 20, and 15 more where it is the first at its distance; the second day brings the streak too.
    assert lines(board) == [(1, "Dee", 65), (2, "Ana", 35), (2, "Ben", 35), (4, "Chloé", 22)]
    assert [row.is_asker for row in board.rows] == [False, True, False, False]
    assert (board.own_value, board.own_place, board.own_shown) == (35, 2, True)


async def test_a_shared_first_place_leaves_the_second_empty(team: Harriers) -> None:
    for name in ("Chloé", "ana", "Ben"):
        await team.log(name, "5k" if name == "Ben" else "10k", "55:00")
        await team.show(name, board=Board.DISTANCE)
    board = await team.board("Ben", Board.DISTANCE)
    assert lines(board) == [(1, "ana", 10_000), (1, "Chloé", 10_000), (3, "Ben", 5_000)]
    assert board.own_place == 3


async def test_the_distance_board_is_by_metres(four: Harriers) -> None:
    board = await four.board("Ben", Board.DISTANCE)
    assert lines(board) == [(1, "Dee", 26_000), (2, "Ben", 10_000), (3, "Chloé", 7_000), (4, "Ana", 5_000)]
    assert board.totals == TeamTotals(runners=4, runs=5, distance_m=48_000, points=157)


async def test_who_logged_nothing_is_on_no_board(four: Harriers) -> None:
    board = await four.board("Eve")
    assert "Eve" not in [row.name for row in board.rows]
    assert (board.own_value, board.own_place, board.own_shown) == (0, None, True)


async def test_a_hidden_runner_appears_nowhere_and_counts_for_nobodys_place(four: Harriers) -> None:
    await four.show("Dee", shown=False)
    board = await four.board("Ben")
    assert lines(board) == [(1, "Ana", 35), (1, "Ben", 35), (3, "Chloé", 22)]
    assert board.own_place == 1
    own = await four.board("Dee")
    assert (own.own_value, own.own_place, own.own_shown) == (65, None, False)
    assert "Dee" not in [row.name for row in own.rows]
    # The other board is a choice of its own, and what the team did together names nobody.
    assert lines(await four.board("Ben", Board.DISTANCE))[0] == (1, "Dee", 26_000)
    assert board.totals.runners == 4


async def test_hiding_and_showing_take_effect_at_once_and_for_weeks_gone_by(four: Harriers) -> None:
    asker = four.asker("Dee")
    hidden = await four.services.leaderboards.set_shown(asker, Board.POINTS, Period.THIS_WEEK, shown=False)
    assert (hidden.own_shown, "Dee" in [row.name for row in hidden.rows]) == (False, False)
    four.clock.set(local("Europe/Berlin", "2026-11-23 10:00"))
    assert "Dee" not in [row.name for row in (await four.board("Ana", period=Period.LAST_WEEK)).rows]
    await four.show("Dee")
    assert "Dee" in [row.name for row in (await four.board("Ana", period=Period.LAST_WEEK)).rows]


async def test_a_choice_made_before_the_first_run_holds(team: Harriers) -> None:
    await team.show("Ana", "Ben", "Chloé")
    for name in ("Ana", "Ben", "Chloé"):
        await team.log(name)
    assert len((await team.board("Ana")).rows) == 3


async def test_nobody_is_shown_who_was_not_asked(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Dee"):
        await team.log(name)
    for board in (Board.POINTS, Board.DISTANCE):
        standings = await team.board("Ana", board)
        assert (standings.rows, standings.own_place, standings.own_shown) == ((), None, False)
        assert standings.own_value > 0


async def test_with_fewer_than_three_shown_there_is_no_board_only_progress(four: Harriers) -> None:
    await four.show("Chloé", "Dee", shown=False)
    board = await four.board("Ana")
    assert (board.rows, board.own_place, board.own_value) == ((), None, 35)
    post = await four.database.read(lambda uow: weekly_post(uow, TEAM, Week(2026, 47), four.clock.now()))
    assert post is not None
    assert post.rows == ()
    assert post.totals.runners == 4


async def test_two_runners_may_have_the_same_name(team: Harriers) -> None:
    here, there = team.asker("Alex", 1), team.asker("Alex", 2)
    for asker in (here, there, team.asker("Ben")):
        await team.services.leaderboards.set_shown(asker, Board.DISTANCE, Period.THIS_WEEK, shown=True)
    await team.log("Ben", "3k", "20:00")
    for asker, distance in ((here, "10k"), (there, "5k")):
        await team.services.runs.log(asker, RunDraft(distance, "55:00"))
    board = await team.services.leaderboards.standings(there, Board.DISTANCE, Period.THIS_WEEK)
    assert lines(board) == [(1, "Alex", 10_000), (2, "Alex", 5_000), (3, "Ben", 3_000)]
    assert [row.is_asker for row in board.rows] == [False, True, False]


async def test_a_board_names_five_and_everyone_knows_their_own_place(team: Harriers) -> None:
    names = ["Ana", "Ben", "Chloé", "Dee", "Eve", "Fay", "Gus"]
    for number, name in enumerate(names):
        await team.log(name, f"{20 - number} km", "2:00:00")
        await team.show(name, board=Board.DISTANCE)
    board = await team.board("Gus", Board.DISTANCE)
    assert [row.name for row in board.rows] == names[:5]
    assert (board.own_place, board.own_value) == (7, 14_000)


async def test_last_week_is_the_week_before_and_progress_compares_with_the_one_before_that(team: Harriers) -> None:
    await team.log("Ana", "4k", "25:00", "2026-11-13")
    await team.log("Ana", "5k", "30:00")
    this = await team.board("Ana", Board.DISTANCE)
    assert (this.week, this.own_value, this.previous_value) == (Week(2026, 47), 5_000, 4_000)
    last = await team.board("Ana", Board.DISTANCE, Period.LAST_WEEK)
    assert (last.week, last.own_value, last.previous_value) == (Week(2026, 46), 4_000, 0)
    assert last.totals == TeamTotals(runners=1, runs=1, distance_m=4_000, points=30)


async def test_the_first_look_at_a_board_enrols_and_shows_an_empty_one(team: Harriers) -> None:
    board = await team.board("Zoe")
    assert (board.rows, board.own_value, board.totals) == ((), 0, TeamTotals(0, 0, 0, 0))
    assert (board.unit, board.own_shown) == (Unit.KM, False)
    assert (await team.runner("Zoe")).name == "Zoe"


async def test_a_board_of_another_team_is_another_board(four: Harriers) -> None:
    stranger = Asker(TEAM + 1, 7, "Zoe")
    board = await four.services.leaderboards.standings(stranger, Board.POINTS, Period.THIS_WEEK)
    assert (board.rows, board.totals.runners) == ((), 0)


@pytest.mark.parametrize("board", Board)
@pytest.mark.parametrize("period", Period)
async def test_every_board_answers_for_every_period_in_its_own_terms(
    team: Harriers, board: Board, period: Period
) -> None:
    standings = await team.board("Ana", board, period)
    assert (standings.board, standings.rows, standings.own_value) == (board, (), 0)
    assert standings.period in spans(board)
    shown = await team.services.leaderboards.set_shown(team.asker("Ana"), board, period, shown=True)
    assert (shown.own_shown, shown.period) == (True, standings.period)


@pytest.mark.parametrize(
    ("period", "metres"),
    [
        (Period.THIS_WEEK, 5_000),
        (Period.LAST_WEEK, 4_000),
        (Period.THIS_MONTH, 9_000),
        (Period.LAST_30_DAYS, 12_000),
        (Period.SEASON, 14_000),
        (Period.ALL, 15_000),
    ],
)
async def test_a_sum_is_of_its_period(team: Harriers, period: Period, metres: int) -> None:
    for kilometres, day in (("1k", "2025-12-30"), ("2k", "2026-10-21"), ("3k", "2026-10-31")):
        await team.log("Ana", kilometres, "20:00", day)
    await team.log("Ana", "4k", "25:00", "2026-11-13")
    await team.log("Ana", "5k", "30:00")
    assert (await team.board("Ana", Board.DISTANCE, period)).own_value == metres


async def test_pages_go_on_in_fives_with_places_that_go_on(team: Harriers) -> None:
    names = [f"Runner {number:02}" for number in range(12)]
    for number, name in enumerate(names):
        await team.log(name, f"{20 - number // 3} km", "2:00:00")
        await team.show(name, board=Board.DISTANCE)
    asker = team.asker("Runner 11")
    found = [
        await team.services.leaderboards.standings(asker, Board.DISTANCE, Period.THIS_WEEK, page)
        for page in ("0", "1", "2")
    ]
    assert [[row.place for row in page.rows] for page in found] == [[1, 1, 1, 4, 4], [4, 7, 7, 7, 10], [10, 10]]
    # Each is on one page; those who share a place are by name on each.
    assert sorted(row.name for page in found for row in page.rows) == names
    for standings in found:
        listed = [(row.place, row.name) for row in standings.rows]
        assert listed == sorted(listed)
    assert [(page.page, page.has_more) for page in found] == [(0, True), (1, True), (2, False)]
    # However far down, the first place is known, and bars are measured by it.
    assert [page.best for page in found] == [20_000] * 3
    # A page that is no more, or never was, is the first.
    for page in ("3", "99999", "x"):
        beyond = await team.services.leaderboards.standings(asker, Board.DISTANCE, Period.THIS_WEEK, page)
        assert (beyond.page, beyond.rows) == (0, found[0].rows)


async def test_around_me_are_two_above_and_two_below(team: Harriers) -> None:
    names = ["Ana", "Ben", "Chloé", "Dee", "Eve", "Fay", "Gus"]
    for number, name in enumerate(names):
        await team.log(name, f"{20 - number} km", "2:00:00")
        await team.show(name, board=Board.DISTANCE)

    async def around(name: str) -> list[tuple[int, str]]:
        asker = team.asker(name)
        standings = await team.services.leaderboards.standings(asker, Board.DISTANCE, Period.THIS_WEEK, AROUND)
        return [(row.place, row.name) for row in standings.rows]

    assert await around("Eve") == [(3, "Chloé"), (4, "Dee"), (5, "Eve"), (6, "Fay"), (7, "Gus")]
    assert [name for _, name in await around("Ana")] == names[:5]
    # Who is hidden has no neighbours, and is told nothing about where they would stand.
    await team.show("Eve", board=Board.DISTANCE, shown=False)
    assert [name for _, name in await around("Eve")] == ["Ana", "Ben", "Chloé", "Dee", "Fay"]


async def test_who_reads_the_same_stands_in_the_same_place(team: Harriers) -> None:
    for name, metres in (("Ana", "10.049 km"), ("Ben", "9.951 km"), ("Chloé", "9.94 km")):
        await team.log(name, metres, "1:00:00")
        await team.show(name, board=Board.DISTANCE)
    assert lines(await team.board("Ana", Board.DISTANCE)) == [
        (1, "Ana", 10_049),
        (1, "Ben", 9_951),
        (3, "Chloé", 9_940),
    ]
    assert (await team.board("Ben", Board.DISTANCE)).own_place == 1


async def test_who_joined_lately_is_marked_among_those_who_did_not(four: Harriers) -> None:
    assert not any(row.is_new for row in (await four.board("Ana")).rows)
    four.clock.forward(days=40)
    for name in ("Ana", "Ben", "Zoe"):
        await four.show(name)
        await four.log(name, "5k", "30:00")
    assert {row.name: row.is_new for row in (await four.board("Ana")).rows} == {"Ana": False, "Ben": False, "Zoe": True}


async def test_a_board_of_percents_ranks_what_is_kept_of_the_weeks_that_are_over(team: Harriers) -> None:
    def keep(uow: UnitOfWork) -> None:
        for number, name in enumerate(("Ana", "Ben", "Chloé", "Dee")):
            runner = uow.runners.find(TEAM, team.asker(name).user_id)
            assert runner is not None
            columns = {"team_id": TEAM, "runner_id": runner.runner_id, "shown": name != "Dee"}
            uow.boards.keep(
                [{**columns, "board": "consistency", "period": "2026-W46", "value": (917, 1000, 917, 990)[number]}]
            )

    await team.show("Ana", "Ben", "Chloé", board=Board.CONSISTENCY)
    await team.join("Dee")
    await team.database.write(keep)
    board = await team.board("Dee", Board.CONSISTENCY)
    assert lines(board) == [(1, "Ben", 1000), (2, "Ana", 917), (2, "Chloé", 917)]
    assert (board.own_value, board.own_place, board.period, board.week) == (
        *(990, None, Period.FOUR_WEEKS),
        Week(2026, 46),
    )


async def test_the_weekly_post_says_what_the_board_says(four: Harriers) -> None:
    post = await four.database.read(lambda uow: weekly_post(uow, TEAM, Week(2026, 47), four.clock.now()))
    assert post is not None
    assert lines(post) == lines(await four.board("Ana"))
    assert (post.team_name, post.week) == ("Harriers", Week(2026, 47))
    assert not any(row.is_asker for row in post.rows)
    assert await four.database.read(lambda uow: weekly_post(uow, TEAM, Week(2026, 46), four.clock.now())) is None
    assert await four.database.read(lambda uow: weekly_post(uow, TEAM + 9, Week(2026, 47), four.clock.now())) is None
