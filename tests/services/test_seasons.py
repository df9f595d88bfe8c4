"""Seasons as services: outlined by coaches, read back, saved in place of another, and shown as far as coaches say."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.domain.dates import Week
from bot.domain.seasons import Measure, Phase
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.checkup_inputs import phase_on
from bot.services.meant import key_of
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.season_drafts import FilledSeason, filled_from
from bot.services.season_letters import SeasonShared
from bot.services.season_pages import DraftPage, SeasonPage
from bot.services.seasons import SavedSeason
from db.models import season_weeks, seasons
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.racing import add, join, owed, send_all

GOAL = "City Marathon, 2027-03-14, marathon"
"""A Sunday, sixteen weeks after the Monday that follows the day on which tests stand."""
FIRST = Week(2026, 48)


@pytest.fixture(autouse=True)
async def _runners(team: Harriers) -> None:
    await team.join("Ana", "Ben")


async def fill(team: Harriers, runner: str = "Ana", race: str | None = None, **typed: Any) -> FilledSeason:
    """Return the form of a season, filled in by a coach."""
    filled = await team.services.seasons.fill(team.admin(), runner, race)
    return replace(filled, **typed)


async def draft(team: Harriers, runner: str = "Ana", **typed: str) -> DraftPage:
    """Return an outline that is not saved."""
    filled = await fill(team, runner, **{"goal": GOAL, "volumes": "40-80 km", **typed})
    return await team.services.seasons.read(team.admin(), filled)


async def outline(team: Harriers, runner: str = "Ana", **typed: str) -> SavedSeason:
    """Outline a season."""
    return await team.services.seasons.save(team.admin(), (await draft(team, runner, **typed)).draft)


async def edited(team: Harriers, **typed: str) -> DraftPage:
    """Return the outline that holds as a form changes it."""
    return await team.services.seasons.read(team.admin(), await fill(team, **typed))


async def seen(team: Harriers, runner: str = "Ana") -> SeasonPage:
    """Return the season of a runner as they see it."""
    page = await team.services.seasons.of_runner(team.asker(runner))
    assert page is not None
    return page


async def refused(team: Harriers, **typed: str) -> UserError:
    with pytest.raises(UserError) as caught:
        await draft(team, **typed)
    return caught.value


def volumes(page: SeasonPage) -> list[int]:
    return [one.volume // 1_000 for one in page.weeks]


async def test_an_outline_is_counted_back_from_race_day_and_read_back_before_it_is_saved(team: Harriers) -> None:
    read = await draft(team)
    page = read.page
    assert (page.weeks[0].week, page.race_week, page.count, page.hidden) == (FIRST, 16, 18, 0)
    assert volumes(page) == [40, 44, 38, 51, 55, 58, 49, 65, 69, 73, 61, 80, 80, 80, 47, 32, 13, 27]
    assert (page.goal.name, page.goal.day, page.goal.event) == ("City Marathon", date(2027, 3, 14), "m")
    assert (read.before, read.changes, read.shown, read.is_saved) == (None, (), 18, False)
    assert await rows_of(team.database, seasons, TEAM) == []
    saved = await team.services.seasons.save(team.admin(), read.draft)
    assert (saved.page.weeks, saved.told) == (page.weeks, True)
    assert (await seen(team)).weeks == page.weeks


async def test_the_form_begins_with_the_coming_monday_and_what_was_run_of_late(team: Harriers) -> None:
    filled = await fill(team)
    assert (filled.first, filled.goal, filled.volumes, filled.lately) == ("2026-11-23", "", "", None)
    await team.log("Ana", "30k", "2:40:00", "2026-11-12")
    await team.log("Ana", "10k", "52:10", "2026-11-19")
    assert (await fill(team)).lately == 7_500
    team.clock.set(local("Europe/Berlin", "2026-11-23 08:00"))
    assert (await fill(team)).first == "2026-11-23"


async def test_a_race_of_the_team_is_filled_in_with_its_runners_distance(team: Harriers) -> None:
    race = (await add(team, distance="10k, half", name="Berlin Run")).race
    assert (await fill(team, race=key_of(race.race_id))).goal == "Berlin Run, 2027-04-11"
    await join(team, race.race_id, "Ana", distance="half")
    filled = await fill(team, race="berlin run", volumes="40-60")
    assert filled.goal == "Berlin Run, 2027-04-11, half"
    read = await team.services.seasons.read(team.admin(), filled)
    assert (read.draft.goal.race_id, read.draft.goal.distance_m) == (race.race_id, 21_098)


async def test_a_race_that_is_typed_as_the_team_calls_it_is_that_race(team: Harriers) -> None:
    race = (await add(team)).race
    read = await draft(team, goal="berlin 10K · 11 apr 2027 · 10k", phases="taper 1")
    assert read.draft.goal.race_id == race.race_id


async def test_races_that_have_been_or_are_off_lead_nowhere(team: Harriers) -> None:
    race = (await add(team)).race
    await team.services.races.cancel(team.asker("Ana"), race.race_id)
    with pytest.raises(UserError, match="season_race_off"):
        await fill(team, race=key_of(race.race_id))
    other = (await add(team, name="Park Run", day="2026-11-22")).race
    team.clock.set(local("Europe/Berlin", "2026-11-24 08:00"))
    with pytest.raises(UserError, match="season_race_over"):
        await fill(team, race=key_of(other.race_id))
    assert await team.services.seasons.races(team.admin(), "Ana", "") == []


async def test_races_are_suggested_with_those_that_the_runner_runs_first(team: Harriers) -> None:
    first = (await add(team, name="Early Run", day="2027-01-10")).race
    later = (await add(team)).race
    await join(team, later.race_id, "Ana")
    suggest = team.services.seasons.races
    assert [one[0] for one in await suggest(team.admin(), "Ana", "")] == [later.race_id, first.race_id]
    assert [one[0] for one in await suggest(team.admin(), "", "")] == [first.race_id, later.race_id]
    assert [one[0] for one in await suggest(team.admin(), "Ana", "early")] == [first.race_id]
    assert await suggest(team.asker("Ben"), "Ana", "") == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"goal": "marathon"}, "season_goal_no_day"),
        ({"goal": "City, 14 mar 2027"}, "season_goal_no_distance"),
        ({"goal": "half, 2026-11-01"}, "season_goal_past"),
        ({"goal": "half, 2033-11-01"}, "season_goal_too_far"),
        ({"goal": "half, 5/11"}, "season_goal_ambiguous"),
        ({"goal": "5000 km, 2027-03-14"}, "season_goal_too_far"),
        ({"goal": "x" * 101 + ", half, 2027-03-14"}, "season_goal_name_long"),
        ({"first": "banana"}, "season_first_invalid"),
        ({"first": "2026-01-05"}, "season_first_past"),
        ({"first": "2027-03-22"}, "season_first_late"),
        ({"volumes": ""}, "season_volumes_invalid"),
        ({"volumes": "80-40"}, "season_volumes_falling"),
        ({"volumes": "40 km - 9 h"}, "season_volumes_mixed"),
        ({"volumes": "0-40"}, "season_volumes_not_positive"),
        ({"volumes": "40-4000"}, "season_volumes_implausible"),
        ({"phases": "banana"}, "season_phases_invalid"),
        ({"phases": "base 6, base 2"}, "season_phases_twice"),
        ({"phases": "recovery 20"}, "season_phases_too_many"),
        ({"phases": "base 20"}, "season_phases_misfit"),
        ({"goal": "City, 2028-06-11, marathon"}, "season_too_long"),
        ({"ahead": "some"}, "season_ahead_invalid"),
    ],
)
async def test_what_cannot_be_read_is_refused(team: Harriers, typed: dict[str, str], code: str) -> None:
    assert (await refused(team, **typed)).code == code


async def test_what_can_mean_two_days_is_asked_about(team: Harriers) -> None:
    assert isinstance(await refused(team, goal="half, 5/11"), Unclear)


async def test_phases_and_hours_are_as_the_coach_types_them(team: Harriers) -> None:
    page = (await draft(team, volumes="5 - 8 h", phases="taper 3, recovery 1")).page
    assert page.measure is Measure.HOURS
    assert [one.phase for one in page.weeks][-4:] == [Phase.TAPER] * 3 + [Phase.RECOVERY]
    assert max(one.volume for one in page.weeks) == 8 * 3_600


async def test_weeks_are_rewritten_line_by_line_and_kept_when_the_form_is_opened_again(team: Harriers) -> None:
    read = await draft(team)
    text = "\n".join(f"W{number} build {30 + number} km" for number in range(1, 17)) + " · race on Sunday"
    changed = await team.services.seasons.rewrite(team.admin(), read.draft, text)
    assert (changed.page.count, changed.page.weeks[-1].note) == (16, "race on Sunday")
    await team.services.seasons.save(team.admin(), changed.draft)
    # Nothing but how far the runner sees is another now, so the lines stay.
    again = await edited(team, ahead="3")
    assert (again.draft.weeks, again.changes, again.shown, again.is_saved) == (changed.draft.weeks, (), 3, False)
    # With other volumes all is counted anew, and the answer says which weeks change.
    anew = await edited(team, volumes="40-80 km")
    assert anew.draft.weeks != changed.draft.weeks
    assert len(anew.changes) == 16


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("base 40", "season_race_out", 0),
        ("base 40\nbanana", "season_line_invalid", 2),
        ("base 40\nW4 base 40", "season_line_number", 2),
        (" ", "season_empty", 0),
        ("base 40\n" * 61, "season_too_many", 0),
    ],
)
async def test_a_line_that_cannot_be_read_is_named(team: Harriers, text: str, code: str, line: int) -> None:
    read = await draft(team)
    with pytest.raises(UserError) as caught:
        await team.services.seasons.rewrite(team.admin(), read.draft, text)
    assert (caught.value.code, caught.value.facts["line"]) == (code, line)


async def test_weeks_that_were_rewritten_stay_when_the_form_is_opened_once_more_before_saving(team: Harriers) -> None:
    read = await draft(team)
    changed = await team.services.seasons.rewrite(team.admin(), read.draft, "build 50 km\n" * 16)
    filled = replace(filled_from(await fill(team), changed.draft), ahead="3")
    again = await team.services.seasons.read(team.admin(), filled, changed.draft)
    assert again.draft == replace(changed.draft, weeks_ahead=3)


async def test_an_outline_opens_filled_in_and_unchanged_it_is_what_is_saved(team: Harriers) -> None:
    await outline(team, ahead="3")
    filled = await fill(team)
    assert (filled.goal, filled.first, filled.volumes) == (GOAL, "2026-11-23", "40 km - 80 km")
    assert (filled.phases, filled.ahead) == ("build 5, peak 3, taper 2, recovery 2", "3")
    again = await team.services.seasons.read(team.admin(), filled)
    assert again.is_saved
    with pytest.raises(UserError, match="season_unchanged"):
        await team.services.seasons.save(team.admin(), again.draft)


async def test_a_season_that_is_saved_again_takes_the_place_of_the_one_before_which_is_kept(team: Harriers) -> None:
    first = await outline(team)
    changed = await edited(team, volumes="40-90 km")
    assert {one.before is not None and one.after is not None for one in changed.changes} == {True}
    await team.services.seasons.save(team.admin(), changed.draft)
    assert max(volumes(await seen(team))) == 90
    rows = await rows_of(team.database, seasons, TEAM)
    assert [row["archived_at"] is None for row in rows] == [False, True]
    assert rows[0]["season_id"] == first.page.season_id


async def test_of_two_coaches_who_save_at_once_one_is_told_of_the_other(team: Harriers) -> None:
    drafts = [(await draft(team, volumes=f"40-{most}")).draft for most in (60, 70, 80)]
    saved = await asyncio.gather(
        *(team.services.seasons.save(team.admin(), one) for one in drafts), return_exceptions=True
    )
    assert sorted(getattr(one, "code", "saved") for one in saved) == ["saved", "season_changed", "season_changed"]
    assert len(await rows_of(team.database, seasons, TEAM)) == 1


# --- who sees what ---


async def test_a_runner_sees_the_weeks_that_the_coach_shows_and_a_coach_all(team: Harriers) -> None:
    await outline(team, ahead="3")
    page = await seen(team)
    assert (len(page.weeks), page.hidden, page.race_week, page.this_week) == (3, 15, 16, 0)
    team.clock.set(local("Europe/Berlin", "2026-12-08 08:00"))
    page = await seen(team)
    assert (len(page.weeks), page.hidden, page.this_week) == (5, 13, 3)
    assert page.present is not None
    assert page.present.phase is Phase.BASE
    coached = await team.services.seasons.of_runner(team.admin(), "Ana")
    assert coached is not None
    assert (len(coached.weeks), coached.hidden, coached.weeks_ahead, coached.is_own) == (18, 0, 3, False)


async def test_a_coach_says_before_saving_how_much_is_shown(team: Harriers) -> None:
    read = await draft(team)
    some = await team.services.seasons.show_ahead(team.admin(), read.draft, 3)
    assert (some.shown, len(some.page.weeks)) == (3, 18)
    every = await team.services.seasons.show_ahead(team.admin(), some.draft, None)
    assert every.draft == read.draft
    assert (await team.services.seasons.show_ahead(team.admin(), read.draft, 999)).draft.weeks_ahead == 60


async def test_what_was_run_stands_in_the_weeks_that_have_begun(team: Harriers) -> None:
    await outline(team)
    team.clock.set(local("Europe/Berlin", "2026-12-08 08:00"))
    await team.log("Ana", "10k", "52:10", "2026-11-24")
    await team.log("Ana", "12k", "62:10", "2026-11-26")
    await team.log("Ana", "8k", "45:00", "2026-12-07")
    assert (await seen(team)).done == (22_000, 0, 8_000)
    coached = await team.services.seasons.of_runner(team.admin(), "Ana")
    assert coached is not None
    assert coached.done == (22_000, 0, 8_000)


async def test_a_coach_reads_of_what_was_run_as_much_as_the_runner_shares(team: Harriers) -> None:
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    await team.log("Ana", "30k", "2:40:00", "2026-11-12")
    assert (await fill(team)).lately is None
    await outline(team)
    team.clock.set(local("Europe/Berlin", "2026-11-24 20:00"))
    await team.log("Ana", "10k", "52:10")
    coached = await team.services.seasons.of_runner(team.admin(), "Ana")
    assert coached is not None
    assert coached.done is None
    assert (await seen(team)).done == (10_000,)


async def test_distances_are_in_the_readers_own_unit(team: Harriers) -> None:
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(unit=Unit.MI))
    assert (await draft(team)).page.measure is Measure.KM
    await outline(team)
    assert (await seen(team)).measure is Measure.MI
    await outline(team, "Ben", volumes="5-8 h")
    assert (await seen(team, "Ben")).measure is Measure.HOURS


async def test_nobody_but_coaches_outlines_and_reads_others(team: Harriers) -> None:
    saved = await outline(team)
    read, ana = await edited(team, ahead="3"), (await team.runner("Ana")).runner_id
    service, ben = team.services.seasons, team.asker("Ben")
    assert saved.page.season_id is not None
    for refused_call in (
        service.fill(ben, "Ana"),
        service.read(ben, await fill(team)),
        service.rewrite(ben, read.draft, "base 40\n" * 16),
        service.show_ahead(ben, read.draft, 3),
        service.save(ben, read.draft),
        service.end(ben, ana, saved.page.season_id),
        service.of_runner(ben, "Ana"),
        service.turn(ben, ana),
        service.suggestions(ben, ""),
    ):
        with pytest.raises(NotAllowed):
            await refused_call
    assert (await service.turn(team.asker("Ana"), ana)).is_own
    assert not (await service.turn(team.admin(), ana)).is_own
    assert [name for _, name in await service.suggestions(team.admin(), "an")] == ["Ana"]


async def test_runners_of_other_teams_and_who_left_have_none_here(team: Harriers) -> None:
    read = await draft(team)
    await team.change("Ana", left_at=team.clock.now())
    for call in (
        team.services.seasons.fill(team.admin(), "Ana"),
        team.services.seasons.save(team.admin(), read.draft),
        team.services.seasons.save(team.admin(), replace(read.draft, runner_id=10**9)),
    ):
        with pytest.raises(NotFound):
            await call
    assert await rows_of(team.database, season_weeks, None) == []


async def test_a_runner_without_a_season_has_none_to_see(team: Harriers) -> None:
    assert await team.services.seasons.of_runner(team.asker("Ben")) is None
    ben = (await team.runner("Ben")).runner_id
    with pytest.raises(NotFound, match="season_gone"):
        await team.services.seasons.turn(team.asker("Ben"), ben)


# --- the race moves, and the outline ends ---


async def test_a_race_that_has_moved_is_told_and_counted_anew_when_the_form_is_opened(team: Harriers) -> None:
    race = (await add(team)).race
    await outline(team, goal="Berlin 10k, 2027-04-11, 10k")
    assert (await seen(team)).moved_to is None
    await team.services.races.edit(team.asker("Ana"), race.race_id, RaceDraft(day="2027-04-18"))
    assert (await seen(team)).moved_to == date(2027, 4, 18)
    assert (await seen(team)).goal.day == date(2027, 4, 11)
    filled = await fill(team)
    assert filled.goal == "Berlin 10k, 2027-04-18, 10k"
    anew = await team.services.seasons.read(team.admin(), filled)
    assert (anew.page.race_week, anew.draft.goal.race_id) == (21, race.race_id)
    await team.services.seasons.save(team.admin(), anew.draft)
    assert (await seen(team)).moved_to is None


async def test_a_race_that_is_off_is_told_and_the_outline_stays(team: Harriers) -> None:
    race = (await add(team)).race
    await outline(team, goal="Berlin 10k, 2027-04-11, 10k")
    await team.services.races.cancel(team.asker("Ana"), race.race_id)
    page = await seen(team)
    assert (page.is_off, page.moved_to, page.race_week) == (True, None, 20)
    assert (await fill(team)).goal == "Berlin 10k, 2027-04-11, 10k"


async def test_once_the_race_has_been_the_form_begins_anew(team: Harriers) -> None:
    await outline(team)
    team.clock.set(local("Europe/Berlin", "2027-03-16 08:00"))
    filled = await fill(team)
    assert (filled.goal, filled.first, filled.replaces is None) == ("", "2027-03-22", False)
    read = await draft(team, goal="half, 2027-06-20")
    await team.services.seasons.save(team.admin(), read.draft)
    assert (await seen(team)).goal.event == "hm"


async def test_an_outline_is_put_away_once(team: Harriers) -> None:
    saved = await outline(team)
    ana = (await team.runner("Ana")).runner_id
    assert saved.page.season_id is not None
    assert await team.services.seasons.end(team.admin(), ana, saved.page.season_id) == "Ana"
    assert await team.services.seasons.of_runner(team.asker("Ana")) is None
    with pytest.raises(UserError, match="season_changed"):
        await team.services.seasons.end(team.admin(), ana, saved.page.season_id)


async def test_a_check_up_can_ask_which_phase_a_day_is_in(team: Harriers) -> None:
    ana = (await team.runner("Ana")).runner_id

    async def on(day: date) -> str | None:
        return await team.database.read(lambda uow: phase_on(uow, ana, day))

    assert await on(FIRST.monday) is None
    await outline(team, ahead="1")
    assert await on(date(2026, 11, 22)) is None
    assert await on(FIRST.monday) == Phase.BASE
    assert await on(date(2027, 3, 14)) == Phase.TAPER
    assert await on(date(2027, 3, 28)) == Phase.RECOVERY
    assert await on(date(2027, 3, 29)) is None


# --- the letter ---


async def test_a_runner_hears_of_an_outline_and_of_what_changes_in_what_they_see(team: Harriers) -> None:
    await outline(team, ahead="3")
    [letter] = await send_all(team)
    assert isinstance(letter, SeasonShared)
    assert (letter.changed, len(letter.page.weeks), letter.page.is_own, letter.page.coach_name) == (
        False,
        3,
        True,
        "Dora",
    )
    # What is hidden can change without a word.
    later = await edited(team)
    text = "\n".join(
        f"{one.phase} {one.volume / 1_000:g} km" + (" · camp" if at == 9 else "")
        for at, one in enumerate(later.draft.weeks)
    )
    quiet = await team.services.seasons.rewrite(team.admin(), later.draft, text)
    assert not (await team.services.seasons.save(team.admin(), quiet.draft)).told
    assert await send_all(team) == []
    more = await edited(team, ahead="6")
    assert (await team.services.seasons.save(team.admin(), more.draft)).told
    [letter] = await send_all(team)
    assert isinstance(letter, SeasonShared)
    assert (letter.changed, len(letter.page.weeks)) == (True, 6)


async def test_two_changes_before_the_letter_goes_are_one_letter(team: Harriers) -> None:
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:30"))
    await outline(team)
    changed = await edited(team, volumes="40-90 km")
    await team.services.seasons.save(team.admin(), changed.draft)
    assert await send_all(team) == []
    team.clock.set(local("Europe/Berlin", "2026-11-21 08:00"))
    [letter] = await send_all(team)
    assert isinstance(letter, SeasonShared)
    assert (letter.changed, max(volumes(letter.page))) == (False, 90)
    assert len(await owed(team, MessageKind.SEASON_SHARED)) == 1


async def test_a_letter_about_an_outline_that_was_put_away_is_not_sent(team: Harriers) -> None:
    saved = await outline(team)
    assert saved.page.season_id is not None
    await team.services.seasons.end(team.admin(), saved.page.runner_id, saved.page.season_id)
    assert await send_all(team) == []


async def test_who_outlines_their_own_season_is_written_no_letter(team: Harriers) -> None:
    await team.join("Dora")
    saved = await outline(team, "Dora")
    assert (saved.told, saved.is_own) == (False, True)
    assert await send_all(team) == []
