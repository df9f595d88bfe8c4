"""Seasons in words: the overview, week by week, the letter, and what a picture shows with its description."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from bot.domain.dates import Week
from bot.domain.seasons import Change, Measure, SeasonWeek
from bot.domain.units import Unit, distance_text, round_half_up
from bot.services.season_letters import SeasonShared
from bot.services.season_pages import DraftPage, SeasonGoal, SeasonPage, reader_unit
from bot.ui import figures, text
from bot.ui.quoting import quoted, tidy
from bot.ui.season_pictures import SeasonBar, SeasonPicture
from bot.ui.text import feedback as feedback_words
from bot.ui.text import seasons as said
from bot.ui.text import words
from bot.ui.text.races import left

WEEKS_ON_A_PAGE: Final = 9
CHANGES_SHOWN: Final = 6
NOTE_SHOWN: Final = 80
_ALT_LIMIT: Final = 1_024
_UNITS: Final = {Measure.KM: Unit.KM, Measure.MI: Unit.MI}


def volume(amount: int, measure: Measure) -> str:
    """Return a week's volume: `52 km`, `32.5 mi`, `7 h 30`; a word for none."""
    if amount == 0:
        return said.REST
    return run_volume(amount, measure)


def run_volume(amount: int, measure: Measure) -> str:
    """Return what was run: the same, and `0 km` for nothing."""
    if measure.is_time:
        hours, minutes = divmod(round_half_up(amount / 60), 60)
        template = said.HOURS_AND_MINUTES if minutes else said.HOURS
        return template.format(hours=hours, minutes=minutes)
    shown = figures.total_distance(amount, _UNITS[measure])
    return shown.replace(".0 ", " ")


def goal_distance(goal: SeasonGoal, measure: Measure) -> str:
    """Return the distance of the race: `marathon`, `15.3 km`."""
    if goal.event is not None:
        return words.event(goal.event)
    return figures.distance(goal.distance_m, reader_unit(measure))


def race_name(page: SeasonPage) -> str:
    """Return what the race is called, safe to stand in a line."""
    return said.race(page.goal.name, goal_distance(page.goal, page.measure))


def overview(page: SeasonPage) -> list[str]:
    """Return a season in few lines: its race, where it stands, and its phases."""
    heading = said.HEADING_OWN if page.is_own else said.HEADING_OF
    lines = [heading.format(name=text.member(page.runner_name), race=race_name(page)), _goal_line(page)]
    lines += _race_news(page)
    lines += _standing(page)
    lines += _phase_lines(page)
    if page.hidden:
        first = _after(page.weeks[-1].week)
        lines.append(said.LATER.format(date=figures.short_day(first, page.today)))
    return lines


def signature(page: SeasonPage) -> str:
    """Return whose outline it is."""
    return said.FROM.format(coach=feedback_words.coach(page.coach_name), team=text.team(page.team_name))


def _goal_line(page: SeasonPage) -> str:
    days = (page.goal.day - page.today).days
    template = said.GOAL if days >= 0 else said.GOAL_OVER
    return template.format(
        date=figures.day(page.goal.day, page.today),
        distance=goal_distance(page.goal, page.measure),
        left="" if days < 0 else left(days),
    )


def _race_news(page: SeasonPage) -> list[str]:
    if page.is_off:
        return [(said.OFF if page.is_own else said.OFF_FOR_COACH).format(race=race_name(page))]
    if page.moved_to is not None:
        moved = said.MOVED if page.is_own else said.MOVED_FOR_COACH
        return [moved.format(date=figures.day(page.moved_to, page.today))]
    return []


def _standing(page: SeasonPage) -> list[str]:
    present = page.present
    if present is not None:
        line = said.THIS_WEEK.format(
            number=page.this_week,
            count=page.count,
            phase=said.PHASES[present.phase].lower(),
            volume=volume(present.volume, page.measure),
        )
        if page.done is not None:
            line += said.THIS_WEEK_RUN.format(run=run_volume(page.done[page.this_week - 1], page.measure))
        note = [] if present.note is None else [said.NOTE.format(note=quoted(present.note, NOTE_SHOWN))]
        return [line, *note]
    if page.this_week < 1:
        return [
            said.BEGINS.format(
                date=figures.day(page.weeks[0].week.monday, page.today),
                volume=volume(page.weeks[0].volume, page.measure),
            )
        ]
    return [said.ENDED.format(weeks=text.weeks(page.count))]


