"""The daily digest: what a team hears of a day in one message, as each runner's profile allows it."""

from datetime import timedelta

import pytest

from bot.domain.audience import CardDetail, FeedMode, MessageKind, Sharing
from bot.services.asker import Asker
from bot.services.digests import FeedDigest
from bot.services.entries import FeedOutcome
from bot.services.outbox import MessageState, Parcel
from bot.services.reading import RunDraft
from bot.services.standing import revise_cards
from bot.services.team_schedule import ScheduleChange
from bot.services.teams import ScheduleKind
from tests.services.harriers import FEED, TEAM, Harriers, local, welcome

BERLIN = "Europe/Berlin"
EVENING = local(BERLIN, "2026-11-20 20:00")


@pytest.fixture
async def digesting(team: Harriers) -> Harriers:
    """A team that has chosen the digest on Friday morning."""
    await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    return team


async def evening(team: Harriers, days: int = 0) -> list[Parcel]:
    """Go to an evening at eight, and return what is to be sent then."""
    team.clock.set(EVENING + timedelta(days=days))
    await team.services.schedules.run_due()
    return [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.FEED_DIGEST]


async def digest(team: Harriers, days: int = 0) -> FeedDigest | None:
    """Return the digest of an evening; None when there is none."""
    parcels = await evening(team, days)
    assert len(parcels) <= 1
    if not parcels:
        return None
    assert isinstance(parcels[0].content, FeedDigest)
    assert parcels[0].message.channel_id == FEED
    await team.services.outbox.sent(parcels[0].message, 900 + days)
    return parcels[0].content


def told(shown: FeedDigest | None) -> list[tuple[str, int]]:
    """Return name and metres of every line."""
    return [] if shown is None else [(card.runner_name, card.distance_m) for card in shown.cards]


async def change_sharing(team: Harriers, name: str, sharing: Sharing) -> None:
    """Change what a runner shares, and let what stands follow, as the profile does."""
    await team.change(name, sharing=sharing)
    runner = await team.runner(name)
    await team.database.write(lambda uow: revise_cards(uow, runner, team.clock.now()))


async def test_the_days_runs_come_in_one_message_by_runner(digesting: Harriers) -> None:
    for name, distance in (("Ben", "5k"), ("Ana", "10k"), ("Ben", "8k")):
        assert (await digesting.log(name, distance, "52:10")).feed is FeedOutcome.DIGEST
    shown = await digest(digesting)
    assert told(shown) == [("Ana", 10_000), ("Ben", 5_000), ("Ben", 8_000)]
    assert shown is not None
    assert shown.day.isoformat() == "2026-11-20"
    assert [one.kind for one in await digesting.services.outbox.newest()] == [MessageKind.FEED_DIGEST]


async def test_the_digest_stands_among_what_comes_next(digesting: Harriers) -> None:
    coming = await digesting.services.schedules.upcoming()
    assert [(post.kind, post.due_at) for post in coming] == [
        (ScheduleKind.FEED_DIGEST, EVENING),
        (ScheduleKind.PLAN, local(BERLIN, "2026-11-22 18:00")),
        (ScheduleKind.COACH_DIGEST, local(BERLIN, "2026-11-23 07:00")),
        (ScheduleKind.LEADERBOARD, local(BERLIN, "2026-11-23 08:00")),
        (ScheduleKind.RECAP, local(BERLIN, "2026-12-01 09:00")),
    ]
    assert [post.kind for post in await digesting.services.schedules.upcoming(1)] == [ScheduleKind.FEED_DIGEST]


async def test_each_run_is_told_of_once(digesting: Harriers) -> None:
    await digesting.log("Ana", "10k")
    assert told(await digest(digesting)) == [("Ana", 10_000)]
    await digesting.log("Ana", "8k", "45:00")
    assert told(await digest(digesting, 1)) == [("Ana", 8_000)]
    assert await digest(digesting, 2) is None


