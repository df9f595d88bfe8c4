"""Who left is noticed, hidden, and forgotten after thirty days, unless they come back."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.domain.audience import MessageKind
from bot.domain.leaderboards import Board
from bot.errors import NotFound
from bot.services.entries import FeedOutcome
from bot.services.leaderboards import WeeklyPost
from bot.services.leavers import GRACE, LeaverService, RollCall
from bot.services.memberships import TeamChoice
from bot.services.outbox import MessageState
from bot.services.ports import Present
from bot.services.reading import RunDraft
from bot.services.run_outcomes import LoggedRun
from db.base import metadata
from db.connection import Connection
from db.models import period_totals, runners, teams, unnamed_totals
from tests.db.engines import on
from tests.services import seeded
from tests.services.attendance import Attendances
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import assert_totals_follow_the_log, rows_of

NAMES = ("Ana", "Ben", "Chloé", "Dee")


@dataclass(frozen=True, slots=True)
class Server:
    """A team of four who ran and show themselves, and the server they are, or were, members of."""

    team: Harriers
    roster: Attendances
    service: LeaverService

    def leave(self, *names: str) -> None:
        """Have members leave the server."""
        for name in names:
            del self.roster.of[self.team.asker(name).user_id]

    def join(self, *names: str) -> None:
        """Have members be in the server."""
        for name in names:
            self.roster.of[self.team.asker(name).user_id] = Present(name)

    async def roll_call(self, **later: float) -> RollCall:
        """Call the roll after some time."""
        self.team.clock.forward(**later)
        return await self.service.call_the_roll()

    async def known(self) -> set[str]:
        """Return the names that the team has rows of."""
        return {row["name"] for row in await rows_of(self.team.database, runners, TEAM)}


@pytest.fixture
async def server(team: Harriers) -> Server:
    roster = Attendances()
    found = Server(team, roster, LeaverService(team.database, team.clock, roster))
    for name in NAMES:
        await team.log(name)
        await team.show(name)
        found.join(name)
    return found


async def test_only_those_not_seen_for_a_day_are_asked_about(server: Server) -> None:
    assert await server.roll_call(hours=23) == RollCall()
    await server.team.log("Ana", "5k", "26:00")
    assert server.roster.asked == []
    assert await server.roll_call(hours=1, minutes=1) == RollCall(present=4)
    assert await server.roll_call(hours=1) == RollCall()


async def test_a_member_who_used_a_command_is_not_asked_about(server: Server) -> None:
    server.team.clock.forward(days=2)
    await server.team.log("Ana", "5k", "26:00")
    await server.roll_call()
    assert server.team.asker("Ana").user_id not in server.roster.asked
    assert len(server.roster.asked) == 3


async def test_a_new_name_is_learnt(server: Server) -> None:
    server.roster.of[server.team.asker("Ana").user_id] = Present("Anastasia")
    await server.roll_call(days=2)
    assert await server.known() == {"Anastasia", "Ben", "Chloé", "Dee"}
    board = await server.team.board("Ben", Board.POINTS)
    assert "Anastasia" in [row.name for row in board.rows]


async def test_who_left_is_on_no_board_and_their_card_comes_down(server: Server) -> None:
    await server.team.show("Ana", board=Board.DISTANCE)
    for parcel in await server.team.services.outbox.claim():
        await server.team.services.outbox.sent(parcel.message, 9_000 + parcel.message.outbox_id)
    server.leave("Ana")

    assert await server.roll_call(days=1, minutes=1) == RollCall(present=3, gone=1)

    row = await server.team.runner("Ana")
    assert row.left_at == server.team.clock.now()
    assert (row.shows_points, row.shows_distance) == (True, True)
    totals = await rows_of(server.team.database, period_totals, TEAM)
    shown = {(one["shows_points"], one["shows_distance"]) for one in totals if one["runner_id"] == row.runner_id}
    assert shown == {(False, False)}
    board = await server.team.board("Ben")
    assert [one.name for one in board.rows] == ["Ben", "Chloé", "Dee"]
    assert board.totals.runners == 4
    [card] = await server.team.services.outbox.claim()
    assert card.content is None


async def test_who_left_is_not_asked_about_again_before_it_is_time(server: Server) -> None:
    server.leave("Ana")
    await server.roll_call(days=2)
    server.roster.asked.clear()
    await server.roll_call(days=2)
    assert server.team.asker("Ana").user_id not in server.roster.asked


async def test_coming_back_in_time_brings_everything_back(server: Server) -> None:
    server.leave("Ana")
    await server.roll_call(days=2)
    server.join("Ana")
    server.team.clock.forward(days=29)
    listed = await server.team.services.run_lists.first_page(server.team.asker("Ana"))
    assert listed.total_runs == 1
    row = await server.team.runner("Ana")
    assert (row.left_at, row.seen_at) == (None, server.team.clock.now())
    totals = await rows_of(server.team.database, period_totals, TEAM)
    assert {one["shows_points"] for one in totals if one["runner_id"] == row.runner_id} == {True}
    assert (await server.roll_call(days=3)).erased == 0
    assert await server.known() == set(NAMES)


async def test_who_comes_back_is_on_the_newest_board_again_and_no_card_returns(server: Server) -> None:
    outbox = server.team.services.outbox
    server.team.clock.set(local("Europe/Berlin", "2026-11-23 08:00"))
    await server.team.services.schedules.run_due()
    await stand(server)
    server.leave("Ana")
    await server.roll_call(days=2)
    gone = await stand(server)
    assert [(kind, "Ana" in named) for kind, named in gone] == [
        (MessageKind.LEADERBOARD, False),
        (MessageKind.FEED_CARD, False),
    ]
    server.join("Ana")
    await server.team.services.run_lists.first_page(server.team.asker("Ana"))
    [(kind, named)] = await stand(server)
    assert (kind, named) == (MessageKind.LEADERBOARD, ["Ana", "Ben", "Chloé", "Dee"])
    assert await outbox.claim() == ()


async def stand(server: Server) -> list[tuple[MessageKind, list[str]]]:
    """Let everything owed reach its channel; returns what it was, with the names on boards."""
    outbox = server.team.services.outbox
    done = []
    while parcels := await outbox.claim():
        for parcel in parcels:
            content = parcel.content
            done.append(
                (parcel.message.kind, [row.name for row in content.rows] if isinstance(content, WeeklyPost) else [])
            )
            if content is None:
                await outbox.drop(parcel.message)
            else:
                await outbox.sent(parcel.message, parcel.message.message_id or 9_000 + parcel.message.outbox_id)
    return done


async def test_direct_messages_keep_nobody_here_who_has_left(server: Server) -> None:
    server.leave("Ana")
    ana = server.team.asker("Ana").user_id
    seen = (await server.team.runner("Ana")).seen_at
    server.team.clock.forward(days=1, minutes=1)
    await log_directly(server, ana)
    assert (await server.team.runner("Ana")).seen_at == seen
    assert (await server.service.call_the_roll()).gone == 1
    assert (await server.team.services.memberships.of(ana)).asker is None


async def test_a_direct_message_sent_while_its_runner_is_found_to_have_left_brings_nobody_back(server: Server) -> None:
    asker = (await server.team.services.memberships.of(server.team.asker("Ana").user_id)).asker
    assert asker is not None
    server.leave("Ana")
    await server.roll_call(days=2)
    logged = await server.team.services.runs.log(asker, RunDraft("5k", "26:00"))
    assert isinstance(logged, LoggedRun)
    assert logged.feed is FeedOutcome.PRIVATE
    assert (await server.team.runner("Ana")).left_at is not None
    await server.team.services.privacy.forget(asker)
    with pytest.raises(NotFound) as refused:
        await server.team.services.run_lists.first_page(asker)
    assert refused.value.code == "no_team"


@pytest.mark.parametrize(("minutes", "asked"), [(14, 0), (16, 1)])
async def test_who_writes_directly_is_asked_about_unless_seen_lately(server: Server, minutes: int, asked: int) -> None:
    server.team.clock.forward(minutes=minutes)
    asker = (await server.team.services.memberships.of(server.team.asker("Ana").user_id)).asker
    assert asker is not None
    assert [await server.service.still_here(asker) for _ in range(2)] == [True, True]
    assert len(server.roster.asked) == asked


async def test_who_writes_directly_after_leaving_is_gone_at_once_unless_discord_cannot_tell(server: Server) -> None:
    server.team.clock.forward(minutes=16)
    asker = (await server.team.services.memberships.of(server.team.asker("Ana").user_id)).asker
    assert asker is not None
    server.leave("Ana")
    server.roster.down = True
    assert await server.service.still_here(asker)
    server.roster.down = False
    assert not await server.service.still_here(asker)
    assert (await server.team.runner("Ana")).left_at == server.team.clock.now()


async def test_teams_that_oneself_or_the_bot_has_left_are_known_where_ones_data_is_meant(server: Server) -> None:
    ana, memberships = server.team.asker("Ana").user_id, server.team.services.memberships
    await server.team.services.teams.leave(TEAM)
    assert (await memberships.of(ana)).teams == ()
    assert (await memberships.of(ana, ever=True)).teams == (TeamChoice(TEAM, "Harriers"),)
    await server.team.change("Ana", left_at=server.team.clock.now())
    asker = (await memberships.of(ana, ever=True)).asker
    assert asker is not None
    assert (asker.team_id, asker.in_server) == (TEAM, False)


async def log_directly(server: Server, user_id: int) -> None:
    """Log a run in the bot's direct messages."""
    asker = (await server.team.services.memberships.of(user_id)).asker
    assert asker is not None
    await server.team.services.runs.log(asker, RunDraft("5k", "26:00"))


