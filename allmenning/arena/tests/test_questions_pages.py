"""The pages of questions: the list, asking, one question, settling, the desk."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import AuditEntry, Role
from allmenning.accounts.tests.browse import signed_in_with
from allmenning.alerts.tests.browse import browser_of
from allmenning.arena.actions.questions import NotOpenError, withdraw_question
from allmenning.arena.actions.routing import escalate_due, route_waiting
from allmenning.arena.models import Case, Guidance, Profile, Question
from allmenning.arena.queries.search import questions as searched
from allmenning.arena.tests.build import (
    AT,
    make_guidance,
    make_lom,
    make_member,
    make_post,
    make_question,
    make_tag,
    make_theme,
)
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_oslo, make_vaga

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> object:
    with time_machine.travel(AT + timedelta(hours=1)):
        yield


def asked(**changes: Any) -> dict[str, Any]:
    told = {
        "title": "Korleis deler de vakta i helgane?",
        "text": "Vi er to.",
        "themes": ["krise"],
        "language": "nn",
        "visibility": "members",
    }
    return told | changes


def address(question: Question, act: str = "") -> str:
    return f"/sporsmal/{question.slug}/{act}"


def lom_vaga_oslo() -> tuple[Client, Client, Client]:
    """Sign in an editor of each."""
    bodies = (make_lom(), make_vaga(), make_oslo())
    lom, vaga, oslo = (browser_of(make_member(body), factor=False) for body in bodies)
    return lom, vaga, oslo


def test_members_read_what_is_for_members_and_strangers_only_what_is_open() -> None:
    closed = make_question(visibility="members", title="Berre for oss")
    opened = make_question(title="For alle")
    draft = make_question(state="waiting", published_at=None, title="Ventar")
    lom, vaga, oslo = lom_vaga_oslo()
    stranger = Client()

    for browser, statuses in (
        (lom, (200, 200, 200)),
        (vaga, (200, 200, 404)),
        (oslo, (200, 200, 404)),
        (stranger, (404, 200, 404)),
    ):
        seen = [browser.get(address(one)).status_code for one in (closed, opened, draft)]
        assert tuple(seen) == statuses
        listed = browser.get("/sporsmal/").text
        assert ("Berre for oss" in listed) == (statuses[0] == 200)
        assert "Ventar" not in listed


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Ny", "Svart", "Løyst", "Vakt", "Lukka"}),
        ("status=ubesvart", {"Ny", "Vakt"}),
        ("status=besvart", {"Svart"}),
        ("status=lost", {"Løyst"}),
        ("status=vakten", {"Vakt"}),
        ("tema=dialog", {"Svart"}),
        ("tema=finst-ikkje", set()),
        ("emneord=svartid", {"Ny"}),
        ("status=tull&side=99", {"Ny", "Svart", "Løyst", "Vakt", "Lukka"}),
        ("mine=1", set()),
    ],
)
def test_the_list_is_narrowed(client: Client, query: str, titles: set[str]) -> None:
    make_question(title="Ny", tags=(make_tag(),))
    make_question(title="Svart", first_answer_at=AT, themes=(make_theme("dialog"),))
    solved = make_question(title="Løyst", first_answer_at=AT)
    Question.objects.filter(pk=solved.pk).update(accepted=make_post(solved, is_answer=True))
    make_question(title="Vakt", escalated_at=AT)
    make_question(title="Lukka", closed_at=AT)

    assert {row["title"] for row in client.get(f"/sporsmal.json?{query}").json()} == titles
    page = client.get(f"/sporsmal/?{query}").text
    assert all(title in page for title in titles)


def test_one_finds_what_one_asked_and_what_was_sent_to_one() -> None:
    asker, knower = make_member(make_lom()), make_member(make_lom())
    own = make_question(author=asker, title="Mitt eige")
    own.routings.create(person=knower, why="experience", at=AT)

    assert "Mitt eige" in browser_of(asker, factor=False).get("/sporsmal/?mine=1").text
    hers = browser_of(knower, factor=False)
    assert "Mitt eige" in hers.get("/sporsmal/?sendt=1").text
    page = hers.get(address(own)).text
    assert "fordi du har sagt at du kan temaet" in page
    hers.post(address(own, "ikke-meg/"))
    assert own.routings.get().declined_at is not None
    assert "Du er spurt" not in hers.get(address(own)).text


def test_one_who_has_answered_is_asked_no_more() -> None:
    asker, knower = make_member(make_lom()), make_member(make_lom())
    own = make_question(author=asker)
    own.routings.create(person=knower, why="experience", at=AT)
    hers = browser_of(knower, factor=False)
    assert "Du er spurt" in hers.get(address(own)).text
    make_post(own, author=knower, is_answer=True)
    assert "Du er spurt" not in hers.get(address(own)).text


def test_asking_with_nothing_alike_takes_one_press() -> None:
    make_theme()
    lom = browser_of(make_member(make_lom()), factor=False)

    answer = lom.post("/sporsmal/ny/", asked())

    question = Question.objects.get()
    assert answer["Location"] == address(question)
    assert (question.owner, question.language) == (make_lom(), "nn")
    assert "KS, Digdir" in lom.get(address(question)).text


def test_what_resembles_it_is_shown_before_it_is_sent() -> None:
    make_question(title="Vakta i helgane, kven tek ho?")
    lom = browser_of(make_member(make_lom()), factor=False)

    first = lom.post("/sporsmal/ny/", asked())

    assert (first.status_code, Question.objects.count()) == (200, 1)
    assert "Vakta i helgane, kven tek ho?" in first.text
    assert 'name="looked" value="yes"' in first.text
    lom.post("/sporsmal/ny/", asked(looked="yes"))
    assert Question.objects.count() == 2


def test_a_number_of_a_person_stops_the_question_and_says_why() -> None:
    make_theme()
    lom = browser_of(make_member(make_lom()), factor=False)

    answer = lom.post("/sporsmal/ny/", asked(text="Ho heiter Kari, 15076500565."))

    assert answer.status_code == 422
    assert "fødselsnummer" in answer.text
    assert not Question.objects.exists()


def test_who_belongs_to_no_body_is_told_where_to_go(client: Client) -> None:
    signed_in_with(client)

    answer = client.get("/sporsmal/ny/")

    assert answer.status_code == 403
    assert "/medlemskap/" in answer.text
    assert Client().get("/sporsmal/ny/").status_code == 302


def test_only_those_who_asked_settle_it() -> None:
    lom, vaga, oslo = lom_vaga_oslo()
    question = make_question()
    post = make_post(question, is_answer=True)
    acts = ("rediger/", f"godta/{post.pk}/", "angre/", "lukk/", "apne/")

    for browser, status in ((vaga, 403), (oslo, 403), (Client(), 302)):
        assert [browser.post(address(question, act)).status_code for act in acts] == [status] * 5
    assert "godta" in lom.get(address(question)).text
    assert "godta" not in vaga.get(address(question)).text
    lom.post(address(question, acts[1]))
    question.refresh_from_db()
    assert question.accepted == post
    lom.post(address(question, "lukk/"))
    question.refresh_from_db()
    assert question.closed_at is not None


def test_those_who_asked_change_it() -> None:
    lom, _vaga, _oslo = lom_vaga_oslo()
    question = make_question()

    assert question.text in lom.get(address(question, "rediger/")).text
    lom.post(address(question, "rediger/"), asked(text="Vi er tre no."))

    question.refresh_from_db()
    assert (question.text, question.html) == ("Vi er tre no.", "<p>Vi er tre no.</p>\n")


def test_who_answered_makes_an_experience_of_it_and_the_question_points_there() -> None:
    vaga = make_vaga()
    wise, other = make_member(vaga), make_member(make_lom())
    question = make_question()
    post = make_post(question, author=wise, body=vaga, is_answer=True)
    Question.objects.filter(pk=question.pk).update(accepted=post)

    refused = browser_of(other, factor=False).post(address(question, "til-erfaring/"))
    made = browser_of(wise, factor=False).post(address(question, "til-erfaring/"))

    case = Case.objects.get()
    assert refused.status_code == 403
    assert made["Location"] == f"/erfaringer/{case.slug}/rediger/"
    Case.objects.update(state="published", published_at=AT)
    assert f"/erfaringer/{case.slug}/" in Client().get(address(question)).text


def test_the_desk_makes_guidance_of_it_and_sees_what_waits(client: Client) -> None:
    Body.objects.create(kind="other", slug="ks", name="KS")
    question = make_question()
    Question.objects.filter(pk=question.pk).update(accepted=make_post(question, is_answer=True))
    waits = make_question(title="Ingen svara", escalated_at=AT, published_at=AT - timedelta(days=9))
    signed_in_with(client, Role.AUTHORITY)

    made = client.post(address(question, "til-veiledning/"))
    desk = client.get("/sporsmal/vakt/").text

    guidance = Guidance.objects.get()
    assert made["Location"] == f"/veiledning/{guidance.slug}/rediger/"
    assert waits.title in desk
    assert "1 uke, 2 dager" in desk.replace("\xa0", " ")
    lom, _vaga, _oslo = lom_vaga_oslo()
    assert lom.get("/sporsmal/vakt/").status_code == 403
    assert Client().get("/sporsmal/vakt/").status_code == 302


def test_the_wait_stands_on_the_list_with_its_base(client: Client) -> None:
    for hours in range(1, 6):
        make_question(
            created_at=AT - timedelta(hours=9), first_answer_at=AT - timedelta(hours=hours)
        )

    page = client.get("/sporsmal/").text

    assert '<b class="number">6 timer</b>' in page
    assert "5 spørsmål" in page


def test_the_list_and_a_question_ask_the_database_few_times(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    questions = [make_question() for _ in range(25)]
    for question in questions[:5]:
        make_post(question, is_answer=True)
    client.get("/sporsmal/")

    with django_assert_max_num_queries(9):
        client.get("/sporsmal/")
    with django_assert_max_num_queries(11):
        client.get(address(questions[0]))


def test_guidance_list_asks_the_database_few_times(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_guidance()
    client.get("/veiledning/")

    with django_assert_max_num_queries(10):
        client.get("/veiledning/")
    with django_assert_max_num_queries(11):
        client.get(f"/veiledning/{Guidance.objects.order_by('pk')[0].slug}/")


def test_a_reader_of_a_body_may_ask_and_settle_her_own() -> None:
    make_theme()
    reader = make_member(make_lom(), BodyRole.READER)
    Profile.objects.create(person=reader)
    browser = browser_of(reader, factor=False)

    browser.post("/sporsmal/ny/", asked())

    assert browser.get(address(Question.objects.get(), "rediger/")).status_code == 200


def test_who_no_longer_works_there_settles_nothing_for_the_body() -> None:
    asker = make_member(make_lom(), BodyRole.READER)
    question = make_question(author=asker)
    post = make_post(question, is_answer=True)
    asker.memberships.update(expires_at=AT)
    browser = browser_of(asker, factor=False)

    acts = ("rediger/", f"godta/{post.pk}/", "lukk/")
    assert [browser.post(address(question, act)).status_code for act in acts] == [403] * 3
    assert "godta" not in browser.get(address(question)).text


def test_those_who_asked_withdraw_it_and_say_why() -> None:
    question = make_question(title="Om vakta")
    make_post(question, is_answer=True, text="Vi delte ho.")
    lom, vaga, oslo = lom_vaga_oslo()
    stranger = Client()
    withdraw = address(question, "trekk/")
    told = {"reason": "Vi fann svaret sjølve."}
    assert (vaga.post(withdraw, told).status_code, oslo.get(withdraw).status_code) == (403, 403)
    assert stranger.post(withdraw, told).status_code == 302
    assert withdraw in lom.get(address(question)).text
    assert lom.post(withdraw, {"reason": ""}).status_code == 422
    assert lom.post(withdraw, told).headers["Location"] == "/sporsmal/"
    for browser in (lom, vaga, oslo, stranger):
        answer = browser.get(address(question))
        assert answer.status_code == 410
        assert "Vi fann svaret sjølve." in answer.text
        assert "Vi delte ho." not in answer.text
        assert "Om vakta" not in browser.get("/sporsmal/").text
    assert lom.post(withdraw, told).status_code == 404
    gone = AuditEntry.objects.get(verb="arena.question.withdrawn")
    assert (gone.changes_pages, gone.detail) == (True, {})


def test_a_stranger_is_not_told_why_what_was_for_members_is_withdrawn() -> None:
    question = make_question(visibility="members")
    lom, vaga, _oslo = lom_vaga_oslo()
    lom.post(address(question, "trekk/"), {"reason": "Det gjaldt ei hending."})
    assert vaga.get(address(question)).status_code == 410
    assert Client().get(address(question)).status_code == 404


def test_what_is_withdrawn_is_not_found_and_nobody_is_asked() -> None:
    question = make_question(published_at=AT - timedelta(days=12))
    kari = make_member(make_lom())
    assert [one.key for one in searched.documents()] == [f"question:{question.pk}"]
    withdraw_question(question=question, reason="Feil.", by=kari, at=AT)
    assert list(searched.documents()) == []
    assert escalate_due(at=AT) == route_waiting(at=AT) == 0
    with pytest.raises(NotOpenError):
        withdraw_question(question=question, reason="Feil.", by=kari, at=AT)


def test_a_question_is_for_members_until_a_day_and_then_for_everybody() -> None:
    lom, _vaga, _oslo = lom_vaga_oslo()
    make_theme()
    lom.post("/sporsmal/ny/", asked(opens_on="2026-12-01"))
    question = Question.objects.get()
    assert str(question.opens_on) == "2026-12-01"
    assert "Bare medlemmer kan lese den til 1. desember 2026" in lom.get(address(question)).text
    assert Client().get(address(question)).status_code == 404
    with time_machine.travel("2026-12-01T09:00:00Z"):
        assert Client().get(address(question)).status_code == 200
    form = lom.get(address(question, "rediger/")).context["form"]
    assert str(form["opens_on"].value()) == "2026-12-01"


@pytest.mark.parametrize(
    "wrong", [{"visibility": "open", "opens_on": "2026-12-01"}, {"opens_on": "2027-12-01"}]
)
def test_a_day_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    lom, _vaga, _oslo = lom_vaga_oslo()
    make_theme()
    answer = lom.post("/sporsmal/ny/", asked(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["opens_on"]
