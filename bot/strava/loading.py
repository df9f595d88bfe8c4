"""Loads stravalib, which takes a second, and undoes what it does to the whole process."""

import logging
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.strava.calls import StravaCalls


def load() -> "type[StravaCalls]":
    """Return what makes the calls.

    stravalib shows every warning from then on and has them logged: both are for the program to decide, not for a
    library.
    """
    with warnings.catch_warnings():
        shown_by = warnings.showwarning
        from bot.strava.calls import StravaCalls

        if warnings.showwarning is not shown_by:
            logging.captureWarnings(capture=False)
    return StravaCalls
