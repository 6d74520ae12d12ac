"""SPSS system files (.sav), written byte for byte the same for the same data.

pyreadstat writes such files only from the data frames of another library, with the time of writing
in them; ours are numbers with labels, which needs little. The tests read them back with pyreadstat.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

MISSING = struct.pack("<d", -1.7976931348623157e308)
LONGEST_LABEL = 252
LONGEST_VALUE_LABEL = 120
LONGEST_NAME = 64
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class SavVariable:
    """One column of numbers.

    Attributes
    ----------
    name : str
        At most 64 letters, digits and underscores; the first is a letter.
    label : str
        Cut at 252 bytes.
    values : sequence of float or None
        None is missing.
    labels : mapping of float to str
        What numbers mean; each label is cut at 120 bytes.
    decimals : int
    """

    name: str
    label: str
    values: Sequence[float | None]
    labels: Mapping[float, str] = field(default_factory=dict)
    decimals: int = 0


def sav_file(
    variables: Sequence[SavVariable], *, label: str, at: datetime, weight: str = ""
) -> bytes:
    """Return a system file in UTF-8, not compressed.

    Parameters
    ----------
    variables : sequence of SavVariable
        All of one length.
    label : str
        Of the file; cut at 64 bytes.
    at : datetime
        Written as the time the file was made.
    weight : str
        Name of the variable SPSS weights by.

    Raises
    ------
    ValueError
        No variables, unlike lengths, a name that is none or stands twice, an unknown weight.

    References
    ----------
    GNU PSPP, System File Format (pspp-dev manual, appendix "System File Format").
    """
    names = [one.name for one in variables]
    _check(variables, names, weight)
    rows = len(variables[0].values)
    index = names.index(weight) + 1 if weight else 0
    parts = [_header(len(variables), rows, index, label, at)]
    parts += [_variable(place, one) for place, one in enumerate(variables, start=1)]
    for place, one in enumerate(variables, start=1):
        if one.labels:
            parts.append(_value_labels(place, one.labels))
    parts += [_machine(), _long_names(names), _encoding(), struct.pack("<ii", 999, 0)]
    parts += list(_rows(variables))
    return b"".join(parts)


def _check(variables: Sequence[SavVariable], names: Sequence[str], weight: str) -> None:
    """Refuse what SPSS would not open."""
    if not variables:
        raise ValueError("An SPSS file needs at least one variable.")
    lengths = {len(one.values) for one in variables}
    if len(lengths) > 1:
        raise ValueError(f"All variables must have as many values, not {sorted(lengths)}.")
    for name in names:
        plain = name.replace("_", "a")
        if not (plain.isascii() and plain.isalnum() and name[:1].isalpha()):
            raise ValueError(f"A name is a letter, then letters, digits or _, not {name!r}.")
        if len(name) > LONGEST_NAME:
            raise ValueError(f"A name has at most {LONGEST_NAME} letters: {name!r}.")
    if len({name.upper() for name in names}) < len(names):
        raise ValueError("Two variables have the same name.")
    if weight and weight not in names:
        raise ValueError(f"There is no variable {weight!r} to weight by.")


def _cut(text: str, longest: int) -> bytes:
    """Return at most so many bytes of UTF-8, whole letters only."""
    return text.encode()[:longest].decode(errors="ignore").encode()


def _header(columns: int, rows: int, weight: int, label: str, at: datetime) -> bytes:
    product = b"@(#) SPSS DATA FILE Allmenning".ljust(60)
    day = f"{at.day:02d} {MONTHS[at.month - 1]} {at.year % 100:02d}".encode()
    clock = f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}".encode()
    numbers = struct.pack("<iiiiid", 2, columns, 0, weight, rows, 100.0)
    return b"$FL2" + product + numbers + day + clock + _cut(label, 64).ljust(64) + b"\0" * 3


def _variable(place: int, one: SavVariable) -> bytes:
    shown = (5 << 16) | (12 << 8) | one.decimals
    head = struct.pack("<iiiiii", 2, 0, 1, 0, shown, shown) + _short(place)
    told = _cut(one.label or one.name, LONGEST_LABEL)
    return head + struct.pack("<i", len(told)) + told.ljust(-(-len(told) // 4) * 4)


def _short(place: int) -> bytes:
    return f"V{place}".encode().ljust(8)


def _value_labels(place: int, labels: Mapping[float, str]) -> bytes:
    parts = [struct.pack("<ii", 3, len(labels))]
    for value, text in labels.items():
        told = _cut(text, LONGEST_VALUE_LABEL)
        whole = -(-(len(told) + 1) // 8) * 8
        parts.append(struct.pack("<dB", value, len(told)) + told.ljust(whole - 1))
    parts.append(struct.pack("<iii", 4, 1, place))
    return b"".join(parts)


def _extension(subtype: int, size: int, content: bytes) -> bytes:
    return struct.pack("<iiii", 7, subtype, size, len(content) // size) + content


def _machine() -> bytes:
    """Say that numbers are IEEE 754, lowest byte first, and text UTF-8 (code page 65001)."""
    whole = struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001)
    lowest = struct.pack("<d", -1.7976931348623155e308)
    highest = struct.pack("<d", 1.7976931348623157e308)
    return _extension(3, 4, whole) + _extension(4, 8, MISSING + highest + lowest)


def _long_names(names: Iterable[str]) -> bytes:
    told = "\t".join(f"V{place}={name}" for place, name in enumerate(names, start=1))
    return _extension(13, 1, told.encode())


def _encoding() -> bytes:
    return _extension(20, 1, b"UTF-8")


def _rows(variables: Sequence[SavVariable]) -> Iterator[bytes]:
    for row in zip(*(one.values for one in variables), strict=True):
        yield b"".join(MISSING if one is None else struct.pack("<d", one) for one in row)
