"""Teams follow their servers: what was chosen stays until it is gone, and the admin is told of that once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audience import MessageKind
from bot.services.leavers import LeaverService
from bot.services.notices import AdminNotice, Matter, admin_notice, owe_notice
from bot.services.outbox import MessageState
from bot.services.ports import Later, Present
from bot.services.teams import SeenTeam
from db.models import outbox, schedules
from db.repositories.teams import TeamRow
from tests.db.engines import another
from tests.services.attendance import Attendances
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, local, services_on
from tests.services.ledger import rows_of

OWNER, COACHES = 41, 71
SEEN = SeenTeam(
    TEAM,
    "Harriers",
    FEED,
    BOARDS,
    coach_role_id=COACHES,
    owner_id=OWNER,
    channel_ids=frozenset({FEED, BOARDS, 7}),
    role_ids=frozenset({COACHES, 72}),
)


async def see(team: Harriers, seen: SeenTeam = SEEN) -> TeamRow:
    """Let the server be seen, and return the team."""
    await team.services.teams.welcome(seen)
    row = await team.database.read(lambda uow: uow.teams.find(TEAM))
    assert row is not None
    return row


async def notices(team: Harriers) -> list[tuple[int, AdminNotice | None]]:
    """Return whom the admin's notices go to, and what they say now."""
    rows = [row for row in await rows_of(team.database, outbox, TEAM) if row["kind"] == MessageKind.ADMIN_NOTICE]
    said = []
    for row in rows:
        payload = row["payload"]
        said.append((row["recipient_id"], await team.database.read(lambda uow: admin_notice(uow, TEAM, payload))))  # noqa: B023
    return said


async def test_without_set_up_channels_and_role_follow_their_names(team: Harriers) -> None:
    row = await see(team)
    assert (row.feed_channel_id, row.leaderboard_channel_id, row.coach_role_id, row.owner_id) == (
        *(FEED, BOARDS, COACHES, OWNER),
    )
    row = await see(team, replace(SEEN, feed_channel_id=7, leaderboard_channel_id=None, coach_role_id=None))
    assert (row.feed_channel_id, row.leaderboard_channel_id, row.coach_role_id) == (7, None, None)
    assert await notices(team) == []


async def test_what_was_chosen_survives_every_rename(team: Harriers) -> None:
    await team.services.team_settings.choose_feed(team.admin(), 7)
    await team.services.team_settings.choose_leaderboard(team.admin(), 7)
    await team.services.team_settings.choose_coach_role(team.admin(), 72)
    row = await see(team, replace(SEEN, name="Hill Harriers"))
    assert (row.name, row.feed_channel_id, row.leaderboard_channel_id, row.coach_role_id) == ("Hill Harriers", 7, 7, 72)
    assert (row.feed_chosen, row.leaderboard_chosen, row.coach_role_chosen) == (True, True, True)
    assert await notices(team) == []


async def test_a_choice_holds_while_another_process_looks_at_the_server(url: str, team: Harriers) -> None:
    async with another(url) as second:
        beside = services_on(second, team.clock)
        await asyncio.gather(
            *(services.teams.welcome(SEEN) for services in (team.services, beside) * 4),
            team.services.team_settings.choose_feed(team.admin(), 7),
            beside.team_settings.choose_leaderboard(team.admin(), 7),
            *(services.teams.welcome(SEEN) for services in (team.services, beside) * 4),
        )
    row = await see(team)
    assert (row.feed_channel_id, row.leaderboard_channel_id) == (7, 7)


async def test_who_sees_only_a_few_names_takes_nothing_for_gone(team: Harriers) -> None:
    await see(team)
    await team.services.team_settings.choose_feed(team.admin(), 99)
    row = await see(team, SeenTeam(TEAM, "Harriers", FEED, BOARDS))
    assert (row.feed_channel_id, row.feed_chosen, row.coach_role_id, row.owner_id) == (99, True, COACHES, OWNER)


