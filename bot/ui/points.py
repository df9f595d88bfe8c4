"""Points as members see them: one's own week, rule by rule."""

from bot.services.points import PointsWeek
from bot.ui import text, theme
from bot.ui.cards import Card


class PointsView(Card):
    """This week's points with what each rule can give, and the streak."""

    def __init__(self, week: PointsWeek) -> None:
        lines = [
            text.POINTS_HEADING.format(week=week.week.number, total=week.total, cap=week.cap),
            *(
                text.POINTS_LINE.format(rule=text.RULES[rule], points=points, most=most)
                for rule, points, most in week.parts
            ),
            text.POINTS_RUN_DAYS.format(days=week.run_days, target=week.weekly_target),
            _streak(week),
        ]
        super().__init__("\n".join(lines), accent=theme.RUN)


def _streak(week: PointsWeek) -> str:
    """Return the streak, or the best there was; a streak that ended is not spoken of."""
    streak = week.streak
    if streak.streak > 0:
        return text.POINTS_STREAK.format(weeks=text.weeks(streak.streak), best=streak.best)
    if streak.best > 0:
        return text.POINTS_BEST_STREAK.format(best=text.weeks(streak.best))
    return text.POINTS_NO_STREAK
