"""What is suggested while one types is as private as the command that it is for: every such option, for everybody."""

import re

from discord import app_commands

from tests.cogs.company import ACTORS, Company, gather
from tests.composed import Stage

TABLE = """
option                      stranger  runner    other     coach     admin     elsewhere  direct    teamless

/coach feedback runner      -         -         -         names     -         -          -         -
/coach feedback template    -         -         -         words     -         -          -         -
/coach thread runner        -         -         -         names     -         -          -         -
/coach template name        -         -         -         words     -         -          -         -
/feedback reply to          -         names     names     -         names     -          names     -
/coach plan runner          -         -         -         names     -         words        -         -
/coach plan begin_with      -         -         -         words     -         words      -         -
/coach log runner           -         -         -         names     -         -          -         -
/coach note runner          -         -         -         names     -         -          -         -
/coach award runner         -         -         -         names     -         -          -         -
/coach season runner        -         -         -         names     -         -          -         -
/coach season race          -         -         -         words     -         -          -         -
/plan season runner         -         -         -         names     -         -          -         -
/shoutout give to           names     names     names     names     names     -          names     -
/run edit run               -         own       -         -         -         -          own       -
/run delete run             -         own       -         -         -         -          own       -
/plan done session          -         words     -         -         -         -          words     -
/plan done run              -         own       -         -         -         -          own       -
/run list runner            names     names     names     names     names     -          names     -
/stats runner               names     names     names     names     names     -          names     -
/profile show runner        -         -         -         names     -         -          -         -
/challenge show challenge   words     words     words     words     words     -          words     -
/challenge sponsor challenge  -       -         -         words     words     -          -         -
/challenge end challenge    -         -         -         words     words     -          -         -
/race show race             words     words     words     words     words     -          words     -
/race join race             words     words     words     words     words     -          words     -
/race leave race            words     words     words     words     words     -          words     -
/race result race           words     words     words     words     words     -          words     -
/race result time           words     words     words     words     words     words      words     -
/race edit race             words     words     words     words     words     -          words     -
/race cancel race           words     words     words     words     words     -          words     -
/relay edit relay           words     words     words     words     words     -          words     -
/relay leg relay            words     words     words     words     words     -          words     -
/relay show relay           words     words     words     words     words     -          words     -
/relay cancel relay         words     words     words     words     words     -          words     -
/profile edit time_zone     words     words     words     words     words     words      words     -
"""
"""What is suggested when nothing is typed yet: `names` of runners, `own` runs, `words` that are everybody's, or `-`."""


def table() -> dict[str, dict[str, str]]:
    """Return what is expected, by option and asker."""
    head, *rows = [re.split(r"\s{2,}", line.strip()) for line in TABLE.splitlines() if line.strip()]
    assert tuple(head[1:]) == ACTORS
    return {option: dict(zip(ACTORS, cells, strict=True)) for option, *cells in rows}


EXPECTED = table()
NAMES = {"Ana", "Ben", "Cleo", "Coach Cleo", "Adam"}


async def test_every_option_with_suggestions_stands_in_the_table(on_stage: Stage) -> None:
    with_suggestions = {
        f"/{command.qualified_name} {parameter.display_name}"
        for command in on_stage.application.bot.tree.walk_commands()
        if isinstance(command, app_commands.Command)
        for parameter in command.parameters
        if parameter.autocomplete
    }
    assert with_suggestions == set(EXPECTED)


async def suggested(company: Company, actor: str, option: str) -> str:
    name, _, last = option.removeprefix("/").rpartition(" ")
    before = company.rows()
    choices = await company.suggestions(actor, name, last)
    assert company.rows() == before
    if not choices:
        return "-"
    if last == "run":
        return "own"
    return "names" if NAMES & {choice["name"] for choice in choices} else "words"


async def test_suggestions_are_for_those_the_command_is_for(on_stage: Stage) -> None:
    # All in one company: what is suggested writes nothing down, as is seen to, so none is another's.
    company = await gather(on_stage)
    await company.thing()
    await company.challenge()
    await company.race()
    await company.relay()
    await company.template()
    await company.planned()
    found = {option: {actor: await suggested(company, actor, option) for actor in ACTORS} for option in EXPECTED}
    assert found == EXPECTED
