"""Team scores: what a pasted finish order makes of the teams of a cross-country race.

Nothing of it is kept but what a coach posts: which team finished where, and no runner's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.domain.audience import MessageKind
from bot.domain.cross_country import DISPLACERS, SCORERS, TeamScores, TieRule, xc_score
from bot.domain.finish_orders import MOST_FINISHERS, TEAM_LIMIT, BadLines, FinishOrder, read_finish_order
from bot.errors import UserError
from bot.services.access import require_coach_or_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from db.database import Database
from db.unit_of_work import UnitOfWork

MOST_SCORERS = 12
USEFUL_FOR = timedelta(days=1)
"""Scores that somebody wanted posted now, and that could not be, are not wanted much later."""
LINES_NAMED = 8
"""Lines that a refusal names; the others come up once these are right."""


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """How a race is scored: whose places add up, whose push others back, and who stands first of equals."""

    scorers: int = SCORERS
    displacers: int = DISPLACERS
    ties: TieRule = TieRule.NFHS


@dataclass(frozen=True, slots=True)
class ScoredRace:
    """The scores of the complete teams, and how its finish order was read; the race has a name if its coach gave it."""

    rules: ScoreRules
    order: FinishOrder
    scores: TeamScores
    name: str | None = None


class RaceScoreService:
    """Scores races for coaches and admins; every method raises `NotAllowed` for others."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def allow(self, asker: Asker) -> None:
        """Let the asker paste a finish order."""
        await self._database.read(lambda uow: require_coach_or_admin(uow, asker))

    async def score(self, asker: Asker, name: str | None, rules: ScoreRules, typed: str) -> ScoredRace:
        """Score what was pasted; raises `UserError` with the lines that cannot be read, and for no complete team."""
        await self.allow(asker)
        order = _read(typed, rules.scorers)
        scores = _scores(order, rules)
        if not scores.results:
            raise UserError("score_no_team", scorers=rules.scorers)
        return ScoredRace(rules, order, scores, name)

    async def post(self, asker: Asker, scored: ScoredRace, token: str) -> int:
        """Owe the feed the scores, once for each token, and return its channel; raises `UserError` without one."""
        return await self._database.write(lambda uow: self._post(uow, asker, scored, token))

    def _post(self, uow: UnitOfWork, asker: Asker, scored: ScoredRace, token: str) -> int:
        require_coach_or_admin(uow, asker)
        team, now = uow.teams.find(asker.team_id), self._clock.now()
        if team is None or team.feed_channel_id is None:
            raise UserError("score_no_feed")
        uow.outbox.owe(
            team_id=team.team_id,
            kind=MessageKind.RACE_SCORES,
            key=token,
            payload=_payload(scored),
            now=now,
            useful_until=now + USEFUL_FOR,
        )
        return team.feed_channel_id


def race_scores(payload: Mapping[str, Any]) -> ScoredRace:
    """Return the scores that a post says."""
    rules = ScoreRules(payload["scorers"], payload["displacers"], TieRule(payload["ties"]))
    order = FinishOrder(tuple(None if at is None else payload["teams"][at] for at in payload["order"]))
    return ScoredRace(rules, order, _scores(order, rules), payload["name"])


def _payload(scored: ScoredRace) -> dict[str, Any]:
    rules, teams = scored.rules, scored.order.teams
    at = {team: number for number, team in enumerate(dict.fromkeys(team for team in teams if team is not None))}
    return {
        "name": scored.name,
        "teams": list(at),
        "order": [None if team is None else at[team] for team in teams],
        "scorers": rules.scorers,
        "displacers": rules.displacers,
        "ties": rules.ties.value,
    }


def _scores(order: FinishOrder, rules: ScoreRules) -> TeamScores:
    return xc_score(order.teams, rules.ties, scorers=rules.scorers, displacers=rules.displacers)


def _read(typed: str, scorers: int) -> FinishOrder:
    try:
        return read_finish_order(typed, scorers)
    except BadLines as bad:
        named = ", ".join(map(str, bad.lines[:LINES_NAMED]))
        lines = f"{named} …" if len(bad.lines) > LINES_NAMED else named
        raise UserError(f"score_{bad.code}", lines=lines, most=MOST_FINISHERS, limit=TEAM_LIMIT) from None
