"""What is said about team scores: the form, the teams in order, and lines that cannot be read."""

from collections.abc import Mapping
from typing import Final

from bot.domain.cross_country import TieRule

FORM_TITLE: Final = "Team scores"
ORDER_FIELD: Final = "Finish order, one a line"
ORDER_HINT: Final = "Place, name, comma, team. Place and team will do; a dash is nobody's team."
ORDER_PLACEHOLDER: Final = "1 Anna, Lakeside\n2 Ben, Hill\n3 Cleo, -"
REST_FIELD: Final = "More of it"
REST_HINT: Final = "Where it goes on, if the list is long."

TIE_CHOICES: Final[Mapping[TieRule, str]] = {
    TieRule.NFHS: "Whose next runner after the scorers is ahead, as in schools",
    TieRule.NCAA: "Whose scorers are ahead in more pairs, first against first, as in colleges and clubs",
}

HEADING: Final = "### Team scores"
HEADING_OF: Final = "### Team scores: {name}"
MEDALS: Final = {1: "🥇", 2: "🥈", 3: "🥉"}
PLACE: Final = "{place}."
LINE: Final = "{place} **{team}** · {score}\n{places}"
THEN: Final = "{places} · then {displacers}"
MORE_TEAMS: Final = "and {count} more teams, each with a higher score"
TEAM: Final = "Team"

RULES: Final = "-# The low score is first: places of {scorers} runners of each complete team add up{displacers}."
DISPLACERS: Final = ", {count} more push others back"
TIED: Final[Mapping[TieRule, str]] = {
    TieRule.NFHS: "-# {teams} have {score} each: whose next runner is ahead stands first.",
    TieRule.NCAA: "-# {teams} have {score} each: who is ahead in more pairs of scorers stands first.",
}
EQUAL: Final = " What that leaves equal shares a place."
INCOMPLETE: Final = "-# Also there, up to {most} each: {teams}"
FINAL_WORDS: Final = "-# Each line's final word was read as the team. A comma makes sure: `1 Anna, Lakeside`."
UNLISTED: Final = "-# No line for place {places}: counted as nobody's team."
POST: Final = "Post it"
POSTED: Final = "-# On its way to {channel}."
AND_MORE: Final = "{names} and {count} more"

_LINE: Final = "One finisher a line: `3 Anna, Lakeside`. A dash is nobody's team."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "score_empty": ("There is no finisher yet.", _LINE),
    "score_too_many": ("A list holds up to {most} finishers.", "The first ones decide: leave out the others."),
    "score_team_missing": ("Which team is it in line {lines}?", _LINE),
    "score_team_long": ("A team's name holds up to {limit} characters: see line {lines}.", _LINE),
    "score_place_missing": ("Which place is it in line {lines}?", "A place in front of all, or of none."),
    "score_place_twice": ("The place in line {lines} is there already.", "Each finisher has their own."),
    "score_no_feed": ("There is no channel for posts yet.", "`/team setup` chooses one."),
    "score_no_team": (
        "No team has {scorers} finishers in this list.",
        "The team comes after a comma: `1 Anna, Lakeside`. `scorers` can be fewer.",
    ),
}
