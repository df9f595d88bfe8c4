"""Entries: put a run into a log, change it or take it out, with all that follows from it and all who hear of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.domain.audience import Audience, FeedMode, MessageKind, audience
from bot.domain.celebrations import Celebration
from bot.domain.dates import Week
from bot.domain.doubts import stands
from bot.domain.found_runs import FOLLOWED
from bot.domain.runs import PainArea, RunKind, RunSource, Surface
from bot.services.celebrating import Celebrating
from bot.services.deriving import Derived, follow
from bot.services.digests import revise_digests
from bot.services.listed_runs import came_in_a_list
from bot.services.nudge_standing import note_changed, note_entered, note_removed
from bot.services.race_collecting import follow_results
from bot.services.runners import subject_of, today_of
from bot.services.scoring import entry_of
from bot.services.streaks import RunWeeks
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


class FeedOutcome(StrEnum):
    """Whether the team's feed will hear of a run."""

    POSTED = "posted"
    PRIVATE = "private"
    NO_CHANNEL = "no_channel"
    LONG_AGO = "long_ago"
    DIGEST = "digest"
    OFF = "off"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Entry:
    """A run in numbers: the runner's own date, an aware instant where it is known, whole metres and seconds.

    `origins` are what tells it from others: a file's digest, a service's number (see `db.models.runs.origins`).
    """

    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int
    elapsed_s: int | None = None
    climb_m: int | None = None
    kind: RunKind | None = None
    surface: Surface | None = None
    effort: int | None = None
    note: str | None = None
    pain_area: PainArea | None = None
    pain_level: int | None = None
    source: RunSource = RunSource.MANUAL
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """A run that is in the log now, what came of it, the runner's weeks since, and whether the feed hears of it."""

    run: RunRow
    derived: Derived
    feed: FeedOutcome
    weeks: RunWeeks
    celebration: Celebration | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a run that was changed, and what it is celebrated for since."""

    derived: Derived
    celebration: Celebration | None = None


FIGURES = ("local_date", "started_at", "distance_m", "moving_s", "elapsed_s")
"""What a coach's verdict was about; it does not outlive a change of them, but does outlive what they lacked."""


def add_entry(uow: UnitOfWork, runner: RunnerRow, entry: Entry, now: datetime) -> Added:
    """Put a run into the log of a runner whose row is locked; the feed hears of it as the profile allows."""
    run = put_down(uow, runner, entry, now)
    derived = follow(uow, runner, [], [run], now)
    run = derived.runs[run.run_id]
    feed = _owe_card(uow, runner, run, now)
    celebrating = Celebrating(uow, runner, derived, now)
    celebration = celebrating.of_new(run)
    return Added(run, derived, feed, celebrating.weeks, celebration)


def put_down(uow: UnitOfWork, runner: RunnerRow, entry: Entry, now: datetime) -> RunRow:
    """Write an entry into the log, and nothing else: `deriving.follow` and the feed are the caller's."""
    columns = _columns(runner, entry, today_of(runner, now))
    run_id = uow.runs.add(team_id=runner.team_id, runner_id=runner.runner_id, logged_at=now, **columns)
    uow.runs.add_origins(runner.runner_id, run_id, entry.origins)
    note_entered(uow, runner, run_id, entry.origins, now)
    return _row(runner, run_id, columns)


def put_down_many(uow: UnitOfWork, runner: RunnerRow, entries: Sequence[Entry], now: datetime) -> list[RunRow]:
    """Do as `put_down` for many entries, in a few statements."""
    today = today_of(runner, now)
    columns = [_columns(runner, entry, today) for entry in entries]
    common = {"team_id": runner.team_id, "runner_id": runner.runner_id, "logged_at": now}
    run_ids = uow.runs.add_many([common | one for one in columns])
    origins = [(run_id, key) for run_id, entry in zip(run_ids, entries, strict=True) for key in entry.origins]
    uow.runs.add_origins_of_many(runner.runner_id, origins)
    return [_row(runner, run_id, one) for run_id, one in zip(run_ids, columns, strict=True)]


def _columns(runner: RunnerRow, entry: Entry, today: date) -> dict[str, Any]:
    columns: dict[str, Any] = {name: getattr(entry, name) for name in Entry.__slots__ if name != "origins"}
    columns["week"] = Week.of(entry.local_date).key
    columns["logged_on"] = today
    columns["sharing"] = runner.sharing
    return columns


def _row(runner: RunnerRow, run_id: int, columns: Mapping[str, Any]) -> RunRow:
    return RunRow(
        run_id=run_id, runner_id=runner.runner_id, **columns, event=None, record=None, doubt=None, verdict=None
    )


def columns_of_change(run: RunRow, entry: Entry) -> dict[str, Any]:
    """Return what an entry becomes that its runner changes.

    One that stood as Strava has it is their own word from then on: other figures there are no reason to change it.
    """
    columns = {one.name: getattr(entry, one.name) for one in fields(Entry) if one.name not in ("source", "origins")}
    if run.source in FOLLOWED and (entry.distance_m, entry.moving_s) != (run.distance_m, run.moving_s):
        columns["source"] = RunSource.CONFIRMED
    return columns


