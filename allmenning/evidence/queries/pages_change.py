"""The change between two rounds the guard calls a trend: how large, how sure, by which method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.core.change import (
    CENSUS,
    SMALL,
    STRATIFIED,
    TESTED,
    Change,
    Rounds,
    change,
    holm,
)
from allmenning.core.comparability import Trend
from allmenning.core.share import worst_case_bounds
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import ValueKind
from allmenning.evidence.queries.pages_time import when
from allmenning.ui.text import interval, number, signed_points

SIGNIFICANT = 0.05
KINDS: dict[str, Promise] = {
    CENSUS: gettext_lazy(
        "Everybody was counted both times, so the change is exact. There is no margin of error "
        "and nothing to test."
    ),
    TESTED: gettext_lazy(
        "Difference between two shares with finite population correction. The two rounds are "
        "counted as drawn independently of each other, since we do not know who answered twice."
    ),
    STRATIFIED: gettext_lazy(
        "Difference between two shares, summed over strata, with finite population correction."
    ),
    SMALL: gettext_lazy(
        "Too few answers for a test: the interval is exact and wide, and holds whoever answered."
    ),
}


@dataclass(frozen=True)
class ChangeView:
    """What the page says of the change between two rounds, whole sentences."""

    first: str
    second: str
    difference: str
    interval: str
    method: str
    tested: str
    bounds: tuple[str, ...]


def changes(trend: Trend, findings: Mapping[str, Finding]) -> list[ChangeView]:
    """Test the change from each round of a trend to the next; only a `Trend` has changes."""
    rounds = [findings[point.key] for point in trend.points]
    return _tested_together(list(pairwise(rounds)))


def overall_change(trend: Trend, findings: Mapping[str, Finding]) -> ChangeView:
    """Test the change from the first round of a trend to the last."""
    first, last = trend.points[0], trend.points[-1]
    return _tested_together([(findings[first.key], findings[last.key])])[0]


def _tested_together(pairs: Sequence[tuple[Finding, Finding]]) -> list[ChangeView]:
    """Adjust the tests for their number."""
    steps = [(first, second, _rounds(first, second)) for first, second in pairs]
    found = [change(counts) if counts else None for _first, _second, counts in steps]
    chances = iter(holm([one.p_value for one in found if one and one.p_value is not None]))
    return [
        _change_view(*step, one, next(chances) if one and one.p_value is not None else None)
        for step, one in zip(steps, found, strict=True)
    ]


def _change_view(
    first: Finding,
    second: Finding,
    counts: Rounds | None,
    found: Change | None,
    chance: float | None,
) -> ChangeView:
    """Without counts only the difference is told."""
    if counts is None or found is None:
        return _untested(first, second)
    return ChangeView(
        first=_named(first),
        second=_named(second),
        difference=signed_points(found.diff),
        interval="" if found.kind == CENSUS else _interval(found),
        method=str(KINDS[found.kind]),
        tested=_tested(chance),
        bounds=tuple(_bounds(first, second, counts)),
    )


def _named(finding: Finding) -> str:
    return f"{finding.code} ({when(finding)})"


def _rounds(first: Finding, second: Finding) -> Rounds | None:
    """Return the counts of both rounds, where both are shares whose counts are known."""
    size = _size(first, second)
    x1, n1 = _counts(first)
    x2, n2 = _counts(second)
    if size is None or x1 is None or x2 is None or n1 is None or n2 is None:
        return None
    if not 2 <= n1 <= size or not 2 <= n2 <= size:
        return None
    census = n1 == n2 == size
    return Rounds(x1=x1, n1=n1, x2=x2, n2=n2, N=size, independent=not census)


def _counts(finding: Finding) -> tuple[int | None, int | None]:
    if finding.value_kind != ValueKind.SHARE or finding.value is None:
        return None, None
    if finding.numerator is not None and finding.denominator is not None:
        return finding.numerator, finding.denominator
    return (round(finding.value * finding.n), finding.n) if finding.n else (None, None)


def _size(first: Finding, second: Finding) -> int | None:
    """Return the size of the population: known, or equal to the base of two full counts."""
    counted = _all_counted(first, second) and first.denominator
    if counted and first.denominator == second.denominator:
        return first.denominator
    sizes = {one.population.size for one in (first, second) if one.population}
    return sizes.pop() if len(sizes) == 1 else None


def _untested(first: Finding, second: Finding) -> ChangeView:
    share = first.value_kind == ValueKind.SHARE
    difference = (second.value or 0.0) - (first.value or 0.0)
    return ChangeView(
        first=_named(first),
        second=_named(second),
        difference=signed_points(difference) if share else number(difference),
        interval="",
        method=_("The plain difference between the two figures."),
        tested="" if _all_counted(first, second) else _untestable(),
        bounds=(),
    )


def _untestable() -> str:
    return _("It cannot be tested, since we do not know how many answered in each round.")


def _all_counted(first: Finding, second: Finding) -> bool:
    return all(one.sampling in ("census", "register") for one in (first, second))


def _interval(found: Change) -> str:
    return _("95 percent interval: %(low)s to %(high)s.") % {
        "low": signed_points(found.lo),
        "high": signed_points(found.hi),
    }


def _tested(chance: float | None) -> str:
    """Say what the test says, the p-value adjusted for all tests of the page (Holm)."""
    if chance is None:
        return ""
    if chance < SIGNIFICANT:
        return _("A change this large is unlikely to be chance alone.")
    return _("A change this large may be chance: it may be that nothing has changed.")


def _bounds(first: Finding, second: Finding, counts: Rounds) -> list[str]:
    """Say what the shares could be at worst, where not everybody answered.

    Only where the base is all who answered: what the rest of a part would say is unknowable.
    """
    rounds = ((first, counts.x1, counts.n1), (second, counts.x2, counts.n2))
    return [
        _(
            "%(code)s: %(answered)s of %(size)s answered. Whatever the others would have said, "
            "the share lies within %(bounds)s."
        )
        % {
            "code": one.code,
            "answered": number(n),
            "size": number(counts.N),
            "bounds": interval(*worst_case_bounds(x, n, counts.N), decimals=1),
        }
        for one, x, n in rounds
        if n < counts.N and n == one.study.n_answered
    ]
