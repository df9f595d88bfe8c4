"""How long a coach's Sunday is: what it takes to plan a week for twenty runners, in commands, presses and forms."""

from dataclasses import dataclass, field
from typing import Any

import simcord

from tests.cogs.admins import dora
from tests.composed import Stage, answer, buttons, fields, pressable, said

RUNNERS = 20
EVERYBODYS = "Tue 6x800m @ I / 2min jog\nThu 8 km E + 4 strides\nSat long 16 km"
OWN = "Tue 5x1km @ T / 1min jog\nFri 6 km E\nSun long 22 km"


@dataclass
class Sunday:
    """A coach at work; `commands`, `presses` and `forms` count what they did."""

    stage: Stage
    coach: simcord.MemberActor
    commands: int = 0
    presses: int = 0
    forms: int = 0
    shown: list[simcord.InteractionResult] = field(default_factory=list)

    async def types(self, name: str, **options: Any) -> simcord.InteractionResult:
        self.commands += 1
        return await self._seen(await self.coach.slash(self.stage.feed, name, **options))

    async def presses_on(self, label: str) -> simcord.InteractionResult:
        self.presses += 1
        return await self._seen(await self.coach.click(answer(self.shown[-1]), label=label))

    async def picks(self, name: str) -> simcord.InteractionResult:
        self.presses += 1
        card = answer(self.shown[-1])
        [listed] = [item for item in pressable(card) if item["custom_id"].startswith("plan:pick:")]
        [value] = [option["value"] for option in listed["options"] if option["label"].casefold() == name.casefold()]
        return await self._seen(await self.stage.press(self.coach, card, listed["custom_id"], value))

    async def sends(self, form: simcord.InteractionResult, text: str) -> simcord.InteractionResult:
        self.forms += 1
        return await self._seen(await self.coach.submit_modal(form, {"week": text}))

    async def _seen(self, result: simcord.InteractionResult) -> simcord.InteractionResult:
        if result.modal is None:
            self.shown.append(result)
        return result

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.commands, self.presses, self.forms


async def sunday(stage: Stage) -> Sunday:
    """Let twenty runners be there; three of them are on the stage already."""
    for number in range(3, RUNNERS):
        await stage.asked(stage.guild.add_member(stage.env.create_user(f"Runner {number:02}")))
    return Sunday(stage, await dora(stage))


async def test_a_week_of_its_own_for_each_of_twenty_takes_a_press_and_a_form_each(on_stage: Stage) -> None:
    work = await sunday(on_stage)
    await work.types("coach plan")
    while following := [label for label in buttons(answer(work.shown[-1])) if label.startswith("Next:")]:
        await work.sends(await work.presses_on(following[0]), OWN)
    await work.presses_on("The week's desk")
    assert "Everybody has a plan." in said(work.shown[-1])
    assert work.counts == (1, RUNNERS + 1, RUNNERS)


async def test_one_week_for_all_and_three_of_their_own_take_four_forms(on_stage: Stage) -> None:
    work = await sunday(on_stage)
    for member in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await member.slash(on_stage.feed, "run list")
    await work.types("coach plan")
    await work.sends(await work.picks("everybody"), EVERYBODYS)
    assert f"For {RUNNERS} runners." in said(work.shown[-1])
    for name in ("Ana", "Ben", "Chloé"):
        await work.presses_on("The week's desk")
        await work.sends(await work.picks(name), OWN)
        assert f"### {name} · week 48" in said(work.shown[-1])
    assert work.counts == (1, 1 + 3 * 2, 4)


async def test_the_week_before_with_two_changes_takes_two_forms(on_stage: Stage) -> None:
    work = await sunday(on_stage)
    await work.types("coach plan", week="this_week")
    await work.sends(await work.picks("everybody"), EVERYBODYS)
    for name in ("Ana", "Ben"):
        await work.sends(await work.types("coach plan", runner=name, week="this_week"), OWN)
    work.commands = work.presses = work.forms = 0

    await work.types("coach plan")
    await work.presses_on("Copy the week before (3)")
    assert said(work.shown[-1]).count("waits") == 3 + 1
    form = await work.types("coach plan", runner="Ana")
    assert fields(form) == {"week": OWN}
    await work.sends(form, OWN.replace("22", "24"))
    await work.sends(await work.types("coach plan", runner="Chloé"), OWN)
    assert work.counts == (3, 1, 2)
