"""Cases from a file never fail but by the one error that says which case and why."""

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.evidence.queries.cases import CaseNotReadable, answers_to

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=0, max_value=400)
    | st.sampled_from([10**400, -(10**400), 1e308, float("nan"), float("inf")])
    | st.floats()
    | st.text(max_size=6)
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
FACTS = st.dictionaries(
    st.sampled_from(
        ["theme", "stat", "doy", "n_base", "time", "wording", "crosswalk", "translations", "mode"]
    ),
    ANYTHING,
)
CODED = st.dictionaries(
    st.sampled_from(["coverage", "direction", "claim", "rank", "share", "objects", "examples"]),
    ANYTHING | st.sampled_from(["covered", "not asked", 1, -1]),
)
COUNTS = st.dictionaries(
    st.sampled_from(["x1", "n1", "x2", "n2", "N", "n12", "x11", "independent", "strata"]),
    ANYTHING | st.integers(min_value=0, max_value=400),
)
CASES = st.lists(
    st.fixed_dictionaries({"a": FACTS, "b": FACTS})
    | st.fixed_dictionaries({"f": CODED, "g": CODED})
    | st.fixed_dictionaries({"args": COUNTS | ANYTHING})
    | ANYTHING,
    max_size=2,
)


def _without_ids(cases: Any) -> Any:
    """Leave the database out of it: a text for a side is the id of a stored finding."""
    for case in cases if isinstance(cases, list) else []:
        for side in ("a", "b", "f", "g"):
            if isinstance(case, dict) and isinstance(case.get(side), str):
                case[side] = None
    return cases


@settings(max_examples=400)
@given(cases=CASES)
def test_whatever_stands_in_a_case_it_is_answered_or_refused_by_name(cases: object) -> None:
    with contextlib.suppress(CaseNotReadable):
        json.dumps(answers_to(_without_ids(cases)))


def test_numbers_beyond_all_measure_are_refused_by_name() -> None:
    huge = 10**400
    args = {"x1": huge, "n1": huge, "x2": 1, "n2": 2, "N": huge * 10, "independent": True}
    assert set(answers_to([{"args": args}])[0]) <= {"id", "error", "expect"}
