"""Whether there is a database, and its schema is the code's: what copies tables needs to know first."""

import asyncio

from bot.config import Settings
from bot.errors import ExitCode, StartupError
from bot.opening import database_of, is_yet_to_be_made, open_database


def require_fitting_schema(settings: Settings) -> None:
    """Raise `StartupError` unless the database is there and at the code's version."""
    if is_yet_to_be_made(settings):
        raise StartupError("There is no database yet. Check [database] url.", ExitCode.DATABASE)

    async def look() -> None:
        database = database_of(settings)
        await open_database(database)
        await database.close()

    asyncio.run(look())
