"""A draft is written, submitted, sent back and refused; and what is under way around it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from allmenning.accounts.models import AuditEntry
from allmenning.alerts.actions import (
    follow_up,
    reject,
    return_for_edit,
    start_alert,
    submit,
)
from allmenning.alerts.areas import AreaError
from allmenning.alerts.models import Alert, Hazard, Incoming, IncomingBody, Version
from allmenning.alerts.queries import active_nearby, practised_until
from allmenning.alerts.queries.proficiency import has_proficiency, months_before
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.tests.build import (
    LATER,
    NIGHT,
    make_lom,
    make_member,
    make_practised,
    make_template,
    save,
    sent,
    start,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_county, make_oslo, make_vaga

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel() -> Iterator[FakeChannel]:
    with connected(FakeChannel()) as fake:
        yield fake


@pytest.fixture
def lom() -> Body:
    return make_lom()


def refused(lom: Body, **changes: object) -> str:
    kari = make_member(lom, BodyRole.EDITOR)
    version = start(lom, kari)
    with pytest.raises(RefusedError) as caught:
        save(version, kari, **changes)
    return caught.value.key


def test_a_template_gives_the_own_form_and_english_only(lom: Body) -> None:
    """The other Norwegian form is sent only when a person has written it."""
    texts = {one: {"what": one, "todo": one} for one in ("nb", "nn", "en")}
    version = start_alert(
        body=lom,
        workspace=Workspace.LIVE,
        hazard=Hazard.WATER,
        template=make_template(texts=texts),
        by=make_member(lom),
        at=NIGHT,
    )
    assert sorted(version.texts) == ["en", "nn"]
    assert version.area == {}
    assert version.link == "https://lom.kommune.no/"


def test_a_county_sends_no_warning_of_its_own() -> None:
    county = make_county()
    with pytest.raises(RefusedError, match="body_kind"):
        start(county, make_member(county))


def test_a_reader_writes_nothing(lom: Body) -> None:
    with pytest.raises(RefusedError, match="not_editor"):
        start(lom, make_member(lom, BodyRole.READER))


def test_a_member_of_another_municipality_writes_nothing(lom: Body) -> None:
    with pytest.raises(RefusedError, match="not_editor"):
        start(lom, make_member(make_vaga()))


def test_what_somebody_else_has_saved_since_is_not_overwritten(lom: Body) -> None:
    kari = make_member(lom)
    version = start(lom, kari)
    save(version, kari)
    with pytest.raises(RefusedError, match="changed"):
        save(version, kari)


def test_every_saved_text_stays_in_the_log(lom: Body) -> None:
    kari = make_member(lom)
    version = save(start(lom, kari), kari)
    save(version, kari, texts={"nn": {"what": "Nytt", "todo": "Vent"}})
    saved = AuditEntry.objects.filter(verb__endswith="saved").order_by("pk")
    told = [entry.detail["texts"] for entry in saved]
    assert [one["nn"]["what"] for one in told] == ["Ikkje drikk vatnet frå springen.", "Nytt"]


def test_a_text_too_long_is_refused(lom: Body) -> None:
    assert refused(lom, texts={"nn": {"what": "a" * 301}}) == "too_long"


def test_a_language_we_do_not_know_is_refused(lom: Body) -> None:
    assert refused(lom, texts={"sv": {"what": "a"}}) == "language"


def test_a_broken_area_is_not_kept(lom: Body) -> None:
    kari = make_member(lom)
    with pytest.raises(AreaError):
        save(start(lom, kari), kari, area={"kind": "polygon", "polygon": []})


def test_a_draft_without_an_area_is_kept_but_not_submitted(lom: Body) -> None:
    kari = make_member(lom)
    version = save(start(lom, kari), kari, area={})
    with pytest.raises(AreaError, match="missing"):
        submit(version=version, by=kari, at=NIGHT)


def test_what_the_linter_stops_is_not_submitted(lom: Body) -> None:
    kari = make_member(lom)
    version = save(start(lom, kari), kari, next_update_at=None)
    with pytest.raises(RefusedError) as caught:
        submit(version=version, by=kari, at=NIGHT)
    assert caught.value.values["code"] == "next_update"


def test_what_is_returned_can_be_written_again(lom: Body) -> None:
    kari = make_member(lom)
    version = return_for_edit(
        version=submitted(lom, kari), reason=" Skriv kor. ", by=make_member(lom), at=NIGHT
    )
    assert (version.state, version.reason) == (Version.State.DRAFT, "Skriv kor.")
    assert save(version, kari).revision == version.revision + 1


def test_a_rejection_needs_a_reason(lom: Body) -> None:
    with pytest.raises(RefusedError, match="reason"):
        reject(version=submitted(lom, make_member(lom)), reason=" ", by=make_member(lom), at=NIGHT)


def test_there_is_one_message_under_way_at_a_time(lom: Body) -> None:
    kari = make_practised(lom)
    alert = sent(lom, make_member(lom), kari).alert
    follow_up(alert=alert, act=Act.UPDATE, by=kari, at=LATER)
    with pytest.raises(RefusedError, match="open_version"):
        follow_up(alert=alert, act=Act.UPDATE, by=kari, at=LATER)


def test_an_update_begins_with_what_was_sent(lom: Body) -> None:
    kari = make_practised(lom)
    first = sent(lom, make_member(lom), kari)
    update = follow_up(alert=first.alert, act=Act.UPDATE, by=kari, at=LATER)
    assert (update.number, update.texts, update.area) == (2, first.texts, first.area)
    assert update.next_update_at is None


# What is under way around.


def test_what_is_active_nearby_is_shown_nearest_first(lom: Body) -> None:
    vaga, oslo = make_vaga(latitude=61.8, longitude=9.1), make_oslo()
    for body in (oslo, vaga):
        save_for = make_practised(body)
        sent(body, make_member(body), save_for, link=f"https://{body.website}/")
    near = active_nearby(body=lom, workspace=Workspace.LIVE, at=LATER, hazard="water")
    assert [alert.body.slug for alert in near.neighbours] == ["vaga", "oslo"]
    assert (near.own, near.same, near.others) == ((), (), ())


def test_the_same_hazard_within_a_day_is_pointed_out(lom: Body) -> None:
    alert = sent(lom, make_member(lom), make_practised(lom)).alert
    near = active_nearby(body=lom, workspace=Workspace.LIVE, at=LATER, hazard="water")
    assert (near.own, near.same) == ((alert,), (alert,))
    later = NIGHT + timedelta(hours=25)
    assert not active_nearby(body=lom, workspace=Workspace.LIVE, at=later, hazard="water").same
    assert not active_nearby(
        body=lom, workspace=Workspace.LIVE, at=LATER, hazard="water", apart_from=alert.pk
    )


def test_an_exercise_at_the_neighbours_is_no_warning_here(lom: Body) -> None:
    vaga = make_vaga()
    link = "https://vaga.kommune.no/"
    writer, approver = make_member(vaga), make_member(vaga)
    sent(vaga, writer, approver, workspace=Workspace.EXERCISE, link=link)
    assert not active_nearby(body=lom, workspace=Workspace.LIVE, at=LATER)


def test_what_authorities_sent_for_the_municipality_is_shown(lom: Body) -> None:
    incoming = Incoming.objects.create(
        source="met",
        identifier="1",
        owner="MET",
        workspace=Workspace.LIVE,
        document="",
        content={},
        severity="Severe",
        kind="Alert",
        received_at=NIGHT,
        sent_at=NIGHT,
        expires_at=NIGHT + timedelta(hours=1),
    )
    IncomingBody.objects.create(incoming=incoming, body=lom, code="3434")
    assert active_nearby(body=lom, workspace=Workspace.LIVE, at=LATER).others == (incoming,)
    after = NIGHT + timedelta(hours=1)
    assert active_nearby(body=lom, workspace=Workspace.LIVE, at=after).others == ()
    alert = sent(lom, make_member(lom), make_practised(lom)).alert
    Alert.objects.filter(pk=alert.pk).update(passes_on=incoming)
    assert active_nearby(body=lom, workspace=Workspace.LIVE, at=LATER).others == ()
    vaga = make_vaga()
    IncomingBody.objects.create(incoming=incoming, body=vaga, code="3435")
    assert active_nearby(body=vaga, workspace=Workspace.LIVE, at=LATER).others == (incoming,)


# Three calendar months.


def test_the_right_to_send_lasts_three_calendar_months(lom: Body) -> None:
    kari = make_practised(lom)  # passed on 16 November at 02.40
    until = practised_until(kari, lom)
    assert until is not None
    assert until.isoformat() == "2027-02-16T02:40:00+01:00"
    assert has_proficiency(kari, lom, until - timedelta(seconds=1))
    assert not has_proficiency(kari, lom, until)


def test_a_month_too_short_ends_on_its_last_day() -> None:
    assert months_before(NIGHT.replace(month=5, day=31), 3).date().isoformat() == "2026-02-28"


def test_an_exercise_elsewhere_gives_no_right_here(lom: Body) -> None:
    assert not has_proficiency(make_practised(make_vaga()), lom, NIGHT)
