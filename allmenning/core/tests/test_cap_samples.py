"""The public samples beside the checkout: all are read, and nothing in them is lost."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path

import pytest

from allmenning.core.cap import Extra, NamedValue, check, is_valid, judge, read, read_all
from allmenning.core.cap.fields import SIGNATURE_NAMESPACE
from allmenning.core.cap.source import NotReadable, parse
from allmenning.core.cap.values import strict_time, time_text

SAMPLES = Path(__file__).parents[4] / "shared/samples"
FILES = sorted(
    path
    for folder in ("cap", "cap_norway")
    for path in (SAMPLES / folder).glob("*")
    if path.suffix in {".xml", ".cap"} and b"<!DOCTYPE" not in path.read_bytes()
)
HOSTILE = SAMPLES / "cap/google_cap-library__xee.cap"
# Read as it should be: there is nothing in these to read.
WITHOUT_MESSAGE = {
    "google_cap-library__bushfire_invalid.edxlde_2.xml",
    "met-metalerts-1.1-rss-2023-02-23.xml",
}
MESSAGES = [path for path in FILES if path.name not in WITHOUT_MESSAGE]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not HOSTILE.is_file(), reason="the samples are not beside the checkout"),
]


def texts_in(data: bytes) -> Iterator[str]:
    """Every text and attribute that stands in a message."""
    root, _mended = parse(data)
    for element in root.iter():
        if any(f"{{{SIGNATURE_NAMESPACE}}}" in str(up.tag) for up in element.iterancestors()):
            continue
        yield from (text for text in (element.text, element.tail) if text and text.strip())
        yield from (value for name, value in element.attrib.items() if "schemaLocation" not in name)


def atoms(held: object) -> Iterator[str]:
    """Every value in a model as words and numbers."""
    if isinstance(held, NamedValue):
        yield from normalised(f"{held.name}={held.value}")
    if isinstance(held, Extra):
        yield from re.split(r'[<>"\s,]+', held.value)
    if isinstance(held, (str, datetime, float, int)):
        yield from normalised(time_text(held) if isinstance(held, datetime) else str(held))
    elif isinstance(held, tuple):
        for one in held:
            yield from atoms(one)
    elif is_dataclass(held):
        for field in fields(held):
            yield from atoms(getattr(held, field.name))


def normalised(text: str) -> Iterator[str]:
    """A text as its words; numbers and times by their value."""
    for word in re.split(r'[\s,"]+', text):
        moment = strict_time(word)
        try:
            yield time_text(moment) if moment else repr(float(word))
        except ValueError:
            yield word


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name[:60])
def test_every_word_of_a_sample_is_in_the_model_or_its_extras(path: Path) -> None:
    data = path.read_bytes()
    readings = read_all(data)
    kept = {atom for reading in readings for atom in atoms(reading.alert)}

    missing = {word for text in texts_in(data) for word in normalised(text)} - kept - {""}

    assert [reading.alert is None for reading in readings] == [False]
    assert missing == set()


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name[:60])
def test_no_rule_fails_on_a_sample(path: Path) -> None:
    reading = read(path.read_bytes())
    assert reading.alert is not None

    for profile in ("oasis", "met", "own"):
        assert isinstance(check(reading.alert, profile), tuple)


@pytest.mark.parametrize("name", sorted(WITHOUT_MESSAGE))
def test_what_holds_no_message_says_so(name: str) -> None:
    (path,) = [path for path in FILES if path.name == name]

    reading = read(path.read_bytes())

    assert reading.alert is None
    assert {one.code for one in reading.remarks} & {"read_no_alert", "read_links_only"}


def test_the_hostile_sample_is_refused() -> None:
    with pytest.raises(NotReadable, match="document type"):
        parse(HOSTILE.read_bytes())


def test_the_examples_of_the_standard_itself_break_no_rule() -> None:
    for name in ("adot2", "adot4"):
        data = (SAMPLES / f"cap/willglynn_oasiscap__v1dot2_appendix_{name}.xml").read_bytes()

        assert is_valid(judge(read(data)))


def faults(name: str) -> set[str]:
    reading = read((SAMPLES / "cap" / name).read_bytes())
    return {one.code for one in judge(reading) if one.level == "fault"}


ALPHAGOV = "alphagov_emergency-alerts-api__sample_cap_xml_documents.py_"

# Each looked through by hand; what the file is wrong in, and no more.
KNOWN = {
    "KDE_foss-public-alert-server__gdacs-cap_1470644.xml": {"polygon_range"},
    "KDE_foss-public-alert-server__test_cap_data_expired_alert.xml": {"polygon_open"},
    f"{ALPHAGOV}INVALID_AREA_WITH_INTERSECTIONS.xml": {"polygon_crossing"},
    f"{ALPHAGOV}WINDEMERE.xml": {"reference_itself"},
    f"{ALPHAGOV}WAINFLEET.xml": set(),
    f"{ALPHAGOV}WAINFLEET_CANCEL_MINIMAL.xml": set(),
    f"{ALPHAGOV}WAINFLEET_CANCEL_WITH_MISSING_REFERENCES.xml": {"references_missing"},
    "google_cap-library__bushfire_invalid.edxlde_3.xml": {"structure_value"},
    "google_cap-library__wcatwc-warning.cap": set(),
    "google_cap-library__earthquake.cap": set(),
    "willglynn_oasiscap__ipaws-5e6dd964023f1930ef638846.xml": set(),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_faults_of_a_sample_are_those_seen_by_hand(name: str) -> None:
    assert faults(name) == KNOWN[name]
