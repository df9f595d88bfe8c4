"""Who may hear of what: the one place that turns a runner's profile into public, private or silent."""

from enum import StrEnum


class Sharing(StrEnum):
    """How much of one's runs the team sees; the first value holds until the runner has answered."""

    TEAM = "team"
    COACH_ONLY = "coach_only"
    RAN_TODAY = "ran_today"


class Praise(StrEnum):
    """How praise reaches a runner; the first value holds until the runner has answered."""

    PRIVATE = "private"
    PUBLIC = "public"


class CardDetail(StrEnum):
    """What a feed card may say of a run."""

    FULL = "full"
    PRESENCE = "presence"
    NONE = "none"


def feed_card_detail(sharing: Sharing) -> CardDetail:
    """Return what the feed may say: everything, that the runner was out, or nothing at all."""
    match sharing:
        case Sharing.TEAM:
            return CardDetail.FULL
        case Sharing.RAN_TODAY:
            return CardDetail.PRESENCE
        case Sharing.COACH_ONLY:
            return CardDetail.NONE
