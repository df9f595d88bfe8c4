"""Questions about where a team draws the lines of its check-ups."""

from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select

from db.connection import Connection
from db.models.checkups import checkup_thresholds

_OF_TEAM = select(checkup_thresholds.c.name, checkup_thresholds.c.value).where(
    checkup_thresholds.c.team_id == bindparam("of_team")
)
_DROP = delete(checkup_thresholds).where(checkup_thresholds.c.team_id == bindparam("of_team"))
_ADD = insert(checkup_thresholds)


class CheckupRepository:
    """Reads and writes `checkup_thresholds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def thresholds(self, team_id: int) -> dict[str, int]:
        """Return what a team chose, by name; what is usual is left out."""
        return {row[0]: row[1] for row in self._connection.execute(_OF_TEAM, {"of_team": team_id})}

    def choose_thresholds(self, team_id: int, chosen: Mapping[str, int]) -> None:
        """Keep what a team chose, in place of all that it chose before."""
        self._connection.execute(_DROP, {"of_team": team_id})
        rows = [{"team_id": team_id, "name": name, "value": value} for name, value in chosen.items()]
        if rows:
            self._connection.execute(_ADD, rows)
