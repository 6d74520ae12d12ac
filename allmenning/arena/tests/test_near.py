"""Who stands first in a list: those like the reader's own municipality (R03)."""

from typing import Any

import pytest

from allmenning.arena.models import Case
from allmenning.arena.queries.near import arrange, in_order, nearness
from allmenning.arena.tests.build import AT, make_case, make_question
from allmenning.register.models import Body
from allmenning.register.queries import Choice, Lens, lens_of
from allmenning.register.tests.build import (
    make_municipality,
    make_oslo,
    make_revision,
    make_vaga,
)

pytestmark = pytest.mark.django_db


def lens_on(body: Body) -> Lens:
    found = lens_of(Choice(body.code))
    assert found
    return found


@pytest.fixture
def lom() -> Body:
    """Lom and twenty small ones like it; Oslo and five large ones are far away."""
    lom = make_municipality()
    make_vaga()
    for number in range(19):
        make_vaga(name=f"Grend {number}", slug=f"grend-{number}", code=f"40{number:02}")
    make_oslo()
    for number in range(5):
        make_oslo(name=f"By {number}", slug=f"by-{number}", code=f"50{number:02}")
    make_revision()
    return lom


def told_by(slug: str, **changes: Any) -> Case:
    return make_case(owner=Body.objects.get(slug=slug), **changes)


def test_a_near_municipality_stands_before_a_newer_one_from_far_away(lom: Body) -> None:
    far = told_by("oslo", confirmed_date=AT.date())
    near = told_by("vaga", confirmed_date=AT.date().replace(year=2022))
    arranged = arrange(Case.objects.all(), nearness(lens_on(lom)))
    assert list(arranged.keys) == [near.pk, far.pk]
    assert arranged.near == 1


def test_the_readers_own_stand_after_those_of_others_in_the_group(lom: Body) -> None:
    own = make_case(owner=lom)
    other = told_by("vaga", confirmed_date=AT.date().replace(year=2024))
    far = told_by("oslo")
    arranged = arrange(Case.objects.all(), nearness(lens_on(lom)))
    assert list(arranged.keys) == [other.pk, own.pk, far.pk]


def test_what_tells_what_failed_stands_before_what_does_not(lom: Body) -> None:
    short = told_by("vaga")
    whole = told_by("grend-1", failed="Helgane", hours=40, result="Kortare ventetid")
    arranged = arrange(Case.objects.all(), nearness(lens_on(lom)))
    assert list(arranged.keys) == [whole.pk, short.pk]


def test_only_the_group_is_shown_where_it_has_five(lom: Body) -> None:
    near = {told_by(f"grend-{number}").pk for number in range(5)}
    told_by("oslo")
    arranged = arrange(Case.objects.all(), nearness(lens_on(lom)), only_near=True)
    assert set(arranged.keys) == near
    assert not arranged.widened


def test_with_four_in_the_group_the_nearest_others_fill_up_to_ten(lom: Body) -> None:
    near = {told_by(f"grend-{number}").pk for number in range(4)}
    for number in range(5):
        told_by(f"by-{number}")
        told_by(f"by-{number}")
    arranged = arrange(Case.objects.all(), nearness(lens_on(lom)), only_near=True)
    assert len(arranged.keys) == 10
    assert set(list(arranged.keys)[:4]) == near
    assert arranged.widened


def test_without_a_lens_the_newest_and_most_complete_come_first() -> None:
    # What is not told costs it most of a half-life, so that older whole ones stand before it.
    short = make_case(confirmed_date=AT.date())
    whole = make_case(
        owner=short.owner,
        confirmed_date=AT.date().replace(month=1),
        failed="Helgane",
        hours=40,
        result="Kortare ventetid",
        evidence_kind="counts",
        advice="Start i det små.",
        started_date=AT.date(),
        channels=["facebook"],
    )
    assert whole.completeness == 1
    assert list(arrange(Case.objects.all(), None).keys) == [whole.pk, short.pk]


def test_questions_are_ordered_in_the_same_way(lom: Body) -> None:
    from_far = make_question(owner=Body.objects.get(slug="oslo"))
    from_near = make_question(owner=Body.objects.get(slug="vaga"))
    arranged = arrange(type(from_far).objects.all(), nearness(lens_on(lom)))
    assert list(arranged.keys) == [from_near.pk, from_far.pk]


def test_each_row_says_why_it_is_near(lom: Body) -> None:
    near = nearness(lens_on(lom))
    assert near
    assert "Lom" in near.why(Body.objects.get(slug="vaga").pk)
    assert near.why(Body.objects.get(slug="oslo").pk) == ""
    assert near.why(lom.pk) != ""


def test_rows_come_in_the_order_of_their_keys() -> None:
    one, two = make_case(), make_case()
    assert in_order(Case.objects.all(), [two.pk, one.pk]) == [two, one]


def test_what_is_missing_is_named() -> None:
    case = make_case(failed="Helgane", hours=4)
    assert case.missing == ["result", "evidence_kind", "advice", "period", "channels"]
    # Result and evidence are worth 0.15 each, advice and period 0.1, channels 0.05.
    assert case.completeness == 0.45
