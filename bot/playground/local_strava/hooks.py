"""Webhook events: one subscription, up to three tries of two seconds each, no signature and no replay."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.playground.local_strava.people import Activity
from bot.playground.local_strava.world import World

Json = dict[str, Any]

WAITS_S: Final = 2.0
TRIES: Final = 3
LONGEST_ADDRESS: Final = 255


@dataclass(frozen=True, slots=True)
class Hook:
    """What the application subscribed to."""

    hook_id: int
    callback_url: str
    created_at: datetime


@dataclass(slots=True)
class Post:
    """An event, and what each try came to: a status, or 0 for no answer in time."""

    event: Json
    outcomes: list[int] = field(default_factory=list)


class Events:
    """Tells the subscriber what changed. `pauses` are the seconds between tries."""

    def __init__(self, world: World, pauses: Sequence[float] = (1.0, 5.0)) -> None:
        self._world = world
        self._pauses = pauses
        self._session: ClientSession | None = None
        self._posting: set[asyncio.Task[None]] = set()
        self.hook: Hook | None = None
        self.posts: list[Post] = []

    async def open(self) -> None:
        """Get ready to post."""
        self._session = ClientSession(timeout=ClientTimeout(total=WAITS_S))

    async def close(self) -> None:
        """Post no more."""
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def settle(self) -> None:
        """Wait until every event has arrived, or been tried in vain."""
        while self._posting:
            await asyncio.wait(self._posting)

    async def subscribe(self, callback_url: str, verify_token: str) -> Hook | None:
        """Ask an address whether it wants events; None for one that does not say so at once."""
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": f"{self._world.number():x}",
            "hub.verify_token": verify_token,
        }
        if self._session is None:
            return None
        try:
            async with self._session.get(callback_url, params=asked, allow_redirects=False) as response:
                said = await response.json() if response.status == 200 else None
        except (ClientError, TimeoutError, ValueError):
            return None
        if not isinstance(said, dict) or said.get("hub.challenge") != asked["hub.challenge"]:
            return None
        self.hook = Hook(self._world.number(), callback_url, self._world.now())
        return self.hook

    def changed(self, activity: Activity, was_shown: bool, is_shown: bool, updates: Mapping[str, str]) -> None:
        """Tell of an activity whose look changed; one that is shown no more is told of as deleted."""
        aspect = {(False, True): "create", (True, False): "delete", (True, True): "update"}.get((was_shown, is_shown))
        if aspect is None or (aspect == "update" and not updates):
            return
        said = dict(updates) if aspect == "update" else {}
        self._tell("activity", aspect, activity.activity_id, activity.athlete.athlete_id, said)

    def deauthorised(self, athlete_id: int) -> None:
        """Tell that an athlete took access back."""
        self._tell("athlete", "update", athlete_id, athlete_id, {"authorized": "false"})

    def _tell(self, kind: str, aspect: str, number: int, owner: int, updates: Json) -> None:
        if self.hook is None:
            return
        event = {
            "aspect_type": aspect,
            "event_time": int(self._world.now().timestamp()),
            "object_id": number,
            "object_type": kind,
            "owner_id": owner,
            "subscription_id": self.hook.hook_id,
            "updates": updates,
        }
        post = Post(event)
        self.posts.append(post)
        task = asyncio.get_running_loop().create_task(self._post(post, self.hook.callback_url))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post(self, post: Post, address: str) -> None:
        for number in range(TRIES):
            if number:
                await asyncio.sleep(self._pauses[min(number, len(self._pauses)) - 1])
            post.outcomes.append(await self._try(post.event, address))
            if post.outcomes[-1] == 200:
                return

    async def _try(self, event: Json, address: str) -> int:
        if self._session is None:
            return 0
        try:
            async with self._session.post(address, json=event, allow_redirects=False) as response:
                return response.status
        except (ClientError, TimeoutError):
            return 0
