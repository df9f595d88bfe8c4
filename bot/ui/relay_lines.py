"""What relays read like, line by line: on the card, on a reader's page, and in letters."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.relays import squad_name
from bot.services.relay_legs import FilledLeg
from bot.services.relay_letters import RelayLegGone, RelayLegNote, RelayLegOpen, RelayOff
from bot.services.relay_pages import Relay, RelayLeg, RelayLine, RelayList, RelayPage, Squad
from bot.ui import figures, text
from bot.ui.text import relays as said

ON_A_CARD: Final = 12
"""Legs on a card, shared out among its teams; the others are a press away."""
ON_A_PAGE: Final = 12
_NAME_SHOWN: Final = 50


def card_lines(relay: Relay) -> list[str]:
    """Return what a relay's card says: of each team the legs around the one that is run, and what they add up to."""
    lines = _head(relay)
    if relay.cancelled:
        return lines
    for squad in relay.squads:
        lines += [_squad_line(relay, squad), *_window(relay, squad), *_sums(relay, squad)]
    return lines


def page_lines(page: RelayPage) -> list[str]:
    """Return what one reader sees of a relay: one of its teams, leg by leg."""
    relay = page.relay
    lines = _head(relay, page)
    if relay.cancelled:
        return lines
    squad = shown_squad(page)
    lines += [_squad_line(relay, squad), *_leg_lines(relay, shown_legs(page), squad), *_sums(relay, squad)]
    if not squad.tally.is_complete and not relay.is_over:
        lines.append(said.EXPECTED)
    # Who keeps a time reads it, and hand-overs go without it for them as well.
    if squad.tally.kept or any(leg.is_run and leg.run_s is None for leg in squad.legs):
        lines.append(said.EXPECTED_KEPT)
    if page.counts_as_run:
        lines.append(said.AS_RUN)
    return lines


def list_lines(relays: RelayList) -> list[str]:
    """Return the team's relays, one a line."""
    lines = [said.LIST, *(_list_line(one, relays.today) for one in relays.ahead)]
    if not relays.ahead:
        lines.append(said.NONE_AHEAD)
    if relays.more:
        lines.append(said.LIST_MORE.format(count=relays.more))
    if relays.earlier:
        lines += [said.LIST_EARLIER, *(_list_line(one, relays.today) for one in relays.earlier)]
    return lines


def _list_line(line: RelayLine, today: date) -> str:
    parts = [said.legs(line.legs)]
    if line.open:
        parts.append(said.OPEN_LEGS.format(count=line.open))
    if line.own:
        parts.append(said.YOURS.format(legs=said.legs(line.own)))
    day = figures.day(line.relay_day, today)
    return said.LINE.format(day=day, name=said.title(line.name, _NAME_SHOWN), parts=text.BETWEEN.join(parts))


def shown_squad(page: RelayPage) -> Squad:
    """Return the team that a page shows; the first where there is no such team."""
    return next((one for one in page.relay.squads if one.number == page.squad), page.relay.squads[0])


def shown_legs(page: RelayPage) -> Sequence[RelayLeg]:
    """Return the legs that a page shows: a dozen of them, with the one it is open at."""
    first = first_shown(page)
    return shown_squad(page).legs[first : first + ON_A_PAGE]


def open_legs(page: RelayPage) -> list[RelayLeg]:
    """Return those that nobody runs yet, of the legs that a page shows."""
    return [leg for leg in shown_legs(page) if leg.is_open and not leg.is_run]


def first_shown(page: RelayPage) -> int:
    """Return how many legs come before those that a page shows."""
    within = min(page.number, len(shown_squad(page).legs)) - 1
    return within - within % ON_A_PAGE


def option_name(leg: RelayLeg, relay: Relay) -> str:
    """Return a leg as a list of options names it: `3 · 10 km · Ben`."""
    who = text.plain_member(leg.name) if leg.name is not None else said.OPEN if leg.is_open else said.TEAMMATE
    parts = text.BETWEEN.join((_distance(leg, relay), who))
    return said.LEG.format(number=leg.number, parts=parts)


def offer_name(leg: RelayLeg, relay: Relay) -> str:
    """Return an open leg as whoever may want it picks it from a list: `Leg 3 · 10 km`."""
    return text.BETWEEN.join((said.leg_name(None, leg.number), _distance(leg, relay)))


def leg_note_text(note: RelayLegNote) -> str:
    """Return what a runner is told of their leg."""
    told = (said.LEG_CHANGED if note.changed else said.LEG_NOTE).format(
        leg=said.leg_name(note.squad, note.number),
        name=said.title(note.relay_name),
        distance=distance_of(note),
        day=figures.full_day(note.relay_day),
        timestamp=int(note.begins_at.timestamp()),
    )
    return f"{told}\n{said.FROM.format(team=text.team(note.team_name))}"


def distance_of(leg: RelayLegNote | FilledLeg) -> str:
    """Return how far a leg is to who runs it: `7.3 km`, or the name that runners have for it."""
    return figures.distance(leg.distance_m, leg.unit) if leg.event is None else text.event(leg.event)


def gone_text(note: RelayLegGone) -> str:
    """Return what a runner is told of a leg that is theirs no more."""
    told = said.LEG_GONE.format(
        leg=said.leg_name(note.squad, note.number),
        name=said.title(note.relay_name),
        day=figures.full_day(note.relay_day),
    )
    return f"{told}\n{said.FROM.format(team=text.team(note.team_name))}"


