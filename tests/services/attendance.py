"""A server's members as the roster's port sees them."""

from collections.abc import Awaitable, Callable

from bot.services.ports import Attendance, CannotTell, Gone


class Attendances:
    """Fulfils `bot.services.ports.Roster` from what a test says, and remembers who was asked about.

    `meanwhile` happens while Discord is asked.
    """

    def __init__(self) -> None:
        self.of: dict[int, Attendance] = {}
        self.asked: list[int] = []
        self.down = False
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def attendance(self, team_id: int, user_id: int) -> Attendance:
        """See `bot.services.ports.Roster`."""
        self.asked.append(user_id)
        if self.meanwhile is not None:
            await self.meanwhile()
        return CannotTell("Discord is down") if self.down else self.of.get(user_id, Gone())
