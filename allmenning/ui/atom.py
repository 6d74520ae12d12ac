"""Lists that a feed reader follows: RFC 4287 (Atom), written from plain entries.

Feeds of warnings are files of their own (delivery/channels/atom), which a CDN may serve.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CONTENT_TYPE = "application/atom+xml"
MOST_ENTRIES = 50
BEFORE_ANYTHING = datetime(2026, 1, 1, tzinfo=UTC)
# What XML 1.0 cannot hold, however it is escaped.
UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """`path` is the page, without host or language; the same for ever, it is the identity too."""

    path: str
    title: str
    updated: datetime
    summary: str = ""
    language: str = ""
    author: str = ""
    categories: Sequence[str] = ()


def atom_response(
    request: HttpRequest, *, title: str, page: str, entries: Sequence[Entry], author: str
) -> HttpResponse:
    """Answer with the newest entries; `page` is the path where people read the same."""
    newest = sorted(entries, key=lambda one: one.updated, reverse=True)[:MOST_ENTRIES]
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(LANGUAGE, get_language() or "nb")
    own = request.build_absolute_uri()
    _write(root, "id", own)
    _write(root, "title", title)
    _write(root, "updated", _moment(newest[0].updated if newest else BEFORE_ANYTHING))
    _write(etree.SubElement(root, f"{{{ATOM}}}author"), "name", author)
    _link(root, "self", own, CONTENT_TYPE)
    _link(root, "alternate", request.build_absolute_uri(page), "text/html")
    for entry in newest:
        _write_entry(root, entry, request.build_absolute_uri(entry.path))
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(body, content_type=f"{CONTENT_TYPE}; charset=utf-8")


def _write_entry(root: etree._Element, entry: Entry, address: str) -> None:
    element = etree.SubElement(root, f"{{{ATOM}}}entry")
    if entry.language:
        element.set(LANGUAGE, entry.language)
    _write(element, "id", address)
    _write(element, "title", entry.title)
    _write(element, "updated", _moment(entry.updated))
    _link(element, "alternate", address, "text/html")
    if entry.author:
        _write(etree.SubElement(element, f"{{{ATOM}}}author"), "name", entry.author)
    for category in entry.categories:
        etree.SubElement(element, f"{{{ATOM}}}category", term=_clean(category))
    if entry.summary:
        _write(element, "summary", entry.summary)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _write(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = _clean(text)


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _link(parent: etree._Element, relation: str, address: str, kind: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=_clean(address), type=kind)
