"""Runs that wait for a word: the runner's button and form, and what a coach pages through and decides."""

import re
from typing import Any, Self

import discord

from bot.domain.doubts import Doubt, Verdict
from bot.services.letters import RunReview
from bot.services.reviews import REASON_LENGTHS, REMARK_LIMIT, Pile, Review, ReviewPage
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.celebrations import private_line
from bot.ui.components import Button, Form, Interaction, asker_of, services_of
from bot.ui.quoting import quoted
from bot.ui.run_lines import lines
from bot.ui.text import feedback as feedback_words
from bot.ui.text import reviews as said

_VERDICT_IDS = {"count": Verdict.COUNTS, "leave": Verdict.LEFT_OUT}


def review_buttons(run_id: int, doubt: Doubt | None) -> "tuple[RightButton, ...]":
    """Return the buttons for a run in doubt, none for another; its `Edit` stands beside them."""
    return () if doubt is None else (RightButton(run_id),)


class RightButton(Button, template=r"review:right:(?P<run>[0-9]{1,18})"):
    """Opens the form in which a runner says that a run is right."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"review:right:{run_id}", said.RIGHT)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, if there is something to say."""
        await services_of(interaction).reviews.check(asker_of(interaction), self.run_id)
        await interaction.response.send_modal(RightForm(self.run_id))


class RightForm(Form):
    """Says who will see the run, and takes a remark."""

    def __init__(self, run_id: int) -> None:
        super().__init__(title=said.RIGHT_TITLE)
        self.run_id = run_id
        self.remark: discord.ui.TextInput[RightForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.REMARK_PLACEHOLDER,
            max_length=REMARK_LIMIT,
            required=False,
            custom_id="remark",
        )
        self.add_item(discord.ui.TextDisplay(said.RIGHT_CONSENT))
        self.add_item(discord.ui.Label(text=said.REMARK_LABEL, component=self.remark))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Let the run wait for a coach."""
        await services_of(interaction).reviews.confirm(asker_of(interaction), self.run_id, self.remark.value)
        await interaction.response.send_message(view=Card(said.CONFIRMED, accent=theme.RUN), ephemeral=True)


class ReviewsButton(Button, template=r"review:pile:(?P<pile>waiting|decided):(?P<start>[0-9]{0,18})"):
    """Turns to another page of runs that wait for a word, or had one."""

    def __init__(self, pile: Pile, start: int | None, label: str) -> None:
        super().__init__(f"review:pile:{pile}:{'' if start is None else start}", label)
        self.pile = pile
        self.start = start

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(Pile(match["pile"]), int(match["start"]) if match["start"] else None, said.NEXT)

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page in place of the one before."""
        page = await services_of(interaction).reviews.page(asker_of(interaction), self.pile, self.start)
        await interaction.response.edit_message(view=ReviewView(page))


class DecideButton(Button, template=r"review:(?P<verdict>count|leave):(?P<run>[0-9]{1,18})"):
    """Opens the form for a coach's reason."""

    def __init__(self, verdict: Verdict, run_id: int) -> None:
        [word] = (word for word, one in _VERDICT_IDS.items() if one is verdict)
        super().__init__(f"review:{word}:{run_id}", said.DECIDE[verdict])
        self.verdict = verdict
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(_VERDICT_IDS[match["verdict"]], int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form on the run as it stands."""
        review = await services_of(interaction).reviews.find(asker_of(interaction), self.run_id)
        await interaction.response.send_modal(ReasonForm(review, self.verdict))


class ReasonForm(Form):
    """Takes a coach's reason, which the runner reads."""

    def __init__(self, review: Review, verdict: Verdict) -> None:
        super().__init__(title=said.DECIDE[verdict])
        self.review = review
        self.verdict = verdict
        self.reason: discord.ui.TextInput[ReasonForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.REASON_PLACEHOLDER[verdict],
            min_length=REASON_LENGTHS[0],
            max_length=REASON_LENGTHS[-1],
            custom_id="reason",
        )
        hint = said.REASON_HINT.format(name=text.plain_member(review.runner_name))
        self.add_item(discord.ui.Label(text=said.REASON_LABEL, description=hint, component=self.reason))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Decide, and go on to the next run that waits."""
        page = await services_of(interaction).reviews.decide(
            asker_of(interaction), self.review, self.verdict, self.reason.value
        )
        told = said.TOLD.format(name=text.member(self.review.runner_name))
        await interaction.response.edit_message(view=ReviewView(page, told))


class ReviewView(Card):
    """One run that waits for a word or had one, with what a coach can do about it; `note` stands first."""

    def __init__(self, page: ReviewPage, note: str | None = None) -> None:
        waiting = page.pile is Pile.WAITING
        lines = [] if note is None else [note]
        lines.append(said.HEADING.format(count=page.waiting) if waiting else said.HEADING_DECIDED)
        buttons: list[discord.ui.Item[Any]] = []
        if page.review is None:
            lines.append(said.NOTHING_WAITS if waiting else said.NOTHING_DECIDED)
        else:
            lines += _lines(page.review)
            if not page.review.own:
                buttons += [DecideButton(verdict, page.review.run_id) for verdict in Verdict]
        if page.following is not None:
            buttons.append(ReviewsButton(page.pile, page.following, said.NEXT))
        other, label = (Pile.DECIDED, said.TO_DECIDED) if waiting else (Pile.WAITING, said.TO_WAITING)
        buttons.append(ReviewsButton(other, None, label))
        super().__init__("\n".join(lines), *buttons, accent=theme.COACH)


def _lines(review: Review) -> list[str]:
    name = text.member(review.runner_name)
    lines = [
        said.RUN.format(
            name=name,
            date=figures.day(review.local_date),
            distance=figures.team_distance(review.distance_m, review.units),
            time=figures.duration(review.moving_s),
            pace=figures.team_pace(review.distance_m, review.moving_s, review.units),
        )
    ]
    if review.doubt is not None:
        lines.append(said.WHY[review.doubt])
    if review.remark:
        lines.append(said.REMARK.format(name=name, remark=quoted(review.remark, REMARK_LIMIT)))
    if review.verdict is not None:
        lines.append(said.DECIDED_AS[review.verdict])
        reason = quoted(review.reason or "", REASON_LENGTHS[-1])
        lines.append(said.DECIDED.format(coach=feedback_words.coach(review.decider_name), reason=reason))
    if review.own:
        lines.append(said.OWN)
    return lines


def review_text(letter: RunReview) -> str:
    """Return a coach's word on a run, as its runner reads it."""
    word = said.LETTER.format(
        verdict=said.VERDICTS[letter.verdict],
        distance=figures.distance(letter.distance_m, letter.unit),
        time=figures.duration(letter.moving_s),
        date=figures.day(letter.local_date),
        coach=feedback_words.coach(letter.coach_name),
        reason=quoted(letter.reason, REASON_LENGTHS[-1]),
    )
    celebrated = private_line(letter.celebration, letter.run_id, letter.unit, alone=True)
    return lines(word, celebrated, None if letter.verdict is Verdict.COUNTS else said.LETTER_LEFT_OUT)
