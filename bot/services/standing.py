"""What stands in channels, or is on its way there, and has to follow when a runner's profile changes.

Always in this order, cards, comments, digests, races, relays, plans, boards: two who change at once wait for each
other, and never in a circle.
"""

from collections.abc import Collection
from datetime import datetime

from bot.domain.audience import MessageKind, Praise
from bot.services.digests import revise_digests
from bot.services.plan_standing import revise_plan_posts_of
from bot.services.race_posts import revise_race_posts, revise_results
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def revise_cards(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every card of the runner's runs, and every digest that tells of one, say what the profile allows, or go.

    Comments go with the card, and with whoever wrote them; so does what their runs are celebrated for.
    """
    uow.outbox.revise_of_runner(runner.runner_id, MessageKind.FEED_CARD, now)
    revise_comments(uow, runner, now)
    revise_celebrations(uow, runner, now)


def revise_celebrations(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let all that tells of what the runner's runs are celebrated for say what the profile allows, or go."""
    uow.outbox.revise_of_runner(runner.runner_id, MessageKind.CELEBRATION, now)
    revise_digests_of(uow, runner, now)


def revise_comments(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every comment under the runner's runs stand as the profile allows it now, or go.

    So does every one by them when they have gone themselves.
    """
    gone = runner.left_at is not None
    # In the order of their keys: each stands between two runners, and both may change at once.
    for comment_id in uow.comments.around(runner.runner_id) if gone else uow.comments.received(runner.runner_id):
        uow.outbox.revise(runner.team_id, MessageKind.COMMENT, str(comment_id), now)


def revise_ahead(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every post of a race, relay or plan that the runner is in name them as the profile allows it now, or not."""
    revise_race_posts(uow, runner.team_id, uow.entrants.races_of(runner.runner_id), now)
    revise_relays(uow, runner, now)
    revise_plan_posts_of(uow, runner.team_id, runner.runner_id, now)


def revise_relays(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every post of a relay that the runner has a leg of name and grade them as the profile allows it now."""
    for relay_id in uow.relays.relays_of(runner.runner_id):
        uow.outbox.revise(runner.team_id, MessageKind.RELAY_CARD, str(relay_id), now)


def revise_results_of(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let the results of every race that the runner was in name them as the profile allows it now, or not."""
    revise_results(uow, runner.team_id, uow.entrants.races_of(runner.runner_id), now)


def revise_digests_of(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every digest that tells of one of the runner's runs say what is true now, or go."""
    if uow.outbox.standing(runner.team_id, MessageKind.FEED_DIGEST):
        revise_digests(uow, runner.team_id, uow.runs.all_logged_at(runner.runner_id), now)


def revise_boards(uow: UnitOfWork, runner: RunnerRow, now: datetime, *, hidden: bool) -> None:
    """Let boards follow the runner's choice.

    Who hides disappears from all of them. Who shows up appears on the newest: what was posted before they wanted to be
    seen stays as it was.
    """
    # Thanks and welcomes name those whose praise is public in weeks without a run, too.
    weeks = None if runner.praise == Praise.PUBLIC else {week for week, _ in uow.points.weeks(runner.runner_id)}
    _revise_boards(uow, runner.team_id, now, hidden, weeks)


def revise_boards_of_team(uow: UnitOfWork, team_id: int, now: datetime, *, hidden: bool) -> None:
    """Let boards follow a choice for many: hidden on all of them, shown on the newest."""
    _revise_boards(uow, team_id, now, hidden, None)


def revise_countdown(uow: UnitOfWork, team_id: int, now: datetime) -> None:
    """Let the newest weekly posts count down to the race that the team trains for as it is now."""
    for kind in (MessageKind.PLAN_POST, MessageKind.LEADERBOARD):
        for key, _ in uow.outbox.standing(team_id, kind)[:1]:
            uow.outbox.revise(team_id, kind, key, now)


def revise_board_of_week(uow: UnitOfWork, team_id: int, week: str, now: datetime) -> None:
    """Let the posts about one ISO week say what is true now."""
    for key, _ in uow.outbox.standing(team_id, MessageKind.LEADERBOARD):
        if week_of_board(key) == week:
            uow.outbox.revise(team_id, MessageKind.LEADERBOARD, key, now)


def _revise_boards(uow: UnitOfWork, team_id: int, now: datetime, hidden: bool, weeks: Collection[str] | None) -> None:
    """Revise the weekly posts of some weeks, and the recaps of months: the newest, or all that can name who hides."""
    keys = [key for key, _ in uow.outbox.standing(team_id, MessageKind.LEADERBOARD)]
    for key in keys if hidden else keys[:1]:
        if weeks is None or week_of_board(key) in weeks:
            uow.outbox.revise(team_id, MessageKind.LEADERBOARD, key, now)
    months = [key for key, _ in uow.outbox.standing(team_id, MessageKind.MONTH_RECAP)]
    for key in months if hidden else months[:1]:
        uow.outbox.revise(team_id, MessageKind.MONTH_RECAP, key, now)


def week_of_board(key: str) -> str:
    """Return the ISO week that a leaderboard's key names; what follows it tells several posts of one week apart."""
    return key.partition(":")[0]
