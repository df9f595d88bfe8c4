"""Everything held about a member is handed out, and nothing of it is left once they are forgotten."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.audience import MessageKind
from bot.domain.leaderboards import Board, Period
from bot.services.asker import Asker
from bot.services.coach_digests import CoachDigest
from bot.services.feedback_letters import Feedback
from bot.services.outbox import MessageState
from bot.services.privacy import Export, Holding
from db.connection import Connection
from db.database import Database
from db.models import outbox, runners, teams, unnamed_totals
from db.personal import PERSONAL
from db.unit_of_work import UnitOfWork
from tests.composed import StandingClock
from tests.db.engines import on
from tests.services import seeded
from tests.services.harriers import TEAM, Harriers, services_on
from tests.services.ledger import assert_totals_follow_the_log, rows_of

ZOE = seeded.Member("Zebulon", 4_611_686_018_427_380_001, 700_001, 9_001)
MO = seeded.Member("Moritz", 4_611_686_018_427_380_002, 700_002, 9_101)


def exported(export: Export | None, name: str) -> list[dict[str, object]]:
    """Return the rows of one kind."""
    assert export is not None
    [table] = [table for table in export.tables if table.name == name]
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


async def stand(team: Harriers) -> list[int]:
    """Let what is owed stand in its channel; returns the messages' ids."""
    parcels = await team.services.outbox.claim()
    for parcel in parcels:
        await team.services.outbox.sent(parcel.message, 9_000 + parcel.message.outbox_id)
    return [9_000 + parcel.message.outbox_id for parcel in parcels]


# --- every table ---


@pytest.fixture
async def full(database: Database) -> Harriers:
    """A team in which every table holds rows of two members, and of what they have with each other."""

    def fill(connection: Connection) -> None:
        seeded.seed(connection, ZOE, MO)
        seeded.seed(connection, MO, ZOE)
        seeded.cheer(connection, ZOE, MO)
        seeded.cheer(connection, MO, ZOE)

    await on(database, fill)
    clock = StandingClock()
    return Harriers(database, clock, services_on(database, clock))


async def test_an_export_has_rows_from_every_table_that_names_the_member(full: Harriers) -> None:
    export = await full.services.privacy.export(full.asker("Zebulon", ZOE.user_id))
    assert export is not None
    assert {table.name: bool(table.rows) for table in export.tables} == {held.name: True for held in PERSONAL}


async def test_an_export_has_no_other_members_id_or_name(full: Harriers) -> None:
    export = await full.services.privacy.export(full.asker("Zebulon", ZOE.user_id))
    assert export is not None
    assert [table.name for table in export.tables for row in table.rows if MO.is_named_by(list(row))] == []


async def test_nothing_anywhere_holds_a_member_who_was_forgotten(full: Harriers) -> None:
    assert len(await on(full.database, lambda connection: list(seeded.naming(connection, ZOE)))) > len(PERSONAL)
    before = await on(full.database, lambda connection: seeded.own_rows(connection, MO))
    assert all(before.values())

    assert await full.services.privacy.forget(full.asker("Zebulon", ZOE.user_id))

    assert await on(full.database, lambda connection: list(seeded.naming(connection, ZOE))) == []
    assert await on(full.database, lambda connection: seeded.own_rows(connection, MO)) == before


async def test_the_same_member_in_another_team_is_left_alone(full: Harriers) -> None:
    elsewhere = Harriers(full.database, full.clock, full.services, TEAM + 1)
    await elsewhere.services.run_lists.first_page(elsewhere.asker("Zebulon", ZOE.user_id))
    assert await full.services.privacy.forget(full.asker("Zebulon", ZOE.user_id))
    [row] = await rows_of(full.database, runners, TEAM + 1)
    assert row["user_id"] == ZOE.user_id
    assert exported(await full.services.privacy.export(elsewhere.asker("", ZOE.user_id)), "profile")


