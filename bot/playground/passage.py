"""The passage of time: the clock moves from one event to the next, and each is carried out at its own moment."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.app import Application
from bot.playground.cast import Part, person
from bot.playground.ledger import Ledger
from bot.playground.season import Entry
from bot.playground.small_talk import KindWord, Line, PrivateWord
from bot.playground.world import World
from bot.services.asker import Asker
from bot.services.run_outcomes import DoubleRun, OddRun, UnclearRun

Event = Entry | Line | KindWord | PrivateWord
"""What happens in a play without the visitor: a run, a remark, a shoutout, a word between coach and runner."""


class Passage:
    """Moves the world on, together with the application's schedule, its outbox and the runners' own lives."""

    def __init__(self, world: World, application: Application, ledger: Ledger) -> None:
        self._world = world
        self._application = application
        self._ledger = ledger
        self._coming: list[Event] = []
        self._on_the_way: list[Callable[[], Awaitable[None]]] = []

    def expect(self, events: Iterable[Event]) -> None:
        """Let these happen when their time comes; earlier expectations stand."""
        self._coming = sorted([*self._coming, *events], key=lambda event: (event.at, event.who))

    def do_on_the_way(self, work: Callable[[], Awaitable[None]]) -> None:
        """Have something done as well wherever the clock stops."""
        self._on_the_way.append(work)

    async def move_to(self, target: datetime) -> None:
        """Move the clock to `target` (aware UTC), stopping wherever something happens on the way.

        So a message carries the time it would really have, and nothing is done twice or left out.
        """
        await self._work()
        while (due := await self._next()) is not None and due <= target:
            await self._world.advance_to(due)
            await self._work()
        await self._world.advance_to(target)
        # The running program does it every hour; who has left in between is noticed here all the same.
        await self._application.call_the_roll()
        await self._work()

    async def log(self, entry: Entry) -> int:
        """Write one run down through the application and return its key."""
        runs, asker = self._application.services.runs, self.asker(entry.who)
        outcome = await runs.log(asker, entry.draft)
        while isinstance(outcome, OddRun | DoubleRun):
            # In a play everybody means what the script says.
            outcome = await runs.save(asker, replace(outcome.pending, odd_is_right=True, is_another=True))
        assert not isinstance(outcome, UnclearRun)
        return outcome.run.run_id

    def asker(self, who: str) -> Asker:
        """Return a person as the services know them."""
        part = person(who).part
        return Asker(
            team_id=self._world.guild.id,
            user_id=self._world.user_id(who),
            name=person(who).name,
            role_ids=frozenset({self._world.coach_role_id}) if part is Part.COACH else frozenset(),
            is_admin=part is Part.ADMIN,
        )

    async def _next(self) -> datetime | None:
        now = self._world.now()
        ahead = [self._coming[0].at] if self._coming else []
        due = await self._ledger.next_due(now)
        return min([*ahead, *([due] if due is not None else [])], default=None)

    async def _work(self) -> None:
        await self._application.tick()
        await self._application.see_to_events()
        while self._coming and self._coming[0].at <= self._world.now():
            await self._happen(self._coming.pop(0))
        for work in self._on_the_way:
            await work()
        await self._application.deliver_outbox()

    async def _happen(self, event: Event) -> None:
        match event:
            case Line():
                await self._world.members[event.who].send(self._world.places[event.place].handle, event.text)
            case KindWord():
                shoutouts, asker = self._application.services.shoutouts, self.asker(event.who)
                to = await shoutouts.addressed(asker, ", ".join(person(who).name for who in event.to))
                await shoutouts.give(asker, to, event.text)
            case PrivateWord():
                await self._say(event)
            case Entry():
                run_id = await self.log(event)
                for fan in event.cheered_by:
                    await self._application.services.cheers.toggle(self.asker(fan), run_id)

    async def _say(self, word: PrivateWord) -> None:
        feedback, asker = self._application.services.feedback, self.asker(word.who)
        if person(word.who).part is Part.COACH:
            reader = await feedback.recipient(asker, person(word.to).name)
            await feedback.give(asker, reader.runner_id, word.text)
        else:
            await feedback.reply(asker, word.text)
