"""Ports: what the services need from the outside world, as protocols an adapter fulfils."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.connections import Usage
from bot.domain.found_runs import FoundRun
from bot.domain.race_events import EventProblem
from bot.files import Activities
from bot.services.back_fill_standing import BackFill
from bot.services.imports import ImportProgress
from bot.services.outbox import OutboxMessage
from bot.services.posts import Content
from bot.services.race_event_pages import RaceEvent


@dataclass(frozen=True, slots=True)
class Delivered:
    """The message stands in the channel under this id; in another one than was asked for, that is `channel_id`."""

    message_id: int
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Needless:
    """There is nothing to send any more, and nothing of it stands in the channel."""


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was sent; worth another try after `seconds` (None: the usual back-off).

    `blocked`: the bot lacks a permission in the channel, which only its server's admin can mend.
    """

    reason: str
    seconds: float | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """The reader takes no direct messages from the bot: it waits in their inbox, and is not tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Homeless:
    """What a comment belongs under is gone or closed to it, and it stands nowhere."""

    reason: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Trying again cannot help until a person changes something; `reason` is for operator and admin."""

    reason: str


Outcome = Delivered | Needless | Later | Closed | Homeless | Undeliverable


class Messenger(Protocol):
    """Carries outbox messages to Discord."""

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Send a message, edit the one that stands, or without content take it down.

        A comment goes into the thread under its card, which is made for the first one and woken for a later one; where
        the bot may not, it answers the card.

        Never raises for what Discord answers. A message tried before is first looked for in the channel, so
        that a crash between sending and recording does not post it twice.
        """
        ...


@dataclass(frozen=True, slots=True)
class Present:
    """The member is in the server, goes by this name there, has these roles, and may manage it or not."""

    name: str
    role_ids: frozenset[int] = frozenset()
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """They left, were removed or banned, or their account is no more."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """Nobody knows at this moment; `reason` is for operators."""

    reason: str


Attendance = Present | Gone | CannotTell


class Roster(Protocol):
    """Knows who is in a server."""

    async def attendance(self, team_id: int, user_id: int) -> Attendance:
        """Tell whether a user is in a server, by which name. Never raises for what Discord answers."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """The event stands under this id and shows what it was asked to."""

    event_id: int


@dataclass(frozen=True, slots=True)
class Removed:
    """No event of the race stands any more."""


@dataclass(frozen=True, slots=True)
class TakenDown:
    """Somebody deleted, called off or ended the event by hand, or it ended by itself."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Discord refused, and trying again soon cannot help."""

    problem: EventProblem


EventOutcome = Shown | Removed | TakenDown | Refused | Later


class EventBoard(Protocol):
    """A server's scheduled events."""

    async def put(self, event: RaceEvent) -> EventOutcome:
        """Put up the event of a race, or let the one that stands show what is true now.

        One whose time has passed while it stands for a later one is removed. Where an earlier attempt may have put one
        up, that is looked for first, so that a crash between putting up and noting leaves no two. Never raises for what
        Discord answers.
        """
        ...

    async def remove(self, team_id: int, race_id: int, event_id: int | None) -> EventOutcome:
        """Remove the event of a race; without an id, the one that an earlier attempt may have put up.

        Never raises for what Discord answers.
        """
        ...


class FileReader(Protocol):
    """Reads files of members away from the bot: they are large at times, and hostile perhaps."""

    async def read(self, name: str, data: bytes) -> Activities:
        """Return what `bot.files.read_activities` finds in a file.

        Raises `bot.files.UnreadableFile`, with `took_too_long` beside the codes named there. Files wait
        for each other; the limit of time counts from when it is this one's turn.
        """
        ...


class ProgressBoard(Protocol):
    """Shows members how far their lists of runs have come, for as long as the answer can be edited."""

    def watched(self) -> Collection[int]:
        """Return the lists that somebody is shown."""
        ...

    async def show(self, import_id: int, progress: ImportProgress | None) -> bool:
        """Show how far a list has come, None for one that is gone; tell whether its runner has seen how it ended.

        Never raises for what Discord answers. A list that is over is shown once, and watched no more.
        """
        ...


