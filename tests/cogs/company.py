"""Everybody who could try something: in the team, in another one and in direct messages, and what came of it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Final

import discord
import simcord
from simcord import interactions
from simcord.backend import serializers
from simcord.enums import AppCommandType, InteractionType

from bot.domain.dates import Week
from bot.domain.plans import EVERYBODY, Scope, Target
from bot.services.asker import Asker
from bot.services.challenge_drafts import ChallengeDraft
from bot.services.plan_pages import Whom
from bot.services.plan_weeks import put_up
from bot.services.race_drafts import RaceDraft
from bot.services.race_pages import RacePage
from bot.services.reading import RunDraft
from bot.services.relay_drafts import LegDraft, RelayDraft
from bot.services.relay_pages import RelayPage
from bot.services.run_outcomes import DoubleRun, LoggedRun
from bot.ui import text
from bot.ui.text import profiles
from db.unit_of_work import UnitOfWork
from tests.composed import Stage, buttons, pressable, words
from tests.services.planned import save_plan

STRANGER, RUNNER, OTHER, COACH, ADMIN, ELSEWHERE, DIRECT, TEAMLESS = ACTORS = (
    *("stranger", "runner", "other", "coach", "admin", "elsewhere", "direct", "teamless"),
)
"""`stranger` is a member who has never used the bot. `runner` owns whatever it is about, `elsewhere` is the same person
in another server, where they are coach and admin, and `direct` the same person in the bot's direct messages. `teamless`
writes to the bot there without being in any team."""

SECRET: Final = "for the Harriers alone"
"""Stands in what the owner writes, and has no business in another server."""

_HANDLES: Final = (6, 8)
"""Lists of roles and of channels."""

Actor = simcord.MemberActor | simcord.UserHandle
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Thing:
    """What there is to reach for: made anew for each attempt, and owned by `runner`."""

    run_id: int
    feedback_id: int
    runner_id: int


@dataclass(frozen=True, slots=True)
class Company:
    """A team with one member of each kind, and a second team that has the owner in it."""

    stage: Stage
    rivals: simcord.GuildHandle
    actors: dict[str, Actor]
    places: dict[str, int]
    messages: dict[str, Any]
    before: list[Rows]
    """What was written down before the attempt, newest last; see `all_set`."""

    def all_set(self) -> None:
        """Take what is written down now as what the attempt found."""
        self.before.append(self.rows())

    async def thing(self) -> Thing:
        """Have the owner write something new."""
        await self._know_everybody()
        draft = RunDraft(distance="5k", time="31:00", note=SECRET)
        runs, asker = self.stage.application.services.runs, self.asker(RUNNER)
        logged = await runs.log(asker, draft)
        if isinstance(logged, DoubleRun):
            # What was written before looks just like it.
            logged = await runs.save(asker, replace(logged.pending, is_another=True))
        assert isinstance(logged, LoggedRun)
        await self.stage.application.deliver_outbox()
        return await self.stage.application.database.write(lambda uow: self._written(uow, logged.run.run_id))

    def _written(self, uow: UnitOfWork, run_id: int) -> Thing:
        """Have the coach write to the owner."""
        team_id = self.stage.guild.id
        runner = uow.runners.find(team_id, self.actors[RUNNER].id)
        assert runner is not None
        feedback_id = uow.feedback.add(
            team_id=team_id,
            runner_id=runner.runner_id,
            coach_id=self.actors[COACH].id,
            coach_name="Cleo",
            message=SECRET,
            sent_at=self.stage.env.now(),
        )
        return Thing(run_id, feedback_id, runner.runner_id)

    async def answer(self, thing: Thing) -> int:
        """Have the owner answer what their coach wrote; returns the answer's key."""
        await self.stage.application.services.feedback.answer(self.asker(RUNNER), thing.feedback_id, SECRET)
        self.all_set()
        return int(self.sql("SELECT max(feedback_id) FROM feedback")[0][0])

    async def template(self) -> None:
        """Let the coach have a template."""
        team, coach, now = self.stage.guild.id, self.actors[COACH].id, self.stage.env.now()
        await self.stage.application.database.write(
            lambda uow: uow.feedback_templates.put(team, coach, "Easy", SECRET, now)
        )

    async def kept(self, actor: str) -> int:
        """Have somebody have written to the bot directly, not said yet for whom; returns the words' key."""
        self.sql("DELETE FROM kept_words")
        user_id, now = self.actors[actor].id, self.stage.env.now()
        return await self.stage.application.database.write(lambda uow: uow.kept_words.add(user_id, 1, SECRET, now))

    async def challenge(self) -> int:
        """Let the owner's team have one challenge, and no other; returns its key."""
        self.sql("DELETE FROM challenges")
        draft = ChallengeDraft("December", "500 km", "2026-12-20")
        admin = replace(self.asker(ADMIN), is_admin=True)
        page = await self.stage.application.services.challenges.create(admin, draft)
        return page.challenge.challenge_id

    async def sponsor(self) -> int:
        """Let the challenge have a sponsor; returns their key."""
        admin = replace(self.asker(ADMIN), is_admin=True)
        page = await self.stage.application.services.challenges.sponsor(admin, "December", "Gran", "1 per km")
        return page.challenge.sponsors[-1].sponsor_id

    async def race(self, *, begun: bool = False) -> RacePage:
        """Let the owner's team have one race, and no other, that the owner has added and runs; `begun`: today."""
        self.sql("DELETE FROM races")
        services, owner = self.stage.application.services, self.asker(RUNNER)
        added = await services.races.add(
            owner, RaceDraft("Berlin 10k", "today" if begun else "2027-04-11", "5k" if begun else "10k")
        )
        return await services.entrants.join(owner, added.page.race.race_id)

    async def relay(self) -> RelayPage:
        """Let the owner's team have one relay, and no other, whose only leg is the owner's; an admin set it up."""
        self.sql("DELETE FROM relays")
        services, admin = self.stage.application.services, replace(self.asker(ADMIN), is_admin=True)
        page = await services.relays.create(admin, RelayDraft("New Year", "2027-04-11", "9:00", "10k"))
        [leg] = page.relay.squads[0].legs
        taken = LegDraft(runner=self.asker(RUNNER).name)
        return await services.relay_legs.change(admin, leg.leg_id, taken)

    async def plan(self) -> tuple[int, int]:
        """Let the owner's team have one plan, and no other: everybody's. Returns its key and version."""
        self.sql("DELETE FROM plans")
        admin = replace(self.asker(COACH), role_ids=frozenset(self._coach_roles()))
        page = await self.stage.application.services.plans.write(admin, Whom(EVERYBODY), Week(2026, 48), "Tue 8 km E")
        return page.plan_id, page.version

    def _coach_roles(self) -> list[int]:
        return [role for [role] in self.sql("SELECT coach_role_id FROM teams") if role]

    async def planned(self) -> tuple[int, int]:
        """Let the owner have a plan for this week, and no other, that they see; returns their key and a session's."""
        for table in ("planned_sessions", "plan_weeks", "plans"):
            self.sql(f"DELETE FROM {table}")

        def plan(uow: UnitOfWork) -> tuple[int, int]:
            team_id, week = self.stage.guild.id, Week.of(self.stage.env.now().date())
            runner = uow.runners.find(team_id, self.actors[RUNNER].id)
            assert runner is not None
            target = Target(Scope.RUNNER, runner.runner_id)
            row = save_plan(uow, team_id, target, [runner.runner_id], {"Mon": f"8 km E, {SECRET}"}, week=week)
            put_up(uow, row, self.stage.env.now())
            [session] = uow.planned.between(runner.runner_id, week.monday, week.sunday)
            return runner.runner_id, session.session_id

        return await self.stage.application.database.write(plan)

    async def _know_everybody(self) -> None:
        """Make everybody but the stranger a runner who has answered what the bot asks a new one."""
        application = self.stage.application
        for actor in (RUNNER, OTHER, COACH, ADMIN, ELSEWHERE):
            await application.services.profiles.ask_once(self.asker(actor))
        await application.services.memberships.choose(self.actors[RUNNER].id, self.stage.guild.id)

    async def unasked(self, actor: str) -> None:
        """Let the bot not have asked a runner anything."""
        team = self.rivals.id if actor == ELSEWHERE else self.stage.guild.id
        row = f"team_id = {team} AND user_id = {self.actors[actor].id}"
        self.sql(f"UPDATE runners SET asked_at = NULL, answered_at = NULL WHERE {row}")

    def doubt(self, run_id: int) -> None:
        """Let a run be in doubt, and its runner have said that it is right."""
        self.sql(f"UPDATE runs SET doubt = 'twice' WHERE run_id = {run_id}")
        self.sql(
            "INSERT INTO reviews (run_id, team_id, asked_at) "
            f"VALUES ({run_id}, {self.stage.guild.id}, '2026-11-20 09:30:00.000000')"
        )

    def answer_in(self, actor: str) -> Any:
        """Return the message of the bot that stands where an actor is."""
        return self.messages[actor]

    async def undecided(self) -> None:
        """Let the owner not have said which of their teams they mean in direct messages."""
        self.sql("DELETE FROM chosen_teams")

    def asker(self, actor: str) -> Asker:
        who = self.actors[actor]
        assert isinstance(who, simcord.MemberActor)
        return Asker(who.guild.id, who.id, who.name)

    # --- attempts: what a client would not let its user do arrives as well ---

    async def types(
        self, actor: str, name: str, /, **options: str | int | tuple[str, bytes]
    ) -> simcord.InteractionResult:
        """Type a command."""
        return await self._settled(self.stage.emit_typed(self.actors[actor], name, self.places[actor], **options))

    async def presses(self, actor: str, custom_id: str, *values: str) -> simcord.InteractionResult:
        """Press a button, or pick from a list, under a message of the bot in the actor's place."""
        return await self._settled(self.stage.emit_press(self.actors[actor], self.messages[actor], custom_id, *values))

    async def presses_under(
        self, actor: str, asked: simcord.InteractionResult, label: str
    ) -> simcord.InteractionResult:
        """Press a button of an answer, whoever got it."""
        assert asked.response is not None
        custom_id = buttons(asked.response)[label]
        return await self._settled(self.stage.emit_press(self.actors[actor], asked.response, custom_id))

    async def picks_under(self, actor: str, asked: simcord.InteractionResult, value: str) -> simcord.InteractionResult:
        """Pick from the list of an answer, whoever got it."""
        assert asked.response is not None
        [custom_id] = re.findall(r"'custom_id': '([^']+)'", str(asked.response.components))
        return await self._settled(self.stage.emit_press(self.actors[actor], asked.response, custom_id, value))

    async def picks_from(
        self, actor: str, message: simcord.ResponseMessage, custom_id: str, *values: str
    ) -> simcord.InteractionResult:
        """Press a button, or pick from one of several lists, of a message."""
        return await self._settled(self.stage.emit_press(self.actors[actor], message, custom_id, *values))

    async def every_press_under(
        self, actor: str, asked: simcord.InteractionResult
    ) -> list[tuple[str, simcord.InteractionResult]]:
        """Press and pick from every part of an answer in turn, whoever got it; each result with the part's name."""
        assert asked.response is not None
        role = self.stage.guild.create_role("Any")
        results = []
        for part in pressable(asked.response):
            data: dict[str, Any] = {"custom_id": part["custom_id"], "component_type": part["type"]}
            if part["type"] == 3:
                data["values"] = [part["options"][-1]["value"]]
            elif part["type"] in _HANDLES:
                handle = role if part["type"] == 6 else self.stage.feed
                resolved: dict[str, dict[str, Any]] = {}
                interactions.resolve_handle(self.actors[actor], handle, resolved, channel_id=self.places[actor])
                data |= {"values": [str(handle.id)], "resolved": resolved}
            pressed = self.stage.emit(
                self.actors[actor],
                InteractionType.MESSAGE_COMPONENT,
                asked.response.channel_id,
                data,
                asked.response.id,
            )
            results.append((part.get("label") or part.get("placeholder", ""), await self._settled(pressed)))
        return results

    async def opens_menu(self, actor: str, name: str, target: simcord.MemberActor) -> simcord.InteractionResult:
        """Choose from a member's menu."""
        backend = self.stage.env.backend
        command = backend.find_command(name, None, type=AppCommandType.USER)
        assert command is not None, name
        member = self.stage.guild.id, target.id
        stored = backend.get_guild(member[0]).members[member[1]]
        resolved = {
            "users": {str(target.id): dict(serializers.user_payload(backend.get_user(target.id)))},
            "members": {
                str(target.id): dict(
                    serializers.member_payload(backend, backend.get_guild(member[0]), stored, with_user=False)
                )
            },
        }
        data = {"id": command["id"], "name": name, "type": 2, "target_id": str(target.id), "resolved": resolved}
        return await self._settled(
            self.stage.emit(self.actors[actor], InteractionType.APPLICATION_COMMAND, self.places[actor], data)
        )

    async def opens_message_menu(self, actor: str, name: str, channel_id: int, message_id: int) -> Any:
        """Choose from a message's menu."""
        backend = self.stage.env.backend
        command = backend.find_command(name, None, type=AppCommandType.MESSAGE)
        assert command is not None, name
        message = dict(serializers.message_payload(backend, backend.get_message(channel_id, message_id)))
        data = {"id": command["id"], "name": name, "type": AppCommandType.MESSAGE, "target_id": str(message_id)}
        data["resolved"] = {"messages": {str(message_id): message}}
        kind = InteractionType.APPLICATION_COMMAND
        return await self._settled(self.stage.emit(self.actors[actor], kind, self.places[actor], data))

    async def submits(
        self, actor: str, modal: dict[str, Any], under: simcord.ResponseMessage | None = None, **filled: Any
    ) -> simcord.InteractionResult:
        """Send a form in, whoever opened it, and from `under` which message.

        What is not `filled` by id holds what it came with.
        """
        data = {"custom_id": modal["custom_id"], "components": [_filled(part, filled) for part in modal["components"]]}
        return await self._settled(
            self.stage.emit(
                self.actors[actor],
                InteractionType.MODAL_SUBMIT,
                self.places[actor],
                data,
                None if under is None else under.id,
            )
        )

    async def suggestions(self, actor: str, name: str, option: str) -> list[dict[str, Any]]:
        """Begin to type an option."""
        first, *rest = name.split()
        command = self.stage.env.backend.find_command(first, None, type=AppCommandType.CHAT_INPUT)
        assert command is not None, name
        typing = [{"name": option, "type": 3, "value": "", "focused": True}]
        data = {"id": command["id"], "name": first, "type": AppCommandType.CHAT_INPUT}
        data["options"] = interactions.nest_options(command, rest, typing)
        kind = InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
        asked = await self._settled(self.stage.emit(self.actors[actor], kind, self.places[actor], data))
        return asked.autocomplete_choices or []

    async def _settled(self, result: simcord.InteractionResult) -> simcord.InteractionResult:
        await self.stage.env.settle()
        return result

    # --- what is there ---

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Ask or tell the database something, past all of the bot."""
        with closing(sqlite3.connect(self._path)) as connection, connection:
            return connection.execute(query).fetchall()

    def rows(self) -> Rows:
        """Return everything that is written down."""
        with closing(sqlite3.connect(self._path)) as connection:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in tables}

    @property
    def _path(self) -> str:
        return self.stage.application.settings.database.url.partition("///")[2]


def _filled(part: dict[str, Any], filled: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a form as a client sends it."""
    if part["type"] != 18:
        return {"type": part["type"], "id": part.get("id", 1)}
    item = part["component"]
    sent = {"type": item["type"], "id": item.get("id", 1), "custom_id": item["custom_id"]}
    given = filled.get(item["custom_id"])
    if item["type"] == 4:
        sent["value"] = item.get("value") or "" if given is None else given
    else:
        chosen = [option["value"] for option in item.get("options", ()) if option.get("default")]
        sent["values"] = chosen if given is None else given
    return {"type": 18, "id": part.get("id", 1), "component": sent}


