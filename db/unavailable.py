"""What can be wrong with a database as a whole."""


class DatabaseUnavailable(Exception):
    """The database cannot be opened, reached or migrated; the text says why, without secrets."""


class DatabaseAway(DatabaseUnavailable):
    """The open database is out of reach for a while, as when its server starts anew; later calls find it again."""
