"""What can go wrong on purpose: errors for a member, errors for the operator, and the exit codes."""

from enum import IntEnum


class UserError(Exception):
    """Something the member can mend or must know.

    ``code`` names a sentence in ``bot/ui/text`` and ``facts`` are the values that the sentence quotes, so
    rules and services stay free of wording: ``UserError("distance_unreadable", text="banana")``.
    """

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        """For logs: the code and the names of the facts, never their values, which members wrote."""
        return f"{self.code}({', '.join(sorted(self.facts))})" if self.facts else self.code


class NotAllowed(UserError):
    """The asker may not do or see this."""


class NotFound(UserError):
    """What the asker named does not exist, or not for them."""


class Unclear(UserError):
    """What the asker wrote has more than one meaning: answer with a question, never with a guess."""


class ExitCode(IntEnum):
    """The process's exit code by cause; from 64 on the numbers follow BSD's sysexits.

    ==== ============ ===========================================================================
    code name         cause
    ==== ============ ===========================================================================
       0 OK           done, or stopped on request
       1 UNEXPECTED   a defect: the log holds the trace
       2 USAGE        the command line is wrong (argparse's own number)
      65 DATA         a file or a database does not hold what it has to hold
      69 DATABASE     the database cannot be reached, opened or written
      70 SCHEMA       the database's schema is behind or ahead of the code: ``baton migrate``
      71 RUNNING      the bot is running, and has to be stopped first
      72 MISSING      a package that only this command needs is not installed
      73 PORT         the address to listen on is taken or not allowed
      74 FILE         a file cannot be read or written
      75 DISCORD      Discord cannot be reached, or answers with an error: worth another try
      77 TOKEN        there is no token, or Discord refuses it
      78 CONFIG       the configuration is unreadable, or holds a wrong key or value
    ==== ============ ===========================================================================
    """

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    DATA = 65
    DATABASE = 69
    SCHEMA = 70
    RUNNING = 71
    MISSING = 72
    PORT = 73
    FILE = 74
    DISCORD = 75
    TOKEN = 77
    CONFIG = 78


class StartupError(Exception):
    """The program cannot start; ``message`` says in plain words what is wrong and what to do."""

    def __init__(self, message: str, exit_code: int = ExitCode.UNEXPECTED) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = int(exit_code)
