"""A runner's own plan as they and their coach see it: each day beside what was run, and what can be said of it."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, Self

import discord

from bot.domain.audience import LogDetail
from bot.domain.following import Excuse
from bot.domain.notation import read_workout
from bot.domain.units import Unit
from bot.domain.workout_export import described, intervals_text
from bot.errors import UserError
from bot.services.planned_week_pages import OwnSession, OwnWeek, SeenRun
from bot.services.planned_weeks import SaidSession
from bot.services.run_outcomes import KeptSession
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, Picker, asker_of, chosen, services_of, week_in
from bot.ui.quoting import cut, tidy
from bot.ui.run_lines import lines, run_figures
from bot.ui.text import feedback
from bot.ui.text import planned_weeks as said
from bot.ui.workout_lines import day_line, session_words, short_words

MOST: Final = 21
"""Sessions of a week that are shown."""
ROOM: Final = 3_200
"""Characters for all days together, of the 4,000 that Discord takes."""
WORDS: Final = (160, 80, 40)
"""Characters of a session: less where there is no room for more."""
OPTION_LIMIT: Final = 100
"""Characters of what can be picked from a list."""

_OF_WEEK: Final = r"(?P<runner>[0-9]{1,18}):(?P<week>[0-9]{4}-W[0-9]{2})"


class PlannedWeekButton(Button, template=rf"plan:week:{_OF_WEEK}:(?P<way>open|turn)"):
    """Shows a runner's week: as a message of its own (`open`), or in place of what is there (`turn`)."""

    def __init__(self, runner_id: int, week: str, label: str = said.OPEN, way: str = "open") -> None:
        super().__init__(f"plan:week:{runner_id}:{week}:{way}", label)
        self.about_runner = self.runner_id = runner_id
        self.week = week
        self.way = way

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]), match["week"], way=match["way"])

    async def pressed(self, interaction: Interaction) -> None:
        """Show it as the presser may see it now."""
        week = await services_of(interaction).planned_weeks.week(
            asker_of(interaction), self.runner_id, week_in(self.week)
        )
        if self.way == "open":
            await interaction.response.send_message(view=PlannedWeekView(week), ephemeral=True)
        else:
            await interaction.response.edit_message(view=PlannedWeekView(week))


class ExportPlanButton(Button, template=rf"plan:export:{_OF_WEEK}"):
    """Hands out a week's workouts as text that intervals.icu reads."""

    def __init__(self, runner_id: int, week: str) -> None:
        super().__init__(f"plan:export:{runner_id}:{week}", said.EXPORT)
        self.about_runner = self.runner_id = runner_id
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]), match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Send the file."""
        week = await services_of(interaction).planned_weeks.week(
            asker_of(interaction), self.runner_id, week_in(self.week)
        )
        written = week_file(week)
        if not written:
            await interaction.response.send_message(
                view=Card(said.NOTHING_TO_EXPORT, accent=theme.PLAN), ephemeral=True
            )
            return
        file = discord.File(io.BytesIO(written.encode()), f"plan-{week.week.key}.txt")
        await interaction.response.send_message(said.FILE_NOTE, file=file, ephemeral=True)


class ExcuseButton(Button, template=rf"plan:excuse:{_OF_WEEK}"):
    """Asks which session of a week is not to count."""

    def __init__(self, runner_id: int, week: str) -> None:
        super().__init__(f"plan:excuse:{runner_id}:{week}", said.EXCUSE)
        self.runner_id = runner_id
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]), match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Show the sessions in place of what is there."""
        week = await services_of(interaction).planned_weeks.week(
            asker_of(interaction), self.runner_id, week_in(self.week)
        )
        await interaction.response.edit_message(view=WhichSessionView(week))


class SessionPicker(Picker, template=r"plan:session"):
    """Takes the session that is not to count."""

    def __init__(self, week: OwnWeek | None = None) -> None:
        super().__init__("plan:session", [] if week is None else _options(week))
        self.item.placeholder = said.WHICH_HINT

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Nothing stands in the id."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Ask why."""
        picked = await services_of(interaction).planned_weeks.session(asker_of(interaction), session_id_of(self.picked))
        await interaction.response.edit_message(view=WhyView(picked))


