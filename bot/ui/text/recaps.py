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
