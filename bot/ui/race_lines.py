"""What races read like, line by line: on cards, in lists and in letters."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from bot.domain.predictions import Prediction, Silence
from bot.domain.races import Outcome, Part, days_before
from bot.domain.units import Unit
from bot.services.race_calls import RaceCall
from bot.services.race_collecting import CollectedDistance, CollectedResult, RaceResults
from bot.services.race_countdowns import RaceCountdown
from bot.services.race_finishes import OwnResult
from bot.services.race_letters import RaceChange, RaceMates, RaceReminder
from bot.services.race_pages import Entered, Race, RaceDistance, RaceLine, RaceList, RacePage
from bot.services.race_results import ResultDraft
from bot.services.reading import typed_distance
from bot.services.teams import TeamUnits
from bot.ui import figures, text
from bot.ui.predictions import range_words
from bot.ui.quoting import isolated
from bot.ui.text import predictions as predicted
from bot.ui.text import races as said

NAMED: Final = 20
"""Names on a card, shared out among its distances; everybody else is counted."""
FEWEST_NAMED: Final = 3
GOAL_SHOWN: Final = 24
"""Characters of a goal beside a name."""


def change_text(news: RaceChange) -> str:
    """Return what has changed at a race, as its entrants read it."""
    race = news.race
    start = next(
        (one.starts_at for one in race.distances if one.starts_at and news.distance_id in (None, one.distance_id)),
        None,
    )
    values = {
        "day": figures.full_day(race.race_day),
        "start": said.START_OPEN if start is None else f"<t:{int(start.timestamp())}:f>",
        "place": said.PLACE_OPEN if race.place is None else said.title(race.place),
        "page": said.PAGE_OPEN if race.url is None else said.PAGE_MOVED,
        "distances": said.COMMA.join(_distance_title(one, race.units) for one in race.distances),
    }
    changes = " ".join(said.CHANGES[one].format_map(values) for one in news.changes)
    told = said.CHANGE.format(name=said.title(race.name), changes=changes)
    return f"{told}\n{said.FROM.format(team=text.team(race.team_name))}"


def mates_text(news: RaceMates) -> str:
    """Return who else runs a race."""
    names = [text.member(name) for name in news.names[:FEWEST_NAMED]]
    others = news.others + len(news.names) - len(names)
    template = said.MATES_ONE if len(names) + others == 1 else said.MATES
    told = template.format(
        names=said.joined(names, others), name=said.title(news.race.name), day=figures.full_day(news.race.race_day)
    )
    return f"{told}\n{said.FROM.format(team=text.team(news.race.team_name))}"


def reminder_text(letter: RaceReminder) -> str:
    """Return a reminder of a race to who runs it."""
    race, own = letter.race, letter.own
    distance = next(one for one in race.distances if one.distance_id == own.distance_id)
    where = [said.DISTANCE.format(distance=_distance_title(distance, race.units))]
    if distance.starts_at is not None and distance.start is not None:
        clock = distance.start.isoformat("minutes")
        where.append(said.START_FULL.format(timestamp=int(distance.starts_at.timestamp()), clock=clock))
    if race.place:
        where.append(said.title(race.place))
    opening = said.REMINDER if letter.days else said.REMINDER_TODAY
    lines = [
        opening.format(
            name=said.title(race.name),
            when=said.countdown(letter.days),
            day=figures.day(race.race_day),
            glad=said.GLAD_EVE if letter.is_last and letter.days == 1 else said.glad(letter.days),
        ),
        text.BETWEEN.join(where),
    ]
    if goal := _goal(own.goal_s, own.goal):
        lines.append(said.YOUR_GOAL.format(goal=goal, seen=""))
    if beside := _few(letter.names, letter.others, said.teammates):
        lines.append(said.BESIDE_YOU.format(names=beside))
    cheering = _few(letter.cheering, letter.others_cheering, said.teammates)
    if cheering and letter.is_last:
        lines.append(said.CHEERING.format(names=cheering))
    return "\n".join([*lines, said.FROM.format(team=text.team(race.team_name))])


def call_lines(call: RaceCall) -> list[str]:
    """Return what a channel hears of a race that is near."""
    template = said.CALL_ONE if len(call.names) + call.others == 1 else said.CALL
    names = _few(call.names, call.others)
    lines = [template.format(name=said.title(call.name), when=said.countdown(call.days), names=names)]
    if call.days == 0:
        lines[0] += f" {said.CALL_TODAY}"
    if call.starts_at is None:
        lines.append(figures.day(call.race_day))
    else:
        lines.append(said.CALL_START.format(timestamp=int(call.starts_at.timestamp())))
    return lines


def collected_lines(results: RaceResults) -> list[str]:
    """Return what a channel hears of how a race went, distance by distance, the same each time it is drawn."""
    lines = [
        said.HEADING_RESULTS.format(name=said.title(results.name)),
        said.WHEN_PAST.format(day=figures.full_day(results.race_day)),
    ]
    return lines + result_list(results)


def result_list(results: RaceResults, room: int | None = None) -> list[str]:
    """Return the results of a race, distance by distance; of as many by name as fit into so many characters."""
    most = max(FEWEST_NAMED, NAMED // len(results.distances))
    lines = _result_lines(results, most)
    while room is not None and most > 1 and len("\n".join(lines)) > room:
        most -= 1
        lines = _result_lines(results, most)
    return lines


def _result_lines(results: RaceResults, most: int) -> list[str]:
    lines = []
    for distance in results.distances:
        lines.append(said.RESULTS_OVER.format(distance=_distance_title(distance, results.units)))
        lines += [_collected_line(one, distance.event) for one in distance.results[:most]]
        if len(distance.results) > most:
            lines.append(said.RESULTS_OTHERS.format(count=len(distance.results) - most))
    return lines


def _collected_line(one: CollectedResult, event: str | None) -> str:
    line = said.RESULTS_LINE.format(name=text.member(one.name), time=figures.duration(one.result_s))
    if one.record is None or event is None:
        return line
    return line + said.RESULTS_RECORDS[one.record].format(event=text.event(event))


def countdown_line(race: RaceCountdown) -> str:
    """Return how long it is until the race that the team trains for, in one line of any post."""
    template = said.COUNTDOWN_WITH if race.runners else said.COUNTDOWN
    return template.format(name=said.title(race.name), left=said.left(race.days), count=race.runners)


def suggestion(name: str, day: str) -> str:
    """Return a race as a list of options names it, within Discord's hundred characters."""
    return f"{said.plain_title(name, 70)}{text.BETWEEN}{day}"


