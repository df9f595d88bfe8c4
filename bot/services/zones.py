"""Zones as services take them: typed as people name them, refused in words that a member can read."""

from bot.domain.zones import UnknownZone, read_zone
from bot.errors import UserError


def zone_named(typed: str) -> str:
    """Return the IANA name of a zone as typed; raises `UserError`, with the nearest name if there is one."""
    try:
        return read_zone(typed)
    except UnknownZone as error:
        if error.nearest is None:
            raise UserError("zone_unknown", text=typed) from None
        raise UserError("zone_misspelt", text=typed, nearest=error.nearest) from None
