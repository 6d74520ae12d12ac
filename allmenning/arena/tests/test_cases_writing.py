"""Telling through the form: nothing is lost, numbers are stopped, the gate decides."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import AuditEntry
from allmenning.arena.models import Case, Tag
from allmenning.arena.tests.build import AT, make_case, make_lom, make_member, make_theme
from allmenning.register.models import BodyRole
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db
NEW = "/erfaringer/ny/"
# The example of the Norwegian tax authority's test people.
SYNTHETIC_NUMBER = "15076500565"


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def sent(**changes: object) -> dict[str, object]:
    make_theme()
    return {
        "title": "Vi deler vakta",
        "language": "nn",
        "themes": ["krise"],
        "tags": "svartid, helg",
        "problem": "Ingen svara i helgene.",
        "done": "Vi delte.",
        "stage": "trying",
        "visibility": "open",
        "contact_role": "rådgjevar",
        "staff": "0,5",
        "publish": "",
    } | changes


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(NEW).status_code == 302
    assert client.get(f"/erfaringer/{make_case().slug}/rediger/").status_code == 302


def test_who_belongs_nowhere_is_told_how_to_belong(client: Client) -> None:
    user = make_member(make_lom())
    user.memberships.all().delete()
    client.force_login(user)
    assert client.get(NEW).status_code == 403
    assert "medlem" in client.get(NEW).text


def test_the_form_starts_with_what_the_register_knows(client: Client) -> None:
    lom = make_lom()
    lom.communications_staff = "1.5"
    lom.save()
    client.force_login(make_member(lom))
    form = client.get(NEW).context["form"]
    assert str(form["staff"].value()) == "1.5"
    assert form["language"].value() == "nn"
    assert form["visibility"].value() == "members"


def test_an_editor_publishes_at_once(client: Client) -> None:
    lom = make_lom()
    client.force_login(make_member(lom))
    assert client.post(NEW, sent()).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.owner, str(case.staff)) == ("published", lom, "0.5")
    assert sorted(Tag.objects.values_list("slug", flat=True)) == ["helg", "svartid"]


def test_a_reader_may_draft_and_an_editor_publishes(client: Client) -> None:
    lom = make_lom()
    reader = make_member(lom, BodyRole.READER)
    client.force_login(reader)
    client.post(NEW, sent())
    case = Case.objects.get()
    assert case.state == "draft"
    edit = f"/erfaringer/{case.slug}/rediger/"
    assert client.get(edit).status_code == 200
    client.force_login(make_member(lom))
    assert client.post(edit, sent(seen=case.changed_at.isoformat())).status_code == 302
    case.refresh_from_db()
    assert case.state == "published"
    client.force_login(reader)
    assert client.get(edit).status_code == 403


@pytest.mark.parametrize("make_body", [make_vaga, make_oslo])
def test_nobody_edits_what_another_body_told(client: Client, make_body: object) -> None:
    case = make_case()
    assert callable(make_body)
    client.force_login(make_member(make_body()))
    assert client.get(f"/erfaringer/{case.slug}/rediger/").status_code == 403
    assert client.post(f"/erfaringer/{case.slug}/trekk/", {"reason": "x"}).status_code == 403


def test_bad_input_loses_nothing(client: Client) -> None:
    client.force_login(make_member(make_lom()))
    answer = client.post(
        NEW,
        sent(problem="", hours="mange", started_date="2026-05-01", ended_date="2026-04-01"),
    )
    assert answer.status_code == 422
    assert "Vi delte." in answer.text
    assert "mange" in answer.text
    assert "Det kan ikke slutte før det begynte." in answer.text
    assert not Case.objects.exists()


def test_a_national_identity_number_stops_it_and_a_box_lets_it_through(client: Client) -> None:
    client.force_login(make_member(make_lom()))
    answer = client.post(NEW, sent(done=f"Ring {SYNTHETIC_NUMBER}."))
    assert answer.status_code == 422
    assert "Vi deler vakta" in answer.text
    assert not Case.objects.exists()
    about = answer.context["form"]["not_personal_of"].value()
    again = sent(done=f"Ring {SYNTHETIC_NUMBER}.", not_personal="on", not_personal_of=about)
    assert client.post(NEW, again).status_code == 302
    assert AuditEntry.objects.filter(verb="arena.private.overridden").count() == 1


def test_what_somebody_else_changed_meanwhile_is_not_written_over_unseen(client: Client) -> None:
    case = make_case(state="draft")
    client.force_login(make_member(case.owner))
    edit = f"/erfaringer/{case.slug}/rediger/"
    seen = (case.changed_at - timedelta(minutes=1)).isoformat()
    answer = client.post(edit, sent(seen=seen, done="Mitt."))
    assert answer.status_code == 422
    assert "Noen andre har endret denne" in answer.text
    assert "Mitt." in answer.text
    again = sent(seen=answer.context["form"]["seen"].value(), done="Mitt.")
    assert client.post(edit, again).status_code == 302
    case.refresh_from_db()
    assert case.done == "Mitt."


def test_a_first_text_with_a_link_waits_for_a_moderator(client: Client) -> None:
    client.force_login(make_member(make_lom()))
    client.post(NEW, sent(done="Sjå https://selskap.example/tilbod"))
    case = Case.objects.get()
    assert (case.state, case.held_for) == ("waiting", ["links"])


def test_it_says_kindly_what_is_missing(client: Client) -> None:
    lom = make_lom()
    client.force_login(make_member(lom))
    page = client.post(NEW, sent(), follow=True).text
    assert "hva som sviktet eller var vanskeligere enn dere trodde" in page
    assert (
        "hva som sviktet eller" not in Client().get(f"/erfaringer/{Case.objects.get().slug}/").text
    )


def test_one_press_says_that_it_is_still_true(client: Client) -> None:
    case = make_case(confirmed_date=(AT - timedelta(days=600)).date())
    client.force_login(make_member(case.owner))
    page = client.get(f"/erfaringer/{case.slug}/").text
    assert "Det er mer enn halvannet år siden" in page
    client.post(f"/erfaringer/{case.slug}/stemmer/")
    case.refresh_from_db()
    assert case.confirmed_date == AT.date()


def test_another_body_tells_and_copies_through_the_page(client: Client) -> None:
    case = make_case()
    vaga = make_vaga()
    client.force_login(make_member(vaga))
    told = {"body": vaga.pk, "outcome": "same", "note": "Det gjekk bra.", "staff": "2"}
    assert client.get(f"/erfaringer/{case.slug}/provd/").status_code == 200
    assert client.post(f"/erfaringer/{case.slug}/provd/", told).status_code == 302
    assert case.replications.get().staff == 2
    answer = client.post(f"/erfaringer/{case.slug}/kopier/", {"body": vaga.pk})
    assert answer.url.endswith("/rediger/")  # type: ignore[attr-defined]
    assert case.copies.get().owner == vaga


def test_one_tells_only_on_behalf_of_ones_own(client: Client) -> None:
    case, oslo = make_case(), make_oslo()
    client.force_login(make_member(make_vaga()))
    told = {"body": oslo.pk, "outcome": "same", "note": "Det gjekk bra."}
    assert client.post(f"/erfaringer/{case.slug}/provd/", told).status_code == 422
    client.force_login(make_member(case.owner))
    assert client.get(f"/erfaringer/{case.slug}/provd/").status_code == 403


def test_drafts_and_what_is_due_are_found_again(client: Client) -> None:
    lom = make_lom()
    make_case(title="Ute", owner=lom)
    make_case(title="Gammal", owner=lom, confirmed_date=(AT - timedelta(days=600)).date())
    make_case(title="Kladd", owner=lom, state="draft")
    make_case(title="Andre", owner=make_vaga(), state="draft")
    client.force_login(make_member(lom))
    page = client.get("/erfaringer/mine/")
    assert [case.title for case, _due in page.context["rows"]] == ["Kladd", "Gammal", "Ute"]
    assert "Stemmer det fortsatt?" in page.text


def test_a_reader_finds_her_own_draft_but_not_her_colleagues(client: Client) -> None:
    lom = make_lom()
    reader = make_member(lom, BodyRole.READER)
    make_case(title="Min", owner=lom, state="draft", author=reader)
    make_case(title="Andres", owner=lom, state="draft")
    client.force_login(reader)
    rows = client.get("/erfaringer/mine/").context["rows"]
    assert [case.title for case, _due in rows] == ["Min"]