def race_lines(race: Race, page: RacePage | None = None) -> list[str]:
    """Return what a race's card says; `page`: to that reader."""
    lines = [said.HEADING.format(name=said.title(race.name)), _when(race, page)]
    if race.cancelled:
        return [*lines, said.CALLED_OFF]
    if race.is_goal:
        lines.append(said.GOAL_RACE)
    where = [said.title(race.place)] if race.place else []
    if race.url:
        where.append(said.LINK.format(url=race.url))
    if where:
        lines.append(text.BETWEEN.join(where))
    lines += [_distance_line(one, race) for one in race.distances]
    cheering = _names(race.cheering, race.others_cheering, FEWEST_NAMED)
    if cheering:
        lines.append(said.CHEERING.format(names=cheering))
    return lines


def _when(race: Race, page: RacePage | None = None) -> str:
    """Return the day; to one reader with the days that are left, and to all as Discord counts them for each."""
    day = figures.full_day(race.race_day) if page is None else figures.day(race.race_day, page.today)
    if page is None:
        first = min((one.starts_at for one in race.distances if one.starts_at), default=None)
        if first is None or race.cancelled:
            return said.WHEN_PAST.format(day=day)
        return said.WHEN.format(day=day, count=said.RELATIVE.format(timestamp=int(first.timestamp())))
    left = days_before(race.race_day, page.today)
    if left < 0 or race.cancelled:
        return said.WHEN_PAST.format(day=day)
    return said.WHEN.format(day=day, count=said.countdown(left))


