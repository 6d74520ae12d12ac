"""Reads the text of one element: by the schema if it can be, in other common spellings if not.

What cannot be understood is kept, and None returned.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from . import values
from .fields import Field, Kind
from .gathered import SHOWN, Gathered, short
from .model import Circle, Polygon, Reference
from .words import Certainty

OLD_WORDS: dict[str, StrEnum] = {"very likely": Certainty.LIKELY}
"""Version 1.0 has it; version 1.1 says to read it as Likely."""


def text_value(walk: Gathered, raw: str, wanted: Field, path: str) -> Any:
    """Return the value of an element, as the model holds it.

    Parameters
    ----------
    walk : Gathered
        Takes what is to be remarked or kept.
    raw : str
    wanted : Field
    path : str
        Where it stands.
    """
    return READERS[wanted.kind](walk, raw, wanted, path)


def _plain(walk: Gathered, raw: str, _wanted: Field, path: str) -> str:
    """Read text."""
    text = raw.strip()
    if not text:
        walk.advise("read_empty_element", f"{path} is there and says nothing.")
    return text


def _word(walk: Gathered, raw: str, wanted: Field, path: str) -> StrEnum | None:
    """Read a word with a fixed meaning."""
    words = wanted.words
    if words is None:
        raise TypeError(f"The table gives no words for {wanted.name}.")
    if raw not in wanted.unknown_words:
        try:
            return words(raw)
        except ValueError:
            pass
    text = raw.strip()
    near = {word.value.lower(): word for word in words} | {
        old: word for old, word in OLD_WORDS.items() if isinstance(word, words)
    }
    found = near.get(text.lower())
    if found is not None and walk.version == "1.0" and text.lower() in OLD_WORDS:
        walk.advise("read_older_word", f"{path} is {raw!r}; it was read as {found}.")
    else:
        walk.fault("structure_value", f"{path} is {short(raw)}, not one of {', '.join(words)}.")
    if found is None or text != found:
        walk.keep(path, text)
    return found


def _time(walk: Gathered, raw: str, _wanted: Field, path: str) -> datetime | None:
    """Read a time."""
    text = values.collapsed(raw)
    found = values.strict_time(text)
    if found is not None:
        return found
    found = values.tolerant_time(text)
    old = walk.version != "1.2" and found is not None
    message = f"{path} is {short(raw)}, not a time as in 2026-11-23T02:40:00+01:00."
    (walk.advise if old else walk.fault)("structure_time", message)
    walk.keep(path, text)
    return found


def _language(walk: Gathered, raw: str, _wanted: Field, path: str) -> str | None:
    """Read a language."""
    text = values.collapsed(raw)
    if not raw:  # the schema then takes its default, en-US
        walk.advise("read_empty_element", f"{path} is there and says nothing.")
    elif not values.LANGUAGE.fullmatch(text):
        walk.fault("structure_value", f"{path} is {short(raw)}, which is no language tag.")
    return text


def _uri(walk: Gathered, raw: str, _wanted: Field, path: str) -> str:
    """Read an address."""
    text = values.collapsed(raw)
    if not values.is_uri_reference(text):
        walk.fault("structure_value", f"{path} is {short(raw)}, which is no web address.")
    elif not text:
        walk.advise("read_empty_element", f"{path} is there and says nothing.")
    return text


def _integer(walk: Gathered, raw: str, _wanted: Field, path: str) -> int | None:
    """Read a whole number."""
    text = values.collapsed(raw)
    if values.INTEGER.fullmatch(text) and len(text) <= SHOWN:
        return int(text)
    walk.fault("structure_value", f"{path} is {short(raw)}, not a whole number.")
    walk.keep(path, text)
    return None


def _decimal(walk: Gathered, raw: str, _wanted: Field, path: str) -> float | None:
    """Read a number."""
    text = values.collapsed(raw)
    if values.DECIMAL.fullmatch(text):
        return float(text)
    walk.fault("structure_value", f"{path} is {short(raw)}, not a number.")
    walk.keep(path, text)
    return None


def _items(walk: Gathered, raw: str, _wanted: Field, path: str) -> tuple[str, ...]:
    """Read what is separated by spaces."""
    found = values.items(raw)
    if not found:
        walk.advise("read_empty_element", f"{path} is there and says nothing.")
    return found


def _references(walk: Gathered, raw: str, _wanted: Field, path: str) -> tuple[Reference, ...]:
    """Read references to earlier messages."""
    parts = raw.split()
    if not parts:
        walk.fault("reference_form", f"{path} is there and names no message.")
    found = []
    for part in parts:
        earlier, exact = values.reference(part)
        if not exact:
            walk.fault("reference_form", f"{path} has {short(part)}, not sender,identifier,sent.")
            walk.keep(path, part)
        if earlier is not None:
            found.append(earlier)
    return tuple(found)


def _polygon(walk: Gathered, raw: str, _wanted: Field, path: str) -> Polygon | None:
    """Read a polygon."""
    found, exact = values.polygon(raw)
    if not exact:
        walk.fault("polygon_form", f"{path} is {short(raw)}, not latitude,longitude pairs.")
    if found is None:
        walk.keep(path, raw.strip())
    return found


def _circle(walk: Gathered, raw: str, _wanted: Field, path: str) -> Circle | None:
    """Read a circle."""
    found = values.circle(raw)
    if found is None:
        walk.fault("circle_form", f"{path} is {short(raw)}, not latitude,longitude radius.")
        walk.keep(path, raw.strip())
    return found


READERS = {
    Kind.TEXT: _plain,
    Kind.WORD: _word,
    Kind.TIME: _time,
    Kind.LANGUAGE: _language,
    Kind.URI: _uri,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.ITEMS: _items,
    Kind.REFERENCES: _references,
    Kind.POLYGON: _polygon,
    Kind.CIRCLE: _circle,
}
