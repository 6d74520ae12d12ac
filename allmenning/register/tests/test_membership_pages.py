import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import Role, User
from allmenning.accounts.tests.browse import set_up_app, sign_in
from allmenning.accounts.tests.build import make_grant, make_user
from allmenning.register.actions import join_by_email
from allmenning.register.models import Body, DomainRequest, Membership
from allmenning.register.queries import snapshot
from allmenning.register.tests.build import make_domain, make_municipality, make_oslo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cast() -> None:
    make_domain("lom.kommune.no", make_municipality())
    make_domain("oslo.kommune.no", make_oslo())


def member(email: str, role: str = "reader") -> User:
    user = make_user(email)
    join_by_email(user=user, by=user, at=timezone.now())
    user.memberships.update(role=role)
    return user


def steward() -> User:
    user = make_user("steward@ks.no")
    make_grant(user, Role.STEWARD)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_factor(user: User) -> Client:
    client = Client()
    sign_in(client, user.email)
    set_up_app(client)
    return client


def test_a_member_sees_how_it_is_known_and_until_when() -> None:
    shown = signed_in(member("kari@lom.kommune.no")).get("/medlemskap/").content.decode()
    assert "Lom" in shown
    assert "e-postdomenet lom.kommune.no" in shown


def test_a_person_with_an_unknown_domain_is_told_so() -> None:
    shown = signed_in(member("per@kulturhuset.no")).get("/medlemskap/").content.decode()
    assert "Vi kjenner ikke domenet kulturhuset.no" in shown


@pytest.mark.parametrize(
    "address",
    [
        "/medlemskap/",
        "/medlemskap/ko/",
        "/kommuner/lom/medlemmer/",
        "/kommuner/lom/fortell/",
    ],
)
def test_a_stranger_is_sent_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


@pytest.mark.parametrize("address", ["/kommuner/lom/medlemmer/", "/kommuner/lom/fortell/"])
@pytest.mark.parametrize("email", ["kari@lom.kommune.no", "ola@oslo.kommune.no"])
def test_a_reader_and_somebody_from_oslo_are_refused(address: str, email: str) -> None:
    role = "leader" if "oslo" in email else "reader"
    assert signed_in(member(email, role)).get(address).status_code == 403


def test_only_a_steward_sees_the_queue() -> None:
    member("per@kulturhuset.no")
    assert (
        signed_in(member("kari@lom.kommune.no", "leader")).get("/medlemskap/ko/").status_code == 403
    )
    assert "kulturhuset.no" in with_factor(steward()).get("/medlemskap/ko/").content.decode()


def test_a_steward_without_a_second_factor_decides_nothing() -> None:
    member("per@kulturhuset.no")
    asked = DomainRequest.objects.get()
    signed_in(steward()).post(f"/medlemskap/ko/{asked.pk}/", {"reject": "1", "reason": "Nei."})
    assert DomainRequest.objects.get().state == "open"


def test_a_steward_lets_a_person_in() -> None:
    per = member("per@kulturhuset.no")
    asked, lom = DomainRequest.objects.get(), Body.objects.get(slug="lom")
    answer = with_factor(steward()).post(
        f"/medlemskap/ko/{asked.pk}/", {"approve": "1", "body": str(lom.pk)}
    )
    assert answer.status_code == 302
    assert Membership.objects.get(user=per).body == lom


@pytest.mark.parametrize("told", [{"approve": "1"}, {"reject": "1"}, {"approve": "1", "body": "x"}])
def test_a_decision_without_body_or_reason_is_not_taken(told: dict[str, str]) -> None:
    member("per@kulturhuset.no")
    asked = DomainRequest.objects.get()
    answer = with_factor(steward()).post(f"/medlemskap/ko/{asked.pk}/", told)
    assert answer.status_code == 422
    assert DomainRequest.objects.get().state == "open"


def test_the_person_reads_why_it_was_turned_down() -> None:
    per = member("per@kulturhuset.no")
    asked = DomainRequest.objects.get()
    told = {"reject": "1", "reason": "Kulturhuset er et firma."}
    with_factor(steward()).post(f"/medlemskap/ko/{asked.pk}/", told)
    assert "Kulturhuset er et firma." in signed_in(per).get("/medlemskap/").content.decode()


