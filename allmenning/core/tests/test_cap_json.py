"""NVE's JSON and MET's GeoJSON become messages as their CAP would be."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from allmenning.core.cap import (
    Alert,
    MessageType,
    NamedValue,
    Point,
    Reading,
    ResponseType,
    Severity,
    Status,
    Urgency,
    check,
    municipalities,
)
from allmenning.core.cap.geojson import read_geojson
from allmenning.core.cap.nve import read_nve

SAMPLES = Path(__file__).parents[4] / "shared/samples/cap_norway"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the samples are not beside the checkout"
)
WINTER = timezone(timedelta(hours=1))
SUMMER = timezone(timedelta(hours=2))


def warning(**changes: object) -> dict[str, object]:
    """A flood warning in NVE's form."""
    return {
        "Id": "2",
        "MasterId": "1",
        "EventId": "9",
        "Version": 2,
        "LangKey": 1,
        "CapStatus": "actual",
        "MunicipalityList": [{"Id": "3434", "Name": "Lom"}],
        "MunicipalityCsvString": "3434;3435;",
        "ActivityLevel": "3",
        "DangerType": "1",
        "DangerTypeName": "Flomfare",
        "ValidFrom": "2026-11-23T07:00:00",
        "ValidTo": "2026-11-24T06:59:00",
        "PublishTime": "2026-11-23T06:30:00.1234567",
        "FirstPublishTime": "2026-11-22T06:30:00+01:00",
        "MainText": "Varsel om flomfare, oransje nivå",
        "WarningText": "Det ventes mye regn.",
        "AdviceText": "Hold deg unna elver.",
        "ConsequenceText": "Veier kan bli stengt.",
        "NextWarningTime": "2026-11-23T11:00:00",
    } | changes


def from_nve(*rows: object) -> tuple[Reading, ...]:
    return read_nve(json.dumps(list(rows)).encode())


def only(readings: tuple[Reading, ...]) -> Alert:
    (reading,) = readings
    assert reading.alert is not None
    return reading.alert


def codes(reading: Reading) -> list[str]:
    return [remark.code for remark in reading.remarks]


def test_a_warning_of_nve_is_a_message_that_breaks_no_rule_of_the_standard() -> None:
    alert = only(from_nve(warning()))
    (info,) = alert.infos

    assert check(alert, "oasis") == ()
    assert (alert.identifier, alert.status) == ("nve-2", Status.ACTUAL)
    assert alert.sent == datetime(2026, 11, 23, 6, 30, tzinfo=WINTER)
    assert [one.identifier for one in alert.references] == ["nve-1"]
    assert (info.severity, info.headline) == (Severity.SEVERE, "Varsel om flomfare, oransje nivå")
    assert municipalities(info) == {"3434", "3435"}
    assert NamedValue("awareness_level", "3; orange; Severe") in info.parameters
    assert info.areas[0].description == "Lom"


def test_what_has_no_place_in_the_model_is_kept() -> None:
    assert [(one.path, one.value) for one in only(from_nve(warning())).extras] == [
        ("NextWarningTime", "2026-11-23T11:00:00")
    ]


def test_a_time_without_a_zone_is_by_the_clock_in_norway_also_in_summer() -> None:
    (info,) = only(from_nve(warning(ValidFrom="2026-07-01T07:00:00"))).infos

    assert info.onset == datetime(2026, 7, 1, 7, tzinfo=SUMMER)


def test_a_warning_told_for_several_municipalities_is_one_message() -> None:
    other = warning(MunicipalityList=[{"Id": "3435", "Name": "Vågå"}])

    (info,) = only(from_nve(warning(), other)).infos

    assert info.areas[0].description == "Lom, Vågå"


def test_a_first_version_refers_to_nothing() -> None:
    alert = only(from_nve(warning(MasterId="2", Version=1)))

    assert (alert.message_type, alert.references) == (MessageType.ALERT, ())


def test_where_all_is_calm_there_is_no_message() -> None:
    assert from_nve(warning(Id="xxx", MasterId="xxx", ActivityLevel="1", Version=1)) == ()
    assert from_nve() == ()


def test_a_warning_that_goes_back_to_calm_is_an_all_clear() -> None:
    alert = only(from_nve(warning(ActivityLevel="1")))
    (info,) = alert.infos

    assert (alert.message_type, info.response_types) == (
        MessageType.UPDATE,
        (ResponseType.ALL_CLEAR,),
    )
    assert (info.severity, info.urgency) == (Severity.MINOR, Urgency.PAST)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"CapStatus": "real"}, "nve_status"),
        ({"ActivityLevel": "7"}, "nve_level"),
        ({"MunicipalityCsvString": None}, "nve_no_area"),
        ({"ValidTo": "i morgen"}, "nve_time"),
    ],
)
def test_what_nve_says_oddly_is_remarked(change: dict[str, object], code: str) -> None:
    (reading,) = from_nve(warning(**change))

    assert codes(reading) == ["nve_inferred", code] or codes(reading) == [code, "nve_inferred"]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\xff", "nve_not_json"), (b"{", "nve_not_json"), (b"[1]", "nve_form"), (b"{}", "nve_form"),
     (b"[" * 100_000, "nve_not_json"), (b" " * 10_000_001, "nve_not_json")],
)  # fmt: skip
def test_what_is_no_answer_of_nve_is_told(data: bytes, code: str) -> None:
    (reading,) = read_nve(data)

    assert reading.alert is None
    assert codes(reading) == [code]


