"""The page of an experience: read by those who may, with what failed in plain sight."""

from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.arena.actions.cases import (
    ChangedMeanwhileError,
    Told,
    change_case,
    free_slug,
    publish_case,
    save_draft,
    start_case,
    withdraw_case,
)
from allmenning.arena.actions.cases_tried import OwnCaseError, copy_case, tell_tried
from allmenning.arena.actions.cases_true import confirm_case, remind_of_cases
from allmenning.arena.models import (
    Case,
    CaseRevision,
    Notification,
    Outcome,
    Replication,
    Reuse,
)
from allmenning.arena.queries.cases_difference import COLUMNS, Piece, difference, history_of
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_lom,
    make_member,
    make_theme,
)
from allmenning.register.models import BodyRole
from allmenning.register.tests.build import make_oslo, make_revision, make_vaga

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def address(case: Case, act: str = "") -> str:
    return f"/erfaringer/{case.slug}/{act}"


def told(**changes: object) -> Told:
    values: dict[str, object] = dict.fromkeys(COLUMNS, "")
    values |= {
        "title": "Vi deler vakta",
        "language": "nn",
        "problem": "Ingen svara i helgene.",
        "done": "Vi delte.",
        "stage": "trying",
        "visibility": "open",
        "contact_role": "rådgjevar",
        "channels": ["facebook"],
        "purposes": [],
        **dict.fromkeys(("hours", "cost_nok", "started_date", "ended_date", "staff", "opens_on")),
    }
    return Told(values | changes, [make_theme()], ["Svartid"])


def test_what_failed_stands_out_and_so_does_that_it_is_not_told(client: Client) -> None:
    assert "Helgane gjekk ut" in client.get(address(make_case(failed="Helgane gjekk ut"))).text
    assert "Det er ikke fortalt hva som sviktet" in client.get(address(make_case())).text


def test_an_experience_without_evidence_is_shown_as_one(client: Client) -> None:
    page = client.get(address(make_case(result="Det vart betre."))).text
    assert "En erfaring: det er ikke fortalt hva resultatet bygger på." in page


def test_then_and_now_stand_side_by_side(client: Client) -> None:
    case = make_case(population=2400, staff="0.5")
    page = client.get(address(case)).text
    assert "2\N{NO-BREAK SPACE}400" in page
    assert "2\N{NO-BREAK SPACE}239" in page


@pytest.mark.parametrize(
    ("changes", "lom", "oslo", "stranger"),
    [
        ({"state": "draft"}, 200, 404, 404),
        ({"visibility": "members"}, 200, 200, 404),
        ({"visibility": "members", "opens_on": date(2026, 11, 24)}, 200, 200, 404),
        ({"visibility": "members", "opens_on": date(2026, 11, 23)}, 200, 200, 200),
        ({"state": "waiting", "published_at": None}, 200, 404, 404),
        ({"state": "removed"}, 404, 404, 404),
        ({}, 200, 200, 200),
    ],
)
def test_who_may_read(
    client: Client, changes: dict[str, object], lom: int, oslo: int, stranger: int
) -> None:
    case = make_case(**changes)  # type: ignore[arg-type]
    assert client.get(address(case)).status_code == stranger
    client.force_login(make_member(case.owner))
    assert client.get(address(case)).status_code == lom
    client.force_login(make_member(make_oslo()))
    assert client.get(address(case)).status_code == oslo


def test_what_is_withdrawn_says_so_and_why_but_not_what_it_was(client: Client) -> None:
    case = make_case(title="Vi svarer før klokka ni")
    withdraw_case(case=case, reason="Ordninga er lagd ned.", by=None, at=AT)
    answer = client.get(address(case))
    assert answer.status_code == 410
    assert "Ordninga er lagd ned." in answer.text
    assert case.title not in answer.text


def test_why_something_for_members_is_withdrawn_is_for_members(client: Client) -> None:
    case = make_case(visibility="members")
    withdraw_case(case=case, reason="Vaktsjefen har slutta.", by=None, at=AT)
    assert client.get(address(case)).status_code == 404
    client.force_login(make_member(make_oslo()))
    assert "Vaktsjefen har slutta." in client.get(address(case)).text


