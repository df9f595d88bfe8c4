"""What happens in a fault run, one thing at a time: to runs, to connections, to events, to Strava and to processes."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.domain.back_fills import Reach
from bot.domain.connections import Service
from bot.domain.doubles import Likeness
from bot.domain.found_runs import FoundState
from bot.errors import UserError
from bot.playground.local_strava import Fault
from bot.services.entries import Entry
from bot.services.imports import ImportProgress
from bot.services.reading import RunDraft
from bot.services.run_outcomes import DoubleRun, OddRun, Outcome, Pending, UnclearRun
from tests.strava.fault_process import Process, settled
from tests.strava.fault_world import Known, Person, World

FORGED = {"event_time": 1, "updates": {"authorized": "false", "title": "polyline"}}
ASPECTS = ("create", "update", "delete")
FAULTS = ("stumble", "nonsense", "cut", "cut after", "limit", "odd", "400", "401", "used up", "hang")
REFUSED = {
    "message": "Authorization Error",
    "errors": [{"resource": "Athlete", "field": "access_token", "code": "invalid"}],
}
NO_QUESTION = (FoundState.GONE, FoundState.KNOWN)
TOKENS = "/oauth/token"

WEIGHTS = {
    "finish_run": 14,
    "change_run": 4,
    "delete_run": 3,
    "hide_or_show": 5,
    "connect": 7,
    "disconnect": 1,
    "withdraw": 1,
    "decide": 1,
    "be_forgotten": 0.5,
    "leave": 0.7,
    "press": 7,
    "press_twice": 2,
    "type_a_run": 2,
    "delete_an_entry": 1,
    "want_it_by_itself": 2,
    "look_further_back": 4,
    "decide_on_older_runs": 6,
    "take_in_lists": 3,
    "bring_events": 6,
    "forge": 2,
    "break_something": 7,
    "mend_it": 5,
    "end_the_subscription": 0.5,
    "pass_time": 6,
    "look": 8,
    "look_later": 12,
    "see_to": 4,
    "send_letters": 6,
    "start_another": 2,
    "stop_one": 2,
}
"""How often each thing happens, compared with the others."""


class Steps:
    """Things that happen; each is tried by name and may find nothing to happen to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        self.strava = world.strava
        self._cutting: list[Fault] = []

    async def one(self) -> None:
        """Let one thing happen."""
        steps = WEIGHTS
        name = self.rng.choices(list(steps), list(steps.values()))[0]
        self.world.past.append(name)
        step: Callable[[], Awaitable[None]] = getattr(self, name)
        await step()
        await self.world.observe()

    # --- runs at Strava ---------------------------------------------------------

    async def finish_run(self) -> None:
        """Somebody comes home, or empties a watch."""
        person = self.rng.choice(self.world.people)
        began = person.free_start(self.rng, self.world.clock.now(), self.rng.choice((1, 6, 44)))
        if began is None:
            return
        self.world.finish(person, began)

    async def change_run(self) -> None:
        """A distance is corrected, of which no event tells, or a title, of which one does."""
        if known := self._any_run():
            metres = self.world.metres()
            known.distances.add(metres)
            self.strava.change_run(known.activity, distance_m=float(metres), moving_s=metres * 0.31)
            if self.rng.random() < 0.5:
                self.strava.change_run(known.activity, name=f"Run of {self.rng.random()}")

    async def delete_run(self) -> None:
        """A run is deleted there."""
        if known := self._any_run():
            self.strava.delete_run(known.activity)
            known.exists = False

    async def hide_or_show(self) -> None:
        """A run is kept to oneself, or is a ride by now; and the other way round."""
        known = self._any_run()
        if known is None:
            return
        if known.is_shown:
            hidden = self.rng.choice(({"visibility": "only_me"}, {"sport_type": "Ride"}, {"flagged": True}))
            self.strava.change_run(known.activity, **hidden)
        else:
            self.strava.change_run(known.activity, visibility="everyone", sport_type="Run", flagged=False)
            known.shown_since = self.world.clock.now()
            person = next(one for one in self.world.people if known.key in one.runs)
            known.looked_before = person.looked_at

    def _any_run(self) -> Known | None:
        known = [one for person in self.world.people for one in person.runs.values() if one.exists]
        return self.rng.choice(known[-8:]) if known else None

    # --- connections ------------------------------------------------------------

    async def connect(self) -> None:
        """Somebody goes to Strava and comes back."""
        person = self.rng.choice(self.world.people)
        if person.left or not (process := self._process()):
            return
        try:
            consent = await process.services.connections.begin(person.asker)
        except UserError as refused:
            self._expect(refused, "connected_already", "no_seat", "service_rests", "older_runs_undecided")
            return
        if person.connected_at is not None:
            return
        [state] = parse_qs(urlsplit(consent.url).query)["state"]
        as_whom = self.rng.choice(self.world.people) if self.rng.random() < 0.15 else person
        if as_whom is not person and as_whom.connected_at is None:
            return
        code, cuts = self.strava.authorise(as_whom.athlete), self._cuts_tokens
        try:
            await process.services.connections.come_back(state, code, "read,activity:read")
        except UserError as refused:
            taken = ("account_taken", "account_in_other_team")
            self._expect(refused, "service_silent", "service_rests", "no_seat", "link_closed", *taken)
            as_whom.in_limbo = as_whom.in_limbo or as_whom.connected_at is None
            if refused.code not in taken:
                # Strava may have given a new pair, whose answer was lost.
                as_whom.may_be_void = as_whom.may_be_void or cuts
            return
        assert as_whom is person, "somebody else's account was taken"
        self.world.begin(person)

    @staticmethod
    def _expect(refused: UserError, *codes: str) -> None:
        if refused.code not in codes:
            raise refused

    async def disconnect(self) -> None:
        """Somebody has had enough."""
        person = self.rng.choice(self.world.people)
        if process := self._process():
            keep = self.rng.random() < 0.5
            try:
                await process.services.connections.disconnect(person.asker, Service.STRAVA, keep=keep)
            except UserError:
                assert person.connected_at is None
                return
            self.world.end(person)
            await self._nothing_is_left_of(person)

    async def withdraw(self) -> None:
        """Somebody takes access back in Strava's own settings."""
        person = self.rng.choice(self.world.people)
        if person.connected_at is not None:
            self.strava.deauthorise(person.athlete)
            person.withdrew = True

    async def decide(self) -> None:
        """Somebody whose access was refused says what becomes of their runs."""
        person = self.rng.choice(self.world.people)
        row = (await self.world.seen(person)).row
        if (process := self._process()) and row is not None and person.connected_at is None:
            keep = self.rng.random() < 0.5
            await process.services.connections.decide(person.asker.user_id, None, row.connection_id, keep=keep)

    async def be_forgotten(self) -> None:
        """Somebody has all of theirs erased."""
        person = self.rng.choice(self.world.people)
        if process := self._process():
            self.world.end(person)
            await process.services.privacy.forget(person.asker)
            # What was said to them alone stays in their own direct messages: nobody knows any more where it stands.
            self.world.mailbox.forget(person.asker.user_id, person.asker.team_id)
            person.refusals = 0
            await self._nothing_is_left_of(person)

    async def leave(self) -> None:
        """Somebody leaves the server, or comes back to it."""
        person = self.rng.choice(self.world.people)
        seen = await self.world.seen(person)
        if seen.runner_id is None or not (process := self._process()):
            return
        person.left = not person.left
        left_at = self.world.clock.now() if person.left else None
        runner_id = seen.runner_id
        await self.world.database.write(lambda uow: uow.runners.change(runner_id, left_at=left_at))
        if person.left:
            self.world.end(person)
            await process.see_to()
            await self._nothing_is_left_of(person)

    async def _nothing_is_left_of(self, person: Person) -> None:
        seen = await self.world.seen(person)
        assert seen.found == ()
        assert seen.row is None

    # --- under letters ----------------------------------------------------------

    async def press(self) -> None:
        """Somebody presses under a letter."""
        person, process = self.rng.choice(self.world.people), self._process()
        found = [one for one in (await self.world.seen(person)).found if one.state not in NO_QUESTION]
        if process is None or not found:
            return
        row, services, user_id = self.rng.choice(found), process.services, person.asker.user_id
        form = RunDraft(distance=f"{row.distance_m / 1000 + 0.1:.2f}", time="52:10", when=f"{row.local_date}")
        presses: list[Callable[[], Awaitable[object]]] = [
            lambda: services.found_runs.log(user_id, None, row.found_id),
            lambda: services.found_runs.ignore(user_id, None, row.found_id),
            lambda: services.found_runs.share(user_id, None, row.found_id),
            lambda: services.found_runs.take_over(user_id, None, row.found_id),
            lambda: services.found_runs.leave_as_it_is(user_id, None, row.found_id),
            lambda: services.found_runs.log_changed(user_id, None, row.found_id, form),
        ]
        await self._insist(process, person, self.rng.choice(presses))

    async def press_twice(self) -> None:
        """Somebody presses Log twice, and two processes hear of it."""
        person, process = self.rng.choice(self.world.people), self._process()
        found = [one for one in (await self.world.seen(person)).found if one.state == FoundState.OFFERED]
        if process is None or not found:
            return
        found_id, user_id = self.rng.choice(found).found_id, person.asker.user_id
        at_once = (process, self.world.processes[-1])
        presses = [partial(one.services.found_runs.log, user_id, None, found_id) for one in at_once]
        await settled(*(self._insist(one, person, press) for one, press in zip(at_once, presses, strict=True)))

    async def type_a_run(self) -> None:
        """Somebody typed a run with its hour before Strava was heard of."""
        person, process = self.rng.choice(self.world.people), self._process()
        runs = list(person.runs.values())
        if process is None or not runs or person.left:
            return
        facts = self.rng.choice(runs).facts
        entry = Entry(facts.started_at.date(), facts.started_at, round(facts.distance_m), round(facts.moving_s))
        await self._insist(process, person, lambda: process.services.runs.save(person.asker, Pending(entry)))

    async def delete_an_entry(self) -> None:
        """Somebody takes an entry out of their log."""
        person, process = self.rng.choice(self.world.people), self._process()
        log = (await self.world.seen(person)).log
        if process is None or not log or person.left:
            return
        run = self.rng.choice(log)
        for known in person.runs.values():
            known.entry_deleted = known.entry_deleted or known.facts.started_at == run.started_at
        await process.services.runs.delete(person.asker, run.run_id)

    async def _insist(self, process: Process, person: Person, ask: Callable[[], Awaitable[Any]]) -> None:
        """Answer what a runner is asked: it is right, and another run unless it began at the same moment."""
        try:
            outcome: Outcome | UnclearRun = await ask()
            while isinstance(outcome, OddRun | DoubleRun):
                if isinstance(outcome, DoubleRun) and outcome.likeness is not Likeness.ZONE_SHIFTED:
                    return
                pending = replace(outcome.pending, odd_is_right=True, is_another=isinstance(outcome, DoubleRun))
                outcome = await process.services.runs.save(person.asker, pending)
        except UserError:
            return

    async def want_it_by_itself(self) -> None:
        """Somebody lets their runs be shared by themselves, where that may be."""
        person = self.rng.choice(self.world.people)
        if process := self._process():
            try:
                await process.services.connections.share_by_itself(person.asker, wished=self.rng.random() < 0.8)
            except UserError:
                return

    # --- looking further back ---------------------------------------------------

    async def look_further_back(self) -> None:
        """Somebody ran before anybody asked, and wants an account looked through further back."""
        connected = [one for one in self.world.people if one.connected_at is not None]
        person = self.rng.choice(connected or self.world.people)
        for _ in range(self.rng.choice((1, 2, 4))):
            began = person.free_start(self.rng, self.world.clock.now(), 24 * self.rng.choice((5, 20, 300)))
            if began is not None:
                self.world.finish(person, began)
        if process := self._process():
            try:
                reach = self.rng.choice(tuple(Reach))
                await process.services.back_fills.begin(person.asker, Service.STRAVA, reach)
            except UserError:
                assert person.connected_at is None or person.left
                return
            if self.rng.random() < 0.5:
                await self.look()

    async def decide_on_older_runs(self) -> None:
        """Somebody says what becomes of the older runs that were found, in two places at once, or leaves them be."""
        seen = [(one, await self.world.back_fill(one)) for one in self.world.people]
        found = [(one.asker.user_id, back_fill.back_fill_id) for one, back_fill in seen if back_fill is not None]
        process = self._process()
        if process is None or not found:
            return
        user_id, number = self.rng.choice(found)
        presses: list[Awaitable[object]]
        if self.rng.random() < 0.3:
            presses = [process.services.back_fills.leave(user_id, None, number)]
        else:
            both = (process, self.world.processes[-1])
            presses = [one.services.back_fills.log_all(user_id, None, number) for one in both]
        begun = await asyncio.gather(*presses, return_exceptions=True)
        for one in begun:
            if isinstance(one, UserError):
                self._expect(one, "back_fill_gone", "back_fill_goes_on")
            elif isinstance(one, BaseException):
                raise one
        assert sum(isinstance(one, ImportProgress) for one in begun) <= 1, "older runs are on their way twice"

    async def take_in_lists(self) -> None:
        """The worker puts what was wanted into the log, in every process at once."""
        await settled(*(one.take_in() for one in self.world.processes))

    # --- events -----------------------------------------------------------------

    async def bring_events(self) -> None:
        """Events come: some late, some twice, some never."""
        await self.strava.settle()
        bag = self.world.postman.bag
        self.rng.shuffle(bag)
        while bag:
            event = bag.pop()
            for _ in range(self.rng.choice((0, 1, 1, 1, 2))):
                await self.world.postman.bring(*event)

    async def forge(self) -> None:
        """Somebody who knows the address and the number says what is not so."""
        post = next((one for one in self.strava.posts if one.event), None)
        path = next((path for path, _ in self.world.postman.bag), None)
        if post is None or path is None:
            return
        person = self.rng.choice(self.world.people)
        thing = self.rng.choice([*person.runs, "7"])
        event = post.event | FORGED | {"owner_id": person.athlete.athlete_id, "object_id": int(thing)}
        event |= {"object_type": self.rng.choice(("activity", "athlete")), "aspect_type": self.rng.choice(ASPECTS)}
        await self.world.postman.bring(path, json.dumps(event).encode())

    # --- faults -----------------------------------------------------------------

    async def break_something(self) -> None:
        """Something goes wrong at Strava, for one call or for many."""
        faults, times = self.strava.faults, self.rng.choice((1, 1, 2, 5))
        path = self.rng.choice(("*", "*/athlete/activities", TOKENS, "/oauth/revoke", "*/activities/*"))
        match self.rng.choice(FAULTS):
            case "stumble":
                faults.stumbles(path, status=self.rng.choice((500, 502, 503, 504)), times=times)
            case "nonsense":
                faults.talks_nonsense(path, times=times)
            case "cut":
                faults.cuts(path, times=times)
            case "cut after":
                self._cutting.append(faults.cuts(path, after=True, times=times))
            case "limit":
                faults.answers(429, {"message": "Rate Limit Exceeded", "errors": []}, path, times=times)
            case "odd":
                faults.odd_rows += [{"id": "x"}, None, 7, {"sport_type": "Run", "id": 1, "distance": -1}]
            case "401":
                faults.answers(401, REFUSED, "*/athlete/activities", times=self.rng.choice((1, 2)))
            case "400":
                faults.stumbles(path, status=400, times=times)
            case "used up":
                self.strava.counter.use_up(day=self.rng.random() < 0.3)
            case "hang":
                faults.hangs(path, times=1)

    async def mend_it(self) -> None:
        """All is well again at Strava."""
        self.strava.faults.clear()
        self._cutting.clear()
        self.strava.application.inactive = False

    async def end_the_subscription(self) -> None:
        """The owner of the application stops paying."""
        self.strava.application.inactive = True

    @property
    def _cuts_tokens(self) -> bool:
        """Whether a pair that is given just now may be lost on its way."""
        return any(one.path in ("*", TOKENS) and one.hits < (one.times or 0) for one in self._cutting)

    # --- processes and time -----------------------------------------------------

    async def pass_time(self) -> None:
        """Time passes."""
        minutes = self.rng.choice((1, 6, 31, 31, 125, 400, 1_440, 3_000, 12_000 if self.rng.random() < 0.3 else 31))
        self.world.clock.forward(minutes=minutes, seconds=self.rng.randrange(60))

    async def look(self) -> None:
        """Every process looks, at once."""
        self._note_risks()
        await settled(*(one.look() for one in self.world.processes))

    async def look_later(self) -> None:
        """Half an hour passes, and they look."""
        self.world.clock.forward(minutes=31)
        await self.look()

    async def see_to(self) -> None:
        """Duties are done, by all at once."""
        await settled(*(one.see_to() for one in self.world.processes))

    async def send_letters(self) -> None:
        """The worker sends what is due."""
        if process := self._process():
            await self.world.mailbox.deliver(process)

    async def start_another(self) -> None:
        """A second process starts."""
        if len(self.world.processes) < 2:
            await self.world.start_process()

    async def stop_one(self) -> None:
        """A process is stopped, or killed, in the middle of a look; another one goes on."""
        if not self.world.processes:
            return
        process = self.world.processes.pop(self.rng.randrange(len(self.world.processes)))
        self.world.clock.forward(minutes=self.rng.choice((31, 330)))
        self._note_risks()
        looking = asyncio.create_task(process.look())
        await asyncio.sleep(self.rng.uniform(0, 0.03))
        if self.rng.random() < 0.5:
            for person in self.world.people:
                person.may_be_void = True
            await process.kill(looking)
        else:
            await process.stop(looking)
        if not self.world.processes:
            await self.world.start_process()

    def _note_risks(self) -> None:
        """Pairs may be lost whose answers are cut off."""
        if self._cuts_tokens:
            for person in self.world.people:
                person.may_be_void = True

    def _process(self) -> Process | None:
        return self.rng.choice(self.world.processes) if self.world.processes else None
