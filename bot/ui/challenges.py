"""Challenges as members see them: a page with its picture, the list, the question before the end, and the posts."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Final

import discord

from bot.domain.challenges import BEGINNING, Measure, Pledge, each
from bot.domain.units import round_half_up
from bot.services.challenge_pages import Challenge, ChallengeList, ChallengePage, ChallengePost, Side
from bot.services.challenges import SETTLING
from bot.services.teams import TeamUnits
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.challenge_pictures import PictureSide, ProgressPicture
from bot.ui.chart_pictures import progress_picture
from bot.ui.components import Button, Picker
from bot.ui.text import challenges as said

PICTURE_NAME: Final = "challenge.png"
SPONSORS_SHOWN: Final = 5
_SEGMENTS: Final = 10


class ChallengeView(Card):
    """One challenge, privately: how far the team has come, and what the reader brought themselves."""

    def __init__(
        self,
        page: ChallengePage,
        picture: str | None = None,
        note: str | None = None,
        buttons: Sequence[Button] = (),
        lists: Sequence[Picker] = (),
    ) -> None:
        challenge = page.challenge
        lines = [said.HEADING.format(name=said.title(challenge.name)), *_progress(page)]
        if page.own:
            lines.append(said.OWN.format(amount=amount_text(page.own, challenge)))
        lines += _sides(challenge)
        lines += _giving(challenge, sponsors=True)
        if note:
            lines.append(note)
        content, below = "\n".join(lines), _gallery(challenge, picture)
        super().__init__(content, *buttons, accent=theme.PRAISE, below=below, lists=lists)


class ChallengeListView(Card):
    """A team's challenges, two lines each."""

    def __init__(self, listed: ChallengeList) -> None:
        lines = [said.LIST, *(_line(one, listed) for one in listed.challenges)]
        if not listed.challenges:
            lines.append(said.NONE)
            if listed.may_create:
                lines.append(said.NONE_CREATE)
        super().__init__("\n".join(lines), accent=theme.PRAISE)


class ChallengePostView(Card):
    """News of a challenge in the team's channel; it names no runner."""

    def __init__(self, post: ChallengePost, picture: str | None, marker: int | None = None) -> None:
        challenge = post.challenge
        values = {
            "name": said.title(challenge.name),
            "amount": amount_text(challenge.amount, challenge),
            "target": amount_text(challenge.target, challenge),
            "runners": f"{challenge.runners:,}",
            "first": figures.day(challenge.first_day),
            "day": figures.day(challenge.last_day, challenge.first_day),
        }
        if post.milestone == BEGINNING:
            lines = [
                said.NEW.format_map(values),
                (said.NEW_TO_COME if post.to_come else said.NEW_NOW).format_map(values),
            ]
        elif post.milestone is not None:
            lines = [said.MILESTONES[post.milestone].format_map(values), _on_the_way(challenge).format_map(values)]
        else:
            lines = [said.RESULT.format_map(values), _result(challenge).format_map(values)]
        lines += _sides(challenge)
        lines += _giving(challenge, sponsors=False)
        super().__init__("\n".join(lines), accent=theme.PRAISE, marker=marker, below=_gallery(challenge, picture))


async def challenge_view(
    page: ChallengePage, note: str | None = None, buttons: Sequence[Button] = (), lists: Sequence[Picker] = ()
) -> tuple[ChallengeView, list[discord.File]]:
    """Return a challenge's page with its picture, drawn beside the event loop."""
    picture = await picture_of(page.challenge)
    files = [] if picture is None else [picture]
    return ChallengeView(page, PICTURE_NAME if files else None, note, buttons, lists), files


async def picture_of(challenge: Challenge) -> discord.File | None:
    """Return the picture of a challenge; None for one that had its days without anything to show."""
    if challenge.ended and not (challenge.amount and (challenge.tells_sum or challenge.reached)):
        return None
    image = await asyncio.to_thread(progress_picture, pictured(challenge))
    return discord.File(io.BytesIO(image), PICTURE_NAME)


async def post_picture(post: ChallengePost) -> discord.File | None:
    """Return the picture that goes with news of a challenge; there is nothing to draw before its first run."""
    return None if post.milestone == BEGINNING else await picture_of(post.challenge)


