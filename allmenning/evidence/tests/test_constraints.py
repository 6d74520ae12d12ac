"""The database holds the line for a share, whatever the code above it does."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from allmenning.evidence.models import Crosswalk
from allmenning.evidence.tests.build import AT, make_finding, make_indicator, make_study

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("share_has_base_or_says_unknown", {"base": None}),
        ("share_has_base_or_says_unknown", {"base": None, "base_unknown": True}),
        ("share_has_base_or_says_unknown", {"base_unknown": True, "base_note": "not said"}),
        ("share_has_population", {"population": None}),
        ("share_has_unit_of_analysis", {"analysis_unit": ""}),
        ("share_has_instrument", {"instrument": ""}),
        ("share_has_informant", {"informant": ""}),
        ("share_has_time", {"year": None}),
        ("share_is_state_or_intention", {"is_intention": None}),
        ("share_from_0_to_1", {"value": 40.0}),
        ("n_positive_or_unknown", {"n": 0}),
        ("denominator_positive", {"denominator": 0}),
        ("numerator_at_most_denominator", {"numerator": 19, "denominator": 18}),
        ("how_read_in_vocabulary", {"how_read": "rumour"}),
        ("precision_in_vocabulary", {"precision": "roughly"}),
        ("value_kind_in_vocabulary", {"value_kind": "feeling"}),
        ("direction_minus_one_to_one", {"direction": 2}),
        ("day_of_year_in_a_year", {"day_of_year": 367}),
    ],
)
def test_a_share_that_lacks_what_it_rests_on_is_refused(
    constraint: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_finding(**changes)


def test_a_share_may_say_that_its_base_is_unknown() -> None:
    finding = make_finding(base=None, base_unknown=True, base_note="The source does not say.")
    assert finding.base is None


def test_a_statement_in_words_needs_no_base() -> None:
    finding = make_finding(value_kind="qualitative", value=None, base=None, population=None)
    assert finding.value is None


def test_a_quota_sample_cannot_have_a_response_rate() -> None:
    with (
        pytest.raises(IntegrityError, match="study_without_frame_has_no_response_rate"),
        transaction.atomic(),
    ):
        make_study(sampling="quota", response_rate=0.4)


def test_nobody_reviews_their_own_crosswalk() -> None:
    with (
        pytest.raises(IntegrityError, match="crosswalk_reviewed_by_another"),
        transaction.atomic(),
    ):
        Crosswalk.objects.create(
            first=make_indicator(version=1),
            second=make_indicator(version=2),
            kind="equivalent",
            reason="Same words",
            author_name="Kari",
            proposed_at=AT,
            reviewer_name="Kari",
            reviewed_at=AT,
            accepted=True,
        )


def test_a_crosswalk_counts_only_when_somebody_has_reviewed_it() -> None:
    with (
        pytest.raises(IntegrityError, match="crosswalk_counts_when_reviewed"),
        transaction.atomic(),
    ):
        Crosswalk.objects.create(
            first=make_indicator(version=1),
            second=make_indicator(version=2),
            kind="equivalent",
            reason="Same words",
            author_name="Kari",
            proposed_at=AT,
            accepted=True,
        )
