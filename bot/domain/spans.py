"""Spans: the stretches of time that a log and its statistics can be looked at over."""

from datetime import date, timedelta
from enum import StrEnum

from bot.domain.dates import Week, window_from


class Span(StrEnum):
    """A stretch of time that ends today, or last Sunday."""

    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_30_DAYS = "last_30_days"
    SEASON = "season"
    ALL = "all"


def days_of(span: Span, today: date) -> tuple[date, date]:
    """Return the first and the last day of a span, both included; all time begins with the calendar."""
    week = Week.of(today)
    match span:
        case Span.THIS_WEEK:
            return week.monday, week.sunday
        case Span.LAST_WEEK:
            return week.monday - timedelta(days=7), week.monday - timedelta(days=1)
        case Span.THIS_MONTH:
            return today.replace(day=1), today
        case Span.LAST_30_DAYS:
            return window_from(today), today
        case Span.SEASON:
            return today.replace(month=1, day=1), today
        case Span.ALL:
            return date.min, date.max
