"""Publishing as a job: asked for once at a time, followed on a page, ended with its reasons."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allmenning.accounts.models import Role, User
from allmenning.accounts.tests.browse import signed_in_with
from allmenning.surveys.actions.publishing import publish_survey
from allmenning.surveys.actions.publishing_work import (
    begin_publishing,
    do_publishing,
    end_publishing,
)
from allmenning.surveys.models import (
    Publication,
    PublishingState,
    PublishingStep,
    PublishingWork,
    Response,
    Stage,
    Survey,
)
from allmenning.surveys.tasks.publishing import ask_to_publish, publish
from allmenning.surveys.tests.answered import AT, make_survey
from allmenning.surveys.tests.published import make_publishable, make_ready

pytestmark = pytest.mark.django_db
PAGE = "/undersokelser/sosiale-kommuner/analyse/publiser/"


@pytest.fixture
def analyst(client: Client) -> User:
    return signed_in_with(client, Role.ANALYST)


def make_asked() -> Survey:
    """Ready in what the page looks at, with nothing to publish: quick."""
    survey = make_survey(what_was_done="Som planlagt.")
    survey.recipes.create(title={"nb": "Tabeller"}, spec={"tables": []}, created_at=AT)
    return survey


def page(client: Client) -> str:
    return client.get(PAGE).content.decode()


@pytest.mark.slow
def test_the_job_publishes_and_the_page_leads_to_the_report(client: Client, analyst: User) -> None:
    survey = make_ready()
    client.post(PAGE)
    assert "Publiseringen venter på tur" in page(client)
    assert not Publication.objects.exists()
    work = PublishingWork.objects.get()
    publish.call(work.pk)
    work.refresh_from_db()
    assert (work.state, work.step) == (PublishingState.DONE, PublishingStep.PACKAGE)
    assert work.publication == Publication.objects.get(survey=survey, by=analyst)
    assert "/undersokelser/sosiale-kommuner/rapport/1/" in page(client)
    publish.call(work.pk)  # a job may be done twice
    assert Publication.objects.count() == 1


def test_asking_twice_gives_one(client: Client, analyst: User) -> None:
    survey = make_asked()
    client.post(PAGE)
    client.post(PAGE)
    assert survey.publishing.get().by == analyst
    assert DBTaskResult.objects.count() == 1
    with pytest.raises(IntegrityError, match="publishing"), transaction.atomic():
        PublishingWork.objects.create(survey=survey, queued_at=AT, heard_at=AT)


def test_the_page_says_which_step_it_is_at_and_asks_nobody_to_wait(
    client: Client, analyst: User
) -> None:
    assert analyst
    work = ask_to_publish(survey=make_asked(), by=None, at=timezone.now())
    begin_publishing(key=work.pk, by=None, at=timezone.now())
    PublishingWork.objects.update(step=PublishingStep.PAPER, place=2, of=3)
    shown = page(client)
    assert "Publiseringen er i gang" in shown
    assert 'aria-current="step">Setter rapporten på papir: <strong>i gang, 2 av 3' in shown
    assert "Leser svarene: ferdig" in shown
    assert "Skriver datapakken: venter" in shown
    assert "Se etter igjen" in shown
    assert 'http-equiv="refresh"' not in shown
    assert "<form method" not in shown.split("<main")[1].split("</main")[0]


def test_too_few_answers_are_refused_in_words_and_nothing_is_lost(
    client: Client, analyst: User
) -> None:
    survey = make_publishable(slug="sosiale-kommuner")
    survey.recipes.create(title={"nb": "Tabeller"}, spec={"tables": []}, created_at=AT)
    Response.objects.update(submitted_at=None)
    work = ask_to_publish(survey=survey, by=analyst, at=timezone.now())
    publish.call(work.pk)
    work.refresh_from_db()
    assert work.state == PublishingState.REFUSED
    assert work.reasons == [
        {
            "nb": "Det er for få svar til å publisere noe.",
            "nn": "Det er for få svar til å publisere noko.",
            "en": "There are too few answers to publish anything.",
        }
    ]
    shown = page(client)
    assert "Det er for få svar til å publisere noe." in shown
    assert "Ingenting er tapt" in shown
    assert "<form method" in shown.split("<main")[1].split("</main")[0]


def test_what_nobody_foresaw_ends_the_work_too() -> None:
    survey = make_publishable()
    survey.recipes.create(title={"nb": "Tabeller"}, spec={}, created_at=AT)
    work = ask_to_publish(survey=survey, by=None, at=timezone.now())
    with pytest.raises(KeyError):
        publish.call(work.pk)
    work.refresh_from_db()
    assert work.state == PublishingState.FAILED
    assert work.ended_at


def test_work_that_is_not_heard_of_is_told_as_stopped_and_begun_anew(
    client: Client, analyst: User
) -> None:
    survey = make_asked()
    long_ago = timezone.now() - timedelta(minutes=11)
    first = ask_to_publish(survey=survey, by=analyst, at=long_ago)
    assert "Arbeidet har stanset" in page(client)
    assert "Ingen arbeiderprosess har tatt det" in page(client)
    client.post(PAGE)
    first.refresh_from_db()
    assert first.state == PublishingState.STOPPED
    assert survey.publishing.count() == 2
    assert begin_publishing(key=first.pk, by=None, at=timezone.now()) is None


def test_a_job_that_a_worker_died_with_begins_again() -> None:
    work = ask_to_publish(survey=make_asked(), by=None, at=AT)
    begin_publishing(key=work.pk, by=None, at=AT)
    again = begin_publishing(key=work.pk, by=None, at=AT + timedelta(seconds=5))
    assert again
    assert again.begun_at == AT + timedelta(seconds=5)


@pytest.mark.slow
def test_work_that_was_ended_meanwhile_publishes_nothing() -> None:
    survey = make_ready()
    work = ask_to_publish(survey=survey, by=None, at=timezone.now())
    begun = begin_publishing(key=work.pk, by=None, at=timezone.now())
    assert begun
    now, stopped = timezone.now(), PublishingState.STOPPED
    assert end_publishing(work=work, state=stopped, reasons=[], by=None, at=now)
    assert do_publishing(work=begun, at=now) is None
    assert not Publication.objects.exists()


def test_what_is_missing_is_said_at_once(client: Client, analyst: User) -> None:
    assert analyst
    make_survey(stage=Stage.FIELDING)
    shown = client.post(PAGE, follow=True).content.decode()
    assert "Noe mangler" in shown
    assert not PublishingWork.objects.exists()
    assert not DBTaskResult.objects.exists()


def refused_again(survey: Survey) -> list[dict[str, str]]:
    work = ask_to_publish(survey=survey, by=None, at=timezone.now())
    publish.call(work.pk)
    work.refresh_from_db()
    assert work.state == PublishingState.REFUSED
    reasons: list[dict[str, str]] = work.reasons
    return reasons


@pytest.mark.slow
def test_tables_that_do_not_fit_with_what_is_out_are_refused_in_words() -> None:
    survey = make_ready()
    publish_survey(survey=survey, by=None, at=AT)
    survey.units.filter(stratum="5000-9999").update(stratum="10000-19999")
    told = "Tabellene er delt inn på en annen måte enn i en tidligere publisering, så ingen kan "
    assert [one["nb"] for one in refused_again(survey)] == [
        f"{told}vite hva de to til sammen ville røpe."
    ]


@pytest.mark.slow
def test_what_is_out_and_may_no_longer_be_is_refused_with_the_question() -> None:
    """Under a lower limit a count of two went out, and cannot be taken back."""
    survey = make_ready(protection={"minimum": 2})
    publish_survey(survey=survey, by=None, at=AT)
    Survey.objects.update(protection={"minimum": 5})
    survey.refresh_from_db()
    first, second = (one["nn"] for one in refused_again(survey))
    assert first == "Eitt enkelt svar kan reknast ut av det som ville gått ut, og det som er ute."
    assert second.startswith("Det gjeld dette: Har de ")
