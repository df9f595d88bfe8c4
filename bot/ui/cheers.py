"""The card of a run in the feed, and the cheers it gathers."""

import re
from typing import Self

import discord

from bot.domain.audience import CardDetail
from bot.domain.runs import NOTE_LIMIT
from bot.services.cheers import Cheered, Cheerers, FeedCard
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.comments import CommentButton
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.quoting import quoted
from bot.ui.run_lines import run_time
from bot.ui.text import cheers as said
from bot.ui.text.connections import view_on_strava


class CheerButton(Button, template=r"cheer:(?P<run>[0-9]{1,18})"):
    """Cheers a teammate's run, or takes the cheer back; shows how many there are."""

    def __init__(self, run_id: int, cheers: int = 0) -> None:
        super().__init__(f"cheer:{run_id}", said.CHEERS.format(cheers=cheers) if cheers else said.CHEER)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id; the count comes with the answer."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Count the cheer, and redraw the card in its place; in a burst of cheers the card follows by itself."""
        cheers, asker = services_of(interaction).cheers, asker_of(interaction)
        cheered = await cheers.toggle(asker, self.run_id)
        if not cheered.draws:
            await interaction.response.send_message(view=CountedView(cheered), ephemeral=True)
            return
        await interaction.response.edit_message(view=FeedCardView(cheered.card, marker_of(interaction.message)))
        await cheers.drawn(asker, cheered)


class CheerersButton(Button, template=r"cheer:who:(?P<run>[0-9]{1,18})"):
    """Tells whoever presses it who cheered a run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"cheer:who:{run_id}", said.WHO)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer privately."""
        cheerers = await services_of(interaction).cheers.cheerers(asker_of(interaction), self.run_id)
        await interaction.response.send_message(view=CheerersView(cheerers), ephemeral=True)


class CountedView(Card):
    """The private answer to a press while many press: the exact count, which the card shows in a moment."""

    def __init__(self, cheered: Cheered) -> None:
        super().__init__(said.counted(cheered.card.cheers, given=cheered.given), accent=theme.PRAISE)


class CheerersView(Card):
    """The private answer to who cheered."""

    def __init__(self, cheerers: Cheerers) -> None:
        names = [text.member(name) for name in cheerers.names]
        super().__init__(
            said.cheered_by(names, cheerers.others, by_reader=cheerers.by_reader, is_own=cheerers.is_own),
            accent=theme.PRAISE,
        )


class FeedCardView(Card):
    """A run in the team's feed, with what its teammates can do; the message is recognised by its `marker`."""

    def __init__(self, card: FeedCard, marker: int | None) -> None:
        gallery = None
        if card.has_photo:
            shown = f"attachment://{photo_name(card)}"
            described = text.FEED_PHOTO.format(name=text.plain_member(card.runner_name))
            gallery = discord.ui.MediaGallery[discord.ui.LayoutView](
                discord.MediaGalleryItem(shown, description=described)
            )
        buttons: list[Button] = [CheerButton(card.run_id, card.cheers), CommentButton(card.run_id)]
        if card.cheers:
            buttons.append(CheerersButton(card.run_id))
        super().__init__(feed_line(card), *buttons, accent=theme.RUN, marker=marker, below=gallery)


def photo_name(card: FeedCard) -> str:
    """Return the name under which a card's photo is attached to it."""
    return f"run-{card.run_id}.jpg"


def feed_line(card: FeedCard, note_limit: int = NOTE_LIMIT) -> str:
    """Return what the team may read of a run; without figures unless the runner shares them."""
    name = text.member(card.runner_name)
    if card.detail is not CardDetail.FULL:
        return text.FEED_CARD_PRESENCE.format(name=name)
    counted_s = card.counted_s or card.moving_s
    line = text.FEED_CARD.format(
        name=name,
        distance=figures.team_distance(card.distance_m, card.units),
        time=run_time(card.moving_s, counted_s),
        pace=figures.team_pace(card.distance_m, counted_s, card.units),
    )
    if card.day is not None:
        line += text.FEED_CARD_DATE.format(date=figures.short_day(card.day))
    if card.note:
        line += text.FEED_CARD_NOTE.format(note=quoted(card.note, note_limit))
    link = None if card.strava_key is None else view_on_strava(card.strava_key)
    return line if link is None else f"{line}\n{link}"


def marker_of(message: discord.Message | None) -> int | None:
    """Return the marker of a message that a card was sent as; None when it has none."""
    if message is None or not message.components:
        return None
    first = message.components[0]
    return first.id if isinstance(first, discord.Container) else None