async def test_a_chosen_channel_that_is_gone_gives_way_to_the_names_and_the_admin_is_told_once(team: Harriers) -> None:
    admin = team.admin()
    await team.services.team_settings.choose_feed(admin, 99)
    await team.services.team_settings.choose_leaderboard(admin, 99)
    await see(team)
    await see(team)
    row = await see(team)
    assert (row.feed_channel_id, row.feed_chosen) == (FEED, False)
    assert (row.leaderboard_channel_id, row.leaderboard_chosen) == (BOARDS, False)
    assert await notices(team) == [
        (admin.user_id, AdminNotice(Matter.FEED_GONE, "Harriers", FEED)),
        (admin.user_id, AdminNotice(Matter.LEADERBOARD_GONE, "Harriers", BOARDS)),
    ]


async def test_a_chosen_role_that_is_gone_gives_way_to_the_names(team: Harriers) -> None:
    admin = team.admin()
    await team.services.team_settings.choose_coach_role(admin, 99)
    row = await see(team)
    assert (row.coach_role_id, row.coach_role_chosen) == (COACHES, False)
    assert await notices(team) == [(admin.user_id, AdminNotice(Matter.COACH_ROLE_GONE, "Harriers", None))]


async def test_no_coach_role_at_all_is_a_choice_too(team: Harriers) -> None:
    await team.services.team_settings.choose_coach_role(team.admin(), None)
    assert (await see(team)).coach_role_id is None
    assert await notices(team) == []


async def test_without_an_admin_the_owner_hears_of_a_closed_channel(team: Harriers) -> None:
    await see(team)
    await team.log("Ana")
    for _ in range(3):
        (parcel,) = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.FEED_CARD]
        await team.services.outbox.try_later(parcel.message, "may not post", 600, blocked=True)
        team.clock.forward(seconds=601)
    assert await notices(team) == [(OWNER, AdminNotice(Matter.CHANNEL_BLOCKED, "Harriers", FEED))]


async def test_a_channel_that_is_chosen_again_is_tried_at_once_and_told_of_anew(team: Harriers) -> None:
    await see(team)
    await team.log("Ana")
    for _ in range(2):
        (parcel,) = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.FEED_CARD]
        await team.services.outbox.try_later(parcel.message, "may not post", 600, blocked=True)
        assert len(await notices(team)) == 1
        await team.services.team_settings.choose_feed(team.admin(), FEED)
        assert await notices(team) == []


async def test_once_the_admin_has_left_the_owner_is_told(team: Harriers) -> None:
    await team.join("Dora")
    await team.services.team_settings.choose_feed(team.admin(), 99)
    await team.change("Dora", left_at=team.clock.now())
    await see(team)
    assert await notices(team) == [(OWNER, AdminNotice(Matter.FEED_GONE, "Harriers", FEED))]


@pytest.mark.parametrize("runs", [True, False])
async def test_what_an_admin_who_left_did_not_read_goes_to_the_owner(team: Harriers, runs: bool) -> None:
    if runs:
        await team.join("Dora")
    await team.services.team_settings.choose_feed(team.admin(), 99)
    await see(team)
    assert [to for to, _ in await notices(team)] == [team.admin().user_id]
    team.clock.forward(days=2)
    roster = Attendances()
    roster.of[OWNER] = Present("Otto")
    await LeaverService(team.database, team.clock, roster).call_the_roll()
    assert await notices(team) == [(OWNER, AdminNotice(Matter.FEED_GONE, "Harriers", FEED))]


async def test_a_notice_that_was_dropped_can_be_owed_again(team: Harriers) -> None:
    seen = await see(team)
    for _ in range(2):
        await team.database.write(lambda uow: owe_notice(uow, seen, Matter.CHANNEL_BLOCKED, FEED, team.clock.now()))
        [parcel] = await team.services.outbox.claim()
        assert parcel.message.recipient_id == OWNER
        await team.services.outbox.drop(parcel.message)


async def test_a_notice_about_a_channel_that_is_used_no_more_says_nothing(team: Harriers) -> None:
    await see(team)
    await team.log("Ana")
    (parcel,) = await team.services.outbox.claim()
    await team.services.outbox.try_later(parcel.message, "may not post", 600, blocked=True)
    await team.services.team_settings.choose_feed(team.admin(), 7)
    assert await notices(team) == [(OWNER, None)]


