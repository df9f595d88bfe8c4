"""Every kind of message that the bot can send, with every profile there is, read as the team reads it.

The rule itself is walked in `tests/domain/test_audience.py`. Here messages are really sent, through outbox and
messenger, and what stands in the channels is held against the profile: no name, figure, place, picture or mention.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, product
from typing import Any

import discord
import pytest
import simcord

from bot.domain.audience import CONCERNS, Concern, FeedMode, MessageKind, Praise, Sharing
from bot.domain.availability import NO_DAYS
from bot.domain.challenges import BEGINNING
from bot.domain.connections import ConnectionState, Service
from bot.domain.dates import Week
from bot.domain.found_runs import FoundRun, FoundState
from bot.domain.plans import EVERYBODY
from bot.domain.races import Outcome
from bot.files import read_activities
from bot.services.asker import Asker
from bot.services.challenge_drafts import ChallengeDraft
from bot.services.connection_letters import ConnectionNews
from bot.services.found_entries import columns_of
from bot.services.notices import Matter
from bot.services.plan_publishing import publish_plan
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.race_results import ResultDraft
from bot.services.relay_drafts import LegDraft, RelayDraft
from bot.services.runners import show_on_boards
from db.unit_of_work import UnitOfWork
from tests.composed import FRIDAY, Stage, answer, posts, words
from tests.files.making import row, strava_list
from tests.services.planned import save_plan

WORDS = "zeal and zest"
NAME, NOTE, FIGURES = "Zebedee", "zanzibar", ("12.3 km", "1:07:33", "5:28 /km")
WEEK = Week(2026, 47)


@dataclass(frozen=True, slots=True)
class Case:
    """A profile, a pause, and whether the runner is still in the server."""

    praise: Praise
    points: bool
    distance: bool
    sharing: Sharing
    nudges: bool
    paused: bool
    away: bool

    def apply(self, uow: UnitOfWork, runner_id: int) -> None:
        """Make it the runner's."""
        uow.runners.change(
            runner_id,
            praise=self.praise,
            shows_points=self.points,
            shows_distance=self.distance,
            sharing=self.sharing,
            nudges=self.nudges,
            paused_until=FRIDAY.date() if self.paused else None,
            left_at=FRIDAY if self.away else None,
        )
        runner = uow.runners.find_by_id(runner_id)
        assert runner is not None
        show_on_boards(uow, runner)


def cases() -> Iterator[Case]:
    either = (False, True)
    for praise, points, distance, sharing in product(Praise, either, either, Sharing):
        for nudges, paused, away in product(either, either, either):
            yield Case(praise, points, distance, sharing, nudges, paused, away)


@dataclass(frozen=True, slots=True)
class Scene:
    """The team, the runner whom everything is about, their run, and their coach."""

    stage: Stage
    zebedee: simcord.MemberActor
    runner_id: int
    run_id: int
    coach: simcord.MemberActor

    async def send(self, case: Case, kind: MessageKind, key: str, payload: dict[str, Any], **to: Any) -> Any:
        """Owe a message in a case, send it, and return what stands of it in the channels; None for nothing."""

        def owe(uow: UnitOfWork) -> None:
            case.apply(uow, self.runner_id)
            uow.teams.change(
                self.stage.guild.id,
                feed_mode=FeedMode.DIGEST if kind is MessageKind.FEED_DIGEST else FeedMode.EACH,
                quiet_from=None,
                quiet_until=None,
            )
            now = self.stage.env.now()
            owed = {"kind": kind, "key": key, "payload": payload, "runner_id": self.runner_id, **to}
            assert uow.outbox.owe(team_id=self.stage.guild.id, now=now, **owed)

        before = {message.id for channel in (self.stage.feed, self.stage.boards) for message in posts(channel)}
        await self.stage.application.database.write(owe)
        await self.stage.application.deliver_outbox()
        fresh = [
            message
            for channel in (self.stage.feed, self.stage.boards)
            for message in posts(channel)
            # SimCord's own line on a new thread is none that Discord has for one under a message.
            if message.id not in before and message.type is not discord.MessageType.thread_created
        ]
        assert len(fresh) <= 1
        return fresh[0] if fresh else None

    async def commented(self) -> int:
        """Let Ana say something under the run; returns the key of her words."""

        def say(uow: UnitOfWork) -> int:
            ana = uow.runners.find(self.stage.guild.id, self.stage.ana.id)
            assert ana is not None
            return uow.comments.add(self.run_id, ana.runner_id, WORDS, FRIDAY)

        return await self.stage.application.database.write(say)


@pytest.fixture
async def scene(on_stage: Stage) -> Scene:
    """Three who show themselves, and one with more points than each of them."""
    coach = on_stage.guild.add_member(on_stage.env.create_user("Caleb"), roles=[on_stage.guild.create_role("Coach")])
    zebedee = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user(NAME)))
    for who, days in ((on_stage.ana, 3), (on_stage.ben, 2), (on_stage.chloe, 1)):
        for day in ("monday", "wednesday", "thursday")[:days]:
            await who.slash(on_stage.feed, "run log", distance="6k", time="37:00", when=day)
        board = answer(await who.slash(on_stage.feed, "leaderboard"))
        await who.click(board, label="Show me on this board")
    run = {"distance": "12.34 km", "time": "1:07:33", "note": NOTE, "effort": 4}
    for day in ("monday", "wednesday", "thursday"):
        logged = await zebedee.slash(on_stage.feed, "run log", when=day, **run)
        assert "Logged: 12.3 km in 1:07:33 (5:28 /km)" in words(answer(logged))
    await on_stage.application.deliver_outbox()

    def keys(uow: UnitOfWork) -> tuple[int, int]:
        runner = uow.runners.find(on_stage.guild.id, zebedee.id)
        assert runner is not None
        return runner.runner_id, uow.runs.newest(runner.runner_id, 1)[0].run_id

    def cheer_and_keep_on(uow: UnitOfWork, runner_id: int) -> None:
        """Let the runner cheer twice in the week, and come to seven weeks in a row."""
        for who in (on_stage.ana, on_stage.ben):
            teammate = uow.runners.find(on_stage.guild.id, who.id)
            assert teammate is not None
            uow.cheers.toggle(uow.runs.newest(teammate.runner_id, 1)[0].run_id, runner_id, on_stage.env.now())
        streak = {"board": "streak", "period": WEEK.key, "value": 70, "shown": False}
        uow.boards.keep([{"team_id": on_stage.guild.id, "runner_id": runner_id, **streak}])

    runner_id, run_id = await on_stage.application.database.read(keys)
    await on_stage.application.database.write(lambda uow: cheer_and_keep_on(uow, runner_id))
    return Scene(on_stage, zebedee, runner_id, run_id, coach)


