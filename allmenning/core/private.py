"""Numbers that point to one person, found in a text before it is published (R75).

What each number looks like, and how its check digits are counted: docs/method/private.md.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["national_id", "foreign_id", "duf", "card", "bank_account", "iban", "passport"]

# The checks that must come out for the two last digits of a national identity number.
FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
# From 2032 the first check digit may leave any of four remainders; the second is as before.
FIRST_REMAINDERS = (0, 1, 2, 3)
# D-numbers add 40 to the day. Test people: Tenor adds 80 to the month, others 40.
DAY_SHIFTS = (0, 40)
MONTH_SHIFTS = (0, 40, 80)
DUF_WEIGHTS = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GL": 18, "GR": 27, "HU": 28, "IE": 22, "IS": 26, "IT": 27,
    "LT": 20, "LU": 20, "LV": 21, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
    "SI": 19, "SK": 24, "UA": 29,
}  # fmt: skip
FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# How long a card number is, by its first digits.
CARDS = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}|(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))[0-9]+"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|6(?:011|5|2|[37])[0-9]+|5(?:0|[6-8])[0-9]+"
)
CARD_LENGTHS = {13, 14, 15, 16, 19}

GAP = "[ \u00a0\u2009\u202f]"
BEFORE = r"(?<![0-9A-Za-z])(?<![0-9][.,/\-])"
AFTER = r"(?![0-9A-Za-z])(?![.,/\-][0-9])"
NATIONAL = re.compile(
    rf"{BEFORE}[0-9]{{2}}(?:{GAP}|[.\-])?[0-9]{{2}}(?:{GAP}|[.\-])?(?:19|20)?[0-9]{{2}}"
    rf"(?:{GAP}?[-–]{GAP}?|{GAP}|,{GAP})?[0-9]{{3}}{GAP}?[0-9]{{2}}{AFTER}"
)
NATIONAL_LABELLED = re.compile(
    rf"\b(?:f(?:ø|oe|o)dsels|person|d-?)(?:nummer|nr\.?)(?:et)?[^0-9\n]{{0,12}}"
    rf"((?:[0-9]{{6}}{GAP}?)?[0-9]{{5}}){AFTER}",
    re.IGNORECASE,
)
SWEDISH = re.compile(rf"{BEFORE}(?:19|20)?([0-9]{{6}})[-+]([0-9]{{4}}){AFTER}")
FINNISH = re.compile(rf"{BEFORE}([0-9]{{6}})[-+A-FU-Y]([0-9]{{3}})([0-9A-Y]){AFTER}")
DANISH = re.compile(
    rf"\bcpr(?:-?(?:nummer|nr\.?))?[^0-9\n]{{0,12}}([0-9]{{6}}{GAP}?-?{GAP}?[0-9]{{4}}){AFTER}",
    re.IGNORECASE,
)
DUF = re.compile(rf"{BEFORE}(?:19|20)[0-9]{{2}}{GAP}?[0-9]{{6}}{GAP}?[0-9]{{2}}{AFTER}")
DUF_LABELLED = re.compile(
    rf"\bduf(?:-?(?:nummer|nr\.?))?(?:et)?[^0-9\n]{{0,12}}"
    rf"([0-9]{{4}}{GAP}?[0-9]{{6}}{GAP}?[0-9]{{2}}){AFTER}",
    re.IGNORECASE,
)
CARD = re.compile(
    rf"{BEFORE}(?:[0-9]{{13,19}}|[0-9]{{4}}(?:(?:{GAP}|-)[0-9]{{4}}){{3}}(?:{GAP}[0-9]{{3}})?"
    rf"|[0-9]{{4}}(?:{GAP}|-)[0-9]{{6}}(?:{GAP}|-)[0-9]{{4,5}}){AFTER}"
)
ACCOUNT = re.compile(rf"{BEFORE}[0-9]{{4}}(?:\.|{GAP})[0-9]{{2}}(?:\.|{GAP})[0-9]{{5}}{AFTER}")
ACCOUNT_LABELLED = re.compile(
    rf"\b(?:bank)?(?:konto|account)(?:{GAP}?(?:nummer|number|nr\.?|no\.?))?(?:et)?[^0-9\n]{{0,12}}"
    rf"([0-9]{{11}}){AFTER}",
    re.IGNORECASE,
)
IBAN = re.compile(rf"\b[A-Z]{{2}}[0-9]{{2}}(?:{GAP}?[0-9A-Z]){{11,26}}\b")
PASSPORT = re.compile(
    rf"\b(?:pass(?:port)?|reisedokument)(?:{GAP}|-)?(?:nummer|number|nr\.?|no\.?)(?:et)?"
    rf"[^0-9A-Za-z\n]{{0,6}}(?:er{GAP}|is{GAP})?([A-Z]{{0,3}}[0-9]{{6,9}})\b",
    re.IGNORECASE,
)
WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A number that points to one person.

    Attributes
    ----------
    kind : str
        What it looks like.
    start, end : int
        Where it stands: ``text[start:end]``.
    """

    kind: Kind
    start: int
    end: int


