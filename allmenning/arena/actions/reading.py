"""Reading a file of the arena: every row is read, and every fault is told with its place."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from allmenning.accounts.models import User
from allmenning.arena.actions.columns import RowKind
from allmenning.arena.actions.kinds import ATTACHMENT, FORMAT, KINDS, VERSION
from allmenning.arena.actions.naming import SUBJECT_MODELS
from allmenning.arena.actions.rules import broken_rules
from allmenning.evidence.actions.fields import Field, Kind, Unfit, read
from allmenning.evidence.actions.files import FileNotReadable, read_json

MOST_ROWS = 500_000
MOST_PROBLEMS = 200
HEADER = {"format", "version", "scope"}


@dataclass(frozen=True)
class Problem:
    """One fault: which list, which row (from 1), what the row is called, which field, and why."""

    kind: str
    row: int
    key: str
    field: str
    message: str

    def __str__(self) -> str:
        if not self.row:
            return self.message
        return _("%(kind)s, row %(row)d (%(key)s): %(message)s") % {
            "kind": self.kind,
            "row": self.row,
            "key": self.key or _("no id"),
            "message": self.message,
        }


@dataclass(frozen=True)
class Row:
    """One row as read: columns to set, and what other tables hold of it (`@themes`, ...)."""

    number: int
    key: str
    columns: dict[str, Any]
    beside: dict[str, Any]


@dataclass
class Reading:
    """What came out of a file."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def keys(self, kind: RowKind) -> set[str]:
        return {row.key for row in self.rows.get(kind.name, [])}


def read_content(content: bytes) -> object:
    """Return the document in the bytes of a file."""
    try:
        return read_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileNotReadable(_("The file is not text in UTF-8.")) from error


def read_document(document: object) -> Reading:
    """Read every row of every list; another format, or a newer one, gives one problem."""
    reading = Reading()
    if told := _foreign(document):
        reading.problems.append(Problem("", 0, "", "", told))
    elif isinstance(document, Mapping):
        for name in sorted(set(document) - {kind.name for kind in KINDS} - HEADER, key=str):
            told = _("There is no list called “%(name)s” in this format.")
            reading.problems.append(Problem("", 0, "", "", told % {"name": str(name)[:60]}))
        for kind in KINDS:
            _read_kind(kind, document.get(kind.name, []), reading)
    return reading


def _foreign(document: object) -> str:
    """Say why the document is not for us; nothing when it is."""
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        return _("The file must say “format”: “%(format)s”.") % {"format": FORMAT}
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return _("The file must say which version of the format it is in.")
    if version > VERSION:
        return _(
            "The file is in version %(version)d of the format, and this installation reads up to "
            "version %(own)d. Update Allmenning first."
        ) % {"version": version, "own": VERSION}
    return ""


def _read_kind(kind: RowKind, rows: object, reading: Reading) -> None:
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        told = _("“%(kind)s” must be a list of at most %(most)d rows.")
        named = {"kind": kind.name, "most": MOST_ROWS}
        reading.problems.append(Problem(kind.name, 0, "", "", told % named))
        return
    found: dict[str, Row] = {}
    for number, row in enumerate(rows, start=1):
        if len(reading.problems) >= MOST_PROBLEMS:
            return
        if one := _read_row(kind, number, row, reading):
            if one.key in found:
                told = _("The same row stands in row %(row)d.") % {"row": found[one.key].number}
                reading.problems.append(Problem(kind.name, number, one.key, "", told))
            found[one.key] = one
    reading.rows[kind.name] = list(found.values())


def _read_row(kind: RowKind, number: int, row: object, reading: Reading) -> Row | None:
    if not isinstance(row, Mapping):
        told = _("A row must be an object with named fields.")
        reading.problems.append(Problem(kind.name, number, "", "", told))
        return None
    values, faults = _values(kind, _flat(kind, row))
    key = kind.identity(values)
    known = {one.name for one in kind.all_fields}
    for name in _flat(kind, row):
        if name not in known:
            faults.append((name[:60], _("There is no field called “%(field)s”.") % {"field": name}))
    faults += [] if faults else broken_rules(kind, values)
    reading.problems += [Problem(kind.name, number, key[:80], *fault) for fault in faults]
    if faults:
        return None
    columns = {name: value for name, value in values.items() if not name.startswith("@")}
    beside = {name: value for name, value in values.items() if name.startswith("@")}
    return Row(number, key, columns, beside)


def _flat(kind: RowKind, row: Mapping[object, object]) -> dict[str, object]:
    """Write a name with its languages as "name.nb", as the fields are called."""
    groups = {one.name.partition(".")[0] for one in kind.all_fields if "." in one.name}
    flat: dict[str, object] = {}
    for name, value in row.items():
        if name in groups and isinstance(value, Mapping):
            flat |= {f"{name}.{part}": told for part, told in value.items()}
        else:
            flat[str(name)] = value
    return flat


def _values(
    kind: RowKind, flat: Mapping[str, object]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for one in kind.all_fields:
        try:
            values[one.column] = _value(one, flat.get(one.name))
        except Unfit as unfit:
            faults.append((one.name, str(unfit)))
    if not faults and kind is ATTACHMENT:
        faults += _content_faults(values)
    return values, faults


def _value(one: Field, value: object) -> object:
    if one.column == "@object":
        return _object(one, value)
    told = read(one, value)
    if one.column == "@content":
        return _bytes(one, str(told))
    if one.column == "@about":
        return _about(one, str(told))
    if one.kind is Kind.LIST and one.choices and isinstance(told, list):
        return [read(replace(one, kind=Kind.CHOICE), item) for item in told]
    if one.refers_to is User and told:
        return _pseudonym(one, str(told))
    return told


def _object(one: Field, value: object) -> object:
    if not isinstance(value, dict) or "\\u0000" in json.dumps(value):
        raise Unfit(_("The field “%(field)s” must be an object.") % {"field": one.name})
    return value


def _bytes(one: Field, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise Unfit(_("The field “%(field)s” is not base64.") % {"field": one.name}) from error


def _about(one: Field, value: str) -> str:
    kind, colon, name = value.partition(":")
    if kind not in SUBJECT_MODELS or not colon or not name:
        told = _("The field “%(field)s” must name what it is about, such as “case:name-of-it”.")
        raise Unfit(told % {"field": one.name})
    return value


def _pseudonym(one: Field, value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        told = _("The field “%(field)s” must be a pseudonym, not a name or an address.")
        raise Unfit(told % {"field": one.name}) from error


def _content_faults(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if hashlib.sha256(values["@content"]).hexdigest() != values["sha256"]:
        yield "sha256", _("The checksum does not fit the content.")
    values["size"] = len(values["@content"])
