"""No chart anywhere holds two figures that may not meet."""

import json
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from django.core.management import call_command

from allmenning.core.comparability import NotComparable, Verdict
from allmenning.evidence.models import Finding, Question, Theme
from allmenning.evidence.queries.facts import NEEDED
from allmenning.evidence.queries.pages_cards import CARD_NEEDS
from allmenning.evidence.queries.pages_filters import Filters
from allmenning.evidence.queries.pages_groups import axis_of, axis_sets, figures_of
from allmenning.evidence.queries.pages_theme import theme_page
from allmenning.evidence.queries.words import vocabulary
from allmenning.evidence.tests.build import make_base, make_finding

pytestmark = pytest.mark.django_db
GUARD_CASES = Path("/work/shared/evidence/guard_cases.json")


def test_a_figure_joins_a_chart_only_when_it_may_meet_every_figure_in_it() -> None:
    wide, other = make_base("alle"), make_base("de-som-svarte")
    rounds = [make_finding(f"F90{n}", year=2010 + n, base=wide) for n in range(3)]
    alone = make_finding("F910", year=2012, base=other)
    (axis,) = axis_sets(figures_of([*rounds, alone], {}))
    assert axis.codes == ("F900", "F901", "F902")


@pytest.mark.slow
def test_no_curated_theme_draws_two_figures_that_may_not_meet() -> None:
    call_command("load_evidence", verbosity=0)
    words = vocabulary()
    for theme in Theme.objects.all():
        for group in theme_page(theme, Filters(), date(2026, 11, 23), words).groups:
            for axis in group.axes:
                for first, second in combinations(axis.codes, 2):
                    assert group.figures.verdict(first, second) >= Verdict.AXIS


@pytest.mark.slow
@pytest.mark.skipif(not GUARD_CASES.exists(), reason="the design's cases are not on this machine")
def test_no_pair_the_design_calls_not_comparable_can_be_drawn() -> None:
    call_command("load_evidence", verbosity=0)
    assert Question.objects.exists()
    cases = json.loads(GUARD_CASES.read_text())
    refused = [(case["a"], case["b"]) for case in cases if case["expected"] == "not_comparable"]
    assert refused
    for pair in refused:
        rows = Finding.objects.filter(code__in=pair).select_related(*{*CARD_NEEDS, *NEEDED})
        figures = figures_of(list(rows), {})
        if len(figures.findings) == 2:
            with pytest.raises(NotComparable):
                axis_of(figures, pair)