def _distance_line(one: RaceDistance, race: Race) -> str:
    line = said.DISTANCE.format(distance=_distance_title(one, race.units))
    if one.starts_at is not None and one.start is not None:
        # Who reads it may live elsewhere, and who runs it will read the clock there.
        line += said.START_THERE.format(timestamp=int(one.starts_at.timestamp()), clock=one.start.isoformat("minutes"))
    names = _names(one.names, one.others, max(FEWEST_NAMED, NAMED // len(race.distances)))
    return line + (said.NAMES.format(names=names) if names else said.OPEN)


def _names(entered: tuple[Entered, ...], others: int, most: int) -> str:
    shown = [_name(one) for one in entered[:most]]
    return said.joined(shown, others + len(entered) - len(shown))


def _few(names: Sequence[str], others: int, joined: Callable[[Sequence[str], int], str] = said.joined) -> str:
    """Return `Ana, Ben and 2 more`, short enough for a message that comes by itself."""
    shown = [text.member(name) for name in names[:FEWEST_NAMED]]
    return joined(shown, others + len(names) - len(shown))


def _name(one: Entered) -> str:
    name = text.member(one.name)
    goal = _goal(one.goal_s, one.goal)
    return said.GOAL_BESIDE.format(name=name, goal=goal) if goal else name


def _goal(goal_s: int | None, goal: str | None) -> str:
    if goal_s is not None:
        return figures.duration(goal_s)
    return "" if goal is None else isolated(said.title(goal, GOAL_SHOWN))


def goal_typed(page: RacePage) -> str | None:
    """Return a reader's goal as they would type it."""
    own = page.own
    if own is None:
        return None
    return own.goal if own.goal_s is None else figures.duration(own.goal_s)


def overlap_lines(race: Race, today: date) -> list[str]:
    """Return a race to a coach: when it is, and who runs how far."""
    day, count = figures.day(race.race_day, today), said.countdown(days_before(race.race_day, today))
    line = said.OVERLAP.format(name=said.title(race.name), day=day, count=count)
    lines = [said.LINE_GOAL.format(line=line) if race.is_goal else line]
    for one in race.distances:
        names = _names(one.names, one.others, max(FEWEST_NAMED, NAMED // len(race.distances)))
        if names:
            lines.append(said.OVERLAP_OVER.format(distance=_distance_title(one, race.units), names=names))
    return lines


def own_lines(page: RacePage) -> list[str]:
    """Return what a reader does at a race, and what they are after."""
    own = page.own
    assert own is not None
    if own.part is Part.CHEERING:
        return [said.YOU_CHEER]
    if own.result is not None:
        return result_lines(page)
    distance = _own_distance(page)
    lines = [] if distance is None else [said.YOU_RUN.format(distance=distance_name(distance, page.unit))]
    goal = _goal(own.goal_s, own.goal)
    if goal:
        lines.append(said.YOUR_GOAL.format(goal=goal, seen=said.GOAL_SEEN_BY[own.goal_seen]))
    return lines if page.prediction is None else lines + _in_sight(page.prediction.outcome)


def _in_sight(outcome: Prediction | Silence) -> list[str]:
    """Return how long a race may take its reader, or that so far out nobody knows."""
    if isinstance(outcome, Silence):
        return [predicted.NO_RANGE] if outcome is Silence.TOO_FAR else []
    lines = [predicted.IN_SIGHT.format_map(range_words(outcome))]
    if outcome.beside_s is not None:
        lines.append(predicted.BESIDE.format(time=figures.duration(outcome.beside_s)))
    return lines


def result_lines(page: RacePage, *, tells_record: bool = True) -> list[str]:
    """Return how a race went for its reader, what it says of them, and what it would be elsewhere."""
    own = page.own
    assert own is not None
    assert own.result is not None
    result, distance = own.result, _own_distance(page)
    if result.outcome is not Outcome.FINISHED:
        return [said.OUTCOMES[result.outcome]]
    if distance is None or result.result_s is None:
        return [said.FINISHED + placed(result.place)]
    values = {
        "distance": distance_name(distance, page.unit),
        "time": figures.duration(result.result_s),
        "pace": figures.pace(distance.distance_m, result.result_s, page.unit),
    }
    lines = [said.RESULT.format_map(values) + placed(result.place)]
    if tells_record and result.record is not None and distance.event is not None:
        lines.append(said.RECORDS[result.record].format(event=text.event(distance.event)))
    return lines + merits(result)


def merits(result: OwnResult) -> list[str]:
    """Return a result's age grade and equal times at other distances, as far as there are any."""
    lines = []
    if result.grade_percent is not None:
        lines.append(said.GRADE.format(percent=f"{result.grade_percent:.1f}"))
    if result.equivalents:
        equal = (
            said.EQUAL_ONE.format(event=text.event(event), time=figures.duration(seconds))
            for event, seconds in result.equivalents
        )
        lines.append(said.EQUAL.format(times=said.COMMA.join(equal)))
    return lines


def placed(place: int | None) -> str:
    """Return what follows a result whose runner said their place among all."""
    return "" if place is None else said.PLACED.format(place=place)


def _own_distance(page: RacePage) -> RaceDistance | None:
    own = page.own
    return next((one for one in page.race.distances if own is not None and one.distance_id == own.distance_id), None)


def result_typed(page: RacePage) -> ResultDraft:
    """Return a reader's result as they would type it."""
    result, distance = (None, None) if page.own is None else (page.own.result, _own_distance(page))
    time = None if result is None or result.result_s is None else figures.duration(result.result_s)
    place = None if result is None or result.place is None else str(result.place)
    typed = None if distance is None else typed_distance(distance.distance_m, Unit.KM)
    return ResultDraft(time, typed, place, None if result is None else result.outcome)


def list_line(one: RaceLine, listed: RaceList) -> str:
    """Return a race in a list, on two lines."""
    name, day = said.title(one.name), figures.short_day(one.race_day, listed.today)
    if one.cancelled:
        return said.LINE_OFF.format(name=name, day=day)
    distances = said.COMMA.join(_titled(metres, event, listed.units) for metres, event in one.distances)
    if listed.has_been:
        return said.LINE_BEEN.format(name=name, day=day, distances=distances)
    line = said.LINE.format(name=name, day=day, distances=distances, who=said.who(one.teammates, one.own))
    return said.LINE_GOAL.format(line=line) if one.is_goal else line


def _distance_title(one: RaceDistance | CollectedDistance, units: TeamUnits) -> str:
    return _titled(one.distance_m, one.event, units)


def _titled(distance_m: int, event: str | None, units: TeamUnits) -> str:
    return figures.team_distance(distance_m, units) if event is None else text.event(event, first=True)


def distance_name(one: RaceDistance, unit: Unit) -> str:
    """Return a distance inside a sentence: `half marathon`, `12.0 km`."""
    return figures.distance(one.distance_m, unit) if one.event is None else text.event(one.event)