class BackFillBoard(Protocol):
    """Shows members how far looking further back in their accounts has come, as `ProgressBoard` does lists."""

    def watched(self) -> Collection[int]:
        """Return the back-fills that somebody is shown."""
        ...

    async def show(self, back_fill_id: int, progress: BackFill | None) -> bool:
        """See `ProgressBoard.show`."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What opens an account at a service: a pair of tokens with the instant until which `access` holds, or a key alone.

    Nothing of it is ever shown or logged.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Access that a member gave: what opens the account, and whose it is there."""

    credentials: Credentials
    athlete: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The runs of an account between two instants, complete or not to be had at all.

    `others` counts what is no run, `unreadable` rows that say odd things, and `withheld` those that the service shows
    on its own pages alone, of any sport where it does not say which.
    """

    runs: tuple[FoundRun, ...]
    others: int = 0
    unreadable: int = 0
    withheld: int = 0


class SourceTrouble(Exception):
    """A service did not answer what it was asked. Its words hold nothing of the request, nor of the answer's body."""


class SourceUnreachable(SourceTrouble):
    """It is down, silent or stumbles (5xx): worth another try later, and no word on what was asked."""


class SourceLimited(SourceTrouble):
    """It has had enough calls for now (429), for everybody or, by `Service.counts_each`, for this account alone."""


class SourceRefused(SourceTrouble):
    """It does not take these credentials: withdrawn, used up, or never right."""


class SourceInactive(SourceTrouble):
    """It has switched off the operator's application, or does not take its id and secret, and answers nobody."""


class SourceFull(SourceTrouble):
    """The application has as many athletes as it may."""


class ActivitySource(Protocol):
    """A service that knows members' runs.

    All of it raises `SourceTrouble` in the kinds above, and nothing else for what the service or the network does.
    Every call ends within half a minute. Nothing is tried twice, and nobody waits for a window here.
    """

    def usage(self) -> Usage | None:
        """Return what the service last said of its limits, and when: not each answer does; None before the first."""
        ...

    async def renew(self, credentials: Credentials) -> Credentials:
        """Return credentials that hold for a while; the old ones are void then, so they are to be saved before use."""
        ...

    async def runs(self, credentials: Credentials, after: datetime, before: datetime | None = None) -> Listing:
        """Return the runs that began between two aware instants, page by page until there are no more."""
        ...

    async def run(self, credentials: Credentials, key: str) -> FoundRun | None:
        """Return one run; None when the service has it no more, hides it, or has another sport for it by now."""
        ...

    async def revoke(self, credentials: Credentials) -> None:
        """Give access back; done too where there is none any more."""
        ...


class AskedSource(ActivitySource, Protocol):
    """A service whose members give access on its own page, to which Baton sends them."""

    def consent_url(self, state: str, redirect_uri: str) -> str:
        """Return the address of that page, which sends the member on to `redirect_uri` with a code and `state`."""
        ...

    async def exchange(self, code: str) -> Grant:
        """Turn a code into access; raises `SourceFull` for one athlete too many, `SourceRefused` for an old code."""
        ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """Word of what changes at a service, which it sends to an address of ours."""

    subscription_id: int
    callback_url: str


class EventSource(Protocol):
    """A service that sends word of what changes, to one address for each application. Raises `SourceTrouble`."""

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Return what the application is subscribed to."""
        ...

    async def subscribe(self, callback_url: str, verify_token: str) -> int:
        """Subscribe, and return under which id; the service asks the address meanwhile, with the token, if it may."""
        ...

    async def unsubscribe(self, subscription_id: int) -> None:
        """End a subscription; done too where there is none under this id."""
        ...


class KeyedSource(ActivitySource, Protocol):
    """A service whose members hand over a key of their own."""

    async def check(self, credentials: Credentials) -> Grant:
        """Tell whose key it is; raises `SourceRefused` for one that opens nothing."""
        ...


class SecretBox(Protocol):
    """Seals what must not be read by whoever gets hold of the database."""

    def seal(self, text: str) -> bytes:
        """Return a text so that only the configured key opens it."""
        ...

    def open(self, sealed: bytes) -> str:
        """Return what was sealed; raises `WrongKey` where no configured key fits, or it was tampered with."""
        ...

    def is_stale(self, sealed: bytes) -> bool:
        """Tell whether it was sealed with an older key, and is to be sealed anew."""
        ...


class WrongKey(Exception):
    """No configured key opens what was sealed."""
