"""What each sign of a check-up says: the numbers that it comes from, in the runner's unit."""

from collections import Counter
from fractions import Fraction

from bot.domain.checkups.focus_area import Area, FocusArea
from bot.domain.checkups.follow_through import FollowThrough, Reason
from bot.domain.checkups.pain_pattern import PainPattern, PainReason
from bot.domain.checkups.plateau import Plateau, Trend
from bot.domain.checkups.signs import Sign, Status, rounded
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.checkups.variety import Signal, Variety
from bot.domain.runs import PainArea
from bot.domain.units import Unit, round_half_up
from bot.services.checkup_inputs import Checkup
from bot.ui import figures, text
from bot.ui.text import checkups as said
from bot.ui.text import races


def facts_of(checkup: Checkup, sign: Sign) -> str:
    """Return the facts of one sign, without a question."""
    limits, unit = checkup.limits, checkup.unit
    match sign:
        case Sign.VARIETY:
            return _variety(checkup.variety, limits, unit)
        case Sign.PLATEAU:
            return _plateau(checkup.plateau, limits)
        case Sign.FOLLOW_THROUGH:
            return _follow_through(checkup.follow_through, limits)
        case Sign.FOCUS_AREA:
            return _focus_area(checkup.focus_area, limits, unit)
        case Sign.PAIN_PATTERN:
            return _pain_pattern(checkup.pain_pattern, limits)


def _variety(sign: Variety, limits: Thresholds, unit: Unit) -> str:
    told = sign.evidence
    if sign.status is Status.PAUSED:
        return said.PAUSED
    if told.distance_m is None or told.distance_spread_pct is None:
        return said.VARIETY_NEEDS.format(
            runs=told.runs, needed=limits.variety_runs, blocks=told.blocks, weeks=limits.variety_blocks
        )
    kind = None if told.kind is None else said.KINDS.get(told.kind)
    template = said.VARIETY_RUNS if kind is None else said.VARIETY_KIND
    parts = [template.format(of_kind=told.of_kind, runs=told.runs, kind=kind)]
    parts.append(
        said.VARIETY_DISTANCE.format(
            distance=figures.distance(told.distance_m, unit), spread=number(told.distance_spread_pct)
        )
    )
    if told.pace_s_per_km is not None and told.pace_spread_pct is not None:
        pace = figures.pace(1_000, told.pace_s_per_km, unit)
        parts.append(said.VARIETY_PACE.format(pace=pace, spread=number(told.pace_spread_pct)))
    if told.effort is not None and told.effort_sd is not None:
        parts.append(said.VARIETY_EFFORT.format(effort=number(told.effort), spread=number(told.effort_sd)))
    lines = [f"{', '.join(parts)}."]
    if told.rated < told.runs:
        lines.append(said.VARIETY_RATED.format(rated=told.rated, runs=told.runs))
    if sign.signals.get(Signal.MONOTONOUS_WEEKS):
        weeks = ", ".join(number(week) for week in told.weeks)
        lines.append(said.VARIETY_WEEKS.format(weeks=weeks, limit=number(limits.monotony)))
    alike = [said.SIGNALS[signal] for signal, on in sign.signals.items() if on]
    if alike:
        lines.append(said.ALIKE.format(signals=", ".join(alike)))
    return " ".join(lines)


def _plateau(sign: Plateau, limits: Thresholds) -> str:
    if sign.gain_pct is None or sign.best_recent_10k_s is None or sign.best_prior_10k_s is None:
        return said.PLATEAU_NEEDS.format(recent=sign.recent, prior=sign.prior, needed=limits.races_each)
    gain = rounded(sign.gain_pct, 1)
    told = said.PLATEAU.format(
        recent=figures.duration(sign.best_recent_10k_s),
        prior=figures.duration(sign.best_prior_10k_s),
        gain=f"{gain:+.1f}".replace("-", "−") if gain else "± 0",
        runs=text.runs(sign.runs_last_84d),
    )
    if sign.trend is Trend.LITTLE_TRAINING:
        return f"{told} {said.LITTLE}"
    return f"{told} {said.VARY}" if sign.trend in (Trend.PLATEAU, Trend.EDGING_FORWARD) else told


