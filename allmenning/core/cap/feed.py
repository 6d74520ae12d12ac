"""Feeds of CAP: where the messages of others are, and our own list of messages as Atom.

A feed is only a list; the message is what the link leads to.

References
----------
RFC 4287 (Atom); RSS 2.0; CAP 1.2, section 1.2, on ``application/cap+xml`` (RFC 7303 suffix).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from .elements import local_name
from .model import Remark
from .source import LARGEST, NotReadable, parse
from .values import UNWRITABLE, is_absolute, strict_time, time_text, tolerant_time
from .writer import serialised

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
CAP_TYPES = frozenset((CAP_TYPE, "application/common-alerting-protocol+xml"))
XML_TYPES = frozenset(("application/xml", "text/xml"))
LARGEST_FEED = 5 * LARGEST
"""Bytes; the largest list of a country has some hundreds of entries."""
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message in a feed.

    Attributes
    ----------
    identifier : str
        Of the message itself in our feed; whatever the feed has in those of others.
    title : str
    link : str
        Where the message is.
    updated : datetime or None
    summary : str or None
    page : str or None
        Where people read about it.
    language : str or None
    """

    identifier: str
    title: str
    link: str
    updated: datetime | None = None
    summary: str | None = None
    page: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What came out of reading a feed: its entries, and what was odd.

    Attributes
    ----------
    entries : tuple of Entry
    remarks : tuple of Remark
        With a code that starts with ``read_`` when there is no feed to be had.
    """

    entries: tuple[Entry, ...]
    remarks: tuple[Remark, ...] = ()


def read_feed(data: bytes) -> FeedReading:
    """Read a list of links to messages, as Atom or RSS.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    FeedReading
    """
    try:
        root, _mended = parse(data, LARGEST_FEED)
    except NotReadable as refused:
        return FeedReading((), (Remark(refused.code, str(refused)),))
    if local_name(root) not in {"feed", "rss", "RDF"}:
        message = f"The file holds <{local_name(root)}>, which is no feed."
        return FeedReading((), (Remark("read_no_feed", message),))
    entries: list[Entry] = []
    remarks: list[Remark] = []
    for element in root.iter("{*}entry", "{*}item", "entry", "item"):
        found = _entry(element)
        if found is None:
            remarks.append(Remark("feed_no_link", "An entry has no link that can be followed."))
        else:
            entries.append(found)
    return FeedReading(tuple(entries), tuple(remarks))


def _entry(element: etree._Element) -> Entry | None:
    """Return one entry; None when it leads nowhere."""
    links = [(kind, address) for kind, address in _links(element) if is_absolute(address)]
    ranked = sorted(links, key=lambda link: _rank(link[0]))
    if not ranked:
        return None
    _kind, link = ranked[0]
    page = next((address for kind, address in links if kind == "text/html"), None)
    return Entry(
        identifier=_child(element, "id", "guid", "identifier") or link,
        title=_child(element, "title") or "",
        link=link,
        updated=_moment(_child(element, "updated", "pubDate", "date", "published")),
        summary=_child(element, "summary", "description"),
        page=page,
    )


def _rank(kind: str) -> int:
    """Return how likely a link of some type is to lead to the message."""
    return 0 if kind in CAP_TYPES else 1 if kind in XML_TYPES else 3 if kind == "text/html" else 2


def _links(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the type and address of every link of an entry."""
    for child in element:
        match local_name(child):
            case "link":
                relation = child.get("rel", "alternate")
                address = child.get("href") or (child.text or "").strip()
                if relation in {"alternate", "enclosure", "related", "via"} and address:
                    yield child.get("type", ""), address
            case "content" if child.get("src"):
                yield child.get("type", ""), child.get("src", "")
            case "enclosure" if child.get("url"):
                yield child.get("type", ""), child.get("url", "")


def _child(element: etree._Element, *names: str) -> str | None:
    """Return the text of the first of some elements."""
    for name in names:
        for child in element:
            if local_name(child) == name and (child.text or "").strip():
                return (child.text or "").strip()
    return None


def _moment(text: str | None) -> datetime | None:
    """Return the time of an entry, in Atom's or in RSS's way of writing; None when in neither."""
    if text is None:
        return None
    found = strict_time(text) or tolerant_time(text)
    if found is None:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def write_atom(
    entries: Iterable[Entry],
    *,
    identifier: str,
    title: str,
    author: str,
    updated: datetime,
    address: str,
    hub: str | None = None,
    page: str | None = None,
    language: str | None = None,
) -> bytes:
    """Write a list of messages as Atom.

    Parameters
    ----------
    entries : iterable of Entry
        Newest first.
    identifier : str
        Of the feed, the same for ever; a URI.
    title, author : str
    updated : datetime
        When anything in it last changed.
    address : str
        Where the feed itself is.
    hub : str or None
        A WebSub hub that tells of changes.
    page : str or None
        Where people read the same.
    language : str or None

    Raises
    ------
    ValueError
        A time has no zone, an address is not whole, or a text cannot be written.
    """
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    if language:
        root.set(LANGUAGE, language)
    _write(root, "id", identifier)
    _write(root, "title", title)
    _write(root, "updated", time_text(updated))
    _write(etree.SubElement(root, f"{{{ATOM}}}author"), "name", author)
    _link(root, "self", address, "application/atom+xml")
    _link(root, "hub", hub)
    _link(root, "alternate", page, "text/html")
    for entry in entries:
        _write_entry(etree.SubElement(root, f"{{{ATOM}}}entry"), entry, updated)
    return serialised(root)


def _write_entry(element: etree._Element, entry: Entry, updated: datetime) -> None:
    """Write one entry."""
    if entry.language:
        element.set(LANGUAGE, entry.language)
    _write(element, "id", entry.identifier)
    _write(element, "title", entry.title)
    _write(element, "updated", time_text(entry.updated or updated))
    if entry.summary:
        _write(element, "summary", entry.summary)
    _link(element, "alternate", entry.link, CAP_TYPE)
    _link(element, "alternate", entry.page, "text/html")


def _write(parent: etree._Element, name: str, text: str) -> None:
    """Write one element with text."""
    if not text.strip() or UNWRITABLE.search(text):
        raise ValueError(f"The {name} of a feed is {text!r}, which cannot be written.")
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _link(parent: etree._Element, relation: str, address: str | None, kind: str = "") -> None:
    """Write a link, where there is one."""
    if address is None:
        return
    if not is_absolute(address):
        raise ValueError(f"The {relation} link is {address!r}, not a full address as https://...")
    link = etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=address)
    if kind:
        link.set("type", kind)
