"""Seasons as services return them, with plain and with hostile values."""

from dataclasses import replace
from datetime import date, timedelta

import discord

from bot.domain.dates import Week
from bot.domain.seasons import MOST_WEEKS, NOTE_LIMIT, Measure, Phase, changes, measure_of, outline, split
from bot.domain.units import Unit
from bot.services.season_drafts import FilledSeason
from bot.services.season_letters import SeasonShared
from bot.services.season_pages import DraftPage, SeasonDraft, SeasonGoal, SeasonPage
from bot.ui.letters import LetterView
from bot.ui.season_lines import pages
from bot.ui.seasons import PICTURE_NAME, DraftView, EndView, NoSeasonView, SeasonView, WeeksView

FIRST = Week(2026, 48)
RACE_DAY = date(2027, 3, 14)
"""A Sunday, sixteen weeks on."""
BEFORE, DURING, AFTER = date(2026, 11, 20), date(2026, 12, 30), date(2027, 5, 1)


def season(
    name: str | None,
    today: date = DURING,
    measure: Measure = Measure.KM,
    *,
    shown: int | None = None,
    weeks: int = 16,
    own: bool = True,
    note: str | None = None,
) -> SeasonPage:
    """Return a season of so many weeks up to a marathon; its runner, race, coach and team are all called `name`."""
    start, peak = (5 * 3_600, 9 * 3_600) if measure.is_time else (40_000, 80_000)
    shape = split(weeks, 42_195, {Phase.RECOVERY: 2}) or {}
    whole = tuple(replace(one, note=note) for one in outline(FIRST, shape, start, peak, measure))
    seen = whole if shown is None else whole[:shown]
    begun = [one for one in seen if one.week.monday <= today]
    return SeasonPage(
        runner_id=5,
        runner_name=name or "Ana",
        team_name=name or "Harriers",
        is_own=own,
        goal=SeasonGoal(name, FIRST.monday + timedelta(days=7 * weeks - 1), 42_195, "m", 9),
        measure=measure,
        weeks=seen,
        hidden=len(whole) - len(seen),
        weeks_ahead=shown,
        today=today,
        done=tuple(one.volume * 9 // 10 for one in begun),
        coach_name=name,
        season_id=7,
    )


def draft_of(page: SeasonPage, replaces: int | None = None) -> SeasonDraft:
    """Return the season as its coach has it before them."""
    return SeasonDraft(page.runner_id, replaces, page.goal, page.measure, page.weeks, page.weeks_ahead)


def season_views(name: str, unit: Unit, note: str) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about seasons."""
    measure, note = measure_of(unit), note[:NOTE_LIMIT]
    own = season(name, measure=measure, note=note)
    longest = season(name, measure=Measure.HOURS, weeks=MOST_WEEKS - 2, note=note)
    seen = {
        "whole": own,
        "in part": season(name, measure=measure, shown=3),
        "to come": season(name, BEFORE, measure),
        "over": season(name, AFTER, measure),
        "longest": longest,
        "moved": replace(own, moved_to=date(2027, 3, 21)),
        "off": replace(own, is_off=True),
        "without a name": replace(season(None), coach_name=None, done=None),
    }
    coached = replace(own, is_own=False)
    held, filled = draft_of(coached, 7), FilledSeason(5, name, 7, measure)
    lighter = tuple(replace(one, volume=one.volume // 2, note=None) for one in coached.weeks[1:])
    elsewhere = replace(held, weeks=lighter, weeks_ahead=3, goal=replace(held.goal, distance_m=15_300, event=None))
    drafts = {
        "new": DraftPage(draft_of(coached), coached, 18),
        "saved": DraftPage(held, coached, 18, held),
        "changed": DraftPage(elsewhere, coached, 3, held, changes(held.weeks, elsewhere.weeks)),
        "longest": DraftPage(draft_of(longest), replace(longest, is_own=False), 60),
    }
    return {
        **{f"season: {which}": SeasonView(page, None, PICTURE_NAME) for which, page in seen.items()},
        **{f"season weeks: {which}": WeeksView(page, pages(page) - 1) for which, page in seen.items()},
        **{f"season, to coach: {which}": SeasonView(replace(page, is_own=False)) for which, page in seen.items()},
        "season weeks, to coach": WeeksView(coached, 0),
        "season: none": NoSeasonView(),
        "season: none of theirs": NoSeasonView(own=False),
        **{f"season draft: {which}": DraftView(read, filled) for which, read in drafts.items()},
        "season draft: end?": EndView(drafts["saved"], filled),
        "season shared": LetterView(SeasonShared(own, changed=False), 24),
        "season changed": LetterView(SeasonShared(seen["to come"], changed=True), 25),
    }
