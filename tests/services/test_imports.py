"""Lists of many runs on their way into a log: each run once, whatever happens on the way."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.audience import FeedMode
from bot.domain.doubts import Verdict
from bot.domain.runs import RunKind, RunSource
from bot.errors import NotFound, UserError
from bot.files import Activities, Activity, Sport, read_activities
from bot.jobs.importer import MOST_FAILURES, Importer
from bot.services.import_lists import entry_of, packed, unpacked, unreadable_rows
from bot.services.imports import CHUNK, ImportProgress, ImportService, ImportState
from bot.services.outbox import MessageState
from bot.services.reading import RunDraft
from bot.services.runners import Enrolment
from bot.services.teams import TeamDefaults, TeamUnits
from db.database import Database, Work
from db.models import imports, outbox, runs
from db.unavailable import DatabaseAway
from tests.composed import FRIDAY, Killed
from tests.files.making import row, strava_list
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log, rows_of

START = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def activity(number: int = 0, *, metres: float = 10_000.0, moving_s: float = 3_130.0, **others: Any) -> Activity:
    """Return a run a day for as many days back as `number` says."""
    facts: dict[str, Any] = {
        "sport": Sport.RUN,
        "started_at": START - timedelta(days=number),
        "keys": (f"strava:{number}",),
        "distance_m": metres,
        "moving_s": moving_s,
    }
    return Activity(**(facts | others))


def listing(*found: Activity, others: int = 0, unreadable: tuple[int, ...] = ()) -> Activities:
    return Activities(found, is_list=True, others=others, unreadable=unreadable)


async def begin(team: Harriers, name: str, *found: Activity, **others: Any) -> ImportProgress:
    asker, activities = team.asker(name), listing(*found, **others)
    return await team.services.imports.begin(asker, "activities.csv", activities, unknown_are_runs=False)


async def finish(team: Harriers, import_id: int) -> ImportProgress:
    while await team.services.imports.advance(import_id):
        continue
    progress = await team.services.imports.progress(import_id)
    assert progress is not None
    return progress


async def brought(team: Harriers, name: str, *found: Activity, **others: Any) -> ImportProgress:
    return await finish(team, (await begin(team, name, *found, **others)).import_id)


async def logged(team: Harriers, **columns: Any) -> list[dict[str, Any]]:
    rows = await rows_of(team.database, runs, TEAM)
    return [row for row in rows if all(row[name] == value for name, value in columns.items())]


def counts(progress: ImportProgress) -> tuple[int, int, int, int]:
    return progress.added, progress.known, progress.unsure, progress.unreadable


# --- the whole way ---


async def test_every_run_of_a_list_is_in_the_log_with_its_own_day(team: Harriers) -> None:
    begun = await begin(team, "Ana", *(activity(day) for day in range(3)), others=4, unreadable=(7, 9))
    assert (begun.state, begun.total, begun.done, begun.added) == (ImportState.RUNNING, 3, 0, 0)
    ended = await finish(team, begun.import_id)
    assert (ended.state, ended.done, ended.others, ended.rows) == (ImportState.DONE, 3, 4, (7, 9))
    assert counts(ended) == (3, 0, 0, 2)
    rows = sorted(await logged(team, source="archive"), key=lambda row: int(row["run_id"]))
    # Oldest first, so that records come in the order in which they were run.
    assert [row["local_date"] for row in rows] == [date(2026, 11, day) for day in (16, 17, 18)]
    assert {(row["distance_m"], row["moving_s"], row["logged_at"]) for row in rows} == {(10_000, 3_130, FRIDAY)}
    assert [row["record"] for row in rows] == ["first", None, None]
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_day_of_a_run_is_that_of_its_runner(team: Harriers) -> None:
    late = activity(started_at=datetime(2026, 11, 17, 23, 30, tzinfo=UTC))
    there = activity(1, started_at=datetime(2026, 11, 10, 23, 30, tzinfo=UTC), utc_offset_s=-5 * 3_600)
    await brought(team, "Ana", late, there)
    assert [row["local_date"] for row in await logged(team)] == [date(2026, 11, 10), date(2026, 11, 18)]


async def test_a_list_tells_nobody_and_earns_what_the_last_seven_days_are_worth(team: Harriers) -> None:
    await brought(team, "Ana", activity(0), activity(30))
    assert [row["kind"] for row in await rows_of(team.database, outbox, TEAM)] == ["import_summary"]
    points = await team.services.points.this_week(team.asker("Ana"))
    assert points.total > 0
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_run_of_a_list_that_a_coach_lets_count_tells_nobody_either(team: Harriers) -> None:
    await brought(team, "Ana", activity(moving_s=1_560.0))
    [row] = await logged(team, doubt="very_fast")
    caleb = team.admin("Caleb")
    await team.services.reviews.confirm(team.asker("Ana"), row["run_id"], "")
    seen = await team.services.reviews.find(caleb, row["run_id"])
    await team.services.reviews.decide(caleb, seen, Verdict.COUNTS, "I was there.")
    assert "feed_card" not in {one["kind"] for one in await rows_of(team.database, outbox, TEAM)}


async def test_a_daily_digest_leaves_a_list_out(team: Harriers) -> None:
    await team.database.write(
        lambda uow: uow.teams.change(TEAM, feed_mode=FeedMode.DIGEST, feed_mode_since=FRIDAY - timedelta(days=1))
    )
    await brought(team, "Ana", activity(0))
    team.clock.forward(days=1)
    while await team.services.schedules.run_due():
        continue
    parcels = await team.services.outbox.claim()
    assert [parcel.message.kind for parcel in parcels if parcel.message.recipient_id is None] == []


async def test_a_list_brought_twice_adds_nothing_the_second_time(team: Harriers) -> None:
    found = [activity(day) for day in range(5)]
    await brought(team, "Ana", *found)
    assert counts(await brought(team, "Ana", *found, activity(9))) == (1, 5, 0, 0)
    assert len(await logged(team)) == 6
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_same_row_twice_is_one_run(team: Harriers) -> None:
    assert counts(await brought(team, "Ana", activity(1), activity(1))) == (1, 1, 0, 0)


async def test_two_recordings_of_one_run_in_a_list_are_one_run(team: Harriers) -> None:
    phone = activity(1, metres=10_090, started_at=START - timedelta(days=1, minutes=-2), keys=("strava:77",))
    assert counts(await brought(team, "Ana", activity(1), phone)) == (1, 1, 0, 0)
    # The second one is known from now on, too.
    assert counts(await brought(team, "Ana", phone)) == (0, 1, 0, 0)


async def test_a_run_in_the_log_that_began_when_this_one_did_is_this_one(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-11-18 7:03am", note="mine")
    assert counts(await brought(team, "Ana", activity(0))) == (0, 1, 0, 0)
    [row] = await logged(team)
    assert row["note"] == "mine"


async def test_what_cannot_be_is_counted_and_left_out(team: Harriers) -> None:
    future = activity(0, started_at=FRIDAY + timedelta(days=3), keys=("strava:f",))
    nothing = activity(1, metres=0.2)
    days = [activity(9, started_at=START - timedelta(days=9), moving_s=80_000, keys=("strava:a",))]
    days.append(activity(9, started_at=START - timedelta(days=9, hours=-12), moving_s=30_000, metres=3e4, keys=("b",)))
    assert counts(await brought(team, "Ana", future, nothing, *days)) == (1, 0, 0, 3)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_list_without_a_run_is_refused(team: Harriers) -> None:
    with pytest.raises(UserError, match="no_runs_in_list"):
        await begin(team, "Ana", others=12)


def test_a_list_is_kept_oldest_run_first_with_its_unreadable_rows() -> None:
    found = read_activities("activities.csv", strava_list(row(1), row(2, at=START - timedelta(days=3)))).found
    kept, total = packed(RunSource.ARCHIVE, (3,), found, UTC)
    entries = [entry_of(one, RunSource.ARCHIVE, UTC) for one in found]
    assert (total, unpacked(kept).unreadable, unreadable_rows(kept)) == (2, (3,), (3,))
    assert unpacked(kept).entries(0, 10) == [entries[1], entries[0]]


# --- what only its runner knows ---


async def test_a_run_typed_in_without_an_hour_is_asked_about(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-11-18", note="typed")
    ended = await brought(team, "Ana", activity(0), activity(1))
    assert counts(ended) == (1, 0, 1, 0)
    page = await team.services.imports.unsure(team.asker("Ana").user_id, ended.import_id)
    [pair] = page.pairs
    assert (page.left, pair.run.run_id, pair.other.note) == (1, 0, "typed")


async def test_the_same_run_is_made_one_and_known_from_then_on(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-11-18", note="typed")
    ended = await brought(team, "Ana", activity(0, elapsed_s=3_300.0))
    page = await team.services.imports.decide(team.asker("Ana").user_id, ended.import_id, 0, same=True)
    assert (page.left, counts(page.progress)) == (0, (0, 1, 0, 0))
    [row] = await logged(team)
    assert (row["note"], row["elapsed_s"], row["started_at"]) == ("typed", 3_300, START)
    assert counts(await brought(team, "Ana", activity(0))) == (0, 1, 0, 0)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_two_runs_stay_two(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-11-18")
    ended = await brought(team, "Ana", activity(0))
    user_id = team.asker("Ana").user_id
    page = await team.services.imports.decide(user_id, ended.import_id, 0, same=False)
    assert (page.left, counts(page.progress)) == (0, (1, 0, 0, 0))
    # A second press finds nothing left to do.
    await team.services.imports.decide(user_id, ended.import_id, 0, same=False)
    assert len(await logged(team)) == 2
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_day_without_room_for_two_runs_gets_no_second_one(team: Harriers) -> None:
    await team.log("Ana", "90k", "14:00:00", "2026-11-18")
    await team.log("Ana", "10k", "52:10", "2026-11-17")
    ended = await brought(team, "Ana", activity(0, metres=90_000.0, moving_s=50_400.0), activity(1))
    user_id, decide = team.asker("Ana").user_id, team.services.imports.decide
    page = await decide(user_id, ended.import_id, None, same=False)
    assert (page.left, page.progress.added, page.progress.unsure) == (1, 1, 1)
    with pytest.raises(UserError, match="run_impossible_full_day"):
        await decide(user_id, ended.import_id, page.pairs[0].index, same=False)
    assert (await decide(user_id, ended.import_id, None, same=True)).left == 0
    assert [row["moving_s"] for row in await logged(team, local_date=date(2026, 11, 18))] == [50_400]


async def test_the_time_of_a_race_that_was_typed_outlives_its_recording(team: Harriers) -> None:
    logged_run = await team.log("Ana", "10k", "52:10", "2026-11-18", kind=RunKind.RACE)
    ended = await brought(team, "Ana", activity(0, metres=10_040.0, elapsed_s=3_300.0))
    ana = team.asker("Ana")
    await team.services.imports.decide(ana.user_id, ended.import_id, 0, same=True)
    assert [best.result_s for best in (await team.services.stats.of(ana)).bests] == [3_130]
    [row] = await logged(team)
    assert (row["run_id"], row["started_at"]) == (logged_run.run.run_id, START)


async def test_a_typed_run_that_turns_out_to_be_a_race_has_the_time_that_was_typed(team: Harriers) -> None:
    typed = await team.log("Ana", "10k", "52:10", "2026-11-18")
    ended = await brought(team, "Ana", activity(0, elapsed_s=3_300.0))
    ana = team.asker("Ana")
    await team.services.imports.decide(ana.user_id, ended.import_id, 0, same=True)
    await team.services.runs.edit(ana, typed.run.run_id, RunDraft("10k", "52:10", "2026-11-18", kind=RunKind.RACE))
    assert [best.result_s for best in (await team.services.stats.of(ana)).bests] == [3_130]


@pytest.mark.parametrize("same", [True, False])
async def test_all_that_are_left_are_decided_at_once(team: Harriers, same: bool) -> None:
    for day in range(7):
        await team.log("Ana", "10k", "52:10", (START.date() - timedelta(days=day)).isoformat())
    ended = await brought(team, "Ana", *(activity(day) for day in range(7)))
    user_id = team.asker("Ana").user_id
    page = await team.services.imports.unsure(user_id, ended.import_id)
    assert (len(page.pairs), page.left) == (5, 7)
    page = await team.services.imports.decide(user_id, ended.import_id, None, same=same)
    assert (page.left, len(await logged(team))) == (0, 7 if same else 14)
    [kept] = await rows_of(team.database, imports, TEAM)
    assert kept["entries"] is None
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_two_short_runs_of_one_day_in_a_list_are_two(team: Harriers) -> None:
    again = activity(1, started_at=START - timedelta(days=1, hours=-9), keys=("strava:8",))
    assert counts(await brought(team, "Ana", activity(1), again)) == (2, 0, 0, 0)


async def test_a_list_is_its_runners_alone(team: Harriers) -> None:
    begun = await begin(team, "Ana", activity(0))
    ben, ana = team.asker("Ben").user_id, team.asker("Ana").user_id
    for user_id, import_id, place in ((ben, begun.import_id, None), (ana, 999, None), (ana, begun.import_id, 17)):
        with pytest.raises(NotFound, match="import_gone"):
            await team.services.imports.stop(user_id, import_id, place)
        with pytest.raises(NotFound, match="import_gone"):
            await team.services.imports.unsure(user_id, import_id, place)


# --- what happens on the way ---


class _Dying(Database):
    """A database that ends the process in the middle of a part, after so many of them."""

    def __init__(self, database: Database, parts: int) -> None:
        super().__init__(database.url)
        self._database = database
        self._left = parts

    async def open(self) -> None:
        """It is open."""

    async def close(self) -> None:
        """It stays open."""

    async def write(self, work: Work[Any], *, long: bool = False) -> Any:
        """Run the work, and die with it once enough is done."""
        self._left -= 1
        if self._left >= 0:
            return await self._database.write(work, long=long)

        def dying(uow: Any) -> None:
            work(uow)
            raise Killed

        return await self._database.write(dying, long=long)

    async def read(self, work: Work[Any]) -> Any:
        """Read."""
        return await self._database.read(work)

    async def schema_version(self) -> str | None:
        """Nobody asks."""
        return None


async def test_a_process_killed_in_a_part_has_done_nothing_of_it(team: Harriers) -> None:
    found = [activity(day) for day in range(2 * CHUNK + 50)]
    begun = await begin(team, "Ana", *found)
    defaults = TeamDefaults("Europe/Berlin", TeamUnits.KM, {})
    dying = ImportService(_Dying(team.database, 1), team.clock, Enrolment(defaults))
    assert await dying.advance(begun.import_id)
    with pytest.raises(Killed):
        await dying.advance(begun.import_id)
    halfway = await team.services.imports.progress(begun.import_id)
    assert halfway is not None
    assert (halfway.done, halfway.added, len(await logged(team))) == (CHUNK, CHUNK, CHUNK)
    assert counts(await finish(team, begun.import_id)) == (len(found), 0, 0, 0)
    assert len(await logged(team)) == len(found)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_two_lists_of_one_runner_come_one_after_the_other(team: Harriers) -> None:
    first = await begin(team, "Ana", activity(0))
    second = await begin(team, "Ana", activity(0), activity(1))
    other = await begin(team, "Ben", activity(2))
    assert await team.services.imports.running() == [first.import_id, other.import_id]
    await team.services.imports.advance(first.import_id)
    assert await team.services.imports.running() == [second.import_id, other.import_id]
    assert counts(await finish(team, second.import_id)) == (1, 1, 0, 0)


async def test_stopping_keeps_what_is_in(team: Harriers) -> None:
    begun = await begin(team, "Ana", *(activity(day) for day in range(CHUNK + 1)))
    await team.services.imports.advance(begun.import_id)
    stopped = await team.services.imports.stop(team.asker("Ana").user_id, begun.import_id, TEAM)
    assert (stopped.state, stopped.added) == (ImportState.STOPPED, CHUNK)
    assert not await team.services.imports.advance(begun.import_id)
    assert len(await logged(team)) == CHUNK
    assert await team.services.imports.running() == []


async def test_who_is_forgotten_meanwhile_is_forgotten_with_their_list(team: Harriers) -> None:
    begun = await begin(team, "Ana", *(activity(day) for day in range(CHUNK + 1)))
    await team.services.imports.advance(begun.import_id)
    assert await team.services.privacy.forget(team.asker("Ana"))
    assert not await team.services.imports.advance(begun.import_id)
    assert await team.services.imports.progress(begun.import_id) is None
    for table in (imports, runs, outbox):
        assert await rows_of(team.database, table, TEAM) == []
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_who_leaves_meanwhile_finds_their_list_when_they_are_back(team: Harriers) -> None:
    begun = await begin(team, "Ana", *(activity(day) for day in range(3)))
    await team.change("Ana", left_at=FRIDAY)
    assert counts(await finish(team, begun.import_id)) == (3, 0, 0, 0)
    team.clock.forward(minutes=2)
    # Nobody writes to who has left.
    assert await team.services.outbox.claim() == ()
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_team_that_is_gone_is_sent_nothing(team: Harriers) -> None:
    begun = await begin(team, "Ana", activity(0))
    await team.services.teams.leave(TEAM)
    await finish(team, begun.import_id)
    team.clock.forward(minutes=2)
    assert await team.services.outbox.claim() == ()


async def test_the_summary_is_sent_unless_it_was_seen(team: Harriers) -> None:
    unseen = await brought(team, "Ana", activity(0))
    seen = await brought(team, "Ben", activity(0))
    await team.services.imports.told(seen.import_id)
    # For a minute the answer to the command has the first word.
    assert await team.services.outbox.claim() == ()
    team.clock.forward(minutes=1)
    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, ImportProgress)
    assert (parcel.content.import_id, parcel.message.recipient_id) == (unseen.import_id, team.asker("Ana").user_id)
    states = {row["key"]: row["state"] for row in await rows_of(team.database, outbox, TEAM)}
    assert states[str(seen.import_id)] == MessageState.DROPPED


async def test_an_export_tells_of_lists_and_where_runs_came_from(team: Harriers) -> None:
    await brought(team, "Ana", activity(0))
    export = await team.services.privacy.export(team.asker("Ana"))
    assert export is not None
    held = {table.name: table.rows for table in export.tables}
    assert [row[-1] for row in held["origins"]] == ["strava:0"]
    assert len(held["imports"]) == 1


async def test_origins_belong_to_one_runner(team: Harriers) -> None:
    await brought(team, "Ana", activity(0))
    assert counts(await brought(team, "Ben", activity(0))) == (1, 0, 0, 0)


# --- the worker ---


class _Board:
    """Fulfils `bot.services.ports.ProgressBoard` for somebody who looks on."""

    def __init__(self, *import_ids: int) -> None:
        self.seen: dict[int, list[ImportProgress | None]] = {import_id: [] for import_id in import_ids}

    def watched(self) -> list[int]:
        return list(self.seen)

    async def show(self, import_id: int, progress: ImportProgress | None) -> bool:
        self.seen[import_id].append(progress)
        return progress is not None and progress.is_over


async def at_once(_seconds: float) -> None:
    """Nobody is waiting for an answer."""


async def test_the_worker_takes_turns_and_shows_the_end(team: Harriers) -> None:
    long = await begin(team, "Ana", *(activity(day) for day in range(CHUNK + 1)))
    short = await begin(team, "Ben", activity(0))
    board = _Board(long.import_id)
    importer = Importer(team.services.imports, board, at_once)
    assert await importer.one_part_of_each()
    ended = await team.services.imports.progress(short.import_id)
    assert ended is not None
    assert ended.is_over
    await importer.work()
    assert [progress and progress.state for progress in board.seen[long.import_id]] == [ImportState.DONE]
    kept = {row["import_id"]: row["told_at"] for row in await rows_of(team.database, imports, TEAM)}
    assert kept == {long.import_id: FRIDAY, short.import_id: None}


async def test_a_list_that_fails_again_and_again_is_given_up(team: Harriers) -> None:
    begun = await begin(team, "Ana", activity(0))
    await team.database.write(lambda uow: uow.imports.change(begun.import_id, entries=b"no list"))
    importer = Importer(team.services.imports, _Board(), at_once, retry_seconds=0.0)
    for _ in range(MOST_FAILURES):
        await importer.one_part_of_each()
    assert await team.services.imports.running() == []
    assert (await rows_of(team.database, imports, TEAM))[0]["state"] == ImportState.STOPPED


class _Away(ImportService):
    """The service while the database is out of reach, of which it hears when it is to go on with a list."""

    async def advance(self, import_id: int) -> bool:
        raise DatabaseAway(f"away while at {import_id}")


async def test_a_list_waits_for_a_database_that_is_away_however_often_it_was_tried(team: Harriers) -> None:
    begun = await begin(team, "Ana", activity(0))
    away = _Away(team.database, team.clock, Enrolment(TeamDefaults("Europe/Berlin", TeamUnits.KM, {})))
    importer = Importer(away, _Board(), at_once, retry_seconds=0.0)
    for _ in range(2 * MOST_FAILURES):
        with pytest.raises(DatabaseAway):
            await importer.one_part_of_each()
    assert await team.services.imports.running() == [begun.import_id]
    await Importer(team.services.imports, _Board(), at_once).work()
    assert len(await logged(team)) == 1


async def test_times_that_no_clock_can_show_cost_a_list_nothing_else(team: Harriers) -> None:
    kept = strava_list(row(1, at=datetime(9999, 12, 31, 23, 0, tzinfo=UTC)), row(2), row(3, elapsed_s=1e11))
    read = read_activities("activities.csv", kept)
    ended = await brought(team, "Ana", *read.found, unreadable=read.unreadable)
    assert (counts(ended), ended.rows) == ((1, 1, 0, 1), (2,))
    ended = await brought(team, "Ben", activity(0, elapsed_s=1e11), activity(1))
    assert counts(ended) == (2, 0, 0, 0)
    assert {one["elapsed_s"] for one in await logged(team)} == {None, 3_130}


async def test_a_run_of_tomorrow_is_no_question(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-11-20 08:00")
    # An island's calendar is ahead of everybody else's.
    tomorrow = activity(started_at=datetime(2026, 11, 20, 11, 0, tzinfo=UTC), utc_offset_s=14 * 3_600)
    begun = await brought(team, "Ana", tomorrow)
    assert counts(begun) == (0, 0, 0, 1)
    page = await team.services.imports.decide(team.asker("Ana").user_id, begun.import_id, None, same=False)
    assert (page.left, len(await logged(team))) == (0, 1)


async def test_a_list_that_ended_at_its_runners_word_leaves_memory(team: Harriers) -> None:
    begun = await begin(team, "Ana", *(activity(day) for day in range(CHUNK + 1)))
    imports = ImportService(team.database, team.clock, Enrolment(TeamDefaults("UTC", TeamUnits.KM, {})))
    await imports.advance(begun.import_id)
    await imports.stop(team.asker("Ana").user_id, begun.import_id)
    assert not imports._lists