def find_private(text: str) -> list[Match]:
    """Find numbers that point to one person, as they stand in the text.

    Parameters
    ----------
    text : str
        Any text; bytes that are no letters count as letters do.

    Returns
    -------
    list of Match
        In order, none overlapping. Where one place could be two kinds, the more telling one is
        given: a national identity number before a bank account.
    """
    found: list[Match] = []
    for one in _candidates(text):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _candidates(text: str) -> Iterator[Match]:
    """Give what each pattern finds, the most telling kinds first."""
    for kind, pattern, holds in PATTERNS:
        for hit in pattern.finditer(text):
            group = 1 if kind in LABELLED and pattern.groups == 1 else 0
            if holds(hit.group(group)):
                yield Match(kind, *hit.span(group))
    addresses = [hit.span() for hit in WEB_ADDRESS.finditer(text)]
    for hit in CARD.finditer(text):
        # Long numbers in web addresses name posts and pictures, and one in ten looks like a card.
        within = any(start <= hit.start() < end for start, end in addresses)
        if not within and is_card(hit.group()):
            yield Match("card", *hit.span())


def is_national_id(number: str) -> bool:
    """Tell whether both check digits and the date fit; the year may be written with four digits."""
    digits = _digits(number)
    if len(digits) == 13:
        digits = digits[:4] + digits[6:]
    if len(digits) != 11 or not _is_shifted_date(digits[:6]):
        return False
    first = _weighted(digits, FIRST_WEIGHTS) % 11
    return first in FIRST_REMAINDERS and _weighted(digits, SECOND_WEIGHTS) % 11 == 0


def _is_shifted_date(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return any(
        _is_date(day - of_day, month - of_month, year)
        for of_day in DAY_SHIFTS
        for of_month in MONTH_SHIFTS
    )


def _is_date(day: int, month: int, year: int) -> bool:
    """Tell whether it is a day of either century."""
    return 1 <= month <= 12 and any(
        1 <= day <= monthrange(century + year, month)[1] for century in (1900, 2000)
    )


def _is_told_national(number: str) -> bool:
    """Where the text says what it is, a slip in the check digits does not make it less personal."""
    digits = _digits(number)
    return len(digits) == 5 or _is_shifted_date(digits[:6])


def is_swedish_id(number: str) -> bool:
    """Tell whether date and check digit of a Swedish number fit (sum by Luhn)."""
    digits = _digits(number)[-10:]
    day = int(digits[4:6])
    return _is_date(day - 60 if day > 60 else day, int(digits[2:4]), int(digits[:2])) and _luhn(
        digits
    )


def is_finnish_id(number: str) -> bool:
    """Tell whether the date and the check sign of a Finnish number fit (remainder by 31)."""
    digits = number[:6] + number[7:10]
    is_date = _is_date(int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    return is_date and FINNISH_CHECKS[int(digits) % 31] == number[10]


def is_duf(number: str) -> bool:
    """Tell whether it is a number of the immigration authorities, not a moment in time."""
    digits = _digits(number)
    return _weighted(digits, DUF_WEIGHTS) % 11 == int(digits[10:]) and not _is_moment(digits)


def _is_moment(digits: str) -> bool:
    """Tell whether twelve digits are year, month, day, hour and minute, as in names of files."""
    return (
        _is_date(int(digits[6:8]), int(digits[4:6]), int(digits[2:4]))
        and int(digits[8:10]) < 24
        and int(digits[10:]) < 60
    )


def is_card(number: str) -> bool:
    """Tell whether it is the number of a payment card (ISO/IEC 7812: issuer, length, Luhn)."""
    digits = _digits(number)
    return (
        len(digits) in CARD_LENGTHS
        and CARDS.fullmatch(digits) is not None
        and len(set(digits)) > 1
        and _luhn(digits)
    )


def is_bank_account(number: str) -> bool:
    """Tell whether it is a Norwegian account number (eleven digits, remainder by 11)."""
    digits = _digits(number)
    return len(digits) == 11 and _weighted(digits, ACCOUNT_WEIGHTS) % 11 == 0 and int(digits) > 0


def is_iban(number: str) -> bool:
    """Tell whether length and check digits of an IBAN fit (ISO 13616, ISO 7064 mod 97-10)."""
    joined = re.sub(GAP, "", number)
    if IBAN_LENGTHS.get(joined[:2]) != len(joined):
        return False
    turned = joined[4:] + joined[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _digits(number: str) -> str:
    return re.sub("[^0-9]", "", number)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _always(_number: str) -> bool:
    return True


PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("national_id", NATIONAL, is_national_id),
    ("national_id", NATIONAL_LABELLED, _is_told_national),
    ("foreign_id", SWEDISH, is_swedish_id),
    ("foreign_id", FINNISH, is_finnish_id),
    ("foreign_id", DANISH, _always),
    ("duf", DUF_LABELLED, _always),
    ("duf", DUF, is_duf),
    ("iban", IBAN, is_iban),
    ("bank_account", ACCOUNT, is_bank_account),
    ("bank_account", ACCOUNT_LABELLED, is_bank_account),
    ("passport", PASSPORT, _always),
)
LABELLED = {"national_id", "foreign_id", "duf", "bank_account", "passport"}
