"""Writes the page on who hears of a runner from the rule itself: `python -m tests.domain.audience_page`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from bot.domain.audience import (
    CONCERNS,
    Audience,
    CardDetail,
    Concern,
    FeedMode,
    MessageKind,
    Praise,
    Sharing,
    Subject,
    audience,
    card_detail,
)
from bot.domain.leaderboards import Board
from bot.domain.runs import RunSource

PAGE: Final = Path(__file__).parents[2] / "docs" / "audience.md"

What = MessageKind | Concern

NAMES: Final[Mapping[What, str]] = {
    MessageKind.FEED_CARD: "card in the feed",
    MessageKind.FEED_DIGEST: "daily digest",
    MessageKind.COMMENT: "comment under a card",
    MessageKind.COMMENT_NOTE: "comment as a quiet note",
    MessageKind.LEADERBOARD: "weekly board",
    MessageKind.MONTH_RECAP: "month recap",
    MessageKind.ADMIN_NOTICE: "notices to the admin",
    MessageKind.FEEDBACK: "a coach's private feedback",
    MessageKind.FEEDBACK_ANSWER: "a runner's answer to a coach",
    MessageKind.DELIVERY_NOTE: "news that it could not arrive",
    MessageKind.RUN_REVIEW: "a coach's word on a run",
    MessageKind.COACH_DIGEST: "the letter to coaches on who needs a word",
    MessageKind.IMPORT_SUMMARY: "how their list of runs ended",
    MessageKind.SHOUTOUT: "a shoutout in the feed",
    MessageKind.SHOUTOUT_NOTE: "a shoutout to them alone",
    MessageKind.CHALLENGE_MILESTONE: "a new challenge, and how far one has come",
    MessageKind.CHALLENGE_RESULT: "what came of a challenge",
    MessageKind.CELEBRATION: "celebration of a run",
    MessageKind.RACE_CARD: "a race, and how many are in",
    MessageKind.RACE_CHANGE: "what has changed at a race",
    MessageKind.RACE_MATES: "who runs a race too",
    MessageKind.RACE_CALL: "a race that is near",
    MessageKind.RACE_REMINDER: "reminders of a race",
    MessageKind.RACE_RESULTS: "results of a race, the day after",
    MessageKind.RELAY_CARD: "a relay, and when legs are handed over",
    MessageKind.RELAY_LEG: "which leg of a relay is theirs",
    MessageKind.RELAY_OPEN: "that a leg they gave is open again",
    MessageKind.CHECKUP_SHARED: "a check-up, to the coaches whom a runner shares it with",
    MessageKind.FOCUS_REQUEST: "what a runner wants to get better at, to the coaches whom they ask",
    MessageKind.RELAY_OFF: "that a relay is called off",
    MessageKind.AVAILABILITY_QUESTION: "on which days they can run",
    MessageKind.CHECK_IN: "how their week was",
    MessageKind.CHECK_IN_FLAG: "a check-in worth a look, to coaches",
    MessageKind.CONNECTION_NEWS: "how their connection to a service stands",
    MessageKind.RUN_NUDGE: "a run that a service told of",
    MessageKind.RACE_SCORES: "team scores that a coach posts",
    MessageKind.PLAN_POST: "the group workouts of a week",
    MessageKind.PLAN_WEEK: "their own week as a coach planned it",
    MessageKind.PLAN_CANNOT: "to a coach, on which days a runner cannot",
    Concern.AHEAD: "that they are in a race, or share a session of a plan",
    MessageKind.SEASON_SHARED: "the season that a coach outlined for them",
    Concern.RUN: "runs in lists, and cards that stand",
    Concern.BOARD: "boards",
    Concern.PRAISE: "praise",
    Concern.MILESTONE: "firsts, bests and round numbers in a digest, and celebrations that stand",
    Concern.NUDGE: "nudges",
    Concern.WORD: "words to the runner",
    Concern.TOGETHER: "sums of the whole team",
}
"""Every kind of message as a coach calls it, and what answers tell of a runner."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rule can look at. The defaults are the most open runner in the most open team."""

    left: bool = False
    feed: FeedMode = FeedMode.EACH
    sharing: Sharing = Sharing.TEAM
    source: RunSource = RunSource.MANUAL
    board: Board = Board.POINTS
    shown: bool = True
    praise: Praise = Praise.PUBLIC
    nudges: bool = True
    paused: bool = False

    def outcome(self, what: What) -> str:
        """Return where a message goes and what it shows there."""
        boards = frozenset({self.board} if self.shown else ())
        subject = Subject(self.praise, boards, self.sharing, self.nudges, self.paused, self.left)
        decided = audience(what, subject, feed=self.feed, board=self.board, source=self.source)
        concern = CONCERNS[what] if isinstance(what, MessageKind) else what
        if what in _RACE_POSTS:
            return f"{decided.value}: the race; names by the column on being in one, others counted"
        if what is MessageKind.PLAN_POST:
            return f"{decided.value}: the workouts; names by the column on sharing one, others counted"
        if concern is Concern.RUN and decided is Audience.PUBLIC:
            return _RUN[card_detail(subject, self.source)]
        return f"{decided.value}{_SHOWN.get((concern, decided), '')}"


