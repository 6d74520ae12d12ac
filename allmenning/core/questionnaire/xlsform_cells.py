"""Cells of an XLSForm: texts in several languages, and constraints of the common forms."""

import re
from dataclasses import replace

from allmenning.core.questionnaire.item import Limits
from allmenning.core.questionnaire.xlsform import LANGUAGES, Row

_LANGUAGE = re.compile(r".*\((\w{2})\)\s*$")
_NAMES = {
    "bokmål": "nb",
    "norsk": "nb",
    "norwegian": "nb",
    "nynorsk": "nn",
    "english": "en",
    "engelsk": "en",
}


def language_code(name: str) -> str:
    """Tell which language a column is in: by the code in parentheses, or by its name."""
    found = _LANGUAGE.match(name)
    code = found.group(1).lower() if found else name.strip().lower()
    code = _NAMES.get(code, {"no": "nb"}.get(code, code))
    return code if code in LANGUAGES else ""


def text_in(row: Row, column: str) -> dict[str, str]:
    """Read a text in all languages; a column without language is bokmål."""
    found: dict[str, str] = {}
    for name, words in row.items():
        base, _, language = name.partition("::")
        code = language_code(language) if language else "nb"
        if base == column and code and words.strip():
            found.setdefault(code, words.strip())
    return {code: found[code] for code in LANGUAGES if code in found}


_PARTS = (
    (re.compile(r"\.\s*(>=|<=)\s*(-?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,2})?)(?!\d)"), "number"),
    (re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d{1,6})(?!\d)"), "longest"),
    (re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d{1,6})(?!\d)"), "most"),
    (
        re.compile(
            r"not\(\s*selected\(\s*\.\s*,\s*'([\w-]+)'\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
        ),
        "alone",
    ),
)


def limits_in(constraint: str) -> tuple[Limits, set[str], str]:
    """Read a constraint: limits, codes that stand alone, and the part that is not understood."""
    limits: Limits = Limits()
    alone: set[str] = set()
    rest = constraint.strip()
    while rest:
        matched = ((pattern.match(rest), what) for pattern, what in _PARTS)
        found, what = next(((one, what) for one, what in matched if one), (None, ""))
        if found is None:
            break
        if what == "alone":
            alone.add(found.group(1))
        else:
            limits = _limited(limits, what, found)
        rest = re.sub(r"^\s*and\s+", "", rest[found.end() :])
    return limits, alone, rest


def _limited(limits: Limits, what: str, found: re.Match[str]) -> Limits:
    if what == "longest":
        return replace(limits, longest=int(found.group(1)))
    if what == "most":
        return replace(limits, most=int(found.group(1)))
    value = float(found.group(2))
    if found.group(1) == ">=":
        return replace(limits, lowest=value)
    return replace(limits, highest=value)
