"""Questions about awards, totals and places on a board."""

from datetime import date

from db.database import Database
from db.repositories.points import TeamTotalRow, TotalRow
from db.unit_of_work import UnitOfWork
from tests.db.rows import OTHER_TEAM, TEAM, TODAY, add_run, add_runner, add_team, total

WEEK = "2026-W47"


def give(
    uow: UnitOfWork,
    name: str,
    points: int,
    distance_m: int,
    *,
    team_id: int = TEAM,
    shown: tuple[bool, bool] = (True, True),
) -> int:
    """Add a runner with a week of their own."""
    runner_id = add_runner(uow, name, team_id=team_id)
    uow.points.move_totals(
        team_id,
        runner_id,
        [total(WEEK, points=points, distance_m=distance_m, moving_s=60, runs=1, run_days=1)],
        shows_points=shown[0],
        shows_distance=shown[1],
    )
    return runner_id


def boards(uow: UnitOfWork) -> dict[str, int]:
    """Five runners of one team, two of them hidden on one board or the other, and a stranger."""
    add_team(uow)
    add_team(uow, OTHER_TEAM)
    ids = {
        "Ana": give(uow, "Ana", 50, 5_000),
        "Ben": give(uow, "Ben", 70, 7_000, shown=(False, True)),
        "Chloé": give(uow, "Chloé", 50, 9_000, shown=(True, False)),
        "Dee": give(uow, "Dee", 20, 5_000),
        "Eve": give(uow, "Eve", 0, 100),
    }
    give(uow, "Zoe", 99, 99_000, team_id=OTHER_TEAM)
    return ids


async def test_the_top_names_those_who_show_themselves_best_first(database: Database) -> None:
    ids = await database.write(boards)
    points = await database.read(lambda uow: uow.boards.top(TEAM, WEEK, "points", 5))
    assert [row[:3] for row in points] == [
        (ids["Chloé"], "Chloé", 50),
        (ids["Ana"], "Ana", 50),
        (ids["Dee"], "Dee", 20),
    ]
    distance = await database.read(lambda uow: uow.boards.top(TEAM, WEEK, "distance", 5))
    assert [row.name for row in distance] == ["Ben", "Dee", "Ana", "Eve"]


async def test_the_top_ends_where_it_is_told_to(database: Database) -> None:
    await database.write(boards)
    assert [row.name for row in await database.read(lambda uow: uow.boards.top(TEAM, WEEK, "points", 1))] == ["Chloé"]
    assert await database.read(lambda uow: uow.boards.top(TEAM, "2026-W46", "points", 5)) == []


async def test_only_shown_runners_count_as_better(database: Database) -> None:
    await database.write(boards)

    def better(value: int, board: str = "points") -> object:
        return database.read(lambda uow: uow.boards.better_than(TEAM, WEEK, board, value))

    assert await better(20) == 2  # type: ignore[misc]
    assert await better(50) == 0  # type: ignore[misc]
    assert await better(5_000, "distance") == 1  # type: ignore[misc]


async def test_a_choice_moves_with_all_totals_of_the_runner(database: Database) -> None:
    ids = await database.write(boards)
    await database.write(lambda uow: uow.boards.set_shown(ids["Ana"], {"points": False, "distance": True}))
    names = [row.name for row in await database.read(lambda uow: uow.boards.top(TEAM, WEEK, "points", 5))]
    assert names == ["Chloé", "Dee"]
    await database.write(lambda uow: uow.boards.set_shown(ids["Ben"], {"points": True, "distance": True}))
    names = [row.name for row in await database.read(lambda uow: uow.boards.top(TEAM, WEEK, "points", 5))]
    assert names == ["Ben", "Chloé", "Dee"]


async def test_the_team_counts_hidden_runners_without_naming_them(database: Database) -> None:
    await database.write(boards)
    team = await database.read(lambda uow: uow.points.team_total(TEAM, WEEK))
    assert team == TeamTotalRow(runners=5, runs=5, distance_m=26_100, points=190)
    assert await database.read(lambda uow: uow.points.team_total(TEAM, "2026-W01")) == (0, 0, 0, 0)


async def test_totals_move_by_differences_in_both_directions(database: Database) -> None:
    runner_id = (await database.write(boards))["Ana"]

    def move(uow: UnitOfWork, *changes: object) -> None:
        uow.points.move_totals(TEAM, runner_id, changes, shows_points=True, shows_distance=True)  # type: ignore[arg-type]

    up = total(WEEK, points=5, distance_m=1_000, moving_s=300, runs=1, run_days=1)
    down = total(WEEK, points=-50, distance_m=-5_000, moving_s=-60, runs=-1, run_days=-1)
    await database.write(lambda uow: move(uow, up, total("2026-11", "month"), total("all", "all", points=5)))
    assert await database.read(lambda uow: uow.points.total(TEAM, WEEK, runner_id)) == TotalRow(55, 6_000, 360, 2, 2)
    await database.write(lambda uow: move(uow, down))
    assert await database.read(lambda uow: uow.points.total(TEAM, WEEK, runner_id)) == TotalRow(5, 1_000, 300, 1, 1)
    assert await database.read(lambda uow: uow.points.total(TEAM, "all", runner_id)) == TotalRow(5, 0, 0, 0, 0)
    # A change of nothing leaves no row.
    assert await database.read(lambda uow: uow.points.team_total(TEAM, "2026-11")) == (0, 0, 0, 0)


