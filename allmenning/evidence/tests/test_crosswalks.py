"""The only way past the guard takes two persons."""

import pytest

from allmenning.evidence.actions import (
    CrosswalkExists,
    EvidenceRefused,
    OwnProposal,
    propose_crosswalk,
    review_crosswalk,
)
from allmenning.evidence.models import Crosswalk
from allmenning.evidence.queries.facts import reviewed_crosswalks
from allmenning.evidence.queries.matching import match_of
from allmenning.evidence.tests.build import (
    AT,
    make_analyst,
    make_concept,
    make_finding,
    make_indicator,
)

pytestmark = pytest.mark.django_db


def proposal(kind: str = "equivalent") -> Crosswalk:
    return propose_crosswalk(
        by=make_analyst(),
        at=AT,
        first=make_indicator(version=2, wording_id="w"),
        second=make_indicator(version=1, wording_id="w"),
        kind=kind,
        reason="Only the order of the options was changed.",
    )


def test_a_proposal_does_not_count_before_another_person_agrees() -> None:
    proposal()
    assert reviewed_crosswalks() == {}


def test_an_accepted_proposal_lets_two_definitions_meet() -> None:
    crosswalk = proposal()
    make_finding("F901", indicator=make_indicator(version=1))
    make_finding("F902", indicator=make_indicator(version=2), year=2015)
    assert match_of("F901", "F902").comparison.rules == ("R03",)
    review_crosswalk(
        by=make_analyst("ola@dsb.example"), at=AT, crosswalk=crosswalk, accepted=True, note=""
    )
    assert match_of("F901", "F902").verdict.name == "TREND"


def test_a_break_is_at_most_an_axis() -> None:
    crosswalk = proposal("break")
    make_finding("F901", indicator=make_indicator(version=1))
    make_finding("F902", indicator=make_indicator(version=2), year=2015)
    review_crosswalk(
        by=make_analyst("ola@dsb.example"), at=AT, crosswalk=crosswalk, accepted=True, note=""
    )
    assert match_of("F901", "F902").verdict.name == "AXIS"


def test_nobody_reviews_their_own_proposal() -> None:
    crosswalk = proposal()
    assert crosswalk.author is not None
    with pytest.raises(OwnProposal):
        review_crosswalk(by=crosswalk.author, at=AT, crosswalk=crosswalk, accepted=True, note="")


def test_a_refused_proposal_does_not_count() -> None:
    crosswalk = proposal()
    other = make_analyst("ola@dsb.example")
    review_crosswalk(by=other, at=AT, crosswalk=crosswalk, accepted=False, note="Not the same.")
    assert reviewed_crosswalks() == {}


def test_the_same_pair_is_proposed_once_in_either_order() -> None:
    first = proposal()
    with pytest.raises(CrosswalkExists):
        propose_crosswalk(
            by=make_analyst("ola@dsb.example"),
            at=AT,
            first=first.second,
            second=first.first,
            kind="break",
            reason="Again",
        )


def test_definitions_of_different_things_cannot_be_joined() -> None:
    with pytest.raises(EvidenceRefused):
        propose_crosswalk(
            by=make_analyst(),
            at=AT,
            first=make_indicator(),
            second=make_indicator("annet", concept=make_concept("annet")),
            kind="equivalent",
            reason="Wish",
        )
