"""Outages: the database is away for a while, which is nobody's mistake and ends by itself."""

from db.unavailable import DatabaseAway


def is_outage(error: BaseException | None) -> bool:
    """Tell whether the database is away: what was to be done is worth another try a little later."""
    return isinstance(error, DatabaseAway)
