"""The tour: five things to try, each ticked off by what really happened and not by what was clicked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord.ext import commands

from bot.playground.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to try: where, as whom, and how."""

    key: str
    title: str
    how: str
    place: str
    who: str
    command: str = ""
    """What to type first; empty when nothing is typed."""
    jump: str = ""
    """The clock button that belongs to this step."""


STEPS: Final = (
    Step(
        key="log",
        title="Log a run as Ana",
        how="Pick /run log, fill in 10k and 52:10, press Enter.",
        place="feed",
        who="ana",
        command="/run log",
    ),
    Step(
        key="cheer",
        title="Cheer it as Ben",
        how="Press the button under Ana’s card. Press again to take it back.",
        place="feed",
        who="ben",
    ),
    Step(
        key="points",
        title="See your points",
        how="Pick /points show: what the week has brought, rule by rule.",
        place="general",
        who="ana",
        command="/points show",
    ),
    Step(
        key="board",
        title="Open the board",
        how="Pick /leaderboard and send it. Mo stays off the board by choice.",
        place="general",
        who="ben",
        command="/leaderboard",
    ),
    Step(
        key="monday",
        title="Jump to Monday and read the post",
        how="Move the clock to Monday 08:00. The week’s leaderboard appears by itself.",
        place="leaderboard",
        who="ana",
        jump="monday",
    ),
)


class Tour:
    """Knows which steps are done. A step once done stays done."""

    def __init__(self, ledger: Ledger, *, ana_id: int, is_read: Callable[[str], bool]) -> None:
        self._ledger = ledger
        self._ana_id = ana_id
        self._is_read = is_read
        self._answered: set[str] = set()
        self._done: set[str] = set()
        self._run_before = 0
        self._weeks_before: frozenset[str] = frozenset()

    async def begin(self) -> None:
        """Remember how things stand, so that only what happens from now on counts."""
        self._run_before = await self._ledger.newest_run(self._ana_id)
        self._weeks_before = await self._ledger.weeks_posted()

    def watch(self, bot: commands.Bot) -> None:
        """Notice which commands are answered."""

        async def on_app_command_completion(_: discord.Interaction, command: Any) -> None:
            self._answered.add(command.qualified_name)

        bot.add_listener(on_app_command_completion)

    async def done(self) -> Sequence[bool]:
        """Tell for each step whether it has happened."""
        for step in STEPS:
            if step.key not in self._done and await self._happened(step.key):
                self._done.add(step.key)
        return [step.key in self._done for step in STEPS]

    async def _happened(self, key: str) -> bool:
        match key:
            case "log":
                return await self._ledger.newest_run(self._ana_id) > self._run_before
            case "cheer":
                return await self._ledger.cheers_after(self._ana_id, self._run_before) > 0
            case "points":
                return "points show" in self._answered
            case "board":
                return "leaderboard" in self._answered
            case _:
                news = await self._ledger.weeks_posted() - self._weeks_before
                return bool(news) and self._is_read("leaderboard")