def outcome(result: simcord.InteractionResult) -> str:
    """Return what came of an attempt in a word: `ok`, `form`, a question, or the code of the refusal."""
    if result.modal is not None:
        return "form"
    said = "\n".join(_said(result))
    for question, asked in _QUESTIONS.items():
        if said.startswith(question):
            return asked
    if not said:
        return "ok" if result.acknowledged else "no answer"
    for code, pattern in _PROBLEMS.items():
        if pattern.match(said):
            return code
    return "ok"


def everything_said(result: simcord.InteractionResult) -> str:
    """Return all that the asker reads, files left aside."""
    return "\n".join(_said(result))


def _said(result: simcord.InteractionResult) -> Iterator[str]:
    messages = [*([] if result.response is None else [result.response]), *result.followups]
    # A press that is refused leaves the message it stands under as it was, and says so in another.
    for message in reversed(messages):
        yield words(message)


def _pattern(sentence: str) -> re.Pattern[str]:
    plain = re.split(r"\{[^}]*\}", sentence)
    return re.compile(r"\*\*" + ".*".join(map(re.escape, plain)) + r"\*\*", re.DOTALL)


_QUESTIONS: Final = {profiles.QUESTIONS_HEADING: "asks", profiles.TEAM_QUESTION: "which team"}
_PROBLEMS: Final = {code: _pattern(sentence) for code, (sentence, _) in text.PROBLEMS.items()}


