"""Charts of figures the guard lets share an axis; nothing else can become one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmenning.core.comparability import Trend
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import ValueKind
from allmenning.evidence.queries.pages_cards import (
    Words,
    base_of,
    figure_of,
    n_of,
    section_address,
    unit_of,
)
from allmenning.evidence.queries.pages_change import ChangeView, overall_change
from allmenning.evidence.queries.pages_filters import Filters
from allmenning.evidence.queries.pages_groups import AxisSet, Figures
from allmenning.evidence.queries.pages_time import moment_of, when
from allmenning.ui.charts import Bar, Chart, Round, Series, bars, line
from allmenning.ui.text import number


@dataclass(frozen=True)
class Drawn:
    """A chart with the sentence that says what it may be read as."""

    chart: Chart
    allowed: str
    compare: str
    change: ChangeView | None


def drawn(figures: Figures, axis: AxisSet, words: Words) -> Drawn:
    """Draw an axis set: a line for three rounds or more of one trend, otherwise bars."""
    findings = [figures.findings[code] for code in axis.codes]
    shares = all(one.value_kind == ValueKind.SHARE for one in findings)
    chart = _line(findings, words) if axis.is_line and shares else _bars(findings, words)
    compare = "&".join(f"f={code}" for code in axis.codes)
    change = overall_change(axis.trend, figures.findings) if axis.trend else None
    return Drawn(chart, _allowed(axis.trend), compare, change)


def _allowed(trend: Trend | None) -> str:
    if trend is None:
        return _("These may share a chart, but the difference between them is not tested.")
    if trend.connected:
        return _("One series, measured in the same way each time: the change may be read.")
    return _("Two rounds of one series: the change may be calculated.")


def _line(findings: list[Finding], words: Words) -> Chart:
    rounds = [
        Round(
            at=moment_of(one),
            label=when(one),
            value=one.value or 0.0,
            shown=figure_of(one, words),
        )
        for one in findings
    ]
    title = _title(findings[0])
    return line(title, [Series(title, rounds)], note=_rests_on(findings), csv=_file(findings))


def _bars(findings: list[Finding], words: Words) -> Chart:
    highest = max(one.value or 0.0 for one in findings)
    shares = all(one.value_kind == ValueKind.SHARE for one in findings)
    rows = [
        Bar(
            label=_label(one, findings),
            value=one.value,
            shown=figure_of(one, words) if shares else number(one.value or 0.0),
            base=f"{base_of(one)}, {n_of(one)}",
        )
        for one in findings
    ]
    # A long number stands after its bar, so the longest bar leaves it room on a narrow screen.
    high = 1.0 if shares else highest * 1.3 or 1.0
    title = _title(findings[0], unit_of(findings[0].unit, words))
    return bars(title, rows, high=high, note=_rests_on(findings), csv=_file(findings))


def _title(first: Finding, unit: str = "") -> str:
    """Say what is measured and out of whom; two charts may measure the same in others."""
    measured = f"{first.concept.name} ({unit})" if unit else first.concept.name
    return f"{measured}: {base_of(first)}" if first.base else measured


def _file(findings: list[Finding]) -> str:
    """Give the address of the same figures as a file, with the verdict in every row."""
    codes = Filters(codes=tuple(sorted(one.code for one in findings)))
    return f"{section_address('funn.csv')}?{codes.address}"


def _label(one: Finding, findings: list[Finding]) -> str:
    """Name a bar by its time, or by what it measures where the items are of one survey."""
    if len({other.concept_id for other in findings}) == 1:
        return when(one)
    return f"{one.concept.name} ({when(one)})"


def _rests_on(findings: list[Finding]) -> str:
    first = findings[0]
    return _("%(study)s. Calculated out of: %(base)s, %(n)s.") % {
        "study": first.study.title,
        "base": base_of(first),
        "n": " / ".join(dict.fromkeys(n_of(one) for one in findings)),
    }
