"""A document as an index keeps it, and what it is counted by."""

import json
from collections.abc import Iterator
from datetime import date

from allmenning.core.text import forms
from allmenning.search.contract import Document


def packed(document: Document) -> str:
    """Return a document as one line."""
    return json.dumps(
        {
            "kind": document.kind,
            "language": document.language,
            "titles": dict(document.titles),
            "body": document.body,
            "route": list(document.route),
            "themes": list(document.themes),
            "tags": list(document.tags),
            "owner_code": document.owner_code,
            "audience": document.audience,
            "opens_on": document.opens_on.isoformat() if document.opens_on else None,
            "weight": document.weight,
            "dated": document.dated.isoformat() if document.dated else None,
            "facets": dict(document.facets),
        },
        ensure_ascii=False,
    )


def unpacked(key: str, line: str) -> Document:
    """Return the document that `packed` made a line of."""
    kept = json.loads(line)
    name, argument = kept.pop("route")
    days = {
        name: date.fromisoformat(kept[name]) if kept[name] else None
        for name in ("opens_on", "dated")
    }
    listed = {name: tuple(kept[name]) for name in ("themes", "tags")}
    return Document(key=key, route=(name, argument), **{**kept, **days, **listed})


def title_forms(document: Document) -> list[str]:
    """Return the forms of what names a document: its titles and its tags."""
    found = [form for code, title in document.titles.items() for form in forms(title, code)]
    named = list(dict.fromkeys(found)) if len(document.titles) > 1 else found
    return [*named, *(form for tag in document.tags for form in forms(tag, document.language))]


def body_forms(document: Document) -> list[str]:
    """Return the forms of the rest of a document."""
    return forms(document.body, document.language)


def counted_by(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the names and values that a document is counted and narrowed by."""
    yield "kind", document.kind
    yield "language", document.language
    yield from (("theme", theme) for theme in dict.fromkeys(document.themes))
    yield from (("tag", tag) for tag in dict.fromkeys(document.tags))
    if document.owner_code:
        yield "owner", document.owner_code
    yield from document.facets.items()
