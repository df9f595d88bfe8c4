"""What `/help` says beside the commands themselves, which bring their own descriptions."""

from collections.abc import Mapping
from typing import Final

from bot.services.help import Topic

TOPICS: Final[Mapping[Topic, str]] = {
    Topic.START: "Start here",
    Topic.RUNS: "Runs",
    Topic.POINTS: "Points and boards",
    Topic.PRAISE: "Praise and challenges",
    Topic.RACES: "Races",
    Topic.RELAYS: "Relays",
    Topic.PLANS: "Plans",
    Topic.TRAINING: "Training",
    Topic.SERVICES: "Other services",
    Topic.YOU: "You",
    Topic.COACHING: "Coaching",
    Topic.PLANNING: "Planning",
    Topic.TEAM: "Team",
}
HINTS: Final[Mapping[Topic, str]] = {
    Topic.START: "Three steps for your first minute",
    Topic.RUNS: "Log them and look back",
    Topic.POINTS: "What counts, and how the team's week looks",
    Topic.PRAISE: "Kind words, and what the team does together",
    Topic.RACES: "Who runs where, and when",
    Topic.RELAYS: "Who runs which leg, and who takes over when",
    Topic.PLANS: "What is planned, and the days you can run",
    Topic.TRAINING: "What your log shows, and what you want to improve",
    Topic.SERVICES: "Hear of your runs from Strava or intervals.icu",
    Topic.YOU: "Profile, pauses, privacy, inbox",
    Topic.COACHING: "For coaches: words, and who could use one",
    Topic.PLANNING: "For coaches: weeks, seasons, races",
    Topic.TEAM: "For those who manage the server",
}
INTROS: Final[Mapping[Topic, str]] = {
    Topic.START: "Baton makes one team of runners who live far apart. Three steps:",
    Topic.RUNS: "Type as you speak: `10k`, `6.2 mi`, `half`; `52:10`, `1h05`, `5:21/km`.",
    Topic.POINTS: "Points reward showing up, at any pace. Boards show those who like boards.",
    Topic.PRAISE: "One kind sentence carries a runner a long way, and a goal is reached together.",
    Topic.RACES: "A race is there once for all of us: join it, or cheer at the course.",
    Topic.RELAYS: "Legs that add up: each is handed over when the one before it is run.",
    Topic.PLANS: "A plan fits when it knows your week: say which days you can run.",
    Topic.TRAINING: "Between you and your coach, and seen by nobody else.",
    Topic.SERVICES: "They tell you, and nobody else, of runs to log. Baton does as well without.",
    Topic.YOU: "Say once what suits you, and everything I send follows it.",
    Topic.COACHING: "For you as a coach. What runners share, you see; private feedback stays between you.",
    Topic.PLANNING: "For you as a coach. A week is a line a day, and everybody's week takes a minute.",
    Topic.TEAM: "For you as an admin. Until you change something, sensible defaults hold.",
}
STEPS: Final[Mapping[str, str]] = {
    "run log": "1. {command} `10k` `52:10`, and your run is in.",
    "profile show": "2. {command} is what others see of you, with a way to change it.",
    "leaderboard": "3. {command} is the team's week. In the feed, a cheer goes a long way.",
}
"""The first minute: what each step says, by its command."""
ADMIN_STEPS: Final[Mapping[str, str]] = {
    "team setup": "You manage the server: {command} is where channels, coaches and the clock are chosen.",
}
"""The same for whoever manages the server, besides."""
COMMAND: Final = "{command} · {description}"
MEMBER_MENU: Final = "Hold or right-click a member › Apps › **{menu}**"
MESSAGE_MENU: Final = "Hold or right-click a message › Apps › **{menu}**"
