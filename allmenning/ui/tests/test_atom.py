from datetime import UTC, datetime, timedelta

from django.test import RequestFactory
from lxml import etree

from allmenning.ui.atom import MOST_ENTRIES, Entry, atom_response

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAMES = {"a": "http://www.w3.org/2005/Atom"}


def feed(*entries: Entry) -> etree._Element:
    request = RequestFactory().get("/tema/krise.xml?q=flom")
    answer = atom_response(
        request, title="Krise & flom", page="/tema/krise/", entries=entries, author="Allmenning"
    )
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def text(root: etree._Element, path: str) -> str:
    return str(root.xpath(f"string({path})", namespaces=NAMES))


def test_a_feed_says_what_rfc_4287_asks_for() -> None:
    root = feed(Entry("/erfaringer/flom/", "Flom <i>Lom</i>", AT, "Kort", "nn", "Lom", ("Krise",)))
    assert text(root, "a:id") == "http://testserver/tema/krise.xml?q=flom"
    assert text(root, "a:title") == "Krise & flom"
    assert text(root, "a:updated") == "2026-11-23T12:00:00Z"
    assert text(root, "a:link[@rel='alternate']/@href") == "http://testserver/tema/krise/"
    assert text(root, "a:entry/a:id") == "http://testserver/erfaringer/flom/"
    assert text(root, "a:entry/a:title") == "Flom <i>Lom</i>"
    assert text(root, "a:entry/@xml:lang") == "nn"
    assert text(root, "a:entry/a:category/@term") == "Krise"


def test_a_feed_is_newest_first_and_not_without_end() -> None:
    root = feed(*(Entry(f"/{n}/", str(n), AT + timedelta(hours=n)) for n in range(60)))
    titles = root.xpath("a:entry/a:title/text()", namespaces=NAMES)
    assert titles[:2] == ["59", "58"]
    assert len(titles) == MOST_ENTRIES


def test_an_empty_feed_and_a_text_that_xml_cannot_hold_are_feeds_still() -> None:
    assert text(feed(), "a:updated") == "2026-01-01T00:00:00Z"
    assert text(feed(Entry("/x/", "a\x00b\ud800", AT)), "a:entry/a:title") == "ab"
