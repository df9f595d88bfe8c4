"""Files and lists of runs as services return them, with plain and with hostile values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import discord

from bot.domain.connections import Service
from bot.domain.units import Unit
from bot.files import Activities, Activity, Sport
from bot.services.asker import Asker
from bot.services.imports import ImportProgress, ImportState, UnsurePage, UnsurePair
from bot.services.run_outcomes import RunFacts
from bot.services.uploads import KnownRun, Missing, Upload, UploadQuestion
from bot.ui.imports import ProgressView, UnsureView
from bot.ui.letters import LetterView
from bot.ui.uploads import KnownRunView, OtherFilesView, UploadQuestionView

TODAY = date(2026, 11, 22)


def upload_views(name: str, run: RunFacts, unit: Unit, asker: Asker) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about files; `name` is the file's, and `run` what it holds."""
    activity = Activity(
        Sport.UNKNOWN, datetime(2026, 11, 21, 6, tzinfo=UTC), float(run.distance_m), float(run.moving_s)
    )
    one, many = (Upload(name, Activities((activity,) * count)) for count in (1, 20))
    layouts: dict[str, discord.ui.LayoutView] = {
        f"upload, {missing}, {label}": UploadQuestionView(
            UploadQuestion(
                upload=upload,
                missing=missing,
                unit=unit,
                today=TODAY,
                local_date=None if missing is Missing.DATE else run.local_date,
                distance_m=None if missing is Missing.DISTANCE else run.distance_m,
                other_distance_m=run.distance_m * 0.9 if missing is Missing.WHICH_DISTANCE else None,
                moving_s=run.moving_s,
            ),
            asker,
        )
        for missing in Missing
        for label, upload in (("one", one), ("many", many))
    }
    going = ImportProgress(7, name, ImportState.RUNNING, 20_000, 12_345, 9_000, 3_000, 345, 812, 0)
    ended = replace(going, state=ImportState.DONE, done=20_000, unreadable=99, rows=tuple(range(19_901, 19_921)))
    nothing_new = replace(ended, added=0, unsure=0, known=20_000, unreadable=0, rows=())
    page = UnsurePage((UnsurePair(12, run, run),) * 5, 345, unit, TODAY, ended)
    return layouts | {
        "other files": OtherFilesView([_attachment(f"{number} {name}") for number in range(9)], asker.user_id),
        "known": KnownRunView(KnownRun(run, unit, TODAY)),
        "list, going": ProgressView(going),
        "list, done": ProgressView(ended),
        "list, nothing new": ProgressView(nothing_new),
        "list, empty": ProgressView(replace(nothing_new, known=0)),
        "list, stopped": ProgressView(replace(ended, state=ImportState.STOPPED)),
        "list, stopped, told by a service": ProgressView(
            replace(ended, state=ImportState.STOPPED, service=Service.STRAVA)
        ),
        "list, as a letter": LetterView(ended, 16),
        "pairs": UnsureView(page),
        "one pair": UnsureView(replace(page, pairs=page.pairs[:1], left=1)),
        "no pairs": UnsureView(replace(page, pairs=(), left=0)),
    }


def _attachment(name: str) -> discord.Attachment:
    data: Any = {"id": "7", "filename": name, "size": 9, "url": "https://cdn/7", "proxy_url": "https://media/7"}
    return discord.Attachment(data=data, state=cast(Any, SimpleNamespace(http=None)))
