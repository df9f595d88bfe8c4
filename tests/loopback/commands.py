"""Application commands: what is registered, and what a person types written as interaction options."""

from dataclasses import dataclass
from typing import Any

from .errors import unknown
from .world import Channel, Member, Role, User, World

Json = dict[str, Any]
Value = str | int | float | bool | User | Member | Channel | Role | tuple[str, bytes]

SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN, USER = 1, 2, 3, 4, 5, 6
CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 7, 8, 9, 10, 11


class CannotSend(Exception):
    """A person's client would not let them send this command."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as the interaction payload's `data` writes it, with the files that go along."""

    data: Json
    uploads: dict[str, bytes]


class CommandBook:
    """The commands a bot has registered, globally (None) and per guild id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_scope: dict[int | None, dict[tuple[int, str], Json]] = {}

    def replace(self, scope: int | None, definitions: list[Json]) -> list[Json]:
        """Overwrite a scope's commands; those that keep their name keep their id."""
        before = self.by_scope.get(scope, {})
        self.by_scope[scope] = {}
        for definition in definitions:
            self.put(scope, definition, before)
        return self.all(scope)

    def put(self, scope: int | None, definition: Json, before: dict[tuple[int, str], Json] | None = None) -> Json:
        """Create or overwrite one command."""
        key = (int(definition.get("type") or 1), str(definition["name"]))
        book = self.by_scope.setdefault(scope, {})
        known = (before if before is not None else book).get(key)
        stored: Json = {"description": "", "default_member_permissions": None, "nsfw": False} | definition
        stored["id"] = known["id"] if known else str(self.world.ids.fresh())
        stored["version"] = str(self.world.ids.fresh())
        stored["type"] = key[0]
        stored["integration_types"] = definition.get("integration_types") or [0]
        stored["application_id"] = str(self.world.application_id)
        if stored["default_member_permissions"] is not None:
            stored["default_member_permissions"] = str(stored["default_member_permissions"])
        if scope is not None:
            stored["guild_id"] = str(scope)
        book[key] = stored
        return stored

    def all(self, scope: int | None) -> list[Json]:
        """Return a scope's commands."""
        return list(self.by_scope.get(scope, {}).values())

    def by_id(self, scope: int | None, command_id: str) -> Json:
        """Return one command; 404 when there is none."""
        for stored in self.all(scope):
            if stored["id"] == command_id:
                return stored
        raise unknown("application command", 10063)

    def delete(self, scope: int | None, command_id: str) -> None:
        """Remove one command."""
        stored = self.by_id(scope, command_id)
        del self.by_scope[scope][stored["type"], stored["name"]]

    def names(self, guild_id: int | None = None) -> list[str]:
        """Return what can be typed after the slash, subcommands spelled out."""
        found: list[str] = []
        for stored in [*self.all(None), *(self.all(guild_id) if guild_id else [])]:
            found += _leaves(stored, str(stored["name"]))
        return sorted(found)

    def typed(self, path: str, values: dict[str, Value], guild_id: int | None, *, focused: str | None = None) -> Typed:
        """Return what a client sends for `/path` with these option values; CannotSend where it would refuse.

        `focused` names the option being completed; then required options may be missing.
        """
        name, *nesting = path.split()
        stored = self.by_scope.get(guild_id, {}).get((1, name)) if guild_id else None
        stored = stored or self.by_scope.get(None, {}).get((1, name))
        if stored is None:
            raise CannotSend(f"/{name} is not registered; registered: {self.names(guild_id) or 'nothing'}")
        leaf = stored
        chain: list[Json] = []
        for step in nesting:
            options = {one["name"]: one for one in leaf.get("options") or []}
            if step not in options or options[step]["type"] not in (SUBCOMMAND, SUBCOMMAND_GROUP):
                raise CannotSend(f"/{path} is not registered; registered: {self.names(guild_id)}")
            leaf = options[step]
            chain.append(leaf)
        resolved: Json = {}
        uploads: dict[str, bytes] = {}
        written = self._options(path, leaf, dict(values), guild_id, focused, resolved, uploads)
        for level in reversed(chain):
            written = [{"name": level["name"], "type": level["type"], "options": written}]
        data: Json = {"id": stored["id"], "name": stored["name"], "type": 1, "options": written}
        if resolved:
            data["resolved"] = resolved
        if "guild_id" in stored:
            data["guild_id"] = stored["guild_id"]
        return Typed(data, uploads)

    def _options(
        self,
        path: str,
        leaf: Json,
        values: dict[str, Value],
        guild_id: int | None,
        focused: str | None,
        resolved: Json,
        uploads: dict[str, bytes],
    ) -> list[Json]:
        written: list[Json] = []
        for option in leaf.get("options") or []:
            name, kind = str(option["name"]), int(option["type"])
            if name not in values:
                if option.get("required") and focused is None:
                    raise CannotSend(f"/{path} requires {name}")
                continue
            value = values.pop(name)
            one: Json = {"name": name, "type": kind}
            if focused == name:
                one |= {"value": value, "focused": True}
            elif isinstance(value, (User, Member, Channel, Role)):
                one["value"] = self._resolve(value, guild_id, resolved)
            elif isinstance(value, tuple):
                number = str(self.world.ids.fresh())
                uploads[number] = value[1]
                resolved.setdefault("attachments", {})[number] = {"id": number, "filename": value[0]}
                one["value"] = number
            else:
                _refuse_what_a_client_refuses(path, option, value)
                one["value"] = value
            written.append(one)
        if values:
            raise CannotSend(f"/{path} has no option {', '.join(values)}")
        return written

    def _resolve(self, value: User | Member | Channel | Role, guild_id: int | None, resolved: Json) -> str:
        number = str(value.id)
        if isinstance(value, Role):
            resolved.setdefault("roles", {})[number] = value.payload()
        elif isinstance(value, Channel):
            granted = {"permissions": str(value.permissions_of(self.world.bot))}
            resolved.setdefault("channels", {})[number] = value.payload() | granted
        else:
            user = value.user if isinstance(value, Member) else value
            resolved.setdefault("users", {})[number] = user.payload()
            member = self.world.guilds[guild_id].members.get(value.id) if guild_id else None
            if member is not None:
                written = member.payload(with_user=False) | {"permissions": "0"}
                resolved.setdefault("members", {})[number] = written
        return number


def _leaves(node: Json, path: str) -> list[str]:
    below = [one for one in node.get("options") or [] if one["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP)]
    return [leaf for one in below for leaf in _leaves(one, f"{path} {one['name']}")] if below else [path]


def _refuse_what_a_client_refuses(path: str, option: Json, value: str | int | float | bool) -> None:
    name, kind = option["name"], option["type"]
    fits = {
        STRING: isinstance(value, str),
        INTEGER: isinstance(value, int) and not isinstance(value, bool),
        BOOLEAN: isinstance(value, bool),
        NUMBER: isinstance(value, (int, float)) and not isinstance(value, bool),
    }
    if not fits.get(kind, False):
        raise CannotSend(f"/{path} {name}: {value!r} is of the wrong type")
    choices = [one["value"] for one in option.get("choices") or []]
    if choices and value not in choices:
        raise CannotSend(f"/{path} {name}: {value!r} is not among {choices}")
    size = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if option.get(low) is not None and size < option[low]:
        raise CannotSend(f"/{path} {name}: {value!r} is below {option[low]}")
    if option.get(high) is not None and size > option[high]:
        raise CannotSend(f"/{path} {name}: {value!r} is above {option[high]}")
