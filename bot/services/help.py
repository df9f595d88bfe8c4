"""Help: which topics are open to whoever asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import UserError
from bot.services.access import is_coach, require_admin, require_coach
from bot.services.asker import Asker
from db.database import Database
from db.unit_of_work import UnitOfWork


class Topic(StrEnum):
    """What help is about; the last three are for coaches and for admins."""

    START = "start"
    RUNS = "runs"
    POINTS = "points"
    PRAISE = "praise"
    RACES = "races"
    RELAYS = "relays"
    PLANS = "plans"
    TRAINING = "training"
    SERVICES = "services"
    YOU = "you"
    COACHING = "coaching"
    PLANNING = "planning"
    TEAM = "team"


FOR_ALL = (
    *(Topic.START, Topic.RUNS, Topic.POINTS, Topic.PRAISE, Topic.RACES, Topic.RELAYS),
    *(Topic.PLANS, Topic.TRAINING, Topic.SERVICES, Topic.YOU),
)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """The topic to show, and all that the asker can turn to."""

    topic: Topic
    topics: tuple[Topic, ...]


class HelpService:
    """Decides who reads what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, asker: Asker | None, wanted: Topic = Topic.START) -> HelpPage:
        """Return a page; None asks in the bot's direct messages, where nobody has a role.

        Raises `NotAllowed` for a topic of coaches or admins that the asker is not one of, and `UserError` for one
        that has its place in the server.
        """
        if asker is None:
            if wanted not in FOR_ALL:
                raise UserError("guild_only")
            return HelpPage(wanted, FOR_ALL)
        return await self._database.read(lambda uow: _page(uow, asker, wanted))


def _page(uow: UnitOfWork, asker: Asker, wanted: Topic) -> HelpPage:
    if wanted in (Topic.COACHING, Topic.PLANNING):
        require_coach(uow, asker)
    if wanted is Topic.TEAM:
        require_admin(asker)
    return HelpPage(wanted, tuple(_open_to(uow, asker)))


def _open_to(uow: UnitOfWork, asker: Asker) -> Iterator[Topic]:
    yield from FOR_ALL
    if is_coach(uow.teams.find(asker.team_id), asker):
        yield from (Topic.COACHING, Topic.PLANNING)
    if asker.is_admin:
        yield Topic.TEAM
