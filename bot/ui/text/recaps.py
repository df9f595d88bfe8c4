"""The month recap: what the team did together."""

from typing import Final

HEADING: Final = "## {month} {year}"
RUNS: Final = "{runs} on {days}."
BUSIEST: Final = "The busiest day: {date}, {distance}."
PICTURE: Final = "{month} {year}, day by day. {together} {runs}"
PICTURE_HEADING: Final = "{month} {year}"
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def days(count: int) -> str:
    """Return `1 day`, `23 days`."""
    return f"{count} day" if count == 1 else f"{count} days"