async def test_each_runners_profile_decides_what_is_told(digesting: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        await digesting.log(name, note="legs awake")
    await digesting.log("Ben")
    await digesting.change("Ben", sharing=Sharing.RAN_TODAY)
    await digesting.change("Chloé", sharing=Sharing.COACH_ONLY)
    shown = await digest(digesting)
    assert shown is not None
    assert [(card.runner_name, card.detail, card.distance_m, card.note) for card in shown.cards] == [
        ("Ana", CardDetail.FULL, 10_000, "legs awake"),
        ("Ben", CardDetail.PRESENCE, 0, None),
    ]


async def test_a_day_of_which_nothing_may_be_told_has_no_post(digesting: Harriers) -> None:
    await digesting.log("Ana")
    await digesting.change("Ana", sharing=Sharing.COACH_ONLY)
    assert await digest(digesting) is None
    (entry,) = await digesting.services.outbox.newest()
    assert entry.state is MessageState.DROPPED


async def test_a_run_of_long_ago_is_no_news(digesting: Harriers) -> None:
    assert (await digesting.log("Ana", when="2026-11-12")).feed is FeedOutcome.LONG_AGO
    assert (await digesting.log("Ana", "5k", "26:00", when="2026-11-13")).feed is FeedOutcome.DIGEST
    assert told(await digest(digesting)) == [("Ana", 5_000)]


async def test_who_has_left_is_not_told_of(digesting: Harriers) -> None:
    await digesting.log("Ana")
    await digesting.change("Ana", left_at=digesting.clock.now())
    assert await digest(digesting) is None


async def test_the_switch_to_digests_leaves_runs_that_had_their_card_out(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.forward(hours=1)
    await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    team.clock.forward(hours=1)
    await team.log("Ben", "5k", "26:00")
    assert told(await digest(team)) == [("Ben", 5_000)]


async def test_a_feed_that_is_off_tells_of_nothing(digesting: Harriers) -> None:
    await digesting.services.team_settings.choose_feed_mode(digesting.admin(), FeedMode.OFF)
    assert (await digesting.log("Ana")).feed is FeedOutcome.OFF
    assert await digest(digesting) is None
    assert await digesting.services.outbox.newest() == ()


async def test_a_digest_that_waits_while_the_team_changes_its_mind_is_not_sent(digesting: Harriers) -> None:
    await digesting.log("Ana")
    digesting.clock.set(EVENING)
    await digesting.services.schedules.run_due()
    await digesting.services.team_settings.choose_feed_mode(digesting.admin(), FeedMode.EACH)
    assert await digesting.services.outbox.claim() == ()


async def test_after_an_absence_there_is_one_digest_of_all_of_it(digesting: Harriers) -> None:
    await digesting.log("Ana")
    assert told(await digest(digesting)) == [("Ana", 10_000)]
    digesting.clock.forward(hours=1)
    await digesting.log("Ben")
    assert told(await digest(digesting, 3)) == [("Ben", 10_000)]


async def test_a_digest_that_comes_a_day_late_is_dropped(digesting: Harriers) -> None:
    await digesting.log("Ana")
    digesting.clock.set(EVENING)
    await digesting.services.schedules.run_due()
    digesting.clock.forward(days=1, seconds=1)
    assert [one.message.kind for one in await digesting.services.outbox.claim()] == []


async def test_an_evening_moved_to_a_later_hour_brings_no_second_digest(digesting: Harriers) -> None:
    await digesting.log("Ana")
    assert told(await digest(digesting)) == [("Ana", 10_000)]
    digesting.clock.forward(minutes=10)
    await digesting.services.team_schedule.change(
        digesting.admin(), ScheduleKind.FEED_DIGEST, ScheduleChange(at="21:00")
    )
    await digesting.log("Ben")
    digesting.clock.set(EVENING + timedelta(hours=1))
    await digesting.services.schedules.run_due()
    assert await digesting.services.outbox.claim() == ()
    digesting.clock.set(EVENING + timedelta(days=1, hours=1))
    await digesting.services.schedules.run_due()
    (parcel,) = await digesting.services.outbox.claim()
    assert isinstance(parcel.content, FeedDigest)
    assert told(parcel.content) == [("Ben", 10_000)]


# --- digests that stand ---


async def test_a_digest_that_stands_follows_the_profile(digesting: Harriers) -> None:
    await digesting.log("Ana")
    await digesting.log("Ben")
    assert len(told(await digest(digesting))) == 2
    await change_sharing(digesting, "Ana", Sharing.RAN_TODAY)
    (parcel,) = await digesting.services.outbox.claim()
    assert isinstance(parcel.content, FeedDigest)
    assert parcel.message.message_id == 900
    assert told(parcel.content) == [("Ana", 0), ("Ben", 10_000)]


async def test_only_digests_with_a_run_of_the_runner_are_edited(digesting: Harriers) -> None:
    await digesting.log("Ana")
    await digest(digesting)
    await digesting.log("Ben")
    await digest(digesting, 1)
    await change_sharing(digesting, "Ana", Sharing.COACH_ONLY)
    (parcel,) = await digesting.services.outbox.claim()
    assert (parcel.message.message_id, parcel.content) == (900, None)


async def test_a_deleted_run_leaves_the_digest_that_told_of_it(digesting: Harriers) -> None:
    run_id = (await digesting.log("Ana")).run.run_id
    await digesting.log("Ben")
    await digest(digesting)
    await digesting.services.runs.delete(digesting.asker("Ana"), run_id)
    (parcel,) = await digesting.services.outbox.claim()
    assert isinstance(parcel.content, FeedDigest)
    assert told(parcel.content) == [("Ben", 10_000)]


async def test_a_digest_that_stands_stays_when_the_feed_changes_its_mode(digesting: Harriers) -> None:
    await digesting.log("Ana")
    await digesting.log("Ben")
    await digest(digesting)
    await digesting.services.team_settings.choose_feed_mode(digesting.admin(), FeedMode.EACH)
    await change_sharing(digesting, "Ben", Sharing.COACH_ONLY)
    (parcel,) = await digesting.services.outbox.claim()
    assert isinstance(parcel.content, FeedDigest)
    assert told(parcel.content) == [("Ana", 10_000)]


async def test_every_team_has_its_own_digest(digesting: Harriers) -> None:
    await welcome(digesting.services, TEAM + 1)
    await digesting.services.runs.log(Asker(TEAM + 1, 5, "Rival"), RunDraft("10k", "52:10"))
    await digesting.log("Ana")
    assert [name for name, _ in told(await digest(digesting))] == ["Ana"]
