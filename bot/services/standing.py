"""What stands in channels and has to follow when a runner's profile changes."""

from datetime import datetime

from bot.domain.audience import MessageKind
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def revise_cards(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every card of the runner's runs say what the profile allows now, or go."""
    uow.outbox.revise_of_runner(runner.runner_id, MessageKind.FEED_CARD, now)


def revise_boards(uow: UnitOfWork, runner: RunnerRow, now: datetime, *, hidden: bool) -> None:
    """Let boards that stand follow the runner's choice.

    Who hides disappears from all of them. Who shows up appears on the newest: what was posted before they wanted to be
    seen stays as it was.
    """
    weeks = {week for week, _ in uow.points.weeks(runner.runner_id)}
    standing = uow.outbox.standing_keys(runner.team_id, MessageKind.LEADERBOARD)
    for key in standing if hidden else standing[:1]:
        if week_of_board(key) in weeks:
            uow.outbox.revise(runner.team_id, MessageKind.LEADERBOARD, key, now)


def week_of_board(key: str) -> str:
    """Return the ISO week that a leaderboard's key names; what follows it tells several posts of one week apart."""
    return key.partition(":")[0]