def test_a_withdrawn_draft_was_never_there(client: Client) -> None:
    case = make_case(state="draft")
    withdraw_case(case=case, reason="Feil.", by=None, at=AT)
    assert client.get(address(case)).status_code == 404


@pytest.mark.parametrize("title", ["Ny", "Mine", "Bidrag"])
def test_no_case_stands_at_the_address_of_another_page(title: str) -> None:
    assert free_slug(title) == f"{title.lower()}-2"


def test_a_case_is_started_saved_and_published() -> None:
    lom = make_lom()
    by = make_member(lom)
    case = start_case(owner=lom, told=told(), by=by, at=AT)
    assert (case.state, case.population, case.slug) == ("draft", 2239, "vi-deler-vakta")
    save_draft(case=case, told=told(failed="Helgane"), seen=case.changed_at, by=by, at=LATER)
    case = publish_case(case=case, by=by, at=LATER)
    assert (case.state, case.published_at, case.failed) == ("published", LATER, "Helgane")
    assert [tag.name for tag in case.tags.all()] == ["Svartid"]


def test_two_with_the_same_title_get_each_their_address() -> None:
    lom = make_lom()
    slugs = [start_case(owner=lom, told=told(title="Ny"), by=None, at=AT).slug for _ in range(2)]
    assert slugs == ["ny-2", "ny-3"]


def test_what_stood_before_is_kept_and_what_differs_is_shown() -> None:
    case = start_case(owner=make_lom(), told=told(), by=None, at=AT)
    publish_case(case=case, by=None, at=AT)
    change_case(case=case, told=told(done="Vi delte likt."), seen=None, by=None, at=LATER)
    (kept,) = history_of(Case.objects.get(pk=case.pk))
    assert [change.label for change in kept.changes] == ["Hva gjorde dere?"]
    assert CaseRevision.objects.get().content["done"] == "Vi delte."


def test_a_change_that_changes_nothing_leaves_no_revision() -> None:
    case = start_case(owner=make_lom(), told=told(), by=None, at=AT)
    publish_case(case=case, by=None, at=AT)
    assert change_case(case=case, told=told(), seen=None, by=None, at=LATER) is None


def test_who_opened_the_form_first_does_not_write_over_the_other() -> None:
    case = start_case(owner=make_lom(), told=told(), by=None, at=AT)
    save_draft(case=case, told=told(), seen=AT, by=None, at=LATER)
    with pytest.raises(ChangedMeanwhileError):
        save_draft(case=case, told=told(), seen=AT, by=None, at=LATER)


def test_words_are_compared_one_by_one() -> None:
    assert difference("to delte vakta", "tre delte vakta") == (
        Piece("del", "to"),
        Piece("ins", "tre"),
        Piece("same", " delte vakta"),
    )


def test_the_history_is_for_members(client: Client) -> None:
    case = make_case()
    assert client.get(address(case, "historikk/")).status_code == 302
    client.force_login(make_member(make_oslo()))
    assert client.get(address(case, "historikk/")).status_code == 200


def test_another_municipality_tells_how_it_went_and_those_who_told_it_hear() -> None:
    case = make_case()
    editor = make_member(case.owner)
    reader = make_member(case.owner, BodyRole.READER)
    vaga = make_vaga()
    tell_tried(case=case, body=vaga, outcome=Outcome.PARTLY, note="Nesten.", by=None, at=AT)
    again = tell_tried(case=case, body=vaga, outcome=Outcome.SAME, note="Ja.", by=None, at=LATER)
    assert Replication.objects.get() == again
    assert (again.outcome, again.population) == ("same", 3500)
    assert list(Notification.objects.values_list("person", "kind")) == [(editor.pk, "tried")]
    assert not Notification.objects.filter(person=reader).exists()


def test_a_body_does_not_try_its_own() -> None:
    case = make_case()
    with pytest.raises(OwnCaseError):
        tell_tried(case=case, body=case.owner, outcome=Outcome.SAME, note="Ja.", by=None, at=AT)


