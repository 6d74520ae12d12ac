"""What one is told: once, of what one may read, and by mail when it is not night."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from allmenning.accounts.models import Role, User
from allmenning.arena.actions.discussion import (
    add_study_author,
    edit_post,
    thread_of,
    watch_thread,
    withdraw_post,
    write_post,
)
from allmenning.arena.actions.notifying import choose_mail, mark_all_read, notify
from allmenning.arena.actions.telling import tell_of_posts
from allmenning.arena.models import Case, Notification, Post, Profile, Thread, Watch
from allmenning.arena.queries.inbox import SIGNER, person_of_token, token_of
from allmenning.arena.tasks.mailing import mail_what_waits, tell_and_mail
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_holder,
    make_lom,
    make_member,
    make_question,
)
from allmenning.evidence.tests.build import make_study
from allmenning.register.models import Body
from allmenning.register.tests.build import make_municipality

pytestmark = pytest.mark.django_db
Kind = Notification.Kind


@pytest.fixture
def lom() -> Body:
    return make_lom()


def person_in(body: Body, **changes: Any) -> User:
    return make_member(body, email_verified_at=AT, **changes)


def say(thread: Thread, by: User, text: str = "Takk for svaret.", **changes: object) -> Post:
    told: dict[str, object] = {"text": text, "language": "nn", "at": AT, "by": by}
    return write_post(thread=thread, **(told | changes))  # type: ignore[arg-type]


def told(person: User) -> list[str]:
    return [row.kind for row in Notification.objects.filter(person=person).order_by("pk")]


def test_the_same_news_is_told_once(lom: Body) -> None:
    person = person_in(lom)
    first = notify(person=person, kind=Kind.ASKED, key="asked:1", at=AT)
    assert first is not None
    assert notify(person=person, kind=Kind.ASKED, key="asked:1", at=AT) is None
    assert notify(person=person, kind=Kind.ASKED, key="asked:2", at=AT) is not None


def test_who_has_left_is_told_nothing(lom: Body) -> None:
    person = person_in(lom, is_active=False)
    assert notify(person=person, kind=Kind.ASKED, key="asked:1", at=AT) is None


def test_a_post_is_told_to_each_it_concerns_once_and_for_the_strongest_reason(lom: Body) -> None:
    asker, watcher, named = person_in(lom), person_in(lom), person_in(lom, name="Kari Nordmann")
    thread = thread_of(make_question(author=asker))
    for person in (watcher, named):
        watch_thread(thread=thread, is_on=True, by=person, at=AT)
    say(thread, named, "Her er eg.")
    assert tell_of_posts(at=AT) == 1
    first = say(thread, person_in(lom), "Sjå her, @[Kari Nordmann].", is_answer=True)
    assert tell_of_posts(at=AT) == 1
    assert told(asker) == [Kind.POST, Kind.ANSWER]
    assert told(watcher) == [Kind.POST, Kind.POST]
    assert told(named) == [Kind.MENTION]
    assert first.author is not None
    assert told(first.author) == []


def test_doing_it_twice_tells_nobody_twice(lom: Body) -> None:
    asker = person_in(lom)
    post = say(thread_of(make_question(author=asker)), person_in(lom))
    assert tell_of_posts(at=AT) == 1
    assert tell_of_posts(at=AT) == 0
    Post.objects.filter(pk=post.pk).update(told_at=None)
    assert tell_of_posts(at=AT) == 1
    assert told(asker) == [Kind.POST]


def test_who_stopped_watching_is_told_only_of_being_named(lom: Body) -> None:
    person = person_in(lom, name="Kari Nordmann")
    thread = thread_of(make_case())
    say(thread, person)
    watch_thread(thread=thread, is_on=False, by=person, at=AT)
    say(thread, person_in(lom))
    tell_of_posts(at=AT)
    assert told(person) == []
    say(thread, person_in(lom), "Kva med @Kari?")
    tell_of_posts(at=AT)
    assert told(person) == [Kind.MENTION]
    assert not Watch.objects.get(person=person, thread=thread).is_on


def test_what_waits_for_a_moderator_is_told_of_when_it_is_let_through(lom: Body) -> None:
    asker = person_in(lom)
    link = "Sjå https://reklame.example og www.reklame.example"
    post = say(thread_of(make_question(author=asker)), person_in(lom), link)
    assert tell_of_posts(at=AT) == 0
    Post.objects.filter(pk=post.pk).update(state="published")
    assert tell_of_posts(at=AT) == 1
    assert told(asker) == [Kind.POST]


def test_who_is_named_in_an_edit_is_told_and_the_others_not_again(lom: Body) -> None:
    asker, writer = person_in(lom), person_in(lom)
    named = person_in(lom, name="Kari Nordmann")
    thread = thread_of(make_question(author=asker))
    say(thread, named)
    watch_thread(thread=thread, is_on=False, by=named, at=AT)
    post = say(thread, writer)
    tell_of_posts(at=AT)
    edit_post(post=post, text="Eller kva, @Kari?", language="nn", by=writer, at=AT)
    tell_of_posts(at=AT)
    assert told(named) == [Kind.MENTION]
    assert told(asker) == [Kind.POST, Kind.POST]


def test_nobody_is_told_of_what_she_may_not_read(lom: Body) -> None:
    oslo = make_municipality(slug="oslo", name="Oslo", code="0301")
    case = make_case(owner=lom, state="draft", published_at=None)
    stranger, colleague = person_in(oslo), person_in(lom)
    thread = thread_of(case)
    for person in (stranger, colleague):
        watch_thread(thread=thread, is_on=True, by=person, at=AT)
    say(thread, person_in(lom))
    tell_of_posts(at=AT)
    assert (told(stranger), told(colleague)) == ([], [Kind.POST])


# The page


def test_the_inbox_shows_own_news_and_counts_the_unread(lom: Body, client: Client) -> None:
    person = person_in(lom)
    thread = thread_of(make_question(author=person))
    say(thread, person_in(lom, name="Kari Nordmann"), body=lom)
    tell_of_posts(at=AT)
    with time_machine.travel(AT, tick=False):
        client.force_login(person)
        page = client.get(reverse("arena:inbox")).content.decode()
    assert "Kari Nordmann, Lom" in page
    assert "Korleis deler de vakta?" in page
    assert 'data-kind="accent">1<' in page


def test_going_there_counts_it_as_read_with_all_else_about_the_thread(
    lom: Body, client: Client
) -> None:
    person = person_in(lom)
    thread = thread_of(make_question(author=person))
    say(thread, person_in(lom), "Ein ting.")
    last = say(thread, person_in(lom), "Ein ting til.")
    tell_of_posts(at=AT)
    row = Notification.objects.get(person=person, post=last)
    client.force_login(person)
    answer = client.get(reverse("arena:inbox_go", args=[row.pk]))
    assert answer.url == reverse("arena:post", args=[last.pk])  # type: ignore[attr-defined]
    assert not Notification.objects.filter(person=person, read_at=None).exists()


def test_nobody_reads_or_marks_the_news_of_another(lom: Body, client: Client) -> None:
    row = notify(person=person_in(lom), kind=Kind.ASKED, key="asked:1", at=AT)
    assert row is not None
    client.force_login(person_in(lom))
    assert client.get(reverse("arena:inbox_go", args=[row.pk])).status_code == 404
    assert client.post(reverse("arena:inbox_read", args=[row.pk])).status_code == 404
    client.post(reverse("arena:inbox_read_all"))
    row.refresh_from_db()
    assert row.read_at is None


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("arena:inbox")).status_code == 302


def test_what_was_open_and_is_not_is_told_without_its_title(lom: Body, client: Client) -> None:
    oslo = make_municipality(slug="oslo", name="Oslo", code="0301")
    person = person_in(oslo)
    case = make_case(owner=lom)
    notify(person=person, kind=Kind.TRIED, key="tried:1", at=AT, thread=thread_of(case))
    Case.objects.filter(pk=case.pk).update(state="hidden")
    client.force_login(person)
    page = client.get(reverse("arena:inbox")).content.decode()
    assert "Vi svarer før klokka ni" not in page
    assert "Dette er ikke lenger åpent for deg." in page


# By mail


def waits_for(person: User, at: datetime = AT, key: str = "asked:1") -> Notification:
    thread = thread_of(make_question(author=person))
    row = notify(person=person, kind=Kind.ASKED, key=key, at=at, thread=thread)
    assert row is not None
    return row


def letter() -> EmailMessage:
    (one,) = mail.outbox
    return one


def test_by_day_it_is_mailed_at_once_and_once(lom: Body) -> None:
    person = person_in(lom, language="nn")
    waits_for(person)
    assert mail_what_waits(AT) == 1
    assert mail_what_waits(AT + timedelta(hours=1)) == 0
    sent = letter()
    assert sent.to == [person.email]
    assert "Korleis deler de vakta?" in sent.body
    assert sent.extra_headers["Content-Language"] == "nn"


def test_a_letter_can_be_stopped_with_one_press_without_signing_in(
    lom: Body, client: Client
) -> None:
    person = person_in(lom)
    waits_for(person)
    mail_what_waits(AT)
    headers = letter().extra_headers
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter().body
    path = address.partition("/innboks/")[2]
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(f"/innboks/{path}").status_code == 200
    assert not Profile.objects.filter(person=person, mail_at_once=False).exists()
    answer = strict.post(f"/innboks/{path}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Profile.objects.filter(person=person, mail_at_once=False).exists()
    waits_for(person, key="asked:2")
    assert mail_what_waits(AT) == 0
    assert client.get("/innboks/av/utlopt/").status_code == 404


def test_a_token_is_of_one_person_and_of_nothing_else(lom: Body) -> None:
    person = person_in(lom)
    assert person_of_token(token_of(person)) == person
    forged = SIGNER.sign("00000000-0000-4000-8000-000000000001").replace(":", ".")
    assert person_of_token(forged) is None
    assert person_of_token(token_of(person)[:-1]) is None
    assert person_of_token("") is None


@pytest.mark.parametrize(
    ("at", "goes_out"),
    [
        # Summer time in Oslo is UTC+2, winter time UTC+1; the clock changes on 25 October 2026.
        (datetime(2026, 10, 24, 17, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 24, 18, 0, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 5, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 4, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 29, 5, 0, tzinfo=UTC), True),
    ],
)
def test_at_night_it_waits_for_the_morning_on_the_wall(
    lom: Body, at: datetime, *, goes_out: bool
) -> None:
    waits_for(person_in(lom), at - timedelta(minutes=5))
    assert mail_what_waits(at) == int(goes_out)


def test_what_the_night_gathered_comes_in_one_letter(lom: Body) -> None:
    person = person_in(lom)
    night = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    for number in range(3):
        waits_for(person, night + timedelta(minutes=number), f"asked:{number}")
    assert mail_what_waits(night + timedelta(minutes=5)) == 0
    assert mail_what_waits(night + timedelta(hours=8)) == 1
    assert letter().subject == "3 nyhende i Allmenning"


def test_own_hours_count_and_equal_hours_are_no_quiet(lom: Body) -> None:
    person = person_in(lom)
    profile = Profile.objects.create(person=person, quiet_from=12, quiet_to=14)
    waits_for(person)
    assert mail_what_waits(AT) == 0  # 13 in Oslo
    Profile.objects.filter(pk=profile.pk).update(quiet_from=13, quiet_to=13)
    assert mail_what_waits(AT) == 1


def test_what_is_read_or_not_wanted_is_not_mailed(lom: Body) -> None:
    reader, other = person_in(lom), person_in(lom)
    waits_for(reader)
    mark_all_read(by=reader, at=AT)
    waits_for(other)
    choose_mail(person=other, is_on=False, by=other, at=AT)
    assert mail_what_waits(AT) == 0


def test_an_unproven_an_invented_and_a_shut_account_get_no_mail(lom: Body) -> None:
    waits_for(make_member(lom))
    waits_for(person_in(lom, is_demo=True))
    shut = person_in(lom)
    waits_for(shut)
    User.objects.filter(pk=shut.pk).update(is_active=False)
    assert mail_what_waits(AT) == 0


def test_what_may_not_be_read_any_more_is_not_mailed(lom: Body) -> None:
    oslo = make_municipality(slug="oslo", name="Oslo", code="0301")
    person, colleague = person_in(oslo), person_in(lom)
    case = make_case(owner=lom)
    for one in (person, colleague):
        notify(person=one, kind=Kind.TRIED, key="tried:1", at=AT, thread=thread_of(case))
    Case.objects.filter(pk=case.pk).update(state="hidden")
    assert mail_what_waits(AT) == 1
    assert letter().to == [colleague.email]


def test_what_was_withdrawn_in_the_meantime_is_not_mailed(lom: Body) -> None:
    writer = person_in(lom)
    post = say(thread_of(make_question(author=person_in(lom))), writer)
    tell_of_posts(at=AT)
    withdraw_post(post=post, reason="feil", by=writer, at=AT)
    assert mail_what_waits(AT) == 0


class Failing(EmailBackend):
    """Takes nothing for a while."""

    is_down = True

    def send_messages(self, messages: object) -> int:
        if Failing.is_down:
            raise OSError
        return super().send_messages(messages)  # type: ignore[arg-type]


def test_a_letter_that_failed_is_tried_again_and_then_never_more(
    lom: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{__name__}.Failing")
    monkeypatch.setattr(Failing, "is_down", True)
    waits_for(person_in(lom))
    assert mail_what_waits(AT) == 0
    Failing.is_down = False
    assert mail_what_waits(AT + timedelta(minutes=1)) == 0
    assert mail_what_waits(AT + timedelta(minutes=15)) == 1
    assert mail_what_waits(AT + timedelta(minutes=31)) == 0
    assert len(mail.outbox) == 1


def test_the_minute_tells_and_mails(lom: Body) -> None:
    author = person_in(lom)
    study = make_study()
    steward = make_holder(Role.STEWARD)
    add_study_author(study=study, person=author, verified_how="report", by=steward, at=AT)
    thread = thread_of(study)
    watch_thread(thread=thread, is_on=True, by=author, at=AT)
    say(thread, person_in(lom))
    assert tell_and_mail(AT) == "1 posts told of, 1 letters sent"
