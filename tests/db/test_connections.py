"""Accounts at services, what those told of, hints, access to be given back, and calls that were counted."""

import asyncio
from datetime import timedelta

import pytest

from db.database import Database
from db.repositories.connections import ConnectionRow
from db.repositories.service_work import CallRow
from db.unit_of_work import UnitOfWork
from tests.db.engines import another
from tests.db.rows import NOW, SECRET, TODAY, add_connection, add_run, add_runner, add_team


def tell(uow: UnitOfWork, connection_id: int, key: str, **columns: object) -> int:
    row: dict[str, object] = {
        "connection_id": connection_id,
        "key": key,
        "state": "offered",
        "found_at": NOW,
        "local_date": TODAY,
        "started_at": NOW,
        "distance_m": 10_000,
        "moving_s": 3_072,
        "elapsed_s": 3_100,
        "surface": None,
        "is_race": False,
        "device": "",
        "visibility": "everyone",
        "muted": False,
    }
    return uow.found_runs.add(**row | columns)


@pytest.fixture
async def runners(database: Database) -> tuple[int, int]:
    def add(uow: UnitOfWork) -> tuple[int, int]:
        add_team(uow)
        return add_runner(uow, "Ana"), add_runner(uow, "Bo")

    return await database.write(add)


async def test_the_account_that_has_waited_longest_is_looked_at_first(
    database: Database, runners: tuple[int, int]
) -> None:
    ana, bo = runners

    def add(uow: UnitOfWork) -> tuple[int, int]:
        return add_connection(uow, ana, "1", -5), add_connection(uow, bo, "2", -9)

    of_ana, of_bo = await database.write(add)
    row = await database.write(lambda uow: uow.connections.due("strava", NOW))
    assert row is not None
    assert (row.connection_id, row.secret, row.secret_number, row.claim) == (of_bo, SECRET, 1, 0)
    assert await database.write(lambda uow: uow.connections.due("intervals", NOW)) is None
    assert await database.read(lambda uow: uow.connections.next_due_at("strava")) == NOW - timedelta(seconds=9)
    until = NOW + timedelta(minutes=3)
    await database.write(lambda uow: uow.connections.change(of_bo, held_until=until, claim=1))
    second = await database.write(lambda uow: uow.connections.due("strava", NOW))
    assert second is not None
    assert second.connection_id == of_ana
    # A claim that lapsed is anybody's again.
    again = await database.write(lambda uow: uow.connections.due("strava", until))
    assert again is not None
    assert again.connection_id == of_bo


async def test_two_processes_take_two_accounts(database: Database, url: str, runners: tuple[int, int]) -> None:
    await database.write(lambda uow: [add_connection(uow, runner, str(runner)) for runner in runners])

    def take(uow: UnitOfWork) -> ConnectionRow | None:
        row = uow.connections.due("strava", NOW)
        if row is not None:
            uow.connections.change(row.connection_id, held_until=NOW + timedelta(minutes=3))
        return row

    async with another(url) as other:
        one, two = await asyncio.gather(database.write(take), other.write(take))
    assert one is not None
    assert two is not None
    assert one.connection_id != two.connection_id


