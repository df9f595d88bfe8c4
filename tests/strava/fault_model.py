"""What must be true at the end of a fault run, once the faults are over and a night has passed."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.domain.audience import MessageKind
from bot.domain.back_fills import BackFillState
from bot.domain.connections import KEPT_FOR, ConnectionState, Level, Service
from bot.domain.found_runs import FoundState
from bot.domain.runs import RunSource
from bot.services.connection_letters import ConnectionLetter, ConnectionNews
from bot.services.credentials import opened
from bot.services.nudge_letters import RunNudge
from db.base import metadata
from db.database import Database
from db.repositories.found_runs import FoundRow
from tests.db.engines import connection_of
from tests.strava.fault_process import PAYLOAD, SECRETS
from tests.strava.fault_world import Known, Person, Seen, World, followed

A_WEEK = timedelta(days=6, hours=12)
NOT_THERE = (FoundState.GONE, FoundState.LEFT_OUT)


async def check(world: World, log: str) -> None:
    """Raise `AssertionError` for whatever is lost, doubled, leaked or void."""
    everything = await dump(world.database)
    for person in world.people:
        seen = await world.seen(person)
        _nothing_doubled(world, person, seen)
        _shared_as_it_is_there(world, person, seen)
        _told_once_of_refusals(world, person)
        if person.connected_at is None:
            _nothing_left(world, person, seen, everything)
        else:
            _pair_holds(world, person, seen)
            _nothing_lost(world, person, seen)
            _nothing_stale(world, person, seen)
            await _older_runs_stand(world, person, seen)
    _nothing_leaked(world)
    for pattern in (SECRETS, PAYLOAD):
        found = pattern.search(log)
        assert found is None, f"the log says {log[max(0, found.start() - 200) : found.end()]!r}"


async def dump(database: Database) -> str:
    """Return every value in every table."""

    def read(uow: object) -> str:
        connection = connection_of(uow)  # type: ignore[arg-type]
        return "\n".join(
            f"{table.name} {tuple(row)!r}"
            for table in metadata.sorted_tables
            for row in connection.execute(select(table), {})
        )

    return await database.read(read)


def _letters(world: World, person: Person) -> list[RunNudge]:
    return [
        letter.content
        for letter in world.mailbox.standing.values()
        if isinstance(letter.content, RunNudge)
        and letter.recipient_id == person.asker.user_id
        and letter.content.key in person.runs
    ]


def _nothing_doubled(world: World, person: Person, seen: Seen) -> None:
    keys = [letter.key for letter in _letters(world, person)]
    assert len(keys) == len(set(keys)), f"{person.asker.name} has two letters about one run"
    for known in person.runs.values():
        entries = [run for run in seen.log if run.started_at == known.facts.started_at]
        assert len(entries) <= 1, f"{person.asker.name} has {known.key} {len(entries)} times in the log"
    assert len({one.key for one in seen.found}) == len(seen.found)


def _nothing_lost(world: World, person: Person, seen: Seen) -> None:
    now = world.clock.now()
    found = {one.key: one for one in seen.found}
    letters = {letter.key for letter in _letters(world, person)}
    entries = {run.run_id for run in seen.log}
    for known in person.runs.values():
        if not world.must_be_told(person, known, now):
            continue
        where = f"{person.asker.name}'s run {known.key}"
        assert known.key in person.told, f"{where} was never told of"
        row = found.get(known.key)
        if row is None:
            assert known.facts.started_at < now - A_WEEK, f"{where} is forgotten too early"
            continue
        _stands_somewhere(where, known, row, letters, entries, is_old=known.facts.started_at < now - A_WEEK)


def _stands_somewhere(
    where: str, known: Known, row: FoundRow, letters: set[str], entries: set[int], *, is_old: bool
) -> None:
    match FoundState(row.state):
        case FoundState.OFFERED:
            assert known.key in letters, f"{where} is offered, and no letter says so"
        case FoundState.LOGGED | FoundState.CHANGED:
            assert row.run_id in entries or known.entry_deleted, f"{where} is logged nowhere"
        case FoundState.KNOWN:
            assert row.run_id in entries or known.entry_deleted, f"{where} is known from nowhere"
        case FoundState.GONE | FoundState.LEFT_OUT:
            assert is_old, f"{where} is there, and taken for gone"
    if not is_old:
        assert row.distance_m == round(known.facts.distance_m), f"{where} has figures of before"


def _nothing_stale(world: World, person: Person, seen: Seen) -> None:
    """Hold what is gone there to be gone here, and what was told too long ago."""
    now = world.clock.now()
    for row in seen.found:
        where = f"{person.asker.name}'s run {row.key}"
        assert row.key in person.runs, f"{where} is not theirs"
        if not person.runs[row.key].is_shown:
            assert row.state in NOT_THERE, f"{where} is not there any more, but {row.state}"
        is_followed = any(run.run_id == row.run_id for run in followed(seen.log))
        assert now - row.found_at <= KEPT_FOR + timedelta(hours=3) or is_followed, f"{where} is kept too long"
    known = {one.key for one in seen.found}
    for letter in _letters(world, person):
        assert letter.key in known, f"a letter tells of {letter.key}, of which nothing is kept"
        if not person.runs[letter.key].is_shown:
            assert letter.entry is not None, f"a letter tells of {letter.key}, which is not there any more"


async def _older_runs_stand(world: World, person: Person, seen: Seen) -> None:
    """Hold what was found further back to be offered in the end, each run once, and none that is logged or gone."""
    back_fill = await world.back_fill(person)
    if back_fill is None:
        return
    assert back_fill.state == BackFillState.OFFERED, f"nobody looks on in {person.asker.name}'s account"
    number = back_fill.back_fill_id
    offered = await world.database.read(lambda uow: uow.back_fills.runs(number))
    starts = [one.started_at for one in offered]
    assert len(starts) == len(set(starts)), f"{person.asker.name} is offered an older run twice"
    theirs = {known.facts.started_at for known in person.runs.values()}
    assert theirs.issuperset(starts), f"{person.asker.name} is offered what is not theirs"


def _shared_as_it_is_there(world: World, person: Person, seen: Seen) -> None:
    """Hold what stands in the log as Strava has it to be as Strava has it."""
    shared = followed(seen.log)
    if world.level is Level.NUDGE:
        assert shared == []
    for run in shared:
        assert person.connected_at is not None, f"{person.asker.name}'s run {run.run_id} outlives the connection"
        theirs = [one for one in person.runs.values() if one.is_shown and round(one.facts.distance_m) == run.distance_m]
        assert theirs, f"{person.asker.name}'s shared run {run.run_id} of {run.distance_m} m is not so there"


def _pair_holds(world: World, person: Person, seen: Seen) -> None:
    assert seen.row is not None
    assert seen.row.state == ConnectionState.ACTIVE
    assert seen.row.secret is not None
    held = opened(world.box, seen.row.secret, Service.STRAVA, seen.row.athlete)
    pair = world.strava.pair(person.athlete)
    assert pair is not None, f"{person.asker.name} holds a pair of which Strava knows nothing"
    assert (pair.access, pair.refresh) == (held.access, held.refresh), f"{person.asker.name} holds a void pair"
    assert seen.row.looked_at is not None
    assert world.clock.now() - seen.row.looked_at < timedelta(hours=3), f"nobody looks at {person.asker.name}'s account"


def _told_once_of_refusals(world: World, person: Person) -> None:
    """Hold everybody whose access was refused to have heard of it, each time once."""
    told = {
        number
        for number, letter in world.mailbox.standing.items()
        if isinstance(letter.content, ConnectionLetter)
        and letter.content.news is ConnectionNews.REFUSED
        and letter.recipient_id == person.asker.user_id
        and letter.team_id == person.asker.team_id
    }
    assert len(told) <= person.refusals, f"{person.asker.name} was told {len(told)} times of {person.refusals}"
    if not person.left:
        assert len(told) == person.refusals, f"{person.asker.name} was told {len(told)} times of {person.refusals}"


def _nothing_left(world: World, person: Person, seen: Seen, everything: str) -> None:
    """Hold nothing of somebody's to be kept who is connected no more, but for what they confirmed."""
    assert seen.found == ()
    assert seen.row is None or seen.row.secret is None
    assert _letters(world, person) == [], f"{person.asker.name} has letters about runs, and is not connected"
    for number in [*person.runs, str(person.athlete.athlete_id)]:
        found = re.search(rf"^.*\b{number}\b.*$", everything, re.MULTILINE)
        assert found is None, f"of {person.asker.name} there still is {found[0]}"
    if not person.in_limbo:
        assert world.strava.pair(person.athlete) is None, f"{person.asker.name}'s access was not given back"


