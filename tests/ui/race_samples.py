"""Races as services return them, with plain and with hostile values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import discord

from bot.domain.bests import Record
from bot.domain.cross_country import TieRule, xc_score
from bot.domain.finish_orders import FinishOrder
from bot.domain.fitness import Effort
from bot.domain.predictions import Prediction, Silence
from bot.domain.race_events import EventProblem
from bot.domain.races import MOST_DISTANCES, Outcome, Part
from bot.domain.runs import RunKind
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.services.asker import Asker
from bot.services.calendars import CalendarEntry, RaceCalendar
from bot.services.race_calls import RaceCall
from bot.services.race_collecting import CollectedDistance, CollectedResult, RaceResults
from bot.services.race_event_pages import EventDistance
from bot.services.race_finishes import OwnResult
from bot.services.race_letters import Change, RaceChange, RaceMates, RaceReminder
from bot.services.race_overlaps import RaceOverlaps
from bot.services.race_pages import (
    Entered,
    LeftGoal,
    OwnPart,
    Race,
    RaceDistance,
    RaceLine,
    RaceList,
    RacePage,
    RacePrediction,
)
from bot.services.race_scores import ScoredRace, ScoreRules
from bot.services.races import AddedRace
from bot.services.teams import TeamUnits
from bot.ui.calendars import RaceCalendarView
from bot.ui.letters import LetterView
from bot.ui.race_lists import RaceListView
from bot.ui.race_offers import ResultView
from bot.ui.race_overlaps import RaceOverlapsView
from bot.ui.race_posts import RaceCallView, RaceCardView, RaceResultsView
from bot.ui.race_predictions import RacePredictionView, card_of
from bot.ui.race_scores import RaceScoresView, ScoreView
from bot.ui.races import (
    CancelQuestionView,
    RacePageView,
    added_view,
    joined_view,
    result_view,
)
from bot.ui.text import races as said
from bot.ui.text.calendars import RENEWED

RACE_DAY = date(2027, 4, 11)
START = datetime(2027, 4, 11, 7, tzinfo=UTC)
LONG_URL = "https://example.org/" + "a" * 380


def race(name: str, units: TeamUnits = TeamUnits.KM, goal: str = "smile at the finish") -> Race:
    """Return a race with everything to it, whose people and places are all called `name`."""
    entered = (Entered(name, 2_999), Entered(name, None, goal), *(Entered(name) for _ in range(20)))
    distances = tuple(
        RaceDistance(3 + number, metres, event, time(9, number), START, entered, 12)
        for number, (metres, event) in enumerate(
            ((5_000, "5k"), (10_000, "10k"), (12_500, None), (21_098, "hm"), (42_195, "m"), (100_000, "100k"))
        )
    )
    return Race(
        race_id=7,
        name=name,
        team_name=name,
        race_day=RACE_DAY,
        time_zone="America/Argentina/Buenos_Aires",
        place=name,
        url=LONG_URL,
        is_goal=True,
        cancelled=False,
        units=units,
        distances=distances[:MOST_DISTANCES],
        cheering=entered,
        others_cheering=3,
    )


RESULT = OwnResult(
    Outcome.FINISHED, 3_100, 1_234, Record.BEST, 61.234, (("5k", 1_495.2), ("hm", 6_850.4), ("m", 14_300.0))
)


def own(part: Part = Part.RUNNING, goal: str | None = None, *, shown: bool = False) -> OwnPart:
    """Return a reader's part."""
    running = part is Part.RUNNING
    return OwnPart(part, 4 if running else None, None if goal else 2_999, goal, shown)


def prediction(name: str, unit: Unit, today: date) -> RacePrediction:
    """Return what a marathon promises after a half."""
    basis = Effort(today, "hm", 21_098, 6_300, RunKind.RACE, 9, None)
    outcome = Prediction(STANDARD_EVENTS["m"], 13_140, 13_200, 14_100, 13_160, stretched=True)
    return RacePrediction(7, name, STANDARD_EVENTS["m"], unit, today, outcome, basis, None)


