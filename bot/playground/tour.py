"""The tour: things to try, each ticked off by what really happened and not by what was clicked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord
from discord.ext import commands

from bot.playground.ledger import Ledger, Seen
from db.repositories.teams import TeamRow


@dataclass(frozen=True, slots=True)
class Then:
    """Where a step goes on, and as whom."""

    label: str
    place: str
    who: str


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
    then: Then | None = None
    runs: str = ""
    """Who finishes a run on Strava in this step, once they have connected it."""


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
        key="praise",
        title="Praise Chloé and Mo at once",
        how="Pick /shoutout give, to Chloé, Mo. She hears it in the feed, he by a private message: each as they like.",
        place="feed",
        who="ana",
        command="/shoutout give",
        then=Then("Read it as Mo", "dm-mo", "mo"),
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
        key="race",
        title="Join a race as Chloé",
        how="Pick /race join, choose the Lakeside Run, send it, and pick a distance. Who runs it too hears of her.",
        place="feed",
        who="chloe",
        command="/race join",
    ),
    Step(
        key="result",
        title="Say how Ana’s race went",
        how="Pick /race show, choose the Canal 5k of last night, press My result, and type 24:10. Her log has it too.",
        place="feed",
        who="ana",
        command="/race show",
    ),
    Step(
        key="seen",
        title="Change what others see of Mo",
        how="Send /profile edit, press What others see, and share less. Mo’s cards above follow at once.",
        place="feed",
        who="mo",
        command="/profile edit",
    ),
    Step(
        key="word",
        title="Have a quiet word with Ben",
        how="As coach Caleb, pick /coach feedback, choose Ben, and write in the form. Then read it as Ben.",
        place="general",
        who="caleb",
        command="/coach feedback",
        then=Then("Read it as Ben", "dm-ben", "ben"),
    ),
    Step(
        key="plan",
        title="Plan the coming week as the coach",
        how="Send /coach plan as Caleb, and press Copy the week before. What waits goes out on Sunday by itself.",
        place="general",
        who="caleb",
        command="/coach plan",
    ),
    Step(
        key="week",
        title="Read Ana’s own week",
        how="Pick /plan week: what her coach planned for her, beside what she ran of it.",
        place="general",
        who="ana",
        command="/plan week",
    ),
    Step(
        key="checkup",
        title="Look for five signs in her log",
        how="Pick /checkup: patterns in numbers, for Ana alone. Her coach reads it if she shares it.",
        place="general",
        who="ana",
        command="/checkup",
    ),
    Step(
        key="strava",
        title="Let Strava tell Ben of a run",
        how="Send /strava connect, press its button and authorize at the stand-in. Then finish a run there and log it.",
        place="dm-ben",
        who="ben",
        command="/strava connect",
        runs="ben",
    ),
    Step(
        key="meet",
        title="Meet Baton as somebody new",
        how="Robin has never asked it anything. Send /run list, answer three questions, and the list comes after them.",
        place="general",
        who="robin",
        command="/run list",
    ),
    Step(
        key="setup",
        title="Set the team up",
        how="Send /team setup as Robin, who runs the server, and let public posts show miles too.",
        place="general",
        who="robin",
        command="/team setup",
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


@dataclass(frozen=True, slots=True)
class Before:
    """How things stood when the tour began."""

    run: int = 0
    weeks: frozenset[str] = frozenset()
    mo: Seen | None = None
    words: int = 0
    plans: int = 0
    praise: int = 0
    team: TeamRow | None = None
    races: frozenset[int] = frozenset()
    results: frozenset[int] = frozenset()
    confirmed: int = 0


class Tour:
    """Knows which steps are done. A step once done stays done."""

    def __init__(self, ledger: Ledger, *, user_id: Callable[[str], int], is_read: Callable[[str], bool]) -> None:
        self._ledger = ledger
        self._user_id = user_id
        self._is_read = is_read
        self._answered: set[str] = set()
        self._done: set[str] = set()
        self._before = Before()

    async def begin(self) -> None:
        """Remember how things stand, so that only what happens from now on counts."""
        ledger = self._ledger
        self._before = Before(
            run=await ledger.newest_run(self._user_id("ana")),
            weeks=await ledger.weeks_posted(),
            mo=await ledger.seen(self._user_id("mo")),
            words=await ledger.words_to(self._user_id("ben")),
            plans=await ledger.weeks_planned(),
            praise=await ledger.newest_shoutout_by(self._user_id("ana")),
            team=await ledger.team(),
            races=await ledger.races_run_by(self._user_id("chloe")),
            results=await ledger.results_of(self._user_id("ana")),
            confirmed=await ledger.runs_confirmed(self._user_id("ben")),
        )

    def watch(self, bot: commands.AutoShardedBot) -> None:
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
        ledger, before = self._ledger, self._before
        match key:
            case "log":
                return await ledger.newest_run(self._user_id("ana")) > before.run
            case "cheer":
                return await ledger.cheers_after(self._user_id("ana"), before.run) > 0
            case "praise":
                given = await ledger.newest_shoutout_by(self._user_id("ana")) > before.praise
                return given and self._is_read("dm-mo")
            case "points":
                return "points show" in self._answered
            case "board":
                return "leaderboard" in self._answered
            case "race":
                return bool(await ledger.races_run_by(self._user_id("chloe")) - before.races)
            case "result":
                return bool(await ledger.results_of(self._user_id("ana")) - before.results)
            case "seen":
                return await ledger.seen(self._user_id("mo")) != before.mo
            case "word":
                return await ledger.words_to(self._user_id("ben")) > before.words and self._is_read("dm-ben")
            case "plan":
                return await ledger.weeks_planned() > before.plans
            case "week":
                return "plan week" in self._answered
            case "checkup":
                return "checkup" in self._answered
            case "strava":
                return await ledger.runs_confirmed(self._user_id("ben")) > before.confirmed
            case "meet":
                return (await ledger.seen(self._user_id("robin"))).has_answered
            case "setup":
                return await ledger.team() != before.team
            case _:
                return bool(await ledger.weeks_posted() - before.weeks) and self._is_read("leaderboard")
