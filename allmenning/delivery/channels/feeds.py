"""Feeds that are files: an entry is added once, whatever is repeated, and each file is whole.

RFC 4287 (Atom), and WebSub for the links that tell of a hub.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import alone, public_url, publish, read

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CONTENT_TYPE = "application/atom+xml"
MOST_ENTRIES = 100


@dataclass(frozen=True)
class Link:
    relation: str
    kind: str
    address: str


@dataclass(frozen=True)
class Feed:
    """One file: where it lies, and what stands at its head."""

    workspace: Workspace
    path: str
    title: str
    author: str
    page: str
    hub: str = ""

    @property
    def address(self) -> str:
        return public_url(self.workspace, self.path)

    @property
    def headers(self) -> dict[str, str]:
        """Header fields by which subscribers find hub and topic (WebSub, section 4)."""
        links = [f'<{self.address}>; rel="self"', *([f'<{self.hub}>; rel="hub"'] * bool(self.hub))]
        return {"Link": ", ".join(links)}


@dataclass(frozen=True)
class Entry:
    """`identifier` is the CAP identifier, the same for ever."""

    identifier: str
    title: str
    updated: datetime
    language: str
    links: Sequence[Link]
    summary: str
    content: str = ""


def add(feed: Feed, entry: Entry) -> None:
    """Put the entry first, unless it stands there already, and keep the newest hundred."""
    with alone("feeds"):
        entries = [_entry(entry), *_others(feed, entry.identifier)]
        # An attempt that was repeated late does not come before what was said since.
        entries.sort(key=_updated, reverse=True)
        _write(feed, entries[:MOST_ENTRIES], _updated(entries[0]))


def begin(feed: Feed, at: datetime) -> None:
    """Write the feed as it stands with its present head, empty when there is none yet."""
    with alone("feeds"):
        before = _root(feed)
        _write(feed, _others(feed, ""), at if before is None else _updated(before))


def holds(feed: Feed, identifier: str) -> bool:
    root = _root(feed)
    return root is not None and any(_identifier(entry) == identifier for entry in _entries(root))


def _root(feed: Feed) -> etree._Element | None:
    body = read(feed.workspace, feed.path)
    # The file is ours, and still nothing in it may reach out or grow.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return None if body is None else etree.fromstring(body, parser)


def _entries(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{{{ATOM}}}entry")


def _identifier(entry: etree._Element) -> str:
    return entry.findtext(f"{{{ATOM}}}id") or ""


def _updated(element: etree._Element) -> datetime:
    return datetime.fromisoformat(element.findtext(f"{{{ATOM}}}updated") or "")


def _others(feed: Feed, identifier: str) -> list[etree._Element]:
    root = _root(feed)
    known = [] if root is None else _entries(root)
    return [entry for entry in known if _identifier(entry) != identifier]


def _write(feed: Feed, entries: Sequence[etree._Element], updated: datetime) -> None:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "updated", updated.isoformat())
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", feed.author)
    _link(root, Link("self", CONTENT_TYPE, feed.address))
    _link(root, Link("alternate", "text/html", feed.page))
    if feed.hub:
        _link(root, Link("hub", "", feed.hub))
    root.extend(entries)
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    publish(feed.workspace, feed.path, body, CONTENT_TYPE, headers=feed.headers)


def _entry(entry: Entry) -> etree._Element:
    element = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    element.set(LANGUAGE, entry.language)
    _text(element, "id", entry.identifier)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated.isoformat())
    for link in entry.links:
        _link(element, link)
    _text(element, "summary", entry.summary)
    if entry.content:
        _text(element, "content", entry.content)
    return element


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _link(parent: etree._Element, link: Link) -> None:
    element = etree.SubElement(parent, f"{{{ATOM}}}link", rel=link.relation, href=link.address)
    if link.kind:
        element.set("type", link.kind)