def test_those_who_tried_are_counted_by_the_readers_group(client: Client) -> None:
    case = make_case()
    vaga, oslo = make_vaga(), make_oslo()
    for number in range(20):
        make_vaga(name=f"Grend {number}", slug=f"grend-{number}", code=f"40{number:02}")
    make_revision()
    for body, outcome in ((vaga, Outcome.SAME), (oslo, Outcome.DID_NOT_WORK)):
        tell_tried(case=case, body=body, outcome=outcome, note="Slik gjekk det.", by=None, at=AT)
    client.cookies[settings.LENS_COOKIE] = case.owner.code
    near, others = client.get(address(case)).context["page"].tried
    assert near.heading == "Kommuner som Lom"
    assert [n for _label, n in near.counts] == [1, 0, 0]
    assert [n for _label, n in others.counts] == [0, 0, 1]


def test_a_copy_is_a_draft_of_ones_own_and_counts_once(client: Client) -> None:
    case = make_case(
        result="Tjue svar",
        failed="Helgane",
        hours=40,
        visibility="open",
        contact_email="a@lom.example",
    )
    vaga = make_vaga()
    copy = copy_case(case=case, body=vaga, by=None, at=LATER)
    copy_case(case=case, body=vaga, by=None, at=LATER)
    assert (copy.state, copy.owner, copy.copied_from) == ("draft", vaga, case)
    # What came of it there is not what comes of it here.
    assert (copy.result, copy.failed, copy.stage) == ("", "", "idea")
    assert (copy.done, copy.hours, copy.visibility) == (case.done, None, "members")
    assert copy.contact_email == ""
    assert Reuse.objects.count() == 1
    assert "1 virksomhet har tatt en kopi" in client.get(address(case)).text


def test_a_copy_stands_beside_its_original(client: Client) -> None:
    case = make_case()
    copy = copy_case(case=case, body=make_vaga(), by=None, at=AT)
    publish_case(case=copy, by=None, at=AT)
    client.force_login(make_member(make_oslo()))
    assert case.title in client.get(address(copy, "mot-opphavet/")).text
    assert copy.slug in client.get(address(case)).text


def test_nobody_learns_of_an_original_she_may_not_read(client: Client) -> None:
    case = make_case(visibility="members")
    copy = copy_case(case=case, body=make_vaga(), by=None, at=AT)
    Case.objects.filter(pk=copy.pk).update(state="published", published_at=AT, visibility="open")
    assert client.get(address(copy, "mot-opphavet/")).status_code == 404
    assert case.slug not in client.get(address(copy)).text.replace(copy.slug, "")


def test_after_a_year_and_a_half_the_editors_are_asked_once_whether_it_is_still_true() -> None:
    case = make_case(confirmed_date=(AT - timedelta(days=548)).date())
    make_case(owner=case.owner, confirmed_date=(AT - timedelta(days=500)).date())
    editor = make_member(case.owner)
    assert remind_of_cases(by=None, at=AT) == 1
    assert remind_of_cases(by=None, at=LATER) == 0
    assert Notification.objects.get().person == editor
    confirm_case(case=case, by=editor, at=LATER)
    case.refresh_from_db()
    assert case.confirmed_date == LATER.date()
    assert case.reminded_at is None


def test_no_account_takes_an_experience_with_it(client: Client) -> None:
    """R52: whoever leaves, the body owns it and another editor changes it."""
    lom = make_lom()
    writer, colleague = make_member(lom), make_member(lom)
    case = start_case(owner=lom, told=told(), by=writer, at=AT)
    publish_case(case=case, by=writer, at=AT)
    writer.delete()
    case.refresh_from_db()
    assert (case.owner, case.author) == (lom, None)
    client.force_login(colleague)
    assert client.get(address(case, "rediger/")).status_code == 200


def test_the_page_asks_the_database_few_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case = make_case()
    for number in range(5):
        body = make_vaga(name=f"Grend {number}", slug=f"grend-{number}", code=f"40{number:02}")
        tell_tried(case=case, body=body, outcome=Outcome.SAME, note="Ja.", by=None, at=AT)
    client.get(address(case))
    with django_assert_max_num_queries(14):
        client.get(address(case))


def test_pressing_twice_tells_once() -> None:
    lom = make_lom()
    by = make_member(lom)
    first = start_case(owner=lom, told=told(), by=by, at=AT)
    assert start_case(owner=lom, told=told(), by=by, at=AT + timedelta(seconds=20)) == first
    assert start_case(owner=lom, told=told(), by=by, at=AT + timedelta(seconds=61)) != first
