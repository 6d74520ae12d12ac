"""How sure a theme is, computed: how much there is, how strong, where methods meet, how old."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.evidence.queries.pages_agreement import Agreement, Row
from allmenning.evidence.queries.pages_theme import ThemePage
from allmenning.ui.text import number

STRONG, MIDDLING = 3, 2


@dataclass(frozen=True)
class Part:
    """A part of the bar of strengths, in percent of its width."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True)
class Certainty:
    """What a reader in a hurry must know before using any of the figures."""

    amount: str
    weight: str
    parts: tuple[Part, ...]
    agree: tuple[tuple[str, str], ...]
    within: tuple[tuple[str, str], ...]
    partly: tuple[tuple[str, str], ...]
    disagree: tuple[tuple[str, str], ...]
    alone: str
    age: str


def certainty(page: ThemePage, claims: Mapping[str, str]) -> Certainty:
    """Sum up a theme; `claims` has the sentence of each claim by its slug."""
    counts = _counts(page)
    return Certainty(
        amount=_amount(page),
        weight=_weight(counts),
        parts=tuple(_parts(counts)),
        agree=_claims(page, claims, Agreement.AGREE),
        within=_claims(page, claims, Agreement.AGREE, one_study=True),
        partly=_claims(page, claims, Agreement.PARTLY),
        disagree=_claims(page, claims, Agreement.DISAGREE),
        alone=_alone(page),
        age=" ".join(line for line in (_age(page), _era(page)) if line),
    )


def _counts(page: ThemePage) -> dict[str, int]:
    levels = [card.level for card in page.cards]
    return {
        "strong": sum(level is not None and level >= STRONG for level in levels),
        "middling": sum(level == MIDDLING for level in levels),
        "weak": sum(level is not None and level < MIDDLING for level in levels),
        "words": sum(level is None for level in levels),
    }


def _parts(counts: dict[str, int]) -> Iterator[Part]:
    total, start = sum(counts.values()), 0.0
    for kind, count in counts.items():
        if count:
            width = 100 * count / total
            yield Part(kind, round(start, 1), round(width, 1))
            start += width


def _amount(page: ThemePage) -> str:
    return _("%(findings)s from %(studies)s, by %(methods)s.") % {
        "findings": ngettext("%(count)s finding", "%(count)s findings", page.total)
        % {"count": number(page.total)},
        "studies": ngettext("%(count)s study", "%(count)s studies", page.studies)
        % {"count": number(page.studies)},
        "methods": ngettext("%(count)s method", "%(count)s methods", page.methods)
        % {"count": number(page.methods)},
    }


def _weight(counts: dict[str, int]) -> str:
    return _(
        "Strong: %(strong)s. Middling: %(middling)s. Weak: %(weak)s. Only in words: %(words)s."
    ) % {kind: number(count) for kind, count in counts.items()}


def _claims(
    page: ThemePage, claims: Mapping[str, str], wanted: Agreement, *, one_study: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return what the methods agree or disagree on, each with the slug of its question.

    Two methods of one study that agree are told apart: nobody else has confirmed either.
    """
    rows = (
        row
        for row in page.matrix.rows
        if row.agreement is wanted and (row.one_study == one_study or wanted is Agreement.DISAGREE)
    )
    return tuple((row.slug, _claim(row, claims)) for row in rows)


def _claim(row: Row, claims: Mapping[str, str]) -> str:
    """Write the claim; where the methods agree that it does not hold, that is said."""
    told = claims.get(row.claim, row.question)
    if row.claim in claims and row.agreement is Agreement.AGREE and row.direction == -1:
        return _("Not so: %(claim)s") % {"claim": told}
    return told


def _alone(page: ThemePage) -> str:
    found = [row.agreement for row in page.matrix.rows if row.agreement is not Agreement.NOBODY]
    alone = found.count(Agreement.ONE_METHOD)
    if not alone:
        return ""
    if alone == len(found):
        return _("Every question rests on one method only: nothing is confirmed by another.")
    return _("%(alone)s of %(all)s questions rest on one method only.") % {
        "alone": number(alone),
        "all": number(len(found)),
    }


def _age(page: ThemePage) -> str:
    years = [card.year for card in page.cards if card.year]
    old = sum(card.old for card in page.cards)
    if not years:
        return ""
    if old == len(page.cards):
        return _("All of it is more than five years old; the newest is from %(year)s.") % {
            "year": max(years)
        }
    return _("%(old)s of %(all)s are more than five years old; the newest is from %(year)s.") % {
        "old": number(old),
        "all": number(len(page.cards)),
        "year": max(years),
    }


def _era(page: ThemePage) -> str:
    """Say how many figures are of another Facebook than today's."""
    before = sum(card.before_news_feed for card in page.cards)
    if not before:
        return ""
    return _("%(before)s are from before 2018, when Facebook changed what people see.") % {
        "before": number(before)
    }
