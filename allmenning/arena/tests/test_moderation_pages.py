"""The queue, flags, statements, appeals, notices and the journal as people meet them."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from allmenning.accounts.models import AuditEntry, Role, User
from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.arena.actions.moderation import appeal, decide, raise_flag
from allmenning.arena.models import Appeal, Decision, Flag, Ground, JournalHelp, Notice, Post
from allmenning.arena.queries.journal import hash_of
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_holder,
    make_lom,
    make_member,
    make_post,
)
from allmenning.register.models import BodyRole
from allmenning.register.tests.build import make_oslo, make_vaga
from allmenning.ui.robots import SIGNER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
QUEUE = "/moderering/"


@pytest.fixture
def _now() -> Any:
    with time_machine.travel(AT + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def steward(client: Client) -> User:
    person = make_holder(Role.STEWARD, name="Solveig")
    sign_in_with_factor(client, person)
    return person


def waiting(**changes: Any) -> Post:
    told = {"author": make_member(make_lom(), name="Kari"), "state": "waiting"}
    return make_post(make_case(), **(told | {"held_for": ["links"]} | changes))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_only_moderators_see_the_queue(client: Client) -> None:
    assert client.get(QUEUE).status_code == 302
    for body in (make_lom(), make_vaga(), make_oslo()):
        assert signed_in(make_member(body, BodyRole.LEADER)).get(QUEUE).status_code == 403
    assert signed_in(make_holder(Role.AUTHORITY)).get(QUEUE).status_code == 403


@pytest.mark.usefixtures("steward")
def test_the_queue_shows_what_waits_with_its_age_and_one_press_publishes_it(client: Client) -> None:
    post = waiting(text="Sjå lenkja vår")
    page = client.get(QUEUE).content.decode()
    assert "Sjå lenkja vår" in page
    assert "Kari" in page
    assert "3\xa0timer" in page
    answer = client.post(f"/moderering/innlegg/{post.pk}/godkjenn/")
    assert answer.headers["Location"] == QUEUE
    post.refresh_from_db()
    assert post.state == "published"


@pytest.mark.usefixtures("steward")
def test_the_queue_is_narrowed_by_kind_and_ground(client: Client) -> None:
    waiting(text="Fyrste")
    flagged = waiting(text="Andre", state="published", held_for=[])
    raise_flag(about=flagged, ground=Ground.HATE, text="", by=make_member(make_lom()), at=AT)
    only = client.get(f"{QUEUE}?hva=flagged").content.decode()
    assert ("Andre" in only, "Fyrste" in only) == (True, False)
    only = client.get(f"{QUEUE}?grunn=hate").content.decode()
    assert ("Andre" in only, "Fyrste" in only) == (True, False)
    odd = client.get(f"{QUEUE}?hva=tull&grunn=tull").content.decode()
    assert "Andre" in odd
    assert "Fyrste" in odd


@pytest.mark.usefixtures("steward")
def test_the_queue_asks_few_questions_however_long(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get(QUEUE)
    for _ in range(12):
        waiting()
    with django_assert_max_num_queries(25):
        client.get(QUEUE)


@pytest.mark.usefixtures("steward")
def test_who_is_alone_is_told_so(client: Client) -> None:
    words = "Du er den eneste moderatoren"
    assert words in client.get(QUEUE).content.decode()
    make_holder(Role.STEWARD)
    assert words not in client.get(QUEUE).content.decode()


@pytest.mark.usefixtures("steward")
def test_a_saved_reply_is_filled_in_in_the_language_of_the_text(client: Client) -> None:
    post = waiting(language="nn")
    page = client.get(f"/moderering/innlegg/{post.pk}/?svar=spam").content.decode()
    assert "Teksten din sel eller reklamerer for noko" in page
    post = waiting(language="en")
    page = client.get(f"/moderering/innlegg/{post.pk}/?svar=spam").content.decode()
    assert "Your text sells or advertises something" in page


@pytest.mark.usefixtures("steward")
def test_hiding_needs_reasons_and_the_author_reads_them(client: Client) -> None:
    post = waiting()
    address = f"/moderering/innlegg/{post.pk}/"
    refused = client.post(address, {"kind": "hide", "ground": "", "reasons": " "})
    assert refused.status_code == 422
    told = {"kind": "hide", "ground": "insult", "reasons": "Du går etter personen."}
    assert client.post(address, told).status_code == 302
    decision = Decision.objects.get()
    assert post.author
    page = signed_in(post.author).get(f"/moderering/avgjorelse/{decision.pk}/").content.decode()
    assert "Du går etter personen." in page
    assert "blant dine første" in page
    assert "Klag" in page


def test_a_statement_is_for_the_author_moderators_and_nobody_else(client: Client) -> None:
    post = waiting()
    decision = decide(
        about=post,
        kind=Decision.Kind.HIDE,
        ground="spam",
        reasons="Reklame",
        by=make_holder(Role.STEWARD),
        at=AT,
    )
    address = f"/moderering/avgjorelse/{decision.pk}/"
    assert client.get(address).status_code == 302
    for body in (make_lom(), make_vaga(), make_oslo()):
        assert signed_in(make_member(body)).get(address).status_code == 404
    assert signed_in(make_holder(Role.STEWARD)).get(address).status_code == 200


@pytest.mark.usefixtures("steward")
def test_the_author_appeals_and_another_moderator_answers(client: Client) -> None:
    post = waiting()
    decision = decide(
        about=post,
        kind=Decision.Kind.HIDE,
        ground="spam",
        reasons="Reklame",
        by=make_holder(Role.STEWARD),
        at=AT,
    )
    assert post.author
    author = signed_in(post.author)
    address = f"/moderering/avgjorelse/{decision.pk}/"
    assert author.post(address, {"text": ""}).status_code == 422
    assert author.post(address, {"text": "Det er vårt eige."}).status_code == 302
    made = Appeal.objects.get()
    told = {"outcome": "reversed", "answer": "Du har rett."}
    assert client.get(f"/moderering/klage/{made.pk}/").status_code == 200
    assert client.post(f"/moderering/klage/{made.pk}/", told).status_code == 302
    post.refresh_from_db()
    assert post.state == "published"
    assert "Du har rett." in author.get(address).content.decode()


def test_who_decided_is_not_offered_to_answer_the_appeal(client: Client, steward: User) -> None:
    post = waiting()
    told = {"kind": "hide", "ground": "spam", "reasons": "Reklame"}
    client.post(f"/moderering/innlegg/{post.pk}/", told)
    assert post.author
    made = appeal(decision=Decision.objects.get(), text="Nei", by=post.author, at=AT)
    address = f"/moderering/klage/{made.pk}/"
    assert "<textarea" not in client.get(address).content.decode()
    client.post(address, {"outcome": "upheld", "answer": "Jo"})
    made.refresh_from_db()
    assert (made.outcome, made.answered_by) == ("open", None)
    assert steward.pk


def test_a_removal_is_agreed_to_from_the_queue(client: Client, steward: User) -> None:
    post = waiting()
    other = make_holder(Role.STEWARD)
    kind = Decision.Kind.REMOVE
    decide(about=post, kind=kind, ground="hate", reasons="Trussel", by=other, at=AT)
    assert "Si deg enig i å fjerne den" in client.get(QUEUE).content.decode()
    client.post(f"/moderering/enig/{Decision.objects.get().pk}/", {"enig": "1"})
    post.refresh_from_db()
    assert post.state == "removed"
    assert Decision.objects.get().seconded_by == steward


@pytest.mark.usefixtures("steward")
def test_a_moderator_replies_in_the_discussion(client: Client) -> None:
    post = waiting(state="published")
    address = f"/moderering/innlegg/{post.pk}/svar/"
    assert client.post(address, {"text": ""}).status_code == 422
    client.post(address, {"text": "Hald dykk til saka."})
    reply = Post.objects.get(text="Hald dykk til saka.")
    assert (reply.speaks_as, reply.answers_to) == ("moderator", post)


@pytest.mark.usefixtures("steward")
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_for_moderators_is_not_found(client: Client, state: str) -> None:
    post = waiting(state=state)
    assert client.get(f"/moderering/innlegg/{post.pk}/").status_code == 404
    assert client.post(f"/moderering/innlegg/{post.pk}/godkjenn/").status_code == 404
    assert client.get("/moderering/erfaring/999999/").status_code == 404


def test_a_reader_flags_what_she_may_read_and_the_author_is_not_told_who() -> None:
    case = make_case(visibility="members", author=make_member(make_lom()))
    address = f"/moderering/si-fra/erfaring/{case.pk}/"
    outsider = signed_in(User.objects.create_user("ute@selskap.example"))
    assert outsider.get(address).status_code == 404
    reader = make_member(make_vaga(), name="Ola i Vågå")
    answer = signed_in(reader).post(address, {"ground": "wrong", "text": "Tala er gamle."})
    assert answer.status_code == 302
    assert Flag.objects.get().by == reader
    assert case.author
    inbox = signed_in(case.author).get("/innboks/").content.decode()
    assert "Ola i Vågå" not in inbox


def test_a_flag_without_a_ground_is_asked_for_one() -> None:
    case = make_case()
    answer = signed_in(make_member(make_lom())).post(f"/moderering/si-fra/erfaring/{case.pk}/")
    assert answer.status_code == 422


def send_notice(client: Client, **changes: str) -> Any:
    with time_machine.travel(AT, tick=False):
        started = SIGNER.sign("1")
    told = {"address": "https://x.example/a", "ground": "copyright", "text": "Bildet er mitt."}
    return client.post("/meld/", told | {"started": started} | changes)


def test_anybody_may_send_a_notice_and_gets_a_receipt(client: Client) -> None:
    assert client.get("/meld/").status_code == 200
    answer = send_notice(client)
    found = Notice.objects.get()
    assert answer.headers["Location"] == f"/meld/{found.token}/"
    page = client.get(answer.headers["Location"])
    assert "Bildet er mitt." in page.content.decode()
    assert page.headers["X-Robots-Tag"] == "noindex"
    entry = AuditEntry.objects.get(verb="arena.notice.received")
    assert entry.detail == {"ground": "copyright"}
    assert not entry.changes_pages


def test_robots_and_those_who_send_too_often_are_turned_away(client: Client) -> None:
    assert send_notice(client, website="http://a.example").status_code == 422
    assert send_notice(client, started="x").status_code == 422
    assert [send_notice(client).status_code for _ in range(4)] == [302, 302, 302, 429]


def test_a_notice_is_answered_there_and_by_mail(client: Client, steward: User) -> None:
    send_notice(Client(), email="kari@selskap.example")
    found = Notice.objects.get()
    assert "Bildet er mitt." in client.get(QUEUE).content.decode()
    told = {"state": "acted", "answer": "Bildet er fjernet."}
    address = f"/moderering/melding/{found.pk}/"
    assert client.post(address, {"state": "acted", "answer": ""}).status_code == 422
    client.post(address, told)
    client.post(address, {"state": "refused", "answer": "Nei"})
    found.refresh_from_db()
    assert (found.state, found.answered_by) == ("acted", steward)
    assert "Bildet er fjernet." in Client().get(f"/meld/{found.token}/").content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["kari@selskap.example"]
    assert f"/meld/{found.token}/" in str(letter.body)


def test_the_figures_are_open_to_everybody(client: Client) -> None:
    assert "ennå" in client.get("/moderering/tall/").content.decode()
    decide(
        about=waiting(),
        kind=Decision.Kind.HIDE,
        ground="spam",
        reasons="Hemmeleg",
        by=make_holder(Role.STEWARD, name="Solveig"),
        at=AT,
    )
    page = client.get("/moderering/tall/").content.decode()
    assert "Juli til desember 2026" in page
    assert "Hemmeleg" not in page
    (row,) = client.get("/moderering/tall.json").json()
    assert (row["year"], row["half"], row["decision_hide"], row["ground_spam"]) == (2026, 2, 1, 1)
    lines = b"".join(client.get("/moderering/tall.csv")).decode()
    assert "held_by_filter" in lines
    assert "Solveig" not in lines


def test_the_rules_say_who_decides_and_how_to_appeal(client: Client) -> None:
    page = client.get("/om/regler/").content.decode()
    assert "Slik klager du" in page
    assert 'href="/meld/"' in page
    assert 'href="/om/kontakt/"' in page


def test_editors_of_the_owner_answer_the_three_questions(client: Client) -> None:
    lom = make_lom()
    case = make_case(owner=lom)
    address = f"/journalhjelp/erfaring/{case.pk}/"
    assert client.get(address).status_code == 302
    assert signed_in(make_member(make_vaga())).get(address).status_code == 403
    assert signed_in(make_member(make_oslo())).get(address).status_code == 403
    editor = signed_in(make_member(lom))
    assert editor.post(address, {"is_case_document": "1"}).status_code == 422
    told = {"is_case_document": "1", "is_in_or_out": "1", "has_value": "0", "note": ""}
    assert editor.post(address, told).status_code == 302
    assert not JournalHelp.objects.get().speaks_for_journal
    editor.post(address, told | {"has_value": "1"})
    assert JournalHelp.objects.get().speaks_for_journal
    assert "arkivet" in editor.get(address).content.decode().lower()
    assert AuditEntry.objects.filter(verb="arena.journal.answered").count() == 2


def test_the_export_holds_everything_said_with_hashes_that_can_be_counted_again() -> None:
    lom = make_lom()
    case = make_case(owner=lom)
    make_post(case, author=make_member(lom, name="Kari"), text="=Fyrste")
    make_post(case, text="Bort", state="removed", reason="Spam")
    make_post(case, text="Ventar", state="waiting")
    editor = signed_in(make_member(lom))
    base = f"/journalhjelp/erfaring/{case.pk}/trad"
    record = json.loads(editor.get(f"{base}.json").content)
    assert [part["text"] for part in record["parts"][1:]] == ["=Fyrste", "Spam"]
    assert all(part["sha256"] == hash_of(part) for part in record["parts"])
    lines = b"".join(editor.get(f"{base}.csv")).decode()
    assert "'=Fyrste" in lines
    page = editor.get(f"{base}.html")
    assert record["parts"][1]["sha256"] in page.content.decode()
    assert "attachment" in page.headers["Content-Disposition"]
    assert signed_in(make_member(make_oslo())).get(f"{base}.json").status_code == 403