def created_note(challenge: Challenge) -> str:
    """Return what a coach is told of a challenge that was set just now."""
    noted = said.SET.format(minutes=SETTLING // timedelta(minutes=1))
    if not challenge.sides:
        return noted
    return f"{noted}\n{said.BOTH_ROLES.format(name=said.title(challenge.sides[0].name))}"


def sponsor_note(challenge: Challenge) -> str:
    """Return what a coach is told of a sponsor who was added just now, read back wherever they stand in the list."""
    added = challenge.sponsors[-1]
    pledge = pledge_text(added.pledge, challenge.currency)
    return said.SPONSOR_ADDED.format(name=said.title(added.name), pledge=pledge)


def amount_text(amount: int | Fraction, challenge: Challenge) -> str:
    """Return an amount of a challenge's measure: `412 km`, `41 h 30`, `12 runs`, `8,848 m`."""
    return _amount(amount, challenge.measure, challenge.units)


def pictured(challenge: Challenge) -> ProgressPicture:
    """Return what the picture of a challenge shows, in one unit: two of them leave no room for the goal."""
    if challenge.units is TeamUnits.BOTH:
        challenge = replace(challenge, units=TeamUnits.KM)
    # What a goal that was set too high left open is no part of what was done.
    told = not challenge.ended or challenge.reached
    amount, beside = _done_in_picture(challenge, told=told)
    done = challenge.amount / challenge.target if challenge.tells_sum else challenge.percent / 100
    return ProgressPicture(
        name=said.plain_title(challenge.name),
        team=text.plain_team(challenge.team_name),
        amount=amount,
        beside=beside,
        percent=said.PICTURE_PERCENT.format(percent=challenge.percent) if told and challenge.percent else "",
        share=min(1.0, done) if told else 1.0,
        reached=challenge.reached,
        scale=told,
        foot=text.runners(challenge.runners),
        giving=said.money(challenge.owed_minor, challenge.currency)
        if challenge.sponsors and challenge.tells_sum
        else "",
        sides=tuple(
            PictureSide(said.plain_title(side.name), said.PICTURE_SIDE.format(each=_each(side, challenge)))
            for side in challenge.sides
            if challenge.tells_sides
        ),
    )


def _done_in_picture(challenge: Challenge, *, told: bool) -> tuple[str, str]:
    """Return what was done, and beside it of how much; the goal takes its place while no sum is told."""
    target = amount_text(challenge.target, challenge)
    if challenge.tells_sum or not challenge.runners:
        beside = said.PICTURE_OF.format(target=target) if told else said.PICTURE_TOGETHER
        return amount_text(challenge.amount, challenge), beside
    if challenge.reached:
        return target, said.PICTURE_REACHED
    return (target, said.PICTURE_GOAL) if told else ("", "")


def _on_the_way(challenge: Challenge) -> str:
    """Return the sentence of a milestone."""
    if challenge.tells_sum:
        return said.MILESTONE_DONE
    return said.MILESTONE_ONE if challenge.runners == 1 else said.MILESTONE_TWO


def _result(challenge: Challenge) -> str:
    """Return the sentence of a result: a goal that was not reached is no part of what was done."""
    if challenge.runners == 1:
        return said.RESULT_REACHED_ONE if challenge.reached else said.RESULT_ONE
    if not challenge.tells_sum:
        return said.RESULT_REACHED_TWO if challenge.reached else said.RESULT_TWO
    return said.RESULT_REACHED if challenge.reached else said.RESULT_OTHERWISE


def _gallery(challenge: Challenge, picture: str | None) -> discord.ui.MediaGallery[discord.ui.LayoutView] | None:
    if picture is None:
        return None
    shown = pictured(challenge)
    done = text.BETWEEN.join(
        part
        for part in (
            f"{shown.amount} {shown.beside}".strip(),
            shown.percent,
            shown.foot,
            shown.giving,
            *(f"{side.name}, {side.each}" for side in shown.sides),
        )
        if part
    )
    told = said.PICTURE.format(name=shown.name, done=done)
    item = discord.MediaGalleryItem(f"attachment://{picture}", description=told)
    return discord.ui.MediaGallery[discord.ui.LayoutView](item)


def _progress(page: ChallengePage) -> list[str]:
    challenge = page.challenge
    values = {
        "amount": amount_text(challenge.amount, challenge),
        "target": amount_text(challenge.target, challenge),
        "runners": text.runners(challenge.runners),
    }
    first, last = (figures.day(day, page.today) for day in (challenge.first_day, challenge.last_day))
    if challenge.ended:
        over = _over(challenge).format_map(values)
        if challenge.first_day > challenge.last_day:
            return [over]
        return [*_bar(challenge), over, said.ENDED.format(first=first, day=last)]
    done = said.DONE if challenge.tells_sum else said.DONE_FEW if challenge.amount else said.OPEN
    return [*_bar(challenge), done.format_map(values), said.FROM_UNTIL.format(first=first, day=last)]


def _over(challenge: Challenge) -> str:
    if not challenge.amount:
        return said.OVER_EMPTY
    if challenge.tells_sum:
        return said.OVER
    return said.OVER_FEW_REACHED if challenge.reached else said.OVER_FEW


def _bar(challenge: Challenge) -> list[str]:
    """Return the bar in words, where it says that something was done."""
    quiet = not challenge.tells_sum and not challenge.percent
    if not challenge.amount or quiet or (challenge.ended and not challenge.reached):
        return []
    return [said.BAR.format(bar=_segments(challenge), percent=challenge.percent)]


def _segments(challenge: Challenge) -> str:
    full = min(_SEGMENTS, challenge.percent * _SEGMENTS // 100)
    return text.BAR_FULL * full + text.BAR_OPEN * (_SEGMENTS - full)


def _line(challenge: Challenge, listed: ChallengeList) -> str:
    first, last = (figures.short_day(day, listed.today) for day in (challenge.first_day, challenge.last_day))
    values = {
        "name": said.title(challenge.name),
        "amount": amount_text(challenge.amount, challenge),
        "target": amount_text(challenge.target, challenge),
        "runners": text.runners(challenge.runners),
    }
    few = challenge.runners > 0 and not challenge.tells_sum
    if challenge.ended:
        over = said.LINE_OVER_FEW_REACHED if challenge.reached else said.LINE_OVER_FEW
        return (over if few else said.LINE_OVER).format(day=last, **values)
    if challenge.first_day > listed.today:
        return said.LINE_COMES.format(day=first, **values)
    line = said.LINE_FEW if few else said.LINE
    return line.format(day=last, bar=_segments(challenge), percent=challenge.percent, **values)


def _sides(challenge: Challenge) -> list[str]:
    """Return the sides in the order in which they were named, whatever they brought."""
    return [_side(side, challenge) for side in challenge.sides]


def _side(side: Side, challenge: Challenge) -> str:
    name = said.title(side.name)
    if side.runners == 0:
        return said.SIDE_OPEN.format(name=name)
    runners = text.runners(side.runners)
    if not challenge.tells_sides:
        return said.SIDE_FIRST.format(name=name, runners=runners)
    return said.SIDE.format(name=name, each=_each(side, challenge), runners=runners)


def _each(side: Side, challenge: Challenge) -> str:
    mean = each(side.amount, side.runners)
    match challenge.measure:
        case Measure.RUNS:
            return said.RUNS_EACH.format(count=f"{float(mean):.1f}")
        case Measure.RUN_DAYS:
            return said.DAYS_EACH.format(count=f"{float(mean):.1f}")
        case _:
            return amount_text(mean, challenge)


def _giving(challenge: Challenge, *, sponsors: bool) -> list[str]:
    """Return what came together for the charity, and with `sponsors` from whom."""
    if challenge.charity is None and not challenge.sponsors:
        return []
    money = said.money(challenge.owed_minor, challenge.currency)
    charity = "" if challenge.charity is None else said.title(challenge.charity)
    if not challenge.sponsors:
        return [said.CHARITY_OPEN.format(charity=charity)]
    lines = [_money_line(challenge).format(charity=charity, money=money)]
    if sponsors:
        line = said.SPONSOR if challenge.tells_sum else said.SPONSOR_FEW
        lines += [
            line.format(
                name=said.title(one.name),
                pledge=pledge_text(one.pledge, challenge.currency),
                money=said.money(one.owed_minor, challenge.currency),
            )
            for one in challenge.sponsors[:SPONSORS_SHOWN]
        ]
        if len(challenge.sponsors) > SPONSORS_SHOWN:
            lines.append(said.MORE_SPONSORS.format(count=len(challenge.sponsors) - SPONSORS_SHOWN))
        lines.append(said.ADDED_UP)
    return lines


def _money_line(challenge: Challenge) -> str:
    """Return the line of what came together; money by the kilometre tells of kilometres as the sum does."""
    over = challenge.ended
    if challenge.charity is None:
        if challenge.tells_sum:
            return said.SPONSORED_OVER if over else said.SPONSORED
        return said.SPONSORED_FEW_OVER if over else said.SPONSORED_FEW
    if challenge.tells_sum:
        return said.CHARITY_OVER if over else said.CHARITY
    return said.CHARITY_OPEN if over else said.CHARITY_FEW


def pledge_text(pledge: Pledge, currency: str | None) -> str:
    """Return a pledge as it was understood: `€0.50 per km, at most €200, plus €50`."""
    if pledge.unit is None:
        return said.FLAT_ALONE.format(money=said.money(pledge.flat_minor, currency))
    parts = [said.RATE.format(money=said.money(pledge.rate_minor, currency), unit=said.UNITS[pledge.unit])]
    if pledge.cap_minor is not None:
        parts.append(said.CAP.format(money=said.money(pledge.cap_minor, currency)))
    if pledge.flat_minor:
        parts.append(said.FLAT.format(money=said.money(pledge.flat_minor, currency)))
    return ", ".join(parts)


def _amount(amount: int | Fraction, measure: Measure, units: TeamUnits) -> str:
    match measure:
        case Measure.DISTANCE:
            return figures.team_total_distance(float(amount), units)
        case Measure.TIME:
            return _hours(round_half_up(float(amount)))
        case Measure.RUNS:
            return text.runs(round_half_up(float(amount)))
        case Measure.RUN_DAYS:
            return said.run_days(round_half_up(float(amount)))
        case Measure.CLIMB:
            return figures.team_climb(float(amount), units)


def _hours(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return said.MINUTES.format(minutes=minutes)
    if not minutes:
        return said.HOURS.format(hours=f"{hours:,}")
    return said.HOURS_AND_MINUTES.format(hours=f"{hours:,}", minutes=minutes)
