"""Profiles kept: what a choice changes at once, and what it leaves as it was."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.domain.audience import MessageKind, Praise, Sharing
from bot.domain.leaderboards import Board
from bot.domain.pauses import PauseReason
from bot.domain.profiles import AgeTable
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import Parcel
from bot.services.profiles import ProfileChange
from db.unit_of_work import UnitOfWork
from tests.services.harriers import TEAM, Harriers, local

BERLIN = "Europe/Berlin"


async def edit(team: Harriers, name: str, **changes: object) -> None:
    await team.services.profiles.edit(team.asker(name), ProfileChange(**changes))  # type: ignore[arg-type]


async def points_of(team: Harriers, name: str, week: str) -> int:
    runner = await team.runner(name)
    return (await team.database.read(lambda uow: uow.points.total(TEAM, week, runner.runner_id))).points


# --- asking ---


async def test_two_first_commands_at_once_are_asked_about_once(team: Harriers) -> None:
    asked = await asyncio.gather(*(team.services.profiles.ask_once(team.asker("Ana")) for _ in range(10)))
    assert sum(profile is not None for profile in asked) == 1
    assert await team.services.profiles.ask_once(team.asker("Ana")) is None


async def test_who_has_chosen_already_is_not_asked(team: Harriers) -> None:
    await team.show("Ana")
    assert await team.services.profiles.ask_once(team.asker("Ana")) is None


async def test_answers_are_for_all_boards_there_are(team: Harriers) -> None:
    profile = await team.services.profiles.answer(
        team.asker("Ana"), praise=Praise.PUBLIC, on_boards=True, sharing=Sharing.COACH_ONLY
    )
    assert (profile.praise, profile.sharing) == (Praise.PUBLIC, Sharing.COACH_ONLY)
    # Age grades take a birth date and a table, so that board is a choice of its own.
    assert profile.boards == set(Board) - {Board.AGE_GRADED}


# --- editing ---


async def test_a_change_is_kept_whole_or_not_at_all(team: Harriers) -> None:
    await team.join("Ana")
    with pytest.raises(UserError, match="zone_misspelt"):
        await edit(team, "Ana", praise=Praise.PUBLIC, weekly_target=5, time_zone="Europe/Berlim")
    profile = await team.services.profiles.show(team.asker("Ana"))
    assert (profile.praise, profile.weekly_target, profile.own_time_zone) == (Praise.PRIVATE, 3, False)


async def test_what_was_said_can_be_taken_back(team: Harriers) -> None:
    await edit(
        team, "Ana", time_zone="tokyo", drives="The sea", birth_date="1990-05-12", age_table=AgeTable.MALE, unit=Unit.MI
    )
    profile = await team.services.profiles.show(team.asker("Ana"))
    assert (profile.time_zone, profile.drives, profile.birth_date) == ("Asia/Tokyo", "The sea", date(1990, 5, 12))
    assert (profile.age_table, profile.unit) == (AgeTable.MALE, Unit.MI)
    await edit(team, "Ana", time_zone="", drives=" ", birth_date="", age_table="")
    profile = await team.services.profiles.show(team.asker("Ana"))
    assert (profile.time_zone, profile.own_time_zone, profile.drives) == (BERLIN, False, None)
    assert (profile.birth_date, profile.age_table) == (None, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"weekly_target": 7}, "target_range"),
        ({"weekly_target": 1}, "target_range"),
        ({"drives": "x" * 301}, "drives_too_long"),
        ({"time_zone": "qqqq"}, "zone_unknown"),
        ({"birth_date": "next year"}, "birth_date_future"),
        ({"birth_date": "1850-01-01"}, "birth_date_unreadable"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(team: Harriers, change: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as refused:
        await edit(team, "Ana", **change)
    assert refused.value.code == code


async def test_words_keep_all_that_a_database_holds(team: Harriers) -> None:
    await edit(team, "Ana", drives="sea\0 \ud800and sky")
    assert (await team.services.profiles.show(team.asker("Ana"))).drives == "sea and sky"


# --- the weekly target ---


async def test_a_new_target_holds_from_this_week_on_and_older_weeks_keep_theirs(team: Harriers) -> None:
    for day in ("2026-11-09", "2026-11-11", "2026-11-13"):
        await team.log("Ana", when=day)
    before = await points_of(team, "Ana", "2026-W46")
    await edit(team, "Ana", weekly_target=5)
    late = await team.log("Ana", when="2026-11-14")
    await team.services.runs.delete(team.asker("Ana"), late.run.run_id)
    assert await points_of(team, "Ana", "2026-W46") == before
    await edit(team, "Ana", weekly_target=2)
    await edit(team, "Ana", weekly_target=6)
    late = await team.log("Ana", when="2026-11-14")
    await team.services.runs.delete(team.asker("Ana"), late.run.run_id)
    assert await points_of(team, "Ana", "2026-W46") == before


async def test_a_new_target_counts_for_this_week_at_once(team: Harriers) -> None:
    for day in ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"):
        await team.log("Ana", when=day)
    at_three = await points_of(team, "Ana", "2026-W47")
    await edit(team, "Ana", weekly_target=2)
    assert await points_of(team, "Ana", "2026-W47") == at_three - 10
    await edit(team, "Ana", weekly_target=3)
    assert await points_of(team, "Ana", "2026-W47") == at_three


# --- pauses ---


async def streak(team: Harriers) -> int:
    return (await team.services.points.this_week(team.asker("Ana"))).streak.streak


async def two_runs(team: Harriers, week_later: int) -> None:
    team.clock.set(local(BERLIN, "2026-11-20 09:30") + timedelta(weeks=week_later))
    for _ in range(2):
        await team.log("Ana")
        team.clock.forward(days=1)


async def test_a_pause_freezes_the_streak_for_every_week_that_it_touches(team: Harriers) -> None:
    for week in range(3):
        await two_runs(team, week)
    assert await streak(team) == 3
    await team.services.profiles.pause(team.asker("Ana"), "5 weeks", PauseReason.INJURED)
    team.clock.forward(weeks=5, days=2)
    await two_runs(team, 8)
    assert await streak(team) == 4


async def test_a_week_that_was_run_counts_though_a_pause_begins_in_it(team: Harriers) -> None:
    await two_runs(team, 0)
    await team.services.profiles.pause(team.asker("Ana"), "tomorrow", None)
    assert await streak(team) == 1


async def test_a_pause_that_ends_on_the_day_it_began_leaves_nothing(team: Harriers) -> None:
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", None)
    profile = await team.services.profiles.resume(team.asker("Ana"))
    assert profile.pause is None
    runner = await team.runner("Ana")
    assert await team.database.read(lambda uow: uow.runners.pauses(runner.runner_id)) == []
    assert runner.paused_until is None


async def test_a_pause_ends_with_its_last_day_by_the_runners_own_calendar(team: Harriers) -> None:
    await edit(team, "Ana", time_zone="Pacific/Auckland")
    paused = await team.services.profiles.pause(team.asker("Ana"), "tomorrow", None)
    assert paused.pause is not None
    assert paused.pause.last_day == date(2026, 11, 21)
    team.clock.set(local("Pacific/Auckland", "2026-11-21 23:59"))
    assert (await team.services.profiles.show(team.asker("Ana"))).pause is not None
    team.clock.forward(minutes=2)
    assert (await team.services.profiles.show(team.asker("Ana"))).pause is None
    with pytest.raises(UserError, match="not_paused"):
        await team.services.profiles.resume(team.asker("Ana"))


@pytest.mark.parametrize(
    ("until", "code"), [("2026-01-01", "until_past"), ("2029-01-01", "until_too_far"), ("banana", "until_unreadable")]
)
async def test_a_pause_that_cannot_be_is_refused(team: Harriers, until: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        await team.services.profiles.pause(team.asker("Ana"), until, None)
    assert refused.value.code == code


# --- boards that stand ---


@pytest.fixture
async def posted(team: Harriers) -> Harriers:
    """A team of four shown runners with two boards that stand: of week 46, and a newer one of week 47 so far."""
    for name in ("Ana", "Ben", "Chloé", "Dee"):
        await team.log(name, when="2026-11-13")
        await team.log(name)
        await team.show(name)
    now = team.clock.now()

    def owe(uow: UnitOfWork) -> None:
        for key in ("2026-W46", "2026-W47:now"):
            uow.outbox.owe(team_id=TEAM, kind=MessageKind.LEADERBOARD, key=key, payload={"week": key[:8]}, now=now)

    await team.database.write(owe)
    for number, parcel in enumerate(await claimed(team)):
        await team.services.outbox.sent(parcel.message, 900 + number)
    return team


async def claimed(team: Harriers) -> list[Parcel]:
    """Return what is to be sent or revised of boards."""
    parcels = await team.services.outbox.claim()
    return [parcel for parcel in parcels if parcel.message.kind is MessageKind.LEADERBOARD]


def names(parcel: Parcel) -> list[str]:
    assert isinstance(parcel.content, WeeklyPost)
    return [row.name for row in parcel.content.rows]


async def test_who_hides_disappears_from_every_board_that_stands(posted: Harriers) -> None:
    await edit(posted, "Dee", boards={Board.POINTS: False})
    revised = await claimed(posted)
    assert [(parcel.message.key, parcel.message.message_id) for parcel in revised] == [
        ("2026-W47:now", 901),
        ("2026-W46", 900),
    ]
    assert [names(parcel) for parcel in revised] == [["Ana", "Ben", "Chloé"]] * 2


async def test_who_shows_up_appears_on_the_newest_board_alone(posted: Harriers) -> None:
    await edit(posted, "Dee", boards={Board.POINTS: False})
    for parcel in await claimed(posted):
        await posted.services.outbox.sent(parcel.message, parcel.message.message_id or 0)
    await edit(posted, "Dee", boards={Board.POINTS: True})
    [revised] = await claimed(posted)
    assert revised.message.key == "2026-W47:now"
    assert names(revised) == ["Ana", "Ben", "Chloé", "Dee"]


async def test_a_board_of_two_names_nobody(posted: Harriers) -> None:
    for name in ("Chloé", "Dee"):
        await edit(posted, name, boards={Board.POINTS: False})
    assert [names(parcel) for parcel in await claimed(posted)] == [[], []]


async def test_a_choice_about_another_board_changes_no_post(posted: Harriers) -> None:
    await edit(posted, "Dee", boards={Board.DISTANCE: True, Board.CONSISTENCY: True}, nudges=True)
    assert await claimed(posted) == []


# --- for coaches ---


async def test_a_coach_sees_a_profile_without_what_is_the_runners_alone(team: Harriers) -> None:
    await edit(team, "Ana", drives="The sea", birth_date="1990-05-12", age_table=AgeTable.FEMALE)
    coach = Asker(TEAM, 77, "Caleb", is_admin=True)
    profile = await team.services.profiles.of(coach, "ana")
    assert (profile.drives, profile.birth_date, profile.age_table) == ("The sea", None, None)
    with pytest.raises(NotFound):
        await team.services.profiles.of(coach, "Nobody")
    with pytest.raises(NotAllowed):
        await team.services.profiles.of(team.asker("Ben"), "ana")
    await team.services.run_lists.first_page(Asker(TEAM, 4711, "Ana"))
    with pytest.raises(Unclear):
        await team.services.profiles.of(coach, "Ana")


async def test_a_coach_sees_nothing_of_who_has_left(team: Harriers) -> None:
    await edit(team, "Ana", drives="The sea")
    await team.change("Ana", left_at=team.clock.now())
    coach = Asker(TEAM, 77, "Caleb", is_admin=True)
    for named in ("Ana", f"id:{(await team.runner('Ana')).runner_id}"):
        with pytest.raises(NotFound) as refused:
            await team.services.profiles.of(coach, named)
        assert (refused.value.code, refused.value.facts["name"]) == ("runner_left", "Ana")