_RUN: Final = {
    CardDetail.FULL: "public: figures and note",
    CardDetail.PRESENCE: "public: was out for a run",
}
_RACE_POSTS: Final = (MessageKind.RACE_CARD, MessageKind.RACE_CALL)
"""Posts about a race, which name those whom the rule on races allows."""
_SHOWN: Final = {
    (Concern.BOARD, Audience.PUBLIC): ": name, figure, place",
    (Concern.BOARD, Audience.PRIVATE): ": own line",
    (Concern.TOGETHER, Audience.PUBLIC): ": the team's sum, nobody named",
}

_YES_NO: Final = {True: "yes", False: "no"}
SETTINGS: Final[Mapping[str, tuple[str, Mapping[Any, str]]]] = {
    "left": ("has left the server", _YES_NO),
    "feed": ("the team's feed", {FeedMode.EACH: "each run", FeedMode.DIGEST: "one digest a day", FeedMode.OFF: "off"}),
    "shown": ("on this board", {True: "shown", False: "hidden"}),
    "sharing": (
        "runs are for",
        {Sharing.TEAM: "the team", Sharing.RAN_TODAY: "“ran today”", Sharing.COACH_ONLY: "the coach"},
    ),
    "source": (
        "the run is",
        {
            RunSource.MANUAL: "typed in",
            RunSource.FILE: "from a file",
            RunSource.ARCHIVE: "from an archive",
            RunSource.CONFIRMED: "confirmed",
            RunSource.INTERVALS: "from intervals.icu",
            RunSource.SHARED: "shared from Strava",
            RunSource.STRAVA: "from Strava",
        },
    ),
    "board": (
        "the board",
        {
            Board.POINTS: "points",
            Board.CONSISTENCY: "consistency",
            Board.IMPROVEMENT: "improvement",
            Board.DISTANCE: "distance",
            Board.AGE_GRADED: "age-graded",
        },
    ),
    "praise": ("praise", {Praise.PUBLIC: "public", Praise.PRIVATE: "private"}),
    "nudges": ("nudges", {True: "on", False: "off"}),
    "paused": ("has paused", _YES_NO),
}
"""Each thing the rule looks at, in the order in which tables ask, with its values."""

OPEN: Final = Case()
UNANSWERED: Final = Case(shown=False, praise=Subject().praise, nudges=Subject().nudges, sharing=Subject().sharing)

Row = tuple[tuple[Any, ...], ...]
"""The values of each setting that lead to one outcome."""


@cache
def every_case() -> tuple[Case, ...]:
    """Return all there can be."""
    values = product(*(names for _, names in SETTINGS.values()))
    return tuple(Case(**dict(zip(SETTINGS, chosen, strict=True))) for chosen in values)


def columns() -> list[tuple[What, ...]]:
    """Return all kinds of messages, and what answers tell; those that obey the same rule stand together."""
    alike: dict[tuple[str, ...], list[What]] = {}
    for what in (*MessageKind, *Concern):
        alike.setdefault(tuple(case.outcome(what) for case in every_case()), []).append(what)
    return [tuple(together) for together in alike.values()]


def heading(together: Sequence[What]) -> str:
    """Return what a column is called: its messages, or what it tells when there is none yet."""
    kinds = [NAMES[what] for what in together if isinstance(what, MessageKind)]
    return ", ".join(kinds) or ", ".join(NAMES[what] for what in together)


def decisions(what: What) -> Iterator[tuple[Row, str]]:
    """Yield the rule as rows: for each setting the values that it holds for, and where the message goes."""
    yield from _split(list(SETTINGS), lambda chosen: Case(**chosen).outcome(what), {}, ())


def _split(
    left: list[str], decide: Callable[[dict[str, Any]], str], chosen: dict[str, Any], row: Row
) -> Iterator[tuple[Row, str]]:
    """Ask one setting after the other; values that lead to the same rows below share theirs."""
    if not left:
        yield row, decide(chosen)
        return
    name, *rest = left
    below: dict[tuple[tuple[Row, str], ...], list[Any]] = {}
    for value in SETTINGS[name][1]:
        rows = tuple(_split(rest, decide, {**chosen, name: value}, ()))
        below.setdefault(rows, []).append(value)
    for rows, values in below.items():
        for further, outcome in rows:
            yield (*row, tuple(values), *further), outcome


