"""The description of the interface, laid out for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Operation:
    path: str
    told: str
    parameters: tuple[Parameter, ...]
    example: str


EXAMPLES = {
    "/api/v1/bodies": "?kind=municipality&county=34",
    "/api/v1/codes": "?on=2013-06-01&kind=municipality",
    "/api/v1/changes": "?since=2020-01-01&until=2020-01-01",
    "/api/v1/findings": "?theme=krise&country=NO",
    "/api/v1/comparisons": "?f=F035&f=F036",
}
INSIDE = {"{code}": "F035", "{slug}": "lom"}
OTHERS = {"/api/v1/codes/{code}": "0514", "/api/v1/studies/{slug}": ""}


def operations(description: Mapping[str, Any]) -> list[Operation]:
    told = _told()
    return [
        Operation(
            path=path,
            told=told.get(path, operation["summary"]),
            parameters=tuple(_parameters(operation)),
            example=_example(path),
        )
        for path, methods in description["paths"].items()
        for operation in methods.values()
    ]


def _told() -> dict[str, str]:
    return {
        "/api/v1/bodies": _("Municipalities, counties and other bodies of today."),
        "/api/v1/bodies/{slug}": _("A body, and its codes through time."),
        "/api/v1/bodies/{slug}/peers": _("Municipalities like this one, and why they are like it."),
        "/api/v1/codes": _("Codes that were valid on a day, or all since 2013."),
        "/api/v1/codes/{code}": _("Which body of today a code leads to."),
        "/api/v1/changes": _("Every change of codes and names, with its date."),
        "/api/v1/themes": _("Themes, with how many findings each has."),
        "/api/v1/studies": _("Studies, and how each was done."),
        "/api/v1/studies/{slug}": _("One study."),
        "/api/v1/findings": _("Findings with what they rest on, and the verdict on them together."),
        "/api/v1/findings/{code}": _("One finding."),
        "/api/v1/comparisons": _("May these findings be compared, and if not, why?"),
    }


def _parameters(operation: Mapping[str, Any]) -> Iterator[Parameter]:
    for one in operation.get("parameters", []):
        yield Parameter(one["name"], _kind(one["schema"]), bool(one.get("required")))


def _kind(schema: Mapping[str, Any]) -> str:
    """Say in one word what a parameter may be, or which values it may have."""
    some = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    first = some[0] if some else schema
    if "enum" in first:
        return " | ".join(map(str, first["enum"]))
    return str(first.get("format") or first.get("type", ""))


def _example(path: str) -> str:
    """Write an address that can be followed; none where it depends on the data."""
    if "{" not in path:
        return path + EXAMPLES.get(path, "")
    name = path[path.index("{") : path.index("}") + 1]
    inside = OTHERS.get(path, INSIDE[name])
    return path.replace(name, inside) if inside else ""