def everything(message: Any) -> str:
    """Return all of a message that anybody can read or hear, the description of its picture included."""
    return json.dumps([component.to_dict() for component in message.components], ensure_ascii=False)


def pings_nobody(message: Any) -> bool:
    return not (message.mentions or message.role_mentions or message.mention_everyone or "<@" in everything(message))


# --- in the feed ---


async def cards(scene: Scene) -> None:
    for number, case in enumerate(cases()):
        card = await scene.send(case, MessageKind.FEED_CARD, f"case {number}", {"run_id": scene.run_id})
        holds_a_run(case, None if card is None else everything(card))
        assert card is None or pings_nobody(card)


async def digests(scene: Scene) -> None:
    window = {"day": "2026-11-20", "after": "2026-11-20T00:00:00+00:00", "until": "2026-11-20T20:00:00+00:00"}
    for number, case in enumerate(cases()):
        digest = await scene.send(case, MessageKind.FEED_DIGEST, f"case {number}", window)
        assert digest is not None
        assert "**Ana**" in everything(digest)
        holds_a_run(case, everything(digest))
        assert pings_nobody(digest)


async def comments(scene: Scene) -> None:
    """A teammate's words stand under the card where praise is public, and go to the runner alone everywhere else."""
    reader, feed = scene.zebedee.user.dm_channel, scene.stage.feed
    for case in cases():
        comment_id = await scene.commented()
        about = {"comment_id": comment_id, "run_id": scene.run_id}
        in_thread, alone = sum(len(thread.history()) for thread in feed.threads), len(reader.history())
        assert await scene.send(case, MessageKind.COMMENT, str(comment_id), about) is None
        await scene.stage.application.deliver_outbox()
        fresh = [message for thread in feed.threads for message in thread.history()][in_thread:]
        public = case.praise is Praise.PUBLIC and case.sharing is not Sharing.COACH_ONLY and not case.away
        assert len(fresh) == public, case
        for message in fresh:
            assert WORDS in everything(message)
            assert NAME not in everything(message)
            assert pings_nobody(message)
        assert len(reader.history()) == alone + (not public and not case.away), case


async def comment_notes(scene: Scene) -> None:
    """A comment as a quiet note is for the runner alone."""
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for case in cases():
        comment_id, count = await scene.commented(), len(reader.history())
        about = {"comment_id": comment_id}
        assert await scene.send(case, MessageKind.COMMENT_NOTE, str(comment_id), about, **to) is None
        assert len(reader.history()) == count + (not case.away)
    assert scene.stage.feed.threads == []


async def celebrations(scene: Scene) -> None:
    """A first half marathon is told of where praise is public and the run's figures are."""

    def celebrate(uow: UnitOfWork) -> None:
        uow.celebrations.add(
            run_id=scene.run_id,
            runner_id=scene.runner_id,
            kind="first_at",
            event="hm",
            number=None,
            name="first:hm",
            praise=Praise.PUBLIC,
            celebrated_on=FRIDAY.date(),
        )
        uow.runs.change(scene.run_id, event="hm", record="first")

    await scene.stage.application.database.write(celebrate)
    for number, case in enumerate(cases()):
        post = await scene.send(case, MessageKind.CELEBRATION, f"case {number}", {"run_id": scene.run_id})
        assert (post is not None) == celebrates(case), case
        if post is not None:
            assert pings_nobody(post)
            for told in (NAME, "first half marathon", FIGURES[1]):
                assert told in everything(post)
            assert NOTE not in everything(post)
    window = {"day": "2026-11-20", "after": "2026-11-20T00:00:00+00:00", "until": "2026-11-20T20:00:00+00:00"}
    for number, case in enumerate(cases()):
        digest = await scene.send(case, MessageKind.FEED_DIGEST, f"celebrating {number}", window)
        assert ("half marathon" in everything(digest)) == celebrates(case), case
        assert pings_nobody(digest)


def celebrates(case: Case) -> bool:
    """Tell whether a runner may be celebrated for all to see: both choices have to allow it."""
    return case.praise is Praise.PUBLIC and case.sharing is Sharing.TEAM and not case.away


def holds_a_run(case: Case, read: str | None) -> None:
    """Check what may be read of the runner's run; `read` is None when there is no message."""
    read = read or ""
    named = case.sharing is not Sharing.COACH_ONLY and not case.away
    assert (NAME in read) == named, case
    for told in (*FIGURES, NOTE):
        assert (told in read) == (named and case.sharing is Sharing.TEAM), case


# --- on boards ---


async def boards(scene: Scene) -> None:
    hidden: set[bytes] = set()
    unseen: set[str] = set()
    for number, case in enumerate(cases()):
        week = {"week": WEEK.key}
        post = await scene.send(case, MessageKind.LEADERBOARD, f"{WEEK.key}:{number}", week)
        assert post is not None
        assert pings_nobody(post)
        read = words(post)
        shown = case.points and not case.away
        if shown:
            assert f"🥇 {NAME} · 86 points" in read
            assert NAME in described(post)
        else:
            # As if there were nobody else: places without a gap, and a picture that is the same whoever is hidden.
            assert [line.split(" · ")[0] for line in read.splitlines()[1:4]] == ["🥇 Ana", "🥈 Ben", "🥉 Chloé"]
            assert "86 points" not in everything(post)
            assert NAME not in described(post)
            [picture] = post.attachments
            hidden.add(await picture.read())
        praised = holds_praise(case, read.splitlines()[1 + 3 + shown :])
        unseen |= set() if shown or praised else {read}
    assert len(hidden) == 1
    # With and without those who left, who are welcomed no more.
    assert len(unseen) == 2


