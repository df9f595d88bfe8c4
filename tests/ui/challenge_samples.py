"""Challenges as services return them, with plain and with hostile values."""

from dataclasses import replace
from datetime import date

import discord

from bot.domain.challenges import BEGINNING, UNITS_OF, Measure, Pledge
from bot.services.challenge_pages import Challenge, ChallengeList, ChallengePage, ChallengePost, Side, Sponsor
from bot.services.challenges import MOST_SPONSORS
from bot.services.teams import TeamUnits
from bot.ui.challenge_changes import (
    EndQuestionView,
    SponsorPicker,
    SponsorQuestionView,
    TakeBackQuestionView,
    TakeChallengeBackButton,
)
from bot.ui.challenges import ChallengeListView, ChallengePostView, ChallengeView, created_note

FIRST, LAST = date(2026, 11, 20), date(2026, 12, 20)


def challenge(name: str, units: TeamUnits = TeamUnits.KM, measure: Measure = Measure.DISTANCE) -> Challenge:
    """Return a challenge with everything to it, whose people and things are all called `name`."""
    pledge = Pledge(50, UNITS_OF[measure][0], 20_000, 5_000)
    return Challenge(
        challenge_id=7,
        name=name,
        team_name=name,
        measure=measure,
        target=500_000,
        first_day=FIRST,
        last_day=LAST,
        amount=155_000,
        runners=12,
        ended=False,
        units=units,
        charity=name,
        currency="€",
        sponsors=tuple(Sponsor(number, name, pledge, 12_750) for number in range(MOST_SPONSORS)),
        sides=(Side(name, 100_000, 4), Side(name, 0, 0)),
    )


def challenge_views(name: str, units: TeamUnits, today: date) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about challenges."""
    whole = challenge(name, units)
    bare = replace(whole, charity=None, currency=None, sponsors=(), sides=(), amount=0, runners=0)
    over = replace(whole, ended=True)
    reached = replace(over, amount=512_000)
    alone = replace(whole, runners=1, sponsors=(), sides=(Side(name, 9_000, 1), Side(name, 0, 0)))
    early = replace(bare, ended=True, first_day=LAST, last_day=FIRST)
    pages = {
        **{f"of {measure}": challenge(name, units, measure) for measure in Measure},
        "untouched": bare,
        "to come": replace(bare, first_day=date(2026, 12, 1)),
        "over": over,
        "over, untouched": replace(bare, ended=True),
        "over before it began": early,
        "reached": reached,
        "of one": alone,
    }
    layouts: dict[str, discord.ui.LayoutView] = {
        f"challenge: {which}": ChallengeView(ChallengePage(one, 42_000, today), "challenge.png", created_note(one))
        for which, one in pages.items()
    }
    layouts["challenge: list"] = ChallengeListView(ChallengeList(tuple(pages.values())[:8], today, may_create=True))
    layouts["challenge: none"] = ChallengeListView(ChallengeList((), today, may_create=True))
    layouts["challenge: to change"] = ChallengeView(
        ChallengePage(whole, 0, today), None, None, [TakeChallengeBackButton(7)], [SponsorPicker(7, whole)]
    )
    layouts["challenge: end?"] = EndQuestionView(whole)
    layouts["challenge: end instead?"] = EndQuestionView(whole, has_heard=True)
    layouts["challenge: take back?"] = TakeBackQuestionView(whole)
    layouts["challenge: take sponsor back?"] = SponsorQuestionView(whole, whole.sponsors[0])
    posts = {f"{percent} %": ChallengePost(whole, percent) for percent in (25, 50, 75, 100)}
    posts |= {f"new {here}": ChallengePost(whole, BEGINNING, to_come=here == "to come") for here in ("now", "to come")}
    posts |= {which: ChallengePost(pages[which], None) for which in ("over", "reached")}
    posts["25 %, of one"] = ChallengePost(alone, 25)
    posts["over, of one"] = ChallengePost(replace(alone, ended=True), None)
    posts["reached, of one"] = ChallengePost(replace(alone, ended=True, amount=512_000), None)
    return layouts | {f"challenge post: {which}": ChallengePostView(post, None, 17) for which, post in posts.items()}
