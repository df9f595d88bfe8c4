"""Who may hear of what: the one place that turns a runner's profile into public, private or silent."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.leaderboards import Board
from bot.domain.runs import RunSource


class Sharing(StrEnum):
    """How much of one's runs the team sees; the first value holds until the runner has answered."""

    TEAM = "team"
    COACH_ONLY = "coach_only"
    RAN_TODAY = "ran_today"


class Praise(StrEnum):
    """How praise reaches a runner; the first value holds until the runner has answered."""

    PRIVATE = "private"
    PUBLIC = "public"


class FeedMode(StrEnum):
    """What the team's feed shows of runs: each one as a card, one message a day, or none of them."""

    EACH = "each"
    DIGEST = "digest"
    OFF = "off"


class Audience(StrEnum):
    """Where a message, or a runner's part of one, may go."""

    PUBLIC = "public"
    """A channel of the team."""
    PRIVATE = "private"
    """The person it is about or meant for, and nobody else."""
    SILENT = "silent"
    """Nowhere."""


class MessageKind(StrEnum):
    """Every kind of message the bot can owe."""

    FEED_CARD = "feed_card"
    FEED_DIGEST = "feed_digest"
    COMMENT = "comment"
    COMMENT_NOTE = "comment_note"
    LEADERBOARD = "leaderboard"
    MONTH_RECAP = "month_recap"
    ADMIN_NOTICE = "admin_notice"
    FEEDBACK = "feedback"
    FEEDBACK_ANSWER = "feedback_answer"
    DELIVERY_NOTE = "delivery_note"
    RUN_REVIEW = "run_review"
    COACH_DIGEST = "coach_digest"
    IMPORT_SUMMARY = "import_summary"
    SHOUTOUT = "shoutout"
    SHOUTOUT_NOTE = "shoutout_note"
    CHALLENGE_MILESTONE = "challenge_milestone"
    CHALLENGE_RESULT = "challenge_result"
    CELEBRATION = "celebration"
    RACE_CARD = "race_card"
    RACE_CHANGE = "race_change"
    RACE_MATES = "race_mates"
    RACE_CALL = "race_call"
    RACE_REMINDER = "race_reminder"
    RACE_RESULTS = "race_results"
    RELAY_CARD = "relay_card"
    RELAY_LEG = "relay_leg"
    RELAY_OPEN = "relay_open"
    RELAY_OFF = "relay_off"
    RACE_SCORES = "race_scores"
    PLAN_POST = "plan_post"
    PLAN_WEEK = "plan_week"
    PLAN_CANNOT = "plan_cannot"
    SEASON_SHARED = "season_shared"
    CHECKUP_SHARED = "checkup_shared"
    FOCUS_REQUEST = "focus_request"
    AVAILABILITY_QUESTION = "availability_question"
    CHECK_IN = "check_in"
    CHECK_IN_FLAG = "check_in_flag"
    CONNECTION_NEWS = "connection_news"
    RUN_NUDGE = "run_nudge"


class Concern(StrEnum):
    """What a message tells of a runner, which is what a profile speaks about."""

    RUN = "run"
    """That they ran, and perhaps how far: cards, digests, lists."""
    BOARD = "board"
    """Their name, figure and place beside others'."""
    PRAISE = "praise"
    """Shoutouts, thanks, streaks, a coach's praise."""
    MILESTONE = "milestone"
    """What a run came to, a first, a best or a round number: praise that tells of a run."""
    AHEAD = "ahead"
    """That they are to run a race or a session of a plan, or to cheer there: what is still to come."""
    NUDGE = "nudge"
    """Reminders, check-ins, level-ups: what nobody asked for at that moment."""
    WORD = "word"
    """Something one person wrote to another, or an answer to what they did."""
    TOGETHER = "together"
    """What the team did as one: sums that count everybody and name nobody."""


