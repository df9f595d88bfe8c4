"""Statistics: what is said beside the picture of the weeks, of bests, and of fitness and paces."""

from collections.abc import Mapping
from typing import Final

from bot.domain.performance import Zone
from bot.domain.runs import RunKind
from bot.domain.spans import Span

SPANS: Final[Mapping[Span, str]] = {
    Span.THIS_WEEK: "this week",
    Span.LAST_WEEK: "the week before",
    Span.THIS_MONTH: "this month",
    Span.LAST_30_DAYS: "30 days",
    Span.SEASON: "this year",
    Span.ALL: "all time",
}
OVERVIEW: Final = "### Your running · {span}"
OVERVIEW_OF: Final = "### {name} · {span}"
TOTALS: Final = "**{distance}** · {runs} · {time}"
NOTHING_EVER: Final = "Your statistics start with your next run: `/run log`."
NOTHING_HERE: Final = "No runs here yet: `/run log` adds one."
NOTHING_OF: Final = "No runs here yet."
STREAK: Final = "Streak: {weeks} in a row, best {best}."
BEST_STREAK: Final = "Your best streak: {best}."
SCORE: Final = "Fitness score **{score}**"
BESTS: Final = "### Your bests"
BESTS_OF: Final = "### Bests of {name}"
BEST: Final = "{event} · **{time}** · {date}"
NO_BESTS: Final = "Run a mile, 5 km, 10 km or another known distance, and your best stands here."
NO_BESTS_OF: Final = "No bests here yet."
OUT_ON: Final = "Out for a run: {days}."

FITNESS: Final = "### Fitness score {score}"
BASIS: Final = "-# From {event} in {time}, {date}."
PROMISE: Final = "{event} · **{time}**"
PROMISE_RANGE: Final = "{event} · **{fast} to {slow}**"
ASSUMES: Final = "-# Long runs before it bring a marathon nearer to its fast end."
CREDIT: Final = "-# By the equations of Daniels and Gilbert."
NO_BASIS: Final = (
    "It comes with a race or a hard effort over a known distance.\n"
    "-# Log it with kind `race`, or with an effort of 8 and up. It counts for 12 weeks."
)
NO_PACES: Final = (
    "They come with a race or a hard effort over a known distance.\n"
    "-# Log it with kind `race`, or with an effort of 8 and up. It counts for 12 weeks."
)
FITNESS_OPEN: Final = "### Your fitness score"

PACES: Final = "### Your training paces"
PACE: Final = "{zone} · **{pace}**"
PACE_RANGE: Final = "{zone} · **{slow} to {fast}**"
ZONES: Final[Mapping[Zone, str]] = {
    Zone.EASY: "Easy",
    Zone.MARATHON: "Marathon",
    Zone.THRESHOLD: "Threshold",
    Zone.INTERVAL: "Interval",
    Zone.REPETITION: "Repetition",
}
EFFORTS: Final = (
    "Easy · you can chat, effort 3 to 4\n"
    "Steady · short sentences, effort 5 to 6\n"
    "Threshold · single words, effort 7\n"
    "Interval · hard, effort 8 to 9\n"
    "-# How it feels guides you best at the moment."
)

TO_OVERVIEW: Final = "Weeks"
TO_BESTS: Final = "Bests"
TO_FITNESS: Final = "Fitness"
TO_PACES: Final = "Paces"
MORE: Final = "More"

PICTURE_HEADING: Final = "Twelve weeks"
PICTURE_KINDS: Final[Mapping[RunKind | None, str]] = {
    RunKind.EASY: "easy",
    RunKind.LONG: "long",
    RunKind.WORKOUT: "workout",
    RunKind.RACE: "race",
    RunKind.RECOVERY: "recovery",
    None: "run",
}
PICTURE_MEAN: Final = "mean of 4 weeks"
PICTURE_WEEK: Final = "W{week}"
PICTURE_TARGET: Final = "your {target} days, about {distance}"
PICTURE_DAYS: Final = "○ run days · ● {target} and more"
PICTURE_RUN_DAYS: Final = "○ run days"
PICTURE: Final = "Twelve weeks up to week {week}. {weeks}"
PICTURE_TARGET_ALT: Final = "The line at {distance}: {target} run days a week, as long as lately."
PICTURE_WEEK_ALT: Final = "{week}: {distance}, {days}."
