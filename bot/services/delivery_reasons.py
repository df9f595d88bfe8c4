"""Why a message has not arrived: how it is written for the operator, and read again for a team's admin.

What the operator reads may name members; an admin is told which of these it is, and nothing of the words.
"""

from enum import StrEnum
from typing import Final

NO_CHANNEL: Final = "no channel is chosen for this kind of post"
_MAY_NOT_POST: Final = "Baton may not post in channel"
_GONE: Final = "is gone; the post waits for another"
_TROUBLE: Final = ("Discord had trouble", "Discord could not be reached")
_REFUSED: Final = ("Discord refused the message", "Discord does not know this any more")


class Cause(StrEnum):
    """Why a post has not arrived."""

    PERMISSION = "permission"
    """The bot lacks a permission in the channel."""
    CHANNEL_GONE = "channel_gone"
    NO_CHANNEL = "no_channel"
    TROUBLE = "trouble"
    """Discord had trouble, or could not be reached."""
    REFUSED = "refused"
    """Discord takes the message in no form, or knows its place no more."""
    OTHER = "other"
    """Something that whoever runs the bot finds in its log."""


def missing_permission(channel_id: int | None, code: int) -> str:
    """Return that the bot may not post somewhere, and what to do."""
    return (
        f"{_MAY_NOT_POST} {channel_id} (code {code}): "
        "allow it View Channel, Send Messages, Attach Files and Read Message History there"
    )


def channel_gone(channel_id: int | None) -> str:
    """Return that the channel is there no more."""
    return f"channel {channel_id} {_GONE}"


def cause_of(reason: str) -> Cause:
    """Return what a reason says."""
    if reason.startswith(_MAY_NOT_POST):
        return Cause.PERMISSION
    if reason.endswith(_GONE):
        return Cause.CHANNEL_GONE
    if reason == NO_CHANNEL:
        return Cause.NO_CHANNEL
    if reason.startswith(_TROUBLE):
        return Cause.TROUBLE
    return Cause.REFUSED if reason.startswith(_REFUSED) else Cause.OTHER
