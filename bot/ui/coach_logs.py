"""A runner's log as their coach sees it: days with what was planned and done, weeks beside the usual one, notes."""

import re
from collections.abc import Iterator
from typing import Final, Self

from bot.domain.audience import LogDetail
from bot.services.coach_logs import DAYS_SHOWN, CoachLog, LoggedDay, Planned, WeekSum
from bot.services.run_lists import ListedRun
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.check_ins import answers_line
from bot.ui.coach_notes import NoteButton, NotesButton, note_line
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.feedback import WriteToButton
from bot.ui.planned_weeks import PlannedWeekButton
from bot.ui.quoting import quoted
from bot.ui.run_lines import lines, run_figures
from bot.ui.text import coach_logs as said
from bot.ui.text import run_log
from bot.ui.workout_lines import short_words

_LOG: Final = re.compile(r"coach:log:(?P<runner>[0-9]{1,18}):(?P<days>[0-9]{1,2}):(?P<page>[0-9]{1,4})(?P<way>[no]?)")


class LogButton(Button, template=_LOG):
    """Shows a runner's days: beside what is there, or newer or older ones in place of these."""

    def __init__(self, runner_id: int, days: int = DAYS_SHOWN, page: int = 0, way: str = "") -> None:
        """`way` is `n` for newer days, `o` for older ones, empty for a log of its own."""
        label = {"n": said.NEWER, "o": said.OLDER}.get(way, said.LOG)
        super().__init__(f"coach:log:{runner_id}:{days}:{page}{way}", label)
        self.about_runner = self.runner_id = runner_id
        self.days = days
        self.page = page
        self.way = way

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]), int(match["days"]), int(match["page"]), match["way"])

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page as the presser may see it now."""
        log = await services_of(interaction).coach_logs.turn(
            asker_of(interaction), self.runner_id, self.days, self.page
        )
        if self.way:
            await interaction.response.edit_message(view=CoachLogView(log))
        else:
            await interaction.response.send_message(view=CoachLogView(log), ephemeral=True)


class CoachLogView(Card):
    """A page of a runner's days."""

    def __init__(self, log: CoachLog) -> None:
        runner_id = log.about.runner_id
        buttons: list[Button] = [WriteToButton(runner_id, log.about.name), NoteButton(runner_id)]
        if log.note_count:
            buttons.append(NotesButton(runner_id))
        buttons += _week_buttons(log)
        if log.page > 0:
            buttons.append(LogButton(runner_id, log.days, log.page - 1, "n"))
        if log.has_older:
            buttons.append(LogButton(runner_id, log.days, log.page + 1, "o"))
        super().__init__(lines(*_content(log)), *buttons, accent=theme.COACH)


def _week_buttons(log: CoachLog) -> list[Button]:
    """Return a way to each week that was planned, by its days where there are several."""
    runner_id, weeks = log.about.runner_id, log.planned_weeks
    if len(weeks) == 1:
        return [PlannedWeekButton(runner_id, weeks[0].key)]
    return [PlannedWeekButton(runner_id, week.key, said.PLANNED_WEEK.format(days=figures.days(week))) for week in weeks]


def _content(log: CoachLog) -> Iterator[str]:
    name = text.member(log.about.name)
    yield said.HEADING.format(name=name, days=_span(log))
    if log.resting_until is not None:
        yield said.RESTING.format(date=figures.short_day(log.resting_until, log.today))
    yield from (_week(one, log) for one in log.weeks)
    yield from _days(log)
    if not log.shows_figures:
        yield said.PRESENCE.format(name=name)
    if log.page == 0 and log.notes:
        yield said.NOTES.format(count=log.note_count)
        for note in log.notes:
            yield note_line(note, said.NOTES_QUOTED)
    yield said.PRIVATE


def _days(log: CoachLog) -> Iterator[str]:
    if not log.entries:
        yield said.NOTHING
        return
    room = said.ROOM
    for entry in log.entries:
        block = lines(*_day(entry, log))
        room -= len(block)
        if room < 0:
            yield said.MORE
            return
        yield block


def _day(entry: LoggedDay, log: CoachLog) -> Iterator[str]:
    date = figures.short_day(entry.day, log.today)
    if not entry.runs:
        yield said.DAY_PLANNED.format(date=date)
    was_out = False
    for one in entry.runs:
        # Of runs without figures a day shows once, however often they were out.
        if one.detail is LogDetail.PRESENCE:
            if not was_out:
                yield said.DAY.format(date=date, run=said.OUT)
            was_out = True
            continue
        yield said.DAY.format(date=date, run=_run(one, log))
        if (extras := _extras(one)) is not None:
            yield extras
    yield from (_planned(one, log) for one in entry.planned)
    if entry.check_in is not None:
        yield said.CHECK_IN.format(answers=answers_line(entry.check_in.answers, entry.check_in.area))


def _run(one: ListedRun, log: CoachLog) -> str:
    marks = run_log.RECORD_MARK if one.is_record else ""
    marks += run_log.DOUBT_MARK if one.run.in_doubt else run_log.LEFT_OUT_MARK if one.run.left_out else ""
    return said.RUN.format_map(run_figures(one.run, log.unit) | {"marks": marks})


def _extras(one: ListedRun) -> str | None:
    parts = []
    if one.run.kind is not None:
        parts.append(text.KINDS[one.run.kind])
    if one.run.effort is not None:
        parts.append(run_log.EFFORT.format(effort=one.run.effort))
    if one.pain_area is not None and one.pain_level is not None:
        parts.append(run_log.ACHE.format(area=text.pain_area(one.pain_area), level=one.pain_level))
    if one.run.note:
        parts.append(text.NOTE.format(note=quoted(one.run.note, said.NOTE_QUOTED)))
    return said.EXTRAS.format(extras=text.BETWEEN.join(parts)) if parts else None


def _planned(one: Planned, log: CoachLog) -> str:
    if one.is_excused:
        template = said.PLANNED_EXCUSED
    elif one.percent is None or one.is_rest:
        template = said.PLANNED_CANNOT if one.cannot else said.PLANNED
    else:
        template = said.PLANNED_DONE if 80 <= one.percent <= 120 else said.PLANNED_PERCENT
    return template.format(text=short_words(one.text, log.unit, limit=said.PLAN_QUOTED), percent=one.percent)


def _week(one: WeekSum, log: CoachLog) -> str:
    facts = {
        "days": figures.days(one.week),
        "runs": text.runs(one.runs),
        "distance": figures.total_distance(one.distance_m, log.unit),
    }
    beside = one.usual_runs is not None
    if beside:
        facts["usual_runs"] = text.runs(int((one.usual_runs or 0) + 0.5))
        facts["usual_distance"] = figures.total_distance(one.usual_m or 0, log.unit)
    if not log.shows_figures:
        return (said.WEEK_RUNS_BESIDE if beside else said.WEEK_RUNS).format_map(facts)
    return (said.WEEK_BESIDE if beside else said.WEEK).format_map(facts)


def _span(log: CoachLog) -> str:
    if log.page == 0:
        return text.days(log.days)
    return said.SPAN.format(first=figures.short_day(log.first, log.today), until=figures.short_day(log.last, log.today))