async def test_after_thirty_days_who_left_is_forgotten_and_the_totals_stay(server: Server) -> None:
    server.leave("Ana")
    await server.roll_call(days=2)
    assert (await server.roll_call(days=29, hours=23)).erased == 0
    assert (await server.roll_call(hours=1)).erased == 1
    assert await server.known() == {"Ben", "Chloé", "Dee"}
    assert {row["runners"] for row in await rows_of(server.team.database, unnamed_totals, TEAM)} == {1}
    await assert_totals_follow_the_log(server.team.database, TEAM)
    user_id = server.team.asker("Ana").user_id

    def places(connection: Connection) -> list[str]:
        member = seeded.Member("Ana", user_id, 10**9, 0)
        return list(seeded.naming(connection, member))

    assert await on(server.team.database, places) == []
    assert (await server.roll_call(hours=1)).erased == 0


async def test_who_is_back_and_has_been_quiet_is_not_erased(server: Server) -> None:
    server.leave("Ana")
    await server.roll_call(days=2)
    server.join("Ana")
    assert (await server.roll_call(days=31)).erased == 0
    row = await server.team.runner("Ana")
    assert (row.left_at, row.seen_at) == (None, server.team.clock.now())


async def test_while_discord_cannot_tell_nobody_is_gone_and_nobody_erased(server: Server) -> None:
    server.leave("Ana")
    server.roster.down = True
    assert await server.roll_call(days=2) == RollCall(unknown=4)
    assert (await server.team.runner("Ana")).left_at is None
    server.roster.down = False
    await server.roll_call(hours=1)
    server.roster.down = True
    assert (await server.roll_call(days=31)).erased == 0
    server.roster.down = False
    assert (await server.roll_call(hours=1)).erased == 1


