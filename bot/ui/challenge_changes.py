"""Changes of challenges as coaches press them: ending one, and taking back a challenge or a sponsor."""

import re
from typing import Final, Self

import discord

from bot.errors import UserError
from bot.services.challenge_pages import Challenge, ChallengePage, Sponsor
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.challenges import ChallengeView, challenge_view, pledge_text
from bot.ui.components import Button, Interaction, Picker, asker_of, services_of
from bot.ui.text import challenges as said

_OPTION: Final = 100


class EndChallengeButton(Button, template=r"challenge:end:(?P<challenge>[0-9]{1,18})"):
    """Ends a challenge."""

    def __init__(self, challenge_id: int) -> None:
        super().__init__(f"challenge:end:{challenge_id}", said.END_SURELY, discord.ButtonStyle.danger)
        self.challenge_id = challenge_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["challenge"]))

    async def pressed(self, interaction: Interaction) -> None:
        """End it, and show what came of it in place of the question."""
        page = await services_of(interaction).challenges.end(asker_of(interaction), self.challenge_id)
        view, files = await challenge_view(page)
        await interaction.response.edit_message(view=view, attachments=files)


class KeepChallengeButton(Button, template=r"challenge:keep"):
    """Lets a challenge run on."""

    def __init__(self) -> None:
        super().__init__("challenge:keep", said.KEEP)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Put the question away."""
        await interaction.response.edit_message(view=Card(said.KEPT))


class EndQuestionView(Card):
    """Asks before a challenge is ended."""

    def __init__(self, challenge: Challenge, *, has_heard: bool = False) -> None:
        """`has_heard`: it was to be taken back, and the team knows of it."""
        question = f"{said.END_HEARD}\n{said.END_QUESTION}" if has_heard else said.END_QUESTION
        super().__init__(
            question.format(name=said.title(challenge.name)),
            EndChallengeButton(challenge.challenge_id),
            KeepChallengeButton(),
            accent=theme.RACE,
        )


class TakeChallengeBackButton(Button, template=r"challenge:(?P<what>back|gone):(?P<challenge>[0-9]{1,18})"):
    """Asks whether a challenge is to be taken back, and once that is sure, does it."""

    def __init__(self, challenge_id: int, *, surely: bool = False) -> None:
        style = discord.ButtonStyle.danger if surely else discord.ButtonStyle.secondary
        super().__init__(f"challenge:{'gone' if surely else 'back'}:{challenge_id}", said.TAKE_BACK, style)
        self.challenge_id = challenge_id
        self.surely = surely

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["challenge"]), surely=match["what"] == "gone")

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, or do it; one of which the team has heard can be ended instead."""
        challenges, asker = services_of(interaction).challenges, asker_of(interaction)
        taking = await (challenges.take_back if self.surely else challenges.to_take_back)(asker, self.challenge_id)
        view: Card
        if taking.has_heard:
            view = EndQuestionView(taking.challenge, has_heard=True)
        elif self.surely:
            view = Card(said.TAKEN_BACK.format(name=said.title(taking.challenge.name)), accent=theme.PRAISE)
        else:
            view = TakeBackQuestionView(taking.challenge)
        await interaction.response.edit_message(view=view, attachments=[])


class TakeBackQuestionView(Card):
    """Asks before a challenge is taken back."""

    def __init__(self, challenge: Challenge) -> None:
        super().__init__(
            said.TAKE_BACK_QUESTION.format(name=said.title(challenge.name)),
            TakeChallengeBackButton(challenge.challenge_id, surely=True),
            KeepChallengeButton(),
            accent=theme.RACE,
        )


class TakeSponsorBackButton(Button, template=r"challenge:sponsor:(?P<challenge>[0-9]{1,18}):(?P<sponsor>[0-9]{1,18})"):
    """Takes a sponsor back."""

    def __init__(self, challenge_id: int, sponsor_id: int) -> None:
        super().__init__(f"challenge:sponsor:{challenge_id}:{sponsor_id}", said.TAKE_BACK)
        self.challenge_id = challenge_id
        self.sponsor_id = sponsor_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the ids."""
        return cls(int(match["challenge"]), int(match["sponsor"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it, and show the challenge without them."""
        challenges, asker = services_of(interaction).challenges, asker_of(interaction)
        _, sponsor = await challenges.to_take_sponsor_back(asker, self.challenge_id, self.sponsor_id)
        page = await challenges.take_sponsor_back(asker, self.challenge_id, self.sponsor_id)
        view, files = await challenge_view(page, said.SPONSOR_BACK.format(name=said.title(sponsor.name)))
        await interaction.response.edit_message(view=view, attachments=files)


class SponsorPicker(Picker, template=r"challenge:sponsors:(?P<challenge>[0-9]{1,18})"):
    """Asks whether the sponsor who is picked is to be taken back."""

    def __init__(self, challenge_id: int, challenge: Challenge | None = None) -> None:
        options = [] if challenge is None else [_option(one, challenge) for one in challenge.sponsors]
        super().__init__(f"challenge:sponsors:{challenge_id}", options)
        self.challenge_id = challenge_id
        self.item.placeholder = said.PICK_SPONSOR

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["challenge"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask."""
        if not re.fullmatch(r"[0-9]{1,18}", self.picked):
            raise UserError("component_stale")
        challenges, asker = services_of(interaction).challenges, asker_of(interaction)
        found = await challenges.to_take_sponsor_back(asker, self.challenge_id, int(self.picked))
        await interaction.response.edit_message(view=SponsorQuestionView(*found), attachments=[])


class SponsorQuestionView(Card):
    """Asks before a sponsor is taken back."""

    def __init__(self, challenge: Challenge, sponsor: Sponsor) -> None:
        pledge = pledge_text(sponsor.pledge, challenge.currency)
        super().__init__(
            said.SPONSOR_QUESTION.format(name=said.title(sponsor.name), pledge=pledge),
            TakeSponsorBackButton(challenge.challenge_id, sponsor.sponsor_id),
            KeepChallengeButton(),
            accent=theme.RACE,
        )


def _option(sponsor: Sponsor, challenge: Challenge) -> discord.SelectOption:
    return discord.SelectOption(
        label=said.plain_title(sponsor.name),
        value=str(sponsor.sponsor_id),
        description=pledge_text(sponsor.pledge, challenge.currency)[:_OPTION],
    )


async def changeable_view(page: ChallengePage, note: str | None = None) -> tuple[ChallengeView, list[discord.File]]:
    """Return a challenge's page with what whoever looks at it may take back."""
    challenge_id, sponsors = page.challenge.challenge_id, page.challenge.sponsors
    buttons = [TakeChallengeBackButton(challenge_id)] if page.may_take_back else []
    lists = [SponsorPicker(challenge_id, page.challenge)] if page.may_change and sponsors else []
    return await challenge_view(page, note, buttons, lists)


async def sponsored_view(page: ChallengePage, note: str) -> tuple[ChallengeView, list[discord.File]]:
    """Return a challenge's page after a sponsor was added, who can be taken back."""
    added = page.challenge.sponsors[-1]
    return await challenge_view(page, note, [TakeSponsorBackButton(page.challenge.challenge_id, added.sponsor_id)])