def _phase_lines(page: SeasonPage) -> list[str]:
    lines = []
    for phase, run in groupby(page.weeks, key=lambda one: one.phase):
        weeks = list(run)
        # Whether the phase goes on in weeks that are hidden is hidden too.
        is_open = page.hidden and weeks[-1] is page.weeks[-1]
        lines.append(
            (said.PHASE_LINE_OPEN if is_open else said.PHASE_LINE).format(
                phase=said.PHASES[phase],
                weeks=text.weeks(len(weeks)),
                date=_short(weeks[-1].week),
                volume=_range([one.volume for one in weeks], page.measure),
            )
        )
    return lines


def _short(week: Week) -> str:
    return figures.short_day(week.sunday)


def _range(volumes: Sequence[int], measure: Measure) -> str:
    low, high = (volume(one, measure) for one in (min(volumes), max(volumes)))
    if low == high:
        return high
    if not measure.is_time and min(volumes):
        # The unit stands once.
        low = low.rpartition(" ")[0]
    return said.VOLUME_RANGE.format(low=low, high=high)


def _after(week: Week) -> date:
    return week.next().monday


def pages(page: SeasonPage) -> int:
    """Return how many pages the weeks that a reader sees take."""
    return max(1, -(-len(page.weeks) // WEEKS_ON_A_PAGE))


def week_lines(page: SeasonPage, at: int) -> list[str]:
    """Return a page of a season week by week; pages count from 0."""
    heading = said.WEEKS_HEADING_OWN if page.is_own else said.WEEKS_HEADING_OF
    lines = [heading.format(name=text.member(page.runner_name), race=race_name(page))]
    shown = list(enumerate(page.weeks, start=1))[at * WEEKS_ON_A_PAGE :][:WEEKS_ON_A_PAGE]
    for number, one in shown:
        template = said.WEEK_LINE_NOW if number == page.this_week else said.WEEK_LINE
        run = _run(page, number)
        line = template.format(
            number=number,
            days=figures.days(one.week),
            phase=said.PHASES[one.phase].lower(),
            volume=volume(one.volume, page.measure),
            run="" if run is None else said.WEEK_RUN.format(run=run_volume(run, page.measure)),
        )
        lines.append(line + (said.WEEK_RACE if number == page.race_week else ""))
        if one.note is not None:
            lines.append(said.WEEK_NOTE.format(note=quoted(one.note, NOTE_SHOWN)))
    if page.hidden and at + 1 >= pages(page):
        lines.append(said.LATER.format(date=figures.short_day(_after(page.weeks[-1].week), page.today)))
    return lines


def _run(page: SeasonPage, number: int) -> int | None:
    """Return what was run in a week, None for one that has not begun, and where nobody may know."""
    if page.done is None or number > len(page.done):
        return None
    return page.done[number - 1]


def draft_lines(read: DraftPage) -> list[str]:
    """Return a draft as its coach reads it back, with what would change."""
    page, name = read.page, text.member(read.page.runner_name)
    lines = overview(page)
    if read.shown >= page.count:
        lines.append(said.SHOWN_ALL.format(name=name))
    else:
        lines.append(said.SHOWN_SOME.format(name=name, shown=read.shown, count=page.count))
    if read.before is None:
        lines.append(said.DRAFT_NEW.format(name=name))
    elif read.is_saved:
        lines.append(said.DRAFT_SAVED)
    else:
        lines += _changes(read, name)
    return lines


def _changes(read: DraftPage, name: str) -> list[str]:
    assert read.before is not None
    lines = []
    if read.before.goal != read.draft.goal:
        lines.append(said.DRAFT_CHANGES_GOAL)
    if read.changes:
        told = ", ".join(_change(one, read) for one in read.changes[:CHANGES_SHOWN])
        if len(read.changes) > CHANGES_SHOWN:
            told = said.AND_MORE.format(changes=told, count=len(read.changes) - CHANGES_SHOWN)
        lines.append(said.DRAFT_CHANGES.format(weeks=text.weeks(len(read.changes)), changes=told))
    if read.before.weeks_ahead != read.draft.weeks_ahead:
        lines.append(said.DRAFT_CHANGES_SIGHT.format(name=name))
    return lines


def _change(change: Change, read: DraftPage) -> str:
    assert read.before is not None
    week = figures.days(change.week)
    before = None if change.before is None else _told(change.before, read.before.measure)
    after = None if change.after is None else _told(change.after, read.draft.measure)
    if after is None:
        return said.CHANGE_GONE.format(week=week)
    if before is None:
        return said.CHANGE_ADDED.format(week=week, after=after)
    if before == after:
        return said.CHANGE_NOTE.format(week=week)
    return said.CHANGE.format(week=week, before=before, after=after)


def _told(one: SeasonWeek, measure: Measure) -> str:
    return f"{said.PHASES[one.phase].lower()} {volume(one.volume, measure)}"


def shared_text(letter: SeasonShared) -> str:
    """Return what the letter says."""
    page = letter.page
    heading = said.SHARED_CHANGED if letter.changed else said.SHARED
    return "\n".join(
        (
            heading.format(coach=feedback_words.coach(page.coach_name), race=race_name(page)),
            _goal_line(page),
            *_standing(page),
            said.SHARED_SEE.format(team=text.team(page.team_name)),
        )
    )


def picture_of(page: SeasonPage) -> SeasonPicture:
    """Return what the picture of a season shows."""
    distance = goal_distance(page.goal, page.measure)
    race = said.plain_race(page.goal.name, distance)
    name = [] if page.is_own else [text.plain_member(page.runner_name)]
    under = text.BETWEEN.join([figures.day(page.goal.day, page.today), distance, *name])
    months: dict[tuple[int, int], tuple[int, str]] = {}
    for at in range(page.count):
        # A week belongs to the month of its Thursday, as ISO weeks do to their year.
        day = page.weeks[0].week.monday + timedelta(weeks=at, days=3)
        months.setdefault((day.year, day.month), (at + 1, text.MONTHS[day.month - 1]))
    return SeasonPicture(
        title=said.PICTURE_HEADING.format(race=race),
        under=under,
        unit=page.measure.value,
        foot=_foot(page),
        bars=tuple(
            SeasonBar(
                one.phase,
                one.volume,
                # It stands on the higher of the two, and is to be what that is.
                _figure(max(one.volume, _run(page, number) or 0), page.measure),
                _run(page, number),
            )
            for number, one in enumerate(page.weeks, start=1)
        ),
        later=page.hidden,
        race_week=page.race_week,
        this_week=page.this_week if 1 <= page.this_week <= page.count else None,
        months=tuple(months.values()),
    )


def _figure(amount: int, measure: Measure) -> str:
    if measure.is_time:
        return f"{amount / 3_600:.1f}".removesuffix(".0")
    return distance_text(amount, _UNITS[measure], 0).partition(" ")[0]


def _foot(page: SeasonPage) -> str:
    present = page.present
    if present is not None:
        return said.PICTURE_FOOT_NOW.format(
            number=page.this_week,
            count=page.count,
            phase=said.PHASES[present.phase].lower(),
            volume=volume(present.volume, page.measure),
        )
    if page.this_week < 1:
        begins = figures.short_day(page.weeks[0].week.monday, page.today)
        return said.PICTURE_FOOT_BEGINS.format(weeks=text.weeks(page.race_week), date=begins)
    return said.PICTURE_FOOT_OVER.format(weeks=text.weeks(page.race_week))


def picture_text(page: SeasonPage) -> str:
    """Return what the picture says, for who hears it read."""
    race = tidy(said.plain_race(page.goal.name, goal_distance(page.goal, page.measure)), said.TITLE_SHOWN)
    weeks = " ".join(
        said.ALT_WEEK.format(
            number=number,
            phase=said.PHASES[one.phase].lower(),
            volume=volume(one.volume, page.measure),
            run="" if (run := _run(page, number)) is None else said.ALT_RUN.format(run=run_volume(run, page.measure)),
            race=said.ALT_RACE if number == page.race_week else "",
        )
        for number, one in enumerate(page.weeks, start=1)
    )
    later = said.ALT_LATER.format(weeks=text.weeks(page.hidden)) if page.hidden else ""
    told = said.ALT.format(race=race, date=figures.day(page.goal.day, page.today), weeks=weeks, later=later)
    return told if len(told) <= _ALT_LIMIT else f"{told[: _ALT_LIMIT - 1]}…"
