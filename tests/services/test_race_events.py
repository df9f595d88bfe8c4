"""Events of races: one for each, in step with it, whatever Discord, the members and the process do."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.race_events import EventProblem
from bot.domain.races import plain_name
from bot.services.ports import Later, Refused, Removed
from bot.services.race_events import LEASE, RETRY, RETRY_REFUSED, RaceEventService
from db.models import teams
from db.repositories.races import RaceRow
from db.unit_of_work import UnitOfWork
from tests.db.engines import on
from tests.services.events import Died, Events, Killed
from tests.services.harriers import TEAM, Harriers, local

DAY = date(2027, 4, 11)
NEXT_DAY = DAY + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A team's races and its server's events."""

    team: Harriers
    events: Events
    service: RaceEventService

    async def add(self, name: str = "Berlin half", day: date = DAY, start: str | None = "10:00") -> int:
        """Add a race over a half and a 10k."""
        now = self.team.clock.now()

        def add(uow: UnitOfWork) -> int:
            race_id = uow.races.add(
                team_id=TEAM,
                name=name,
                plain_name=plain_name(name),
                race_day=day,
                time_zone="Europe/Berlin",
                is_goal=False,
                created_at=now,
                changed_at=now,
                event_due_at=now,
            )
            uow.races.add_distances(race_id, [(10_000, "10k", start), (21_098, "hm", start)])
            return race_id

        return await self.team.database.write(add)

    async def change(self, race_id: int, **columns: object) -> None:
        """Change a race as its service does: what shows counts on, and the event is due."""
        now = self.team.clock.now()

        def change(uow: UnitOfWork) -> None:
            row = uow.races.find(TEAM, race_id, hold=True)
            assert row is not None
            columns.update(revision=row.revision + 1, changed_at=now, event_due_at=now)
            uow.races.change(race_id, **columns)

        await self.team.database.write(change)

    async def start_at(self, race_id: int, start: str) -> None:
        """Set when the distances of a race start."""

        def set_starts(uow: UnitOfWork) -> None:
            for one in uow.races.distances([race_id])[race_id]:
                uow.races.change_distance(one.distance_id, start=start)

        await self.team.database.write(set_starts)

    async def call_off(self, race_id: int) -> None:
        await self.change(race_id, cancelled_at=self.team.clock.now())

    async def row(self, race_id: int) -> RaceRow:
        row = await self.team.database.read(lambda uow: uow.races.find(TEAM, race_id))
        assert row is not None
        return row

    async def state(self, race_id: int) -> tuple[bool, str | None, datetime | None]:
        """Return whether the row knows an event, why there is none in step, and when it is seen to next."""
        row = await self.row(race_id)
        return row.event_id is not None, row.event_problem, row.event_due_at

    async def see_to(self, **later: float) -> int:
        """See to what is due after some time."""
        self.team.clock.forward(**later)
        return await self.service.see_to_due()

    async def die(self, *, after: bool) -> None:
        """See to what is due in a process that ends while it asks Discord."""
        self.events.trouble.append(Died(after))
        with pytest.raises(Killed):
            await self.service.see_to_due()

    def names(self) -> list[str]:
        """Return the names of the events that stand."""
        return [event.name for event in self.events.standing.values()]


IN_STEP = (True, None, None)


@pytest.fixture
def calendar(team: Harriers) -> Calendar:
    events = Events()
    return Calendar(team, events, RaceEventService(team.database, team.clock, events))


async def test_a_race_that_is_added_gets_one_event_with_all_that_is_known(calendar: Calendar) -> None:
    race_id = await calendar.add()
    assert await calendar.see_to() == 1
    [(event_id, event)] = calendar.events.standing.items()
    assert (event.name, event.team_name) == ("Berlin half", "Harriers")
    assert [(one.distance_m, f"{one.start:%H:%M}") for one in event.distances] == [(10_000, "10:00"), (21_098, "10:00")]
    assert event.starts_at == datetime(2027, 4, 11, 8, tzinfo=UTC)
    row = await calendar.row(race_id)
    assert (row.event_id, row.event_revision, row.event_due_at, row.event_held_until) == (event_id, 1, None, None)
    assert await calendar.see_to(days=1) == 0


async def test_a_race_whose_start_nobody_knows_has_the_whole_day_until_somebody_does(calendar: Calendar) -> None:
    race_id = await calendar.add(start=None)
    await calendar.see_to()
    [event] = calendar.events.standing.values()
    assert event.whole_day
    assert event.starts_at == local("Europe/Berlin", "2027-04-11 00:00")
    await calendar.start_at(race_id, "09:00")
    await calendar.change(race_id)
    await calendar.see_to()
    [event] = calendar.events.standing.values()
    assert (event.whole_day, event.starts_at) == (False, local("Europe/Berlin", "2027-04-11 09:00"))


