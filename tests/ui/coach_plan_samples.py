"""Plans as services return them to coaches, with plain and with hostile values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord

from bot.domain.availability import Room
from bot.domain.dates import Week
from bot.domain.plan_warnings import PlanCode, PlanWarning, WeekLength
from bot.domain.plans import EVERYBODY, Scope, Target
from bot.domain.runs import PainArea
from bot.domain.seasons import measure_of
from bot.domain.units import Unit
from bot.services.plan_pages import (
    Aching,
    Anew,
    Clash,
    Desk,
    DeskPlan,
    PlanPage,
    PlanState,
    Spiking,
    UnderstoodSession,
    Whom,
)
from bot.services.plan_templates import Template
from bot.ui.plans import DeskView, PlanPageView, TakeBackView, TemplatesView

WEEK = Week(2026, 48)
SUNDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)


def page(name: str, sessions: Iterable[tuple[int, str, bool]], **values: object) -> PlanPage:
    """Return a page for one runner; `sessions` are (weekday, text, is read)."""
    days = WEEK.days()
    common = PlanPage(
        plan_id=4,
        version=1_795_000_000_000,
        whom=Whom(Target(Scope.RUNNER, 7), name),
        week=WEEK,
        state=PlanState.WAITING,
        changed_by=None,
        goes_out_at=SUNDAY,
        sessions=tuple(UnderstoodSession(days[day], text, is_read) for day, text, is_read in sessions),
        unplaced=(),
        length=WeekLength(34_000, True),
        outline=None,
        warnings=(),
        spikes=(),
        anew=None,
        clashes=(),
        cannot=(),
        aches=(),
        notes=(),
        resting=(),
        runners=1,
        keep_own=(),
        unit=Unit.KM,
        score=None,
        next_up=None,
    )
    return replace(common, **values)  # type: ignore[arg-type]


def coach_plan_views(name: str, unit: Unit) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about plans that coaches see."""
    day = WEEK.monday + timedelta(days=5)
    simple = page(name, [(1, "5x1km @ T / 1min jog", True), (5, "long 18 km", True)], score=45.0, unit=unit)
    whole = page(
        name,
        [(day, f"{name} and a fartlek in the woods {name}", False) for day in range(7) for _ in range(3)],
        whom=Whom(Target(Scope.GROUP, 900), name),
        unplaced=(name,) * 9,
        length=WeekLength(128_400, False),
        outline=(30_000, measure_of(unit)),
        warnings=tuple(PlanWarning(code, 12_000, 300, 6, -1) for code in PlanCode),
        spikes=(Spiking(day, 30_000, ((name, 12_000),) * 9),),
        anew=Anew(day, 30_000, (name,) * 9),
        clashes=(Clash(day, Room.NONE, (name,) * 9), Clash(day, Room.SHORT, (name,))),
        cannot=((day, (name,) * 9),),
        aches=(Aching(name, day, PainArea.KNEE_LEFT, 8),) * 9,
        notes=((name, name * 9),) * 9,
        resting=((name, WEEK.sunday),) * 9,
        runners=500,
        keep_own=(name,) * 9,
        state=PlanState.CHANGED,
        changed_by=name,
        next_up=Whom(Target(Scope.RUNNER, 8), name),
        unit=unit,
    )
    plans = [
        DeskPlan(1, Whom(EVERYBODY), PlanState.OUT, 20),
        DeskPlan(2, Whom(Target(Scope.GROUP, 900), name), PlanState.CHANGED, 5),
        *(DeskPlan(3 + n, Whom(Target(Scope.RUNNER, n), name), PlanState.WAITING, 1) for n in range(40)),
    ]
    without = [Whom(Target(Scope.RUNNER, 100 + n), name) for n in range(60)]
    desk = Desk(WEEK, plans, without, without[:9], [(day, (name,) * 9)] * 7, 12, SUNDAY)
    return {
        "plan, read back": PlanPageView(simple),
        "plan, read back: all of it": PlanPageView(whole),
        "plan, read back: for everybody": PlanPageView(replace(simple, whom=Whom(EVERYBODY), runners=20)),
        "plan, read back: out": PlanPageView(replace(simple, state=PlanState.OUT)),
        "plan, read back: out midway": PlanPageView(
            replace(
                simple,
                state=PlanState.OUT,
                sessions=(
                    UnderstoodSession(day, name, False, stands=True),
                    UnderstoodSession(day, "6 km E", True, is_late=True),
                ),
            )
        ),
        "plan, read back: changed": PlanPageView(replace(simple, state=PlanState.CHANGED)),
        "plan, read back: by hand": PlanPageView(replace(simple, goes_out_at=None)),
        "plan, taken back?": TakeBackView(simple),
        "plan, taken back? out": TakeBackView(replace(simple, state=PlanState.OUT)),
        "plan desk": DeskView(desk),
        "plan desk: nothing yet": DeskView(Desk(WEEK, [], without[:2], [], (), 0, None)),
        "plan desk: nobody left": DeskView(Desk(WEEK, plans[:3], [], without[:9], (), 0, None)),
        "plan templates": TemplatesView([Template(n, name, f"Tue {name}") for n in range(50)]),
        "plan templates: none": TemplatesView([]),
    }
