"""What a race promises to its runner, with a pace card to take along."""

import asyncio
import io
import re
from typing import Final, Self

import discord

from bot.domain.predictions import Prediction
from bot.services.race_pages import RacePrediction
from bot.ui import figures, theme
from bot.ui.cards import Card
from bot.ui.chart_pictures import pace_picture
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.pace_cards import PaceCard, card_text, goal_card, predicted_card
from bot.ui.predictions import prediction_lines
from bot.ui.text import predictions as said

PICTURE_NAME: Final = "pace-card.png"


class PaceCardButton(Button, template=r"race:pace:(?P<race>[0-9]{1,18})"):
    """Shows a runner what a race promises, and their splits."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:pace:{race_id}", said.PACE_CARD)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer privately, beside the page that the button stands on."""
        found = await services_of(interaction).race_predictions.of(asker_of(interaction), self.race_id)
        view, files = await prediction_view(found)
        await interaction.response.send_message(view=view, files=files, ephemeral=True)


class RacePredictionView(Card):
    """The range, what it rests on, and the pace card; of one's own goal, where there is one."""

    def __init__(self, found: RacePrediction, card: PaceCard | None) -> None:
        gallery = None
        if card is not None:
            item = discord.MediaGalleryItem(f"attachment://{PICTURE_NAME}", description=card_text(card))
            gallery = discord.ui.MediaGallery[discord.ui.LayoutView](item)
        super().__init__("\n".join(foretold(found)), accent=theme.RACE, below=gallery)


def foretold(found: RacePrediction) -> list[str]:
    """Return the range and what it rests on, or why there is none; of a goal that it is the goal's pace on the card."""
    if isinstance(found.outcome, Prediction) and found.basis is not None:
        lines = prediction_lines(found.outcome, found.basis, found.unit, found.today)
    else:
        assert not isinstance(found.outcome, Prediction)
        lines = [said.SILENCES[found.outcome]]
    if found.goal_s is not None:
        pace = figures.pace(found.distance_m, found.goal_s, found.unit)
        # Right beside the pace of the range.
        lines.insert(2, said.GOAL_PACE.format(time=figures.duration(found.goal_s), pace=pace))
    return lines


def card_of(found: RacePrediction) -> PaceCard | None:
    """Return the pace card of the goal, else of the prediction; None without either."""
    if found.goal_s is not None:
        return goal_card(found.name, found.distance_m, found.goal_s, found.unit)
    if isinstance(found.outcome, Prediction):
        return predicted_card(found.name, found.outcome, found.unit)
    return None


async def prediction_view(found: RacePrediction) -> tuple[RacePredictionView, list[discord.File]]:
    """Return what a race promises with its picture, drawn beside the event loop."""
    card = card_of(found)
    if card is None:
        return RacePredictionView(found, None), []
    picture = await asyncio.to_thread(pace_picture, card)
    return RacePredictionView(found, card), [discord.File(io.BytesIO(picture), PICTURE_NAME)]
