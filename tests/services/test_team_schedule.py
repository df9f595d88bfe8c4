"""The schedule of a team as its admin changes it, and posts sent by hand."""

import asyncio

import pytest

from bot.domain.audience import FeedMode, MessageKind
from bot.domain.dates import Week
from bot.domain.leaderboards import Period
from bot.errors import NotAllowed, UserError
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import OutboxEntry
from bot.services.team_schedule import ScheduleChange, ScheduledPost, TeamSchedule
from bot.services.teams import ScheduleKind, SeenTeam
from db.database import Database
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, harriers, local

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 08:00")
WEDNESDAY = 2


def post(schedule: TeamSchedule, kind: ScheduleKind) -> ScheduledPost:
    return next(post for post in schedule.posts if post.kind is kind)


async def change(team: Harriers, kind: ScheduleKind = ScheduleKind.LEADERBOARD, **changes: object) -> ScheduledPost:
    """Change a post as an admin, and return it as it is then."""
    wanted = ScheduleChange(**changes)  # type: ignore[arg-type]
    return post(await team.services.team_schedule.change(team.admin(), kind, wanted), kind)


async def boards(team: Harriers) -> list[OutboxEntry]:
    return [one for one in await team.services.outbox.newest() if one.kind is MessageKind.LEADERBOARD]


async def test_the_schedule_shows_what_members_see_and_no_housekeeping(team: Harriers) -> None:
    schedule = await team.services.team_schedule.show(team.admin())
    assert schedule.time_zone == BERLIN
    assert [(one.kind, one.weekday, one.at.isoformat("minutes"), one.enabled) for one in schedule.posts] == [
        (ScheduleKind.PLAN, 6, "18:00", True),
        (ScheduleKind.LEADERBOARD, 0, "08:00", True),
        (ScheduleKind.RECAP, None, "09:00", True),
        (ScheduleKind.FEED_DIGEST, None, "20:00", False),
        (ScheduleKind.COACH_DIGEST, 0, "07:00", True),
    ]


async def test_a_post_moves_to_another_day_and_time(team: Harriers) -> None:
    moved = await change(team, weekday=WEDNESDAY, at="6pm")
    assert (moved.weekday, moved.at.isoformat("minutes")) == (WEDNESDAY, "18:00")
    assert moved.next_due_at == local(BERLIN, "2026-11-25 18:00")
    assert (await change(team, at="7:30")).next_due_at == local(BERLIN, "2026-11-25 07:30")


async def test_a_post_moved_across_a_clock_change_keeps_its_time_on_the_wall(database: Database) -> None:
    team = await harriers(database, now=local(BERLIN, "2027-03-26 12:00"))
    assert (await change(team, weekday=6, at="02:30")).next_due_at == local(BERLIN, "2027-03-28 03:30")
    assert (await change(team, weekday=6, at="09:00")).next_due_at == local(BERLIN, "2027-03-28 09:00")


async def test_a_post_that_is_off_does_not_come_and_one_turned_on_again_makes_up_for_nothing(team: Harriers) -> None:
    await team.log("Ana")
    assert not (await change(team, enabled=False)).enabled
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    assert await boards(team) == []
    team.clock.forward(days=2)
    on = await change(team, enabled=True)
    assert (on.enabled, on.next_due_at) == (True, local(BERLIN, "2026-11-30 08:00"))
    await team.services.schedules.run_due()
    assert await boards(team) == []


async def test_the_digest_is_turned_on_with_the_way_the_feed_is_kept(team: Harriers) -> None:
    assert (await change(team, ScheduleKind.FEED_DIGEST, enabled=True, at="19:00")).enabled
    settings = await team.services.team_settings.show(team.admin())
    assert (settings.feed_mode, settings.next_digest_at) == (FeedMode.DIGEST, local(BERLIN, "2026-11-20 19:00"))


async def test_without_the_digest_the_feed_shows_each_run_again(team: Harriers) -> None:
    off = ScheduleChange(enabled=False)
    for mode, then in ((FeedMode.DIGEST, FeedMode.EACH), (FeedMode.OFF, FeedMode.OFF)):
        await team.services.team_settings.choose_feed_mode(team.admin(), mode)
        schedule = await team.services.team_schedule.change(team.admin(), ScheduleKind.FEED_DIGEST, off)
        assert schedule.feed_mode is then
        assert not post(schedule, ScheduleKind.FEED_DIGEST).enabled
        assert (await team.services.team_settings.show(team.admin())).feed_mode is then


