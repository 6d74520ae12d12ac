"""What readers of JSON have in common: CAP's words for a level, and what the source left out.

MET and NVE both have four levels of awareness; MET's profile says how they are written in CAP.
"""

import json
from collections.abc import Iterator, Mapping

from .model import Extra, Level, Reading, Remark
from .source import LARGEST
from .words import Severity

LEVELS = {
    "1": ("1; green; Minor", Severity.MINOR),
    "2": ("2; yellow; Moderate", Severity.MODERATE),
    "3": ("3; orange; Severe", Severity.SEVERE),
    "4": ("4; red; Extreme", Severity.EXTREME),
}
"""Level of awareness: as a parameter, and as CAP's severity."""
LARGEST_JSON = 10 * LARGEST
"""Bytes; NVE's answer for one county has 240 kB, for the country some megabytes."""


def json_value(data: bytes, largest: int = LARGEST_JSON) -> object:
    """Return what is in a file of JSON.

    Parameters
    ----------
    data : bytes
    largest : int
        Bytes; more are refused unseen.

    Raises
    ------
    ValueError
        Too large, or no JSON; the sentence says which.
    """
    if len(data) > largest:
        raise ValueError(f"The file is larger than {largest:,} bytes.")
    try:
        return json.loads(data)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"The file is not JSON: {error}.") from None
    except RecursionError:
        raise ValueError("The file is nested too deeply.") from None


def unreadable(code: str, message: str) -> Reading:
    """Return a reading without a message.

    Parameters
    ----------
    code, message : str
    """
    return Reading(None, (Remark(code, message),))


def advice(code: str, message: str) -> Remark:
    """Return a remark that makes nothing invalid.

    Parameters
    ----------
    code, message : str
    """
    return Remark(code, message, Level.ADVICE)


def text(row: Mapping[str, object], name: str) -> str | None:
    """Return the text under a name; None when there is none, or nothing in it.

    Parameters
    ----------
    row : mapping
    name : str
    """
    value = row.get(name)
    if value is None or isinstance(value, (list, dict)):
        return None
    return str(value).strip() or None


def leftovers(row: Mapping[str, object], used: frozenset[str], path: str) -> Iterator[Extra]:
    """Give what a row says and nobody used.

    Parameters
    ----------
    row : mapping
    used : frozenset of str
        Names whose values have a place in the model.
    path : str
    """
    for name, value in row.items():
        if name not in used and value not in (None, "", [], {}):
            kept = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield Extra(f"{path}{name}", kept)