async def test_empty_totals_are_forgotten_and_others_kept(database: Database) -> None:
    ids = await database.write(boards)

    def take_back(uow: UnitOfWork) -> None:
        undone = total(WEEK, points=-20, distance_m=-5_000, moving_s=-60, runs=-1, run_days=-1)
        uow.points.move_totals(TEAM, ids["Dee"], [undone], shows_points=True, shows_distance=True)
        uow.points.forget_empty_totals(TEAM, ids["Dee"])

    await database.write(take_back)
    assert (await database.read(lambda uow: uow.points.team_total(TEAM, WEEK))).runners == 4
    assert await database.read(lambda uow: uow.points.weeks(ids["Dee"])) == []
    assert await database.read(lambda uow: uow.points.weeks(ids["Ana"])) == [(WEEK, 1)]


async def test_weeks_come_oldest_first_and_only_weeks(database: Database) -> None:
    def work(uow: UnitOfWork) -> int:
        add_team(uow)
        runner_id = add_runner(uow, "Ana")
        changes = [
            total("2026-W02", runs=1, run_days=1),
            total("2025-W52", runs=3, run_days=2),
            total("2026-01", "month", runs=4, run_days=3),
            total("2026-W01", runs=1),
        ]
        uow.points.move_totals(TEAM, runner_id, changes, shows_points=False, shows_distance=False)
        return runner_id

    runner_id = await database.write(work)
    weeks = await database.read(lambda uow: uow.points.weeks(runner_id))
    assert weeks == [("2025-W52", 2), ("2026-W01", 0), ("2026-W02", 1)]


async def test_awards_come_by_day_and_go_by_key(database: Database) -> None:
    def work(uow: UnitOfWork) -> int:
        add_team(uow)
        runner_id = add_runner(uow, "Ana")
        run_id = add_run(uow, runner_id)
        given = [("log", TODAY, 10, run_id), ("rest", date(2026, 11, 17), 10, None)]
        rows: list[dict[str, object]] = [
            {
                "team_id": TEAM,
                "runner_id": runner_id,
                "week": WEEK,
                "day": day,
                "rule": rule,
                "rules_version": 1,
                "points": points,
                "run_id": run,
            }
            for rule, day, points, run in given
        ]
        uow.points.add_awards(rows)
        uow.points.add_awards([])
        return runner_id

    runner_id = await database.write(work)
    found = await database.read(lambda uow: uow.points.awards_of_week(runner_id, WEEK))
    assert [(row.rule, row.day) for row in found] == [("rest", date(2026, 11, 17)), ("log", TODAY)]
    await database.write(lambda uow: uow.points.delete_awards([]))
    await database.write(lambda uow: uow.points.delete_awards([found[0].award_id]))
    left = await database.read(lambda uow: uow.points.awards_of_week(runner_id, WEEK))
    assert left == found[1:]
    assert await database.read(lambda uow: uow.points.awards_of_week(runner_id, "2026-W46")) == []


async def test_a_deleted_run_takes_its_awards_with_it(database: Database) -> None:
    def work(uow: UnitOfWork) -> tuple[int, int]:
        add_team(uow)
        runner_id = add_runner(uow, "Ana")
        run_id = add_run(uow, runner_id)
        award = {"team_id": TEAM, "runner_id": runner_id, "week": WEEK, "day": TODAY, "rule": "log"}
        uow.points.add_awards([{**award, "rules_version": 1, "points": 10, "run_id": run_id}])
        return runner_id, run_id

    runner_id, run_id = await database.write(work)
    await database.write(lambda uow: uow.runs.delete(run_id))
    assert await database.read(lambda uow: uow.points.awards_of_week(runner_id, WEEK)) == []


async def test_a_large_team_outgrows_no_column(database: Database) -> None:
    """Ten thousand runners and a million runs of 10 km are ten billion metres."""

    def work(uow: UnitOfWork) -> None:
        add_team(uow)
        runner_id = add_runner(uow, "Ana")
        much = total("all", "all", points=30_000_000, distance_m=10**10, moving_s=4 * 10**9, runs=10**6, run_days=1)
        uow.points.move_totals(TEAM, runner_id, [much], shows_points=True, shows_distance=True)

    await database.write(work)
    assert await database.read(lambda uow: uow.points.team_total(TEAM, "all")) == (1, 10**6, 10**10, 30_000_000)
    assert [row.value for row in await database.read(lambda uow: uow.boards.top(TEAM, "all", "distance", 5))] == [
        10**10
    ]
