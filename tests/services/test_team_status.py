"""What an admin is told of how the team's posts fare, and what is nobody else's to know."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.audience import MessageKind
from bot.errors import NotAllowed
from bot.services.delivery_reasons import Cause, cause_of, channel_gone, missing_permission
from bot.services.outbox import LEASE, MessageState, OutboxMessage, Parcel
from bot.services.posts import channel_for
from bot.services.team_schedule import ScheduleChange
from bot.services.team_status import LAST, POSTED, HeldUp, Letters, NextPost, Posted, TeamStatus
from bot.services.teams import ScheduleKind
from bot.ui.text.team_status import KINDS
from db.unit_of_work import UnitOfWork
from tests.services.harriers import BOARDS, FEED, Harriers, local, welcome

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 08:00")
OTHER_TEAM = 77


async def status(team: Harriers) -> TeamStatus:
    return await team.services.team_status.show(team.admin())


async def claim(team: Harriers) -> list[Parcel]:
    return list(await team.services.outbox.claim())


async def one_card(team: Harriers) -> OutboxMessage:
    """Log a run, and claim the card that it owes."""
    await team.log("Ana")
    (parcel,) = await claim(team)
    return parcel.message


async def owe(team: Harriers, kind: MessageKind, key: str, recipient_id: int | None = None, **columns: Any) -> None:
    """Put a message into the outbox as it is to be found there."""

    def put(uow: UnitOfWork) -> None:
        now = team.clock.now()
        assert uow.outbox.owe(team_id=team.team_id, kind=kind, key=key, payload={}, now=now, recipient_id=recipient_id)
        owed = uow.outbox.find(team.team_id, kind, key)
        assert owed is not None
        uow.outbox.change(owed.outbox_id, **columns)

    await team.database.write(put)


async def test_only_who_manages_the_server_is_told(team: Harriers) -> None:
    await team.join("Ana")
    with pytest.raises(NotAllowed):
        await team.services.team_status.show(team.asker("Ana"))


async def test_a_team_of_which_all_arrived_is_told_so_and_what_comes_next(team: Harriers) -> None:
    message = await one_card(team)
    await team.services.outbox.sent(message, 900)
    await team.services.team_schedule.change(team.admin(), ScheduleKind.PLAN, ScheduleChange(enabled=False))
    shown = await status(team)
    assert shown.all_arrived
    assert shown.last == ()
    assert shown.coming == (
        NextPost(ScheduleKind.COACH_DIGEST, local(BERLIN, "2026-11-23 07:00")),
        NextPost(ScheduleKind.LEADERBOARD, MONDAY),
        NextPost(ScheduleKind.RECAP, local(BERLIN, "2026-12-01 09:00")),
    )


async def test_the_last_posts_are_listed_newest_first_with_their_messages(team: Harriers) -> None:
    now = team.clock.now()
    for number in range(LAST + 2):
        sent = now - timedelta(days=number)
        place: dict[str, Any] = {
            "channel_id": BOARDS,
            "message_id": 900 + number,
            "sent_at": sent,
            "state": MessageState.SENT,
        }
        await owe(team, MessageKind.LEADERBOARD, f"week {number}", **place)
    assert (await status(team)).last == tuple(
        Posted(MessageKind.LEADERBOARD, BOARDS, 900 + number, now - timedelta(days=number)) for number in range(LAST)
    )


async def test_posts_that_wait_for_one_reason_are_counted_with_the_next_try(team: Harriers) -> None:
    for code in (50_001, 50_013):
        message = await one_card(team)
        await team.services.outbox.try_later(message, missing_permission(FEED, code), 600 + code)
    first_try = team.clock.now() + timedelta(seconds=50_601)
    shown = await status(team)
    assert shown.held_up == (HeldUp(MessageKind.FEED_CARD, 2, Cause.PERMISSION, FEED, first_try),)
    assert not shown.all_arrived


async def test_what_was_given_up_is_told_for_a_week(team: Harriers) -> None:
    message = await one_card(team)
    await team.services.outbox.give_up(message, "Discord refused the message (HTTP 400, code 50035)")
    assert (await status(team)).held_up == (HeldUp(MessageKind.FEED_CARD, 1, Cause.REFUSED, FEED, None),)
    team.clock.forward(days=7, seconds=LEASE.total_seconds() + 1)
    assert (await status(team)).all_arrived


async def test_what_is_about_to_be_sent_or_has_become_needless_is_no_trouble(team: Harriers) -> None:
    message = await one_card(team)
    assert (await status(team)).all_arrived
    await team.services.outbox.drop(message)
    await team.log("Ben", distance="12k")
    assert (await status(team)).all_arrived


async def test_of_letters_only_their_number_is_told(team: Harriers) -> None:
    waiting = {"state": MessageState.WAITING, "reason": "the direct messages of 4242 are closed to Baton (code 50007)"}
    await owe(team, MessageKind.FEEDBACK, "1", 4242, **waiting)
    await owe(team, MessageKind.CHECK_IN, "2", 4242, **waiting)
    await owe(team, MessageKind.FEEDBACK, "3", 4243, reason="Discord had trouble (HTTP 500)", attempts=1)
    await owe(team, MessageKind.FEEDBACK, "4", 4243, state=MessageState.FAILED, reason="Discord refused the message")
    shown = await status(team)
    assert shown.letters == Letters(closed=2, later=1, given_up=1)
    assert shown.held_up == ()
    told = repr(shown)
    assert "424" not in told
    assert "feedback" not in told.lower()
    assert "check_in" not in told.lower()


async def test_letters_that_wait_for_the_morning_or_are_taken_back_are_not_spoken_of(team: Harriers) -> None:
    await owe(team, MessageKind.FEEDBACK, "1", 4242, reason="quiet hours", attempts=1)
    await owe(team, MessageKind.FEEDBACK, "2", 4242, attempts=0)
    await owe(team, MessageKind.FEEDBACK, "recalled:3", 4242, reason="Discord had trouble (HTTP 500)", attempts=1)
    assert (await status(team)).all_arrived


async def test_another_teams_posts_and_letters_are_theirs(team: Harriers) -> None:
    await welcome(team.services, OTHER_TEAM)
    others = Harriers(team.database, team.clock, team.services, OTHER_TEAM)
    await owe(others, MessageKind.FEED_CARD, "1", reason=missing_permission(1, 50_013))
    await owe(others, MessageKind.FEEDBACK, "1", 4242, state=MessageState.WAITING)
    place: dict[str, Any] = {"channel_id": 1, "message_id": 2, "sent_at": team.clock.now(), "state": MessageState.SENT}
    await owe(others, MessageKind.LEADERBOARD, "1", **place)
    shown = await status(team)
    assert (shown.last, shown.all_arrived) == ((), True)
    assert not (await status(others)).all_arrived


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (missing_permission(5, 50_013), Cause.PERMISSION),
        (channel_gone(5), Cause.CHANNEL_GONE),
        ("no channel is chosen for this kind of post", Cause.NO_CHANNEL),
        ("Discord had trouble (HTTP 502)", Cause.TROUBLE),
        ("Discord could not be reached (ClientConnectorError)", Cause.TROUBLE),
        ("Discord refused the message (HTTP 400, code 50035)", Cause.REFUSED),
        ("Discord does not know this any more (10008)", Cause.REFUSED),
        ("a defect in Baton (KeyError); the log holds the trace", Cause.OTHER),
    ],
)
def test_what_the_operator_reads_comes_down_to_a_cause(reason: str, cause: Cause) -> None:
    assert cause_of(reason) is cause


def test_every_kind_that_goes_to_a_channel_has_a_name_and_all_but_cards_are_listed() -> None:
    to_channels = {kind for kind in MessageKind if channel_for(kind, 1, 2, 3) is not None}
    assert set(KINDS) == to_channels | {MessageKind.COMMENT}
    assert set(POSTED) == to_channels - {MessageKind.FEED_CARD}
