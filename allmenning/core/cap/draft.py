"""A message as a person or a program writes it down: JSON with the names of CAP.

Times are as CAP has them, pairs may be written as ``{"name": "value"}``, polygons as lists of
``[latitude, longitude]`` or as CAP's text, and what may stand several times may stand once without
a list. Every fault becomes a sentence; nothing is guessed.
"""

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from . import values
from .fields import ALERT, AREA, INFO, RESOURCE, Field, Group, Kind
from .model import Alert, Area, Circle, Info, NamedValue, Point, Polygon, Reference, Resource

EXAMPLE: dict[str, object] = {
    "identifier": "urn:uuid:5c3f4a57-6a0e-4f6e-9a55-0d5e0b8c2f10",
    "sender": "beredskap@lom.kommune.no",
    "sent": "2026-11-23T02:40:00+01:00",
    "status": "Actual",
    "msgType": "Alert",
    "scope": "Public",
    "info": [
        {
            "language": "no",
            "category": ["Infra", "Health"],
            "event": "Forurenset drikkevann",
            "responseType": ["Avoid"],
            "urgency": "Immediate",
            "severity": "Severe",
            "certainty": "Observed",
            "expires": "2026-11-23T14:40:00+01:00",
            "senderName": "Lom kommune",
            "headline": "Kok drikkevannet i Fossbergom",
            "description": "Det er funnet bakterier i vannet fra Lom vannverk natt til mandag.",
            "instruction": "Kok vannet til det bobler før du drikker det. Neste melding kl. 08.",
            "web": "https://www.lom.kommune.no/beredskap",
            "contact": "Vakttelefon 00 00 00 00",
            "parameter": {"MunicipalityId": "3434"},
            "area": {"areaDesc": "Lom kommune", "geocode": {"MunicipalityId": "3434"}},
        }
    ],
}
"""A draft that keeps the standard and our own profile."""


class DraftFaults(ValueError):  # noqa: N818 - what it holds
    """A draft is no message.

    Attributes
    ----------
    faults : tuple of str
        A sentence each.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def from_draft(draft: object) -> Alert:
    """Return the message that a draft describes.

    Parameters
    ----------
    draft : mapping
        JSON with the names of CAP; `EXAMPLE` shows the form.

    Raises
    ------
    DraftFaults
        Something in it cannot be understood, or has no place.
    """
    faults: list[str] = []
    if not isinstance(draft, Mapping):
        raise DraftFaults(("The draft is not an object with names and values.",))
    found = _group(draft, ALERT, "", faults)
    if faults:
        raise DraftFaults(tuple(faults))
    for name in ("identifier", "sender"):
        found.setdefault(name, "")
    for name in ("sent", "status", "message_type", "scope"):
        found.setdefault(name, None)
    return Alert(**found)


def _group(
    draft: Mapping[str, object], group: Group, path: str, faults: list[str]
) -> dict[str, Any]:
    """Return what one part of a draft says, by the names of the model."""
    found: dict[str, Any] = {}
    for name, value in draft.items():
        if name not in group.places:
            near = difflib.get_close_matches(str(name), group.places, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            faults.append(f"{path}{name} is not part of CAP.{meant}")
            continue
        if value is None:
            continue
        field = group.places[name][1]
        try:
            found[field.attribute] = _field(value, field, f"{path}{name}", faults)
        except ValueError as error:
            faults.append(str(error))
    return found


def _field(value: object, field: Field, path: str, faults: list[str]) -> Any:
    """Return the value of one field."""
    if field.kind is Kind.PAIR:
        return _pairs(value, path)
    if not field.many:
        return _value(value, field, path)
    several = value if isinstance(value, list) and not _is_one_shape(value, field) else [value]
    if field.group is None:
        return tuple(_value(one, field, path) for one in several)
    return tuple(
        _part(one, field, f"{path}[{number}]", faults) for number, one in enumerate(several, 1)
    )


def _is_one_shape(value: list[object], field: Field) -> bool:
    """Return whether a list is one polygon, not several."""
    return (
        field.kind is Kind.POLYGON
        and bool(value)
        and isinstance(value[0], list)
        and len(value[0]) == 2
        and not isinstance(value[0][0], list)
    )


def _part(value: object, field: Field, path: str, faults: list[str]) -> Any:
    """Return an info, an area or a resource."""
    if not isinstance(value, Mapping) or field.group is None:
        raise ValueError(f"{path} is {value!r}, not an object with names and values.")
    found = _group(value, field.group, f"{path}/", faults)
    match field.group:
        case _ if field.group is INFO:
            empty = {"event": "", "categories": (), "urgency": None, "severity": None}
            return Info(**(empty | {"certainty": None} | found))
        case _ if field.group is AREA:
            return Area(**({"description": ""} | found))
        case _ if field.group is RESOURCE:
            return Resource(**({"description": "", "mime_type": ""} | found))
    raise ValueError(f"{path} has no place in a draft.")


def _pairs(value: object, path: str) -> tuple[NamedValue, ...]:
    """Return names and values, from ``{"name": "value"}`` or a list of CAP's own pairs."""
    if isinstance(value, Mapping) and not {"valueName", "value"} >= set(value):
        return tuple(
            NamedValue(str(name), _string(one, f"{path}/{name}"))
            for name, ones in value.items()
            for one in (ones if isinstance(ones, list) else [ones])
        )
    found = []
    for pair in value if isinstance(value, list) else [value]:
        if not isinstance(pair, Mapping) or set(pair) != {"valueName", "value"}:
            raise ValueError(f"{path} has {pair!r}, not a valueName and a value.")
        found.append(NamedValue(_string(pair["valueName"], path), _string(pair["value"], path)))
    return tuple(found)


