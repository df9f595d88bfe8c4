"""The picture of the world that the pages draw: one plain dictionary, worded and ready to show."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.playground.cast import playable
from bot.playground.ledger import Fate, OutboxLine
from bot.playground.stage import Jump, Stage
from bot.playground.tour import STEPS, Tour
from bot.playground.wording import day_text, next_first, next_hour, next_monday, span_text, time_text, tomorrow
from bot.playground.world import Place

KINDS: Final[Mapping[str, str]] = {
    MessageKind.FEED_CARD: "Feed card",
    MessageKind.FEED_DIGEST: "Daily digest",
    MessageKind.COMMENT: "Comment",
    MessageKind.COMMENT_NOTE: "Comment, as a quiet note",
    MessageKind.LEADERBOARD: "Weekly leaderboard",
    MessageKind.MONTH_RECAP: "Month recap",
    MessageKind.FEEDBACK: "Private feedback",
    MessageKind.FEEDBACK_ANSWER: "Answer to a coach",
    MessageKind.DELIVERY_NOTE: "Note to the sender",
    MessageKind.RUN_REVIEW: "Word on a run",
    MessageKind.COACH_DIGEST: "Letter to a coach",
    MessageKind.ADMIN_NOTICE: "Notice to the admin",
    MessageKind.IMPORT_SUMMARY: "Summary of a list",
    MessageKind.SHOUTOUT: "Shoutout",
    MessageKind.SHOUTOUT_NOTE: "Shoutout, privately",
    MessageKind.CHALLENGE_MILESTONE: "News of a challenge",
    MessageKind.CHALLENGE_RESULT: "Result of a challenge",
    MessageKind.CELEBRATION: "Celebration",
    MessageKind.RACE_CARD: "Race",
    MessageKind.RACE_CHANGE: "News of a race",
    MessageKind.RACE_MATES: "Who runs a race too",
    MessageKind.RACE_CALL: "Call for a race",
    MessageKind.RACE_REMINDER: "Reminder of a race",
    MessageKind.AVAILABILITY_QUESTION: "Question about a week",
    MessageKind.CHECK_IN: "Check-in",
    MessageKind.CHECK_IN_FLAG: "Check-in worth a look",
    MessageKind.CONNECTION_NEWS: "News of a connection",
    MessageKind.RUN_NUDGE: "A run from a service",
    MessageKind.RACE_RESULTS: "Results of a race",
    MessageKind.RELAY_CARD: "Relay",
    MessageKind.RELAY_LEG: "Leg of a relay",
    MessageKind.RELAY_OPEN: "Leg of a relay that is open again",
    MessageKind.RELAY_OFF: "Relay called off",
    MessageKind.RACE_SCORES: "Team scores",
    MessageKind.PLAN_POST: "Plan of the week",
    MessageKind.PLAN_WEEK: "A runner's own week",
    MessageKind.PLAN_CANNOT: "A day that a runner cannot",
    MessageKind.SEASON_SHARED: "Season",
    MessageKind.CHECKUP_SHARED: "Check-up, shared with a coach",
    MessageKind.FOCUS_REQUEST: "Request to the coach",
}
"""What the console calls each kind of message."""
MANY: Final[Mapping[str, str]] = {
    MessageKind.FEED_CARD: "feed cards",
    MessageKind.FEED_DIGEST: "daily digests",
    MessageKind.COMMENT: "comments",
    MessageKind.COMMENT_NOTE: "comments as quiet notes",
    MessageKind.LEADERBOARD: "weekly leaderboards",
    MessageKind.MONTH_RECAP: "month recaps",
    MessageKind.FEEDBACK: "words of feedback",
    MessageKind.FEEDBACK_ANSWER: "answers to coaches",
    MessageKind.DELIVERY_NOTE: "notes to senders",
    MessageKind.RUN_REVIEW: "words on runs",
    MessageKind.COACH_DIGEST: "letters to coaches",
    MessageKind.ADMIN_NOTICE: "notices to the admin",
    MessageKind.IMPORT_SUMMARY: "summaries of lists",
    MessageKind.SHOUTOUT: "shoutouts",
    MessageKind.SHOUTOUT_NOTE: "private shoutouts",
    MessageKind.CHALLENGE_MILESTONE: "news of challenges",
    MessageKind.CHALLENGE_RESULT: "results of challenges",
    MessageKind.CELEBRATION: "celebrations",
    MessageKind.RACE_CARD: "races",
    MessageKind.RACE_CHANGE: "news of races",
    MessageKind.RACE_MATES: "notes on who runs a race too",
    MessageKind.RACE_CALL: "calls for races",
    MessageKind.RACE_REMINDER: "reminders of races",
    MessageKind.AVAILABILITY_QUESTION: "questions about weeks",
    MessageKind.CHECK_IN: "check-ins",
    MessageKind.CHECK_IN_FLAG: "notes on check-ins",
    MessageKind.CONNECTION_NEWS: "news of connections",
    MessageKind.RUN_NUDGE: "runs from services",
    MessageKind.RACE_RESULTS: "results of races",
    MessageKind.RELAY_CARD: "relays",
    MessageKind.RELAY_LEG: "notes on legs of relays",
    MessageKind.RELAY_OPEN: "notes on legs of relays that are open again",
    MessageKind.RELAY_OFF: "notes on relays called off",
    MessageKind.RACE_SCORES: "team scores of races",
    MessageKind.PLAN_POST: "plans of the week",
    MessageKind.PLAN_WEEK: "runners' own weeks",
    MessageKind.PLAN_CANNOT: "days that runners cannot",
    MessageKind.SEASON_SHARED: "notes on seasons",
    MessageKind.CHECKUP_SHARED: "check-ups shared with coaches",
    MessageKind.FOCUS_REQUEST: "requests to coaches",
}
_SAID: Final[Mapping[Fate, str]] = {
    Fate.SENT: "sent",
    Fate.PENDING: "about to go",
    Fate.WAITING: "waiting",
    Fate.IN_INBOX: "in the inbox",
    Fate.SET_ASIDE: "set aside",
}
_HEADINGS: Final[Mapping[Fate, str]] = {
    Fate.SENT: "Sent",
    Fate.PENDING: "Pending",
    Fate.WAITING: "Waiting",
    Fate.IN_INBOX: "Inbox",
    Fate.SET_ASIDE: "Set aside",
}
_ELSEWHERE: Final = "somebody’s messages"
_NOWHERE: Final = "no channel yet"
_DOOR_CLOSED: Final = "closed to Baton, so it waits in the inbox"
_NEWEST: Final = 6


@dataclass(frozen=True, slots=True)
class ClockButton:
    """A way to move the clock."""

    label: str
    target: Callable[[datetime, ZoneInfo], datetime]


CLOCK_BUTTONS: Final[Mapping[str, ClockButton]] = {
    "hour": ClockButton("+1 hour", next_hour),
    "tomorrow": ClockButton("Tomorrow", tomorrow),
    "monday": ClockButton("Next Monday 08:00", next_monday),
    "first": ClockButton("Next month, 09:00", next_first),
}


class Painter:
    """Draws the picture from the stage, the tour and the ledger."""

    def __init__(self, stage: Stage, tour: Tour, zone: ZoneInfo) -> None:
        self._stage = stage
        self._tour = tour
        self.zone = zone
        self._last_jump: dict[str, Any] | None = None
        # A page from before a restart holds an old token; this tells it to load itself anew.
        self._run = secrets.token_hex(4)

    def note(self, jump: Jump) -> None:
        """Remember what the latest move of the clock brought."""
        landed = f"It is {day_text(jump.until, self.zone)}, {time_text(jump.until, self.zone)}."
        sent = len(jump.sent)
        count = (
            "Nothing was due on the way."
            if not sent
            else f"{sent} messages went out."
            if sent > 1
            else "One message went out."
        )
        self._last_jump = {"text": f"{landed} {count}", "lines": self._summary(jump)}

    async def paint(self) -> dict[str, Any]:
        """Return the whole picture."""
        stage, zone, now = self._stage, self.zone, self._stage.world.now()
        opening = stage.chat.opening
        outbox = await stage.ledger.outbox(newest=_NEWEST)
        planned = await stage.ledger.planned()
        done = await self._tour.done()
        return {
            "run": self._run,
            "clock": {
                "iso": now.isoformat(),
                "day": day_text(now, zone),
                "time": time_text(now, zone),
                "zone": f"{zone.key.replace('_', ' ')} ({now.astimezone(zone):%Z})",
                "buttons": [
                    {"key": key, "label": button.label, "to": self._landing(button.target(now, zone), now)}
                    for key, button in CLOCK_BUTTONS.items()
                ],
                "jump": self._last_jump,
            },
            "people": [
                {"key": who.key, "name": who.name, "part": who.part.value, "about": who.about} for who in playable()
            ],
            "places": [
                {
                    "key": place.key,
                    "title": place.title,
                    "about": place.about,
                    "owner": place.owner.key if place.owner else None,
                    "count": place.count,
                    "fresh": stage.chat.fresh(place),
                }
                for place in stage.world.places.values()
            ],
            "open": None
            if opening is None
            else {"number": opening.number, "place": opening.place.key, "title": opening.place.title},
            "tour": [
                {
                    "key": step.key,
                    "title": step.title,
                    "how": step.how,
                    "place": step.place,
                    "who": step.who,
                    "command": step.command,
                    "jump": step.jump,
                    "runs": step.runs,
                    "then": None
                    if step.then is None
                    else {"label": step.then.label, "place": step.then.place, "who": step.then.who},
                    "done": is_done,
                }
                for step, is_done in zip(STEPS, done, strict=True)
            ],
            "strava": stage.strava.paint(),
            "outbox": {
                "counts": [
                    {"fate": fate.value, "label": label, "count": outbox.counts[fate]}
                    for fate, label in _HEADINGS.items()
                ],
                "newest": [self._line(line, now) for line in outbox.newest],
            },
            "planned": [
                {
                    "what": KINDS[post.kind],
                    "where": self._where(None, self._channel(post.channel_id)),
                    "when": f"{day_text(post.due_at, zone)}, {time_text(post.due_at, zone)}",
                    "in": span_text(now, post.due_at),
                }
                for post in planned
            ],
        }

    def _landing(self, target: datetime, now: datetime) -> str:
        if target.astimezone(self.zone).date() == now.astimezone(self.zone).date():
            return time_text(target, self.zone)
        local = target.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"

    def _summary(self, jump: Jump) -> list[dict[str, str]]:
        """Return one line for each kind of message, the rarest first."""
        lines = []
        counted = Counter((line.kind, _key(place), self._where(line, place)) for line, place in self._placed(jump.sent))
        for (kind, key, where), number in sorted(counted.items(), key=lambda item: item[1]):
            place = self._stage.world.places.get(key)
            owner = None if place is None else place.owner
            what = KINDS[kind] if number == 1 else f"{number} {MANY[kind]}"
            lines.append(
                {
                    "what": what,
                    "where": where,
                    "place": key,
                    "who": "" if owner is None else owner.key,
                }
            )
        return lines

    def _placed(self, lines: Sequence[OutboxLine]) -> list[tuple[OutboxLine, Place | None]]:
        return [(line, self._place(line)) for line in lines]

    def _place(self, line: OutboxLine) -> Place | None:
        """Return where a message goes, if it can be looked at there."""
        world = self._stage.world
        if line.recipient_id is None:
            return self._channel(line.channel_id)
        for place in world.places.values():
            if place.owner is not None and world.user_id(place.owner.key) == line.recipient_id:
                return place
        return None

    def _channel(self, channel_id: int | None) -> Place | None:
        places = self._stage.world.places.values()
        return next((place for place in places if place.owner is None and place.handle.id == channel_id), None)

    def _where(self, line: OutboxLine | None, place: Place | None) -> str:
        if place is not None:
            return place.title
        return _NOWHERE if line is None or line.recipient_id is None else _ELSEWHERE

    def _line(self, line: OutboxLine, now: datetime) -> dict[str, Any]:
        place = self._place(line)
        return {
            "key": line.outbox_id,
            "what": f"{KINDS[line.kind]}, {line.about}" if line.about else KINDS[line.kind],
            "where": self._where(line, place),
            "place": _key(place),
            "fate": line.fate.value,
            "said": _SAID[line.fate],
            "when": "just now" if line.at == now else span_text(now, line.at),
            "reason": _DOOR_CLOSED if line.fate is Fate.IN_INBOX else line.reason,
        }


def _key(place: Place | None) -> str:
    return "" if place is None else place.key
