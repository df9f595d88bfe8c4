"""Components as Discord keeps them: numbered, with response-only keys, media resolved; reading them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]

ACTION_ROW, BUTTON, STRING_SELECT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 9, 10, 11
GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 12, 13, 14, 17, 18
SELECTS = frozenset({STRING_SELECT, 5, 6, 7, 8})


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component of a tree, parents first, accessories included."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]])


def texts(components: list[Json]) -> list[str]:
    """Return what the text displays of a tree say, in reading order."""
    return [str(one["content"]) for one in walk(components) if one.get("type") == TEXT]


def as_stored(components: list[Json], attachments: Mapping[str, Json], media_id: Callable[[], int]) -> list[Json]:
    """Return the tree as a message response holds it.

    `attachments` maps file names to attachment objects, for `attachment://name`; `media_id` numbers media.
    """
    taken = {one["id"] for one in walk(components) if isinstance(one.get("id"), int)}
    free = (number for number in range(1, 1_000) if number not in taken)

    def media(reference: Json) -> Json:
        url = str(reference.get("url", ""))
        attachment = attachments.get(url.removeprefix("attachment://"), {})
        resolved: Json = {
            "id": str(media_id()),
            "url": attachment.get("url", url),
            "proxy_url": attachment.get("proxy_url", url),
            "width": attachment.get("width"),
            "height": attachment.get("height"),
            "content_type": attachment.get("content_type"),
        }
        if attachment:
            resolved["attachment_id"] = attachment["id"]
        return resolved

    def described(item: Json) -> Json:
        return {
            "media": media(item["media"]),
            "description": item.get("description"),
            "spoiler": bool(item.get("spoiler")),
        }

    def stored(component: Json) -> Json:
        kind = component["type"]
        kept = {key: value for key, value in component.items() if value is not None}
        kept["id"] = component["id"] if isinstance(component.get("id"), int) else next(free)
        if kind in SELECTS:
            kept.setdefault("min_values", 1)
            kept.setdefault("max_values", 1)
        elif kind == THUMBNAIL:
            kept |= described(component)
        elif kind == GALLERY:
            kept["items"] = [described(item) for item in component["items"]]
        elif kind == FILE:
            name = str(component["file"].get("url", "")).removeprefix("attachment://")
            size = attachments.get(name, {}).get("size")
            kept |= {"file": media(component["file"]), "name": name, "size": size}
            kept["spoiler"] = bool(component.get("spoiler"))
        elif kind == SEPARATOR:
            kept["spacing"] = component.get("spacing", 1)
            kept["divider"] = component.get("divider", True)
        elif kind == CONTAINER:
            kept["accent_color"] = component.get("accent_color")
            kept["spoiler"] = bool(component.get("spoiler"))
        if "components" in component:
            kept["components"] = [stored(child) for child in component["components"]]
        if isinstance(component.get("accessory"), dict):
            kept["accessory"] = stored(component["accessory"])
        return kept

    return [stored(component) for component in components]
