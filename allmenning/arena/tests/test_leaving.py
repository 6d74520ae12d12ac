"""What is left in the arena of somebody who has closed her account."""

from datetime import timedelta

import pytest
from django.test import Client

from allmenning.accounts.actions import close_account
from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.queries import audit_state
from allmenning.arena.actions.leaving import forget_closed
from allmenning.arena.models import (
    Digest,
    DigestItem,
    Experience,
    Follow,
    Notification,
    Post,
    Profile,
    Question,
    Routing,
    StudyAuthor,
    Watch,
)
from allmenning.arena.queries.routing import whom_to_ask
from allmenning.arena.tests.build import (
    AT,
    make_lom,
    make_member,
    make_post,
    make_question,
    make_theme,
    make_thread,
)
from allmenning.evidence.tests.build import make_study
from allmenning.register.tests.build import make_municipality
from allmenning.search.actions import forget_closed as forget_searches
from allmenning.search.actions import save_search
from allmenning.search.models import SavedSearch

pytestmark = pytest.mark.django_db
TOLD = (
    Profile,
    Follow,
    Experience,
    Watch,
    Notification,
    Digest,
    DigestItem,
    StudyAuthor,
    SavedSearch,
)


def full_member() -> User:
    """Make a member with a row of everything that is about her."""
    person = make_member(make_lom(), name="Kari Nordmann")
    question, theme = make_question(), make_theme()
    Profile.objects.create(person=person, job="alone", seen_at=AT)
    Follow.objects.create(person=person, theme=theme)
    Experience.objects.create(person=person, theme=theme)
    Watch.objects.create(person=person, thread=make_thread(question), since=AT)
    Notification.objects.create(person=person, kind="asked", key="asked:1", created_at=AT)
    digest = Digest.objects.create(person=person, at=AT)
    DigestItem.objects.create(person=person, digest=digest, key="case:1")
    StudyAuthor.objects.create(study=make_study(), person=person, verified_how="Telefon", at=AT)
    Routing.objects.create(question=question, person=person, why="experience", at=AT)
    save_search(person=person, name="Flom", query="q=flom", in_digest=True, at=AT)
    make_post(question, author=person, body=make_lom(), text="Vi delte vakta.")
    return person


def rows() -> list[int]:
    return [model._default_manager.count() for model in TOLD]  # noqa: SLF001


def test_nothing_but_what_she_wrote_is_left_the_night_after_she_closed_it(client: Client) -> None:
    person, colleague = full_member(), make_member(make_lom())
    Profile.objects.create(person=colleague)
    assert rows() == [2, 1, 1, 1, 1, 1, 1, 1, 1]
    close_account(user=person, by=person, at=AT)
    night = AT + timedelta(hours=15)
    assert [forget_closed(at=night), forget_searches(at=night)] == [1, 1]
    assert rows() == [1, 0, 0, 0, 0, 0, 0, 0, 0]
    post = Post.objects.get()
    assert (post.text, post.author) == ("Vi delte vakta.", person)
    page = client.get(f"/sporsmal/{Question.objects.get().slug}/").content.decode()
    assert "Vi delte vakta." in page
    assert "Kari" not in page
    assert [forget_closed(at=night), forget_searches(at=night)] == [0, 0]


def test_who_has_not_closed_it_loses_nothing() -> None:
    full_member()
    before = rows()
    assert forget_closed(at=AT) == forget_searches(at=AT) == 0
    assert rows() == before


def test_one_row_in_the_log_says_that_it_was_done_and_not_whom_it_was() -> None:
    person = full_member()
    close_account(user=person, by=person, at=AT)
    assert [forget_closed(at=AT), forget_closed(at=AT)] == [1, 0]
    noted = AuditEntry.objects.get(verb="arena.member.forgotten")
    assert (noted.actor, noted.detail) == (None, {})
    assert noted.target == f"user:{person.pseudonym}"
    assert audit_state().broken is None


def test_how_many_were_asked_is_kept_and_the_next_can_be_asked() -> None:
    person = full_member()
    asked = Routing.objects.get().question
    close_account(user=person, by=person, at=AT)
    forget_closed(at=AT)
    kept = Routing.objects.get()
    assert (kept.question, kept.person_id, kept.why) == (asked, None, "experience")
    vaga = make_municipality(name="Vågå", code="3435", slug="vaga")
    other = make_member(vaga)
    Profile.objects.create(person=other)
    assert [one.person_id for one in whom_to_ask(asked, AT)] == [other.pk]


def test_the_page_of_privacy_says_what_the_arena_keeps_and_what_stays(client: Client) -> None:
    page = client.get("/om/personvern/").content.decode()
    assert "Hvis du er med i arenaen" in page
    assert "en person som har sluttet" in page