async def test_a_command_while_discord_is_asked_counts_for_more(server: Server) -> None:
    server.leave("Ana")
    server.team.clock.forward(days=2)

    async def come_back() -> None:
        server.roster.meanwhile = None
        for name in NAMES:
            await server.team.log(name, "5k", "26:00")

    server.roster.meanwhile = come_back
    await server.service.call_the_roll()
    assert (await server.team.runner("Ana")).left_at is None


async def test_a_command_at_the_end_of_the_thirty_days_counts_for_more(server: Server) -> None:
    server.leave("Ana")
    await server.roll_call(days=2)

    async def come_back() -> None:
        server.roster.meanwhile = None
        await server.team.log("Ana", "5k", "26:00")

    server.roster.meanwhile = come_back
    server.team.clock.forward(days=31)
    for name in ("Ben", "Chloé", "Dee"):
        await server.team.log(name, "5k", "26:00")
    assert (await server.service.call_the_roll()).erased == 0
    assert (await server.team.services.run_lists.first_page(server.team.asker("Ana"))).total_runs == 2


async def test_a_forgotten_member_who_is_asked_about_meanwhile_stays_forgotten(server: Server) -> None:
    async def forget() -> None:
        server.roster.meanwhile = None
        for name in NAMES:
            await server.team.services.privacy.forget(server.team.asker(name))

    server.roster.meanwhile = forget
    await server.roll_call(days=2)
    assert await server.known() == set()


