"""Our table of the structure against the OASIS schema, which lies beside the checkout, if it does.

Two programs know the schema: libxml2 by lxml, and xmlschema. We must say as both say. Where the
two disagree (an address as ``[``, the inside of a signature), we follow libxml2.
"""

import copy
import functools
import json
import random
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from allmenning.core.cap import Alert, Reading, read, write
from allmenning.core.cap.fields import NAMESPACE

from .cap_messages import met_alert, met_alerts, own_alert, own_alerts

SAMPLES = Path(__file__).parents[4] / "shared/samples/cap"
SCHEMA = SAMPLES / "cap12.xsd"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SCHEMA.is_file(), reason="the schema is not beside the checkout"),
]


@functools.cache
def libxml2() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@functools.cache
def second_opinion() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMA))


def ours(reading: Reading) -> bool:
    return not any(
        one.code.startswith("structure_") and one.level == "fault" for one in reading.remarks
    )


def theirs(data: bytes) -> bool:
    return bool(libxml2().validate(etree.fromstring(data)))


@settings(max_examples=100)
@given(own_alerts() | met_alerts())
def test_a_message_that_we_write_is_valid_by_both(alert: Alert) -> None:
    data = write(alert)

    assert theirs(data)
    assert second_opinion().is_valid(data)
    assert ours(read(data))


TEXTS = (
    "", " ", "Actual", "actual", " Actual ", "Foobar", "2026-11-23T02:40:00+01:00",
    "2026-11-23T02:40:00Z", "2026-11-23T02:40:00,01:00", " 2026-11-23T02:40:00-00:00\n",
    "2026-11-23T24:00:00+01:00", "2026-11-23T24:00:01+01:00", "2026-02-29T00:00:00+00:00",
    "0000-01-01T00:00:00+00:00", "2026-11-23T02:40:00+14:01", "2026-11-23T02:40:00-14:00",
    "2026-11-23T02:40:00.5+01:00", "2026-11-23T02:40:60+01:00", "no",
    "en_GB", "norskbokmål", "x-klingon", "1", "+1", "1.5", ".",
    "-.5", "1e3", "https://example.org/å?b=c#d", "a#b#c", "%zz", "http://a:b/", "http://[::1]/",
    "1:2", ":x", "a b", "//", "https://a/{b}|c", "61.8,8.5", "Very Likely", "NaN", "\u00a0",
)  # fmt: skip
NAMES = (
    "identifier", "sent", "status", "info", "area", "areaDesc", "geocode", "valueName", "value",
    "resource", "size", "altitude", "event", "web", "language", "polygon", "nonsense", "Info",
)  # fmt: skip


def broken(data: bytes, rng: random.Random) -> bytes:
    """Break a message in one or two places, as messages are broken."""
    root = etree.fromstring(data)
    for _ in range(rng.randint(1, 2)):
        target = rng.choice(list(root.iter()))
        parent = target.getparent()
        match rng.randrange(7):
            case 0 if parent is not None:
                parent.remove(target)
            case 1 if parent is not None:
                parent.insert(rng.randrange(len(parent) + 1), copy.deepcopy(target))
            case 2 if parent is not None:
                parent.insert(rng.randrange(len(parent)), target)
            case 3:
                target.text = rng.choice(TEXTS)
            case 4:
                etree.SubElement(target, f"{{{NAMESPACE}}}{rng.choice(NAMES)}").text = "1"
            case 5:
                target.set(rng.choice(("lang", "{http://www.w3.org/XML/1998/namespace}lang")), "no")
            case _:
                etree.SubElement(target, rng.choice(("{urn:x}y", "nothing")))
    return etree.tostring(root)


@settings(max_examples=1_000)
@given(st.integers(0, 2**32), st.sampled_from((own_alert(), met_alert())))
def test_of_a_broken_message_we_say_as_the_schema_says(seed: int, alert: Alert) -> None:
    data = broken(write(alert), random.Random(seed))  # noqa: S311 - data, no secrets

    assert ours(read(data)) == theirs(data), data.decode()


@pytest.mark.parametrize("field", ["sent", "status", "language", "web", "size", "altitude"])
@pytest.mark.parametrize("text", TEXTS)
def test_each_text_in_each_kind_of_element_is_judged_as_the_schema_does(
    field: str, text: str
) -> None:
    data = with_text(field, text)

    assert ours(read(data)) == theirs(data)


def with_text(field: str, text: str) -> bytes:
    """A message with a file and a height, and one text otherwise."""
    root = etree.fromstring(write(own_alert()))
    info = root.find("{*}info")
    assert info is not None
    area = info.find("{*}area")
    assert area is not None
    etree.SubElement(area, f"{{{NAMESPACE}}}altitude").text = "0"
    resource = etree.Element(f"{{{NAMESPACE}}}resource")
    for name, value in (("resourceDesc", "Kart"), ("mimeType", "image/png"), ("size", "1")):
        etree.SubElement(resource, f"{{{NAMESPACE}}}{name}").text = value
    area.addprevious(resource)
    found = next(root.iter(f"{{{NAMESPACE}}}{field}"))
    found.text = text
    return etree.tostring(root)


def verdicts() -> dict[str, bool]:
    """What the manifest says of each sample, but those with a document type, which nobody reads."""
    if not SCHEMA.is_file():
        return {}
    rows = json.loads((SAMPLES / "MANIFEST.json").read_text())
    return {
        row["file"]: row["xsd_valid"]
        for row in rows
        if b"<!DOCTYPE" not in (SAMPLES / row["file"]).read_bytes()
    }


VERDICTS = verdicts()


@pytest.mark.parametrize("name", VERDICTS)
def test_of_each_sample_we_say_as_the_schema_of_its_version_says(name: str) -> None:
    assert ours(read((SAMPLES / name).read_bytes())) == VERDICTS[name]


@pytest.mark.parametrize("name", VERDICTS)
def test_the_second_opinion_agrees_on_the_samples_of_1_2(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    if NAMESPACE.encode() not in data or b"xmldsig#" in data:
        pytest.skip("an older version, or a signature, which only xmlschema looks into")

    assert second_opinion().is_valid(data) == ours(read(data))