def _nothing_leaked(world: World) -> None:
    """Hold letters about a run to be its runner's alone, and channels to tell of what runners confirmed alone."""
    owners = {key: person.asker.user_id for person in world.people for key in person.runs}
    for letter in world.mailbox.ever:
        said = repr(letter.content)
        if isinstance(letter.content, RunNudge):
            assert letter.recipient_id == owners[letter.content.key], f"{letter.content.key} was told to somebody else"
            continue
        # What was shared leads to Strava, for as long as it is shared.
        may_lead_there = world.level is not Level.NUDGE and letter.kind == MessageKind.FEED_CARD
        named = [key for key in owners if key in said]
        assert not named or may_lead_there, f"{letter.kind} names a run at Strava"
        if letter.recipient_id is None and world.level is Level.NUDGE:
            assert RunSource.SHARED not in said
        if letter.kind == MessageKind.CONNECTION_NEWS:
            assert letter.channel_id is None
    connected = {key for person in world.people if person.connected_at is not None for key in person.runs}
    for letter in world.mailbox.standing.values():
        named = [key for key in owners if key in repr(letter.content)]
        assert connected.issuperset(named), f"{letter.kind} still leads to {named}"
    told = {metres for person in world.people for one in person.runs.values() for metres in one.distances}
    logged = world.confirmed
    for letter in world.mailbox.ever:
        if letter.recipient_id is None and world.level is Level.NUDGE:
            shown = {int(number) for number in re.findall(r"distance_m=(\d+)", repr(letter.content))}
            assert not (shown & told) - logged, f"a channel tells of {(shown & told) - logged}, which nobody confirmed"
