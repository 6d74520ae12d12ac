"""The writer refuses what is wrong, with the value in the sentence."""

from dataclasses import replace
from datetime import datetime

import pytest
from lxml import etree

from allmenning.core.cap import (
    Alert,
    Circle,
    Extra,
    MessageType,
    NamedValue,
    NotWritable,
    Point,
    Polygon,
    Scope,
    Status,
    write,
)

from .cap_messages import SENT, SQUARE, each_area, each_info, each_resource, own_alert


def text_at(data: bytes, name: str) -> str | None:
    return etree.fromstring(data).findtext(f".//{{*}}{name}")


def refusals(alert: Alert) -> list[str]:
    with pytest.raises(NotWritable) as refused:
        write(alert)
    return [one.message for one in refused.value.remarks]


def test_a_message_is_written_in_utf_8_in_the_namespace_of_1_2() -> None:
    data = write(own_alert())

    assert data.startswith(
        b"<?xml version='1.0' encoding='UTF-8'?>\n<alert xmlns=\"urn:oasis:names:"
    )
    assert "Bacteria have been found" in data.decode()
    assert text_at(data, "sent") == "2026-11-23T02:40:00+01:00"


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 2, 40)  # noqa: DTZ001 - what is refused

    assert refusals(
        each_info(own_alert(), expires=None, onset=None, effective=None, web="a b")
    ) == [
        "info[1]/web is 'a b', which is no web address.",
        "info[2]/web is 'a b', which is no web address.",
        "info[1]/web is 'a b', not a full address as https://...",
        "info[2]/web is 'a b', not a full address as https://...",
    ]
    with pytest.raises(NotWritable, match="sent: The time 2026-11-23 02:40:00 has no time zone"):
        write(replace(own_alert(), sent=naive, infos=()), profile=None)


def test_parts_of_a_second_are_refused() -> None:
    with pytest.raises(NotWritable, match="parts of a second"):
        write(own_alert(sent=SENT.replace(microsecond=1)))


def test_a_character_that_xml_cannot_hold_is_refused() -> None:
    assert refusals(own_alert(note="a\x07b")) == [
        r"note has the character '\x07', which XML cannot hold."
    ]


def test_every_fault_is_told_at_once() -> None:
    assert refusals(own_alert(status=None, message_type=MessageType.UPDATE, codes=("",))) == [
        "status is missing.",
        "code[1] is empty; leave it out.",
        "msgType is Update, and references is missing.",
    ]


def test_what_the_reader_kept_is_not_quietly_dropped() -> None:
    assert refusals(own_alert(extras=(Extra("info[1]/urgency", "Foobar"),))) == [
        "info[1]/urgency is 'Foobar', which CAP 1.2 has no place for."
    ]


def test_a_word_that_the_standard_does_not_have_is_refused() -> None:
    wrong: Status = "actual"  # type: ignore[assignment]

    assert refusals(own_alert(status=wrong)) == [
        "status is 'actual', not one of Actual, Exercise, System, Test, Draft."
    ]


def test_an_item_with_a_quotation_mark_is_refused() -> None:
    private = own_alert(scope=Scope.PRIVATE, addresses=('Lom "sentrum"',))

    assert refusals(private)[0].startswith("addresses: 'Lom \"sentrum\"' cannot stand in a list")


def test_an_item_with_spaces_is_written_in_quotation_marks() -> None:
    private = own_alert(scope=Scope.PRIVATE, addresses=("Lom kommune", "b@example.org"))

    assert text_at(write(private), "addresses") == '"Lom kommune" b@example.org'


def test_small_and_large_numbers_are_written_without_an_exponent() -> None:
    ring = Polygon((Point(0.00001, 8), *SQUARE.points[1:4], Point(0.00001, 8)))
    alert = each_area(own_alert(), polygons=(ring,), circles=(Circle(Point(61, 8), 1e-7),))

    data = write(alert)

    assert (text_at(data, "polygon") or "").startswith("0.00001,8 61.8,8.6")
    assert text_at(data, "circle") == "61,8 0.0000001"


def test_a_number_that_is_none_is_refused() -> None:
    assert refusals(each_area(own_alert(), altitude=float("nan")))[0] == (
        "info[1]/area[1]/altitude: nan is not a number that can be written."
    )


def test_the_rules_of_a_profile_are_kept_when_it_is_asked_for() -> None:
    without_contact = each_info(own_alert(), contact=None)

    assert write(without_contact)
    with pytest.raises(NotWritable, match=r"info\[1\]/contact is missing"):
        write(without_contact, "own")


def test_the_schema_alone_is_asked_when_no_profile_is() -> None:
    assert write(each_resource(own_alert(), size=-1), None)
    with pytest.raises(NotWritable, match="size is -1 bytes"):
        write(each_resource(own_alert(), size=-1))


def test_what_looks_like_xml_is_text() -> None:
    data = write(own_alert(note="<b>&amp;</b>"))

    assert text_at(data, "note") == "<b>&amp;</b>"


def test_a_pair_without_a_name_is_refused() -> None:
    assert refusals(own_alert(infos=()))[0] == "msgType is Alert, and there is no info."
    unnamed = each_info(own_alert(), parameters=(NamedValue("", "3434"),))

    assert refusals(unnamed)[0] == "info[1]/parameter[1]/valueName is empty; leave it out."