def described(post: Any) -> str:
    """Return the description of a post's picture."""
    [gallery] = [part for part in post.components[0].children if isinstance(part, discord.MediaGalleryComponent)]
    return gallery.items[0].description or ""


def holds_praise(case: Case, lines: list[str]) -> bool:
    """Check thanks, streaks and welcomes, which name the runner where their praise is public and nowhere else."""
    together, *people = lines
    praised = case.praise is Praise.PUBLIC and not case.away
    assert (f"Thank you, {NAME}, for two cheers." in together) == praised, case
    assert (f"**{NAME}** 7" in "\n".join(people)) == praised, case
    assert any(line.startswith("Welcome") and NAME in line for line in people) == praised, case
    assert praised or NAME not in "\n".join(lines)
    return praised


async def few(scene: Scene) -> None:
    """With fewer than three shown runners, nobody stands on a board at all."""
    await scene.stage.ana.slash(scene.stage.feed, "profile edit", boards="hidden")
    for number, case in enumerate(cases()):
        if not case.points or case.away:
            post = await scene.send(case, MessageKind.LEADERBOARD, f"{WEEK.key}:few {number}", {"week": WEEK.key})
            assert post is not None
            for name in ("Ana", "Ben", "Chloé"):
                assert name not in everything(post)
            holds_praise(case, words(post).splitlines()[1:])
            assert post.attachments == []
            assert "4 of us ran" in words(post)


async def recaps(scene: Scene) -> None:
    """A recap counts everybody, and names whom praise may name."""
    for number, case in enumerate(cases()):
        month = {"month": f"{WEEK.monday:%Y-%m}"}
        post = await scene.send(case, MessageKind.MONTH_RECAP, f"{month['month']}:{number}", month)
        assert post is not None
        assert pings_nobody(post)
        for name in ("Ana", "Ben", "Chloé"):
            assert name not in everything(post)
        read = words(post)
        assert "4 of us ran" in read
        praised = case.praise is Praise.PUBLIC and not case.away
        assert (f"Thank you, {NAME}, for two cheers." in read) == praised, case
        assert (NAME in everything(post)) == praised, case


# --- from one to one ---


async def letters(scene: Scene) -> None:
    """What is meant for one person goes to that person alone, whatever the profile says."""
    reader = scene.zebedee.user.dm_channel
    word: dict[str, Any] = {
        "team_id": scene.stage.guild.id,
        "runner_id": scene.runner_id,
        "coach_id": scene.coach.id,
        "coach_name": "Caleb",
        "message": "Textbook, that split.",
        "sent_at": FRIDAY,
    }
    for case in cases():
        feedback_id = await scene.stage.application.database.write(lambda uow: uow.feedback.add(**word))
        count = len(reader.history())
        payload = {"feedback_id": feedback_id}
        to = {"recipient_id": scene.zebedee.id}
        assert await scene.send(case, MessageKind.FEEDBACK, str(feedback_id), payload, **to) is None
        assert len(reader.history()) == count + (not case.away)


async def answers(scene: Scene) -> None:
    """What a runner answers goes to that coach alone, whatever anybody's profile says."""
    word: dict[str, Any] = {
        "team_id": scene.stage.guild.id,
        "runner_id": scene.runner_id,
        "coach_id": scene.coach.id,
        "coach_name": "Caleb",
        "message": "Thank you for that.",
        "sent_at": FRIDAY,
        "by_runner": True,
    }
    reader = scene.coach.user.dm_channel
    await scene.coach.slash(scene.stage.feed, "coach roster")
    for case in cases():
        feedback_id = await scene.stage.application.database.write(lambda uow: uow.feedback.add(**word))
        count = len(reader.history())
        payload = {"feedback_id": feedback_id}
        to = {"recipient_id": scene.coach.id}
        assert await scene.send(case, MessageKind.FEEDBACK_ANSWER, str(feedback_id), payload, **to) is None
        assert len(reader.history()) == count + 1
        # Nobody else is to read it, whoever the message were for.
        other = {"recipient_id": scene.zebedee.id}
        count = len(scene.zebedee.user.dm_channel.history())
        await scene.send(case, MessageKind.FEEDBACK_ANSWER, str(1_000_000 + feedback_id), payload, **other)
        assert len(scene.zebedee.user.dm_channel.history()) == count


async def notes(scene: Scene) -> None:
    case = next(cases())
    message = {"feedback_id": 1, "hindrance": "closed"}
    assert await scene.send(case, MessageKind.DELIVERY_NOTE, "1", message, recipient_id=scene.coach.id) is None


async def notices(scene: Scene) -> None:
    case = next(cases())
    matter = {"matter": Matter.FEED_GONE, "thing_id": 1}
    assert await scene.send(case, MessageKind.ADMIN_NOTICE, "1", matter, recipient_id=scene.coach.id) is None


async def coach_digests(scene: Scene) -> None:
    """Who needs a word is for coaches alone, and tells nothing of who has left."""
    await scene.coach.slash(scene.stage.feed, "coach roster")
    reader = scene.coach.user.dm_channel
    for number, case in enumerate(cases()):
        count = len(reader.history())
        to = {"recipient_id": scene.coach.id}
        assert await scene.send(case, MessageKind.COACH_DIGEST, f"{number}", {"week": WEEK.key}, **to) is None
        fresh = reader.history()[count:]
        assert len(fresh) == 1
        # They joined today, and are told of as new.
        assert (NAME in everything(fresh[0])) is not case.away
        assert not any(told in everything(fresh[0]) for told in (*FIGURES, NOTE))


