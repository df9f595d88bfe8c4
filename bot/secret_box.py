"""The secret box: seals tokens and keys of members with the operator's keys."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import ExitCode, StartupError
from bot.services.ports import WrongKey

HINT = "Make one with: baton new-key."


class FernetBox:
    """Fulfils `bot.services.ports.SecretBox`: AES-128 and HMAC-SHA-256 by Fernet.

    The first key seals, the others open what was sealed before they were followed by a newer one. Raises `StartupError`
    for what is no key.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            boxes = [Fernet(key) for key in keys]
        except ValueError:
            raise StartupError(f"A key in [secrets] is not one of Baton's. {HINT}", ExitCode.CONFIG) from None
        self._newest = boxes[0]
        self._all = MultiFernet(boxes)

    def seal(self, text: str) -> bytes:
        """See `bot.services.ports.SecretBox`."""
        return self._newest.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """See `bot.services.ports.SecretBox`."""
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken:
            raise WrongKey("no configured key opens it") from None

    def is_stale(self, sealed: bytes) -> bool:
        """See `bot.services.ports.SecretBox`."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return True
        return False


def new_key() -> str:
    """Return a key that nobody else has."""
    return Fernet.generate_key().decode()