class ExcusePicker(Picker, template=r"plan:why:(?P<session>[0-9]{1,18})"):
    """Takes why a session is not to count."""

    def __init__(self, session_id: int) -> None:
        options = [
            discord.SelectOption(label=label[:1].upper() + label[1:], value=why) for why, label in said.EXCUSES.items()
        ]
        super().__init__(f"plan:why:{session_id}", options)
        self.item.placeholder = said.WHY_HINT
        self.session_id = session_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["session"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Excuse it, and show the week with it."""
        why = chosen(Excuse, self.picked or None)
        if why is None:
            raise UserError("component_stale")
        excused = await services_of(interaction).planned_weeks.excuse(asker_of(interaction), self.session_id, why)
        await interaction.response.edit_message(view=PlannedWeekView(excused.week, _note(said.NOW_EXCUSED, excused)))


class CountButton(Button, template=r"plan:count:(?P<session>[0-9]{1,18})"):
    """Lets a session that was excused count again."""

    def __init__(self, session_id: int) -> None:
        super().__init__(f"plan:count:{session_id}", said.COUNT_AGAIN)
        self.session_id = session_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["session"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Let it count, and show the week with it."""
        counts = await services_of(interaction).planned_weeks.excuse(asker_of(interaction), self.session_id, None)
        await interaction.response.edit_message(view=PlannedWeekView(counts.week, _note(said.COUNTS_AGAIN, counts)))


class NotDoneButton(Button, template=r"plan:undone:(?P<session>[0-9]{1,18})"):
    """Takes back that a session is done, by its runner's word."""

    def __init__(self, session_id: int) -> None:
        super().__init__(f"plan:undone:{session_id}", said.TAKE_BACK)
        self.session_id = session_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["session"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it back, and say how the session stands."""
        before = await services_of(interaction).planned_weeks.not_done(asker_of(interaction), self.session_id)
        await interaction.response.edit_message(view=PlannedWeekView(before.week, _note(said.TAKEN_BACK, before)))


class PlannedWeekView(Card):
    """A runner's week, planned beside done; what was not run has no mark and no word."""

    def __init__(self, week: OwnWeek, note: str | None = None) -> None:
        key, runner_id = week.week.key, week.runner_id
        buttons: list[discord.ui.Item[Any]] = []
        if week.name is None and week.sessions:
            buttons.append(ExportPlanButton(runner_id, key))
        if any(not one.is_rest for one in week.sessions):
            buttons.append(ExcuseButton(runner_id, key))
        if week.earlier is not None:
            buttons.append(PlannedWeekButton(runner_id, week.earlier.key, said.EARLIER, "turn"))
        if week.later is not None:
            buttons.append(PlannedWeekButton(runner_id, week.later.key, said.LATER, "turn"))
        accent = theme.PLAN if week.name is None else theme.COACH
        super().__init__(lines(note, *_content(week)), *buttons, accent=accent)


class WhichSessionView(Card):
    """Asks which session is not to count."""

    def __init__(self, week: OwnWeek) -> None:
        options = _options(week)
        asked = said.WHICH if week.name is None else said.WHICH_OF.format(name=text.member(week.name))
        super().__init__(
            asked if options else said.NOTHING_TO_EXCUSE,
            PlannedWeekButton(week.runner_id, week.week.key, said.BACK, "turn"),
            accent=theme.PLAN if week.name is None else theme.COACH,
            lists=[SessionPicker(week)] if options else [],
        )


class WhyView(Card):
    """Asks why a session is not to count, or offers to count it again."""

    def __init__(self, picked: SaidSession) -> None:
        session, week = picked.session, picked.week
        back = PlannedWeekButton(week.runner_id, week.week.key, said.BACK, "turn")
        accent = theme.PLAN if week.name is None else theme.COACH
        if session.excuse is not None:
            asked = lines(_line(session, week), said.EXCUSED.format(why=said.EXCUSES[session.excuse]))
            super().__init__(asked, CountButton(session.session_id), back, accent=accent)
            return
        asked = lines(said.WHY.format(line=_line(session, week)), said.WHY_SEEN if week.name is None else None)
        super().__init__(asked, back, accent=accent, lists=[ExcusePicker(session.session_id)])


class DoneView(Card):
    """Says that a session is done, by which run, and takes it back if need be."""

    def __init__(self, done: SaidSession) -> None:
        session, week = done.session, done.week
        line = _line(session, week)
        if session.run is None:
            told = said.DONE.format(line=line)
        else:
            template = said.KEPT_ALREADY if done.was_kept else said.DONE_BY
            told = template.format_map(run_figures(session.run.run, week.unit) | {"line": line})
        buttons: list[discord.ui.Item[Any]] = [] if done.was_kept else [NotDoneButton(session.session_id)]
        buttons.append(PlannedWeekButton(week.runner_id, week.week.key, said.BACK, "turn"))
        super().__init__(told, *buttons, accent=theme.PLAN)


def session_id_of(typed: str) -> int:
    """Return the session that was chosen from a list; what else was typed names none."""
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise UserError("session_unreadable")
    return int(typed)


def kept_line(kept: KeptSession | None, unit: Unit) -> str | None:
    """Return what a logged run was of the plan: `Tuesday's 5 × 1 km at threshold: kept.`; None for a run beside it."""
    if kept is None:
        return None
    words = short_words(kept.text, unit, limit=WORDS[1])
    template = said.NOW_KEPT if kept.is_whole else said.NOW_IN_PART
    return template.format(weekday=text.WEEKDAYS[kept.day.weekday()], words=words)


def week_file(week: OwnWeek) -> str:
    """Return a week's workouts as intervals.icu reads them, each below its day; empty for a week of rest.

    What stands in words alone is a line of text there, which no watch follows.
    """
    blocks = []
    for one in week.sessions:
        workout = read_workout(one.text)
        if one.is_rest or (workout is not None and workout.is_rest):
            continue
        heading = said.FILE_HEADING.format(day=figures.full_day(one.day), words=tidy(one.text, WORDS[0]))
        body = described(tidy(one.text, ROOM)) if workout is None else intervals_text(workout, week.score)
        blocks.append(f"{heading}\n\n{body}")
    return "\n\n\n".join(blocks) + "\n" if blocks else ""


def plain_session(day: date, words: str) -> str:
    """Return a session as it is offered to choose: plain text, at most as long as Discord takes."""
    short = f"{day.day} {text.MONTHS[day.month - 1]}"
    line = said.SUGGESTION.format(day=text.WEEKDAYS[day.weekday()][:3], date=short, words=tidy(words, OPTION_LIMIT))
    return cut(line, OPTION_LIMIT)


def _content(week: OwnWeek) -> Iterator[str | None]:
    values = {
        "number": week.week.number,
        "days": figures.days(week.week),
        "target": week.weekly_target,
        "name": "" if week.name is None else text.member(week.name),
    }
    if not week.sessions:
        if week.name is not None:
            yield said.NO_PLAN_OF.format_map(values)
        else:
            yield (said.NO_PLAN_YET if week.today <= week.week.sunday else said.NO_PLAN).format_map(values)
        return
    yield (said.HEADING if week.name is None else said.HEADING_OF).format_map(values)
    if week.resting_until is not None:
        resting = said.RESTING if week.name is None else said.RESTING_OF
        yield resting.format(date=figures.short_day(week.resting_until, week.today))
    yield from _days(week)
    if len(week.sessions) > MOST:
        yield said.MORE.format(count=len(week.sessions) - MOST)
    if week.sum.counted and week.sum.kept == week.sum.counted and week.today > week.week.sunday:
        yield said.ALL_KEPT if week.name is None else None
    yield said.LEGEND
    yield said.SIGNED.format(coach=feedback.coach_within(week.coach_name), team=text.team(week.team_name))


def _days(week: OwnWeek) -> Iterable[str]:
    """Return the days, with as many words as there is room for."""
    told: list[str] = []
    for limit in WORDS:
        sessions = [(one.day, 0, _session(one, week, limit)) for one in week.sessions[:MOST]]
        others = [(one.run.local_date, 1, _other(one, week)) for one in week.others[:MOST]]
        told = [line for *_, line in sorted([*sessions, *others], key=lambda entry: entry[:2])]
        if sum(map(len, told)) <= ROOM:
            break
    return told


def _session(one: OwnSession, week: OwnWeek, limit: int) -> str:
    is_own = week.name is None
    return lines(
        said.SESSION.format(mark=said.MARKS[one.mark], line=_line(one, week, limit)),
        None if one.run is None else _run(one.run, week),
        (said.BY_WORD if is_own else said.BY_WORD_OF) if one.by_word else None,
        None if one.excuse is None else said.EXCUSED.format(why=said.EXCUSES[one.excuse]),
        (said.CANNOT if is_own else said.CANNOT_OF) if one.cannot else None,
    )


def _line(one: OwnSession, week: OwnWeek, limit: int = WORDS[0]) -> str:
    return day_line(one.day, session_words(one.text, week.unit, week.score, limit=limit))


def _run(seen: SeenRun, week: OwnWeek) -> str:
    if seen.detail is LogDetail.PRESENCE:
        return said.RAN
    template = said.RUN_WAITS if seen.run.in_doubt else said.RUN
    return template.format_map(run_figures(seen.run, week.unit))


def _other(seen: SeenRun, week: OwnWeek) -> str:
    template = said.OTHER_RAN if seen.detail is LogDetail.PRESENCE else said.OTHER_RUN
    day = text.WEEKDAYS[seen.run.local_date.weekday()][:3]
    return template.format_map(run_figures(seen.run, week.unit) | {"day": day})


def _note(template: str, told: SaidSession) -> str:
    return template.format(line=_line(told.session, told.week, WORDS[1]))


def _options(week: OwnWeek) -> list[discord.SelectOption]:
    """Return the sessions that may be excused, or count again."""
    options = []
    for one in [one for one in week.sessions if not one.is_rest][:25]:
        label = plain_session(one.day, one.text)
        if one.excuse is not None:
            label = cut(said.EXCUSED_OPTION.format(line=label), OPTION_LIMIT)
        options.append(discord.SelectOption(label=label, value=str(one.session_id)))
    return options
