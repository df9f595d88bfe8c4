"""How much a run went up: typed, kept through changes, and taken from files."""

from dataclasses import replace

import pytest

from bot.domain.climbs import HIGHEST_M
from bot.domain.runs import RunSource
from bot.errors import UserError
from bot.files import read_activities
from bot.services.import_lists import packed, unpacked
from bot.services.reading import RunDraft
from bot.services.run_outcomes import ChangedRun, LoggedRun
from bot.services.runners import zone_of
from tests.files.making import RUNNING, fit
from tests.services.harriers import Harriers


async def edited(team: Harriers, run_id: int, climb: str | None) -> ChangedRun:
    draft = RunDraft("10 km", "52:10", "2026-11-20", climb=climb)
    changed = await team.services.runs.edit(team.asker("Ana"), run_id, draft)
    assert isinstance(changed, ChangedRun)
    return changed


async def test_a_typed_climb_is_kept_until_another_is_typed(team: Harriers) -> None:
    logged = await team.log("Ana", climb="350 m")
    assert logged.run.climb_m == 350
    assert (await edited(team, logged.run.run_id, None)).run.climb_m == 350
    assert (await edited(team, logged.run.run_id, "0")).run.climb_m == 0


async def test_a_bare_number_is_in_feet_for_who_reads_miles(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", unit="mi")
    assert (await team.log("Ana", climb="1000")).run.climb_m == 305


@pytest.mark.parametrize(("typed", "code"), [("steep", "climb_unreadable"), (str(HIGHEST_M + 1), "climb_too_high")])
async def test_what_is_no_climb_is_refused(team: Harriers, typed: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        await team.log("Ana", climb=typed)
    assert refused.value.code == code


async def test_a_watchs_climb_comes_with_its_file_and_into_its_double(team: Harriers) -> None:
    uploads, ana = team.services.uploads, team.asker("Ana")
    data = fit((RUNNING, 10_000.0, 3_130.0, 3_130.0), ascent_m=312)
    logged = await uploads.take(ana, await uploads.read("run.fit", data))
    assert isinstance(logged, LoggedRun)
    assert logged.run.climb_m == 312


async def test_a_list_keeps_climbs_while_it_waits_but_none_that_cannot_be(team: Harriers) -> None:
    await team.join("Ana")
    [run] = read_activities("run.fit", fit((RUNNING, 10_000.0, 3_130.0, 3_130.0), ascent_m=312)).found
    runs = [run, replace(run, climb_m=HIGHEST_M + 1.0), replace(run, climb_m=None)]
    kept, _ = packed(RunSource.ARCHIVE, (), runs, zone_of(await team.runner("Ana")))
    assert [entry.climb_m for entry in unpacked(kept).entries(0, 3)] == [312, None, None]
