"""What we send in CAP keeps every rule of our own profile, and never says a larger area."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from allmenning.alerts import cap as alerts_cap
from allmenning.alerts.areas import AreaError, read
from allmenning.alerts.models import Alert, Hazard, Incoming, Severity, Version
from allmenning.alerts.queries import place_of, remarks_on
from allmenning.alerts.tests.build import NIGHT, TEXTS, TRIANGLE, make_lom
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.core import cap
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel() -> Iterator[FakeChannel]:
    with connected(FakeChannel()) as fake:
        yield fake


@pytest.fixture
def lom() -> Body:
    return make_lom()


def unsaved(lom: Body, **changes: Any) -> Version:
    """A version as it is right before it is sent, without the database."""
    told = {
        "workspace": Workspace.LIVE,
        "hazard": Hazard.WATER,
        "act": Act.ALERT,
        "texts": TEXTS,
        "area": {"kind": "municipality"},
        "severity": Severity.SEVERE,
        "link": "https://www.lom.kommune.no/vatn",
    } | changes
    alert = Alert(
        body=lom, workspace=told.pop("workspace"), hazard=told.pop("hazard"), created_at=NIGHT
    )
    alert.passes_on = told.pop("passes_on", None)
    return Version(
        alert=alert,
        number=1,
        radio=True,
        next_update_at=NIGHT + timedelta(hours=1),
        expires_at=NIGHT + timedelta(hours=6),
        sender="allmenning.example",
        identifier=f"allmenning:lom:{alert.key.hex}:1",
        sent_at=NIGHT,
        **told,
    )


def message(version: Version, monkeypatch: pytest.MonkeyPatch) -> cap.Alert:
    monkeypatch.setattr(alerts_cap, "_references", lambda _version: ())
    return alerts_cap.alert_of(version)


def test_the_whole_municipality_is_its_code_and_no_polygon(
    lom: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    (info, _english) = message(unsaved(lom), monkeypatch).infos
    assert info.areas == (
        cap.Area(
            description="heile Lom kommune",
            geocodes=(cap.NamedValue("MunicipalityId", "3434"),),
        ),
    )


def test_a_drawn_area_is_closed_and_has_no_code_that_would_widen_it(
    lom: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = unsaved(lom, area={"kind": "polygon", "polygon": TRIANGLE})
    (area,) = message(version, monkeypatch).infos[0].areas
    assert area.geocodes == ()
    assert area.polygons == (
        cap.Polygon(((61.8, 8.5), (61.9, 8.6), (61.8, 8.7), (61.8, 8.5))),  # type: ignore[arg-type]
    )


def test_a_part_that_is_not_drawn_is_named_and_not_widened(
    lom: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = {
        "kind": "parts",
        "parts": [7, 9],
        "names": ["Garmo", "Skim"],
        "polygons": [TRIANGLE, None],
    }
    found = message(unsaved(lom, area=stored), monkeypatch)
    (area,) = found.infos[0].areas
    assert area.description == "Garmo og Skim"
    assert len(area.polygons) == 1
    assert area.geocodes == (cap.NamedValue("MunicipalityPart", "3434/9"),)
    assert cap.check(found, "own") == ()


def test_an_exercise_is_named_in_the_note(lom: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    found = message(unsaved(lom, workspace=Workspace.EXERCISE), monkeypatch)
    assert found.status == cap.Status.EXERCISE
    assert found.note == "ØVING: Lom kommune, Drikkevatn, 23. november"


def test_a_message_passed_on_names_its_owner(lom: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = Incoming(owner="NVE", content={"nb": {"web": "https://www.varsom.no/1"}})
    found = message(unsaved(lom, passes_on=incoming), monkeypatch)
    assert "Varselet er frå NVE." in str(found.infos[0].description)


@pytest.mark.parametrize(
    "ending",
    [
        (Act.ALERT, cap.MessageType.ALERT, cap.ResponseType.AVOID, cap.Severity.EXTREME),
        (Act.UPDATE, cap.MessageType.UPDATE, cap.ResponseType.AVOID, cap.Severity.EXTREME),
        (Act.CANCEL, cap.MessageType.CANCEL, cap.ResponseType.NONE, cap.Severity.MINOR),
        (Act.ALL_CLEAR, cap.MessageType.UPDATE, cap.ResponseType.ALL_CLEAR, cap.Severity.MINOR),
    ],
)
def test_the_two_kinds_of_ending(
    lom: Body, monkeypatch: pytest.MonkeyPatch, ending: tuple[Any, ...]
) -> None:
    act, kind, response, severity = ending
    found = message(unsaved(lom, act=act, severity=Severity.EXTREME), monkeypatch)
    assert found.message_type == kind
    assert [info.response_types for info in found.infos] == [(response,), (response,)]
    assert {info.severity for info in found.infos} == {severity}


WORDS = st.text(
    "abcdefghijklmnopqrstuvwxyzæøåÆØÅ0123456789 .,:;!?-'\"()&<>šŋ🌊\n\t«»–", max_size=90
)
SAID = st.fixed_dictionaries({"what": WORDS, "where": WORDS, "todo": WORDS})
POINT = st.tuples(st.floats(61.5, 62.0), st.floats(7.7, 8.9))
AREAS = st.just({"kind": "municipality"}) | st.fixed_dictionaries(
    {"kind": st.just("polygon"), "polygon": st.lists(POINT, min_size=3, max_size=7)}
)
VERSIONS = st.fixed_dictionaries(
    {
        "workspace": st.sampled_from(Workspace),
        "hazard": st.sampled_from(Hazard),
        "act": st.sampled_from(Act),
        "severity": st.sampled_from(Severity),
        "texts": st.dictionaries(st.sampled_from(["nb", "nn", "en"]), SAID),
        "area": AREAS,
    }
)


@pytest.mark.slow
@settings(
    max_examples=400,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(VERSIONS)
def test_whatever_the_linter_lets_through_keeps_every_rule_of_the_profile(
    lom: Body, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    version = unsaved(lom, **changes)
    if any(remark.stops for remark in remarks_on(version, NIGHT)):
        event("stopped")
        return
    monkeypatch.setattr(alerts_cap, "_references", references_of)
    found = alerts_cap.alert_of(version)
    assert cap.check(found, "own") == ()
    reading = cap.read(alerts_cap.document_of(version).encode())
    assert reading.alert == found
    assert reading.remarks == ()
    same_area(version, found)


def references_of(version: Version) -> tuple[cap.Reference, ...]:
    if version.act == Act.ALERT:
        return ()
    return (cap.Reference("allmenning.example", "allmenning:lom:1:1", NIGHT),)


def same_area(version: Version, found: cap.Alert) -> None:
    try:
        area = read(version.area, place_of(version.alert.body))
    except AreaError:
        pytest.fail("An area that is refused was sent.")
    for info in found.infos:
        rings = [tuple(tuple(point) for point in one.points) for one in info.areas[0].polygons]
        assert rings == [(*ring, ring[0]) for ring in area.rings]
