"""A claim beside a finding: the guard decides what may be said."""

import pytest
import time_machine
from django.test import Client

from allmenning.arena.actions.cases_claims import NotComparableError, link_claim, remove_claim
from allmenning.arena.models import ClaimFinding, ClaimRelation
from allmenning.arena.queries.claims import rule
from allmenning.arena.tests.build import AT, make_case, make_claim, make_member
from allmenning.evidence.models import Finding
from allmenning.evidence.tests.build import make_finding
from allmenning.evidence.tests.build import make_theme as make_theme_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def finding() -> Finding:
    return make_finding()


def test_a_figure_of_one_municipality_may_not_be_compared_with_a_survey(finding: Finding) -> None:
    claim = make_claim(make_case(), magnitude="frå 40 til 70 prosent", own_measurement=True)
    ruling = rule(claim, finding)
    assert ruling.refuses
    assert ruling.allowed == (ClaimRelation.NOT_COMPARABLE,)
    assert "Lom" in ruling.may_be_said
    assert ruling.reasons


def test_the_action_refuses_it_with_the_guards_reasons(finding: Finding) -> None:
    claim = make_claim(make_case(), magnitude="dobbelt så mange")
    with pytest.raises(NotComparableError) as refused:
        link_claim(
            claim=claim,
            finding=finding,
            relation=ClaimRelation.SUPPORTS,
            rationale="Same retning.",
            by=None,
            at=AT,
        )
    assert "very_small_base" in refused.value.ruling.keys
    assert not ClaimFinding.objects.exists()


def test_it_may_be_linked_as_not_comparable_and_keeps_the_reasons(finding: Finding) -> None:
    claim = make_claim(make_case(), magnitude="dobbelt så mange")
    link = link_claim(
        claim=claim,
        finding=finding,
        relation=ClaimRelation.NOT_COMPARABLE,
        rationale="Berre oss.",
        by=None,
        at=AT,
    )
    assert "very_small_base" in link.reasons


def test_a_direction_without_a_figure_may_point_the_same_way(finding: Finding) -> None:
    claim = make_claim(make_case())
    ruling = rule(claim, finding)
    assert ruling.allowed == tuple(ClaimRelation)
    assert "Ingen tall er sammenlignet" in ruling.may_be_said


def test_another_theme_is_refused_even_without_a_figure(finding: Finding) -> None:
    claim = make_claim(make_case(), theme=make_theme_of("strategi"))
    ruling = rule(claim, finding)
    assert ruling.refuses
    assert ruling.reasons == ("De hører til ulike tema.",)


def test_the_page_shows_the_refusal_and_loses_nothing(client: Client, finding: Finding) -> None:
    case = make_case()
    claim = make_claim(case, magnitude="dobbelt så mange")
    client.force_login(make_member(case.owner))
    address = f"/erfaringer/{case.slug}/pastander/{claim.pk}/"
    sent = {"finding": finding.code, "relation": "supports", "rationale": "Det stemmer med oss."}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Det stemmer med oss." in answer.text
    assert "Vakten lar deg ikke si dette." in answer.text
    assert client.post(address, sent | {"relation": "not_comparable"}).status_code == 302
    page = Client().get(f"/erfaringer/{case.slug}/").text
    assert "Kan ikke sammenlignes med det" in page
    assert finding.code in page


def test_a_claim_is_added_and_taken_away_through_the_page(client: Client) -> None:
    case = make_case()
    client.force_login(make_member(case.owner))
    sent = {"text": "Fleire svarar.", "theme": "krise", "direction": "more"}
    answer = client.post(f"/erfaringer/{case.slug}/pastander/ny/", sent)
    claim = case.claims.get()
    assert answer.url == f"/erfaringer/{case.slug}/pastander/{claim.pk}/"  # type: ignore[attr-defined]
    assert "Ingen" in client.get(f"/erfaringer/{case.slug}/").text
    client.post(f"/erfaringer/{case.slug}/pastander/{claim.pk}/fjern/")
    assert not case.claims.exists()


def test_a_claim_of_another_case_is_not_reached_through_ones_own(client: Client) -> None:
    mine, claim = make_case(), make_claim(make_case())
    client.force_login(make_member(mine.owner))
    address = f"/erfaringer/{mine.slug}/pastander/{claim.pk}/fjern/"
    assert client.post(address).status_code == 404


def test_a_removed_claim_takes_its_links_with_it(finding: Finding) -> None:
    claim = make_claim(make_case())
    link_claim(
        claim=claim,
        finding=finding,
        relation=ClaimRelation.SUPPORTS,
        rationale="Same retning.",
        by=None,
        at=AT,
    )
    remove_claim(claim=claim, by=None, at=AT)
    assert not ClaimFinding.objects.exists()
