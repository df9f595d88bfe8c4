"""The judge by Discord's description: silent about what is right, plain about what is wrong."""

from dataclasses import dataclass
from typing import Any

import pytest

from . import openapi

pytestmark = pytest.mark.usefixtures("description")


@dataclass(frozen=True)
class Sent:
    """A request as SimCord logs it."""

    method: str
    path: str
    json: Any = None


@dataclass(frozen=True)
class Answered(Sent):
    """A request with its response."""

    status: int = 200
    response: Any = None


CALLBACK = "/interactions/1001/token/callback"
MESSAGES = "/channels/1001/messages"


@pytest.mark.parametrize(
    "request_",
    [
        Sent("POST", MESSAGES, {"content": "hello", "nonce": "a", "enforce_nonce": True}),
        Sent("POST", MESSAGES, {"content": "see", "attachments": [{"id": 0, "filename": "a.png"}]}),
        Sent("POST", MESSAGES, {"content": "a", "message_reference": {"message_id": 5, "channel_id": 6}}),
        Sent("POST", MESSAGES, {"content": "a", "allowed_mentions": {"parse": [], "users": [7]}}),
        Sent("POST", "/users/@me/channels", {"recipient_id": 1001}),
        Sent("POST", CALLBACK, {"type": 4, "data": {"content": "hello", "flags": 64}}),
        Sent("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
        Sent("GET", "/users/@me"),
        Answered("GET", "/channels/1001/messages/5", status=404, response={"message": "no", "code": 10008}),
    ],
)
def test_what_is_right_passes(request_: Sent) -> None:
    assert openapi.violations([request_]) == []


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Sent("POST", MESSAGES, {"content": "x" * 4_001}), "content"),
        (Sent("POST", MESSAGES, {"content": 5}), "content"),
        (Sent("POST", MESSAGES, {"content": "a", "nonce": "x" * 26}), "nonce"),
        (Sent("POST", CALLBACK, {"type": 4, "data": {"content": "x" * 4_001}}), "data/content"),
        (Sent("POST", CALLBACK, {"type": 8, "data": {"choices": [{"name": "a"}] * 26}}), "data/choices"),
        (
            Sent(
                "POST",
                MESSAGES,
                {
                    "flags": 1 << 15,
                    "components": [
                        {
                            "type": 1,
                            "components": [
                                {"type": 2, "style": 1, "label": "x" * 81, "custom_id": "a"},
                            ],
                        }
                    ],
                },
            ),
            "components/0/components/0/label",
        ),
        (Sent("POST", "/users/@me/channels", {"recipient_id": "anna"}), "recipient_id"),
        (Sent("GET", "/runners/@me"), "no such operation"),
        (Sent("DELETE", MESSAGES), "no such operation"),
        (Sent("GET", "/users/@me", {"a": 1}), "takes no body"),
        (Answered("GET", "/users/@me", response={"id": "1001"}), "required"),
        (Answered("DELETE", "/channels/1001/messages/5", status=204, response={}), "has no body"),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(request_: Sent, words: str) -> None:
    reported = openapi.violations([request_])

    assert reported
    assert words in " ".join(reported)
    assert request_.method in reported[0]


def test_without_the_description_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_OPENAPI", "/nowhere/discord-openapi.json")

    assert not openapi.available()
    assert openapi.violations([Sent("POST", MESSAGES, {"content": 5})]) == []