async def test_a_team_that_nobody_looks_after_is_told_nothing(team: Harriers) -> None:
    await team.log("Ana")
    (parcel,) = await team.services.outbox.claim()
    await team.services.outbox.try_later(parcel.message, "may not post", 600, blocked=True)
    assert await notices(team) == []


def test_trouble_of_discords_is_not_the_admins() -> None:
    assert not Later("Discord had trouble").blocked


# --- removed and invited again ---


async def test_a_server_that_removed_the_bot_gets_nothing_until_it_is_invited_again(team: Harriers) -> None:
    await see(team)
    await team.log("Ana")
    await team.services.teams.leave(TEAM)
    assert await team.services.outbox.claim() == ()
    assert await team.services.schedules.next_due_at() is None
    assert (await see(team)).left_at is None
    assert len(await team.services.outbox.claim()) == 1


async def test_an_invitation_starts_from_now_and_posts_nothing_of_the_time_between(team: Harriers) -> None:
    await see(team)
    await team.log("Ana")
    await team.services.teams.leave(TEAM)
    team.clock.set(local("Europe/Berlin", "2026-12-15 12:00"))
    await team.services.teams.leave(TEAM)
    await see(team)
    due = {row["kind"]: row["next_due_at"] for row in await rows_of(team.database, schedules, TEAM)}
    assert due["leaderboard"] == local("Europe/Berlin", "2026-12-21 08:00")
    await team.services.schedules.run_due()
    assert await team.services.outbox.claim() == ()
    (card,) = await team.services.outbox.newest()
    assert card.state is MessageState.DROPPED


async def test_scores_are_settled_for_the_time_between_all_the_same(team: Harriers) -> None:
    for day in ("monday", "wednesday", "thursday"):
        await team.log("Ana", when=day)
    await team.services.teams.leave(TEAM)
    team.clock.set(local("Europe/Berlin", "2026-12-15 12:00"))
    await see(team)
    await team.services.schedules.run_due()
    total = await team.database.read(lambda uow: uow.points.team_total(TEAM, "2026-W47"))
    stayed = await team.database.read(lambda uow: uow.teams.find(TEAM))
    assert stayed is not None
    # Two rest days and the week kept came once the week was over.
    assert total.points >= 3 * 20 + 2 * 10 + 10 + 20


async def test_servers_that_removed_the_bot_while_it_was_away_are_found_at_the_start(team: Harriers) -> None:
    await team.services.teams.welcome(replace(SEEN, team_id=TEAM + 1))
    await team.services.teams.leave_unless(lambda team_id: team_id == TEAM)
    present = await team.database.read(lambda uow: uow.teams.present_ids())
    assert present == [TEAM]


async def test_since_when_a_server_is_without_the_bot_is_noted_once(team: Harriers) -> None:
    left = team.clock.now()
    await team.services.teams.leave(TEAM)
    team.clock.forward(days=3)
    await team.services.teams.leave(TEAM)
    row = await team.database.read(lambda uow: uow.teams.find(TEAM))
    assert row is not None
    assert row.left_at == left


@pytest.mark.parametrize("hours", [1, 47])
async def test_a_young_card_is_still_welcome_after_a_quick_return(team: Harriers, hours: int) -> None:
    await see(team)
    await team.log("Ana")
    await team.services.teams.leave(TEAM)
    team.clock.forward(hours=hours)
    await see(team)
    cards = await team.services.outbox.claim()
    assert len(cards) == (1 if timedelta(hours=hours) < timedelta(days=1) else 0)


async def test_a_team_from_before_the_digest_gets_its_place_in_the_schedule(team: Harriers) -> None:
    def forget(uow: object) -> None:
        connection = uow._connection  # type: ignore[attr-defined]
        connection.execute(schedules.delete().where(schedules.c.kind == "feed_digest"))

    await team.database.write(forget)
    await see(team)
    rows = {row["kind"]: row for row in await rows_of(team.database, schedules, TEAM)}
    assert set(rows) == {"settle", "plan", "leaderboard", "recap", "feed_digest", "coach_digest"}
    assert not rows["feed_digest"]["enabled"]
