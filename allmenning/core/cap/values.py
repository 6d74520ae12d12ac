"""The text of one value: is it as the schema wants it, what does it mean, how is it written.

The schema's pattern of a time has ``[-,+]`` before the zone; the comma slips into the pattern but
not into the base type, so a zone is ``+`` or ``-`` and ``Z`` is no zone.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from .model import Circle, Point, Polygon, Reference

TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"[-+](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)",
)
CLOSE_TO_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ]+(\d{2}:\d{2})(:\d{2})?(?:[.,]\d+)?\s*([Zz]|[-+]\d{2}:?\d{2})",
    re.ASCII,
)
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
PAIR = re.compile(r"([-+]?\d{1,3}(?:\.\d*)?),([-+]?\d{1,3}(?:\.\d*)?)", re.ASCII)
ADDRESS_ITEM = re.compile(r'"([^"]*)"|([^\s"]+)')
SPACES = re.compile(r"[ \t\n\r]+")

UNRESERVED = r"[\w\-.~!$&'()*+,;=]|%[0-9A-Fa-f]{2}"
PCHAR = rf"(?:{UNRESERVED}|[:@])"
HOST = rf"(?:(?:{UNRESERVED}|:)*@)?(?:\[[^\]]*\]|(?:{UNRESERVED})*)(?::[0-9]{{1,9}})?"
PATH = rf"(?:/{PCHAR}*)*"
URI_REFERENCE = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.\-]*:(?://{HOST}{PATH}|(?!//){PCHAR}*{PATH})"
    rf"|//{HOST}{PATH}|(?:{UNRESERVED}|@)+{PATH}|(?!//){PATH})"
    rf"(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?\[\]])*)?",
    re.ASCII,
)
REPLACED = re.compile(r"[^\w\-.~!$&'()*+,;=:@/?#\[\]%]", re.ASCII)
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def collapsed(text: str) -> str:
    """Return text as XML Schema collapses it before it looks."""
    return SPACES.sub(" ", text).strip(" ")


def is_uri_reference(text: str) -> bool:
    """Return whether this passes as ``xs:anyURI``: RFC 3986, taking any other character."""
    return URI_REFERENCE.fullmatch(REPLACED.sub("_", text)) is not None


def is_absolute(text: str) -> bool:
    """Return whether an address has a scheme, and so can be followed from anywhere."""
    return ABSOLUTE.fullmatch(text) is not None


def strict_time(text: str) -> datetime | None:
    """Return the time if written exactly as CAP 1.2 wants it, otherwise None."""
    if not TIME.fullmatch(text):
        return None
    return _time(text)


def tolerant_time(text: str) -> datetime | None:
    """Return the time in other common spellings; None when even the zone must be guessed."""
    found = CLOSE_TO_TIME.fullmatch(text.strip())
    if not found:
        return None
    day, minutes, seconds, zone = found.groups()
    zone = "+00:00" if zone in "Zz" else f"{zone[:3]}:{zone[-2:]}"
    return _time(f"{day}T{minutes}{seconds or ':00'}{zone}")


def _time(text: str) -> datetime | None:
    """Return a time that exists in the calendar, otherwise None; 24:00:00 is the next midnight."""
    try:
        if text[11:19] == "24:00:00":
            return datetime.fromisoformat(f"{text[:11]}00{text[13:]}") + timedelta(days=1)
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def time_text(moment: datetime) -> str:
    """Write a time as CAP 1.2 wants it.

    Raises
    ------
    ValueError
        It has no zone, parts of a second, or a zone of odd seconds.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"The time {moment} has no time zone; give it one.")
    if moment.microsecond:
        raise ValueError(f"The time {moment} has parts of a second; CAP has whole seconds.")
    if offset % timedelta(minutes=1) or abs(offset) > timedelta(hours=14):
        raise ValueError(f"The time {moment} has a zone that XML cannot write.")
    return f"{moment.year:04}{moment.isoformat(timespec='seconds')[4:]}"


def number_text(number: float) -> str:
    """Write a number without an exponent, as ``xs:decimal`` wants it.

    Raises
    ------
    ValueError
        It is not finite.
    """
    text = repr(float(number))
    if text in {"nan", "inf", "-inf"}:
        raise ValueError(f"{number} is not a number that can be written.")
    return (format(Decimal(text), "f") if "e" in text else text).removesuffix(".0")


def point(text: str) -> Point | None:
    """Return a place from ``latitude,longitude``; None when it is something else."""
    found = PAIR.fullmatch(text)
    return Point(float(found[1]), float(found[2])) if found else None


def polygon(text: str) -> tuple[Polygon | None, bool]:
    """Return a polygon, and whether it was written as it should be."""
    as_written = _points(text.split())
    if as_written is not None:
        return Polygon(as_written), True
    loose = _points(" ".join(text.split()).replace(" ,", ",").replace(", ", ",").split())
    return (None if loose is None else Polygon(loose)), False


def _points(parts: list[str]) -> tuple[Point, ...] | None:
    """Return the places; None when there is none, or one cannot be read."""
    matches = [PAIR.fullmatch(part) for part in parts]
    if not parts or None in matches:
        return None
    return tuple(Point(float(found[1]), float(found[2])) for found in matches if found)


def circle(text: str) -> Circle | None:
    """Return a circle from ``latitude,longitude radius``; None when it is something else."""
    parts = text.split()
    centre = point(parts[0]) if len(parts) == 2 else None
    if centre is None or not DECIMAL.fullmatch(parts[1]):
        return None
    return Circle(centre, float(parts[1]))


def point_text(place: Point) -> str:
    """Write ``latitude,longitude``."""
    return f"{number_text(place.latitude)},{number_text(place.longitude)}"


def polygon_text(ring: Polygon) -> str:
    """Write the places with spaces between."""
    return " ".join(point_text(place) for place in ring.points)


def circle_text(round_area: Circle) -> str:
    """Write ``latitude,longitude radius``."""
    return f"{point_text(round_area.centre)} {number_text(round_area.radius)}"


def reference(text: str) -> tuple[Reference | None, bool]:
    """Return a reference from ``sender,identifier,sent``, and whether it was as it should be."""
    parts = text.split(",")
    if len(parts) != 3 or not all(parts):
        return None, False
    exact = strict_time(parts[2])
    sent = exact or tolerant_time(parts[2])
    return (Reference(parts[0], parts[1], sent) if sent else None), exact is not None


def reference_text(earlier: Reference) -> str:
    """Write ``sender,identifier,sent``."""
    return f"{earlier.sender},{earlier.identifier},{time_text(earlier.sent)}"


def items(text: str) -> tuple[str, ...]:
    """Return what is separated by spaces, where quotation marks hold together what has spaces."""
    if text.count('"') % 2:
        return (text.strip(),)
    return tuple(quoted or bare for quoted, bare in ADDRESS_ITEM.findall(text) if quoted or bare)


def items_text(wanted: Iterable[str]) -> str:
    """Write with spaces between, in quotation marks where an item has spaces.

    Raises
    ------
    ValueError
        An item has a quotation mark, which nothing can hide.
    """
    found = tuple(wanted)
    for item in found:
        if '"' in item or not item:
            raise ValueError(
                f"{item!r} cannot stand in a list: it is empty or has a quotation mark."
            )
    return " ".join(f'"{item}"' if SPACES.search(item) else item for item in found)
