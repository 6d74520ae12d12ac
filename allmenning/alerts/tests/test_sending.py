"""The way from a draft to being sent, and back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail

from allmenning.accounts.models import AuditEntry
from allmenning.alerts.actions import (
    approve,
    close_settled,
    correct,
    expire_alerts,
    follow_up,
    override,
    reject,
)
from allmenning.alerts.models import Alert, PlanEvent, Proficiency, Version
from allmenning.alerts.queries import confirmation_for, deliveries_of_version, has_proficiency
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.tests.build import (
    LATER,
    NIGHT,
    TEXTS,
    TRIANGLE,
    deliver_all,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
    save,
    sent,
    start,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.core import cap
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.models import Delivery, Event
from allmenning.register.models import Attribute, Body, BodyRole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel() -> Iterator[FakeChannel]:
    with connected(FakeChannel()) as fake:
        yield fake


@pytest.fixture
def lom() -> Body:
    return make_lom()


def test_what_somebody_else_approves_is_sent_to_every_channel(
    lom: Body, channel: FakeChannel
) -> None:
    make_fake_account(lom)
    make_fake_account(lom)
    version = sent(lom, make_member(lom, BodyRole.EDITOR), make_practised(lom))
    assert version.state == Version.State.SENDING
    assert version.alert.state == Alert.State.ACTIVE
    assert deliver_all() == 2
    version.refresh_from_db()
    assert version.state == Version.State.SENT
    assert channel.held[0].text == (
        "Ikkje drikk vatnet frå springen. Gjeld: heile Lom kommune. "
        "Kok vatnet i tre minutt før du drikk det. Ny melding kl. 04.40. "
        "Lom kommune kl. 02.45: https://www.lom.kommune.no/vatn Høyr på NRK P1."
    )


def test_the_cap_message_is_in_the_own_profile(lom: Body, channel: FakeChannel) -> None:
    make_fake_account(lom)
    sent(lom, make_member(lom, BodyRole.EDITOR), make_practised(lom))
    deliver_all()
    reading = cap.read(channel.held[0].message.cap.encode())
    assert reading.alert is not None
    assert reading.remarks == ()
    assert cap.check(reading.alert, "own") == ()
    assert [info.language for info in reading.alert.infos] == ["nn", "en-GB"]


def test_nobody_approves_what_they_submitted(lom: Body) -> None:
    kari = make_practised(lom)
    version = submitted(lom, kari)
    with pytest.raises(RefusedError, match="own_work"):
        approve(version=version, confirmation="Lom", by=kari, at=LATER)


def test_the_name_must_be_typed(lom: Body) -> None:
    version = submitted(lom, make_member(lom))
    with pytest.raises(RefusedError, match="confirmation"):
        approve(version=version, confirmation="Vågå", by=make_practised(lom), at=LATER)


def test_who_has_not_exercised_does_not_send_live(lom: Body) -> None:
    version = submitted(lom, make_member(lom))
    with pytest.raises(RefusedError, match="not_practised"):
        approve(version=version, confirmation="Lom", by=make_member(lom), at=LATER)


def test_an_exercise_is_confirmed_by_other_words(lom: Body) -> None:
    version = submitted(lom, make_member(lom), Workspace.EXERCISE)
    assert confirmation_for(version) == "øving Lom"
    with pytest.raises(RefusedError, match="confirmation"):
        approve(version=version, confirmation="Lom", by=make_member(lom), at=LATER)


def test_an_exercise_passed_gives_the_right_to_send_live(lom: Body) -> None:
    make_fake_account(lom, Workspace.EXERCISE)
    kari, ola = make_member(lom), make_member(lom)
    version = sent(lom, kari, ola, workspace=Workspace.EXERCISE)
    deliver_all()
    correct(alert=version.alert, act=Act.ALL_CLEAR, by=ola, at=LATER + timedelta(minutes=3))
    deliver_all(LATER + timedelta(minutes=3))
    assert has_proficiency(ola, lom, LATER + timedelta(days=90))
    assert not Proficiency.objects.filter(user=kari).exists()
    told = PlanEvent.objects.get(body=lom)
    assert told.result == "Øving gjennomført: ute i 1 av 1 kanalar, avslutta etter 3 minutt."


def test_a_correction_is_one_action_and_needs_no_exercise(lom: Body, channel: FakeChannel) -> None:
    make_fake_account(lom)
    version = sent(lom, make_member(lom), make_practised(lom))
    deliver_all()
    correct(alert=version.alert, act=Act.CANCEL, by=make_member(lom), at=LATER)
    assert deliver_all() == 1
    version.alert.refresh_from_db()
    assert version.alert.state == Alert.State.CANCELLED
    assert channel.held[1].text == (
        "FEIL SENDT. Varselet om drikkevatn kl. 02.45 vart sendt ved ein feil. "
        "Gjeld: heile Lom kommune. Du treng ikkje gjere noko. "
        "Lom kommune kl. 02.45: https://www.lom.kommune.no/vatn Høyr på NRK P1."
    )


def test_a_correction_closes_what_was_being_written(lom: Body) -> None:
    make_fake_account(lom)
    kari = make_practised(lom)
    version = sent(lom, make_member(lom), kari)
    update = follow_up(alert=version.alert, act=Act.UPDATE, by=kari, at=LATER)
    correct(alert=version.alert, act=Act.ALL_CLEAR, by=kari, at=LATER)
    update.refresh_from_db()
    assert update.state == Version.State.REJECTED


def test_one_person_alone_sends_with_a_reason_and_it_is_logged(lom: Body) -> None:
    make_fake_account(lom)
    kari = make_practised(lom)
    version = save(start(lom, kari), kari)
    override(version=version, confirmation="lom", reason="Åleine på vakt.", by=kari, at=LATER)
    told = AuditEntry.objects.get(verb="alerts.version.overridden")
    assert told.detail["reason"] == "Åleine på vakt."
    assert deliveries_of_version(Version.objects.get(pk=version.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_every_publisher_gets_a_letter_when_one_has_sent_alone(lom: Body) -> None:
    kari, ola, _editor = make_practised(lom), make_member(lom), make_member(lom, BodyRole.EDITOR)
    version = save(start(lom, kari), kari)
    override(version=version, confirmation="Lom", reason="Åleine på vakt.", by=kari, at=LATER)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([kari.email, ola.email])
    assert "Grunngiving: Åleine på vakt." in mail.outbox[0].body
    assert "Ikkje drikk vatnet frå springen." in mail.outbox[0].body


def test_what_has_run_out_is_closed(lom: Body) -> None:
    version = sent(lom, make_member(lom), make_practised(lom))
    assert expire_alerts(at=version.expires_at - timedelta(seconds=1)) == []
    assert [alert.state for alert in expire_alerts(at=version.expires_at)] == ["expired"]
    assert expire_alerts(at=version.expires_at) == []


def test_a_version_is_closed_late_when_its_last_outcome_was_lost(lom: Body) -> None:
    make_fake_account(lom)
    version = sent(lom, make_member(lom), make_practised(lom))
    assert close_settled(at=LATER) == 0
    Delivery.objects.update(state=Delivery.State.SENT)
    assert close_settled(at=LATER) == 1
    version.refresh_from_db()
    assert version.state == Version.State.SENT


def test_a_rejected_first_version_drops_the_alert(lom: Body) -> None:
    version = submitted(lom, make_member(lom))
    reject(version=version, reason="Ikkje noko å varsle om.", by=make_member(lom), at=NIGHT)
    version.alert.refresh_from_db()
    assert version.alert.state == Alert.State.DROPPED


def test_without_channels_the_page_is_all_there_is(lom: Body) -> None:
    version = sent(lom, make_member(lom), make_practised(lom))
    assert Version.objects.get(pk=version.pk).state == Version.State.SENT


def test_a_warning_is_taken_back_where_it_was_sent_although_the_limits_have_moved(
    lom: Body,
) -> None:
    make_fake_account(lom)
    ola = make_practised(lom)
    texts = {"nn": TEXTS["nn"] | {"where": "Vest for Otta"}}
    area = {"kind": "polygon", "polygon": TRIANGLE}
    version = sent(lom, make_member(lom), ola, area=area, texts=texts)
    Attribute.objects.filter(body=lom).update(value="9.0 62.5 9.5 63.0")
    taken_back = correct(alert=version.alert, act=Act.CANCEL, by=ola, at=LATER)
    told = cap.read(Event.objects.get(number=2).content["cap"].encode()).alert
    assert told is not None
    assert [len(polygon.points) for polygon in told.infos[0].areas[0].polygons] == [4]
    assert taken_back.area == area
