"""A draft in JSON becomes a message, or a sentence for each fault."""

from typing import Any

import pytest

from allmenning.core.cap import NamedValue, Point, check, write
from allmenning.core.cap.draft import EXAMPLE, DraftFaults, from_draft

POINTS = ((61.8, 8.5), (61.8, 8.6), (61.9, 8.6), (61.8, 8.5))
RING = [list(point) for point in POINTS]


def draft(**info: object) -> dict[str, Any]:
    """The example with one part changed."""
    first = EXAMPLE["info"]
    assert isinstance(first, list)
    return EXAMPLE | {"info": [first[0] | info]}


def faults(wanted: object) -> tuple[str, ...]:
    with pytest.raises(DraftFaults) as refused:
        from_draft(wanted)
    return refused.value.faults


def test_the_example_keeps_the_standard_and_our_own_profile() -> None:
    alert = from_draft(EXAMPLE)

    assert check(alert, "own") == check(alert, "oasis") == ()
    assert b"<headline>Kok drikkevannet i Fossbergom</headline>" in write(alert, "own")


@pytest.mark.parametrize(
    "written",
    [
        {"MunicipalityId": "3434"},
        {"MunicipalityId": ["3434"]},
        [{"valueName": "MunicipalityId", "value": "3434"}],
        {"valueName": "MunicipalityId", "value": "3434"},
        {"MunicipalityId": 3434},
    ],
)
def test_pairs_may_be_written_in_several_ways(written: object) -> None:
    (info,) = from_draft(draft(parameter=written)).infos

    assert info.parameters == (NamedValue("MunicipalityId", "3434"),)


@pytest.mark.parametrize(
    "written",
    [RING, [RING], "61.8,8.5 61.8,8.6 61.9,8.6 61.8,8.5", ["61.8,8.5 61.8,8.6 61.9,8.6 61.8,8.5"]],
)
def test_a_polygon_may_be_written_in_several_ways(written: object) -> None:
    (info,) = from_draft(draft(area={"areaDesc": "Lom", "polygon": written})).infos

    (polygon,) = info.areas[0].polygons
    assert polygon.points == tuple(Point(*point) for point in POINTS)


@pytest.mark.parametrize(
    "written",
    [
        "b,a1,2026-11-22T00:00:00+01:00",
        ["b,a1,2026-11-22T00:00:00+01:00"],
        [{"sender": "b", "identifier": "a1", "sent": "2026-11-22T00:00:00+01:00"}],
    ],
)
def test_references_may_be_written_in_several_ways(written: object) -> None:
    alert = from_draft(EXAMPLE | {"msgType": "Update", "references": written})

    assert [(one.sender, one.identifier) for one in alert.references] == [("b", "a1")]


def test_what_is_null_is_not_there() -> None:
    assert from_draft(EXAMPLE | {"note": None}).note is None


def placed(**area: object) -> dict[str, Any]:
    return draft(area=area)


FAULTS: tuple[tuple[object, str], ...] = (
    ([], "The draft is not an object with names and values."),
    (EXAMPLE | {"stauts": "Actual"}, "stauts is not part of CAP. Did you mean status?"),
    (EXAMPLE | {"scope": "All"}, "scope is 'All', not one of Public, Restricted, Private."),
    (EXAMPLE | {"sent": "nå"}, "sent is 'nå', not a time as 2026-11-23T02:40:00+01:00."),
    (EXAMPLE | {"note": ["a"]}, "note is ['a'], not text."),
    (EXAMPLE | {"note": True}, "note is True, not text."),
    (EXAMPLE | {"references": "a1"}, "references has 'a1', not sender,identifier,sent."),
    (EXAMPLE | {"info": "hei"}, "info[1] is 'hei', not an object with names and values."),
    (draft(parameter=["3434"]), "info[1]/parameter has '3434', not a valueName and a value."),
    (draft(resource={"size": 1.5}), "info[1]/resource[1]/size is 1.5, not a whole number."),
    (placed(altitude="høyt"), "info[1]/area[1]/altitude is 'høyt', not a number."),
    (placed(circle="her"), "info[1]/area[1]/circle is 'her', not latitude,longitude radius."),
    (placed(polygon=[[61.8]]), "info[1]/area[1]/polygon has 61.8, not [latitude, longitude]."),
    (placed(polygon="61.8"), "info[1]/area[1]/polygon is '61.8', not latitude,longitude pairs."),
    (placed(polygon=3), "info[1]/area[1]/polygon is 3, not a list of [latitude, longitude]."),
)


@pytest.mark.parametrize(("wanted", "sentence"), FAULTS)
def test_each_fault_is_a_sentence_with_its_place(wanted: object, sentence: str) -> None:
    assert faults(wanted) == (sentence,)


def test_all_faults_are_told() -> None:
    assert len(faults({"status": "x", "scope": "y", "info": {"severity": "z", "nonsense": 1}})) == 4


def test_what_is_missing_is_left_to_the_writer() -> None:
    assert from_draft({}).sent is None
