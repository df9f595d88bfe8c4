"""Judging the local Strava's answers by Strava's own description, where that file is at hand."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ROOT.parent / "shared" / "specs" / "strava_swagger_flattened.json"

DEFINITIONS: Final = {
    "activity": "detailedActivity",
    "athlete": "detailedAthlete",
    "row": "summaryActivity",
    "fault": "fault",
    "summary of an athlete": "summaryAthlete",
}


def location() -> Path:
    """Return where the description should be: `STRAVA_SWAGGER`, else beside the project."""
    return Path(os.environ.get("STRAVA_SWAGGER") or DEFAULT)


def available() -> bool:
    """Tell whether the description is at hand."""
    return location().is_file()


@cache
def _description() -> Any:
    return json.loads(location().read_text("utf-8"))


@cache
def _validator(kind: str) -> jsonschema_rs.Draft4Validator:
    registry = jsonschema_rs.Registry([("urn:strava", _description())], draft=jsonschema_rs.Draft4)
    reference = {"$ref": f"urn:strava#/definitions/{DEFINITIONS[kind]}"}
    return jsonschema_rs.Draft4Validator(reference, registry=registry, validate_formats=True)


def violations(kind: str, answer: Any) -> list[str]:
    """Return what the description has against an answer.

    Nulls are left out first: the description's own examples are full of them where it says integer or text.
    """
    found = _validator(kind).iter_errors(_without_nulls(answer))
    return ["/".join(map(str, error.instance_path)) + f": {error.message}" for error in found]


@cache
def names(kind: str) -> frozenset[str]:
    """Return every name that the description knows at the top of such an answer, by its models or its examples."""
    known: set[str] = set()
    _collect(_description()["definitions"][DEFINITIONS[kind]], known)
    paths = {"row": "/athlete/activities", "activity": "/activities/{id}"}
    if kind in paths:
        example = _description()["paths"][paths[kind]]["get"]["responses"]["200"]["examples"]["application/json"]
        for one in example if isinstance(example, list) else [example]:
            known.update(one)
    return frozenset(known)


def _collect(schema: Any, known: set[str]) -> None:
    known.update(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        _collect(part, known)
    if "$ref" in schema:
        _collect(_description()["definitions"][schema["$ref"].rpartition("/")[2]], known)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value]
    return value