async def test_an_event_follows_its_race_and_goes_when_it_is_called_off(calendar: Calendar) -> None:
    race_id, other = await calendar.add(), await calendar.add("Hamburg 10k")
    await calendar.see_to()
    before = (await calendar.row(race_id)).event_id
    await calendar.change(race_id, name="Berlin 21", race_day=NEXT_DAY)
    await calendar.see_to()
    assert (await calendar.row(race_id)).event_id == before
    assert sorted(calendar.names()) == ["Berlin 21", "Hamburg 10k"]
    await calendar.call_off(race_id)
    await calendar.see_to()
    assert calendar.names() == ["Hamburg 10k"]
    assert await calendar.state(race_id) == (False, None, None)
    assert await calendar.state(other) == IN_STEP


async def test_what_changes_while_discord_is_asked_is_shown_right_after(calendar: Calendar) -> None:
    race_id = await calendar.add()

    async def rename() -> None:
        calendar.events.meanwhile = None
        await calendar.change(race_id, name="Berlin 21")

    calendar.events.meanwhile = rename
    assert await calendar.see_to() == 2
    assert calendar.names() == ["Berlin 21"]
    assert await calendar.state(race_id) == IN_STEP
    assert (await calendar.row(race_id)).event_revision == 2


async def test_a_race_that_is_called_off_while_its_event_goes_up_has_none(calendar: Calendar) -> None:
    race_id = await calendar.add()

    async def call_off() -> None:
        calendar.events.meanwhile = None
        await calendar.call_off(race_id)

    calendar.events.meanwhile = call_off
    await calendar.see_to()
    assert calendar.names() == []
    assert await calendar.state(race_id) == (False, None, None)


async def test_two_processes_put_up_one_event_even_if_the_race_changes_meanwhile(calendar: Calendar) -> None:
    race_id = await calendar.add()
    other = RaceEventService(calendar.team.database, calendar.team.clock, calendar.events)

    async def change_and_let_the_other_work() -> None:
        calendar.events.meanwhile = None
        await calendar.change(race_id, name="Berlin 21")
        assert await other.see_to_due() == 0

    calendar.events.meanwhile = change_and_let_the_other_work
    await calendar.see_to()
    assert calendar.names() == ["Berlin 21"]


async def test_many_races_and_two_processes_at_once_make_one_event_each(calendar: Calendar) -> None:
    for number in range(12):
        await calendar.add(f"Race {number}")
    calendar.events.meanwhile = lambda: asyncio.sleep(0)
    other = RaceEventService(calendar.team.database, calendar.team.clock, calendar.events)
    handled = await asyncio.gather(calendar.service.see_to_due(), other.see_to_due())
    assert sum(handled) == calendar.events.asked == 12
    assert len(set(calendar.names())) == len(calendar.names()) == 12


@pytest.mark.parametrize("after", [False, True])
async def test_a_process_that_ends_while_it_asks_leaves_one_event_in_the_end(calendar: Calendar, after: bool) -> None:
    race_id = await calendar.add()
    await calendar.die(after=after)
    # Even under another name, on another day.
    await calendar.change(race_id, name="Berlin 21", race_day=NEXT_DAY)
    assert await calendar.see_to(seconds=LEASE.total_seconds() - 1) == 0
    assert await calendar.see_to(seconds=1) == 1
    assert calendar.names() == ["Berlin 21"]
    assert await calendar.state(race_id) == IN_STEP


async def test_what_a_process_put_up_and_could_not_note_goes_with_its_race(calendar: Calendar) -> None:
    race_id = await calendar.add()
    await calendar.die(after=True)
    assert calendar.names() == ["Berlin half"]
    await calendar.call_off(race_id)
    await calendar.see_to(seconds=LEASE.total_seconds())
    assert calendar.names() == []


async def test_an_answer_that_comes_after_the_claim_has_lapsed_makes_no_second_event(calendar: Calendar) -> None:
    race_id = await calendar.add()
    other = RaceEventService(calendar.team.database, calendar.team.clock, calendar.events)

    async def lapse() -> None:
        calendar.events.meanwhile = None
        calendar.team.clock.forward(seconds=LEASE.total_seconds())
        await other.see_to_due()

    calendar.events.meanwhile = lapse
    calendar.events.trouble.extend([Later("Discord had trouble"), Refused(EventProblem.FULL)])
    await calendar.see_to()
    # The other process said when to try again, and the one that was late did not overrule it.
    assert await calendar.state(race_id) == (False, None, calendar.team.clock.now() + RETRY)
    await calendar.see_to(seconds=RETRY.total_seconds())
    assert calendar.names() == ["Berlin half"]


async def test_trouble_is_waited_out(calendar: Calendar) -> None:
    race_id = await calendar.add()
    calendar.events.trouble.extend([Later("Discord had trouble"), Later("it asks for more time", 30.0)])
    assert await calendar.see_to() == 1
    assert await calendar.see_to(seconds=RETRY.total_seconds()) == 1
    assert await calendar.state(race_id) == (False, None, calendar.team.clock.now() + timedelta(seconds=30))
    assert await calendar.see_to(seconds=30) == 1
    assert await calendar.state(race_id) == IN_STEP