async def gather(stage: Stage) -> Company:
    """Let everybody arrive."""
    guild, env = stage.guild, stage.env
    coach_role = guild.create_role("Coach")
    admin_role = guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    stranger, coach, admin, teamless = (env.create_user(name) for name in ("Dora", "Cleo", "Adam", "Eve"))
    rivals = env.create_guild("Rivals")
    elsewhere = rivals.create_text_channel("feed")
    both = rivals.create_role("Both", permissions=discord.Permissions(manage_guild=True))
    await env.settle()
    owner = stage.ana
    actors: dict[str, Actor] = {
        STRANGER: guild.add_member(stranger),
        RUNNER: owner,
        OTHER: stage.ben,
        COACH: guild.add_member(coach, roles=[coach_role]),
        ADMIN: guild.add_member(admin, roles=[admin_role]),
        ELSEWHERE: rivals.add_member(owner.user, roles=[both]),
        DIRECT: owner.user,
        TEAMLESS: teamless,
    }
    database = stage.application.database
    await database.write(lambda uow: uow.teams.change(guild.id, coach_role_id=coach_role.id))
    await database.write(lambda uow: uow.teams.change(rivals.id, coach_role_id=both.id))
    # Who coaches is noted at their first command, which is not what is tried here.
    for team, actor, name, role in ((guild, COACH, "Cleo", coach_role), (rivals, ELSEWHERE, "Ana", both)):
        asker = Asker(team.id, actors[actor].id, name, frozenset({role.id}))
        await stage.application.services.coaches.note(asker)
    bot = stage.application.bot
    direct = {actor: await bot.create_dm(discord.Object(actors[actor].id)) for actor in (DIRECT, TEAMLESS)}
    places = dict.fromkeys(ACTORS, stage.feed.id) | {ELSEWHERE: elsewhere.id}
    places |= {actor: channel.id for actor, channel in direct.items()}
    messages: dict[int, Any] = {}
    for actor, place in places.items():
        channel = direct.get(actor) or bot.get_channel(place)
        assert isinstance(channel, discord.abc.Messageable)
        if place not in messages:
            view = discord.ui.LayoutView()
            view.add_item(discord.ui.TextDisplay("A message of the bot"))
            messages[place] = await channel.send(view=view)
    return Company(stage, rivals, actors, places, {actor: messages[place] for actor, place in places.items()}, [])