CONCERNS: Final = {
    MessageKind.FEED_CARD: Concern.RUN,
    MessageKind.FEED_DIGEST: Concern.RUN,
    MessageKind.COMMENT: Concern.PRAISE,
    MessageKind.COMMENT_NOTE: Concern.WORD,
    MessageKind.LEADERBOARD: Concern.BOARD,
    MessageKind.MONTH_RECAP: Concern.BOARD,
    MessageKind.ADMIN_NOTICE: Concern.WORD,
    MessageKind.FEEDBACK: Concern.WORD,
    MessageKind.FEEDBACK_ANSWER: Concern.WORD,
    MessageKind.DELIVERY_NOTE: Concern.WORD,
    MessageKind.RUN_REVIEW: Concern.WORD,
    MessageKind.COACH_DIGEST: Concern.WORD,
    MessageKind.IMPORT_SUMMARY: Concern.WORD,
    MessageKind.SHOUTOUT: Concern.PRAISE,
    MessageKind.SHOUTOUT_NOTE: Concern.WORD,
    MessageKind.CHALLENGE_MILESTONE: Concern.TOGETHER,
    MessageKind.CHALLENGE_RESULT: Concern.TOGETHER,
    MessageKind.CELEBRATION: Concern.MILESTONE,
    MessageKind.RACE_CARD: Concern.TOGETHER,
    MessageKind.RACE_CHANGE: Concern.WORD,
    MessageKind.RACE_MATES: Concern.NUDGE,
    MessageKind.RACE_CALL: Concern.TOGETHER,
    MessageKind.RACE_REMINDER: Concern.NUDGE,
    MessageKind.RACE_RESULTS: Concern.MILESTONE,
    MessageKind.RELAY_CARD: Concern.TOGETHER,
    MessageKind.RELAY_LEG: Concern.WORD,
    MessageKind.RELAY_OPEN: Concern.WORD,
    MessageKind.RELAY_OFF: Concern.WORD,
    MessageKind.RACE_SCORES: Concern.TOGETHER,
    MessageKind.PLAN_POST: Concern.TOGETHER,
    MessageKind.PLAN_WEEK: Concern.WORD,
    MessageKind.PLAN_CANNOT: Concern.WORD,
    MessageKind.SEASON_SHARED: Concern.WORD,
    MessageKind.CHECKUP_SHARED: Concern.WORD,
    MessageKind.FOCUS_REQUEST: Concern.WORD,
    MessageKind.AVAILABILITY_QUESTION: Concern.NUDGE,
    MessageKind.CHECK_IN: Concern.NUDGE,
    MessageKind.CHECK_IN_FLAG: Concern.WORD,
    MessageKind.CONNECTION_NEWS: Concern.WORD,
    # They asked for it when they connected the service, and stop it there.
    MessageKind.RUN_NUDGE: Concern.WORD,
}


class CardDetail(StrEnum):
    """What a public message may say of a run."""

    FULL = "full"
    PRESENCE = "presence"
    NONE = "none"


class LogDetail(StrEnum):
    """What somebody else may read of a runner's log, the least first."""

    NONE = "none"
    PRESENCE = "presence"
    """On which days they ran, and nothing else."""
    FIGURES = "figures"
    """Distance, time, kind and note, as a card in the feed has them."""
    FULL = "full"
    """Effort and aches as well: for a coach."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The runner a message is about: their profile, whether they have paused, and whether they are still here.

    `boards` are those they chose to be shown on. `away` is a runner who left the server, whose data waits to be
    erased.
    """

    praise: Praise = Praise.PRIVATE
    boards: frozenset[Board] = frozenset()
    sharing: Sharing = Sharing.TEAM
    nudges: bool = False
    paused: bool = False
    away: bool = False


