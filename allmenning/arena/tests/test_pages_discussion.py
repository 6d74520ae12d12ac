"""Threads as pages: who may write, what is kept, where a post stands, and how it reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import Role, User
from allmenning.arena.actions.discussion import add_study_author, edit_post, lock_thread, thread_of
from allmenning.arena.models import Post, StudyAuthor, Watch
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_holder,
    make_lom,
    make_member,
    make_post,
    make_question,
)
from allmenning.evidence.models import Finding
from allmenning.evidence.tests.build import make_finding, make_study
from allmenning.register.tests.build import make_municipality

pytestmark = pytest.mark.django_db
TEXT = "Hos oss svarer vi før klokka ni."


@pytest.fixture
def finding() -> Finding:
    return make_finding()


def form(**changes: Any) -> dict[str, Any]:
    return {"text": TEXT, "language": "nb"} | changes


def write_address(finding: Finding) -> str:
    return reverse("arena:write", args=["finding", finding.pk])


def page_of(finding: Finding) -> str:
    return reverse("arena:finding_discussion", args=[finding.code])


def person(client: Client, slug: str = "lom") -> User:
    bodies = {"lom": ("Lom", "3434"), "vaga": ("Vågå", "3435"), "oslo": ("Oslo", "0301")}
    name, code = bodies[slug]
    body = make_lom() if slug == "lom" else make_municipality(slug=slug, name=name, code=code)
    member = make_member(body, name=f"Kari i {name}")
    client.force_login(member)
    return member


@pytest.mark.parametrize("slug", ["lom", "vaga", "oslo"])
def test_members_of_every_body_write_under_a_finding(
    client: Client, finding: Finding, slug: str
) -> None:
    member = person(client, slug)
    answer = client.post(write_address(finding), form())
    post = Post.objects.get()
    assert answer.headers["Location"] == f"{page_of(finding)}#innlegg-{post.pk}"
    assert (post.author, post.body) == (member, member.memberships.get().body)
    page = client.get(page_of(finding)).content.decode()
    assert TEXT in page
    assert member.name in page
    assert member.email not in page


def test_somebody_without_a_body_is_told_that_she_may_not_and_keeps_her_text(
    client: Client, finding: Finding
) -> None:
    client.force_login(User.objects.create_user("ny@selskap.example"))
    answer = client.post(write_address(finding), form())
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    assert not Post.objects.exists()


def test_a_name_never_given_is_not_an_e_mail_address(client: Client, finding: Finding) -> None:
    make_post(finding, author=make_member(make_lom()), body=make_lom())
    page = client.get(page_of(finding)).content.decode()
    assert "En kollega, Lom" in page
    assert "lom.example" not in page


def test_who_is_signed_out_by_now_keeps_the_text_until_she_is_back(
    client: Client, finding: Finding
) -> None:
    address = write_address(finding)
    answer = client.post(address, form())
    assert answer.headers["Location"].endswith(f"?next={address}")
    person(client)
    assert TEXT in client.get(address).content.decode()
    client.post(address, form())
    assert TEXT not in client.get(address).content.decode()


def test_nobody_fills_the_table_of_sessions_by_writing_without_signing_in(
    finding: Finding,
) -> None:
    for _turn in range(25):
        Client().post(write_address(finding), form())
    assert Session.objects.count() == 20


def test_an_empty_text_is_refused_beside_the_field(client: Client, finding: Finding) -> None:
    person(client)
    answer = client.post(write_address(finding), form(text="  "))
    assert answer.status_code == 422
    assert 'id="id_text_error"' in answer.content.decode() or "ds-validation" in str(answer.content)


def test_a_national_identity_number_stops_the_text_and_it_is_kept(
    client: Client, finding: Finding
) -> None:
    person(client)
    answer = client.post(write_address(finding), form(text="Saka til 13097248022 ligg her."))
    assert answer.status_code == 422
    assert "13097248022 ligg her" in answer.content.decode()
    assert not Post.objects.exists()


def test_a_look_before_publishing_stores_nothing(client: Client, finding: Finding) -> None:
    person(client)
    answer = client.post(write_address(finding), form(text="**Fett**", preview="1"))
    assert answer.status_code == 200
    assert "<strong>Fett</strong>" in answer.content.decode()
    assert not Post.objects.exists()


def test_pressing_twice_gives_one_post(client: Client, finding: Finding) -> None:
    person(client)
    first = client.post(write_address(finding), form())
    assert (
        client.post(write_address(finding), form()).headers["Location"]
        == (first.headers["Location"])
    )
    assert Post.objects.count() == 1


def test_an_answer_to_a_post_links_it(client: Client, finding: Finding) -> None:
    before = make_post(finding, author=make_member(make_lom(), name="Ola"), body=make_lom())
    person(client)
    asked = client.get(f"{write_address(finding)}?svar={before.pk}").content.decode()
    assert "Vi prøvde det same i fjor." in asked
    client.post(write_address(finding), form(answers_to=str(before.pk)))
    assert Post.objects.get(text=TEXT).answers_to == before
    assert "Svarer Ola, Lom" in client.get(page_of(finding)).content.decode()


@pytest.mark.parametrize("told", ["abc", "999999", "9" * 30, "-1", "²"])
def test_an_answer_to_nothing_is_a_post_of_its_own(
    client: Client, finding: Finding, told: str
) -> None:
    person(client)
    assert client.get(f"{write_address(finding)}?svar={told}").status_code == 200
    answer = client.post(write_address(finding), form(answers_to=told))
    assert answer.status_code in {302, 422}


def test_an_answer_to_a_post_elsewhere_is_no_answer(client: Client, finding: Finding) -> None:
    elsewhere = make_post(make_case())
    person(client)
    client.post(write_address(finding), form(answers_to=str(elsewhere.pk)))
    assert Post.objects.get(text=TEXT).answers_to is None


def test_only_the_writer_changes_and_withdraws(client: Client, finding: Finding) -> None:
    post = make_post(finding, author=make_member(make_lom()))
    person(client, "vaga")
    for name in ("edit_post", "withdraw_post"):
        address = reverse(f"arena:{name}", args=[post.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, form(reason="x")).status_code == 404
        assert Client().get(address).status_code == 302


def test_who_has_left_the_body_changes_nothing_in_its_name(
    client: Client, finding: Finding
) -> None:
    lom = make_lom()
    left = make_member(lom)
    post = make_post(finding, author=left, body=lom)
    left.memberships.update(expires_at=AT - timedelta(days=1))
    client.force_login(left)

    assert client.get(reverse("arena:edit_post", args=[post.pk])).status_code == 404


def test_a_change_is_shown_word_by_word_to_all_who_may_read(
    client: Client, finding: Finding
) -> None:
    member = person(client)
    post = make_post(finding, author=member, text="Vi svarer om kvelden.")
    client.post(reverse("arena:edit_post", args=[post.pk]), form(text="Vi svarer om morgenen."))
    history = Client().get(reverse("arena:post_history", args=[post.pk])).content.decode()
    assert '<del><span class="hidden-text">Tatt ut: </span>kvelden</del>' in history
    assert '<ins><span class="hidden-text">Satt inn: </span>morgenen</ins>' in history


def test_what_is_withdrawn_leaves_the_reason_and_not_the_text(
    client: Client, finding: Finding
) -> None:
    member = person(client)
    post = make_post(finding, author=member, text="Noe dumt.")
    edit_post(post=post, text="Noe dummere.", language="nb", by=member, at=AT)
    client.post(reverse("arena:withdraw_post", args=[post.pk]), {"reason": "Jeg tok feil."})
    page = Client().get(page_of(finding)).content.decode()
    assert "Trukket av den som skrev det." in page
    assert "Jeg tok feil." in page
    assert "Noe dum" not in page
    assert Client().get(reverse("arena:post_history", args=[post.pk])).status_code == 404


def test_oslo_reads_nothing_of_a_draft_in_lom_and_writes_nothing_there(client: Client) -> None:
    case = make_case(state="draft", published_at=None)
    post = make_post(case)
    for client_of in ("oslo", None):
        reader = Client()
        if client_of:
            person(reader, client_of)
        assert reader.get(reverse("arena:post", args=[post.pk])).status_code == 404
        assert reader.get(reverse("arena:post_history", args=[post.pk])).status_code == 404
    person(client, "vaga")
    assert client.post(reverse("arena:write", args=["case", case.pk]), form()).status_code == 404
    watch = reverse("arena:watch", args=["case", case.pk])
    assert client.post(watch, {"pa": "1"}).status_code == 404


def test_a_stranger_reads_what_is_open_and_not_what_is_for_members(client: Client) -> None:
    open_post = make_post(make_case())
    inner = make_post(make_case(visibility="members"))
    assert client.get(reverse("arena:post", args=[open_post.pk])).status_code == 302
    assert client.get(reverse("arena:post", args=[inner.pk])).status_code == 404


def test_a_stranger_gets_no_cookie_so_that_the_page_is_kept(client: Client) -> None:
    case = make_case()
    post = make_post(case)

    answer = client.get(f"/erfaringer/{case.slug}/")

    assert f"innlegg-{post.pk}" in answer.content.decode()
    assert not answer.cookies


def test_what_waits_is_seen_by_its_writer_and_by_moderators(
    client: Client, finding: Finding
) -> None:
    writer = person(client)
    make_post(finding, author=writer, text="Kjøp her.", state="waiting")
    assert "Kjøp her." in client.get(page_of(finding)).content.decode()
    steward, other = Client(), Client()
    steward.force_login(make_holder(Role.STEWARD))
    assert "Kjøp her." in steward.get(page_of(finding)).content.decode()
    person(other, "vaga")
    assert "Kjøp her." not in other.get(page_of(finding)).content.decode()


def test_an_address_of_a_post_leads_to_its_page_of_a_long_thread(
    client: Client, finding: Finding
) -> None:
    thread = thread_of(finding)
    posts = Post.objects.bulk_create(
        Post(
            thread=thread,
            language="nb",
            text=f"Nummer {number}",
            html=f"<p>Nummer {number}</p>",
            created_at=AT + timedelta(minutes=number),
        )
        for number in range(1, 102)
    )
    lead = client.get(reverse("arena:post", args=[posts[100].pk])).headers["Location"]
    assert lead == f"{page_of(finding)}?side=3#innlegg-{posts[100].pk}"
    assert "Nummer 101" in client.get(lead).content.decode()
    first = client.get(reverse("arena:post", args=[posts[49].pk])).headers["Location"]
    assert first == f"{page_of(finding)}#innlegg-{posts[49].pk}"


def test_the_accepted_answer_comes_first(client: Client) -> None:
    question = make_question()
    make_post(question, text="Den første.", is_answer=True)
    accepted = make_post(
        question, text="Den rette.", is_answer=True, created_at=AT + timedelta(hours=1)
    )
    question.accepted = accepted
    question.save()
    page = client.get(reverse("arena:question", args=[question.slug])).content.decode()
    assert page.index("Den rette.") < page.index("Den første.")
    assert "Dette svarte på spørsmålet" in page


def test_each_post_carries_its_language(client: Client, finding: Finding) -> None:
    make_post(finding, language="nn")
    assert 'class="written" lang="nn" dir="auto"' in client.get(page_of(finding)).content.decode()


def test_a_thread_of_fifty_takes_few_questions_to_the_database(
    client: Client, finding: Finding, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lom = make_lom()
    for number in range(50):
        make_post(finding, author=make_member(lom, name=f"Nr. {number}"), body=lom)
    person(client)
    client.get(page_of(finding))
    with django_assert_max_num_queries(18):
        client.get(page_of(finding))
    with django_assert_max_num_queries(8):
        Client().get(page_of(finding) + "?a=1")


# Following, closing, and who wrote the report


def test_following_begins_and_ends_with_a_press(client: Client, finding: Finding) -> None:
    member = person(client)
    address = reverse("arena:watch", args=["finding", finding.pk])
    client.post(address, {"pa": "1"})
    assert Watch.objects.get(person=member).is_on
    client.post(address, {"pa": "0"})
    assert not Watch.objects.get(person=member).is_on


def test_only_a_moderator_closes_a_thread(client: Client, finding: Finding) -> None:
    person(client)
    assert client.post(reverse("arena:lock", args=["finding", finding.pk])).status_code == 403
    steward = make_holder(Role.STEWARD)
    lock_thread(thread=thread_of(finding), is_locked=True, by=steward, at=timezone.now())
    answer = client.post(write_address(finding), form())
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    assert "En moderator har stengt" in client.get(page_of(finding)).content.decode()


def test_a_steward_names_the_author_of_a_report_and_she_answers_marked(client: Client) -> None:
    study = make_study()
    page = reverse("arena:study_discussion", args=[study.slug])
    author = User.objects.create_user("forsker@uni.example", name="Anne Forsker")
    client.force_login(author)
    assert client.post(reverse("arena:add_author", args=[study.slug])).status_code == 403
    add_study_author(
        study=study,
        person=author,
        verified_how="adressen står i rapporten",
        by=make_holder(Role.STEWARD),
        at=AT,
    )
    client.post(reverse("arena:write", args=["study", study.pk]), form())
    shown = Client().get(page).content.decode()
    assert "Anne Forsker" in shown
    assert "adressen står i rapporten" in shown
    assert 'data-kind="accent">Forfatter av rapporten<' in shown
    assert StudyAuthor.objects.count() == 1


def test_the_page_of_a_finding_says_how_much_is_said_of_it(
    client: Client, finding: Finding
) -> None:
    page = reverse("evidence:finding", args=[finding.code])
    assert "Vær den første som sier noe" in client.get(page).content.decode()
    make_post(finding)
    make_post(finding)
    assert "Les 2 innlegg" in Client().get(f"{page}?a=1").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/diskusjon/funn/FINNES-IKKE/",
        "/diskusjon/studier/finnes-ikke/",
        "/diskusjon/funn/1/skriv/x/",
        "/diskusjon/noe/1/skriv/",
        "/innlegg/999999999999999999/",
        "/innlegg/0/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
