"""Every layout of a runner's log and of notes, as coaches see them."""

from dataclasses import replace
from datetime import date, timedelta

import discord

from bot.domain.attention import Attention, Pain
from bot.domain.audience import LogDetail
from bot.domain.dates import Week
from bot.domain.runs import PainArea
from bot.domain.units import Unit
from bot.services.attention import Attended
from bot.services.coach_digests import TOLD, CoachDigest
from bot.services.coach_logs import LOG_DAYS, NOTES_SHOWN, CoachLog, LoggedDay, Planned, WeekSum
from bot.services.coach_notes import NOTES_PAGE, CoachNote, CoachNotes, NoteSubject
from bot.services.run_lists import ListedRun
from bot.services.run_outcomes import RunFacts
from bot.ui.coach_logs import CoachLogView
from bot.ui.coach_notes import NotesView, NoteView
from bot.ui.letters import LetterView
from bot.ui.rosters import LetterSwitchView
from tests.ui.check_in_samples import ANSWERED


def coach_views(name: str, run: RunFacts, unit: Unit, words: str, today: date) -> dict[str, discord.ui.LayoutView]:
    """Return them, about a runner of that name."""
    about = NoteSubject(7, name)
    note = CoachNote(5, about, name, words, today, True, True, today)
    others = replace(note, author_name=None, is_own=False, is_changed=False)
    notes = CoachNotes(about, (note,) * (NOTES_PAGE - 1) + (others,), 12, 1, 3)
    ran = ListedRun(run, LogDetail.FULL, True, PainArea.HAMSTRING_RIGHT, 10)
    planned = Planned(today, words[:200], 48, False, False)
    days = [today - timedelta(days=back) for back in range(LOG_DAYS[-1])]
    sessions = (
        planned,
        replace(planned, percent=100),
        replace(planned, percent=None),
        replace(planned, percent=None, cannot=True),
        replace(planned, is_excused=True),
        replace(planned, is_rest=True),
    )
    week = WeekSum(Week.of(today), 12, run.distance_m, 4.4, run.distance_m)
    log = CoachLog(
        about=about,
        days=LOG_DAYS[-1],
        page=0,
        first=days[-1],
        last=today,
        entries=tuple(LoggedDay(day, (ran,), (planned,)) for day in days),
        weeks=(week,) * 3,
        notes=(note,) * NOTES_SHOWN,
        note_count=12,
        has_older=True,
        unit=unit,
        today=today,
        resting_until=today,
        shows_figures=True,
    )
    out = ListedRun(replace(run, distance_m=0, moving_s=0, effort=None, note=None), LogDetail.PRESENCE)
    private = replace(log, entries=(LoggedDay(today, (out, out), sessions),), shows_figures=False)
    bare = replace(log, entries=(), notes=(), note_count=0, has_older=False, resting_until=None, days=1)
    unusual = (replace(week, usual_runs=None, usual_m=None),)
    pain = Attention((Pain(today, PainArea.HAMSTRING_RIGHT, 10, 12),), today)
    digest = CoachDigest(1, name, 500, 12, (Attended(7, 8, name, pain, today, today),) * TOLD)
    return {
        "coach log": CoachLogView(log),
        "coach log, planned": CoachLogView(replace(log, entries=(LoggedDay(today, (), sessions),))),
        "coach log, check-in": CoachLogView(replace(log, entries=(LoggedDay(today, (), (), ANSWERED),))),
        "coach log, in doubt": CoachLogView(
            replace(log, entries=(LoggedDay(today, (replace(ran, run=replace(run, in_doubt=True)),), ()),))
        ),
        "coach log, private": CoachLogView(private),
        "coach log, private, new": CoachLogView(replace(private, weeks=unusual)),
        "coach log, nothing": CoachLogView(replace(bare, weeks=unusual)),
        "coach log, older": CoachLogView(replace(log, page=2, resting_until=None)),
        "coach note": NoteView(note),
        "coach note, delete?": NoteView(note, asks=True),
        "coach notes": NotesView(notes),
        "coach letter": LetterView(digest, 17),
        "coach letter, all well": LetterView(replace(digest, in_need=0, entries=()), 17),
        "coach letter, no more": LetterSwitchView(1, wants=False),
        "coach letter, again": LetterSwitchView(1, wants=True),
        "coach notes, none": NotesView(CoachNotes(about, (), 0, 0, 1)),
    }
