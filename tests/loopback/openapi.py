"""Judging requests and responses by Discord's own OpenAPI description, where that file is at hand."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jsonschema_rs

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT.parent / "shared" / "specs" / "discord-openapi.json"

_SNOWFLAKES = frozenset({"recipient_id", "message_id", "channel_id", "guild_id", "applied_tags"})
_SNOWFLAKE_LISTS = frozenset({"users", "roles", "sticker_ids"})
_TRIED_UNIONS = ("AnyOf", "OneOfNotValid")


class Request(Protocol):
    """A request, of this server's log or of SimCord's; a response is judged too where there is one."""

    @property
    def method(self) -> str:
        """GET, POST and so on."""

    @property
    def path(self) -> str:
        """The path without the API prefix."""

    @property
    def json(self) -> Any:
        """The JSON body, or None."""


def location() -> Path:
    """Return where the description should be: `DISCORD_OPENAPI`, else beside the project."""
    return Path(os.environ.get("DISCORD_OPENAPI") or DEFAULT)


def available() -> bool:
    """Tell whether the description is at hand."""
    return location().is_file()


def violations(requests: Iterable[Request]) -> list[str]:
    """Return a sentence for each request or response that breaks the description; [] without the file."""
    if not available():
        return []
    judge = _judge(location())
    return [sentence for request in requests for sentence in judge.violations(request)]


@cache
def _judge(path: Path) -> "Judge":
    return Judge(json.loads(path.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class _Template:
    """A path of the description, and how to recognise it."""

    path: str
    pattern: re.Pattern[str]
    variables: int


@dataclass(slots=True)
class Judge:
    """The description, with a validator made for each operation on its first use."""

    description: Json
    _templates: list[_Template] = field(default_factory=list)
    _validators: dict[str, jsonschema_rs.Validator] = field(default_factory=dict)
    _registry: jsonschema_rs.Registry = field(init=False)

    def __post_init__(self) -> None:
        """Compile the paths, those with the fewest variables first."""
        for path in self.description["paths"]:
            pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
            self._templates.append(_Template(path, re.compile(pattern), path.count("{")))
        self._templates.sort(key=lambda template: template.variables)
        self._registry = jsonschema_rs.Registry([("urn:discord", self.description)], draft=jsonschema_rs.Draft202012)

    def violations(self, request: Request) -> list[str]:
        """Return what is wrong with one request and, where there is one, its response."""
        template = next((one for one in self._templates if one.pattern.fullmatch(request.path)), None)
        operation = self.description["paths"][template.path].get(request.method.lower()) if template else None
        if template is None or operation is None:
            return [f"{request.method} {request.path}: the description has no such operation"]
        where = ["paths", template.path, request.method.lower()]
        found = []
        if request.json is not None and "requestBody" not in operation:
            found.append(f"{request.method} {template.path}: takes no body")
        elif request.json is not None:
            schema = [*where, "requestBody", "content", "application/json", "schema"]
            found += self._check(f"{request.method} {template.path} request", schema, as_typed(request.json))
        status = getattr(request, "status", 0)
        if status and getattr(request, "fault", None) is None:
            found += self._check_response(operation, where, request, template.path)
        return found

    def _check_response(self, operation: Json, where: list[str], request: Request, path: str) -> list[str]:
        status: int = getattr(request, "status", 0)
        body: Any = getattr(request, "response", None)
        known = operation["responses"]
        key = str(status) if str(status) in known else f"{status // 100}XX"
        if key not in known:
            return [f"{request.method} {path}: does not answer {status}"]
        schema, response = [*where, "responses", key], known[key]
        if "$ref" in response:
            schema = response["$ref"].removeprefix("#/").split("/")
            response = self.description["components"]["responses"][schema[-1]]
        if key.startswith("4") and isinstance(body, dict):
            # Discord's field errors carry words ("BASE_TYPE_MAX_LENGTH") where the file says integer.
            body = {name: value for name, value in body.items() if name != "errors"}
        if "content" not in response:
            return [] if body is None else [f"{request.method} {path}: {status} has no body"]
        schema = [*schema, "content", "application/json", "schema"]
        return self._check(f"{request.method} {path} response {status}", schema, body)

    def _check(self, what: str, schema: list[str], value: Any) -> list[str]:
        pointer = "/".join(_escaped(step) for step in schema)
        if pointer not in self._validators:
            self._validators[pointer] = jsonschema_rs.Draft202012Validator(
                {"$ref": f"urn:discord#/{pointer}"}, registry=self._registry
            )
        errors = self._validators[pointer].iter_errors(value)
        return [f"{what}: {_explained(error)}" for error in errors]


def as_typed(body: Any, key: str = "", inside: str = "") -> Any:
    """Return a body whose ids, which discord.py sends as numbers, are strings as the description wants."""
    if isinstance(body, dict):
        return {name: as_typed(value, name, key or inside) for name, value in body.items()}
    if isinstance(body, list):
        if key in _SNOWFLAKE_LISTS:
            return [str(one) if isinstance(one, int) else one for one in body]
        return [as_typed(one, "", key or inside) for one in body]
    if isinstance(body, int) and not isinstance(body, bool):
        is_attachment_id = key == "id" and inside == "attachments"
        return str(body) if is_attachment_id or key in _SNOWFLAKES else body
    return body


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _explained(error: jsonschema_rs.ValidationError) -> str:
    """Return where and why; of a union, the reason of the member that came furthest."""
    kind: Any = error.kind
    context = getattr(kind, "context", None)
    if type(kind).__name__.removeprefix("ValidationErrorKind_") in _TRIED_UNIONS and context:
        tried = [errors for errors in context if errors]
        if tried:
            return _explained(max(tried, key=_furthest)[0])
    at = "/".join(str(step) for step in error.instance_path) or "body"
    return f"{at}: {error.message}"


def _furthest(errors: list[jsonschema_rs.ValidationError]) -> tuple[bool, int, int]:
    """Rank a union's member: not refused for its own `type`, then the deepest complaint, then the fewest."""
    wrong_kind = any(error.instance_path[-1:] == ["type"] and "enum" in map(str, error.schema_path) for error in errors)
    return not wrong_kind, max(len(error.instance_path) for error in errors), -len(errors)