def _follow_through(sign: FollowThrough, limits: Thresholds) -> str:
    if sign.kept is None or sign.adherence_pct is None:
        if not sign.counted:
            return said.NO_PLAN
        planned = said.PLANNED_RUN if sign.counted == 1 else said.PLANNED_RUNS.format(counted=sign.counted)
        return said.FOLLOW_NEEDS.format(planned=planned, needed=limits.sessions)
    percent = round_half_up(float(sign.adherence_pct))
    lines = [said.FOLLOW.format(kept=number(sign.kept), counted=sign.counted, percent=percent)]
    if sign.excused:
        lines.append(said.EXCUSED.format(excused=sign.excused))
    if Reason.GAP in sign.reasons:
        lines.append(said.GAP.format(days=limits.gap_days, sessions=limits.gap_sessions))
    if Reason.OVERDOING in sign.reasons:
        lines.append(said.OVERDOING.format(overdone=sign.overdone))
    if sign.status is not Status.OK:
        lines.append(said.NORMAL)
    return " ".join(lines)


def _focus_area(sign: FocusArea, limits: Thresholds, unit: Unit) -> str:
    if sign.area is None or sign.age_days is None:
        return said.NO_FOCUS
    area = said.AREAS[sign.area]
    if sign.matching_sessions is None:
        return said.FOCUS_NEEDS.format(
            area=area,
            age=text.days(sign.age_days),
            runs=text.runs(sign.runs),
            days=text.days(limits.focus_age_days),
            needed=text.runs(limits.focus_runs),
        )
    lines = [said.FOCUS.format(area=area, matching=sign.matching_sessions, target=sign.target, support=sign.support)]
    if sign.area not in (Area.SPEED, Area.ENDURANCE, Area.CONSISTENCY) and sign.status is not Status.OK:
        lines.append(said.TAGGED.format(area=sign.area.value))
    if sign.easy is not None:
        lines.append(said.FEW_EASY.format(easy=sign.easy, runs=sign.runs))
    if sign.goal_race is not None and sign.longest_m is not None:
        lines.append(
            said.SHORT_OF_GOAL.format(
                longest=figures.distance(sign.longest_m, unit),
                when=races.countdown(sign.goal_race.days_ahead),
                distance=figures.distance(sign.goal_race.distance_m, unit),
            )
        )
    return " ".join(lines)


def _pain_pattern(sign: PainPattern, limits: Thresholds) -> str:
    if not sign.episodes:
        return said.NO_REPORTS
    count = len(sign.episodes)
    lines = [said.EPISODES_ONE if count == 1 else said.EPISODES.format(count=count)]
    if PainReason.SAME_SPOT_AGAIN in sign.reasons:
        spots = Counter(one.area for one in sign.episodes if one.ended <= limits.same_spot_days)
        lines += [
            said.SAME_SPOT.format(area=_spot(area), count=spells, days=limits.same_spot_days)
            for area, spells in spots.most_common()
            if spells >= 2
        ]
    if PainReason.NOT_SETTLING in sign.reasons:
        lines += [
            said.NOT_SETTLING.format(area=_spot(one.area), reports=len(one.reports), days=text.days(one.days))
            for one in sign.episodes
            if one.is_unsettled(limits)
        ]
    if sign.after_spikes:
        lines.append(said.AFTER_SPIKES.format(count=sign.after_spikes))
    return " ".join(lines)


def _spot(area: str) -> str:
    known = [one for one in PainArea if one == area]
    name = text.pain_area(known[0]) if known else text.pain_area(PainArea.OTHER)
    return name[0].upper() + name[1:]


def number(value: float | Fraction) -> str:
    """Return `4`, `4.5`: one decimal where it says something."""
    tenths = rounded(value, 1)
    return f"{tenths:.0f}" if tenths == int(tenths) else f"{tenths:.1f}"
