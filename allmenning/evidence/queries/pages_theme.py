"""The theme page: what is known, how sure it is, and what nobody has asked."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Min, QuerySet

from allmenning.accounts.queries import KeptPerRevision
from allmenning.evidence.models import Finding, Question, Theme
from allmenning.evidence.queries.facts import NEEDED, reviewed_crosswalks
from allmenning.evidence.queries.pages_agreement import (
    Agreement,
    Dispute,
    Matrix,
    Row,
    coverage_of,
    disputes,
    matrix,
)
from allmenning.evidence.queries.pages_cards import CARD_NEEDS, Card, Words, card_of
from allmenning.evidence.queries.pages_filters import Filters, narrowed
from allmenning.evidence.queries.pages_groups import (
    AxisSet,
    Figures,
    axis_sets,
    figures_of,
    hindrances,
)
from allmenning.evidence.queries.pages_time import moment_of

READ_AT_MOST = 300
CARDS_A_QUESTION = 6
# 24 figures are 276 pairs, some 15 ms; a question with more shows the strongest.
FIGURES_COMPARED = 24
KEY_FINDINGS = 3
# One for each theme and language; every reader with a lens needs the same again.
PAGES_KEPT = 30

Pair = tuple[Finding, Card]
Crosswalks = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class ThemeEntry:
    """One line of the overview; counted in the database."""

    theme: Theme
    findings: int
    studies: int
    methods: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True)
class QuestionGroup:
    """The findings on one question: those in charts, and those that stand apart as cards."""

    row: Row
    apart: tuple[Card, ...]
    figures: Figures
    axes: tuple[AxisSet, ...]
    hindrances: tuple[str, ...]
    more: int
    disputes: tuple[Dispute, ...]

    @property
    def question(self) -> str:
        return self.row.question

    @property
    def slug(self) -> str:
        return self.row.slug

    @property
    def refused(self) -> bool:
        return bool(self.hindrances)

    @property
    def compare(self) -> str:
        """The question mark and what follows it, for the page that compares these."""
        return urlencode([("f", code) for code in sorted(self.figures.findings)[:CARDS_A_QUESTION]])


@dataclass(frozen=True)
class ThemePage:
    theme: Theme
    filters: Filters
    total: int
    cards: tuple[Card, ...]
    findings: tuple[Finding, ...]
    studies: int
    methods: int
    keys: tuple[tuple[str, Card], ...]
    groups: tuple[QuestionGroup, ...]
    matrix: Matrix
    unasked: tuple[tuple[str, str], ...]

    @property
    def cut(self) -> bool:
        """Whether the theme holds more than one page reads."""
        return self.total > len(self.cards)

    @property
    def levels(self) -> Counter[int | None]:
        return Counter(card.strength.level for card in self.cards)


def theme_entries() -> list[ThemeEntry]:
    """Return every theme with how much there is; one query however many findings."""
    rows = Theme.objects.annotate(
        found=Count("findings", distinct=True),
        studies=Count("findings__study", distinct=True),
        methods=Count("findings__method", distinct=True),
        first=Min("findings__year"),
        last=Max("findings__year"),
    ).order_by("position", "slug")
    return [
        ThemeEntry(
            theme=row,
            findings=row.found,
            studies=row.studies,
            methods=row.methods,
            first_year=row.first,
            last_year=row.last,
        )
        for row in rows
    ]


_kept: KeptPerRevision[ThemePage] = KeptPerRevision(PAGES_KEPT)


def theme_page(theme: Theme, filters: Filters, today: date, words: Words) -> ThemePage:
    """Read a theme through the reader's filters; seven queries however many findings."""
    if filters.active:
        return _theme_page(theme, filters, today, words)
    key = theme.pk, today
    return _kept.get(key, lambda: _theme_page(theme, filters, today, words))


