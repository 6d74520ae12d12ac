"""What is no message, or an attack, is refused fast, and with a sentence."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from allmenning.core.cap import PROFILES, NotWritable, judge, read, read_all, write

from .cap_messages import CAP, codes, message, met_alert, own_alert


def test_an_empty_file_is_no_message() -> None:
    assert codes(read(b" \n")) == ["read_empty"]


@pytest.mark.parametrize(
    "data", [b"\x7fELF\x02\x01", b"{}", b"<alert", b"\x00\x01\x02", b"<a></b>"]
)
def test_what_is_not_xml_is_refused_with_a_sentence(data: bytes) -> None:
    reading = read(data)

    assert reading.alert is None
    assert codes(reading) == ["read_not_xml"]


@pytest.mark.slow
@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: f"<alert>{text}".encode()))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    assert read_all(data)


EXTREMES = (
    "", " ", "x", "0", "-1", "9" * 400, "-9e9", "61.8,8.5", "999,999 999,999 999,999 999,999",
    "61,8 -9", "61,8 " + "9" * 400, "0001-01-01T00:00:00+14:00", "9999-12-31T24:00:00-14:00",
    "2026-11-23T02:40:00+99:99", "a,b,0001-01-01T00:00:00+14:00", '"', "\u202e", "\U0001f6a8", "%",
    "no", "Cancel", "Exercise", "AllClear", "None", "Restricted", "urn:oid:2.49.0.0.578.0",
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=300)
@given(
    st.sampled_from((write(own_alert()), write(met_alert()))),
    st.lists(st.tuples(st.integers(0, 200), st.sampled_from(EXTREMES)), min_size=1, max_size=8),
)
def test_no_value_makes_reader_rules_or_writer_fail(
    data: bytes, changes: list[tuple[int, str]]
) -> None:
    elements = list((root := etree.fromstring(data)).iter())
    for place, text in changes:
        elements[place % len(elements)].text = text

    reading = read(etree.tostring(root))

    assert all(isinstance(judge(reading, profile), tuple) for profile in PROFILES)
    if reading.alert is not None:
        with contextlib.suppress(NotWritable):
            write(reading.alert)


def test_a_message_one_byte_over_the_limit_is_refused_unseen() -> None:
    data = message()
    padded = data + b" " * (1_000_000 - len(data))

    assert read(padded).alert is not None
    assert codes(read(padded + b" ")) == ["read_too_large"]


LAUGHS = b"".join(
    b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
)
HOSTILE = {
    "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + message("<note>&x;</note>"),
    "external type": b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:1/x.dtd">' + message(),
    "parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p">%p;]>'
    + message(),
    "laughs": b'<?xml version="1.0"?><!-- a --><!DOCTYPE a [<!ENTITY a0 "ha">' + LAUGHS + b"]>"
    + message("<note>&a9;</note>"),
    "in lower case": b"<!doctype a [<!ENTITY x 'y'>]>" + message("<note>&x;</note>"),
    "UTF-16": ('<!DOCTYPE a [<!ENTITY x "y">]>' + message().decode()).encode("utf-16"),
    "after a mark": b"\xef\xbb\xbf \n<!DOCTYPE a>" + message(),
    "after many comments": b"<!-- x --><?y z?>" * 500 + b"<!DOCTYPE a>" + message(),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_type_is_refused_before_anything_is_resolved(name: str) -> None:
    reading = read(HOSTILE[name])

    assert reading.alert is None
    assert codes(reading)[0] in {"read_document_type", "read_not_xml"}


@pytest.mark.parametrize(
    "encoding", ["utf-7", "cp037", "utf-32", "hz", "iso2022_kr", "no-such-encoding"]
)
def test_an_encoding_that_could_hide_something_is_not_read(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + message()

    assert codes(read(declared)) == ["read_encoding"]


@pytest.mark.slow
def test_many_comments_in_front_do_not_make_the_reader_slow() -> None:
    data = b"<!-- -- >" * 50_000 + b"<?" * 50_000

    begun = time.process_time()
    read(data)

    assert time.process_time() - begun < 1


def test_nothing_is_included_from_elsewhere() -> None:
    xinclude = (
        '<note xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></note>'
    )

    assert "root:" not in repr(read(message(xinclude)))


def test_a_message_nested_too_deeply_is_refused() -> None:
    deep = "<a>" * 5_000 + "</a>" * 5_000

    assert codes(read(message(deep))) == ["read_not_xml"]


def info(body: str, times: int = 1) -> bytes:
    return message(f"<info>{body}</info>" * times)


EARLIER = "a,b,2026-11-22T00:00:00+00:00 "
TIRESOME = {
    "a polygon of spaces": info(f"<area><polygon>{' ' * 900_000}</polygon></area>"),
    "a polygon of spaces and commas": info(f"<area><polygon>{' ,' * 450_000}</polygon></area>"),
    "spaces in UTF-16": message(f"<note>{' ' * 450_000}</note>").decode().encode("utf-16"),
    "spaces in front": b" " * 900_000 + message(),
    "many categories": info("<category>Met</category>" * 15_000),
    "many languages": info("<description>x</description>", 9_000),
    "many references": message(f"<references>{EARLIER * 30_000}</references>"),
    "a long language": info(f"<language>{'a-b1-' * 190_000}</language>"),
    "a long address": info(f"<web>https://{'a:@%20/' * 130_000}</web>"),
    "a long time": message(f"<note/><incidents>{'2' * 900_000}</incidents>"),
    "a long denial": info(f"<headline>{'ikke ' * 180_000}</headline>"),
    "quotation marks": message("<addresses>" + '" ' * 450_000 + "</addresses>"),
    "many attributes": message("<note " + " ".join(f'a{n}="1"' for n in range(60_000)) + "/>"),
    "many namespaces": message(
        "<x a='1'/>" * 20_000,
        namespace=CAP + '" ' + " ".join(f'xmlns:a{n}="u{n}"' for n in range(900)) + ' x="',
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", TIRESOME)
def test_a_message_made_to_tire_us_is_judged_all_the_same(name: str) -> None:
    reading = read(TIRESOME[name])

    for profile in PROFILES:
        assert all(len(one.message) < 1_000 for one in judge(reading, profile))
