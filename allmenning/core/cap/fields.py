"""The structure of a CAP message: which elements, in which order, how often, with which values.

The rules of section 3.4 of the standard as a table of our own, which reader, writer and drafts
share; the tests hold it against the schema. Version 1.1 has no `Avoid` and `AllClear` and no need
of a MIME type; 1.0 writes pairs as ``name=value``, has ``Very Likely``, and may lack a category.
"""

from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from functools import cached_property

from .words import (
    Category,
    Certainty,
    MessageType,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
VERSIONS = {
    "http://www.incident.com/cap/1.0": "1.0",
    "urn:oasis:names:tc:emergency:cap:1.0": "1.0",
    "http://www.incident.com/cap/1.1": "1.1",
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    NAMESPACE: "1.2",
}
"""Namespaces that messages have, and the version each is of."""
SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"


class Kind(Enum):
    """What the text of an element is."""

    TEXT = auto()
    WORD = auto()
    TIME = auto()
    LANGUAGE = auto()
    URI = auto()
    INTEGER = auto()
    DECIMAL = auto()
    ITEMS = auto()
    REFERENCES = auto()
    POLYGON = auto()
    CIRCLE = auto()
    PAIR = auto()
    GROUP = auto()


@dataclass(frozen=True)
class Field:
    """One element: its name in the message, its name in the model, and what it may hold."""

    name: str
    attribute: str
    kind: Kind = Kind.TEXT
    required: bool = False
    many: bool = False
    words: type[StrEnum] | None = None
    unknown_words: frozenset[str] = frozenset()
    group: "Group | None" = None


@dataclass(frozen=True)
class Group:
    """Elements in their order."""

    fields: tuple[Field, ...]

    @cached_property
    def places(self) -> dict[str, tuple[int, Field]]:
        """Give each name its place in the order."""
        return {field.name: (place, field) for place, field in enumerate(self.fields)}

    @cached_property
    def tags(self) -> dict[str, dict[str, tuple[int, "Field"]]]:
        """Give each name as lxml writes it, by namespace."""
        return {
            namespace: {f"{{{namespace}}}{name}": at for name, at in self.places.items()}
            for namespace in VERSIONS
        }

    @cached_property
    def lower_names(self) -> dict[str, str]:
        """Give each name in lower case its right spelling."""
        return {field.name.lower(): field.name for field in self.fields}


def _word(
    name: str, attribute: str, words: type[StrEnum], *, required: bool = True, many: bool = False
) -> Field:
    """Return a field that holds one of some words."""
    return Field(name, attribute, Kind.WORD, required=required, many=many, words=words)


RESOURCE = Group(
    (
        Field("resourceDesc", "description", required=True),
        Field("mimeType", "mime_type", required=True),
        Field("size", "size", Kind.INTEGER),
        Field("uri", "uri", Kind.URI),
        Field("derefUri", "content"),
        Field("digest", "digest"),
    )
)
AREA = Group(
    (
        Field("areaDesc", "description", required=True),
        Field("polygon", "polygons", Kind.POLYGON, many=True),
        Field("circle", "circles", Kind.CIRCLE, many=True),
        Field("geocode", "geocodes", Kind.PAIR, many=True),
        Field("altitude", "altitude", Kind.DECIMAL),
        Field("ceiling", "ceiling", Kind.DECIMAL),
    )
)
INFO = Group(
    (
        Field("language", "language", Kind.LANGUAGE),
        _word("category", "categories", Category, many=True),
        Field("event", "event", required=True),
        _word("responseType", "response_types", ResponseType, required=False, many=True),
        _word("urgency", "urgency", Urgency),
        _word("severity", "severity", Severity),
        _word("certainty", "certainty", Certainty),
        Field("audience", "audience"),
        Field("eventCode", "event_codes", Kind.PAIR, many=True),
        Field("effective", "effective", Kind.TIME),
        Field("onset", "onset", Kind.TIME),
        Field("expires", "expires", Kind.TIME),
        Field("senderName", "sender_name"),
        Field("headline", "headline"),
        Field("description", "description"),
        Field("instruction", "instruction"),
        Field("web", "web", Kind.URI),
        Field("contact", "contact"),
        Field("parameter", "parameters", Kind.PAIR, many=True),
        Field("resource", "resources", Kind.GROUP, many=True, group=RESOURCE),
        Field("area", "areas", Kind.GROUP, many=True, group=AREA),
    )
)
ALERT = Group(
    (
        Field("identifier", "identifier", required=True),
        Field("sender", "sender", required=True),
        Field("sent", "sent", Kind.TIME, required=True),
        _word("status", "status", Status),
        _word("msgType", "message_type", MessageType),
        Field("source", "source"),
        _word("scope", "scope", Scope),
        Field("restriction", "restriction"),
        Field("addresses", "addresses", Kind.ITEMS),
        Field("code", "codes", many=True),
        Field("note", "note"),
        Field("references", "references", Kind.REFERENCES),
        Field("incidents", "incidents", Kind.ITEMS),
        Field("info", "infos", Kind.GROUP, many=True, group=INFO),
    )
)


def _changed(group: Group, **changes: Field) -> Group:
    """Return a group where some fields are others, by their name."""
    return Group(tuple(changes.get(field.name, field) for field in group.fields))


def _without(field_name: str, group: Group, *words: str) -> Field:
    """Return a field that does not know some words yet."""
    return replace(group.places[field_name][1], unknown_words=frozenset(words))


def _loose(field_name: str, group: Group) -> Field:
    """Return a field that need not be there."""
    return replace(group.places[field_name][1], required=False)


def _holding(field_name: str, group: Group, held: Group) -> Field:
    """Return a field that holds another group."""
    return replace(group.places[field_name][1], group=held)


RESOURCE_1_1 = _changed(RESOURCE, mimeType=_loose("mimeType", RESOURCE))
INFO_1_1 = _changed(
    INFO,
    responseType=_without("responseType", INFO, "Avoid", "AllClear"),
    resource=_holding("resource", INFO, RESOURCE_1_1),
)
INFO_1_0 = _changed(INFO_1_1, category=_loose("category", INFO))
ALERT_1_1 = _changed(ALERT, info=_holding("info", ALERT, INFO_1_1))
ALERT_1_0 = _changed(
    Group((*ALERT.fields[:2], Field("password", ""), *ALERT.fields[2:])),
    info=_holding("info", ALERT, INFO_1_0),
)

STRUCTURES = {"1.0": ALERT_1_0, "1.1": ALERT_1_1, "1.2": ALERT}