async def test_a_round_goes_on_where_the_one_before_could_not_tell(
    server: Server,
) -> None:
    service = LeaverService(server.team.database, server.team.clock, server.roster, asked_at_once=3)
    server = replace(server, service=service)
    server.roster.down = True
    asked = []
    for _ in range(3):
        server.roster.asked.clear()
        await server.roll_call(days=2)
        asked.append([len(server.roster.asked), *server.roster.asked[:1]])
    first, last = server.team.asker("Ana").user_id, server.team.asker("Dee").user_id
    assert asked == [[3, first], [1, last], [3, first]]


async def test_the_longest_unseen_come_first(server: Server) -> None:
    server.team.clock.forward(days=2)
    await server.team.log("Ana", "5k", "26:00")
    await server.roll_call(days=2)
    assert server.roster.asked[-1] == server.team.asker("Ana").user_id


async def test_nobody_is_asked_about_in_a_server_that_the_bot_has_left(server: Server) -> None:
    await server.team.database.write(lambda uow: uow.teams.change(TEAM, left_at=server.team.clock.now()))
    assert await server.roll_call(days=2) == RollCall()
    assert server.roster.asked == []


async def test_who_left_before_the_bot_did_is_erased_in_time(server: Server) -> None:
    server.leave("Ana")
    await server.roll_call(days=2)
    server.team.clock.forward(days=20)
    await server.team.database.write(lambda uow: uow.teams.change(TEAM, left_at=server.team.clock.now()))
    server.roster.down = True
    assert (await server.roll_call(days=10)).erased == 1
    assert await server.known() == {"Ben", "Chloé", "Dee"}


async def test_a_team_that_the_bot_left_is_erased_whole_after_thirty_days(server: Server) -> None:
    elsewhere = Harriers(server.team.database, server.team.clock, server.team.services, TEAM + 1)
    await elsewhere.log("Ana")
    await server.team.database.write(lambda uow: uow.teams.change(TEAM, left_at=server.team.clock.now()))
    assert (await server.roll_call(days=29)).erased_teams == 0
    server.team.clock.forward(days=1)
    assert (await server.service.call_the_roll()).erased_teams == 1
    for table in metadata.sorted_tables:
        if "team_id" in table.columns:
            assert await rows_of(server.team.database, table, TEAM) == [], table.name
    assert len(await rows_of(server.team.database, teams, TEAM + 1)) == 1
    assert len(await rows_of(server.team.database, runners, TEAM + 1)) == 1


async def test_a_team_that_is_back_is_not_erased(server: Server) -> None:
    left_at = server.team.clock.now() - GRACE
    assert not await server.team.database.write(lambda uow: uow.privacy.erase_team(TEAM, left_at))
    await server.team.database.write(lambda uow: uow.teams.change(TEAM, left_at=left_at - timedelta(days=1)))
    await server.team.database.write(lambda uow: uow.teams.change(TEAM, left_at=None))
    assert (await server.roll_call()).erased_teams == 0


