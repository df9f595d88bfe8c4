"""The plan of a week in its channel."""

from typing import Final

from bot.services.plan_posts import GroupWorkout, PlanPost
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.plan_answers import MyWeekButton
from bot.ui.race_lines import countdown_line
from bot.ui.text import plan_posts as said
from bot.ui.text import races
from bot.ui.workout_lines import day_line, session_words

MOST: Final = 9
"""Workouts that are shown, so that the post keeps to a dozen lines."""
NAMED: Final = 6
"""Runners named at each; the others are counted."""
ROOM: Final = 3_200
"""Characters for all of them, of the 4,000 that Discord takes."""
SHORTER: Final = ((NAMED, 240), (3, 120), (1, 60))
"""Names and characters of each, less where there is no room for more."""


class PlanPostView(Card):
    """The group workouts of a week; the message is recognised by its `marker`."""

    def __init__(self, post: PlanPost, marker: int | None, *, has_buttons: bool = True) -> None:
        buttons = [MyWeekButton(post.week.key)] if has_buttons else []
        super().__init__("\n".join(plan_lines(post)), *buttons, accent=theme.PLAN, marker=marker)


def plan_lines(post: PlanPost) -> list[str]:
    """Return the post, line by line."""
    lines = [said.HEADING.format(number=post.week.number, days=figures.days(post.week)), *_workouts(post)]
    if len(post.workouts) > MOST:
        lines.append(said.MORE.format(count=len(post.workouts) - MOST))
    if post.countdown is not None:
        lines.append(countdown_line(post.countdown))
    return lines


def _workouts(post: PlanPost) -> list[str]:
    lines: list[str] = []
    for named, limit in SHORTER:
        lines = [_line(one, post, named, limit) for one in post.workouts[:MOST]]
        if sum(map(len, lines)) <= ROOM:
            break
    return lines


def _line(one: GroupWorkout, post: PlanPost, named: int, limit: int) -> str:
    words = session_words(one.text, post.units, limit=limit)
    who = races.joined([text.member(name) for name in one.names[:named]], one.others + len(one.names[named:]))
    return day_line(one.day, words, who=who)
