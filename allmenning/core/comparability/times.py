"""Reference times as stretches of days, and whether two of them are the same time."""

import re

_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])")
_QUARTERS = {
    "1": ("01-01", "03-31"),
    "2": ("04-01", "06-30"),
    "3": ("07-01", "09-30"),
    "4": ("10-01", "12-31"),
}


def times(a: str | None, b: str | None) -> str:
    """Return ``same``, ``different`` or ``unknown`` for two reference times.

    Notes
    -----
    ``2013`` and ``2013-06`` overlap and may be the same time, and are therefore unknown;
    ``2015-04-13`` and ``2015-06`` do not overlap and are different. A text that is no year,
    month, day, quarter or stretch ``start..end`` of them is the same only as itself.
    """
    if a is None or b is None:
        return "unknown"
    if a == b:
        return "same"
    first, second = _stretch(a), _stretch(b)
    if first is None or second is None:
        return "unknown"
    if first == second:
        return "same"
    return "different" if first[1] < second[0] or second[1] < first[0] else "unknown"


def _stretch(text: str) -> tuple[str, str] | None:
    """Return the first and the last day as text that sorts like dates."""
    start, dots, end = text.partition("..")
    if dots:
        first, last = _stretch(start), _stretch(end)
        return (first[0], last[1]) if first and last else None
    if _YEAR.fullmatch(text):
        return f"{text}-01-01", f"{text}-12-31"
    if _MONTH.fullmatch(text):
        return f"{text}-01", f"{text}-31"
    if found := _QUARTER.fullmatch(text):
        opens, closes = _QUARTERS[found[2]]
        return f"{found[1]}-{opens}", f"{found[1]}-{closes}"
    return (text, text) if _DAY.fullmatch(text) else None