COACH = 77


async def words_of_a_coach(server: Server) -> None:
    """Have somebody who never ran write to Ben."""
    ben = await server.team.runner("Ben")
    await server.team.database.write(
        lambda uow: uow.feedback.add(
            team_id=TEAM,
            runner_id=ben.runner_id,
            coach_id=COACH,
            coach_name="Caleb",
            message="Textbook.",
            sent_at=server.team.clock.now(),
        )
    )


async def senders(server: Server) -> list[tuple[int | None, str | None]]:
    """Return who signs what was written to Ben."""
    ben = await server.team.runner("Ben")
    words = await server.team.database.read(lambda uow: uow.feedback.newest_to(TEAM, 0, ben.runner_id, 9))
    return [(word.coach_id, word.coach_name) for word in words]


async def test_a_coach_who_never_ran_is_asked_about_once_a_day_and_made_no_runner(server: Server) -> None:
    await words_of_a_coach(server)
    server.roster.of[COACH] = Present("Caleb")
    for _ in range(3):
        assert (await server.roll_call(hours=1)).gone == 0
    assert server.roster.asked == [COACH]
    await server.roll_call(hours=22)
    assert server.roster.asked.count(COACH) == 2
    assert await server.known() == set(NAMES)


async def test_a_coach_who_never_ran_and_left_is_forgotten_after_thirty_days(server: Server) -> None:
    await words_of_a_coach(server)
    assert (await server.roll_call()).gone == 1
    assert (await server.roll_call(days=29)).erased == 0
    assert await senders(server) == [(COACH, "Caleb")]
    assert (await server.roll_call(days=1)).erased == 1
    assert await senders(server) == [(None, None)]
    assert await server.known() == set(NAMES)


async def test_a_coach_who_came_back_in_time_keeps_the_signature(server: Server) -> None:
    await words_of_a_coach(server)
    await server.roll_call()
    server.roster.of[COACH] = Present("Caleb")
    assert (await server.roll_call(days=31)).erased == 0
    assert await senders(server) == [(COACH, "Caleb")]


async def test_an_owner_is_not_asked_about_and_an_admin_is(server: Server) -> None:
    await server.team.database.write(lambda uow: uow.teams.change(TEAM, owner_id=78, admin_id=79))
    await server.roll_call()
    assert server.roster.asked == [79]
    assert (await server.roll_call(days=30)).erased == 1
    [team] = await rows_of(server.team.database, teams, TEAM)
    assert (team["owner_id"], team["admin_id"]) == (78, None)


async def test_many_who_never_ran_are_asked_about_in_turn(server: Server) -> None:
    ben = await server.team.runner("Ben")
    for coach in (71, 72, 73):
        await server.team.database.write(
            lambda uow, coach=coach: uow.feedback.add(  # type: ignore[misc]
                team_id=TEAM,
                runner_id=ben.runner_id,
                coach_id=coach,
                coach_name="Coach",
                message="Well run.",
                sent_at=server.team.clock.now(),
            )
        )
        server.roster.of[coach] = Present("Coach")
    service = LeaverService(server.team.database, server.team.clock, server.roster, asked_at_once=2)
    for _ in range(3):
        await service.call_the_roll()
    assert server.roster.asked == [71, 72, 73]


async def test_a_card_that_is_taken_down_stays_down_when_its_runner_comes_back(server: Server) -> None:
    for parcel in await server.team.services.outbox.claim():
        await server.team.services.outbox.sent(parcel.message, 9_000 + parcel.message.outbox_id)
    server.leave("Ana")
    await server.roll_call(days=2)
    [card] = await server.team.services.outbox.claim()
    await server.team.services.outbox.drop(card.message)
    draft = RunDraft("5k", "26:00")
    await server.team.services.runs.log(server.team.asker("Ana"), draft)
    [new] = await server.team.services.outbox.claim()
    assert new.message.outbox_id != card.message.outbox_id
    counts = await server.team.services.outbox.counts()
    assert counts[MessageState.DROPPED] == 1
