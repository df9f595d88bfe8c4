"""What stands in channels and has to follow when a runner's profile changes."""

from datetime import datetime

from bot.domain.audience import MessageKind
from bot.services.digests import revise_digests
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def revise_cards(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every card of the runner's runs, and every digest that tells of one, say what the profile allows, or go."""
    uow.outbox.revise_of_runner(runner.runner_id, MessageKind.FEED_CARD, now)
    revise_digests_of(uow, runner, now)


def revise_digests_of(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every digest that tells of one of the runner's runs say what is true now, or go."""
    if uow.outbox.standing_keys(runner.team_id, MessageKind.FEED_DIGEST):
        revise_digests(uow, runner.team_id, uow.runs.all_logged_at(runner.runner_id), now)


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


def revise_boards_of_team(uow: UnitOfWork, team_id: int, now: datetime, *, hidden: bool) -> None:
    """Let boards that stand follow a choice for many: hidden on all of them, shown on the newest."""
    standing = uow.outbox.standing_keys(team_id, MessageKind.LEADERBOARD)
    for key in standing if hidden else standing[:1]:
        uow.outbox.revise(team_id, MessageKind.LEADERBOARD, key, now)


def week_of_board(key: str) -> str:
    """Return the ISO week that a leaderboard's key names; what follows it tells several posts of one week apart."""
    return key.partition(":")[0]