async def reviews(scene: Scene) -> None:
    """A coach's word on a run in doubt goes to its runner alone."""
    reader = scene.zebedee.user.dm_channel
    word = {"decided_at": FRIDAY, "decider_id": scene.coach.id, "decider_name": "Caleb", "reason": "I was there."}

    def decide(uow: UnitOfWork) -> None:
        uow.reviews.ask(scene.stage.guild.id, scene.run_id, None, FRIDAY)
        uow.reviews.change(scene.run_id, **word)
        uow.runs.change(scene.run_id, verdict="counts")

    await scene.stage.application.database.write(decide)
    for number, case in enumerate(cases()):
        count = len(reader.history())
        payload = {"run_id": scene.run_id, "decided_at": FRIDAY.isoformat()}
        to = {"recipient_id": scene.zebedee.id}
        assert await scene.send(case, MessageKind.RUN_REVIEW, str(number), payload, **to) is None
        assert len(reader.history()) == count + (not case.away)


async def summaries(scene: Scene) -> None:
    """How a list of runs ended is for its runner, and for nobody while they are away."""
    begun = await scene.stage.application.services.imports.begin(
        Asker(scene.stage.guild.id, scene.zebedee.id, NAME),
        "activities.csv",
        read_activities("activities.csv", strava_list(row(1))),
        unknown_are_runs=False,
    )
    await scene.stage.application.import_lists()
    reader = scene.zebedee.user.dm_channel
    to = {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        payload = {"import_id": begun.import_id}
        assert await scene.send(case, MessageKind.IMPORT_SUMMARY, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)


# --- praise ---


def shoutout(scene: Scene, number: int, *, public: bool) -> Callable[[UnitOfWork], int]:
    """Return the work that adds a shoutout from Ben to the runner and to Ana."""

    def add(uow: UnitOfWork) -> int:
        ana, ben = (uow.runners.find(scene.stage.guild.id, who.id) for who in (scene.stage.ana, scene.stage.ben))
        assert ana is not None
        assert ben is not None
        columns = {
            "team_id": scene.stage.guild.id,
            "giver_id": ben.runner_id,
            "message": f"Textbook {number}.",
            "run_id": scene.run_id,
            "day": FRIDAY.date(),
            "week": WEEK.key,
            "given_at": FRIDAY,
            "scores": False,
            "by_coach": False,
            "award": None,
        }
        uow.runners.change(ana.runner_id, praise=Praise.PUBLIC)
        to = [{"runner_id": one, "scores": False, "public": public} for one in (scene.runner_id, ana.runner_id)]
        return uow.shoutouts.add(columns, to)

    return add


async def shoutouts(scene: Scene) -> None:
    """A shoutout is posted for those who like it so, and tells nothing of their run; it notifies just them."""
    for number, case in enumerate(cases()):
        shoutout_id = await scene.stage.application.database.write(shoutout(scene, number, public=True))
        post = await scene.send(case, MessageKind.SHOUTOUT, str(shoutout_id), {"shoutout_id": shoutout_id})
        assert post is not None
        named = case.praise is Praise.PUBLIC and not case.away
        pinged = {scene.stage.ana.id} | ({scene.zebedee.id} if named else set())
        assert {one.id for one in post.mentions} == pinged, case
        assert (str(scene.zebedee.id) in everything(post)) == named, case
        assert not post.role_mentions
        assert not post.mention_everyone
        for told in (NAME, NOTE, *FIGURES):
            assert told not in everything(post)


async def shoutout_notes(scene: Scene) -> None:
    """A shoutout to one alone goes to that person, whatever the profile says."""
    reader = scene.zebedee.user.dm_channel
    to = {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        shoutout_id = await scene.stage.application.database.write(shoutout(scene, number, public=False))
        count = len(reader.history())
        payload = {"shoutout_id": shoutout_id}
        key = f"{shoutout_id}:{scene.runner_id}"
        assert await scene.send(case, MessageKind.SHOUTOUT_NOTE, key, payload, **to) is None
        assert len(reader.history()) == count + (not case.away)


async def challenges(scene: Scene) -> None:
    """News of a challenge are the same whoever ran in it, and name nobody."""
    stage = scene.stage
    admin = Asker(stage.guild.id, scene.coach.id, "Caleb", is_admin=True)
    draft = ChallengeDraft("December", "100 km", "2026-12-20", start="2026-11-16", charity="Shelter")
    page = await stage.application.services.challenges.create(admin, draft)
    challenge_id, read = page.challenge.challenge_id, set()
    # In turn, as two of them have a picture, which takes its time: each comes with every value of each field.
    turns = cycle(({"milestone": BEGINNING, "told": 50}, {"milestone": 50}, {}))
    for number, (case, payload) in enumerate(zip(cases(), turns, strict=False)):
        kind = MessageKind.CHALLENGE_MILESTONE if payload else MessageKind.CHALLENGE_RESULT
        named = {"challenge_id": challenge_id, **payload}
        # About nobody, so no runner goes with it.
        post = await scene.send(case, kind, f"{challenge_id}:case {number}", named, runner_id=None)
        assert post is not None
        assert pings_nobody(post)
        pictures = [(described(post), await picture.read()) for picture in post.attachments]
        assert len(pictures) == (payload.get("milestone") != BEGINNING)
        read.add((words(post), *pictures))
        for name in (NAME, NOTE, "Ana", "Ben", "Chloé", *FIGURES):
            assert name not in everything(post)
    assert len(read) == 3
    assert all("73.0 km" in told for told, *pictures in read if pictures)


async def races(scene: Scene) -> None:
    """A race names who runs it where the team may see their runs, and counts everybody else."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    ana = Asker(guild_id, scene.stage.ana.id, "Ana")
    added = await services.races.add(ana, RaceDraft("Berlin 10k", "2027-04-11", "10k"))
    race_id = added.page.race.race_id
    for who, name in ((scene.stage.ana, "Ana"), (scene.zebedee, NAME)):
        await services.entrants.join(Asker(guild_id, who.id, name), race_id)
    await scene.stage.application.deliver_outbox()
    for number, case in enumerate(cases()):
        payload = {"race_id": race_id}
        post = await scene.send(case, MessageKind.RACE_CARD, f"case {number}", payload, runner_id=None)
        assert post is not None
        assert pings_nobody(post)
        named = case.sharing is Sharing.TEAM and not case.away
        assert (NAME in everything(post)) == named, case
        assert ("1 more" in everything(post)) == (not named and not case.away), case


async def race_letters(scene: Scene) -> None:
    """What has changed at a race is for those who are in it, each alone."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    ana = Asker(guild_id, scene.stage.ana.id, "Ana")
    race_id = (await services.races.add(ana, RaceDraft("Berlin 10k", "2027-04-11", "10k"))).page.race.race_id
    await services.entrants.join(Asker(guild_id, scene.zebedee.id, NAME), race_id)
    await scene.stage.application.deliver_outbox()
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        payload = {"race_id": race_id, "changes": ["place"]}
        assert await scene.send(case, MessageKind.RACE_CHANGE, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)


async def race_mates(scene: Scene) -> None:
    """Who runs a race too is told to those who like to be nudged, and of nobody who keeps their runs to themselves."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    ana = Asker(guild_id, scene.stage.ana.id, "Ana")
    race_id = (await services.races.add(ana, RaceDraft("Berlin 10k", "2027-04-11", "10k"))).page.race.race_id
    for who, name in ((scene.stage.ana, "Ana"), (scene.zebedee, NAME)):
        await services.entrants.join(Asker(guild_id, who.id, name), race_id)
    await scene.stage.application.deliver_outbox()
    mates = await scene.stage.application.database.read(
        lambda uow: [one.runner_id for one in uow.entrants.of_race(race_id)]
    )
    payload = {"race_id": race_id, "mates": mates}
    reader, mate = scene.zebedee.user.dm_channel, scene.stage.ana.user.dm_channel
    nudged = {"nudges": True, "paused_until": None}
    await scene.stage.application.database.write(
        lambda uow: uow.runners.change(uow.runners.find(guild_id, scene.stage.ana.id).runner_id, **nudged)  # type: ignore[union-attr]
    )
    for number, case in enumerate(cases()):
        count, told = len(reader.history()), len(mate.history())
        to = {"recipient_id": scene.zebedee.id}
        assert await scene.send(case, MessageKind.RACE_MATES, f"to {number}", payload, **to) is None
        welcome = case.nudges and not case.paused and not case.away
        assert len(reader.history()) == count + welcome, case
        about = {"recipient_id": scene.stage.ana.id}
        assert await scene.send(case, MessageKind.RACE_MATES, f"about {number}", payload, **about) is None
        named = case.sharing is Sharing.TEAM and not case.away
        assert len(mate.history()) == told + named, case


async def race_calls(scene: Scene) -> None:
    """A race that is near names who runs it as its card does."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    ana = Asker(guild_id, scene.stage.ana.id, "Ana")
    race_id = (await services.races.add(ana, RaceDraft("Berlin 10k", "2027-04-11", "10k"))).page.race.race_id
    for who, name in ((scene.stage.ana, "Ana"), (scene.stage.ben, "Ben"), (scene.zebedee, NAME)):
        await services.entrants.join(Asker(guild_id, who.id, name), race_id)
    await scene.stage.application.deliver_outbox()
    payload = {"race_id": race_id, "day": "2027-04-11", "days": 14, "at": scene.stage.env.now().isoformat()}
    for number, case in enumerate(cases()):
        post = await scene.send(case, MessageKind.RACE_CALL, f"case {number}", payload, runner_id=None)
        assert post is not None
        assert pings_nobody(post)
        named = case.sharing is Sharing.TEAM and not case.away
        assert (NAME in everything(post)) == named, case
        assert ("1 more" in everything(post)) == (not named and not case.away), case


async def race_reminders(scene: Scene) -> None:
    """A race that is near is told to those who like to be nudged, with the names of teammates who may be named."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    ana = Asker(guild_id, scene.stage.ana.id, "Ana")
    race_id = (await services.races.add(ana, RaceDraft("Berlin 10k", "2027-04-11", "10k"))).page.race.race_id
    for who, name in ((scene.stage.ana, "Ana"), (scene.zebedee, NAME)):
        await services.entrants.join(Asker(guild_id, who.id, name), race_id, goal="between us")
    await services.profiles.edit(ana, ProfileChange(nudges=True))
    await scene.stage.application.deliver_outbox()
    payload = {"race_id": race_id, "day": "2027-04-11", "days": 14}
    reader, mate = scene.zebedee.user.dm_channel, scene.stage.ana.user.dm_channel
    for number, case in enumerate(cases()):
        count = len(reader.history())
        to = {"recipient_id": scene.zebedee.id}
        assert await scene.send(case, MessageKind.RACE_REMINDER, f"to {number}", payload, **to) is None
        assert len(reader.history()) == count + (case.nudges and not case.paused and not case.away), case
        about = {"recipient_id": scene.stage.ana.id}
        assert await scene.send(case, MessageKind.RACE_REMINDER, f"about {number}", payload, **about) is None
        read = everything(mate.history()[-1])
        assert read.count("between us") == 1
        assert (NAME in read) == (case.sharing is Sharing.TEAM and not case.away), case
    assert "between us" in everything(reader.history()[-1])


async def race_results(scene: Scene) -> None:
    """How a race went is told of who may be celebrated for all to see, and nobody else."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    ana, zebedee = Asker(guild_id, scene.stage.ana.id, "Ana"), Asker(guild_id, scene.zebedee.id, NAME)
    draft = RaceDraft("Berlin", "2026-11-20", "12.34 km")
    race_id = (await services.races.add(ana, draft)).page.race.race_id
    await services.profiles.edit(zebedee, ProfileChange(praise=Praise.PUBLIC))
    await scene.stage.application.database.write(
        lambda uow: uow.runs.change(scene.run_id, local_date=FRIDAY.date(), started_at=None)
    )
    await services.race_results.link(zebedee, race_id, scene.run_id)
    await services.race_results.enter(ana, race_id, ResultDraft(outcome=Outcome.DNF))
    await scene.stage.application.deliver_outbox()
    payload = {"race_id": race_id, "day": "2026-11-20"}
    for number, case in enumerate(cases()):
        post = await scene.send(case, MessageKind.RACE_RESULTS, f"case {number}", payload, runner_id=None)
        assert (post is not None) == celebrates(case), case
        if post is not None:
            assert pings_nobody(post)
            assert f"{NAME} · {FIGURES[1]}" in everything(post)
            assert NOTE not in everything(post)
            assert "Ana" not in everything(post)


async def relay_of(scene: Scene) -> tuple[int, int]:
    """Set a relay up whose only leg is the runner's, and has been run; returns both keys."""
    services, guild_id = scene.stage.application.services, scene.stage.guild.id
    admin = Asker(guild_id, scene.coach.id, "Caleb", is_admin=True)
    page = await services.relays.create(admin, RelayDraft("New Year", "2027-04-11", "9:00", "10k", age_graded=True))
    leg_id = page.relay.squads[0].legs[0].leg_id
    await services.relay_legs.change(admin, leg_id, LegDraft(runner=NAME, expected="50:00"))
    await scene.stage.application.deliver_outbox()
    return page.relay.relay_id, leg_id


async def relays(scene: Scene) -> None:
    """A relay names who runs a leg where the team may see their runs, and tells nobody's age by a graded sum."""
    relay_id, leg_id = await relay_of(scene)

    def run(uow: UnitOfWork) -> None:
        uow.relays.change_leg(leg_id, run_s=2_700)
        uow.runners.change(scene.runner_id, birth_date=date(1962, 1, 1), age_table="male", shows_age_graded=True)

    await scene.stage.application.database.write(run)
    for number, case in enumerate(cases()):
        payload = {"relay_id": relay_id}
        post = await scene.send(case, MessageKind.RELAY_CARD, f"case {number}", payload, runner_id=None)
        assert post is not None
        assert pings_nobody(post)
        named = case.sharing is Sharing.TEAM and not case.away
        assert (NAME in everything(post)) == named, case
        assert ("a teammate" in everything(post)) == (not named and not case.away), case
        assert ("Age-graded" in everything(post)) == named, case
        # Whoever typed it: how long a leg took is its runner's to tell.
        assert ("45:00" in everything(post)) == (case.sharing is Sharing.TEAM), case


async def relay_letters(scene: Scene) -> None:
    """Which leg is theirs, and that there is none to run, is told to the runner alone."""
    relay_id, leg_id = await relay_of(scene)
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        payloads = {MessageKind.RELAY_LEG: {"leg_id": leg_id}, MessageKind.RELAY_OFF: {"relay_id": relay_id}}
        for kind, payload in payloads.items():
            count = len(reader.history())
            assert await scene.send(case, kind, f"case {number}", payload, **to) is None
            assert len(reader.history()) == count + (not case.away)


async def relay_news(scene: Scene) -> None:
    """Who gave a leg hears that it is open again, and of whom where the team may see their runs."""
    _, leg_id = await relay_of(scene)
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    await scene.stage.application.database.write(lambda uow: uow.relays.change_leg(leg_id, runner_id=None))
    payload = {"leg_id": leg_id, "runner_id": scene.runner_id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        assert await scene.send(case, MessageKind.RELAY_OPEN, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)
        if not case.away:
            named = case.sharing is Sharing.TEAM
            assert (NAME in words(reader.history()[-1])) == named, case


async def race_scores(scene: Scene) -> None:
    """Team scores say which teams finished where, whoever ran for them, and name nobody."""
    payload = {"name": None, "teams": ["A", "B"], "order": [0, 1, 1, 0], "scorers": 2, "displacers": 2, "ties": "nfhs"}
    read = set()
    for number, case in enumerate(cases()):
        post = await scene.send(case, MessageKind.RACE_SCORES, f"case {number}", payload, runner_id=None)
        assert post is not None
        assert pings_nobody(post)
        read.add(words(post))
    assert len(read) == 1


# --- plans ---


async def planned_week(scene: Scene, days: dict[str, str], *others: simcord.MemberActor) -> tuple[int, ...]:
    """Publish a plan for the runner and others, whose letters are sent; returns their keys, the runner's first."""

    def publish(uow: UnitOfWork) -> tuple[int, ...]:
        rows = [uow.runners.find(scene.stage.guild.id, one.id) for one in others]
        ids = [scene.runner_id, *(row.runner_id for row in rows if row is not None)]
        publish_plan(uow, save_plan(uow, scene.stage.guild.id, EVERYBODY, ids, days), scene.stage.env.now())
        return tuple(ids)

    ids = await scene.stage.application.database.write(publish)
    await scene.stage.application.deliver_outbox()
    return ids


async def plan_weeks(scene: Scene) -> None:
    """A week as a coach planned it is for its runner, with the names of those who share what they are to run."""
    await planned_week(scene, {"Tue": "5x1km @ T"}, scene.stage.ana)
    payload = {"week": "2026-W48", "marks": {}, "changed": []}
    reader, mate = scene.zebedee.user.dm_channel, scene.stage.ana.user.dm_channel
    for number, case in enumerate(cases()):
        count = len(reader.history())
        to = {"recipient_id": scene.zebedee.id}
        assert await scene.send(case, MessageKind.PLAN_WEEK, f"to {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)
        about = {"recipient_id": scene.stage.ana.id}
        assert await scene.send(case, MessageKind.PLAN_WEEK, f"about {number}", payload, **about) is None
        read = everything(mate.history()[-1])
        assert "5 × 1 km at threshold" in read
        assert (NAME in read) == (case.sharing is Sharing.TEAM and not case.away), case
        assert ("With a teammate." in read) == (case.sharing is not Sharing.TEAM and not case.away), case


async def season_letters(scene: Scene) -> None:
    """What a coach outlined is told to its runner alone."""
    seasons = scene.stage.application.services.seasons
    team = await scene.stage.application.database.read(lambda uow: uow.teams.find(scene.stage.guild.id))
    assert team is not None
    assert team.coach_role_id is not None
    coach = Asker(team.team_id, scene.coach.id, "Caleb", frozenset({team.coach_role_id}))
    filled = await seasons.fill(coach, NAME)
    read = await seasons.read(coach, replace(filled, goal="half, 2027-03-14", volumes="40-60 km"))
    saved = await seasons.save(coach, read.draft)
    await scene.stage.application.deliver_outbox()
    payload = {"season_id": saved.page.season_id, "changed": False}
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        assert await scene.send(case, MessageKind.SEASON_SHARED, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)


async def requests(scene: Scene) -> None:
    """What a runner shares with their coach, or asks, the coach alone reads, whatever the runner's profile is."""
    await scene.coach.slash(scene.stage.feed, "coach roster")
    now = scene.stage.env.now()

    def ask(uow: UnitOfWork) -> int:
        return uow.focuses.add(scene.stage.guild.id, scene.runner_id, "hills", WORDS, now)

    focus_id = await scene.stage.application.database.write(ask)
    reader, to = scene.coach.user.dm_channel, {"recipient_id": scene.coach.id}
    payloads: dict[MessageKind, dict[str, Any]] = {
        MessageKind.CHECKUP_SHARED: {"runner_id": scene.runner_id, "words": WORDS},
        MessageKind.FOCUS_REQUEST: {"focus_id": focus_id, "asked_at": now.isoformat()},
    }
    for number, case in enumerate(cases()):
        for kind, payload in payloads.items():
            count = len(reader.history())
            assert await scene.send(case, kind, f"case {number}", payload, **to) is None
            told = reader.history()[count:]
            assert len(told) == (not case.away)
            assert all(WORDS in words(message) and NAME in words(message) for message in told)


async def questions_about_days(scene: Scene) -> None:
    """On which days they can run is asked of those who like to be nudged, and of nobody else."""
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        payload = {"week": "2026-W48"}
        assert await scene.send(case, MessageKind.AVAILABILITY_QUESTION, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (case.nudges and not case.paused and not case.away), case


async def check_in_of(scene: Scene, **answers: int) -> int:
    """Let the runner have been asked how the week was; returns the key."""
    now = scene.stage.env.now()

    def ask(uow: UnitOfWork) -> int:
        key = uow.check_ins.add(scene.runner_id, date(2026, 11, 19), "2026-W47", now)
        assert key is not None
        if answers:
            uow.check_ins.change(key, **answers, done_at=now, flagged=True)
        return key

    return await scene.stage.application.database.write(ask)


async def check_ins(scene: Scene) -> None:
    """How the week was is asked of those who like to be nudged, and of nobody else."""
    until = (scene.stage.env.now() + timedelta(days=1)).isoformat()
    payload = {"check_in_id": await check_in_of(scene), "until": until}
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        assert await scene.send(case, MessageKind.CHECK_IN, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (case.nudges and not case.paused and not case.away), case


async def check_in_flags(scene: Scene) -> None:
    """A check-in worth a look is told to coaches, whatever its runner shows of runs: they asked for it knowing that."""
    key = await check_in_of(scene, sleep=3, energy=3, soreness=3, mood=3, pain=3)
    await scene.coach.slash(scene.stage.feed, "coach roster")
    reader, to = scene.coach.user.dm_channel, {"recipient_id": scene.coach.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        payload = {"check_in_id": key}
        assert await scene.send(case, MessageKind.CHECK_IN_FLAG, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away), case
        if not case.away:
            assert NAME in words(reader.history()[-1])


async def connected(scene: Scene) -> int:
    """Let the runner have connected Strava; returns the key."""
    now = scene.stage.env.now()

    def connect(uow: UnitOfWork) -> int:
        return uow.connections.add(
            runner_id=scene.runner_id,
            service=Service.STRAVA,
            state=ConnectionState.ACTIVE,
            athlete="7",
            secret=b"sealed",
            automatic=False,
            connected_at=now,
            since=now,
            due_at=None,
        )

    return await scene.stage.application.database.write(connect)


async def run_nudges(scene: Scene) -> None:
    """Of a run that a service told of hears its runner, who asked for it there; who has left hears nothing."""
    connection_id, now = await connected(scene), scene.stage.env.now()
    told = FoundRun("77", date(2026, 11, 20), now, 8_400, 2_520, 2_520)

    def tell(uow: UnitOfWork) -> int:
        columns = {"connection_id": connection_id, "key": told.key, "state": FoundState.OFFERED, "found_at": now}
        return uow.found_runs.add(**columns, **columns_of(told))

    found_id = await scene.stage.application.database.write(tell)
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        payload = {"found_id": found_id, "may_share": False}
        assert await scene.send(case, MessageKind.RUN_NUDGE, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away), case


async def connection_news(scene: Scene) -> None:
    """That a connection is over, and what it told deleted, its runner hears even after they have left the server."""
    payload = {"service": Service.STRAVA, "news": ConnectionNews.ENDED, "connection_id": 1}
    reader, to = scene.zebedee.user.dm_channel, {"recipient_id": scene.zebedee.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        assert await scene.send(case, MessageKind.CONNECTION_NEWS, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + 1, case


async def plan_posts(scene: Scene) -> None:
    """The group workouts of a week name who shares them, as far as their profile allows, and count the others."""
    await planned_week(scene, {"Tue": "5x1km @ T"}, scene.stage.ana, scene.stage.ben)
    payload = {"week": "2026-W48"}
    for number, case in enumerate(cases()):
        post = await scene.send(case, MessageKind.PLAN_POST, f"case {number}", payload, runner_id=None)
        assert post is not None
        assert pings_nobody(post)
        named = case.sharing is Sharing.TEAM and not case.away
        assert (NAME in everything(post)) == named, case
        assert ("1 more" in everything(post)) == (not named and not case.away), case
        for name in ("Chloé", *FIGURES, NOTE):
            assert name not in everything(post)


async def plan_cannots(scene: Scene) -> None:
    """That a runner cannot on a day is for their coach alone, and nobody hears it of who has left."""
    await scene.coach.slash(scene.stage.feed, "coach roster")
    await planned_week(scene, {"Tue": "5x1km @ T", "Thu": "8 km E"}, scene.stage.ana)
    answers = scene.stage.application.services.plan_answers
    await answers.cannot(scene.zebedee.id, scene.runner_id, date(2026, 11, 24), WORDS)
    days = scene.stage.application.services.availability
    await days.say(scene.zebedee.id, None, scene.runner_id, Week(2026, 48), NO_DAYS, WORDS)
    await scene.stage.application.deliver_outbox()
    payload = {"runner_id": scene.runner_id, "day": "2026-11-24"}
    reader, to = scene.coach.user.dm_channel, {"recipient_id": scene.coach.id}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        assert await scene.send(case, MessageKind.PLAN_CANNOT, f"case {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)
    assert f"**{NAME} can't on Tuesday 24 Nov.**" in words(reader.history()[-1])
    assert WORDS in words(reader.history()[-1])
    payload = {"runner_id": scene.runner_id, "week": "2026-W48", "since": "2026-11-23"}
    for number, case in enumerate(cases()):
        count = len(reader.history())
        assert await scene.send(case, MessageKind.PLAN_CANNOT, f"days {number}", payload, **to) is None
        assert len(reader.history()) == count + (not case.away)
    assert f"**{NAME} told their days of 23–29 Nov once the week was out:**" in words(reader.history()[-1])
    assert "- Thursday, no day for a run: 8 km easy" in words(reader.history()[-1])
    assert WORDS in words(reader.history()[-1])


WALKS: dict[MessageKind, tuple[Callable[[Scene], Awaitable[None]], ...]] = {
    MessageKind.FEED_CARD: (cards,),
    MessageKind.FEED_DIGEST: (digests,),
    MessageKind.COMMENT: (comments,),
    MessageKind.COMMENT_NOTE: (comment_notes,),
    MessageKind.CELEBRATION: (celebrations,),
    MessageKind.LEADERBOARD: (boards, few),
    MessageKind.MONTH_RECAP: (recaps,),
    MessageKind.FEEDBACK: (letters,),
    MessageKind.FEEDBACK_ANSWER: (answers,),
    MessageKind.DELIVERY_NOTE: (notes,),
    MessageKind.ADMIN_NOTICE: (notices,),
    MessageKind.RUN_REVIEW: (reviews,),
    MessageKind.COACH_DIGEST: (coach_digests,),
    MessageKind.IMPORT_SUMMARY: (summaries,),
    MessageKind.SHOUTOUT: (shoutouts,),
    MessageKind.SHOUTOUT_NOTE: (shoutout_notes,),
    MessageKind.CHALLENGE_MILESTONE: (challenges,),
    MessageKind.CHALLENGE_RESULT: (challenges,),
    MessageKind.RACE_CARD: (races,),
    MessageKind.RACE_CHANGE: (race_letters,),
    MessageKind.RACE_MATES: (race_mates,),
    MessageKind.RACE_CALL: (race_calls,),
    MessageKind.RACE_REMINDER: (race_reminders,),
    MessageKind.RACE_RESULTS: (race_results,),
    MessageKind.RELAY_CARD: (relays,),
    MessageKind.RELAY_LEG: (relay_letters,),
    MessageKind.RELAY_OPEN: (relay_news,),
    MessageKind.RELAY_OFF: (relay_letters,),
    MessageKind.RACE_SCORES: (race_scores,),
    MessageKind.PLAN_POST: (plan_posts,),
    MessageKind.PLAN_WEEK: (plan_weeks,),
    MessageKind.PLAN_CANNOT: (plan_cannots,),
    MessageKind.SEASON_SHARED: (season_letters,),
    MessageKind.CHECKUP_SHARED: (requests,),
    MessageKind.FOCUS_REQUEST: (requests,),
    MessageKind.AVAILABILITY_QUESTION: (questions_about_days,),
    MessageKind.CHECK_IN: (check_ins,),
    MessageKind.CHECK_IN_FLAG: (check_in_flags,),
    MessageKind.CONNECTION_NEWS: (connection_news,),
    MessageKind.RUN_NUDGE: (run_nudges,),
}


def test_every_kind_of_message_is_walked() -> None:
    assert set(WALKS) == set(MessageKind)
    private = {kind for kind, concern in CONCERNS.items() if concern is Concern.WORD}
    to_one = (
        letters,
        comment_notes,
        notes,
        notices,
        coach_digests,
        reviews,
        summaries,
        shoutout_notes,
        race_letters,
        relay_letters,
        relay_news,
        plan_weeks,
        plan_cannots,
        answers,
        season_letters,
        requests,
        check_in_flags,
        connection_news,
        run_nudges,
    )
    assert {kind for kind, walks in WALKS.items() if walks[0] in to_one} == private


@pytest.mark.parametrize(
    "walk", dict.fromkeys(walk for walks in WALKS.values() for walk in walks), ids=lambda walk: walk.__name__
)
async def test_nothing_is_told_against_a_profile(scene: Scene, walk: Callable[[Scene], Awaitable[None]]) -> None:
    await walk(scene)
