"""Team scores: what a pasted finish order makes of the teams of a cross-country race; nothing of it is kept."""

from dataclasses import dataclass

from bot.domain.cross_country import DISPLACERS, SCORERS, TeamScores, TieRule, xc_score
from bot.domain.finish_orders import MOST_FINISHERS, TEAM_LIMIT, BadLines, FinishOrder, read_finish_order
from bot.errors import UserError
from bot.services.access import require_coach_or_admin
from bot.services.asker import Asker
from db.database import Database

MOST_SCORERS = 12
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

    def __init__(self, database: Database) -> None:
        self._database = database

    async def allow(self, asker: Asker) -> None:
        """Let the asker paste a finish order."""
        await self._database.read(lambda uow: require_coach_or_admin(uow, asker))

    async def score(self, asker: Asker, name: str | None, rules: ScoreRules, typed: str) -> ScoredRace:
        """Score what was pasted; raises `UserError` with the lines that cannot be read, and for no complete team."""
        await self.allow(asker)
        order = _read(typed, rules.scorers)
        scores = xc_score(order.teams, rules.ties, scorers=rules.scorers, displacers=rules.displacers)
        if not scores.results:
            raise UserError("score_no_team", scorers=rules.scorers)
        return ScoredRace(rules, order, scores, name)


def _read(typed: str, scorers: int) -> FinishOrder:
    try:
        return read_finish_order(typed, scorers)
    except BadLines as bad:
        named = ", ".join(map(str, bad.lines[:LINES_NAMED]))
        lines = f"{named} …" if len(bad.lines) > LINES_NAMED else named
        raise UserError(f"score_{bad.code}", lines=lines, most=MOST_FINISHERS, limit=TEAM_LIMIT) from None
