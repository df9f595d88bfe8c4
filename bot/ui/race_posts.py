"""What the feed says of races: the card of one, a call when it is near, and how it went."""

from bot.services.race_calls import RaceCall
from bot.services.race_collecting import RaceResults
from bot.services.race_pages import Race
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Button
from bot.ui.race_lines import call_lines, collected_lines, race_lines
from bot.ui.races import CheerAtRaceButton, DetailsButton, JoinButton, ResultButton


class RaceCardView(Card):
    """A race in the team's feed, with what its teammates can do; the message is recognised by its `marker`."""

    def __init__(self, race: Race, marker: int | None) -> None:
        buttons: list[Button] = []
        if not race.cancelled:
            buttons = [JoinButton(race.race_id), CheerAtRaceButton(race.race_id), DetailsButton(race.race_id)]
        super().__init__("\n".join(race_lines(race)), *buttons, accent=theme.RACE, marker=marker)


class RaceCallView(Card):
    """A race that is near, in the team's feed; the message is recognised by its `marker`."""

    def __init__(self, call: RaceCall, marker: int | None) -> None:
        buttons = (JoinButton(call.race_id), CheerAtRaceButton(call.race_id), DetailsButton(call.race_id))
        super().__init__("\n".join(call_lines(call)), *buttons, accent=theme.RACE, marker=marker)


class RaceResultsView(Card):
    """How a race went, in the team's feed the day after; the message is recognised by its `marker`."""

    def __init__(self, results: RaceResults, marker: int | None) -> None:
        buttons = (ResultButton(results.race_id), DetailsButton(results.race_id))
        super().__init__("\n".join(collected_lines(results)), *buttons, accent=theme.RACE, marker=marker)
