"""Posts: what a message in the outbox says at this moment, and which channel is meant for its kind."""

from dataclasses import replace
from datetime import datetime

from bot.domain.audience import FeedMode, MessageKind
from bot.domain.dates import Week
from bot.services.celebrations import CelebrationPost, celebration_post
from bot.services.challenge_pages import ChallengePost, challenge_post
from bot.services.cheers import FeedCard, card_of, linked
from bot.services.comments import Comment, comment_post
from bot.services.digests import FeedDigest, feed_digest
from bot.services.feedback_files import with_contents
from bot.services.feedback_letters import Feedback, FeedbackAnswer
from bot.services.leaderboards import WeeklyPost, weekly_post
from bot.services.letters import Letter, letter_of
from bot.services.plan_posts import PlanPost, plan_post
from bot.services.race_calls import RaceCall, race_call
from bot.services.race_collecting import RaceResults, race_results
from bot.services.race_pages import Race, race_card
from bot.services.race_scores import ScoredRace, race_scores
from bot.services.recaps import MonthRecap, month_recap
from bot.services.relay_pages import Relay, relay_card
from bot.services.shoutout_posts import ShoutoutPost, shoutout_post
from db.repositories.outbox_rows import OutboxRow
from db.unit_of_work import UnitOfWork

Content = (
    FeedCard
    | CelebrationPost
    | FeedDigest
    | Comment
    | WeeklyPost
    | MonthRecap
    | ShoutoutPost
    | ChallengePost
    | Race
    | RaceCall
    | RaceResults
    | Relay
    | ScoredRace
    | PlanPost
    | Letter
)


def content_of(uow: UnitOfWork, row: OutboxRow, now: datetime) -> Content | None:
    """Return what the message says now, as `bot.domain.audience` allows it; None when that is nothing."""
    # How the feed is kept decides what is posted, and leaves alone what stands.
    mode = FeedMode(row.feed_mode) if row.message_id is None else None
    match MessageKind(row.kind):
        case MessageKind.FEED_CARD:
            return _card(uow, row, mode)
        case MessageKind.CELEBRATION:
            return celebration_post(uow, row.team_id, row.payload["run_id"], mode)
        case MessageKind.FEED_DIGEST:
            return feed_digest(uow, row.team_id, row.payload, mode)
        case MessageKind.COMMENT:
            return comment_post(uow, row.team_id, row.payload, stands=row.message_id is not None)
        case MessageKind.MONTH_RECAP:
            return month_recap(uow, row.team_id, row.payload["month"])
        case MessageKind.LEADERBOARD:
            # One that stands counts down from the day on which it was owed.
            at = now if row.message_id is None else row.created_at
            return weekly_post(uow, row.team_id, Week.parse(row.payload["week"]), at)
        case MessageKind.SHOUTOUT:
            return shoutout_post(uow, row.team_id, row.payload["shoutout_id"])
        case MessageKind.CHALLENGE_MILESTONE | MessageKind.CHALLENGE_RESULT:
            return challenge_post(uow, row.team_id, row.payload, now, stands=row.message_id is not None)
        case MessageKind.RACE_CARD:
            return race_card(uow, row.team_id, row.payload["race_id"])
        case MessageKind.RACE_CALL:
            return race_call(uow, row.team_id, row.payload, stands=row.message_id is not None)
        case MessageKind.RACE_RESULTS:
            return race_results(uow, row.team_id, row.payload, mode)
        case MessageKind.RELAY_CARD:
            return relay_card(uow, row.team_id, row.payload["relay_id"], now)
        case MessageKind.RACE_SCORES:
            return race_scores(row.payload)
        case MessageKind.PLAN_POST:
            # One that stands counts down from the day on which it was owed.
            return plan_post(uow, row.team_id, row.payload["week"], now if row.message_id is None else row.created_at)
        case kind:
            letter = letter_of(uow, row.team_id, kind, row.payload, row.recipient_id, now)
            match letter:
                case Feedback():
                    return with_contents(uow, letter)
                case FeedbackAnswer():
                    return with_contents(uow, letter)
            return letter


def _card(uow: UnitOfWork, row: OutboxRow, mode: FeedMode | None) -> FeedCard | None:
    found = uow.cheers.card(row.team_id, row.payload["run_id"])
    card = None if found is None else card_of(found, mode=mode)
    if found is None or card is None:
        return None
    card = linked(uow, found, card)
    if not card.has_photo:
        return card
    return replace(card, photo=uow.photos.image(card.run_id))


def channel_of(row: OutboxRow) -> int | None:
    """Return the channel that a post goes to, None for one that is for a person."""
    kind = MessageKind(row.kind)
    return channel_for(kind, row.feed_channel_id, row.leaderboard_channel_id, row.plan_channel_id)


def channel_for(kind: MessageKind, feed_id: int | None, boards_id: int | None, plans_id: int | None) -> int | None:
    """Return which of a team's channels posts of a kind go to, None for what is for a person."""
    match kind:
        case MessageKind.LEADERBOARD | MessageKind.MONTH_RECAP:
            return boards_id
        case MessageKind.PLAN_POST:
            return plans_id or feed_id
        case (
            MessageKind.FEED_CARD
            | MessageKind.FEED_DIGEST
            | MessageKind.SHOUTOUT
            | MessageKind.CELEBRATION
            | MessageKind.CHALLENGE_MILESTONE
            | MessageKind.CHALLENGE_RESULT
            | MessageKind.RACE_CARD
            | MessageKind.RACE_CALL
            | MessageKind.RACE_RESULTS
            | MessageKind.RELAY_CARD
            | MessageKind.RACE_SCORES
        ):
            return feed_id
        case _:
            return None
