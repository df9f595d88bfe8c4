"""The console's wording: instants and spans of the simulated world as a person would say them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def day_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return "Friday 3 April"."""
    local = instant.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def time_text(instant: datetime, zone: ZoneInfo) -> str:
    """Return "08:00"."""
    return f"{instant.astimezone(zone):%H:%M}"


def span_text(now: datetime, then: datetime) -> str:
    """Return how far `then` lies ahead of or behind `now`: "in 2 days", "in 3 hours", "5 minutes ago", "now"."""
    seconds = (then - now).total_seconds()
    minutes = round(abs(seconds) / 60)
    if minutes == 0:
        return "now"
    if minutes < 60:
        words = _count(minutes, "minute")
    elif minutes < 36 * 60:
        words = _count(round(minutes / 60), "hour")
    else:
        words = _count(round(minutes / 1440), "day")
    return f"in {words}" if seconds > 0 else f"{words} ago"


def length_text(seconds: float) -> str:
    """Return how long something took: "52:10", "1:05:00"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def next_hour(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant one hour on."""
    return now + timedelta(hours=1)


def tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the same wall-clock time on the next day, through daylight-saving changes."""
    return (now.astimezone(zone) + timedelta(days=1)).astimezone(now.tzinfo)


def next_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next Monday, 08:00 on the wall clock; never now."""
    local = now.astimezone(zone)
    monday = (local + timedelta(days=-local.weekday())).replace(hour=8, minute=0, second=0, microsecond=0)
    return (monday if monday > local else monday + timedelta(days=7)).astimezone(now.tzinfo)


def next_first(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next first of a month, 09:00 on the wall clock; never now."""
    local = now.astimezone(zone)
    first = local.replace(day=1, hour=9, minute=0, second=0, microsecond=0)
    later = (first + timedelta(days=31)).replace(day=1)
    return (first if first > local else later).astimezone(now.tzinfo)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