@pytest.mark.parametrize("changes", [{"enabled": True}, {"at": "08:00"}, {"at": "09:00"}, {"weekday": 4}])
async def test_a_post_that_is_due_still_comes_whatever_is_changed(team: Harriers, changes: dict[str, object]) -> None:
    await team.log("Ana")
    team.clock.set(MONDAY)
    team.clock.forward(minutes=5)
    await change(team, ScheduleKind.LEADERBOARD, **changes)
    await team.services.schedules.run_due()
    assert [one.key for one in await boards(team)] == ["2026-W47"]
    due = (await team.services.team_schedule.show(team.admin())).posts[0].next_due_at
    assert due > team.clock.now()


async def test_moving_a_digest_that_is_off_leaves_it_off(team: Harriers) -> None:
    assert not (await change(team, ScheduleKind.FEED_DIGEST, at="19:00")).enabled
    assert (await team.services.team_settings.show(team.admin())).feed_mode is FeedMode.EACH


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        (ScheduleKind.LEADERBOARD, {"at": "teatime"}, "clock_unreadable"),
        (ScheduleKind.FEED_DIGEST, {"weekday": 3}, "post_is_daily"),
        (ScheduleKind.SETTLE, {"enabled": False}, "post_not_scheduled"),
    ],
)
async def test_what_cannot_be_is_refused(
    team: Harriers, kind: ScheduleKind, changes: dict[str, object], code: str
) -> None:
    before = await team.services.team_schedule.show(team.admin())
    with pytest.raises(UserError) as refused:
        await change(team, kind, **changes)
    assert refused.value.code == code
    assert await team.services.team_schedule.show(team.admin()) == before


# --- posts by hand ---


async def test_a_post_by_hand_is_shown_first_and_sent_once_however_often_it_is_confirmed(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        await team.log(name)
    await team.show("Ana", "Ben", "Chloé")
    preview = await team.services.team_posts.preview(team.admin(), Period.THIS_WEEK)
    assert (preview.channel_id, preview.stands_already) == (BOARDS, False)
    assert [row.name for row in preview.post.rows] == ["Ana", "Ben", "Chloé"]
    assert await boards(team) == []
    sends = [team.services.team_posts.send(team.admin(), preview.post.week, preview.token) for _ in range(4)]
    assert await asyncio.gather(*sends) == [BOARDS] * 4
    (entry,) = await boards(team)
    assert entry.key == f"2026-W47:{preview.token}"
    parcels = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.LEADERBOARD]
    assert [parcel.content for parcel in parcels] == [preview.post]


async def test_a_post_by_hand_does_not_take_mondays_place(team: Harriers) -> None:
    await team.log("Ana")
    preview = await team.services.team_posts.preview(team.admin(), Period.THIS_WEEK)
    await team.services.team_posts.send(team.admin(), preview.post.week, preview.token)
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    assert [one.key for one in await boards(team)] == ["2026-W47", f"2026-W47:{preview.token}"]
    assert (await team.services.team_posts.preview(team.admin(), Period.LAST_WEEK)).stands_already


async def test_two_previews_are_two_posts(team: Harriers) -> None:
    await team.log("Ana")
    tokens = [(await team.services.team_posts.preview(team.admin(), Period.THIS_WEEK)).token for _ in range(2)]
    for token in tokens:
        await team.services.team_posts.send(team.admin(), Week(2026, 47), token)
    assert len(await boards(team)) == 2


async def test_a_post_by_hand_follows_the_profile_as_any_board(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Mo"):
        await team.log(name)
    await team.show("Ana", "Ben", "Chloé", "Mo")
    preview = await team.services.team_posts.preview(team.admin(), Period.THIS_WEEK)
    await team.services.team_posts.send(team.admin(), preview.post.week, preview.token)
    for parcel in await team.services.outbox.claim():
        await team.services.outbox.sent(parcel.message, 900)
    await team.show("Mo", shown=False)
    (parcel,) = await team.services.outbox.claim()
    assert isinstance(parcel.content, WeeklyPost)
    assert [row.name for row in parcel.content.rows] == ["Ana", "Ben", "Chloé"]


async def test_a_week_without_runs_or_a_server_without_a_channel_has_nothing_to_preview(team: Harriers) -> None:
    with pytest.raises(UserError) as empty:
        await team.services.team_posts.preview(team.admin(), Period.LAST_WEEK)
    assert empty.value.code == "week_is_empty"
    await team.log("Ana")
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", FEED, None))
    with pytest.raises(UserError) as nowhere:
        await team.services.team_posts.preview(team.admin(), Period.THIS_WEEK)
    assert nowhere.value.code == "no_board_channel"


async def test_only_admins_send_a_post(team: Harriers) -> None:
    with pytest.raises(NotAllowed):
        await team.services.team_posts.send(team.asker("Ana"), Week(2026, 47), "00")
    assert await boards(team) == []