@pytest.mark.parametrize("problem", [EventProblem.FORBIDDEN, EventProblem.FULL])
async def test_without_permission_or_room_the_race_stands_alone_and_is_tried_daily_and_when_it_changes(
    calendar: Calendar, problem: EventProblem
) -> None:
    race_id = await calendar.add()
    calendar.events.trouble.append(Refused(problem))
    await calendar.see_to()
    assert await calendar.state(race_id) == (False, problem, calendar.team.clock.now() + RETRY_REFUSED)
    calendar.events.trouble.append(Refused(problem))
    await calendar.change(race_id, name="Berlin 21")
    assert await calendar.see_to(hours=1) == 1
    assert await calendar.see_to(hours=23) == 0
    assert await calendar.see_to(hours=1) == 1
    assert calendar.names() == ["Berlin 21"]
    assert await calendar.state(race_id) == IN_STEP


async def test_an_event_that_may_not_be_changed_is_kept_in_mind_and_followed_up(calendar: Calendar) -> None:
    race_id = await calendar.add()
    await calendar.see_to()
    calendar.events.trouble.append(Refused(EventProblem.FORBIDDEN))
    await calendar.call_off(race_id)
    await calendar.see_to()
    assert await calendar.state(race_id) == (True, "forbidden", calendar.team.clock.now() + RETRY_REFUSED)
    await calendar.see_to(days=1)
    assert (calendar.names(), await calendar.state(race_id)) == ([], (False, None, None))


async def test_nobody_is_asked_again_where_that_cannot_help(calendar: Calendar) -> None:
    soon, odd = await calendar.add(day=date(2026, 11, 20), start="12:00"), await calendar.add("Odd one")
    calendar.events.trouble.extend([Refused(EventProblem.FORBIDDEN), Refused(EventProblem.REFUSED)])
    await calendar.see_to()
    # The one would be over by tomorrow, and the other is for a change of its race to mend.
    assert await calendar.state(soon) == (False, "forbidden", None)
    assert await calendar.state(odd) == (False, "refused", None)


async def test_an_event_that_somebody_deleted_stays_away_until_the_race_has_another_day(calendar: Calendar) -> None:
    race_id = await calendar.add()
    await calendar.see_to()
    calendar.events.standing.clear()
    await calendar.change(race_id, name="Berlin 21")
    await calendar.see_to()
    assert await calendar.state(race_id) == (False, "gone", None)
    await calendar.change(race_id, place="Tiergarten")
    await calendar.see_to()
    assert (calendar.names(), await calendar.state(race_id)) == ([], (False, "gone", None))
    await calendar.change(race_id, race_day=NEXT_DAY)
    await calendar.see_to()
    assert (calendar.names(), await calendar.state(race_id)) == (["Berlin 21"], IN_STEP)


async def test_an_event_that_is_found_deleted_when_the_race_moves_is_put_up_for_the_new_day(calendar: Calendar) -> None:
    race_id = await calendar.add()
    await calendar.see_to()
    calendar.events.standing.clear()
    await calendar.change(race_id, race_day=NEXT_DAY)
    assert await calendar.see_to() == 2
    assert (calendar.names(), await calendar.state(race_id)) == (["Berlin half"], IN_STEP)


async def test_a_race_that_has_begun_gets_no_event_and_one_that_is_over_is_left_alone(calendar: Calendar) -> None:
    early, running = await calendar.add("Early", date(2026, 11, 20)), await calendar.add("Now", date(2026, 11, 20))
    await calendar.start_at(running, "10:32")
    # It is 10:30 in Berlin.
    await calendar.see_to()
    assert calendar.names() == ["Now"]
    assert await calendar.state(early) == (False, None, None)
    await calendar.change(running, name="Running now")
    await calendar.see_to(hours=1)
    assert calendar.names() == ["Running now"]
    await calendar.change(running, name="Over")
    await calendar.see_to(hours=4)
    assert (calendar.names(), await calendar.state(running)) == (["Running now"], IN_STEP)


async def test_an_event_for_a_day_that_turned_out_wrong_is_removed_once_the_race_has_begun(calendar: Calendar) -> None:
    race_id = await calendar.add()
    await calendar.see_to()
    await calendar.change(race_id, race_day=date(2026, 11, 19))
    await calendar.see_to()
    assert (calendar.names(), await calendar.state(race_id)) == ([], (False, None, None))


async def test_an_event_that_had_to_go_to_move_is_put_up_anew_at_once(calendar: Calendar) -> None:
    race_id = await calendar.add()
    await calendar.see_to()
    calendar.events.standing.clear()
    calendar.events.trouble.append(Removed())
    await calendar.change(race_id, race_day=NEXT_DAY)
    assert await calendar.see_to() == 2
    assert (calendar.names(), await calendar.state(race_id)) == (["Berlin half"], IN_STEP)


async def test_in_a_server_that_the_bot_left_races_wait_until_it_is_back(calendar: Calendar) -> None:
    await calendar.add()
    await calendar.team.services.teams.leave(TEAM)
    assert await calendar.see_to() == 0
    await on(calendar.team.database, lambda connection: connection.execute(teams.update().values(left_at=None)))
    assert await calendar.see_to() == 1
    assert calendar.names() == ["Berlin half"]
