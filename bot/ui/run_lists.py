"""Logs as lists, page by page."""

import re
from typing import Final, Self

from bot.domain.audience import LogDetail
from bot.domain.spans import Span
from bot.errors import UserError
from bot.services.run_lists import ListedRun, RunList
from bot.services.run_outcomes import RunFacts, SuggestedRuns
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.quoting import quoted
from bot.ui.run_lines import lines, run_figures
from bot.ui.text import run_log as said

NOTE_SHOWN: Final = 150
"""Characters of a note on a page, which holds eight of them and all that disarms their markup."""

LONGEST_ID: Final = 18
"""Digits of a run's key."""

_PAGE: Final = re.compile(r"runs:(?P<span>[a-z_0-9]{1,20}):(?P<page>[0-9]{1,5}):(?P<runner>[0-9]{1,18}):(?P<way>[no])")


class PageButton(Button, template=_PAGE):
    """Turns to newer or older runs, in place of these."""

    def __init__(self, span: str, page: int, runner_id: int, *, older: bool) -> None:
        way = "o" if older else "n"
        super().__init__(f"runs:{span}:{page}:{runner_id}:{way}", said.OLDER if older else said.NEWER)
        self.span = span
        self.page = page
        self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["span"], int(match["page"]), int(match["runner"]), older=match["way"] == "o")

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page as the presser may see it now."""
        try:
            span = Span(self.span)
        except ValueError:
            raise UserError("component_stale") from None
        listed = await services_of(interaction).run_lists.turn(asker_of(interaction), self.runner_id, span, self.page)
        await interaction.response.edit_message(view=RunListView(listed))


class RunListView(Card):
    """A page of runs."""

    def __init__(self, listed: RunList) -> None:
        buttons = []
        if listed.page > 0:
            buttons.append(PageButton(listed.span, listed.page - 1, listed.runner_id, older=False))
        if listed.has_older:
            buttons.append(PageButton(listed.span, listed.page + 1, listed.runner_id, older=True))
        super().__init__(lines(_heading(listed), *_content(listed)), *buttons, accent=theme.RUN)


def _heading(listed: RunList) -> str:
    span = said.SPANS[listed.span]
    if listed.name is None:
        return said.HEADING.format(span=span)
    return said.HEADING_OF.format(name=text.member(listed.name), span=span)


def _content(listed: RunList) -> list[str | None]:
    if not listed.runs:
        if listed.name is not None:
            return [said.NOTHING_OF]
        return [said.NOTHING_EVER if listed.span is Span.ALL else said.NOTHING_HERE]
    sums = None
    if listed.total_runs:
        ever = listed.name is None and listed.span is Span.ALL
        sums = (said.SUMS_EVER if ever else said.SUMS).format(
            runs=text.runs(listed.total_runs),
            distance=figures.total_distance(listed.distance_m, listed.unit),
            time=figures.duration(listed.moving_s),
        )
    note = said.RECORDS_NOTE if any(one.is_record for one in listed.runs) else None
    aside = said.ASIDE_NOTE if any(one.run.in_doubt or one.run.left_out for one in listed.runs) else None
    return [sums, *_lines(listed), note, aside]


def _lines(listed: RunList) -> list[str]:
    told: list[str] = []
    for one in listed.runs:
        line = _line(one, listed)
        # Of runs without figures a day shows once, however often they were out.
        if one.detail is not LogDetail.PRESENCE or line not in told:
            told.append(line)
    return told


def _line(one: ListedRun, listed: RunList) -> str:
    day = figures.short_day(one.run.local_date, listed.today)
    if one.detail is LogDetail.PRESENCE:
        return said.PRESENCE_LINE.format(date=day)
    marks = said.RECORD_MARK if one.is_record else ""
    marks += said.DOUBT_MARK if one.run.in_doubt else said.LEFT_OUT_MARK if one.run.left_out else ""
    line = said.LINE.format_map(run_figures(one.run, listed.unit) | {"date": day, "marks": marks})
    return lines(line, _extras(one) if listed.name is not None else None)


def _extras(one: ListedRun) -> str | None:
    """Return what somebody else's list says beside the figures: kind and note, and for a coach effort and aches."""
    parts = []
    if one.run.kind is not None:
        parts.append(text.KINDS[one.run.kind])
    if one.run.effort is not None:
        parts.append(said.EFFORT.format(effort=one.run.effort))
    if one.pain_area is not None and one.pain_level is not None:
        parts.append(said.ACHE.format(area=text.pain_area(one.pain_area), level=one.pain_level))
    if one.run.note:
        parts.append(text.NOTE.format(note=quoted(one.run.note, NOTE_SHOWN)))
    return said.EXTRAS.format(extras=text.BETWEEN.join(parts)) if parts else None


def suggestion(run: RunFacts, among: SuggestedRuns) -> str:
    """Return one run as it is offered to choose."""
    return said.SUGGESTION.format(
        date=figures.short_day(run.local_date, among.today),
        distance=figures.distance(run.distance_m, among.unit),
        time=figures.duration(run.moving_s),
        kind="" if run.kind is None else text.BETWEEN + text.KINDS[run.kind],
    )


def run_id_of(typed: str) -> int:
    """Return the run that was chosen from the list; what else was typed names none."""
    if not typed.isascii() or not typed.isdigit() or len(typed) > LONGEST_ID:
        raise UserError("run_unreadable")
    return int(typed)
