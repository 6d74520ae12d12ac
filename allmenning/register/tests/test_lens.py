import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.core.peers import Weights
from allmenning.register.actions import join_by_email
from allmenning.register.queries import Choice, lens_from, lens_of
from allmenning.register.queries.lens import read_choice
from allmenning.register.queries.words import alike, different, same
from allmenning.register.tests.build import (
    make_county,
    make_domain,
    make_municipality,
    make_oslo,
    make_user,
    make_vaga,
)

pytestmark = pytest.mark.django_db
ALL = {
    "size": 3.0,
    "kostra_group": 2.0,
    "centrality": 2.0,
    "language": 1.0,
    "county": 1.0,
    "staffing": 1.0,
    "purposes": 2.0,
}

LITTLE = Weights(size=0, kostra_group=1, centrality=2, purposes=10)


def request_with(cookie: str | None = None, user: User | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["lens"] = cookie
    if user:
        request.user = user
    return request


@pytest.fixture(autouse=True)
def _cast() -> None:
    innlandet = make_county()
    make_municipality(county=innlandet)
    make_vaga(county=innlandet)
    make_oslo(county=make_county(name="Oslo", slug="oslo-fylke", code="03"))


@pytest.mark.parametrize(
    ("cookie", "choice"),
    [
        ("3434", Choice("3434")),
        ("3434.size", Choice("3434", "size")),
        ("3434.all.0-1-2-1-1-1-10", Choice("3434", "all", LITTLE)),
    ],
)
def test_a_cookie_we_wrote_is_read(cookie: str, choice: Choice) -> None:
    assert read_choice(cookie) == choice


def test_what_is_written_is_read_back() -> None:
    choice = Choice("0301", "county", Weights(size=0))
    assert read_choice(choice.cookie()) == choice


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "lom",
        "343",
        "٣٤٣٤",
        "3434.",
        "3434.wealth",
        "3434.all.1-2",
        "3434.all.0-0-0-0-0-0-0",
        "3434.all.11-0-0-0-0-0-0",
        "3434.all.1-2-3-4-5-6-7\n",
        "3434" * 10_000,
        "<script>",
    ],
)
def test_what_we_did_not_write_is_no_lens(cookie: str) -> None:
    assert lens_from(request_with(cookie)) is None


def test_a_code_nobody_has_is_no_lens() -> None:
    assert lens_from(request_with("9999")) is None


def test_without_a_cookie_a_stranger_has_no_lens() -> None:
    assert lens_from(request_with()) is None


def test_a_member_looks_from_the_own_body_until_another_is_chosen() -> None:
    lens = lens_of(Choice("3434"))
    assert lens
    make_domain("lom.kommune.no", lens.body.pk)
    kari = make_user("kari@lom.kommune.no")
    join_by_email(user=kari, by=kari, at=timezone.now())

    own = lens_from(request_with(user=kari))
    chosen = lens_from(request_with("0301", user=kari))
    cleared = lens_from(request_with("none", user=kari))

    assert own
    assert (own.body.name, own.preset) == ("Lom", True)
    assert chosen
    assert (chosen.body.name, chosen.preset) == ("Oslo", False)
    assert cleared is None


def test_vaga_is_nearer_to_lom_than_oslo_is() -> None:
    lens = lens_of(Choice("3434"))
    assert lens
    assert [member.municipality.name for member in lens.members] == ["Vågå", "Oslo"]


def test_a_lens_knows_its_codes_and_bodies_with_the_own() -> None:
    lens = lens_of(Choice("3434"))
    assert lens
    assert lens.codes == {"3434", "3435", "0301"}
    assert len(lens.body_ids) == 3


def test_fewer_than_five_widens_and_says_so() -> None:
    lens = lens_of(Choice("3434", "kostra_group"))
    assert lens
    assert lens.group.widened == "few"
    assert [(m.municipality.name, m.peer.added) for m in lens.members] == [
        ("Vågå", False),
        ("Oslo", True),
    ]


def test_a_lens_nobody_has_told_about_says_so() -> None:
    lens = lens_of(Choice("3434", "staffing"))
    assert lens
    assert lens.group.widened == "unknown"


def test_the_reader_sees_what_is_the_same_and_what_differs() -> None:
    lens = lens_of(Choice("3434"))
    assert lens
    vaga = lens.members[0]
    told = (lens.body, vaga.municipality, vaga.peer)
    assert same(*told) == ["KOSTRA-gruppe", "Sentralitet", "Målform", "Fylke"]
    # |log10(2239 / 3500)| = 0.1940, a part of 3 of the 9 that are known: 0.0647
    [(sentence, adds)] = different(*told)
    assert sentence.replace("\xa0", " ") == "3 500 innbyggere mot 2 239"
    assert adds == "0,06"


def test_a_small_difference_still_counts_as_alike() -> None:
    lens = lens_of(Choice("3434"))
    assert lens
    vaga, oslo = (member.peer for member in lens.members)
    assert "Fylke" in alike(vaga, ALL)
    assert alike(oslo, ALL) == []


def test_moved_weights_change_who_is_near() -> None:
    only_county = Weights(
        size=0, kostra_group=0, centrality=0, language=0, county=1, staffing=0, purposes=0
    )
    lens = lens_of(Choice("3434", "all", only_county))
    assert lens
    assert [member.peer.distance for member in lens.members] == [0.0, 1.0]
