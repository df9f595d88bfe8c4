"""Team scores as a coach asks for them: the form for a finish order, and what it makes of the teams."""

import secrets
from collections.abc import Callable, Sequence
from typing import Final

import discord

from bot.domain.cross_country import TeamScore
from bot.services.race_scores import ScoredRace, ScoreRules
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Form, Interaction, asker_of, put, services_of
from bot.ui.controls import Press, Question
from bot.ui.text import race_scores as said
from bot.ui.text.races import title
from bot.ui.text.teams import channel
from bot.ui.text.words import BETWEEN, called
from bot.ui.trying_again import RefilledForm

LONGEST_FIELD: Final = 4_000
TEAMS_SHOWN: Final = 20
NAMED: Final = 6
NAME_SHOWN: Final = 40


class ScoreForm(RefilledForm):
    """Asks for a finish order, by rules that came with the command."""

    not_theirs = "not_allowed"

    def __init__(self, rules: ScoreRules, name: str | None, order: str = "", rest: str = "") -> None:
        super().__init__(title=said.FORM_TITLE)
        self._rules = rules
        self._name = name
        self._order = self._field("order", said.ORDER_FIELD, said.ORDER_HINT, order, said.ORDER_PLACEHOLDER)
        self._rest = self._field("rest", said.REST_FIELD, said.REST_HINT, rest)

    def _field(
        self, custom_id: str, label: str, hint: str, value: str, placeholder: str | None = None
    ) -> discord.ui.TextInput[Form]:
        field = discord.ui.TextInput[Form](
            custom_id=custom_id,
            default=value or None,
            placeholder=placeholder,
            required=placeholder is not None,
            max_length=LONGEST_FIELD,
            style=discord.TextStyle.paragraph,
        )
        self.add_item(discord.ui.Label(text=label, description=hint, component=field))
        return field

    def again(self) -> "ScoreForm":
        """Return a form that is filled in with what was pasted into this one."""
        return ScoreForm(self._rules, self._name, self._order.value, self._rest.value)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Score it, and show the teams, privately."""
        typed = f"{self._order.value}\n{self._rest.value}"
        scored = await services_of(interaction).race_scores.score(asker_of(interaction), self._name, self._rules, typed)
        # What was pasted may have stood there as a file.
        await put(interaction, ScoreView(scored))


class ScoreView(Question):
    """The scores to their coach, with how the list was read, and the press that posts them."""

    def __init__(self, scored: ScoredRace) -> None:
        super().__init__()
        self.scored = scored
        # One post, however often the press arrives.
        self._token = secrets.token_hex(8)
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("\n".join([*team_lines(scored), *notes(scored), *readings(scored)])),
                discord.ui.ActionRow(Press(self, said.POST, self.post, discord.ButtonStyle.primary)),
                accent_colour=theme.RACE,
            )
        )

    async def post(self, interaction: Interaction) -> None:
        """Post them to the feed."""
        await self.once(interaction, self._post)

    async def _post(self, interaction: Interaction) -> None:
        asker = asker_of(interaction)
        channel_id = await services_of(interaction).race_scores.post(asker, self.scored, self._token)
        lines = [*team_lines(self.scored), *notes(self.scored), said.POSTED.format(channel=channel(channel_id))]
        await interaction.response.edit_message(view=Card("\n".join(lines), accent=theme.RACE))


class RaceScoresView(Card):
    """Team scores in the feed; the message is recognised by its `marker`."""

    def __init__(self, scored: ScoredRace, marker: int | None) -> None:
        super().__init__("\n".join([*team_lines(scored), *notes(scored)]), accent=theme.RACE, marker=marker)


def team_lines(scored: ScoredRace) -> list[str]:
    """Return the teams in order."""
    heading = said.HEADING if scored.name is None else said.HEADING_OF.format(name=title(scored.name))
    results = scored.scores.results
    lines = [heading, *map(_team_line, results[:TEAMS_SHOWN])]
    if len(results) > TEAMS_SHOWN:
        lines.append(said.MORE_TEAMS.format(count=len(results) - TEAMS_SHOWN))
    return lines


def _team_line(one: TeamScore) -> str:
    places = _numbers(one.scoring_places)
    if one.displacers:
        places = said.THEN.format(places=places, displacers=_numbers(one.displacers))
    place = said.MEDALS.get(one.place) or said.PLACE.format(place=one.place)
    return said.LINE.format(place=place, team=_team(one.team), score=one.score, places=places)


def notes(scored: ScoredRace) -> list[str]:
    """Return how the scores came about: the rules, who had the same, and who was too few."""
    rules, scores = scored.rules, scored.scores
    displacers = said.DISPLACERS.format(count=rules.displacers) if rules.displacers else ""
    lines = [said.RULES.format(scorers=rules.scorers, displacers=displacers)]
    score_of = {one.team: one.score for one in scores.results}
    shared = {one.place for one in scores.results}
    for tied in scores.ties[:NAMED]:
        line = said.TIED[rules.ties].format(teams=_some(tied, _team), score=score_of[tied[0]])
        lines.append(line)
    if scores.ties and len(shared) < len(scores.results):
        lines[-1] += said.EQUAL
    if scores.incomplete:
        lines.append(said.INCOMPLETE.format(most=rules.scorers - 1, teams=_some(scores.incomplete, _team)))
    return lines


def readings(scored: ScoredRace) -> list[str]:
    """Return how lines were read that could be read in another way."""
    order = scored.order
    lines = [said.FINAL_WORDS] if order.by_final_word else []
    if order.unlisted:
        lines.append(said.UNLISTED.format(places=_some([str(place) for place in order.unlisted], str)))
    return lines


def _some(names: Sequence[str], shown: Callable[[str], str]) -> str:
    """Return some names, and how many more there are."""
    told = ", ".join(map(shown, names[:NAMED]))
    return told if len(names) <= NAMED else said.AND_MORE.format(names=told, count=len(names) - NAMED)


def _team(name: str) -> str:
    return called(name, said.TEAM, NAME_SHOWN)


def _numbers(places: Sequence[int]) -> str:
    return BETWEEN.join(map(str, places))