def in_full(together: Sequence[What]) -> Iterator[str]:
    """Yield the lines of the whole rule for one column; settings that never matter are left out."""
    rows = list(decisions(together[0]))
    asked = [
        position
        for position, (_, names) in enumerate(SETTINGS.values())
        if any(len(values[position]) < len(names) for values, _ in rows)
    ]
    settings = list(SETTINGS.values())
    cells = [[_values(settings[position][1], values[position]) for position in asked] for values, _ in rows]
    yield from table(
        [*(settings[position][0] for position in asked), "then"],
        [[*line, outcome] for line, (_, outcome) in zip(cells, rows, strict=True)],
    )


def _values(names: Mapping[Any, str], values: tuple[Any, ...]) -> str:
    return "–" if len(values) == len(names) else ", ".join(names[value] for value in values)


def one_at_a_time() -> Iterator[str]:
    """Yield the lines of the overview: the most open runner there can be, with one thing changed in each row."""
    shown = columns()
    rows = [
        ["before the runner has answered", *(_cell(_wanted(UNANSWERED, what), what) for what, *_ in shown)],
        ["**yes to everything**", *(_cell(_wanted(OPEN, what), what) for what, *_ in shown)],
    ]
    for setting, (title, names) in SETTINGS.items():
        for value, name in names.items():
            if setting == "feed" or (setting != "board" and value != getattr(OPEN, setting)):
                changes = {setting: value}
                rows.append([f"{title}: {name}", *(_changed(changes, what) for what, *_ in shown)])
    yield from table(["the runner or the team", *(heading(together) for together in shown)], rows)


def _wanted(case: Case, what: What) -> Case:
    """Return the case in a team whose feed shows such messages."""
    feeds = SETTINGS["feed"][1]
    return next(replace(case, feed=feed) for feed in feeds if replace(OPEN, feed=feed).outcome(what) != Audience.SILENT)


def _changed(changes: Mapping[str, Any], what: What) -> str:
    before = _wanted(OPEN, what)
    said = _cell(replace(before, **changes), what)
    return "·" if said == _cell(before, what) else said


def _cell(case: Case, what: What) -> str:
    """Return the outcome, board by board where they differ."""
    names = SETTINGS["board"][1]
    by_outcome: dict[str, list[str]] = {}
    for board, name in names.items():
        by_outcome.setdefault(replace(case, board=board).outcome(what), []).append(name)
    if len(by_outcome) == 1:
        return next(iter(by_outcome))
    return "; ".join(f"{', '.join(boards)} {outcome}" for outcome, boards in by_outcome.items())


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table's lines."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


INTRO: Final = """# Who hears of a runner

Each runner says once what suits them, and every message asks one rule before it goes out: `bot/domain/audience.py`.
This page is written from that rule by `make docs`, and a test holds it to it. **Public** is a channel of the team,
**private** the runner alone, **silent** nobody.

In plain words:

- **Your runs** go to the feed with distance, time and note, as “was out for a run”, or not at all, as you chose. What
  you log under one choice is never opened up later, but for the runs of the same day.
- **Boards** show your name where you said so, and nobody's while fewer than three are shown. The team's totals count
  everybody, without names.
- **Whoever gives** a shoutout, or says something under a run, signs it: where their words stand, their name does.
- **Praise** is told to the team or comes as a quiet note; so is what teammates say about a run. What a run came to, a
  first, a best, a round number, is told to the team where praise may be public *and* runs go there with their
  figures; else the answer to you says it, and nothing more. So it is with the results of a race, which the feed hears
  the day after; who sat it out or stopped on the way stands nowhere. **Nudges** come if you asked for them, never
  during a pause.
- **A leg of a relay** has its time beside it where your runs go to the team with their figures. Else your teammates
  read that it was run, whoever typed the time: hand-overs keep to the time that was expected, and the sum is told
  without the leg; only once all legs are run, and three runners or more keep theirs, the sum of the whole is told.
- **Your cheers** are meant for the runner, who may know of each. Teammates who ask see your name if your praise is
  public, and else count you.
- **Your coach** can see your profile, a pause and what drives you included, and write to you privately; birth date and
  age-grading table are yours alone. **Admins** see settings, not runners.
- **Who leaves** is spoken of nowhere, and forgotten after thirty days."""

OVERVIEW: Final = """## One thing at a time

A runner who says yes to everything, in a team whose feed is meant to show such messages; each row changes one thing,
and `·` is where that changes nothing. Until they answer, runners stand on boards if the team's admin wants it so, else
on none."""

IN_FULL: Final = """## In full

One row fits each case; `–` is any value."""

SOURCES: Final = """The sums that boards are made of name no source, so no run is in the log with figures that Strava's
terms let the runner alone see: it is a question to its runner until they log it as their own, or share it.
What the tables say about Strava is the rule all the same."""


def page() -> str:
    """Return the page."""
    lines = [INTRO, "", OVERVIEW, "", *one_at_a_time(), "", SOURCES, "", IN_FULL]
    for together in columns():
        lines += ["", f"### {heading(together).capitalize()}", "", *in_full(together)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
