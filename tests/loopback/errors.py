"""Errors: what the server refuses, in Discord's words and codes."""

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A REST request that Discord would refuse; carries the status and the body it would send."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} ({code}): {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code}
        if errors is not None:
            self.body["errors"] = errors


def unknown(thing: str, code: int) -> ApiError:
    """Return the 404 for something that is not there."""
    return ApiError(404, code, f"Unknown {thing}")


def invalid_form(field: str, code: str, message: str) -> ApiError:
    """Return the 400 for one field that breaks a limit."""
    return ApiError(400, 50035, "Invalid Form Body", {field: {"_errors": [{"code": code, "message": message}]}})


MISSING_ACCESS = (403, 50001, "Missing Access")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
CLOSED_DMS = (403, 50007, "Cannot send messages to this user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
ALREADY_ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
