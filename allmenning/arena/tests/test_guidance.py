"""Official guidance: its date, its review, its changes, and the law it rests on."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import Role
from allmenning.accounts.tests.browse import signed_in_with
from allmenning.alerts.tests.browse import browser_of
from allmenning.arena.actions.guidance import (
    Advice,
    change_guidance,
    load_official,
    make_guidance,
    publish_guidance,
    remind_of_reviews,
)
from allmenning.arena.actions.law import cite, load_law, replace_reference
from allmenning.arena.models import Guidance, LegalReference, Notification
from allmenning.arena.queries.guidance import ranked
from allmenning.arena.queries.law import resting_on_ended
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_holder,
    make_lom,
    make_member,
    make_post,
    make_question,
    make_theme,
)
from allmenning.arena.tests.build import (
    make_guidance as store_guidance,
)
from allmenning.register.models import Body
from allmenning.register.tests.build import make_vaga

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT):
        yield


def ignore(_line: str) -> None:
    return None


def make_ks() -> Body:
    return Body.objects.get_or_create(slug="ks", defaults={"kind": "other", "name": "KS"})[0]


def advice(**changes: Any) -> Advice:
    values = {
        "title": "Slik svarer du i sosiale medier",
        "summary": "Svar innen en virkedag.",
        "text": "Svar **fort**.",
        "address": "",
        "language": "nb",
        "dated_date": date(2026, 11, 1),
        "review_date": date(2027, 11, 1),
        "status": "current",
        "replaced_by": None,
    }
    return Advice(values=values | changes, themes=[make_theme()])


def make_law(slug: str, **changes: Any) -> LegalReference:
    told = {"name_nb": slug.title(), "source": "test", "read_date": TODAY}
    return LegalReference.objects.create(slug=slug, **(told | changes))


def n_told(kind: str) -> int:
    return Notification.objects.filter(kind=kind).count()


def test_past_its_review_it_warns_and_stands_below_what_is_current(client: Client) -> None:
    late = store_guidance(dated_date=date(2026, 11, 2), review_date=TODAY - timedelta(days=1))
    revised = store_guidance(dated_date=date(2026, 6, 1), status="under_revision")
    current = store_guidance(dated_date=date(2025, 1, 1))
    replaced = store_guidance(dated_date=date(2026, 11, 3), status="replaced")

    rows = ranked(Guidance.objects.all(), TODAY)

    assert list(rows) == [current, revised, late, replaced]
    warning = "Den kan være utdatert"
    assert warning in client.get(f"/veiledning/{late.slug}/").text
    assert warning not in client.get(f"/veiledning/{current.slug}/").text
    assert "Skulle vært gått gjennom" in client.get("/veiledning/").text


def test_on_the_very_day_of_the_review_it_is_not_late_yet() -> None:
    assert not store_guidance(review_date=TODAY).is_past_review(TODAY)


def test_a_change_keeps_what_stood_and_says_why_and_moves_no_review(client: Client) -> None:
    desk = make_holder(Role.AUTHORITY)
    made = publish_guidance(owner=make_ks(), advice=advice(), by=desk, at=AT)

    changed = change_guidance(
        guidance=made,
        advice=advice(summary="Svar samme dag."),
        note="Kortere frist",
        by=desk,
        at=AT,
    )

    before = changed.revisions.get()
    assert (before.number, before.note) == (1, "Kortere frist")
    assert before.content["summary"] == "Svar innen en virkedag."
    assert (changed.summary, changed.review_date) == ("Svar samme dag.", date(2027, 11, 1))
    assert "Kortere frist" in client.get(f"/veiledning/{made.slug}/historikk/").text


def test_the_desk_is_reminded_sixty_and_fourteen_days_before_and_on_the_day_once_each() -> None:
    make_holder(Role.AUTHORITY)
    review = TODAY + timedelta(days=61)
    store_guidance(review_date=review)

    reminded = [remind_of_reviews(at=AT + timedelta(days=day)) for day in range(64)]

    assert [day for day, n in enumerate(reminded) if n] == [1, 47, 61]
    assert n_told("review_due") == 3


def test_what_is_replaced_or_only_pointed_to_is_not_reminded_of() -> None:
    make_holder(Role.AUTHORITY)
    store_guidance(review_date=TODAY, status="replaced")
    store_guidance(review_date=TODAY, is_review_told=False)

    assert remind_of_reviews(at=AT) == 0


def test_the_law_is_loaded_once_and_what_was_ended_here_stays_ended() -> None:
    n = load_law(by=None, at=AT, tell=ignore)
    assert (n > 10, load_law(by=None, at=AT, tell=ignore)) == (True, 0)
    law = LegalReference.objects.get(slug="offentleglova")
    replace_reference(reference=law, replaced_by=None, on=TODAY, by=None, at=AT)

    assert load_law(by=None, at=AT, tell=ignore) == 0
    law.refresh_from_db()
    assert law.valid_to == TODAY


def test_guides_that_exist_are_pointed_to_and_say_how_they_were_read(client: Client) -> None:
    load_law(by=None, at=AT, tell=ignore)
    make_ks()
    Body.objects.create(slug="digdir", kind="state", name="Digdir")

    assert load_official(by=None, at=AT, tell=ignore) == 2
    assert load_official(by=None, at=AT, tell=ignore) == 0
    page = client.get("/veiledning/ks-veikart-for-sosiale-medier-2012/").text
    assert "Innholdsfortegnelsen og begynnelsen er lest." in page
    assert "Ikke oppgitt av eieren" in page
    assert "1. januar 2012" not in page


def test_replacing_the_regulation_of_2017_flags_all_that_cites_3_18(client: Client) -> None:
    """R76."""
    desk, editor = make_holder(Role.AUTHORITY), make_member(make_lom())
    old, new = make_law("arkivforskrift-2017"), make_law("arkivforskrift-2026")
    section = make_law("arkivforskrift-2017-3-18", whole=old, part="§ 3-18")
    other = make_law("spraklova")
    advised, told, free = store_guidance(), make_case(), store_guidance()
    for subject, law in ((advised, section), (told, section), (free, other)):
        cite(subject=subject, references=[law], by=None, at=AT)

    flagged = replace_reference(reference=old, replaced_by=new, on=date(2026, 1, 1), by=desk, at=AT)

    assert {one.guidance or one.case for one in flagged} == {advised, told}
    assert set(resting_on_ended(TODAY)) == set(flagged)
    section.refresh_from_db()
    assert (section.valid_to, section.replaced_by) == (date(2026, 1, 1), new)
    kept = Notification.objects.filter(kind="law_changed")
    assert kept.filter(person=editor).count() == 2
    assert kept.filter(person=desk).count() == 1
    page = client.get("/lover/arkivforskrift-2017/").text
    assert advised.slug in page
    assert told.slug in page
    assert free.slug not in page
    assert "regelverk som ikke lenger gjelder" in client.get(f"/veiledning/{advised.slug}/").text


def test_what_is_to_be_replaced_later_is_told_of_now_and_marked_then() -> None:
    make_holder(Role.AUTHORITY)
    law = make_law("dsa")
    cite(subject=store_guidance(), references=[law], by=None, at=AT)
    later = TODAY + timedelta(days=30)

    replace_reference(reference=law, replaced_by=None, on=later, by=None, at=AT)

    assert n_told("law_changed") == 1
    assert not resting_on_ended(TODAY).exists()
    assert resting_on_ended(later).count() == 1


def test_a_reader_is_shown_no_citing_text_that_she_may_not_read(client: Client) -> None:
    law = make_law("dsa")
    hidden = make_case(visibility="members")
    cite(subject=hidden, references=[law], by=None, at=AT)

    assert hidden.slug not in client.get("/lover/dsa/").text


def test_an_answer_becomes_one_draft_of_guidance_seen_by_nobody_else(client: Client) -> None:
    desk = make_holder(Role.AUTHORITY)
    question = make_question()
    post = make_post(question, author=desk, is_answer=True)

    first = make_guidance(question=question, answer=post, owner=make_ks(), by=desk, at=AT)
    second = make_guidance(question=question, answer=post, owner=make_ks(), by=desk, at=AT)

    assert first == second
    assert (first.state, first.from_questions.get()) == ("draft", question)
    assert client.get(f"/veiledning/{first.slug}/").status_code == 404


def test_a_reader_is_told_of_no_question_or_other_guidance_that_she_may_not_read() -> None:
    shown = store_guidance()
    make_question(
        title="Kven varslar om nedbemanninga?", visibility="members", became_guidance=shown
    )
    store_guidance(slug="utkast", state="draft", replaced_by=shown, status="replaced")
    store_guidance(slug="for-oss", visibility="members", replaced_by=shown, status="replaced")
    old = store_guidance(
        slug="gamal", replaced_by=Guidance.objects.get(slug="utkast"), status="replaced"
    )

    stranger, member = Client(), Client()
    member.force_login(make_member(make_vaga()))
    told = stranger.get(f"/veiledning/{shown.slug}/").text
    told += stranger.get(f"/veiledning/{old.slug}/").text
    told += stranger.get("/veiledning.json").text
    assert not [word for word in ("nedbemanninga", "utkast", "for-oss") if word in told]
    told = member.get(f"/veiledning/{shown.slug}/").text
    assert "nedbemanninga" in told
    assert "/veiledning/for-oss/" in told
    assert "/veiledning/utkast/" not in told


def posted(**changes: Any) -> dict[str, Any]:
    told = {
        "title": "Slik svarer du i sosiale medier",
        "summary": "Svar innen en virkedag.",
        "text": "Svar fort.",
        "language": "nb",
        "themes": ["krise"],
        "dated_date": "2026-11-01",
        "review_date": "2027-11-01",
        "status": "current",
    }
    return told | changes


def test_the_desk_publishes_and_changes_in_the_browser(client: Client) -> None:
    ks = make_ks()
    make_theme()
    make_law("spraklova")
    signed_in_with(client, Role.AUTHORITY)

    made = client.post("/veiledning/ny/", posted(owner=str(ks.pk), references=["spraklova"]))
    guidance = Guidance.objects.get()
    address = f"/veiledning/{guidance.slug}/"
    changed = client.post(f"{address}rediger/", posted(note="Ny dato", dated_date="2026-11-20"))

    assert (made["Location"], changed["Location"]) == (address, address)
    guidance.refresh_from_db()
    assert (guidance.dated_date, guidance.revisions.count()) == (date(2026, 11, 20), 1)
    assert guidance.citations.count() == 0


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"review_date": "2026-10-01"}, "Gjennomgangen må komme etter datoen."),
        ({"text": ""}, "Skriv teksten, eller oppgi adressen der den ligger."),
        ({"themes": []}, "Dette må fylles ut."),
        ({"text": "Ring 15076500565."}, "ligner et fødselsnummer"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    client: Client, changes: dict[str, Any], says: str
) -> None:
    ks = make_ks()
    make_theme()
    signed_in_with(client, Role.AUTHORITY)

    answer = client.post("/veiledning/ny/", posted(owner=str(ks.pk), **changes))

    assert answer.status_code == 422
    assert says in answer.text
    assert not Guidance.objects.exists()


def test_only_the_desk_writes_guidance_and_only_keepers_replace_a_law() -> None:
    law, guidance = make_law("dsa"), store_guidance()
    lom = browser_of(make_member(make_lom()), factor=False)
    for browser, status in ((lom, 403), (Client(), 302)):
        for address in (
            "/veiledning/ny/",
            f"/veiledning/{guidance.slug}/rediger/",
            "/lover/ny/",
            f"/lover/{law.slug}/erstatt/",
        ):
            assert browser.get(address).status_code == status, address


def test_a_steward_replaces_a_law_in_the_browser(client: Client) -> None:
    old, new = make_law("gammel"), make_law("ny-lov")
    cite(subject=store_guidance(), references=[old], by=None, at=AT)
    signed_in_with(client, Role.STEWARD)

    answer = client.post(
        "/lover/gammel/erstatt/", {"on": "2026-01-01", "replaced_by": new.slug}, follow=True
    )

    assert "eieren av 1 tekst" in answer.text
    old.refresh_from_db()
    assert (old.valid_to, old.replaced_by) == (date(2026, 1, 1), new)


def test_a_new_reference_is_put_in(client: Client) -> None:
    signed_in_with(client, Role.STEWARD)
    told = {
        "name_nb": "Språklova",
        "name_nn": "Språklova",
        "part": "§ 1",
        "description_nb": "Formål.",
        "description_nn": "Formål.",
        "source": "lovdata",
    }

    answer = client.post("/lover/ny/", told)

    assert answer["Location"] == "/lover/spraklova-1/"
    assert not LegalReference.objects.get().is_verified


def test_lists_are_open_data(client: Client) -> None:
    store_guidance(slug="en")
    make_law("dsa")

    assert client.get("/veiledning.json").json()[0]["id"] == "en"
    assert client.get("/lover.json").json()[0]["holds"] is True
    for address in ("/veiledning.csv", "/lover.csv"):
        lines = b"".join(client.get(address)).decode().splitlines()
        assert len(lines) == 2


def test_those_who_may_change_a_case_say_which_law_it_rests_on() -> None:
    make_law("spraklova")
    case = make_case()
    address = f"/erfaringer/{case.slug}/regelverk/"
    lom, vaga = make_member(make_lom()), make_member(make_vaga())

    browser_of(lom, factor=False).post(address, {"references": ["spraklova"]})

    assert case.citations.get().reference.slug == "spraklova"
    assert "/lover/spraklova/" in Client().get(f"/erfaringer/{case.slug}/").text
    assert browser_of(vaga, factor=False).post(address).status_code == 403
    assert Client().post(address).status_code == 302


def test_a_case_tells_which_question_it_grew_out_of() -> None:
    case = make_case()
    question = make_question(became_case=case)

    assert question.slug in Client().get(f"/erfaringer/{case.slug}/").text
