"""The one thing that can be wrong with a database as a whole."""


class DatabaseUnavailable(Exception):
    """The database cannot be opened, reached or migrated; the text says why, without secrets."""
