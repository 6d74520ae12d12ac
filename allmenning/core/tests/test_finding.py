"""The Finding record refuses a naked figure."""

from typing import Any

import pytest

from allmenning.core.comparability import Facts
from allmenning.core.finding import UNKNOWN, Finding, IncompleteFinding

WHOLE_MUNICIPALITY_PAGES: dict[str, Any] = {
    "id": "F032",
    "theme": "spread",
    "statement": "291 municipalities (68 %) on 20 February 2014.",
    "value": 0.68,
    "value_kind": "share",
    "unit": "percent",
    "population": "Norwegian municipalities",
    "base": "all municipalities",
    "analysis_unit": "municipality",
    "instrument": "manual register",
    "informant": "observer",
    "period": "2014-02-20",
    "n": 428,
    "intention": False,
    "how_read": "report",
    "source": "https://www.ialloffentlighet.no/",
    "facts": Facts(n_base=428),
    "numerator": 291,
    "denominator": 428,
}


def make_finding(**changes: Any) -> Finding:
    return Finding(**{**WHOLE_MUNICIPALITY_PAGES, **changes})


def test_a_finding_with_all_it_rests_on_is_made() -> None:
    assert make_finding().base == "all municipalities"


@pytest.mark.parametrize("base", ["", "  "])
def test_a_share_without_base_is_refused(base: str) -> None:
    with pytest.raises(IncompleteFinding, match="'F032' has no base") as refused:
        make_finding(base=base)
    assert refused.value.field == "base"


def test_an_unknown_base_is_said_and_an_unknown_n_is_none() -> None:
    found = make_finding(base=UNKNOWN, n=None, facts=Facts())
    assert (found.base, found.n) == ("unknown", None)


@pytest.mark.parametrize(
    "field",
    ["population", "analysis_unit", "instrument", "informant", "period", "source", "unit"],
)
def test_every_field_a_figure_rests_on_is_required(field: str) -> None:
    with pytest.raises(IncompleteFinding, match=f"has no {field}"):
        make_finding(**{field: ""})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": 68}, "from 0 to 1, not 68"),
        ({"value": float("inf"), "value_kind": "mean"}, "must be finite"),
        ({"value": None}, "has no value; say why"),
        ({"withheld": "suppressed"}, "is withheld and has a value"),
        ({"n": -1}, "0 or more, or unknown, not -1"),
        ({"n": 356}, "n 356, its facts have n_base 428"),
        ({"denominator": None}, "both counts of a share, or neither"),
        ({"numerator": 429}, "429 of 428 is no share"),
        ({"numerator": 0, "denominator": 0}, "0 of 0 is no share"),
        ({"intention": True}, "differ on plan and state"),
        ({"facts": Facts(suppressed=True)}, "is suppressed and has a value"),
        ({"how_read": "skimmed"}, "how_read must be one of report, abstract"),
        ({"value_kind": "ratio"}, "value_kind must be one of share"),
    ],
)
def test_a_finding_that_contradicts_itself_is_refused(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(IncompleteFinding, match=sentence):
        make_finding(**changes)


def test_a_withheld_figure_has_a_reason_and_a_statement_needs_no_figure() -> None:
    hidden = make_finding(value=None, withheld="under 5", facts=Facts(suppressed=True))
    said = make_finding(value=None, value_kind="qualitative", unit="none")
    assert (hidden.value, hidden.withheld, said.value) == (None, "under 5", None)