async def test_a_coach_who_never_ran_is_forgotten_too(full: Harriers) -> None:
    coach = full.asker("Coach", 77)
    await full.database.write(lambda uow: uow.teams.change(TEAM, admin_id=77))
    await full.database.write(
        lambda uow: uow.feedback.add(
            team_id=TEAM,
            runner_id=MO.runner_id,
            coach_id=77,
            coach_name="Coach",
            message="Textbook.",
            sent_at=full.clock.now(),
        )
    )
    [team_name] = [row["name"] for row in await rows_of(full.database, teams, TEAM)]
    assert await full.services.privacy.holding(coach) == Holding(team_name, 0, is_runner=False)
    assert [row["message"] for row in exported(await full.services.privacy.export(coach), "feedback_given")] == [
        "Textbook."
    ]
    [words] = exported(await full.services.privacy.export(coach), "feedback_given")
    # When the runner read them is the runner's own.
    assert list(words) == ["signed", "message", "sent_at", "edited_at", "taken_back_at"]
    assert await full.services.privacy.forget(coach)
    assert await full.services.privacy.holding(coach) is None
    kept = await full.database.read(lambda uow: uow.feedback.newest_to(TEAM, 0, MO.runner_id, 9))
    assert [(word.coach_id, word.coach_name) for word in kept if word.message == "Textbook."] == [(None, None)]


# --- a team that runs ---


async def test_asking_makes_nobody_a_runner(team: Harriers) -> None:
    stranger = team.asker("Eve")
    assert await team.services.privacy.export(stranger) is None
    assert await team.services.privacy.holding(stranger) is None
    assert not await team.services.privacy.forget(stranger)
    assert await rows_of(team.database, runners, TEAM) == []


