"""What a member tells of herself."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from allmenning.accounts.models import AuditEntry
from allmenning.arena.actions.profiles import (
    note_seen,
    save_profile,
    set_experience,
    set_follows,
    welcome,
)
from allmenning.arena.models import Channel, Experience, Follow, Job, Profile
from allmenning.arena.queries.profiles import Followed, followed_by, profile_of
from allmenning.arena.seen import Seen
from allmenning.arena.tests.build import AT, make_lom, make_member, make_tag, make_theme
from allmenning.register.tests.build import make_county

pytestmark = pytest.mark.django_db


def test_without_a_row_a_member_gets_a_weekly_letter_and_may_be_asked() -> None:
    profile = profile_of(make_member(make_lom()))
    assert profile.pk is None
    assert (profile.digest, profile.takes_questions) == ("weekly", True)
    assert (profile.quiet_from, profile.quiet_to) == (20, 7)


def test_what_is_told_is_kept_once_and_only_known_channels() -> None:
    kari = make_member(make_lom())
    for job in (Job.TEAM, Job.ALONE):
        save_profile(
            person=kari,
            job=job,
            channels=["facebook", "telepathy", Channel.SMS],
            takes_questions=False,
            by=kari,
            at=AT,
        )
    profile = Profile.objects.get()
    assert (profile.job, profile.channels) == ("alone", ["facebook", "sms"])
    assert not profile.takes_questions


def test_experience_is_what_was_said_last() -> None:
    kari, krise, dialog = make_member(make_lom()), make_theme(), make_theme("dialog")
    set_experience(person=kari, themes=[krise], by=kari, at=AT)
    set_experience(person=kari, themes=[dialog], by=kari, at=AT)
    assert [one.theme for one in Experience.objects.all()] == [dialog]


def test_a_kind_of_follow_that_is_not_told_stays() -> None:
    kari, krise, county, tag = make_member(make_lom()), make_theme(), make_county(), make_tag()
    set_follows(person=kari, themes=[krise], counties=[county], tags=[tag], by=kari, at=AT)
    set_follows(person=kari, themes=[], by=kari, at=AT)
    expected = Followed(frozenset(), frozenset({tag.pk}), frozenset({county.pk}))
    assert followed_by([kari.pk]) == {kari.pk: expected}
    assert Follow.objects.count() == 2


def test_the_welcome_is_offered_until_it_is_answered() -> None:
    kari = make_member(make_lom())
    assert profile_of(kari).welcomed_at is None
    welcome(person=kari, by=kari, at=AT)
    welcome(person=kari, by=kari, at=AT + timedelta(days=1))
    assert profile_of(kari).welcomed_at == AT


def test_being_seen_is_written_once_an_hour_and_not_in_the_log() -> None:
    kari = make_member(make_lom())
    note_seen(profile=profile_of(kari), at=AT)
    note_seen(profile=profile_of(kari), at=AT + timedelta(minutes=59))
    assert profile_of(kari).seen_at == AT
    note_seen(profile=profile_of(kari), at=AT + timedelta(minutes=60))
    assert profile_of(kari).seen_at == AT + timedelta(minutes=60)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("address", ["/erfaringer/", "/sporsmal/", "/emneord/", "/tema/krise/"])
def test_reading_any_page_of_ours_is_being_seen(client: Client, address: str) -> None:
    make_theme()
    kari = make_member(make_lom())
    client.force_login(kari)
    with time_machine.travel(AT, tick=False):
        assert client.get(address).status_code == 200
    assert Profile.objects.get().seen_at == AT
    with time_machine.travel(AT + timedelta(minutes=59), tick=False):
        client.get(address)
    assert Profile.objects.get().seen_at == AT
    with time_machine.travel(AT + timedelta(minutes=60), tick=False):
        client.get(address)
    assert Profile.objects.get().seen_at == AT + timedelta(minutes=60)
    assert not AuditEntry.objects.exists()


def test_a_page_costs_one_row_an_hour_and_otherwise_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kari, seen = make_member(make_lom()), Seen(lambda _request: HttpResponse())
    Profile.objects.create(person=kari, farewell_at=AT)
    with django_assert_num_queries(1):
        seen.note(kari, AT)
    with django_assert_num_queries(0):
        seen.note(kari, AT + timedelta(minutes=59))
    assert Profile.objects.get().farewell_at is None
    client.get("/erfaringer/")
    assert Profile.objects.count() == 1


def test_what_a_member_tells_changes_no_open_page_and_the_log_holds_no_answers() -> None:
    kari = make_member(make_lom())
    save_profile(person=kari, job=Job.CRISIS, channels=[], takes_questions=True, by=kari, at=AT)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.detail, entry.changes_pages) == ("arena.profile.told", {}, False)