def race_views(name: str, units: TeamUnits, today: date, words: str) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about races."""
    whole, unit = race(name, units, words), Unit.MI if units is TeamUnits.MI else Unit.KM
    bare = replace(
        whole,
        place=None,
        url=None,
        is_goal=False,
        distances=(RaceDistance(3, 10_000, "10k", None, None),),
        cheering=(),
        others_cheering=0,
    )
    off = replace(whole, cancelled=True)
    races = {"whole": whole, "bare": bare, "off": off}
    page = RacePage(whole, None, today, unit, may_change=True)
    pages = {
        "not in": page,
        "running": replace(page, own=own()),
        "running, words": replace(page, own=own(goal=words, shown=True)),
        "cheering": replace(page, own=own(Part.CHEERING)),
        "today": replace(page, today=RACE_DAY),
        "tomorrow": replace(page, today=date(2027, 4, 10)),
        "over": replace(page, own=replace(own(), result=RESULT), today=date(2027, 4, 12)),
        "over, with results": replace(
            page,
            own=replace(own(), result=RESULT),
            today=date(2027, 4, 12),
            results=results(name, whole.distances, units),
        ),
        "on the day": replace(page, own=own(), today=RACE_DAY),
        **{
            f"over, {outcome}": replace(page, own=replace(own(), result=OwnResult(outcome)), today=date(2027, 4, 12))
            for outcome in Outcome
        },
        "off": replace(page, race=off),
        "bare": replace(page, race=bare),
        **{f"event {problem}": replace(page, own=own(), event_problem=problem) for problem in EventProblem},
        "foretold": replace(page, own=own(), prediction=prediction(name, unit, today)),
    }
    layouts: dict[str, discord.ui.LayoutView] = {
        **{f"race card: {which}": RaceCardView(one, 17) for which, one in races.items()},
        **{f"race: {which}": RacePageView(one, "-# A note.") for which, one in pages.items()},
        "race: which distance": joined_view(replace(page, asks_distance=True)),
        "race: joined": joined_view(pages["running"]),
        "race: another distance": joined_view(replace(pages["running"], left_goal=LeftGoal(2_999, 3))),
        "race: added": added_view(AddedRace(page, known=False)),
        "race: known": added_view(AddedRace(page, known=True)),
        "race: result": ResultView(replace(page, own=replace(own(), result=RESULT))),
        "race: result, its run stays": result_view(
            replace(page, own=replace(own(), result=OwnResult(Outcome.DNF)), run_stays=True), Asker(1, 2, name)
        ),
        "race: result, did not finish": result_view(
            replace(page, own=replace(own(), result=OwnResult(Outcome.DNF))), Asker(1, 2, name)
        ),
        "race: filled": added_view(AddedRace(page, True, tuple(said.PARTS), tuple(said.PARTS))),
        "race: kept": added_view(AddedRace(replace(page, may_change=False), True, (), (Change.START,))),
        "race: cancel?": CancelQuestionView(whole),
        "race list": RaceListView(RaceList(tuple(_lines(name)), 2, True, True, today, units)),
        "race list: been": RaceListView(RaceList(tuple(_lines(name)), 0, True, True, today, units)),
        "race list: none": RaceListView(RaceList((), 1, False, False, today, units)),
        "race list: none ahead": RaceListView(RaceList((), 1, True, False, today, units)),
        "race list: no more": RaceListView(RaceList((), 2, True, False, today, units)),
        "coach races": RaceOverlapsView(RaceOverlaps((whole, bare, replace(whole, name="Hill")), 9, 1, 3, today)),
        "coach races: none": RaceOverlapsView(RaceOverlaps((), 0, 0, 1, today)),
        "race changed": LetterView(RaceChange(whole, tuple(Change), 4), 18),
        "race changed, bare": LetterView(RaceChange(bare, tuple(Change), None), 18),
        "race mate": LetterView(RaceMates(whole, (name,), 0), 19),
        "race mates": LetterView(RaceMates(whole, (name,) * 12, 30), 19),
        **{
            f"race prediction: {which}": RacePredictionView(one, card_of(one))
            for which, one in {
                "range": prediction(name, unit, today),
                "goal": replace(prediction(name, unit, today), goal_s=13_500),
                **{f"none, {why}": replace(prediction(name, unit, today), outcome=why, basis=None) for why in Silence},
            }.items()
        },
    }
    return layouts | _calendar_views(name, units) | _near(whole, bare, words)


def calendar(name: str, units: TeamUnits = TeamUnits.KM, runner_id: int | None = 3) -> RaceCalendar:
    """Return a calendar of one race over two distances, whose places are all called `name`."""
    distances = (EventDistance(10_000, "10k", time(9)), EventDistance(21_098, "hm", time(10, 30)))
    entry = CalendarEntry(
        race_id=7,
        name=name,
        race_day=RACE_DAY,
        time_zone="Europe/Berlin",
        start=time(9),
        lasts=timedelta(hours=5),
        place=name,
        url=LONG_URL,
        distances=distances,
        cancelled=False,
        created_at=START,
        changed_at=START,
        revision=1,
        part=None if runner_id is None else Part.RUNNING,
        own_distance=None if runner_id is None else distances[1],
    )
    return RaceCalendar(1, runner_id, name, units, (entry,))


def _calendar_views(name: str, units: TeamUnits) -> dict[str, discord.ui.LayoutView]:
    address = f"https://baton.example.org/calendar/{'a' * 43}.ics"
    mine, everybodys = calendar(name, units), calendar(name, units, None)
    known = replace(mine, address=address, may_renew=True)
    return {
        "race calendar": RaceCalendarView(mine),
        "race calendar: the team's": RaceCalendarView(everybodys),
        "race calendar: none": RaceCalendarView(replace(mine, races=())),
        "race calendar: none of the team": RaceCalendarView(replace(everybodys, races=(), address=address)),
        "race calendar: address": RaceCalendarView(known),
        "race calendar: new address": RaceCalendarView(known, RENEWED),
        "race calendar: the team's address": RaceCalendarView(replace(everybodys, address=address, may_renew=True)),
    }


def _near(whole: Race, bare: Race, words: str) -> dict[str, discord.ui.LayoutView]:
    """Return what is said of a race in the days before it."""
    many, three = (whole.name,) * 12, OwnPart(Part.RUNNING, 3, None, None, shows_goal=False)
    layouts: dict[str, discord.ui.LayoutView] = {}
    for days in (14, 9, 7, 1, 0):
        reminder = RaceReminder(whole, days, own(goal=words, shown=True), many, 30, many, 3, is_last=days <= 1)
        layouts[f"race reminder: {days}"] = LetterView(reminder, 20)
        alone = RaceReminder(bare, days, three, (), 0, (), 0, is_last=days == 0)
        layouts[f"race reminder: {days}, bare"] = LetterView(alone, 20)
        call = RaceCall(7, whole.name, RACE_DAY, days, START, many, 30)
        layouts[f"race call: {days}"] = RaceCallView(call, 21)
        layouts[f"race call: {days}, of one"] = RaceCallView(
            replace(call, starts_at=None, names=many[:1], others=0), 21
        )
        layouts[f"race call: {days}, unnamed"] = RaceCallView(replace(call, names=(), others=2), 21)
    layouts |= _scores(whole.name)
    return layouts | _after(whole.name, whole.distances, units=whole.units)


def _scores(name: str) -> dict[str, discord.ui.LayoutView]:
    """Return team scores of teams with such names."""
    names = [f"{name[:40]} {number}" for number in range(30)]
    layouts: dict[str, discord.ui.LayoutView] = {}
    for ties in TieRule:
        for most, scorers in ((30, 1), (1, 5)):
            order = [team for team in names[:most] for _ in range(7)] + [*names[20:], None]
            rules = ScoreRules(scorers, 2, ties)
            scores = xc_score(order, ties, scorers=scorers)
            read = FinishOrder(tuple(order), by_final_word=True, unlisted=tuple(range(1, 400)))
            scored = ScoredRace(rules, read, scores, name)
            layouts[f"race scores: {ties}, {most}"] = ScoreView(scored)
            layouts[f"race scores, posted: {ties}, {most}"] = RaceScoresView(scored, 23)
    equal = xc_score(["A", "B", "B", "A"], TieRule.NCAA, scorers=2)
    layouts["race scores: equal"] = ScoreView(
        ScoredRace(ScoreRules(2, 0, TieRule.NCAA), FinishOrder(("A", "B", "B", "A")), equal)
    )
    return layouts


def results(name: str, distances: Iterable[RaceDistance], units: TeamUnits) -> RaceResults:
    """Return the results of a race over each of its distances, of many who are all called `name`."""
    many = tuple(CollectedResult(name, 359_999, record) for record in (Record.FIRST, Record.BEST, None) * 14)
    held = tuple(CollectedDistance(one.distance_m, one.event, many) for one in distances)
    return RaceResults(7, name, RACE_DAY, units, held)


def _after(name: str, distances: Iterable[RaceDistance], units: TeamUnits) -> dict[str, discord.ui.LayoutView]:
    """Return what is said of a race the day after it."""
    whole = results(name, distances, units)
    held = whole.distances
    return {
        "race results": RaceResultsView(whole, 22),
        "race results: one distance": RaceResultsView(replace(whole, distances=(held[1],)), 22),
        "race results: of one": RaceResultsView(
            replace(whole, distances=(replace(held[0], results=held[0].results[:1]),)), 22
        ),
    }


_LISTED = ((5_000, "5k"), (12_500, None), (21_098, "hm"))


def _lines(name: str) -> Iterable[RaceLine]:
    parts = (None, Part.RUNNING, Part.CHEERING)
    for number, (teammates, part) in enumerate((teammates, part) for teammates in (0, 1, 12) for part in parts):
        if number < 8:
            yield RaceLine(
                number + 1,
                name,
                RACE_DAY,
                number == 0,
                number == 7,
                ((5_000, "5k"), (12_500, None), (21_098, "hm")),
                teammates,
                part,
            )
