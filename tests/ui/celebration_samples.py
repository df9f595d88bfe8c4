"""Celebrated runs as services return them, one of each kind, with plain and with hostile values."""

from dataclasses import replace
from datetime import date

import discord

from bot.domain.audience import CardDetail
from bot.domain.celebrations import Celebration, CelebrationKind
from bot.services.celebrations import CelebrationPost
from bot.services.cheers import FeedCard
from bot.services.digests import FeedDigest
from bot.services.letters import RunReview
from bot.services.run_outcomes import LoggedRun
from bot.services.teams import TeamUnits
from bot.ui.celebrations import CelebrationView
from bot.ui.digests import FeedDigestView
from bot.ui.letters import LetterView
from bot.ui.runs import RunLoggedView

DAY = date(2026, 11, 22)
FIGURES = {
    CelebrationKind.FIRST_AT: {"event": "hm"},
    CelebrationKind.BEST: {"event": "2mi"},
    CelebrationKind.KILOMETRES: {"number": 1_000},
    CelebrationKind.STREAK: {"number": 52},
}
EACH = {kind: Celebration(kind, **FIGURES.get(kind, {})) for kind in CelebrationKind}  # type: ignore[arg-type]


def post(
    kind: CelebrationKind,
    run_id: int = 7,
    *,
    name: str = "Ana",
    distance_m: int = 21_098,
    result_s: int = 6_300,
    units: TeamUnits = TeamUnits.KM,
) -> CelebrationPost:
    """Return what the team is told."""
    return CelebrationPost(run_id, name, EACH[kind], distance_m, result_s, units)


def celebration_views(
    card: FeedCard, logged: LoggedRun, letter: RunReview, *, name: str
) -> dict[str, discord.ui.LayoutView]:
    """Return every layout that celebrates, with each sentence there is for three runs in a row."""
    layouts: dict[str, discord.ui.LayoutView] = {}
    for kind, said in EACH.items():
        for run_id in (7, 8, 9):
            told = post(kind, run_id, name=name, distance_m=card.distance_m, result_s=card.moving_s, units=card.units)
            layouts[f"celebration: {kind}, {run_id}"] = CelebrationView(told, 17)
            run = replace(logged.run, run_id=run_id)
            layouts[f"logged, {kind}, {run_id}"] = RunLoggedView(replace(logged, run=run, celebration=said))
        layouts[f"review: counts, {kind}"] = LetterView(replace(letter, celebration=said), 18)
    cards = tuple(replace(card, run_id=run_id) for run_id in range(40))
    kinds = tuple(CelebrationKind)
    celebrated = {run_id: post(kinds[run_id % len(kinds)], run_id, name=name, units=card.units) for run_id in range(40)}
    assert card.detail is CardDetail.FULL
    layouts["digest, celebrating"] = FeedDigestView(FeedDigest(DAY, cards, celebrated), 12)
    return layouts
