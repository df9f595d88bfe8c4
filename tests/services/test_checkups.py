"""A check-up reads the runner's own log, and goes to nobody unless they share it."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from bot.domain.audience import MessageKind
from bot.domain.checkups.focus_area import Area
from bot.domain.checkups.pain_pattern import PainReason
from bot.domain.checkups.plateau import Trend
from bot.domain.checkups.signs import Status
from bot.domain.checkups.thresholds import USUAL, Line
from bot.domain.checkups.variety import Signal
from bot.domain.dates import Week
from bot.domain.doubts import Verdict
from bot.domain.pauses import PauseReason
from bot.domain.runs import PainArea, RunKind, Surface
from bot.domain.seasons import Phase
from bot.errors import NotAllowed, UserError
from bot.services.asker import Asker
from bot.services.checkup_inputs import Checkup
from bot.services.checkup_letters import CheckupShared, FocusRequest
from bot.services.letters import Letter, letter_of
from bot.services.race_drafts import RaceDraft
from db.models.outbox import outbox
from db.repositories.seasons import SeasonWeekRow
from db.unit_of_work import UnitOfWork
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of

ROLE = 900
CALEB = Asker(TEAM, 77, "Caleb", frozenset({ROLE}))


async def look(team: Harriers, name: str = "Ana") -> Checkup:
    return await team.services.checkups.look(team.asker(name))


async def coached(team: Harriers, *more: Asker) -> None:
    """Let Caleb coach the team, and be known to."""
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=ROLE))
    for coach in (CALEB, *more):
        await team.services.coaches.note(coach)


def back(team: Harriers, days: int) -> str:
    return (team.clock.now().date() - timedelta(days=days)).isoformat()


async def log_weeks(team: Harriers, days: range = range(0, 28, 2), name: str = "Ana") -> None:
    """Log the same easy run on some days back from today."""
    for day in days:
        await team.log(name, "8k", "44:00", back(team, day), kind=RunKind.EASY, effort=4)


async def letters(team: Harriers, kind: MessageKind) -> list[tuple[int, Letter | None]]:
    """Return who is owed a letter of a kind, and what it says now."""
    rows = [row for row in await rows_of(team.database, outbox, TEAM) if row["kind"] == kind]
    return [
        (
            row["recipient_id"],
            await team.database.read(
                lambda uow, row=row: letter_of(  # type: ignore[misc]
                    uow, TEAM, kind, row["payload"], row["recipient_id"], team.clock.now()
                )
            ),
        )
        for row in rows
    ]


async def test_who_never_ran_is_asked_for_a_log_and_a_focus(team: Harriers) -> None:
    found = await look(team)
    assert (found.variety.status, found.plateau.status) == (Status.NEED_DATA, Status.NEED_DATA)
    assert (found.follow_through.status, found.focus_area.status) == (Status.NEED_DATA, Status.NO_GOAL)
    assert found.pain_pattern.reasons == (PainReason.NO_REPORTS,)
    assert not found.see_professional


async def test_the_same_run_over_and_over_is_worth_a_talk(team: Harriers) -> None:
    await log_weeks(team)
    found = await look(team)
    assert (found.variety.status, found.variety.evidence.runs) == (Status.TALK, 14)
    assert found.variety.signals[Signal.SAME_KIND] is True
    assert (await look(team, "Ben")).variety.evidence.runs == 0


async def test_days_are_those_of_the_runners_own_calendar(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", time_zone="Pacific/Auckland")
    # It is Friday night there while the team has its morning.
    await team.log("Ana", "8k", "44:00", "2026-10-23")
    assert (await look(team)).variety.evidence.runs == 0
    await team.log("Ana", "8k", "44:00", "2026-10-24")
    found = await look(team)
    assert (found.variety.evidence.runs, found.day.isoformat()) == (1, "2026-11-20")


async def test_who_pauses_injured_or_ill_is_not_asked_for_variety(team: Harriers) -> None:
    await log_weeks(team)
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", PauseReason.TRAVEL)
    assert (await look(team)).variety.status is Status.TALK
    await team.services.profiles.pause(team.asker("Ana"), "2 weeks", PauseReason.INJURED)
    assert (await look(team)).variety.status is Status.PAUSED


async def test_races_of_the_log_are_compared_by_the_time_that_counts(team: Harriers) -> None:
    for days, time in ((20, "45:41"), (80, "45:50"), (150, "45:41"), (250, "46:00")):
        await team.log("Ana", "10k", time, back(team, days), kind=RunKind.RACE)
    await team.log("Ana", "10k", "40:00", back(team, 30), kind=RunKind.RACE, surface=Surface.TRAIL)
    await team.log("Ana", "10k", "40:00", back(team, 31), kind=RunKind.WORKOUT)
    found = (await look(team)).plateau
    assert (found.recent, found.prior, found.trend) == (2, 2, Trend.LITTLE_TRAINING)
    assert found.best_recent_10k_s == pytest.approx(45 * 60 + 41)


async def test_a_run_that_a_coach_left_out_says_nothing_of_pace(team: Harriers) -> None:
    for days in (20, 80, 150, 250):
        await team.log("Ana", "10k", "45:41", back(team, days), kind=RunKind.RACE)
    fast = await team.log(
        "Ana", "10k", "43:00", back(team, 10), kind=RunKind.RACE, pain_area=PainArea.OTHER, pain_level=2
    )
    assert (await look(team)).plateau.trend is Trend.IMPROVING
    await team.database.write(lambda uow: uow.runs.change(fast.run.run_id, verdict=Verdict.LEFT_OUT))
    found = await look(team)
    assert (found.plateau.trend, found.plateau.recent) == (Trend.LITTLE_TRAINING, 2)
    # That it hurt is true all the same.
    assert len(found.pain_pattern.episodes) == 1


async def test_an_ache_at_the_limit_says_to_see_a_professional(team: Harriers) -> None:
    await team.log("Ana", when=back(team, 3), pain_area=PainArea.FOOT_LEFT, pain_level=5)
    assert not (await look(team)).see_professional
    await team.services.checkup_lines.choose(team.admin(), {Line.PAIN_STOP: 5})
    assert (await look(team)).see_professional
    await team.services.checkup_lines.choose(team.admin(), USUAL)
    await team.log("Ana", "6k", "36:00", when=back(team, 2), pain_area=PainArea.FOOT_LEFT, pain_level=6)
    assert (await look(team)).see_professional


async def test_an_ache_in_the_same_spot_again_is_worth_a_talk(team: Harriers) -> None:
    for days in (100, 60):
        await team.log("Ana", "5k", "30:00", back(team, days), pain_area=PainArea.CALF_LEFT, pain_level=3)
    for days in (90, 80, 70):
        await team.log("Ana", "5k", "30:00", back(team, days))
    found = (await look(team)).pain_pattern
    assert (found.status, found.reasons) == (Status.TALK, (PainReason.SAME_SPOT_AGAIN,))


async def test_the_phase_of_the_season_is_heeded(team: Harriers) -> None:
    await log_weeks(team)
    runner_id, now = (await team.runner("Ana")).runner_id, team.clock.now()
    season = {"team_id": TEAM, "race_day": now.date(), "distance_m": 42_195, "measure": "km", "saved_at": now}
    week = SeasonWeekRow(Week.of(now.date()).key, Phase.TAPER, 30_000, None, None)
    await team.database.write(lambda uow: uow.seasons.add(runner_id, [week], **season))
    assert (await look(team)).variety.status is Status.PAUSED


async def test_planned_runs_are_held_to_what_was_run_and_a_pause_excuses(team: Harriers) -> None:
    await log_weeks(team, range(1, 15))
    runner_id, now = (await team.runner("Ana")).runner_id, team.clock.now()
    await team.database.write(
        lambda uow: uow.runners.add_pause(
            runner_id, now.date() - timedelta(days=13), now.date() - timedelta(days=12), "travel"
        )
    )

    def plan(uow: UnitOfWork) -> None:
        for days, kind, percent, excused in PLANNED:
            day = now.date() - timedelta(days=days)
            week = Week.of(day).key
            plan_id = uow.plans.add(**PLAN, week=week, target=f"{days}", saved_at=now, published_at=now)
            seen = {"plan_id": plan_id, "runner_id": runner_id, "team_id": TEAM, "week": week, "holds": days > 1}
            uow.planned.put_weeks([{**seen, "published_at": now, "agreed_at": None}])
            session = {"team_id": TEAM, "runner_id": runner_id, "plan_id": plan_id, "week": week, "day": day}
            told = {"position": 0, "text": "8 km E", "shared_key": "8", "kind": kind, "distance_m": 8_000}
            uow.planned.add([{**session, **told, "duration_s": None, "excused": excused, "percent": percent}])

    await team.database.write(plan)
    found = (await look(team)).follow_through
    assert (found.counted, found.excused, found.kept, found.status) == (6, 2, Fraction(9, 2), Status.WATCH)


PLAN: dict[str, Any] = {"team_id": TEAM, "runner_id": None, "role_id": None, "group_name": None, "text": "8 km E"}
PLANNED = (
    # The newest is not seen by the runner yet.
    *((1, "easy", 100, None), (2, "easy", 80, None), (3, "workout", 120, None), (4, "long", 50, None)),
    *((5, "rest", None, None), (6, "other", None, None), (8, "easy", None, "ill"), (9, "easy", None, None)),
    *((10, "easy", 100, None), (11, "race", 101, None), (12, "recovery", 99, None)),
)
"""Days ago, kind, how much of it was run in per cent, and what excuses it."""


# --- what somebody wants to improve ---


async def test_a_focus_is_looked_at_once_it_is_two_weeks_old(team: Harriers) -> None:
    await team.services.focuses.set(team.asker("Ana"), Area.HILLS)
    team.clock.forward(days=13)
    await log_weeks(team, range(0, 10, 2))
    assert (await look(team)).focus_area.status is Status.NEED_DATA
    team.clock.forward(days=1)
    found = (await look(team)).focus_area
    assert (found.status, found.area, found.age_days, found.matching_sessions) == (Status.TALK, Area.HILLS, 14, 0)
    await team.log("Ana", "9k", "55:00", back(team, 0), note="8 x the hills behind the school")
    assert (await look(team)).focus_area.matching_sessions == 1


async def test_a_coachs_words_and_comments_count_as_support(team: Harriers) -> None:
    await coached(team)
    await team.services.focuses.set(team.asker("Ana"), Area.SPEED)
    team.clock.forward(days=20)
    await log_weeks(team, range(0, 10, 2))
    logged = await team.log("Ana", "7k", "40:00")
    await team.services.comments.say(team.asker("Ben"), logged.run.run_id, "What a morning!")
    assert (await look(team)).focus_area.support == 0
    await team.services.comments.say(CALEB, logged.run.run_id, "Try strides.")
    assert (await look(team)).focus_area.support == 1
    runner_id = (await team.runner("Ana")).runner_id
    await team.services.feedback.give(CALEB, runner_id, "Textbook.")
    found = (await look(team)).focus_area
    assert (found.support, found.status) == (2, Status.OK)
    team.clock.forward(days=29)
    assert (await look(team)).focus_area.support == 0


async def test_a_race_ahead_that_is_more_than_twice_as_long_is_told_beside_it(team: Harriers) -> None:
    await team.services.focuses.set(team.asker("Ana"), Area.SPEED)
    team.clock.forward(days=20)
    await log_weeks(team, range(0, 10, 2))
    added = await team.services.races.add(
        team.asker("Ana"), RaceDraft(name="Hamburg", day=back(team, -50), distance="half")
    )
    assert (await look(team)).focus_area.goal_race is None
    await team.services.entrants.join(team.asker("Ana"), f"id:{added.page.race.race_id}")
    race = (await look(team)).focus_area.goal_race
    assert race is not None
    assert (race.days_ahead, race.distance_m) == (50, 21_098)


# --- sharing ---


async def test_nothing_goes_to_a_coach_unasked_and_then_just_those_words(team: Harriers) -> None:
    dana = Asker(TEAM, 78, "Dana", frozenset({ROLE}))
    await coached(team, dana)
    found = await look(team)
    assert await letters(team, MessageKind.CHECKUP_SHARED) == []
    assert await team.services.checkups.share(team.asker("Ana"), found, "Fine.") == 2
    assert await team.services.checkups.share(team.asker("Ana"), found, "Fine.") == 2
    [team_name] = {(await team.runner("Ana")).team_name}
    shared = CheckupShared("Ana", team_name, "Fine.", (await team.runner("Ana")).runner_id)
    assert await letters(team, MessageKind.CHECKUP_SHARED) == [(77, shared), (78, shared)]
    await team.change("Ana", left_at=team.clock.now())
    assert [letter for _, letter in await letters(team, MessageKind.CHECKUP_SHARED)] == [None, None]


async def test_a_check_up_is_shared_by_its_runner_alone_and_needs_a_coach(team: Harriers) -> None:
    found = await look(team)
    with pytest.raises(UserError, match="no_coach_known"):
        await team.services.checkups.share(team.asker("Ana"), found, "Fine.")
    await coached(team)
    with pytest.raises(NotAllowed, match="not_your_checkup"):
        await team.services.checkups.share(team.asker("Ben"), found, "Fine.")
    with pytest.raises(UserError, match="no_coach_known"):
        await team.services.checkups.share(CALEB, await team.services.checkups.look(CALEB), "Fine.")


# --- focuses ---


async def open_requests(team: Harriers) -> list[tuple[str, str, str | None]]:
    rows = await team.database.read(lambda uow: uow.focuses.open_of_team(TEAM))
    return [(row.name, row.area, row.question) for row in rows]


async def test_a_focus_asks_the_coaches_until_one_answers(team: Harriers) -> None:
    await coached(team)
    found = await team.services.focuses.set(team.asker("Ana"), Area.HILLS, "  How steep? ")
    assert (found.area, found.question, found.coaches, found.before) == (Area.HILLS, "How steep?", 1, None)
    [(reader, letter)] = await letters(team, MessageKind.FOCUS_REQUEST)
    ana = await team.runner("Ana")
    assert (reader, letter) == (77, FocusRequest("Ana", ana.team_name, Area.HILLS, "How steep?", ana.runner_id))
    assert await open_requests(team) == [("Ana", "hills", "How steep?")]
    await team.services.feedback.give(CALEB, (await team.runner("Ana")).runner_id, "Begin gently.")
    assert await open_requests(team) == []
    assert [letter for _, letter in await letters(team, MessageKind.FOCUS_REQUEST)] == [None]


async def test_one_focus_at_a_time_and_a_new_question_asks_again(team: Harriers) -> None:
    await coached(team)
    ana, focuses = team.asker("Ana"), team.services.focuses
    await focuses.set(ana, Area.SPEED)
    assert (await focuses.set(ana, Area.SPEED)).is_known
    await team.services.feedback.give(CALEB, (await team.runner("Ana")).runner_id, "Strides.")
    team.clock.forward(hours=1)
    assert not (await focuses.set(ana, Area.SPEED, "How many?")).is_known
    assert await open_requests(team) == [("Ana", "speed", "How many?")]
    assert (await focuses.set(ana, Area.HILLS)).before is Area.SPEED
    assert await open_requests(team) == [("Ana", "hills", None)]
    told = [letter.area for _, letter in await letters(team, MessageKind.FOCUS_REQUEST) if letter is not None]  # type: ignore[union-attr]
    assert told == [Area.HILLS]
    await focuses.clear(ana)
    with pytest.raises(UserError, match="no_focus"):
        await focuses.clear(ana)
    assert await open_requests(team) == []


async def test_a_question_has_its_length_and_who_left_asks_nothing(team: Harriers) -> None:
    with pytest.raises(UserError, match="focus_question_too_long"):
        await team.services.focuses.set(team.asker("Ana"), Area.HILLS, "x" * 301)
    await team.services.focuses.set(team.asker("Ana"), Area.HILLS)
    await team.change("Ana", left_at=team.clock.now())
    assert await open_requests(team) == []


# --- a team's own lines ---


async def test_admins_draw_the_lines_and_what_is_usual_is_not_kept(team: Harriers) -> None:
    lines = team.services.checkup_lines
    assert await lines.show(team.admin()) == USUAL
    chosen = await lines.choose(team.admin(), {Line.TRAINING_RUNS: 10, Line.FOLLOW_OK: 80})
    assert chosen == {**USUAL, Line.TRAINING_RUNS: 10}
    assert await team.database.read(lambda uow: uow.checkups.thresholds(TEAM)) == {"training_runs": 10}
    assert (await look(team)).limits.training_runs == 10
    assert await lines.choose(team.admin(), USUAL) == USUAL
    assert await team.database.read(lambda uow: uow.checkups.thresholds(TEAM)) == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({Line.PAIN_STOP: 7}, "checkup_pain_stop"),
        ({Line.SAME_DISTANCE: 4}, "checkup_same_distance_pct"),
        ({Line.FOLLOW_WATCH: 90}, "checkup_follow_order"),
    ],
)
async def test_a_line_has_its_limits(team: Harriers, changes: dict[Line, int], code: str) -> None:
    with pytest.raises(UserError, match=code):
        await team.services.checkup_lines.choose(team.admin(), changes)
    for attempt in (team.services.checkup_lines.show(team.asker("Ana")), team.services.checkup_lines.choose(CALEB, {})):
        with pytest.raises(NotAllowed, match="admin_only"):
            await attempt