def test_a_leader_gives_a_role_in_the_own_body_only() -> None:
    leader = with_factor(member("leder@lom.kommune.no", "leader"))
    kari = member("kari@lom.kommune.no").memberships.get()
    ola = member("ola@oslo.kommune.no").memberships.get()

    leader.post(f"/kommuner/lom/medlemmer/{kari.pk}/", {f"m{kari.pk}-role": "editor"})
    other = leader.post(f"/kommuner/lom/medlemmer/{ola.pk}/", {f"m{ola.pk}-role": "editor"})

    kari.refresh_from_db()
    ola.refresh_from_db()
    assert (kari.role, ola.role, other.status_code) == ("editor", "reader", 404)


def test_a_leader_without_a_second_factor_gives_no_role() -> None:
    leader = signed_in(member("leder@lom.kommune.no", "leader"))
    kari = member("kari@lom.kommune.no").memberships.get()
    leader.post(f"/kommuner/lom/medlemmer/{kari.pk}/", {f"m{kari.pk}-role": "editor"})
    kari.refresh_from_db()
    assert kari.role == "reader"


@pytest.mark.parametrize("staff", ["1.5", "1,5"])
def test_an_editor_tells_about_staffing_and_purposes(staff: str) -> None:
    editor = signed_in(member("kari@lom.kommune.no", "editor"))
    answer = editor.post(
        "/kommuner/lom/fortell/", {"staff": staff, "purposes": ["dialogue", "preparedness"]}
    )
    lom = snapshot().by_slug["lom"]
    assert answer.headers["Location"] == "/kommuner/lom/"
    assert (lom.communications_staff, lom.purposes) == (1.5, ("dialogue", "preparedness"))


@pytest.mark.parametrize("staff", ["-1", "1e9", "mange"])
def test_what_cannot_be_is_not_told(staff: str) -> None:
    editor = signed_in(member("kari@lom.kommune.no", "editor"))
    assert editor.post("/kommuner/lom/fortell/", {"staff": staff}).status_code == 422


def test_the_queue_asks_as_much_for_many_as_for_few(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(12):
        member(f"n{n}@ukjent{n}.no")
    client = with_factor(steward())
    with django_assert_max_num_queries(10):
        client.get("/medlemskap/ko/")


def test_a_steward_gives_a_body_its_first_leader() -> None:
    kari = member("kari@lom.kommune.no").memberships.get()
    client = with_factor(steward())
    assert "/kommuner/lom/medlemmer/" in client.get("/kommuner/lom/").content.decode()
    client.post(f"/kommuner/lom/medlemmer/{kari.pk}/", {f"m{kari.pk}-role": "leader"})
    kari.refresh_from_db()
    assert kari.role == "leader"


def test_only_those_who_may_are_offered_more(client: Client) -> None:
    for stranger in (client, signed_in(member("ola@oslo.kommune.no", "leader"))):
        assert "fortell" not in stranger.get("/kommuner/lom/").content.decode()
    kari = signed_in(member("kari@lom.kommune.no", "editor"))
    assert "/kommuner/lom/fortell/" in kari.get("/kommuner/lom/").content.decode()


def test_a_member_of_a_body_without_a_leader_is_told_whom_to_ask() -> None:
    kari = signed_in(member("kari@lom.kommune.no"))
    shown = kari.get("/medlemskap/").content.decode()
    assert "Ingen deler ut roller i Lom ennå." in shown
    assert 'href="/om/kontakt/"' in shown.split("<main")[1].split("</main>")[0]
    member("leder@lom.kommune.no", "leader")
    assert "Ingen deler ut roller" not in kari.get("/medlemskap/").content.decode()


def test_a_steward_sees_where_nobody_gives_out_roles() -> None:
    member("kari@lom.kommune.no")
    member("leder@oslo.kommune.no", "leader")
    shown = with_factor(steward()).get("/medlemskap/ko/").content.decode()
    assert 'href="/kommuner/lom/medlemmer/"' in shown
    assert "/kommuner/oslo/medlemmer/" not in shown


def test_who_is_refused_is_not_told_to_sign_in_again() -> None:
    refused = signed_in(member("kari@lom.kommune.no")).get("/kommuner/lom/fortell/")
    shown = refused.content.decode()
    assert refused.status_code == 403
    assert "Logg inn" not in shown
    assert 'href="/om/kontakt/"' in shown.split("<main")[1].split("</main>")[0]


def test_the_account_page_tells_that_the_domain_is_unknown() -> None:
    shown = signed_in(member("per@kulturhuset.no")).get("/konto/").content.decode()
    assert "Vi kjenner ikke domenet kulturhuset.no ennå." in shown
    known = signed_in(member("kari@lom.kommune.no")).get("/konto/").content.decode()
    assert "Vi kjenner ikke domenet" not in known