def audience(
    what: MessageKind | Concern,
    subject: Subject,
    *,
    feed: FeedMode | None = None,
    board: Board = Board.POINTS,
    source: RunSource = RunSource.MANUAL,
) -> Audience:
    """Decide who may hear of a runner in a message of this kind, or in an answer of this concern.

    `feed` is the team's setting, which decides whether a card, a digest, a celebration or a race's results are posted
    at all; None for one that stands already. `board` counts for boards, and `source`, where the figures come from, for
    runs, milestones and boards. A pause is never visible: it silences what would nudge, and changes nothing that others
    see.
    """
    concern = CONCERNS[what] if isinstance(what, MessageKind) else what
    if concern is Concern.TOGETHER:
        # It is about no runner, so no profile speaks of it; what somebody brought stays when they go.
        return Audience.PUBLIC
    if subject.away:
        return Audience.SILENT
    if feed is not None and what in _FEEDS_OF and feed not in _FEEDS_OF[what]:
        return Audience.SILENT
    match concern:
        case Concern.WORD:
            return Audience.PRIVATE
        case Concern.NUDGE:
            return Audience.PRIVATE if subject.nudges and not subject.paused else Audience.SILENT
        case Concern.PRAISE:
            return Audience.PUBLIC if subject.praise is Praise.PUBLIC else Audience.PRIVATE
        case Concern.MILESTONE:
            # Who likes to be praised in public may still keep their figures to themselves.
            told = subject.praise is Praise.PUBLIC and card_detail(subject, source) is CardDetail.FULL
            return Audience.PUBLIC if told else Audience.PRIVATE
        case Concern.AHEAD:
            # A race or a planned session is a run that is still to come.
            return Audience.PUBLIC if subject.sharing is Sharing.TEAM else Audience.PRIVATE
        case Concern.BOARD:
            # Points and weeks are Baton's own; a sum of another service's metres is that service's data.
            theirs = source.is_third_party and board not in OWN_SCORES
            return Audience.PUBLIC if board in subject.boards and not theirs else Audience.PRIVATE
        case Concern.RUN:
            return Audience.SILENT if card_detail(subject, source) is CardDetail.NONE else Audience.PUBLIC


_FEEDS_OF: Final[dict[MessageKind | Concern, tuple[FeedMode, ...]]] = {
    MessageKind.FEED_CARD: (FeedMode.EACH,),
    MessageKind.FEED_DIGEST: (FeedMode.DIGEST,),
    MessageKind.CELEBRATION: (FeedMode.EACH,),
    MessageKind.RACE_RESULTS: (FeedMode.EACH, FeedMode.DIGEST),
}


def stricter(*choices: Sharing) -> Sharing:
    """Return the choice that shows least."""
    return min(choices, key=_OPENNESS.index)


_OPENNESS: Final = (Sharing.COACH_ONLY, Sharing.RAN_TODAY, Sharing.TEAM)

OWN_SCORES: Final = frozenset({Board.POINTS, Board.CONSISTENCY, Board.IMPROVEMENT})
"""Boards of figures that cannot be turned back into an activity."""


def card_detail(subject: Subject, source: RunSource = RunSource.MANUAL) -> CardDetail:
    """Return what a public message may say of a run: everything, that the runner was out, or nothing at all."""
    if subject.away or subject.sharing is Sharing.COACH_ONLY:
        return CardDetail.NONE
    if subject.sharing is Sharing.RAN_TODAY or source.is_third_party:
        return CardDetail.PRESENCE
    return CardDetail.FULL


def log_detail(
    subject: Subject, run_sharing: Sharing, source: RunSource = RunSource.MANUAL, *, by_coach: bool
) -> LogDetail:
    """Return what a teammate, or a coach, may read of one run in a log: what was allowed then and is allowed now."""
    if subject.away:
        return LogDetail.NONE
    order = list(LogDetail)
    allowed = min((_READERS[by_coach][sharing] for sharing in (subject.sharing, run_sharing)), key=order.index)
    # Another service's figures are for the runner alone.
    return min(allowed, LogDetail.PRESENCE, key=order.index) if source.is_third_party else allowed


_READERS: Final = {
    False: {
        Sharing.TEAM: LogDetail.FIGURES,
        Sharing.RAN_TODAY: LogDetail.PRESENCE,
        Sharing.COACH_ONLY: LogDetail.NONE,
    },
    True: {
        Sharing.TEAM: LogDetail.FULL,
        Sharing.RAN_TODAY: LogDetail.PRESENCE,
        Sharing.COACH_ONLY: LogDetail.FULL,
    },
}


def on_boards(subject: Subject) -> frozenset[Board]:
    """Return the boards on which the runner may be named."""
    return frozenset(
        board for board in subject.boards if audience(Concern.BOARD, subject, board=board) is Audience.PUBLIC
    )
