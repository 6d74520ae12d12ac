"""What a reader has narrowed the findings down to; the same in address, page and download."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import HowRead

IN_THE_ORIGINAL = "original"
STATEMENTS = ("statement_nb", "statement_nn", "statement_en", "code", "study__title")


@dataclass(frozen=True)
class Filters:
    """Empty text and None mean that nothing is chosen."""

    words: str = ""
    theme: str = ""
    question: str = ""
    study: str = ""
    country: str = ""
    method: str = ""
    sampling: str = ""
    read: str = ""
    first_year: int | None = None
    last_year: int | None = None
    codes: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The part of an address after the question mark, in a fixed order."""
        chosen = asdict(self)
        told = {PARAMETERS[name]: chosen[name] for name in PARAMETERS if chosen[name]}
        return urlencode(told, doseq=True)

    @property
    def kept(self) -> list[tuple[str, object]]:
        """The parameters besides the search, for a form that only searches."""
        chosen = asdict(self)
        names = (name for name in PARAMETERS if name not in ("words", "codes") and chosen[name])
        return [(PARAMETERS[name], chosen[name]) for name in names]

    @property
    def active(self) -> bool:
        return bool(self.address)


PARAMETERS: Mapping[str, str] = {
    "words": "q",
    "theme": "tema",
    "question": "sporsmal",
    "study": "studie",
    "country": "land",
    "method": "metode",
    "sampling": "utvalg",
    "read": "lest",
    "first_year": "fra",
    "last_year": "til",
    "codes": "f",
}
"""The field of `Filters` and its name in an address, which stays when the code changes."""

COLUMNS: Mapping[str, str] = {
    "theme": "theme__slug",
    "question": "concept__question__slug",
    "study": "study__slug",
    "country": "country",
    "method": "method",
    "sampling": "sampling",
    "first_year": "year__gte",
    "last_year": "year__lte",
    "codes": "code__in",
}


def narrowed(findings: QuerySet[Finding], filters: Filters) -> QuerySet[Finding]:
    """Return the findings that fit every choice."""
    chosen = asdict(filters)
    fitting = {column: chosen[name] for name, column in COLUMNS.items() if chosen[name]}
    findings = findings.filter(**fitting)
    if filters.read:
        read = HowRead.REPORT if filters.read == IN_THE_ORIGINAL else filters.read
        findings = findings.filter(how_read=read)
    for word in filters.words.split()[:8]:
        findings = findings.filter(_holds(word))
    return findings


def _holds(word: str) -> Q:
    found = Q()
    for column in STATEMENTS:
        found |= Q(**{f"{column}__icontains": word})
    return found