@needs_samples
@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("flood", 2), ("landslide", 2)])
def test_an_answer_of_nve_for_a_county_gives_each_warning_once(name: str, count: int) -> None:
    readings = read_nve((SAMPLES / f"nve-response_{name}_46.json").read_bytes())

    assert len(readings) == count
    for reading in readings:
        assert reading.alert is not None
        assert check(reading.alert, "oasis") == ()
        assert "4601" in municipalities(reading.alert.infos[0])


@needs_samples
@pytest.mark.parametrize("file", ["nve-sample_alert_no.json", "nve-sample_alert_en.json"])
def test_a_single_warning_of_nve_is_read_with_every_text(file: str) -> None:
    data = (SAMPLES / file).read_bytes()

    told = repr(only(read_nve(data)))

    for name, value in json.loads(data).items():
        if isinstance(value, str) and not name.endswith(("Time", "ValidFrom", "ValidTo")):
            assert value.strip(" ;").lower() in told.lower()


def feature(**changes: Any) -> dict[str, Any]:
    """A weather warning in MET's form."""
    properties = {
        "id": "2.49.0.1.578.0.20261123014000.007",
        "type": "Alert",
        "status": "Actual",
        "severity": "Severe",
        "certainty": "Likely",
        "event": "rain",
        "eventAwarenessName": "Svært mye regn",
        "title": "Svært mye regn, oransje nivå",
        "description": "Det ventes mye regn.",
        "instruction": "Hold deg hjemme.",
        "area": "Deler av Innlandet",
        "municipality": ["3434", "3435"],
        "altitude_above_sea_level": 0,
        "ceiling_above_sea_level": 305,
        "resources": [
            {"description": "CAP file", "mimeType": "application/xml", "uri": "https://x.no/a"}
        ],
    }
    ring = [[8.5, 61.8], [8.6, 61.8], [8.6, 61.9], [8.5, 61.8]]
    found = {
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "when": {"interval": ["2026-11-23T03:00:00+00:00", "2026-11-23T12:00:00+00:00"]},
    }
    return found | changes | {"properties": properties | changes.get("properties", {})}


def from_met(*features: object) -> tuple[Reading, ...]:
    return read_geojson(json.dumps({"lang": "no", "features": features}).encode())


def test_a_warning_in_geojson_is_a_message_that_breaks_no_rule_of_the_standard() -> None:
    alert = only(from_met(feature()))
    (info,) = alert.infos

    assert check(alert, "oasis") == ()
    assert alert.sent == datetime(2026, 11, 23, 1, 40, tzinfo=UTC)
    assert info.areas[0].polygons[0].points[1] == Point(latitude=61.8, longitude=8.6)
    assert municipalities(info) == {"3434", "3435"}
    assert info.areas[0].ceiling == pytest.approx(1000.7)
    assert info.resources[0].uri == "https://x.no/a"
    assert info.expires == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_every_part_of_a_multipolygon_is_taken() -> None:
    ring = [[8.5, 61.8], [8.6, 61.8], [8.6, 61.9], [8.5, 61.8]]
    several = {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}

    assert len(only(from_met(feature(geometry=several))).infos[0].areas[0].polygons) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "geojson_no_area"),
        ({"geometry": None}, "geojson_no_area"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[8.5, "x"]]]}}, "geojson_geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[8, 61]], [[8, 61]]]}}, "geojson_hole"),
        ({"properties": {"severity": "Awful"}}, "geojson_value"),
        ({"properties": {"id": "a1"}}, "geojson_sent"),
        ({"properties": {"id": "2.49.0.1.578.0.20269923014000.007"}}, "geojson_sent"),
        ({"when": {}}, "geojson_time"),
        ({"properties": {"type": "Update"}}, "geojson_no_references"),
    ],
)
def test_what_met_says_oddly_is_remarked(change: dict[str, Any], code: str) -> None:
    (reading,) = from_met(feature(**change))

    assert code in codes(reading)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"{", "geojson_not_json"), (b"[]", "geojson_form"), (b'{"features": [1]}', "geojson_form")],
)
def test_what_is_no_geojson_of_met_is_told(data: bytes, code: str) -> None:
    (reading,) = read_geojson(data)

    assert reading.alert is None
    assert codes(reading) == [code]


@needs_samples
def test_the_sample_of_met_is_read_and_its_emptied_area_is_not_taken_for_one() -> None:
    (reading,) = read_geojson(
        (SAMPLES / "met-metalerts-2.0-geojson-trimmed-2024-04-22.json").read_bytes()
    )

    assert reading.alert is not None
    assert reading.alert.infos[0].event == "Skogbrannfare"
    assert "geojson_no_area" in codes(reading)
