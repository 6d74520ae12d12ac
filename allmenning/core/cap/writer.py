"""The strict writer: a message that breaks the schema or a rule is not written.

It raises with the value in the sentence, so that the person who wrote it knows what to mend.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from lxml import etree

from . import values
from .fields import ALERT, NAMESPACE, Field, Group, Kind
from .model import Alert, Level, NamedValue, Remark
from .rules import Profile, check

TAG = f"{{{NAMESPACE}}}"


class NotWritable(ValueError):  # noqa: N818 - what it says, as the rooms name theirs
    """A message breaks rules of its profile.

    Attributes
    ----------
    remarks : tuple of Remark
        The faults.
    """

    def __init__(self, remarks: tuple[Remark, ...]) -> None:
        super().__init__(" ".join(remark.message for remark in remarks))
        self.remarks = remarks


def write(alert: Alert, profile: Profile | None = "oasis") -> bytes:
    """Write a message as CAP 1.2 in UTF-8.

    Parameters
    ----------
    alert : Alert
    profile : {"oasis", "met", "own"} or None
        Whose rules it must keep; None asks for the schema alone.

    Raises
    ------
    NotWritable
        It breaks a rule of the profile.
    ValueError
        It breaks the schema; the sentence has the value.
    """
    root, sentences = _written(alert)
    faults = [Remark("structure_value", message) for message in sentences]
    if profile is not None:
        known = {one.message for one in faults}
        faults += [
            one
            for one in check(alert, profile)
            if one.level is Level.FAULT and one.message not in known
        ]
    if faults:
        raise NotWritable(tuple(faults))
    return serialised(root)


def _written(alert: Alert) -> tuple[etree._Element, list[str]]:
    """Return the message as an element, and a sentence for everything that could not be written."""
    faults = [
        f"{extra.path} is {extra.value!r}, which CAP 1.2 has no place for."
        for extra in alert.extras
    ]
    root = etree.Element(f"{TAG}alert", nsmap={None: NAMESPACE})
    _write_group(root, alert, ALERT, "", faults)
    return root, faults


def serialised(root: etree._Element) -> bytes:
    """Return an element as a file in UTF-8, with line breaks between elements."""
    etree.indent(root)
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _write_group(
    parent: etree._Element, held: object, group: Group, path: str, faults: list[str]
) -> None:
    """Write what one part of the model holds, in the order of the schema."""
    for field in group.fields:
        found = getattr(held, field.attribute)
        if found is None or found == () or (found == "" and field.required):
            if field.required:
                faults.append(f"{path}{field.name} is missing.")
            continue
        for number, one in enumerate(found if field.many else (found,), start=1):
            where = f"{path}{field.name}[{number}]" if field.many else f"{path}{field.name}"
            child = etree.SubElement(parent, f"{TAG}{field.name}")
            if field.group is not None:
                _write_group(child, one, field.group, f"{where}/", faults)
                continue
            try:
                _write_value(child, one, field, where)
            except ValueError as error:
                faults.append(str(error))


def _write_value(child: etree._Element, value: Any, field: Field, path: str) -> None:
    """Write the text of one element, or its name and value."""
    if field.kind is Kind.PAIR:
        _write_pair(child, value, path)
    else:
        child.text = _text(value, field, path)


def _write_pair(parent: etree._Element, pair: NamedValue, path: str) -> None:
    """Write a name and a value."""
    for name, text in (("valueName", pair.name), ("value", pair.value)):
        etree.SubElement(parent, f"{TAG}{name}").text = _plain(text, f"{path}/{name}")


def _text(value: Any, field: Field, path: str) -> str:
    """Return a value as text.

    Raises
    ------
    ValueError
        With the place in front of what is wrong.
    """
    if field.kind in PLAIN:
        return PLAIN[field.kind](value, path)
    if field.words is not None:
        return _word(value, field.words, path)
    try:
        return WRITERS[field.kind](value)
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {error}") from None


def _plain(text: object, path: str) -> str:
    """Return text that XML can hold."""
    if not isinstance(text, str):
        raise ValueError(f"{path} is {text!r}, not text.")  # noqa: TRY004 - a fault of the message
    found = values.UNWRITABLE.search(text)
    if found:
        raise ValueError(f"{path} has the character {found[0]!r}, which XML cannot hold.")
    if not text.strip():
        raise ValueError(f"{path} is empty; leave it out.")
    return text.strip()


def _word(value: object, words: type[StrEnum], path: str) -> str:
    """Return a word of the standard."""
    try:
        return words(str(value)).value
    except ValueError:
        raise ValueError(f"{path} is {str(value)!r}, not one of {', '.join(words)}.") from None


def _language(text: object, path: str) -> str:
    """Return a language tag."""
    found = _plain(text, path)
    if not values.LANGUAGE.fullmatch(found):
        raise ValueError(f"{path} is {found!r}, which is no language tag.")
    return found


def _uri(text: object, path: str) -> str:
    """Return an address."""
    found = _plain(text, path)
    if values.SPACES.search(found) or not values.is_uri_reference(found):
        raise ValueError(f"{path} is {found!r}, which is no web address.")
    return found


def _time(moment: datetime) -> str:
    return values.time_text(moment)


def _integer(number: int) -> str:
    return str(int(number))


def _items(wanted: Iterable[str]) -> str:
    return _plain(values.items_text(wanted), "list")


def _references(earlier: Iterable[Any]) -> str:
    return _plain(" ".join(values.reference_text(one) for one in earlier), "list")


PLAIN: dict[Kind, Callable[[object, str], str]] = {
    Kind.TEXT: _plain,
    Kind.LANGUAGE: _language,
    Kind.URI: _uri,
}
WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.TIME: _time,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: values.number_text,
    Kind.ITEMS: _items,
    Kind.REFERENCES: _references,
    Kind.POLYGON: values.polygon_text,
    Kind.CIRCLE: values.circle_text,
}
