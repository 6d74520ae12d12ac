"""The digest of an item: it changes when anything that the respondent meets changes."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence

from allmenning.core.questionnaire.item import Item, Option, Text

FORMAT = 1


def digest(item: Item) -> str:
    """Return the SHA-256 of everything the respondent meets, as 64 hexadecimal digits.

    Wording, help, options and rows with their codes and order, kind, limits and whether "don't
    know" is offered, in all languages. White space is made alike and letters composed (NFC);
    anything else, a comma included, gives another digest.
    """
    told = {
        "format": FORMAT,
        "kind": str(item.kind),
        "wording": _text(item.wording),
        "help": _text(item.help),
        "options": _options(item.options),
        "rows": _options(item.rows),
        "limits": [
            _number(item.limits.lowest),
            _number(item.limits.highest),
            item.limits.decimals,
            item.limits.longest,
            item.limits.most,
        ],
        "dont_know": item.offers_dont_know,
    }
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _text(text: Text) -> dict[str, str]:
    alike = {language: normalised(words) for language, words in text.items()}
    return {language: words for language, words in alike.items() if words}


def normalised(words: str) -> str:
    """Make white space alike and letters composed."""
    return unicodedata.normalize("NFC", " ".join(words.split()))


def _options(options: Sequence[Option]) -> list[list[object]]:
    return [[option.code, _text(option.label), option.alone] for option in options]


def _number(value: float | None) -> float | None:
    """Write 3 and 3.0 alike."""
    return None if value is None else float(value)