def open_text(note: RelayLegOpen) -> str:
    """Return what who gave a leg away is told when it is open again."""
    told = said.LEG_OPEN.format(
        leg=said.leg_name(note.squad, note.number),
        name=said.title(note.relay_name),
        day=figures.full_day(note.relay_day),
        runner=said.TEAMMATE if note.runner is None else text.member(note.runner),
    )
    return f"{told}\n{said.FROM.format(team=text.team(note.team_name))}"


def off_text(note: RelayOff) -> str:
    """Return what who has a leg is told of a relay that is called off."""
    told = said.OFF_NOTE.format(name=said.title(note.relay_name), day=figures.full_day(note.relay_day))
    return f"{told}\n{said.FROM.format(team=text.team(note.team_name))}"


def suggestion(name: str, day: str) -> str:
    """Return a relay as a list of options names it, within Discord's hundred characters."""
    return f"{said.plain_title(name, 80)}{text.BETWEEN}{day}"


def _head(relay: Relay, page: RelayPage | None = None) -> list[str]:
    day = figures.full_day(relay.relay_day) if page is None else figures.day(relay.relay_day, page.today)
    heading = said.HEADING.format(name=said.title(relay.name))
    if relay.cancelled:
        return [heading, said.START_OFF.format(day=day), said.CALLED_OFF]
    start = said.START.format(
        day=day, timestamp=int(relay.starts_at.timestamp()), clock=relay.start.isoformat("minutes")
    )
    return [heading, start]


def _squad_line(relay: Relay, squad: Squad) -> str:
    template = said.SQUAD if len(relay.squads) > 1 else said.ALONE
    return template.format(
        letter=squad_name(squad.number),
        legs=said.legs(len(squad.legs)),
        distance=figures.team_distance(squad.distance_m, relay.units),
    )


def _window(relay: Relay, squad: Squad) -> list[str]:
    """Return the legs of a team for which a card has room, from the one before the first that is still to come on."""
    most = max(3, ON_A_CARD // len(relay.squads))
    ahead = next((at for at, leg in enumerate(squad.legs) if not leg.is_run), len(squad.legs))
    first = max(0, min(ahead - 1, len(squad.legs) - most))
    lines = [] if first == 0 else [_more(1, first)]
    lines += _leg_lines(relay, squad.legs[first : first + most], squad)
    rest = first + most
    return lines if rest >= len(squad.legs) else [*lines, _more(rest + 1, len(squad.legs))]


def _more(first: int, until: int) -> str:
    return (said.MORE_LEG if first == until else said.MORE_LEGS).format(first=first, until=until)


def _leg_lines(relay: Relay, legs: Sequence[RelayLeg], squad: Squad) -> list[str]:
    finish = squad.legs[-1].number
    return [_leg_line(relay, leg, is_finish=leg.number == finish) for leg in legs]


def _leg_line(relay: Relay, leg: RelayLeg, *, is_finish: bool) -> str:
    parts = [_distance(leg, relay)]
    if who := _who(leg):
        parts.append(who)
    if leg.run_s is not None:
        parts.append(said.RUN.format(time=figures.duration(leg.run_s)))
    elif leg.is_run:
        parts.append(said.RUN_KEPT)
    # Of a relay that is over nothing is expected any more.
    if not (is_finish if leg.is_known else relay.is_over):
        parts.append(_hand_over(relay, leg))
    return said.LEG.format(number=leg.number, parts=text.BETWEEN.join(parts))


def _distance(leg: RelayLeg, relay: Relay) -> str:
    if leg.event is None:
        return figures.team_distance(leg.distance_m, relay.units)
    return text.event(leg.event, first=True)


def _who(leg: RelayLeg) -> str:
    if leg.is_own:
        return said.YOU
    if leg.name is not None:
        return text.member(leg.name)
    if not leg.is_open:
        return said.TEAMMATE
    # A time stays when its runner goes.
    return "" if leg.is_run else said.OPEN


def _hand_over(relay: Relay, leg: RelayLeg) -> str:
    zone = ZoneInfo(relay.time_zone)
    same_day = leg.begins_at.astimezone(zone).date() == leg.ends_at.astimezone(zone).date()
    template = said.HAND_OVER if same_day else said.HAND_OVER_NEXT_DAY
    return template.format(timestamp=int(leg.ends_at.timestamp()))


def _sums(relay: Relay, squad: Squad) -> list[str]:
    """Return what a team's legs add up to so far, and the same age-graded."""
    tally = squad.tally
    if not tally.distance_m:
        return []
    template = said.TOTAL if tally.is_complete and not tally.kept else said.SO_FAR
    told = template.format(
        distance=figures.team_distance(tally.distance_m, relay.units),
        time=figures.duration(tally.run_s),
        pace=figures.team_pace(tally.distance_m, tally.run_s, relay.units),
    )
    parts = [told]
    if tally.kept:
        parts.append(said.KEPT.format(legs=said.leg_numbers(tally.kept)))
    if tally.missing:
        parts.append((said.TO_ENTER if relay.is_over else said.TO_COME).format(legs=said.leg_numbers(tally.missing)))
    lines = [text.BETWEEN.join(parts)]
    if squad.graded is not None:
        time, as_run = figures.duration(squad.graded.run_s), squad.graded.as_run
        lines.append(
            said.GRADED_AS_RUN.format(time=time, legs=said.leg_numbers(as_run))
            if as_run
            else said.GRADED.format(time=time)
        )
    return lines
