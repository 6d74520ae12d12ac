"""Reading what others send: tolerant of form, closed to attacks, without losing a word."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings

from allmenning.core.cap import (
    Alert,
    Certainty,
    Extra,
    Level,
    NamedValue,
    Point,
    Reading,
    Status,
    read,
    read_all,
    write,
)

from .cap_messages import CAP, codes, message, met_alerts, own_alert, own_alerts


def info(body: str) -> bytes:
    return message(
        "<info><category>Met</category><event>Regn</event><urgency>Future</urgency>"
        f"<severity>Minor</severity><certainty>Likely</certainty>{body}</info>"
    )


def read_alert(data: bytes) -> Alert:
    found = read(data).alert
    assert found is not None
    return found


@pytest.mark.slow
@settings(max_examples=150)
@given(own_alerts() | met_alerts())
def test_what_we_write_is_read_back_word_for_word(alert: Alert) -> None:
    reading = read(write(alert))

    assert reading == Reading(alert, (), "1.2")


def test_a_comment_or_cdata_within_a_text_does_not_cut_it() -> None:
    alert = read_alert(message("<note>før<!-- x --> og <![CDATA[<etter>]]></note>"))

    assert alert.note == "før og <etter>"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("iso-8859-1", "ISO-8859-1"),
        ("utf-16", "UTF-16"),
        ("cp1252", "windows-1252"),
        ("utf-8-sig", "UTF-8"),
    ],
)
def test_other_common_encodings_are_read(encoding: str, declared: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>'
        + message("<note>Vågå, Sør-Fron</note>").decode()
    )

    reading = read(text.encode(encoding))

    assert reading.alert is not None
    assert reading.alert.note == "Vågå, Sør-Fron"
    assert reading.remarks == ()


def test_windows_letters_in_a_file_that_says_utf_8_are_read_and_remarked() -> None:
    reading = read(message("<note>Vågå</note>").decode().encode("cp1252"))

    assert reading.alert is not None
    assert reading.alert.note == "Vågå"
    assert codes(reading) == ["read_encoding_mended"]


@pytest.mark.parametrize(
    ("namespace", "version"),
    [
        ("http://www.incident.com/cap/1.0", "1.0"),
        ("urn:oasis:names:tc:emergency:cap:1.1", "1.1"),
    ],
)
def test_older_versions_are_read_and_named(namespace: str, version: str) -> None:
    reading = read(message(namespace=namespace))

    assert reading.alert == read_alert(message())
    assert reading.version == version
    assert [(one.code, one.level) for one in reading.remarks] == [
        ("read_older_version", Level.ADVICE)
    ]


def test_the_pairs_and_words_of_version_1_0_are_understood() -> None:
    data = info(
        "<parameter>WINDS=30 m/s</parameter>"
        "<area><areaDesc>Lom</areaDesc><geocode>FIPS6=006109</geocode></area>"
    )
    old = data.replace(CAP.encode(), b"http://www.incident.com/cap/1.0").replace(
        b">Likely<", b">Very Likely<"
    )

    reading = read(old)

    assert reading.alert is not None
    (found,) = reading.alert.infos
    assert found.parameters == (NamedValue("WINDS", "30 m/s"),)
    assert found.areas[0].geocodes == (NamedValue("FIPS6", "006109"),)
    assert found.certainty is Certainty.LIKELY
    assert codes(reading) == ["read_older_version", "read_older_word"]
    assert reading.alert.extras == (Extra("info[1]/certainty", "Very Likely"),)


def test_a_message_without_a_namespace_is_read_with_a_fault() -> None:
    reading = read(b"<alert><identifier>a1</identifier></alert>")

    assert reading.alert is not None
    assert reading.version is None
    assert "structure_namespace" in codes(reading)


def test_elements_in_another_order_are_read_all_the_same() -> None:
    ordered = read_alert(message("<note>Nytt</note><incidents>flom</incidents>"))
    reading = read(message("<incidents>flom</incidents>", head="<note>Nytt</note>"))

    assert reading.alert == ordered
    assert codes(reading) == ["structure_order"]


def test_a_word_in_the_wrong_case_is_understood_and_kept_as_it_was() -> None:
    reading = read(message().replace(b"Actual", b"actual"))

    assert reading.alert is not None
    assert reading.alert.status is Status.ACTUAL
    assert reading.alert.extras == (Extra("status", "actual"),)
    assert reading.remarks[0].message == (
        "status is 'actual', not one of Actual, Exercise, System, Test, Draft."
    )


def test_a_word_that_nobody_knows_is_kept_and_not_guessed() -> None:
    alert = read_alert(message().replace(b"Actual", b"Real"))

    assert alert.status is None
    assert alert.extras == (Extra("status", "Real"),)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T01:40:00Z",
        "2026-11-23T01:40:00.000+00:00",
        "2026-11-23 02:40+0100",
        "2026-11-23T02:40:00,5+01:00",
    ],
)
def test_a_time_in_another_spelling_is_read_with_a_fault(text: str) -> None:
    reading = read(message().replace(b"2026-11-23T02:40:00+01:00", text.encode()))

    assert reading.alert is not None
    assert reading.alert.sent == datetime(2026, 11, 23, 1, 40, tzinfo=UTC)
    assert codes(reading) == ["structure_time"]
    assert reading.alert.extras == (Extra("sent", text),)


def test_a_time_without_a_zone_is_not_guessed() -> None:
    alert = read_alert(message().replace(b"02:40:00+01:00", b"02:40:00"))

    assert alert.sent is None
    assert alert.extras == (Extra("sent", "2026-11-23T02:40:00"),)


def test_midnight_at_the_end_of_a_day_is_that_of_the_next() -> None:
    alert = read_alert(message().replace(b"02:40:00+01:00", b"24:00:00+01:00"))

    assert alert.sent == datetime(2026, 11, 24, tzinfo=timezone(timedelta(hours=1)))


def test_elements_of_others_and_attributes_are_kept() -> None:
    reading = read(info('<headline lang="no">Regn</headline><x:y xmlns:x="urn:x">1<z/></x:y>'))

    assert reading.alert is not None
    assert reading.alert.extras == (
        Extra("info[1]/headline/@lang", "no"),
        Extra(
            "info[1]/y",
            '<x:y xmlns:x="urn:x" xmlns="urn:oasis:names:tc:emergency:cap:1.2">1<z/></x:y>',
        ),
    )
    assert codes(reading) == ["structure_attribute", "structure_unknown_element"]


def test_what_stands_twice_is_kept_the_second_time() -> None:
    reading = read(message("<note>en</note><note>to</note>"))

    assert reading.alert is not None
    assert reading.alert.note == "en"
    assert reading.alert.extras == (Extra("note", "to"),)
    assert codes(reading) == ["structure_repeated"]


def test_loose_text_is_kept() -> None:
    reading = read(message("hei"))

    assert reading.alert is not None
    assert reading.alert.extras == (Extra("alert", "hei"),)
    assert codes(reading) == ["structure_text"]


def test_a_polygon_with_loose_spaces_is_read_with_a_fault() -> None:
    reading = read(
        info("<area><areaDesc>Lom</areaDesc><polygon>61, 8 61 ,9\n62,9 61,8</polygon></area>")
    )

    assert reading.alert is not None
    (polygon,) = reading.alert.infos[0].areas[0].polygons
    assert polygon.points == (Point(61, 8), Point(61, 9), Point(62, 9), Point(61, 8))
    assert codes(reading) == ["polygon_form"]


def test_a_polygon_that_cannot_be_read_is_kept_and_never_half_read() -> None:
    reading = read(
        info("<area><areaDesc>Lom</areaDesc><polygon>61,8 61,x 62,9 61,8</polygon></area>")
    )

    assert reading.alert is not None
    assert reading.alert.infos[0].areas[0].polygons == ()
    assert reading.alert.extras == (Extra("info[1]/area[1]/polygon", "61,8 61,x 62,9 61,8"),)


def test_references_that_cannot_be_read_are_kept_beside_those_that_can() -> None:
    reading = read(message("<references>b,a0,2026-11-22T00:00:00+00:00 b,a-1</references>"))

    assert reading.alert is not None
    assert [one.identifier for one in reading.alert.references] == ["a0"]
    assert reading.alert.extras == (Extra("references", "b,a-1"),)
    assert codes(reading) == ["reference_form"]


def test_names_with_spaces_stand_in_quotation_marks() -> None:
    alert = read_alert(message('<addresses>"Lom kommune" b@example.org</addresses>'))

    assert alert.addresses == ("Lom kommune", "b@example.org")


EDXL = (
    '<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><contentObject><xmlContent>'
    "<embeddedXMLContent>{}</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Varsler</title>'
    '<entry><content type="text/xml">{}</content></entry></feed>'
)
RSS = '<rss version="2.0"><channel><item><description>{}</description></item></channel></rss>'


@pytest.mark.parametrize("wrapper", [EDXL, ATOM, RSS])
def test_messages_in_a_wrapper_are_all_read(wrapper: str) -> None:
    inside = message().decode()
    two = inside + inside.replace("a1", "a2")

    readings = read_all(wrapper.format(two).encode())

    assert [one.alert and one.alert.identifier for one in readings] == ["a1", "a2"]
    assert codes(readings[0]) == ["read_wrapped"]


def test_a_message_that_stands_as_text_in_a_feed_is_read() -> None:
    escaped = message().decode().replace("&", "&amp;").replace("<", "&lt;")

    assert read_alert(RSS.format(escaped).encode()).identifier == "a1"


def test_the_first_of_several_is_given_with_a_remark() -> None:
    reading = read(ATOM.format(message().decode() * 2).encode())

    assert codes(reading) == ["read_wrapped", "read_several"]


def test_a_feed_of_links_says_so() -> None:
    reading = read(
        b"<rss><channel><item><link>https://example.org/cap.xml</link></item></channel></rss>"
    )

    assert reading.alert is None
    assert codes(reading) == ["read_links_only"]


def test_another_kind_of_xml_says_what_it_holds() -> None:
    reading = read(b"<svg/>")

    assert reading.remarks[0].message == "The file holds <svg>, and no CAP message <alert> in it."


def test_an_alert_with_nothing_in_it_is_no_message() -> None:
    assert read(f'<alert xmlns="{CAP}"/>'.encode()).alert is None


def test_a_signature_is_noted_and_kept() -> None:
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">x</Signature>'

    reading = read(message(signature))

    assert reading.signed
    assert reading.remarks == ()
    assert reading.alert is not None
    assert reading.alert.extras[0].path == "Signature"


def test_our_own_message_is_read_without_a_remark() -> None:
    assert read(write(own_alert())).remarks == ()


def test_names_in_the_wrong_case_or_namespace_are_read_with_a_fault() -> None:
    reading = read(message('<Note>Nytt</Note><incidents xmlns="">flom</incidents>'))

    assert reading.alert is not None
    assert (reading.alert.note, reading.alert.incidents) == ("Nytt", ("flom",))
    assert codes(reading) == ["structure_unknown_element", "structure_namespace"]


def test_the_password_of_version_1_0_is_kept_and_has_no_place() -> None:
    data = message(namespace="http://www.incident.com/cap/1.0").replace(
        b"<sent>", b"<password>hemmelig</password><sent>"
    )

    assert read_alert(data).extras == (Extra("password", "hemmelig"),)


def test_text_where_a_pair_should_be_is_read_with_a_fault() -> None:
    reading = read(info("<parameter>WINDS=30 m/s</parameter><parameter>storm</parameter>"))

    assert reading.alert is not None
    assert reading.alert.infos[0].parameters == (
        NamedValue("WINDS", "30 m/s"),
        NamedValue("", "storm"),
    )
    assert codes(reading) == ["structure_text", "structure_text"]


def test_a_pair_without_its_value_is_read_with_a_fault() -> None:
    reading = read(info("<parameter><valueName>WINDS</valueName></parameter>"))

    assert reading.alert is not None
    assert reading.alert.infos[0].parameters == (NamedValue("WINDS", ""),)
    assert codes(reading) == ["structure_missing"]


def test_elements_within_a_text_are_kept() -> None:
    reading = read(info("<headline>Regn <b>nå</b></headline>"))

    assert reading.alert is not None
    assert reading.alert.infos[0].headline is None
    assert "<b>nå</b>" in reading.alert.extras[0].value
    assert codes(reading) == ["structure_text"]


def test_many_attributes_on_one_element_are_kept_together() -> None:
    many = " ".join(f'a{number}="{number}"' for number in range(60))

    reading = read(message(f"<note {many}>Nytt</note>"))

    assert reading.alert is not None
    assert reading.alert.note == "Nytt"
    assert 'a59="59"' in reading.alert.extras[0].value
    assert codes(reading) == ["structure_attribute"]


def test_a_signature_in_a_message_older_than_signatures_is_a_fault() -> None:
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">x</Signature>'

    reading = read(message(signature, namespace="urn:oasis:names:tc:emergency:cap:1.1"))

    assert codes(reading) == ["read_older_version", "structure_unknown_element"]
