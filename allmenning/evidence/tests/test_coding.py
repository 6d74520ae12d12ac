"""K7: two people code apart, the agreement between them is published, consensus keeps history."""

import pytest
from django.test import Client

from allmenning.evidence.actions import EvidenceRefused, NotCodedByTwo, code_pair, settle_pair
from allmenning.evidence.models import Coding, Finding
from allmenning.evidence.queries.coding import coded_pair, coder_alpha, pairs_to_code
from allmenning.evidence.tests.build import AT, make_analyst, make_finding, signed_in_analyst

pytestmark = pytest.mark.django_db

CLAIM = {"claim": "kommunen-har-dialog", "direction": 1}


def make_pair(number: int = 0) -> tuple[Finding, Finding]:
    said = make_finding(f"F9{number}1", method="self_report", **CLAIM)
    seen = make_finding(f"F9{number}2", method="observation", **CLAIM)
    return said, seen


def test_a_pair_from_two_methods_waits_to_be_coded() -> None:
    said, seen = make_pair()
    (pair,) = pairs_to_code(said.theme, make_analyst().pk)
    assert (pair.first, pair.second, pair.mine, pair.coders) == (said, seen, "", 0)


def test_the_others_codes_are_hidden_until_one_has_coded_oneself() -> None:
    pair = make_pair()
    kari, ola = make_analyst(), make_analyst("ola@dsb.example")
    code_pair(by=kari, at=AT, first=pair[0], second=pair[1], code="agreement")
    assert coded_pair(*pair, ola.pk).others is None
    code_pair(by=ola, at=AT, first=pair[1], second=pair[0], code="partial")
    others = coded_pair(*pair, ola.pk).others
    assert others is not None
    assert [one.code for one in others] == ["agreement"]


def test_alpha_over_coders_counts_the_newest_code_of_each() -> None:
    """Four pairs, agreed on three; alpha = 1 - 7 * 2 / (8 * 8 - 5 * 5 - 3 * 3) = 0.533."""
    kari, ola = make_analyst(), make_analyst("ola@dsb.example")
    codes = [("agreement", "agreement")] * 2 + [("dissonance", "dissonance")]
    for number, (one, other) in enumerate([*codes, ("agreement", "dissonance")]):
        first, second = make_pair(number)
        code_pair(by=kari, at=AT, first=first, second=second, code="partial")
        code_pair(by=kari, at=AT, first=first, second=second, code=one)
        code_pair(by=ola, at=AT, first=first, second=second, code=other)
    alpha = coder_alpha()
    assert alpha.units == 4
    assert alpha.value == pytest.approx(1 - 7 * 2 / 30)


def test_a_consensus_needs_two_coders_and_keeps_the_history() -> None:
    pair = make_pair()
    kari, ola = make_analyst(), make_analyst("ola@dsb.example")
    code_pair(by=kari, at=AT, first=pair[0], second=pair[1], code="agreement")
    with pytest.raises(NotCodedByTwo):
        settle_pair(by=kari, at=AT, first=pair[0], second=pair[1], code="agreement")
    code_pair(by=ola, at=AT, first=pair[0], second=pair[1], code="partial")
    settle_pair(by=ola, at=AT, first=pair[0], second=pair[1], code="agreement")
    settled = coded_pair(*pair, kari.pk).consensus
    assert settled is not None
    assert settled.code == "agreement"
    assert Coding.objects.count() == 3


def test_a_finding_is_not_coded_against_itself() -> None:
    said, _seen = make_pair()
    with pytest.raises(EvidenceRefused):
        code_pair(by=make_analyst(), at=AT, first=said, second=said, code="agreement")


def test_two_analysts_code_a_pair_on_the_pages(client: Client) -> None:
    make_pair()
    signed_in_analyst(client)
    assert "/koding/F901/F902/" in client.get("/tema/krise/koding/").content.decode()
    assert client.post("/koding/F901/F902/", {"code": ""}).status_code == 422
    assert client.post("/koding/F901/F902/", {"code": "agreement"}).status_code == 302
    assert client.post("/koding/F901/F902/", {"code": "partial", "settle": ""}).status_code == 422
    signed_in_analyst(client, make_analyst("ola@dsb.example"))
    assert 'name="settle"' not in client.get("/koding/F901/F902/").content.decode()
    client.post("/koding/F901/F902/", {"code": "partial"})
    assert 'name="settle"' in client.get("/koding/F901/F902/").content.decode()
    assert client.post("/koding/F901/F902/", {"code": "partial", "settle": ""}).status_code == 302
    assert client.get("/koding/F901/F999/").status_code == 404
    assert client.get("/metoder/").status_code == 200
