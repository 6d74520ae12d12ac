"""An authority's message reaches each municipality it names, and is passed on with one approval."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from allmenning.accounts.models import AuditEntry
from allmenning.alerts.actions.incoming import (
    NoMunicipalitiesError,
    NotACountyError,
    Written,
    pass_on,
    put_aside,
    receive,
    write_to,
)
from allmenning.alerts.models import Alert, Hazard, Incoming, IncomingBody, Severity
from allmenning.alerts.queries.incoming import waiting_for
from allmenning.alerts.queries.passing import fitted, planned_version
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.tests.build import (
    NIGHT,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.core import cap
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.models import Event
from allmenning.register.models import Body, BodyRole, CodePart, CodeVersion
from allmenning.register.tests.build import make_county, make_oslo, make_vaga, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _channel() -> Iterator[None]:
    with connected(FakeChannel()):
        yield


SAMPLES = Path(__file__).resolve().parents[4] / "shared/samples/cap_norway"
SENT = NIGHT - timedelta(minutes=10)


def code(body: Body, number: str, ended: date | None = None) -> CodeVersion:
    return make_version(body, code=number, valid_from=date(2013, 1, 1), valid_to=ended)


def message(numbers: str = "3434", **changes: object) -> cap.Alert:
    told: dict[str, object] = {
        "identifier": "2.49.0.1.578.0.20261123013000.1",
        "sender": "noreply@met.no",
        "sent": SENT,
        "status": cap.Status.ACTUAL,
        "message_type": cap.MessageType.ALERT,
    }
    info = cap.Info(
        language="no",
        event="Styrtregn",
        categories=(cap.Category.MET,),
        urgency=cap.Urgency.FUTURE,
        severity=cap.Severity.SEVERE,
        certainty=cap.Certainty.LIKELY,
        expires=NIGHT + timedelta(hours=20),
        sender_name="Meteorologisk institutt",
        headline="Styrtregn, oransje nivå, Ottadalen",
        description="Det er ventet svært mye regn på kort tid.",
        instruction="Hold deg unna bekker og elver.",
        web="https://www.met.no/vaer-og-klima/farevarsel",
        parameters=(cap.NamedValue("MunicipalityId", numbers),),
        areas=(cap.Area(description="Ottadalen"),),
    )
    return cap.Alert(**({"infos": (info,)} | told | changes))  # type: ignore[arg-type]


def taken_in(numbers: str = "3434", **changes: Any) -> Incoming:
    alert = message(numbers, **changes)
    incoming = receive(source="met", alert=alert, document=drawn(), at=NIGHT)
    assert incoming is not None
    return incoming


def test_each_municipality_that_is_named_sees_the_message() -> None:
    lom, vaga, oslo = make_lom(), make_vaga(), make_oslo()
    for body, number in ((lom, "3434"), (vaga, "3435"), (oslo, "0301")):
        code(body, number)
    taken_in("3434;3435")
    seen = {
        body.slug: waiting_for(body, Workspace.LIVE, NIGHT).count() for body in (lom, vaga, oslo)
    }
    assert seen == {"lom": 1, "vaga": 1, "oslo": 0}


def test_an_authority_is_named_on_one_line_of_what_can_be_seen() -> None:
    code(make_lom(), "3434")
    info = replace(message().infos[0], sender_name="Meteorologisk\n\u202einstitutt")
    assert taken_in(infos=(info,)).owner == "Meteorologisk institutt"


def test_an_old_number_leads_to_the_municipality_of_today() -> None:
    lom = make_lom()
    code(lom, "0514", date(2020, 1, 1))
    code(lom, "3434")
    assert taken_in("0514").bodies.get().code == "0514"
    assert IncomingBody.objects.get().body == lom


def test_a_number_whose_area_was_divided_concerns_every_part() -> None:
    lom, vaga = make_lom(), make_vaga()
    old = make_version(None, code="9999", valid_from=date(2013, 1, 1), valid_to=date(2020, 1, 1))
    for body in (lom, vaga):
        CodePart.objects.create(version=old, body=body)
    taken_in("9999")
    assert IncomingBody.objects.count() == 2


def test_the_same_message_is_taken_in_once() -> None:
    code(make_lom(), "3434")
    assert taken_in() == taken_in()
    assert IncomingBody.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": cap.Status.TEST},
        {"status": cap.Status.DRAFT},
        {"status": None},
        {"scope": cap.Scope.RESTRICTED},
        {"sent": None},
        {"infos": ()},
    ],
)
def test_what_is_not_for_the_public_is_not_taken_in(changes: dict[str, Any]) -> None:
    code(make_lom(), "3434")
    assert receive(source="met", alert=message(**changes), document="", at=NIGHT) is None
    assert not Incoming.objects.exists()


def test_an_exercise_of_an_authority_is_an_exercise_here() -> None:
    lom = make_lom()
    code(lom, "3434")
    taken_in(status=cap.Status.EXERCISE)
    assert not waiting_for(lom, Workspace.LIVE, NIGHT).exists()
    assert waiting_for(lom, Workspace.EXERCISE, NIGHT).count() == 1


def test_one_approval_passes_it_on_with_owner_and_link() -> None:
    lom = make_lom()
    code(lom, "3434")
    make_fake_account(lom)
    row = taken_in().bodies.get()
    version = pass_on(row=row, confirmation="lom", by=make_practised(lom), at=NIGHT)
    text = Event.objects.get().content["texts"][0]
    assert "Meteorologisk institutt" in text["full"]
    assert "https://lom.kommune.no/" in text["full"]
    assert "Hold deg unna bekker og elver." in text["full"]
    assert version.alert.passes_on == row.incoming
    row.refresh_from_db()
    assert row.state == IncomingBody.State.PASSED_ON


def test_what_is_shown_before_is_what_is_sent() -> None:
    lom = make_lom()
    code(lom, "3434")
    row = taken_in().bodies.get()
    planned = planned_version(row, NIGHT)
    sent = pass_on(row=row, confirmation="Lom", by=make_practised(lom), at=NIGHT)
    for field in ("texts", "area", "severity", "link", "expires_at", "next_update_at", "act"):
        assert getattr(planned, field) == getattr(sent, field)


def drawn(*polygons: str, circle: str = "") -> str:
    """A document with these areas; they are in Ottadalen, and Lom reaches from 61.50, 7.70."""
    told = "".join(f"<polygon>{one}</polygon>" for one in polygons)
    told += f"<circle>{circle}</circle>" if circle else ""
    return (
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier>'
        "<sender>s</sender><sent>2026-11-23T02:30:00+01:00</sent><status>Actual</status>"
        "<msgType>Alert</msgType><scope>Public</scope><info><category>Met</category>"
        "<event>Styrtregn</event><urgency>Future</urgency><severity>Severe</severity>"
        f"<certainty>Likely</certainty><area><areaDesc>Ottadalen</areaDesc>{told}</area></info>"
        "</alert>"
    )


INSIDE = "61.80,8.50 61.81,8.50 61.81,8.52 61.80,8.50"
# Three of its corners lie outside: cut at 61.50 north and 7.70 east it is a square again.
ACROSS = "61.40,7.60 61.40,8.00 61.60,8.00 61.60,7.60 61.40,7.60"


@pytest.mark.parametrize(
    ("document", "area"),
    [
        (drawn(), {"kind": "municipality"}),
        (
            drawn(INSIDE),
            {"kind": "polygon", "polygon": [[61.8, 8.5], [61.81, 8.5], [61.81, 8.52]]},
        ),
        (drawn(INSIDE, ACROSS), "part"),
        (drawn(circle="61.8,8.5 3"), "part"),
        (drawn("61,61 62,62 61,62 62,61 61,61"), "part"),
        (drawn("70,20 71,20 71,21 70,20"), "part"),
        ("", "part"),
    ],
)
def test_passing_on_never_says_a_larger_area(document: str, area: object) -> None:
    lom = make_lom()
    code(lom, "3434")
    incoming = receive(source="met", alert=message(), document=document, at=NIGHT)
    assert incoming is not None
    part = {"kind": "parts", "parts": [0], "names": ["Ottadalen"], "polygons": [None]}
    version = pass_on(
        row=incoming.bodies.get(), confirmation="Lom", by=make_practised(lom), at=NIGHT
    )
    expected = part if area == "part" else area
    if isinstance(expected, dict) and expected["kind"] == "polygon":
        found = {tuple(point) for point in version.area["polygon"]}
        assert found == {tuple(point) for point in expected["polygon"]}
    else:
        assert version.area == expected


def test_a_polygon_that_reaches_into_a_neighbour_is_cut_at_the_municipality() -> None:
    lom = make_lom()
    code(lom, "3434")
    incoming = receive(source="met", alert=message(), document=drawn(ACROSS), at=NIGHT)
    assert incoming is not None
    planned = planned_version(incoming.bodies.get(), NIGHT)
    assert {tuple(point) for point in planned.area["polygon"]} == {
        (61.5, 7.7),
        (61.5, 8.0),
        (61.6, 8.0),
        (61.6, 7.7),
    }


def test_bokmal_of_an_authority_is_framed_in_bokmal_where_nynorsk_is_written() -> None:
    lom = make_lom()
    code(lom, "3434")
    planned = planned_version(taken_in().bodies.get(), NIGHT)
    assert set(planned.texts) == {"nb"}


def test_the_time_from_message_to_approval_is_in_the_log() -> None:
    lom = make_lom()
    code(lom, "3434")
    row = taken_in().bodies.get()
    pass_on(row=row, confirmation="Lom", by=make_practised(lom), at=NIGHT + timedelta(minutes=3))
    told = AuditEntry.objects.get(verb="alerts.version.passed_on").detail
    assert (told["seconds"], told["source"]) == (180, "met")


def test_nobody_passes_the_same_on_twice() -> None:
    lom = make_lom()
    code(lom, "3434")
    row, by = taken_in().bodies.get(), make_practised(lom)
    pass_on(row=row, confirmation="Lom", by=by, at=NIGHT)
    with pytest.raises(RefusedError, match="decided"):
        pass_on(row=row, confirmation="Lom", by=by, at=NIGHT)
    assert Alert.objects.filter(passes_on=row.incoming).count() == 1


@pytest.mark.parametrize(
    ("confirmation", "minutes", "key"), [("Vågå", 0, "confirmation"), ("Lom", 2000, "run_out")]
)
def test_a_wrong_name_or_a_late_hour_sends_nothing(
    confirmation: str, minutes: int, key: str
) -> None:
    lom = make_lom()
    code(lom, "3434")
    row = taken_in().bodies.get()
    with pytest.raises(RefusedError, match=key):
        pass_on(
            row=row,
            confirmation=confirmation,
            by=make_practised(lom),
            at=NIGHT + timedelta(minutes=minutes),
        )
    assert not Alert.objects.filter(passes_on__isnull=False).exists()


def test_only_a_practised_publisher_of_the_body_passes_on() -> None:
    lom, vaga = make_lom(), make_vaga()
    code(lom, "3434")
    row = taken_in().bodies.get()
    for by, key in (
        (make_member(lom, BodyRole.EDITOR), "not_publisher"),
        (make_member(vaga), "not_publisher"),
        (make_member(lom), "not_practised"),
    ):
        with pytest.raises(RefusedError, match=key):
            pass_on(row=row, confirmation="Lom", by=by, at=NIGHT)


def test_an_update_of_the_authority_updates_the_warning_and_its_end_ends_it() -> None:
    lom = make_lom()
    code(lom, "3434")
    make_fake_account(lom)
    by, first = make_practised(lom), taken_in()
    pass_on(row=first.bodies.get(), confirmation="Lom", by=by, at=NIGHT)
    reference = cap.Reference(sender="noreply@met.no", identifier=first.identifier, sent=SENT)
    second = taken_in(identifier="2", message_type=cap.MessageType.UPDATE, references=(reference,))
    update = pass_on(
        row=second.bodies.get(), confirmation="Lom", by=by, at=NIGHT + timedelta(minutes=1)
    )
    assert (update.act, update.number) == (Act.UPDATE, 2)
    third = taken_in(identifier="3", message_type=cap.MessageType.CANCEL, references=(reference,))
    end = pass_on(
        row=third.bodies.get(), confirmation="Lom", by=by, at=NIGHT + timedelta(minutes=2)
    )
    assert (end.act, end.alert.state) == (Act.CANCEL, Alert.State.CANCELLED)


def test_a_message_can_be_put_aside() -> None:
    lom = make_lom()
    code(lom, "3434")
    put_aside(row=taken_in().bodies.get(), by=make_member(lom), at=NIGHT)
    assert not waiting_for(lom, Workspace.LIVE, NIGHT).exists()


def written(**changes: object) -> Written:
    told: dict[str, object] = {
        "hazard": Hazard.FLOOD,
        "severity": Severity.SEVERE,
        "texts": {"nn": {"what": "Otta stig raskt.", "todo": "Hald deg unna elva."}},
        "web": "https://www.innlandetfylke.no/",
        "expires_at": NIGHT + timedelta(hours=12),
    }
    return Written(**(told | changes))  # type: ignore[arg-type]


def test_a_county_writes_to_its_municipalities_and_each_passes_it_on() -> None:
    county = make_county(website="innlandetfylke.no")
    lom, vaga = make_lom(county=county), make_vaga(county=county)
    incoming = write_to(
        county=county,
        workspace=Workspace.LIVE,
        written=written(),
        bodies=[lom, vaga],
        by=make_member(county),
        at=NIGHT,
    )
    assert cap.check(cap.read(incoming.document.encode()).alert, "own") == ()  # type: ignore[arg-type]
    make_fake_account(lom)
    row = incoming.bodies.get(body=lom)
    version = pass_on(row=row, confirmation="Lom", by=make_practised(lom), at=NIGHT)
    assert version.alert.hazard == Hazard.FLOOD
    assert "Innlandet fylkeskommune" in Event.objects.get().content["texts"][0]["full"]
    assert waiting_for(vaga, Workspace.LIVE, NIGHT).count() == 1


def test_a_county_writes_to_nobody_else_and_a_municipality_to_nobody() -> None:
    county = make_county()
    lom, oslo = make_lom(county=county), make_oslo()
    by = make_member(county)
    for bodies in ([], [oslo]):
        with pytest.raises(NoMunicipalitiesError):
            write_to(
                county=county,
                workspace=Workspace.LIVE,
                written=written(),
                bodies=bodies,
                by=by,
                at=NIGHT,
            )
    with pytest.raises(NotACountyError):
        write_to(
            county=lom, workspace=Workspace.LIVE, written=written(), bodies=[lom], by=by, at=NIGHT
        )


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("En setning. To.", 20, "En setning. To."),
        ("En setning. To setninger her.", 20, "En setning."),
        ("Ingen setning slutter før grensen", 20, "Ingen setning..."),
    ],
)
def test_a_long_text_is_cut_where_a_sentence_ends(text: str, limit: int, kept: str) -> None:
    assert fitted(text, limit) == kept


def test_what_met_sends_is_taken_in() -> None:
    path = SAMPLES / "met-METfare-20210921T070421.cap.xml"
    if not path.is_file():
        pytest.skip("the samples lie beside the checkout only")
    alert = cap.read(path.read_bytes()).alert
    assert alert is not None
    assert alert.sent is not None
    assert alert.sent.astimezone(UTC) < datetime(2022, 1, 1, tzinfo=UTC)
