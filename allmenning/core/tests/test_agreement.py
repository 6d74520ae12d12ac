"""Nominal alpha against published values, by hand, and its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.core.agreement import NO_PAIRS, ONE_CATEGORY, coder_alpha, nominal_alpha

from .build import shared_json

codes = st.none() | st.sampled_from("abc")
tables = st.lists(st.lists(codes, min_size=1, max_size=4), max_size=8)


def test_the_two_coders_of_krippendorff_2004_chapter_11() -> None:
    units = ["aa", "ab", *["bb"] * 4, "bc", *["cc"] * 5]
    assert nominal_alpha(units).value == pytest.approx(0.734, abs=0.001)


def test_three_units_by_hand() -> None:
    """Units aa, ab, bb: n=6, counts 3 and 3; observed 2, expected 36-18=18; 1 - 5*2/18."""
    assert nominal_alpha(["aa", "ab", "bb"]).value == pytest.approx(1 - 10 / 18)


@pytest.mark.parametrize(
    "name",
    [
        "k2004_nominal_2coders",
        "k2011_four_coders_missing",
        "irrcac_raw_gender",
        "hayes_krippendorff_2007",
        "k2004_4a",
        "k2004_4b",
        "edge_no_pairs",
        "edge_single_category",
    ],
)
def test_every_published_nominal_alpha_at_hand_is_met(name: str) -> None:
    case = shared_json(f"vectors/agreement/{name}.json")
    nominal = [
        one for one in case["checks"] if one["stat"] == "alpha" and one["level"] == "nominal"
    ]
    for check in nominal:
        found = nominal_alpha(case["units_by_coder"]).value
        wanted = check["published"]
        assert found == (None if wanted is None else pytest.approx(wanted, abs=check["tol"]))


def test_no_pair_and_one_category_are_undefined_with_a_reason() -> None:
    assert nominal_alpha([("a", None), (None, "b")]).reason == NO_PAIRS
    assert nominal_alpha(["aa", "aa"]).reason == ONE_CATEGORY
    assert nominal_alpha([]).value is None


def test_two_people_who_coded_other_pairs_are_compared_on_what_both_coded() -> None:
    first = {1: "agreement", 2: "partial", 3: "partial"}
    second = {1: "agreement", 2: "partial", 4: "silence"}
    found = coder_alpha(first, second)
    assert (found.value, found.units, found.values) == (1.0, 2, 4)


@given(table=tables)
def test_alpha_is_at_most_one_and_does_not_care_for_order_or_names(
    table: list[list[str | None]],
) -> None:
    found = nominal_alpha(table)
    renamed = [[code and code.upper() for code in reversed(row)] for row in reversed(table)]
    assert found.value is None or found.value <= 1
    assert nominal_alpha(renamed).value == (
        None if found.value is None else pytest.approx(found.value)
    )


@given(table=tables)
def test_alpha_meets_the_second_route_over_pairs_of_values(table: list[list[str | None]]) -> None:
    """Observed and expected disagreement counted pair by pair."""
    rows = [[code for code in row if code] for row in table]
    rows = [row for row in rows if len(row) > 1]
    pool = [code for row in rows for code in row]
    between = sum(x != y for x in pool for y in pool)
    found = nominal_alpha(table)
    if between == 0:
        assert found.value is None
    else:
        within = sum(sum(x != y for x in row for y in row) / (len(row) - 1) for row in rows)
        observed = within / len(pool)
        expected = between / (len(pool) * (len(pool) - 1))
        assert found.value == pytest.approx(1 - observed / expected)
