"""A runner's own week as they read it in a letter."""

from datetime import date
from typing import Final

from bot.domain.plans import REST
from bot.services.plan_letters import PlannedSession, PlanWeek
from bot.ui import figures, text
from bot.ui.text import feedback
from bot.ui.text import plan_letters as said
from bot.ui.workout_lines import WORDS_LIMIT, day_line, session_words

MOST: Final = 18
"""Sessions of a week that are shown."""
ROOM: Final = 3_200
"""Characters for all sessions together, of the 4,000 that Discord takes."""
DETAIL: Final = ((3, WORDS_LIMIT), (2, 140), (1, 80), (0, 50))
"""How many teammates are named at a session, and how many characters it has: less where there is no room for more."""


def week_text(letter: PlanWeek) -> str:
    """Return what the letter says: the whole week, or what of it has changed."""
    values = {"number": letter.week.number, "days": figures.days(letter.week)}
    heading = (said.CHANGED if letter.changed else said.HEADING).format_map(values)
    more = [said.MORE.format(count=len(letter.sessions) - MOST)] if len(letter.sessions) > MOST else []
    signed = said.SIGNED.format(coach=feedback.coach_within(letter.coach_name), team=text.team(letter.team_name))
    agreed = [said.AGREED] if letter.agreed else []
    return "\n".join([heading, *_lines(letter), *more, *agreed, signed])


def session_line(one: PlannedSession, letter: PlanWeek, named: int, limit: int) -> str:
    """Return a session with who shares it, in its runner's unit and with their paces."""
    words = session_words(one.text, letter.unit, letter.score, limit=limit)
    names, others = one.names[:named], one.others + len(one.names[named:])
    if one.kind == REST:
        # A day of rest is nothing that people meet for.
        names, others = (), 0
    line = day_line(one.day, words, names, others)
    return said.CANNOT.format(line=line) if one.cannot else line


def _lines(letter: PlanWeek) -> list[str]:
    """Return the days, with as much detail as there is room for."""
    shown = letter.sessions[:MOST]
    planned = {one.day for one in letter.sessions}
    free = [(day, day_line(day, said.FREE)) for day in letter.changed if day not in planned]
    lines: list[str] = []
    for named, limit in DETAIL:
        told = [(one.day, session_line(one, letter, named, limit)) for one in shown]
        lines = [line for _, line in sorted([*told, *free], key=_day)]
        if sum(map(len, lines)) <= ROOM:
            break
    return lines


def _day(line: tuple[date, str]) -> date:
    return line[0]