def _string(value: object, path: str) -> str:
    """Return text; a number is written down as it is."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{path} is {value!r}, not text.")  # noqa: TRY004 - a fault of the draft
    return str(value)


def _value(value: object, field: Field, path: str) -> Any:
    """Return one value."""
    if field.words is not None:
        text = _string(value, path)
        if text not in {word.value for word in field.words}:
            raise ValueError(f"{path} is {text!r}, not one of {', '.join(field.words)}.")
        return field.words(text)
    return PARSERS[field.kind](value, path)


def _time(value: object, path: str) -> Any:
    """Return a time with its zone."""
    found = values.strict_time(_string(value, path))
    if found is None:
        raise ValueError(f"{path} is {value!r}, not a time as 2026-11-23T02:40:00+01:00.")
    return found


def _integer(value: object, path: str) -> int:
    """Return a whole number."""
    text = _string(value, path)
    if not values.INTEGER.fullmatch(text):
        raise ValueError(f"{path} is {value!r}, not a whole number.")
    return int(text)


def _decimal(value: object, path: str) -> float:
    """Return a number."""
    text = _string(value, path)
    if not values.DECIMAL.fullmatch(text):
        raise ValueError(f"{path} is {value!r}, not a number.")
    return float(text)


def _items(value: object, path: str) -> tuple[str, ...]:
    """Return a list of texts."""
    several = value if isinstance(value, list) else values.items(_string(value, path))
    return tuple(_string(one, path) for one in several)


def _references(value: object, path: str) -> tuple[Reference, ...]:
    """Return references, from CAP's text or a list of it or of objects."""
    several = value if isinstance(value, list) else _string(value, path).split()
    return tuple(_reference(one, path) for one in several)


def _reference(value: object, path: str) -> Reference:
    """Return one reference."""
    if isinstance(value, Mapping) and set(value) == {"sender", "identifier", "sent"}:
        text = ",".join(_string(value[name], path) for name in ("sender", "identifier", "sent"))
    else:
        text = _string(value, path)
    found, exact = values.reference(text)
    if found is None or not exact:
        raise ValueError(f"{path} has {text!r}, not sender,identifier,sent.")
    return found


def _polygon(value: object, path: str) -> Polygon:
    """Return a ring."""
    if isinstance(value, str):
        found, exact = values.polygon(value)
        if found is None or not exact:
            raise ValueError(f"{path} is {value!r}, not latitude,longitude pairs.")
        return found
    if not isinstance(value, list):
        raise ValueError(f"{path} is {value!r}, not a list of [latitude, longitude].")  # noqa: TRY004
    return Polygon(tuple(_point(one, path) for one in value))


def _point(value: object, path: str) -> Point:
    """Return one corner."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"{path} has {value!r}, not [latitude, longitude].")
    return Point(_decimal(value[0], path), _decimal(value[1], path))


def _circle(value: object, path: str) -> Circle:
    """Return a circle."""
    found = values.circle(_string(value, path))
    if found is None:
        raise ValueError(f"{path} is {value!r}, not latitude,longitude radius.")
    return found


PARSERS: dict[Kind, Callable[[object, str], Any]] = {
    Kind.TEXT: _string,
    Kind.LANGUAGE: _string,
    Kind.URI: _string,
    Kind.TIME: _time,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.ITEMS: _items,
    Kind.REFERENCES: _references,
    Kind.POLYGON: _polygon,
    Kind.CIRCLE: _circle,
}
