"""Agreement between methods: worked cases, each rule, what is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.core.convergence import (
    DIFFERENT_GROUPS,
    NOT_INDEPENDENT,
    CodedFinding,
    InvalidFinding,
    coded_from_mapping,
    converge,
    frechet_bounds,
    prominence,
)

from .build import shared_json

FACEBOOK: dict[str, object] = {
    "coverage": "covered",
    "subject": "kommuner",
    "direction": 1,
    "claim": "facebook viktigst",
    "rank": 1,
    "objects": ["facebook"],
}


def coded(**changes: object) -> CodedFinding:
    return coded_from_mapping({**FACEBOOK, **changes})


def code(f: dict[str, object], g: dict[str, object]) -> str:
    return converge(coded(**f), coded(**g)).code


def test_every_worked_case_gets_exactly_its_code_and_flags() -> None:
    cases = [case for case in shared_json("evidence/convergence_cases.json") if "f" in case]
    assert len(cases) == 5
    for case in cases:
        found = converge(coded_from_mapping(case["f"]), coded_from_mapping(case["g"]))
        assert (found.code, list(found.flags)) == (case["expect"], case["flags"])


def test_followers_recruited_on_facebook_who_praise_facebook_are_not_independent() -> None:
    found = converge(coded(), coded(subject="følgere", recruited_via="facebook"))
    assert found.code == "partial"
    assert found.flags == (DIFFERENT_GROUPS, NOT_INDEPENDENT)
    assert found.rules == ("K3", "K5")


def test_neutral_recruitment_is_agreement_between_different_groups() -> None:
    found = converge(coded(), coded(subject="følgere", recruited_via="postkasse"))
    assert (found.code, found.flags) == ("agreement", (DIFFERENT_GROUPS,))


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("covered", "not asked", "not asked"),
        ("covered", "asked, nothing found", "asked, nothing found"),
        ("suppressed", "covered", "suppressed"),
        ("asked, nothing found", "not asked", "not asked"),
        ("suppressed", "suppressed", "suppressed"),
    ],
)
def test_silence_keeps_its_kind(first: str, second: str, kind: str) -> None:
    assert code({"coverage": first}, {"coverage": second}) == f"silence:{kind}"


def test_opposite_views_of_different_groups_are_a_perspective_gap() -> None:
    found = converge(coded(share=0.8), coded(direction=-1, subject="følgere"))
    assert found.code == "dissonance"
    assert found.perspective_gap
    assert not converge(coded(), coded(direction=-1)).perspective_gap


@pytest.mark.parametrize(
    ("f", "g", "wanted"),
    [
        ({}, {}, "agreement"),
        ({"rank": 1}, {"rank": 3}, "agreement"),
        ({"rank": 1}, {"rank": 4}, "partial"),
        ({"direction": 0}, {}, "partial"),
        ({"direction": "mixed"}, {}, "partial"),
        ({"direction": 0}, {"direction": -1}, "partial"),
        ({"rank": None}, {"rank": None}, "agreement"),
        ({"rank": None}, {}, "partial"),
        ({"examples": ["a", "b"]}, {"examples": ["a", "b", "c", "d"]}, "agreement"),
        ({"examples": ["a", "b"]}, {"examples": ["b", "c"]}, "partial"),
        ({"examples": ["a"]}, {}, "agreement"),
        ({}, {"claim": "instagram er nyttig"}, "complementary"),
        ({"claim": "a", "excludes": ["b"], "share": 0.5}, {"claim": "b", "share": 0.5}, "compl"),
        ({"claim": "a", "excludes": ["b"], "share": 0.6}, {"claim": "b", "share": 0.5}, "disson"),
        ({"claim": "a"}, {"claim": "b", "excludes": ["a"]}, "disson"),
    ],
)
def test_a_pair_is_coded_by_meaning_prominence_and_examples(
    f: dict[str, object], g: dict[str, object], wanted: str
) -> None:
    assert code(f, g).startswith(wanted)
    assert code(g, f).startswith(wanted)


@pytest.mark.parametrize(
    ("rank", "share", "wanted"),
    [
        (1, None, 3),
        (2, None, 2),
        (3, None, 2),
        (4, 0.9, 1),
        (None, 2 / 3, 3),
        (None, 1 / 3, 2),
        (None, 0.1, 1),
        (None, 0.09, 0),
        (None, None, None),
    ],
)
def test_prominence_comes_from_rank_before_share(
    rank: int | None, share: float | None, wanted: int | None
) -> None:
    assert prominence(coded(rank=rank, share=share)) == wanted


def test_three_quarters_and_87_percent_leave_62_to_75_percent_doing_both() -> None:
    assert frechet_bounds(0.75, 0.87) == pytest.approx((0.62, 0.75))
    assert frechet_bounds(0.3, 0.4) == (0.0, 0.3)
    with pytest.raises(ValueError, match="from 0 to 1, not 75"):
        frechet_bounds(75, 0.87)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"coverage": "maybe"}, "coverage must be covered or a silence, not 'maybe'"),
        ({"coverage": None}, "coverage must be"),
        ({"direction": 2}, "direction must be -1, 0, 1 or mixed, not 2"),
        ({"direction": [1]}, "direction must be"),
        ({"direction": True}, "direction must be"),
        ({"direction": None}, "needs a claim and a direction"),
        ({"claim": None}, "needs a claim and a direction"),
        ({"rank": 0}, "rank must be 1 or more, not 0"),
        ({"rank": 1.5}, "rank must be a whole number"),
        ({"share": 60}, "share must be from 0 to 1, not 60"),
        ({"share": "60 %"}, "share must be a number"),
        ({"share": 10**400}, "share must be a number of ordinary size"),
        ({"rank": float("nan")}, "rank must be a number of ordinary size"),
        ({"objects": "facebook"}, "objects must be a list of texts"),
        ({"examples": [1]}, "examples must be a list of texts"),
        ({"subject": 4}, "subject must be text"),
    ],
)
def test_what_cannot_be_coded_is_refused_in_a_sentence(
    change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InvalidFinding, match=sentence):
        coded(**change)


texts = st.frozensets(st.sampled_from("ab"))
values: dict[str, st.SearchStrategy[Any]] = {
    "coverage": st.sampled_from(("covered", "covered", "not asked", "suppressed")),
    "subject": st.none() | st.sampled_from("ab"),
    "direction": st.sampled_from((-1, 0, 1, "mixed")),
    "claim": st.sampled_from("ab"),
    "rank": st.none() | st.integers(1, 6),
    "share": st.none() | st.floats(0, 1),
    "objects": texts,
    "examples": texts,
    "excludes": texts,
    "recruited_via": st.none() | st.sampled_from("ab"),
}


@given(f=st.builds(CodedFinding, **values), g=st.builds(CodedFinding, **values))
def test_the_order_does_not_matter_and_caps_hold(f: CodedFinding, g: CodedFinding) -> None:
    found = converge(f, g)
    assert found == converge(g, f)
    assert found.code.startswith("silence:") == ({f.coverage, g.coverage} != {"covered"})
    assert not (found.code == "agreement" and NOT_INDEPENDENT in found.flags)
    assert found.counted == (found.code in ("agreement", "partial", "dissonance"))
