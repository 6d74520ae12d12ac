"""A thread as an archive wants it: whole, in order, each part with its hash."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from allmenning.accounts.models import Role, User
from allmenning.arena.models import (
    Case,
    Guidance,
    JournalHelp,
    LegalReference,
    Post,
    Question,
    State,
    Thread,
)
from allmenning.arena.queries.moderation import text_of
from allmenning.arena.queries.naming import name_of
from allmenning.arena.queries.speaking import Subject, kind_of
from allmenning.arena.queries.viewer import Viewer

COLUMNS = (
    "number",
    "written_at",
    "edited_at",
    "who",
    "body",
    "state",
    "language",
    "text",
    "sha256",
)
# What the helper rests on, by the slugs that `load_arena` gives them.
LAWS = ("arkivlova", "arkivforskrift", "offentleglova")


def may_journal(viewer: Viewer, subject: Subject) -> bool:
    """Let those who edit for the owner answer for it; the authorities for findings and studies."""
    if viewer.user is None:
        return False
    owner = getattr(subject, "owner_id", None)
    return owner in viewer.edits or viewer.user.holds(Role.AUTHORITY)


def journal_help_of(thread: Thread | None) -> JournalHelp | None:
    return JournalHelp.objects.filter(thread=thread).first() if thread else None


def laws(today: date) -> QuerySet[LegalReference]:
    """Return the references on archives and access that are in force."""
    starts = Q()
    for slug in LAWS:
        starts |= Q(slug__startswith=slug)
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    return LegalReference.objects.filter(starts & in_force).order_by("slug")


def record_of(subject: Subject, thread: Thread | None, at: datetime) -> dict[str, Any]:
    """Return everything said, with who and when; of what is gone, that it stood there.

    The hash of a part is SHA-256 of its JSON with sorted keys, without blanks, in UTF-8. That of
    the whole is over the hashes of the parts, in order.
    """
    parts = [_first(subject), *(_said(post, n) for n, post in enumerate(_posts(thread), 1))]
    for part in parts:
        part["sha256"] = hash_of(part)
    together = "".join(part["sha256"] for part in parts)
    return {
        "about": f"{kind_of(subject)}:{subject.pk}",
        "title": _title(subject),
        "exported_at": at.isoformat(),
        "parts": parts,
        "sha256": hashlib.sha256(together.encode()).hexdigest(),
    }


def hash_of(part: Mapping[str, Any]) -> str:
    told = {name: value for name, value in part.items() if name != "sha256"}
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _posts(thread: Thread | None) -> QuerySet[Post]:
    rows = Post.objects.filter(thread=thread).exclude(state__in=(State.DRAFT, State.WAITING))
    return rows.select_related("author", "body").order_by("created_at", "pk")


def _first(subject: Subject) -> dict[str, Any]:
    """Return the thing itself as part 0."""
    ours = subject if isinstance(subject, Case | Question | Guidance) else None
    author: User | None = getattr(subject, "author", None)
    return {
        "number": 0,
        "written_at": _moment(getattr(subject, "published_at", None)),
        "edited_at": _moment(getattr(subject, "changed_at", None)),
        "who": name_of(author, None) if author else "",
        "body": ours.owner.name if ours else "",
        "state": str(getattr(subject, "state", State.PUBLISHED)),
        "language": str(getattr(subject, "language", "")),
        "text": text_of(ours) if ours else _title(subject),
    }


def _said(post: Post, number: int) -> dict[str, Any]:
    is_gone = post.state != State.PUBLISHED
    return {
        "number": number,
        "written_at": _moment(post.created_at),
        "edited_at": _moment(post.edited_at),
        "who": name_of(post.author, None),
        "body": post.body.name if post.body else "",
        "state": str(post.state),
        "language": str(post.language),
        "text": post.reason if is_gone else post.text,
    }


def _title(subject: Subject) -> str:
    return str(getattr(subject, "title", "") or getattr(subject, "statement", ""))


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""
