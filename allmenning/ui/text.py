"""Numbers, days and addresses as people read them."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}

# Letters that do not decompose into a Latin letter and an accent.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "o",
        "å": "a",
        "đ": "d",
        "ŋ": "n",
        "ŧ": "t",
        "ß": "ss",
        "þ": "th",
        "ð": "d",
        "ł": "l",
        "œ": "oe",
    }
)
_NBSP = "\N{NO-BREAK SPACE}"


def slugify(text: str) -> str:
    """Write a name with the letters of an address: Vågå is vaga, Kárášjohka is karasjohka."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """Write a number with the locale's separators; decimals fixes how many are shown.

    Babel reads its pattern anew for each number, which costs more than the rest of a long table.
    """
    exact = Decimal(value) if isinstance(value, int | Decimal) else Decimal(str(float(value)))
    if not exact.is_finite():
        raise ValueError(f"{value} is no number to show; show None with a reason instead.")
    written = format(exact, f",.{3 if decimals is None else decimals}f")
    if decimals is None:
        written = written.rstrip("0").rstrip(".")
    # A lone minus sign of rounding says nothing.
    if written.startswith("-") and not written.strip("-0.,"):
        written = written[1:]
    return written.translate(_separators(locale()))


@cache
def _separators(name: str) -> dict[int, str]:
    """Map the separators of Python to those of the locale, and the hyphen to a minus."""
    return str.maketrans(
        {",": get_group_symbol(name), ".": get_decimal_symbol(name), "-": "\N{MINUS SIGN}"}
    )


def percent(share: float | Decimal, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage."""
    return f"{number(_times_hundred(share), decimals)}{_NBSP}%"


def points(difference: float | Decimal, decimals: int = 1) -> str:
    """Write a difference between two shares, in percentage points: 0.017 is 1,7 points."""
    shown = number(_times_hundred(difference), decimals)
    count = 1 if abs(round(_times_hundred(difference), decimals)) == 1 else 2
    written = ngettext("%(points)s percentage point", "%(points)s percentage points", count)
    return written % {"points": shown}


def signed_points(difference: float | Decimal, decimals: int = 1) -> str:
    """Write a change with its sign, so that a rise and a fall cannot be mistaken."""
    written = points(difference, decimals)
    return f"+{written}" if round(_times_hundred(difference), decimals) > 0 else written


def interval(low: float | Decimal, high: float | Decimal, decimals: int = 0) -> str:
    """Write the interval of a share: 84–90 %."""
    ends = {
        "low": number(_times_hundred(low), decimals),
        "high": number(_times_hundred(high), decimals),
    }
    return _("%(low)s–%(high)s\N{NO-BREAK SPACE}%%") % ends


def day(value: date | datetime) -> str:
    """Write a day: 2. januar 2024."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return _written_day(local, "long", locale())


@lru_cache(maxsize=4096)
def _written_day(value: date, pattern: str, name: str) -> str:
    return format_date(value, pattern, locale=name)


def month(value: date) -> str:
    """Write a month: juni 2013."""
    return _written_day(value, "LLLL y", locale())


def locale() -> str:
    """Name the locale of the active language."""
    return LOCALES.get(get_language() or "nb", "nb_NO")


def _times_hundred(share: float | Decimal) -> float:
    return float(share) * 100