async def test_an_export_tells_values_as_they_are_kept(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", note="legs finally awake", effort=4)
    export = await team.services.privacy.export(team.asker("Ana"))
    assert export is not None
    assert (export.team_name, export.made_at) == ("Harriers", team.clock.now())
    [run] = exported(export, "runs")
    assert (run["distance_metres"], run["moving_time_seconds"], run["note"]) == (10_000, 3_130, "legs finally awake")
    assert run["logged_at"] == team.clock.now()
    [profile] = exported(export, "profile")
    assert profile["name"] == "Ana"


async def test_the_teams_totals_stay_and_are_nobodys(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        await team.log(name, note="awake")
        await team.log(name, when="3 weeks ago")
    before = (await team.board("Ben")).totals
    assert await team.services.privacy.holding(team.asker("Ana")) == Holding("Harriers", 2, is_runner=True)

    assert await team.services.privacy.forget(team.asker("Ana"))

    assert (await team.board("Ben")).totals == before
    assert {row["runners"] for row in await rows_of(team.database, unnamed_totals, TEAM)} == {1}
    await assert_totals_follow_the_log(team.database, TEAM)
    assert await team.services.privacy.forget(team.asker("Chloé"))
    assert (await team.board("Ben")).totals == before
    assert {row["runners"] for row in await rows_of(team.database, unnamed_totals, TEAM)} == {2}
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_forgotten_member_starts_anew(team: Harriers) -> None:
    await team.log("Ana")
    await team.show("Ana")
    before = await team.runner("Ana")
    assert await team.services.privacy.forget(team.asker("Ana"))
    assert await team.services.privacy.export(team.asker("Ana")) is None
    assert not await team.services.privacy.forget(team.asker("Ana"))

    await team.log("Ana", "5k", "26:00")
    now = await team.runner("Ana")
    assert now.runner_id > before.runner_id
    assert (now.asked_at, now.answered_at, now.shows_points) == (None, None, False)
    listed = await team.services.run_lists.first_page(team.asker("Ana"))
    assert [one.run.distance_m for one in listed.runs] == [5_000]
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_cards_are_due_to_come_down_and_boards_to_be_drawn_anew(team: Harriers) -> None:
    for name in ("Ana", "Ben"):
        await team.log(name)
    cards = await stand(team)
    week = (await team.board("Ana", Board.POINTS, Period.THIS_WEEK)).week.key

    await team.database.write(
        lambda uow: uow.outbox.owe(
            team_id=TEAM, kind=MessageKind.LEADERBOARD, key=week, payload={"week": week}, now=team.clock.now()
        )
    )
    posted = await stand(team)

    assert await team.services.privacy.forget(team.asker("Ana"))

    # Of what stands, the newest is seen to first.
    board, card = await team.services.outbox.claim()
    assert (card.message.kind, card.message.message_id, card.content) == (MessageKind.FEED_CARD, cards[0], None)
    assert (board.message.kind, board.message.message_id) == (MessageKind.LEADERBOARD, posted[0])
    assert board.content is not None
    await team.services.outbox.drop(card.message)
    states = [entry.state for entry in await team.services.outbox.newest()]
    assert states == [MessageState.SENDING, MessageState.SENT, MessageState.DROPPED]


async def test_teammates_who_cheered_each_other_can_be_forgotten_in_the_same_instant(team: Harriers) -> None:
    names = ("Ana", "Ben", "Chloé", "Dee")
    runs = {name: (await team.log(name)).run.run_id for name in names}
    for name in names:
        for other in names:
            if other != name:
                await team.services.cheers.toggle(team.asker(name), runs[other])
    await team.log("Eve")
    before = (await team.board("Eve")).totals
    erased = await asyncio.gather(
        *(team.services.privacy.forget(team.asker(name)) for name in names for _ in range(2)),
        *(team.services.run_lists.first_page(team.asker("Eve")) for _ in range(4)),
    )
    assert [one for one in erased if one is True] == [True] * len(names)
    assert (await team.board("Eve")).totals == before
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_what_waits_for_a_member_goes_with_them(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    ana, ben = await team.runner("Ana"), await team.runner("Ben")
    for runner in (ana, ben):
        await team.database.write(
            lambda uow, to=runner: uow.outbox.owe(  # type: ignore[misc]
                team_id=TEAM,
                kind="word",
                key=str(to.runner_id),
                payload={"word": "Textbook."},
                now=team.clock.now(),
                runner_id=to.runner_id,
                recipient_id=to.user_id,
            )
        )
    await team.services.privacy.forget(team.asker("Ana"))
    left = await team.database.read(lambda uow: [row.key for row in uow.outbox.newest(9)])
    assert left == [str(ben.runner_id)]


# --- what stands in others' direct messages ---

COACH = Asker(TEAM, 77, "Caleb", is_admin=True)
RECALLING = (
    MessageKind.PLAN_CANNOT,
    MessageKind.CHECK_IN_FLAG,
    MessageKind.CHECKUP_SHARED,
    MessageKind.FOCUS_REQUEST,
    MessageKind.FEEDBACK_ANSWER,
)


async def tell_the_coach(team: Harriers, name: str) -> None:
    """Owe a coach one letter of every kind about a runner."""
    runner = await team.runner(name)

    def owe(uow: UnitOfWork) -> None:
        for kind in RECALLING:
            uow.outbox.owe(
                team_id=TEAM,
                kind=kind,
                key=f"{runner.runner_id}" if kind is MessageKind.FEEDBACK_ANSWER else f"{runner.runner_id}:77",
                payload={"runner_id": runner.runner_id, "words": "Ben slept badly."},
                now=team.clock.now(),
                runner_id=runner.runner_id,
                recipient_id=COACH.user_id,
            )

    await team.database.write(owe)


async def let_stand(team: Harriers, **columns: object) -> None:
    """Let all that is owed stand with its reader, or be as `columns` say."""

    def change(uow: UnitOfWork) -> None:
        for row in uow.outbox.newest(99):
            stands = {"state": MessageState.SENT, "message_id": 9_000 + row.outbox_id}
            uow.outbox.change(row.outbox_id, **(stands | columns))

    await team.database.write(change)


async def owed_rows(team: Harriers) -> list[dict[str, object]]:
    return await rows_of(team.database, outbox, TEAM)


async def test_letters_about_the_forgotten_are_taken_down_and_hold_nothing_of_them(team: Harriers) -> None:
    await team.join("Ben", "Ana")
    for name in ("Ben", "Ana"):
        await tell_the_coach(team, name)
    await let_stand(team)
    ana = await team.runner("Ana")
    assert await team.services.privacy.forget(team.asker("Ben"))
    parcels = await team.services.outbox.claim()
    assert {(one.message.kind, one.message.recipient_id, one.content) for one in parcels} == {
        (kind, 77, None) for kind in RECALLING
    }
    assert all(one.message.message_id == 9_000 + one.message.outbox_id for one in parcels)
    of_ben = [row for row in await owed_rows(team) if row["runner_id"] != ana.runner_id]
    assert [(row["payload"], row["runner_id"]) for row in of_ben] == [({}, None)] * 5
    assert [row["key"] for row in of_ben] == [f"recalled:{row['outbox_id']}" for row in of_ben]
    for one in parcels:
        await team.services.outbox.drop(one.message)
    assert {(row["state"], row["runner_id"]) for row in await owed_rows(team)} == {("sent", ana.runner_id)}
    assert await team.services.outbox.claim() == ()


async def test_letters_that_never_left_go_with_the_forgotten_or_wait_for_nobody(team: Harriers) -> None:
    await team.join("Ben")
    await tell_the_coach(team, "Ben")
    assert await team.services.privacy.forget(team.asker("Ben"))
    assert await owed_rows(team) == []


async def test_a_letter_on_its_way_while_its_runner_is_forgotten_is_taken_down_once_it_stands(team: Harriers) -> None:
    await team.join("Ben")
    ben = await team.runner("Ben")
    payload = {"runner_id": ben.runner_id, "words": "Ben slept badly."}
    await team.database.write(
        lambda uow: uow.outbox.owe(
            team_id=TEAM,
            kind=MessageKind.CHECKUP_SHARED,
            key="1",
            payload=payload,
            now=team.clock.now(),
            runner_id=ben.runner_id,
            recipient_id=77,
        )
    )
    await team.services.coaches.note(COACH)
    [parcel] = await team.services.outbox.claim()
    assert await team.services.privacy.forget(team.asker("Ben"))
    await team.services.outbox.sent(parcel.message, 9_001)
    [down] = await team.services.outbox.claim()
    assert (down.message.message_id, down.content) == (9_001, None)


async def test_a_try_that_nobody_noted_is_looked_for_once_its_runner_is_forgotten(team: Harriers) -> None:
    await team.join("Ben")
    await tell_the_coach(team, "Ben")
    await let_stand(team, state=MessageState.PENDING, message_id=None, attempts=1)
    assert await team.services.privacy.forget(team.asker("Ben"))
    parcels = await team.services.outbox.claim()
    assert [one.content for one in parcels] == [None] * len(RECALLING)
    for one in parcels:
        await team.services.outbox.closed(one.message, "closed")
    inbox = await team.services.inbox.read(COACH)
    assert inbox.entries == ()


async def test_a_coachs_words_stay_without_their_name_and_digests_are_drawn_anew(team: Harriers) -> None:
    for name in ("Ana", "Ben"):
        await team.log(name)
    await team.services.coaches.note(replace(COACH, user_id=78, name="Cleo"))
    ana = await team.runner("Ana")
    await team.services.feedback.give(COACH, ana.runner_id, "Textbook.")
    week = (await team.board("Ana")).week.key
    await team.database.write(
        lambda uow: uow.outbox.owe(
            team_id=TEAM,
            kind=MessageKind.COACH_DIGEST,
            key=f"{week}:78",
            payload={"week": week},
            now=team.clock.now(),
            recipient_id=78,
        )
    )
    for one in await team.services.outbox.claim():
        await team.services.outbox.sent(one.message, 9_000 + one.message.outbox_id)
    assert await team.services.privacy.forget(COACH)
    [letter] = await team.services.outbox.claim()
    await team.services.outbox.sent(letter.message, letter.message.message_id or 0)
    assert isinstance(letter.content, Feedback)
    assert (letter.message.message_id is not None, letter.content.coach_name) == (True, None)
    assert await team.services.privacy.forget(team.asker("Ben"))
    [digest] = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.COACH_DIGEST]
    assert digest.message.message_id is not None
    assert isinstance(digest.content, CoachDigest)
    assert digest.content.runners == 1


async def test_a_letter_read_in_an_inbox_is_not_sent_once_more_without_its_signature(team: Harriers) -> None:
    await team.join("Ana")
    ana = await team.runner("Ana")
    await team.services.feedback.give(COACH, ana.runner_id, "Textbook.")
    await team.services.inbox.seen(team.asker("Ana"), await team.services.inbox.read(team.asker("Ana")))
    assert await team.services.privacy.forget(COACH)
    assert await team.services.outbox.claim() == ()
