"""Feeds of links to messages: those of others are read, our own is written."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from allmenning.core.cap.feed import Entry, read_feed, write_atom

RSS = Path(__file__).parents[4] / "shared/samples/cap_norway/met-metalerts-1.1-rss-2023-02-23.xml"
AT = datetime(2026, 11, 23, 2, 40, tzinfo=timezone(timedelta(hours=1)))
ENTRY = Entry(
    identifier="urn:uuid:5c3f4a57-6a0e-4f6e-9a55-0d5e0b8c2f10",
    title="Kok drikkevannet i Lom",
    link="https://allmenning.example/varsler/2.cap.xml",
    updated=AT,
    summary="Kok vannet.",
    page="https://allmenning.example/varsler/2/",
    language="no",
)


def written(*entries: Entry, address: str = "https://allmenning.example/varsler.atom") -> bytes:
    return write_atom(
        entries,
        identifier="urn:uuid:0b2d3a54-0000-4000-8000-000000000000",
        title="Meldinger fra Lom",
        author="Lom kommune",
        updated=AT,
        address=address,
        hub="https://hub.example/",
        language="no",
    )


def test_our_feed_is_read_back_as_it_was() -> None:
    (found,) = read_feed(written(ENTRY)).entries

    assert found == Entry(
        identifier=ENTRY.identifier,
        title=ENTRY.title,
        link=ENTRY.link,
        updated=AT,
        summary=ENTRY.summary,
        page=ENTRY.page,
    )


def test_our_feed_has_what_atom_requires_and_links_by_type() -> None:
    root = etree.fromstring(written(ENTRY))

    assert [etree.QName(child).localname for child in root] == [
        "id",
        "title",
        "updated",
        "author",
        "link",
        "link",
        "entry",
    ]
    assert [link.get("type") for link in root.findall("{*}entry/{*}link")] == [
        "application/cap+xml",
        "text/html",
    ]
    assert [link.get("rel") for link in root.findall("{*}link")] == ["self", "hub"]


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(written()).entries == ()


def test_a_relative_address_is_refused() -> None:
    with pytest.raises(ValueError, match=r"self link is '/varsler\.atom', not a full"):
        written(address="/varsler.atom")


def test_an_empty_title_is_refused() -> None:
    with pytest.raises(ValueError, match="title of a feed is ' '"):
        written(Entry(identifier="a", title=" ", link="https://example.org/a"))


def test_the_link_to_the_message_is_chosen_before_the_one_to_the_page() -> None:
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>A</title>'
        b'<link href="https://example.org/a.html" type="text/html"/>'
        b'<link rel="self" href="https://example.org/self"/>'
        b'<link rel="enclosure" href="https://example.org/a.cap" type="application/cap+xml"/>'
        b"<updated>2026-11-23T02:40:00Z</updated></entry></feed>"
    )

    (found,) = read_feed(feed).entries

    assert found.link == "https://example.org/a.cap"
    assert found.page == "https://example.org/a.html"
    assert found.updated == datetime(2026, 11, 23, 2, 40, tzinfo=UTC)


def test_an_enclosure_and_a_content_elsewhere_are_links_too() -> None:
    rss = (
        b"<rss><channel><item><title>A</title><pubDate>no date</pubDate>"
        b'<enclosure url="https://example.org/a.cap" type="application/cap+xml"/></item>'
        b'<item><content type="application/xml" src="https://example.org/b.cap"/></item>'
        b"<item><link>/relative</link></item></channel></rss>"
    )

    reading = read_feed(rss)

    assert [entry.link for entry in reading.entries] == [
        "https://example.org/a.cap",
        "https://example.org/b.cap",
    ]
    assert reading.entries[0].updated is None
    assert [remark.code for remark in reading.remarks] == ["feed_no_link"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<!DOCTYPE rss><rss/>", "read_document_type"),
        (b"<svg/>", "read_no_feed"),
        (b"hei", "read_not_xml"),
    ],
)
def test_what_is_no_feed_is_told(data: bytes, code: str) -> None:
    reading = read_feed(data)

    assert reading.entries == ()
    assert [remark.code for remark in reading.remarks] == [code]


@pytest.mark.skipif(not RSS.is_file(), reason="the samples are not beside the checkout")
def test_the_rss_of_met_gives_links_to_messages() -> None:
    (found,) = read_feed(RSS.read_bytes()).entries

    assert found.identifier == "2.49.0.1.578.0.230223083612430.639"
    assert found.link.endswith("/metalerts/1.1/?cap=2.49.0.1.578.0.230223083612430.639")
    assert found.updated == datetime(2023, 2, 23, 8, 36, 12, tzinfo=UTC)
