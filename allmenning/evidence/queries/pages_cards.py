"""A finding as a reader meets it: never a number without what it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmenning.core.comparability.rules import SMALLEST_BASE_SHOWN
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import HowRead, Method, Sampling, ValueKind
from allmenning.evidence.queries.strength import FULL, Strength, is_old, strength_of
from allmenning.ui.text import number, percent

Words = Mapping[tuple[str, str], str]
"""Names of units, informants and instruments by kind and code (`queries.words`)."""

NBSP = "\N{NO-BREAK SPACE}"
UNITS_UNSAID = ("rank", "words", "percent", "")
NOT_THE_STUDY = (HowRead.SECONDARY, HowRead.SECOND_HAND)
# In January 2018 Facebook began to show people fewer posts from pages and more from friends.
NEWS_FEED_CHANGED = 2018
SMALLEST_BASE_IN_PERCENT = 20
MUNICIPAL = ("municipality", "county", "")
"""What is counted where the answers are those of municipalities."""
CARD_NEEDS = ("study", "base", "theme", "concept__question", "indicator", "population")
"""What a card reads through; select these, or every card costs queries."""


@dataclass(frozen=True)
class Card:
    code: str
    address: str
    statement: str
    language: str
    figure: str
    beside: str
    method: str
    base: str
    n: str
    year: int | None
    study: str
    study_address: str
    sampling: str
    read: str
    strength: Strength
    old: bool
    before_news_feed: bool
    marks: tuple[str, ...]
    conflicts: tuple[str, ...]

    @property
    def level(self) -> int | None:
        return self.strength.level

    @property
    def strength_words(self) -> str:
        return strength_words(self.level)

    @property
    def time(self) -> str:
        """The year, and the mark of age: an old figure is never taken for today's."""
        if self.year is None:
            return _("year unknown")
        if not self.old:
            return str(self.year)
        return _("%(year)s, more than 5 years old") % {"year": self.year}


def card_of(finding: Finding, today: date, words: Words, conflicts: Iterable[str] = ()) -> Card:
    """Build the card of a finding that comes with `CARD_NEEDS` selected."""
    told = tuple(sorted(conflicts))
    figure, beside = headline_of(finding, words)
    return Card(
        code=finding.code,
        address=page_address("funn", finding.code),
        statement=finding.statement,
        language=foreign_language(finding, "statement"),
        figure=figure,
        beside=beside,
        method=method_of(finding),
        base=base_of(finding),
        n=_n_of_card(finding),
        year=finding.year,
        study=finding.study.title,
        study_address=page_address("studier", finding.study.slug),
        sampling=sampling_of(finding.sampling),
        read=str(HowRead(finding.how_read).label),
        strength=strength_of(finding, today),
        old=is_old(finding, today),
        before_news_feed=bool(finding.year and finding.year < NEWS_FEED_CHANGED),
        marks=tuple(_marks(finding, told)),
        conflicts=told,
    )


def _marks(finding: Finding, conflicts: Sequence[str]) -> Iterator[str]:
    """Yield what a reader must not overlook, most important first."""
    if conflicts:
        yield _("Disagrees with %(others)s") % {"others": ", ".join(conflicts)}
    if finding.is_intention:
        yield _("A plan, not a state")
    if finding.study.vendor:
        yield _("From a vendor")
    if finding.deviates:
        yield _("Does not fit its own counts")
    if finding.how_read in NOT_THE_STUDY:
        yield str(HowRead(finding.how_read).label)


def method_of(finding: Finding) -> str:
    """Name the method, and whose own answers they are: a state body is no municipality."""
    if finding.method != Method.SELF_REPORT or finding.analysis_unit in MUNICIPAL:
        return str(Method(finding.method).label)
    if finding.analysis_unit == "elected_member":
        return _("Elected members' own answers")
    return _("The bodies' own answers")


def method_words(method: str) -> str:
    """Name a method where it stands for answers from all kinds of bodies."""
    if method == Method.SELF_REPORT:
        return _("The bodies' own answers")
    return str(Method(method).label)


def strength_words(level: int | None) -> str:
    if level is None:
        return _("strength not judged")
    return _("strength %(level)s of %(full)s") % {"level": level, "full": FULL}


def sampling_of(sampling: str) -> str:
    if sampling == Sampling.UNKNOWN:
        return _("How they were chosen is unknown")
    return str(Sampling(sampling).label)


def page_address(section: str, name: str) -> str:
    """Write the address of a page; `reverse` is too slow for hundreds of cards."""
    return f"{section_address(section)}/{name}/"


def section_address(section: str) -> str:
    """Write the address of a section in the language of the page, without a slash at its end."""
    language = get_language() or "nb"
    return f"/{section}" if language == "nb" else f"/{language}/{section}"


def foreign_language(row: object, field: str) -> str:
    """Return `nb` where the text is not translated to the language of the page, else nothing."""
    language = (get_language() or "nb")[:2]
    return "nb" if language != "nb" and not getattr(row, f"{field}_{language}") else ""


def figure_of(finding: Finding, words: Words) -> str:
    """Write the number with its unit, or the reason there is none; nothing for words."""
    if finding.suppressed:
        return _("Withheld")
    if finding.value is None:
        return ""
    if finding.value_kind == ValueKind.SHARE:
        return _share(finding)
    return _with_unit(number(finding.value), unit_of(finding.unit, words))


def headline_of(finding: Finding, words: Words) -> tuple[str, str]:
    """Return what stands large and what stands small beside it.

    A percentage promises more than a small group can carry, so 8 of 9 stands before 89 percent.
    """
    figure = figure_of(finding, words)
    counted = finding.numerator is not None and finding.denominator is not None
    small = finding.n is not None and SMALLEST_BASE_SHOWN <= finding.n < SMALLEST_BASE_IN_PERCENT
    if not small or not counted or finding.suppressed or finding.value_kind != ValueKind.SHARE:
        return figure, ""
    return _counts(finding), figure


def _counts(finding: Finding) -> str:
    counts = {"yes": number(finding.numerator or 0), "all": number(finding.denominator or 0)}
    return _("%(yes)s of %(all)s") % counts


def _share(finding: Finding) -> str:
    """Write a share; that of a handful is told as counts: 3 of 4, never 75 percent."""
    few = finding.n is not None and finding.n < SMALLEST_BASE_SHOWN
    if not few:
        return percent(finding.value or 0.0, decimals_of((finding.value or 0.0) * 100))
    if finding.numerator is None or finding.denominator is None:
        return _("Withheld")
    return _counts(finding)


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure}{NBSP}{unit}".strip()


def unit_of(unit: str, words: Words) -> str:
    """Write the unit in the reader's language; a rank and words have none."""
    return "" if unit in UNITS_UNSAID else words.get(("unit", unit), unit)


def decimals_of(value: float) -> int:
    """Whole percentages are shown whole; 63.6 keeps its decimal."""
    return 0 if abs(value - round(value)) < 0.05 else 1


def base_of(finding: Finding) -> str:
    if finding.base:
        return finding.base.name
    return _("base unknown")


def _n_of_card(finding: Finding) -> str:
    """Mark the source's own words for n on a page in another language."""
    told = n_of(finding)
    if finding.n or not finding.n_text or get_language() == "nb":
        return told
    return format_html('<span lang="nb">{}</span>', told)


def n_of(finding: Finding) -> str:
    if finding.n and finding.n_text.startswith(">"):
        return _("n = over %(count)s") % {"count": number(finding.n)}
    if finding.n:
        return f"n{NBSP}={NBSP}{number(finding.n)}"
    return f"n: {finding.n_text}" if finding.n_text else _("n unknown")
