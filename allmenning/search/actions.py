"""The only writers of this room: the index, and what people save."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.search import index, indexing
from allmenning.search.indexing import Refreshed
from allmenning.search.models import SavedSearch

__all__ = [
    "MOST_SAVED",
    "Mended",
    "Refreshed",
    "TooManySavedError",
    "change_saved",
    "forget_closed",
    "forget_saved",
    "keep_up",
    "mend",
    "rebuild",
    "refresh",
    "save_search",
]

# Each saved search is asked anew for every letter.
MOST_SAVED = 50


class TooManySavedError(Exception):
    """The person keeps as many searches as we ask for her letters."""


@dataclass(frozen=True)
class Mended:
    """What a night's comparison found: in the index all the while, and not."""

    documents: int
    missing: int
    left_over: int


def refresh(*, at: datetime) -> Refreshed:
    """Read on in the audit log; another process that is at it already is left to it."""
    return indexing.refresh(at=at)


def keep_up(*, at: datetime) -> Refreshed:
    """Do what the worker does each second: look whether anything was written, and read it."""
    return indexing.keep_up(at)


def rebuild(*, at: datetime, tell: Callable[[int], None] = lambda _count: None) -> Refreshed:
    """Make the index anew from the database and nothing else; `tell` hears how far it has come."""
    return indexing.rebuild(at=at, tell=tell)


def mend(*, at: datetime) -> Mended:
    """Compare the index with the database by making it anew; what grows old by itself moves too."""
    indexing.refresh(at=at, wait=True)
    before = index.engine().keys()
    indexing.rebuild(at=at)
    index.forget_others()
    after = index.engine().keys()
    return Mended(len(after), missing=len(after - before), left_over=len(before - after))


@transaction.atomic
def save_search(
    *, person: User, name: str, query: str, in_digest: bool, at: datetime
) -> SavedSearch:
    """Keep a search; the same one again gets the new name."""
    kept = SavedSearch.objects.filter(person=person)
    if not kept.filter(query=query).exists() and kept.count() >= MOST_SAVED:
        raise TooManySavedError
    saved, _new = SavedSearch.objects.update_or_create(
        person=person,
        query=query,
        defaults={"name": name, "in_digest": in_digest},
        create_defaults={"name": name, "in_digest": in_digest, "created_at": at},
    )
    return _written(saved, "saved", at)


@transaction.atomic
def change_saved(*, saved: SavedSearch, in_digest: bool, at: datetime) -> SavedSearch:
    """Ask for it in the letter, or no longer."""
    saved.in_digest = in_digest
    saved.save(update_fields=["in_digest"])
    return _written(saved, "changed", at)


@transaction.atomic
def forget_saved(*, saved: SavedSearch, at: datetime) -> SavedSearch:
    _written(saved, "forgotten", at)
    saved.delete()
    return saved


@transaction.atomic
def forget_closed(*, at: datetime) -> int:
    """Remove what people who have closed their account saved; return how many they were."""
    left = SavedSearch.objects.filter(person__closed_at__lte=at).select_related("person")
    people = {saved.person_id for saved in left.order_by("pk")}
    for saved in left.order_by("pk"):
        target = f"search.saved:{saved.pk}"
        write_audit(by=None, at=at, verb="search.saved.forgotten", target=target, detail={})
    left.delete()
    return len(people)


def _written(saved: SavedSearch, what: str, at: datetime) -> SavedSearch:
    """Write that it happened, but not what somebody searches for."""
    verb, target = f"search.saved.{what}", f"search.saved:{saved.pk}"
    write_audit(by=saved.person, at=at, verb=verb, target=target, detail={})
    return saved