async def test_an_account_is_one_runners_and_a_runner_has_one_at_each_service(
    database: Database, runners: tuple[int, int]
) -> None:
    ana, bo = runners
    await database.write(lambda uow: add_connection(uow, ana, "1"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await database.write(lambda uow: add_connection(uow, bo, "1"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await database.write(lambda uow: add_connection(uow, ana, "2"))
    found = await database.read(lambda uow: uow.connections.by_athlete("strava", "1"))
    assert found is not None
    assert found.runner_id == ana
    assert await database.read(lambda uow: uow.connections.by_athlete("strava", "2")) is None


async def test_refused_accounts_count_no_more_and_go_when_their_time_is_over(
    database: Database, runners: tuple[int, int]
) -> None:
    refused = {"state": "refused", "athlete": None, "secret": None, "due_at": None, "forget_at": NOW}
    await database.write(lambda uow: [add_connection(uow, runner, "", columns=refused) for runner in runners])
    assert await database.read(lambda uow: uow.connections.count("strava")) == 0
    assert await database.read(lambda uow: uow.connections.sealed()) == []
    early = await database.read(lambda uow: uow.connections.to_forget(NOW - timedelta(seconds=1), 9))
    assert early == []
    assert len(await database.read(lambda uow: uow.connections.to_forget(NOW, 9))) == 2
    assert await database.write(lambda uow: uow.connections.due("strava", NOW)) is None


async def test_accounts_of_who_left_are_found(database: Database, runners: tuple[int, int]) -> None:
    ana, bo = runners
    await database.write(lambda uow: (add_connection(uow, ana, "1"), add_connection(uow, bo, "2")))
    await database.write(lambda uow: uow.runners.change(bo, left_at=NOW))
    (row,) = await database.read(lambda uow: uow.connections.of_leavers(9))
    assert row.runner_id == bo


async def test_a_way_to_a_consent_page_leads_back_once(database: Database, runners: tuple[int, int]) -> None:
    ana, bo = runners

    def show(uow: UnitOfWork) -> None:
        uow.connections.open_link(ana, "strava", "first", NOW)
        uow.connections.open_link(ana, "strava", "second", NOW)
        uow.connections.open_link(bo, "strava", "old", NOW - timedelta(hours=1))

    await database.write(show)
    assert await database.write(lambda uow: uow.connections.take_link("first")) is None
    link = await database.write(lambda uow: uow.connections.take_link("second"))
    assert link is not None
    assert (link.runner_id, link.service, link.made_at) == (ana, "strava", NOW)
    assert await database.write(lambda uow: uow.connections.take_link("second")) is None
    await database.write(lambda uow: uow.connections.close_links(NOW))
    assert await database.write(lambda uow: uow.connections.take_link("old")) is None


async def test_what_was_told_goes_in_time_but_for_runs_that_stand_as_they_were_told(
    database: Database, runners: tuple[int, int]
) -> None:
    ana, _ = runners

    def add(uow: UnitOfWork) -> list[int]:
        own = add_connection(uow, ana, "1")
        long_ago = NOW - timedelta(days=8)
        shared, typed = add_run(uow, ana), add_run(uow, ana)
        uow.runs.change(shared, source="shared")
        return [
            tell(uow, own, "a", found_at=long_ago),
            tell(uow, own, "b", found_at=long_ago, run_id=shared, state="logged"),
            tell(uow, own, "c", found_at=long_ago, run_id=typed, state="known"),
            tell(uow, own, "d"),
        ]

    first, kept, third, fresh = await database.write(add)
    before = NOW - timedelta(days=7)
    old = await database.read(lambda uow: uow.found_runs.told_before(before, ["shared", "strava"], 9))
    assert [row.found_id for row in old] == [first, third]
    assert {row.runner_id for row in old} == {ana}
    await database.write(lambda uow: uow.found_runs.drop([row.found_id for row in old]))
    own = await database.read(lambda uow: uow.connections.of(ana, "strava"))
    assert own is not None
    left = await database.read(lambda uow: uow.found_runs.of_connection(own.connection_id))
    assert [row.found_id for row in left] == [kept, fresh]
    # An entry that is deleted leaves behind that it was there: nobody asks about it anew.
    assert left[0].run_id is not None
    await database.write(lambda uow: uow.runs.delete(left[0].run_id or 0))
    row = await database.read(lambda uow: uow.found_runs.find(kept))
    assert row is not None
    assert (row.run_id, row.state) == (None, "logged")
    await database.write(lambda uow: uow.connections.drop(own.connection_id))
    assert await database.read(lambda uow: uow.found_runs.find(kept)) is None


async def test_of_hints_about_the_same_the_newest_counts(database: Database) -> None:
    later = NOW + timedelta(seconds=1)

    def put(uow: UnitOfWork) -> None:
        uow.service_work.put_hint("strava", "1", "77", "create", NOW)
        uow.service_work.put_hint("strava", "1", "77", "delete", later)
        uow.service_work.put_hint("strava", "1", "", "update", NOW)

    await database.write(put)
    assert await database.read(lambda uow: uow.service_work.next_hint_at()) == NOW
    hints = await database.read(lambda uow: uow.service_work.hints_of("strava", "1"))
    assert [(hint.key, hint.aspect) for hint in hints] == [("77", "delete"), ("", "update")]
    due = await database.write(lambda uow: uow.service_work.due_hints(NOW, 9))
    assert [hint.key for hint in due] == [""]
    await database.write(lambda uow: uow.service_work.change_hint(due[0].hint_id, tries=1, due_at=later))
    await database.write(lambda uow: uow.service_work.drop_hints([hints[0]]))
    (left,) = await database.write(lambda uow: uow.service_work.due_hints(later, 9))
    assert (left.key, left.tries) == ("", 1)


async def test_access_to_be_given_back_waits_until_it_is(database: Database) -> None:
    await database.write(lambda uow: uow.service_work.add_revocation("strava", SECRET, NOW))
    assert await database.read(lambda uow: uow.service_work.count_revocations("strava")) == 1
    assert await database.read(lambda uow: uow.service_work.count_revocations("intervals")) == 0
    row = await database.write(lambda uow: uow.service_work.due_revocation("strava", NOW))
    assert row is not None
    assert (row.secret, row.tries) == (SECRET, 0)
    later = NOW + timedelta(minutes=5)
    await database.write(lambda uow: uow.service_work.change_revocation(row.revocation_id, tries=1, due_at=later))
    assert await database.write(lambda uow: uow.service_work.due_revocation("strava", NOW)) is None
    assert await database.read(lambda uow: uow.service_work.next_revocation_at("strava")) == later
    await database.write(lambda uow: uow.service_work.drop_revocation(row.revocation_id))
    assert await database.read(lambda uow: uow.service_work.revocations()) == []


async def test_what_a_service_last_said_of_its_limits_is_kept(database: Database) -> None:
    assert await database.read(lambda uow: uow.service_work.calls("strava")) is None
    row = CallRow("strava", 10, 200, 500, 2_000, NOW, None, None)
    await database.write(lambda uow: uow.service_work.put_calls(row))
    rests = row._replace(quarter=200, rests_until=NOW + timedelta(minutes=15))
    await database.write(lambda uow: uow.service_work.put_calls(rests))
    assert await database.read(lambda uow: uow.service_work.calls("strava")) == rests