def _theme_page(theme: Theme, filters: Filters, today: date, words: Words) -> ThemePage:
    fitting = narrowed(Finding.objects.filter(theme=theme), filters)
    total = fitting.count()
    opposed = _by_question(_read(fitting))
    by_question = {slug: _pairs(group, today, words) for slug, group in opposed.items()}
    pairs = [pair for group in by_question.values() for pair in group]
    questions = list(Question.objects.filter(theme=theme))
    names = [(one.slug, one.name) for one in questions]
    laid_out = matrix(names, by_question, coverage_of(theme.slug))
    groups = _groups(laid_out, by_question, reviewed_crosswalks())
    asked = {row.slug: row.agreement is not Agreement.NOBODY for row in laid_out.rows}
    return ThemePage(
        theme=theme,
        filters=filters,
        total=total,
        cards=tuple(card for _one, card in pairs),
        findings=tuple(one for one, _card in pairs),
        studies=len({one.study_id for one, _card in pairs}),
        methods=len({one.method for one, _card in pairs}),
        keys=_keys(pairs),
        groups=groups,
        matrix=laid_out,
        unasked=tuple((slug, name) for slug, name in names if not asked[slug]),
    )


def _read(fitting: QuerySet[Finding]) -> list[Finding]:
    """Read the newest findings with what their cards and the guard need."""
    rows = fitting.select_related(*{*CARD_NEEDS, *NEEDED}).prefetch_related("conflicts_with")
    return list(rows.order_by(F("year").desc(nulls_last=True), "code")[:READ_AT_MOST])


def _by_question(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.concept.question.slug if one.concept.question else ""].append(one)
    return groups


def _pairs(findings: Sequence[Finding], today: date, words: Words) -> list[Pair]:
    """Make the cards of one question, the strongest and newest first, disputes marked."""
    against: dict[str, list[str]] = defaultdict(list)
    for one in disputes(findings):
        against[one.first].append(one.second)
        against[one.second].append(one.first)
    pairs = [(one, card_of(one, today, words, against[one.code])) for one in findings]
    return sorted(pairs, key=_by_weight)


def _by_weight(pair: Pair) -> tuple[int, float, str]:
    one, card = pair
    return -card.strength.order, -moment_of(one), card.code


def _groups(
    laid_out: Matrix, by_question: Mapping[str, Sequence[Pair]], crosswalks: Crosswalks
) -> tuple[QuestionGroup, ...]:
    loose = Row(question="", slug="", cells=(), agreement=Agreement.NOT_CODED, methods=())
    return tuple(
        _group(row, by_question[row.slug], crosswalks)
        for row in (*laid_out.rows, loose)
        if by_question.get(row.slug)
    )


def _group(row: Row, pairs: Sequence[Pair], crosswalks: Crosswalks) -> QuestionGroup:
    findings = [one for one, _card in pairs]
    figures = figures_of(findings[:FIGURES_COMPARED], crosswalks)
    axes = tuple(axis_sets(figures))
    charted = {code for axis in axes for code in axis.codes}
    apart = [card for _one, card in pairs if card.code not in charted]
    return QuestionGroup(
        row=row,
        apart=tuple(apart[:CARDS_A_QUESTION]),
        figures=figures,
        axes=axes,
        hindrances=hindrances(figures),
        more=len(apart[CARDS_A_QUESTION:]),
        disputes=disputes(findings),
    )


def _keys(pairs: Sequence[Pair]) -> tuple[tuple[str, Card], ...]:
    """Pick the strongest finding of each question, and of these the three strongest."""
    best: dict[int | None, Pair] = {}
    for pair in sorted(pairs, key=_by_weight):
        best.setdefault(pair[0].concept.question_id, pair)
    strongest = sorted(best.values(), key=_by_weight)[:KEY_FINDINGS]
    return tuple((_question(one), card) for one, card in strongest)


def _question(finding: Finding) -> str:
    return finding.concept.question.name if finding.concept.question else ""
