"""When something is not right: the sentence and the hint of each code of `UserError`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.ui.quoting import quoted
from bot.ui.text import (
    availability,
    calendars,
    challenges,
    check_ins,
    checkups,
    coach_logs,
    coach_notes,
    comments,
    connections,
    direct_words,
    feedback,
    plan_answers,
    planned_weeks,
    plans,
    point_words,
    privacy,
    profiles,
    race_scores,
    races,
    relays,
    reviews,
    rosters,
    run_log,
    seasons,
    shoutouts,
    teams,
    uploads,
)
from bot.ui.text.words import DATE, MONTHS, QUOTE_LIMIT, WEEKDAYS

_DISTANCES: Final = "Try `10k`, `6.2 mi` or `half`."
_TIMES: Final = "Try `52:10`, `1h05`, `45` for minutes, or a pace: `5:21/km`."
_DAYS: Final = "Try `yesterday`, `saturday 6am` or `2026-11-20`."

_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "distance_unreadable": ("I can't read “{text}” as a distance.", _DISTANCES),
    "distance_ambiguous": (
        "Is “{text}” kilometres, miles, metres or minutes?",
        "Try `5 km`, `5 mi`, `500 m` or `5 min`.",
    ),
    "distance_not_positive": ("A run needs some distance.", _DISTANCES),
    "duration_unreadable": ("I can't read “{text}” as a time.", _TIMES),
    "duration_ambiguous": (
        "Is “{text}” minutes and seconds, or a part of a minute?",
        "Try `45:30` or `45.5 min`.",
    ),
    "duration_not_positive": ("A run takes some time.", _TIMES),
    "when_unreadable": ("I can't read “{text}” as a day.", _DAYS),
    "when_ambiguous": ("“{text}” could be more than one day or time.", _DAYS),
    "when_future": ("“{text}” is still to come.", "Log it once it is run: `today 6am`, `yesterday`."),
    "run_impossible_not_positive": ("A run needs some distance and some time.", "Try `10k` and `52:10`."),
    "run_impossible_too_far": ("That is farther than a single run can go.", _DISTANCES),
    "run_impossible_too_long": ("I read {time}: more time than there has been since that day began.", _TIMES),
    "run_impossible_future": ("That day is still to come.", _DAYS),
    "run_impossible_full_day": (
        "With that day's other runs this makes more than 24 hours.",
        "See them with `/run list`.",
    ),
    "effort_range": ("Effort goes from 1 to 10.", "1 is a stroll, 10 is all you had."),
    "pain_level_range": ("Pain goes from 1 to 10.", "1 is a hint, 10 stops you."),
    "pain_needs_area": ("Where does it ache?", "Choose `pain_area` as well."),
    "pain_needs_level": ("How much does it ache, from 1 to 10?", "Choose `pain_level` as well."),
    "climb_unreadable": ("I can't read “{text}” as a climb.", "Try `350 m` or `1,150 ft`."),
    "climb_too_high": ("“{text}” leads above the sky.", "Try `350 m` or `1,150 ft`."),
    "note_too_long": ("A note holds up to {limit} characters.", "Yours is below, to shorten."),
    "photo_too_big": ("That picture is larger than I can take in.", "10 MB and 50 megapixels are fine."),
    "photo_unreadable": ("I can't open that picture.", "JPEG, PNG, WebP and GIF work."),
    "photo_of_a_phone": ("I can't open that kind of picture yet.", "JPEG works: your phone can save it as one."),
    "run_not_found": ("I can't find that run in your log.", "`/run list` shows your runs."),
    "not_your_run": ("That run belongs to a teammate.", "A cheer is always welcome."),
    "own_cheer": ("Cheers come from teammates.", "Theirs are waiting for one of yours."),
    "run_gone": ("That run has been taken down by its runner.", "The newest ones are in the feed."),
    "board_not_offered": ("That board is still to come.", "`/leaderboard` lists those there are."),
    "guild_only": ("This works in your team's server.", "Open it there and try again."),
    "coach_only": ("That is for your team's coaches.", "Want to ask yours?"),
    "admin_only": ("That is for those who manage the server.", "Want to ask a server admin?"),
    "not_allowed": ("That is for coaches and admins.", "Want to ask yours?"),
    "bot_needs_permission": ("I need a permission for that here.", "A server admin can give it to me."),
    "component_stale": ("These buttons have had their day.", "Use the command again for fresh ones."),
    "form_stale": ("This form has had its day.", "Your text is below: open the form again and paste it."),
    "command_changed": ("This command has just changed.", "Give Discord a minute, then try again."),
    "option_unreadable": ("I can't use “{text}” there.", "Pick one of the choices that Discord offers."),
    "cooldown": ("One moment, please.", "Ready again in {seconds} s."),
    "database_away": (
        "I'm just catching my breath.",
        "All that is logged is safe. Give me a minute, then try again.",
    ),
}

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    **_SENTENCES,
    **availability.PROBLEMS,
    **check_ins.PROBLEMS,
    **comments.PROBLEMS,
    **connections.PROBLEMS,
    **direct_words.PROBLEMS,
    **calendars.PROBLEMS,
    **challenges.PROBLEMS,
    **checkups.PROBLEMS,
    **feedback.PROBLEMS,
    **plans.PROBLEMS,
    **planned_weeks.PROBLEMS,
    **plan_answers.PROBLEMS,
    **point_words.PROBLEMS,
    **privacy.PROBLEMS,
    **profiles.PROBLEMS,
    **race_scores.PROBLEMS,
    **races.PROBLEMS,
    **relays.PROBLEMS,
    **run_log.PROBLEMS,
    **reviews.PROBLEMS,
    **coach_logs.PROBLEMS,
    **coach_notes.PROBLEMS,
    **rosters.PROBLEMS,
    **seasons.PROBLEMS,
    **shoutouts.PROBLEMS,
    **teams.PROBLEMS,
    **uploads.PROBLEMS,
}
"""The sentence and the hint of each code of `UserError`; the fields are its facts."""

UNEXPECTED: Final = "That went wrong on our side. Reference {reference}."
UNEXPECTED_KEPT: Final = "That went wrong on our side. Your text is below so nothing is lost. Reference {reference}."
FIELD: Final = "Field {number}"
TRY_AGAIN: Final = "Try again"
TYPED_FILE: Final = "your-text.txt"
TYPED_OPTION: Final = "{name}:{value}"


def problem(code: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Return the sentence and the hint for a `UserError`; what people wrote is quoted safely.

    Raises KeyError for a code without a sentence, or when a fact that the sentence quotes is not given.
    """
    message, hint = PROBLEMS[code]
    fields = {name: _field(value) for name, value in facts.items()}
    return message.format_map(fields), hint.format_map(fields)


def _field(value: object) -> str:
    if isinstance(value, datetime):
        # In Discord everybody reads it on their own clock; `bot.ui.web_pages` has none to go by.
        return f"<t:{int(value.timestamp())}:R>"
    if isinstance(value, date):
        return DATE.format(weekday=WEEKDAYS[value.weekday()][:3], day=value.day, month=MONTHS[value.month - 1])
    return quoted(value, QUOTE_LIMIT) if isinstance(value, str) else str(value)