def change_entry(
    uow: UnitOfWork, runner: RunnerRow, run: RunRow, columns: Mapping[str, object], now: datetime
) -> Changed:
    """Set columns of an entry of a runner whose row is locked; what stands about it is written anew."""
    new: dict[str, Any] = {name: value for name, value in columns.items() if getattr(run, name) != value}
    day = new.get("local_date")
    if isinstance(day, date):
        new["week"] = Week.of(day).key
    if run.verdict is not None and any(name in new and getattr(run, name) is not None for name in FIGURES):
        new["verdict"] = None
    if new:
        uow.runs.change(run.run_id, **new)
    derived = follow(uow, runner, [run], [run._replace(**new)], now)
    changed = derived.runs[run.run_id]
    if stands(changed.doubt, changed.verdict) and not stands(run.doubt, run.verdict):
        _owe_card_anew(uow, runner, changed, now)
    uow.points.forget_empty_totals(runner.team_id, runner.runner_id)
    celebration = Celebrating(uow, runner, derived, now).of_changed(run, changed)
    _follow_with_posts(uow, runner, run.run_id, now)
    note_changed(uow, runner, run.run_id, now)
    _tell_of_others(uow, runner, derived, now)
    _follow_with_results(uow, runner, uow.entrants.races_of_runs(_moved(derived)), now)
    return Changed(derived, celebration)


def remove_entry(uow: UnitOfWork, runner: RunnerRow, run: RunRow, now: datetime) -> Derived:
    """Take an entry of a runner whose row is locked out of the log; a card that stands is taken down."""
    logged_at = uow.runs.logged_at(run.run_id)
    # Its awards would go with it, and nothing would say by how much totals move; so it goes last.
    uow.runs.change(run.run_id, event=None)
    derived = follow(uow, runner, [run], [], now)
    spoken = _spoken_of(uow, run.run_id)
    raced = uow.entrants.races_of_runs(_moved(derived) | {run.run_id})
    note_removed(uow, runner, run.run_id, now)
    uow.runs.delete(run.run_id)
    uow.points.forget_empty_totals(runner.team_id, runner.runner_id)
    Celebrating(uow, runner, derived, now).of_removed()
    # A card not yet sent finds its run gone and is dropped by the worker.
    _revise(uow, runner, run.run_id, spoken, logged_at, now)
    _tell_of_others(uow, runner, derived, now)
    _follow_with_results(uow, runner, raced, now)
    return derived


def _moved(derived: Derived) -> set[int]:
    """Return the runs that are not what they were, be it a record that another one holds since."""
    return {run_id for run_id, run in derived.runs.items() if derived.before.get(run_id, run) != run}


def _follow_with_results(uow: UnitOfWork, runner: RunnerRow, race_ids: Iterable[int], now: datetime) -> None:
    """Let what the channel hears of races be true of runs that are results there; after all else that tells of them."""
    for race_id in race_ids:
        race = uow.races.find(runner.team_id, race_id)
        if race is not None:
            follow_results(uow, race, now)


def _tell_of_others(uow: UnitOfWork, runner: RunnerRow, derived: Derived, now: datetime) -> None:
    """Let cards and digests follow what a change means for other runs of its day: less room, or more."""
    for run in derived.others:
        if stands(run.doubt, run.verdict):
            _owe_card_anew(uow, runner, run, now)
        _follow_with_posts(uow, runner, run.run_id, now)


def _owe_card_anew(uow: UnitOfWork, runner: RunnerRow, run: RunRow, now: datetime) -> None:
    """Owe the card of a run that is in doubt no more: the feed has not heard of it, or the card was taken down."""
    uow.outbox.forget_dropped(runner.team_id, MessageKind.FEED_CARD, str(run.run_id))
    _owe_card(uow, runner, run, now)


def _follow_with_posts(uow: UnitOfWork, runner: RunnerRow, run_id: int, now: datetime) -> None:
    _revise(uow, runner, run_id, _spoken_of(uow, run_id), uow.runs.logged_at(run_id), now)


def _spoken_of(uow: UnitOfWork, run_id: int) -> list[tuple[MessageKind, int]]:
    """Return what names the messages in which somebody speaks of a run: comments and shoutouts."""
    return [
        *((MessageKind.COMMENT, comment_id) for comment_id in uow.comments.of_run(run_id)),
        *((MessageKind.SHOUTOUT, shoutout_id) for shoutout_id in uow.shoutouts.about(run_id)),
    ]


def _revise(
    uow: UnitOfWork,
    runner: RunnerRow,
    run_id: int,
    spoken: Iterable[tuple[MessageKind, int]],
    logged_at: datetime | None,
    now: datetime,
) -> None:
    """Let the card of a run, what it is celebrated for, who speaks of it and its digest say what is true now."""
    for kind in (MessageKind.FEED_CARD, MessageKind.CELEBRATION):
        uow.outbox.revise(runner.team_id, kind, str(run_id), now)
    for kind, key in spoken:
        uow.outbox.revise(runner.team_id, kind, str(key), now)
    if logged_at is not None:
        revise_digests(uow, runner.team_id, [logged_at], now)


def _owe_card(uow: UnitOfWork, runner: RunnerRow, run: RunRow, now: datetime) -> FeedOutcome:
    mode = FeedMode(runner.feed_mode)
    if audience(MessageKind.FEED_CARD, subject_of(runner)) is not Audience.PUBLIC:
        return FeedOutcome.PRIVATE
    if mode is FeedMode.OFF:
        return FeedOutcome.OFF
    # A list of years of runs is news to nobody.
    if entry_of(run).late or came_in_a_list(uow, [run]):
        return FeedOutcome.LONG_AGO
    if not stands(run.doubt, run.verdict):
        return FeedOutcome.IN_DOUBT
    if runner.feed_channel_id is None:
        return FeedOutcome.NO_CHANNEL
    if mode is FeedMode.DIGEST:
        return FeedOutcome.DIGEST
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.FEED_CARD,
        key=str(run.run_id),
        payload={"run_id": run.run_id},
        now=now,
        runner_id=runner.runner_id,
    )
    return FeedOutcome.POSTED
