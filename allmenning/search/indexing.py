"""Keeping the index as the database is: from the audit log, one writer at a time.

Both actions and queries need it, so it stands beside them: who writes finds her text at once,
though nobody has called an action in between.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from allmenning.accounts.models import AuditEntry
from allmenning.search import index
from allmenning.search.contract import Document, Source
from allmenning.search.sources import documents, kind_of, sources

MOST_AT_ONCE = 2_000
# A reader does so much herself; more is left to the worker, which looks each second.
MOST_WHILE_SOMEBODY_WAITS = 200
NO_ENTRY = (0, "")
TOLD_EVERY = 1_000
Tell = Callable[[int], None]
log = logging.getLogger("allmenning.search")


class Entry(NamedTuple):
    """What is read of an entry of the audit log."""

    number: int
    hash: str
    verb: str
    target: str


@dataclass(frozen=True)
class Refreshed:
    """What was done; nothing when another process was at it already."""

    put_in: int = 0
    taken_out: int = 0
    rebuilt: bool = False


def refresh(*, at: datetime, wait: bool = False) -> Refreshed:
    """Read on in the audit log, and put what was touched in again; twice does what once did."""
    with index.alone(wait=wait) as ours:
        if not ours:
            return Refreshed()
        note = _trusted()
        return _rebuilt(at) if note is None else _read_on(note, at)


def rebuild(*, at: datetime, tell: Tell = lambda _count: None) -> Refreshed:
    """Make the index anew; it becomes a pure function of the database."""
    with index.alone(wait=True):
        return _rebuilt(at, tell)


def keep_up(at: datetime) -> Refreshed:
    """Read on if there is anything to read; one question to the database where there is not."""
    try:
        is_behind = index.engine().position() != _newest()[0]
        return refresh(at=at) if is_behind else Refreshed()
    except index.Busy:
        raise
    except index.Damaged:
        return start_anew(at)


def catch_up(at: datetime) -> None:
    """Let who searches see what was just written, unless that is much."""
    position, newest = index.engine().position(), _newest()[0]
    if position is None or newest < position or (newest > position and _are_few_after(position)):
        refresh(at=at)


def _are_few_after(position: int) -> bool:
    """Count entries, not numbers: what a database rolls back leaves a gap in the numbers."""
    after = AuditEntry.objects.filter(pk__gt=position)
    return after[: MOST_WHILE_SOMEBODY_WAITS + 1].count() <= MOST_WHILE_SOMEBODY_WAITS


def look_again(keys: Collection[str]) -> None:
    """Put these in as they are now, whatever the log says: what is shown to nobody counts for none.

    Only what was changed past the log comes here, or in the moment before the index has read it.
    """
    with index.alone(wait=True):
        present = [one for source in sources() for one in source.documents(_of(source, keys))]
        index.engine().change(present, set(keys) - {one.key for one in present})


def _of(source: Source, keys: Iterable[str]) -> list[str]:
    return [key for key in keys if kind_of(key) == source.kind]


def start_anew(at: datetime) -> Refreshed:
    """Leave an index that turned out to be damaged, and make another."""
    with index.alone(wait=True):
        log.error("index damaged folder=%s", index.files())
        index.begin_anew()
        return _rebuilt(at)


def _trusted() -> index.Note | None:
    """Return where to read on from; None when the index is missing or of another history."""
    note = index.read_note()
    if note is None or index.engine().position() != note.position:
        return None
    known = AuditEntry.objects.filter(pk=note.position).values_list("hash", flat=True).first()
    return note if (known or "") == note.hash else None


def _rebuilt(at: datetime, tell: Tell = lambda _count: None) -> Refreshed:
    number, mark = _newest()
    engine = index.engine()
    engine.rebuild(_told(documents(), tell), position=number)
    index.write_note(index.Note(number, mark, at.isoformat()))
    found = len(engine.keys())
    log.info("index rebuilt documents=%d position=%d", found, number)
    return Refreshed(put_in=found, rebuilt=True)


def _told(every: Iterable[Document], tell: Tell) -> Iterator[Document]:
    for count, document in enumerate(every, 1):
        if count % TOLD_EVERY == 0:
            tell(count)
        yield document


def _read_on(note: index.Note, at: datetime) -> Refreshed:
    put_in, taken_out, position = 0, 0, note.position
    while entries := _entries_after(position):
        present, gone = _changed(entries)
        position = entries[-1].number
        index.engine().change(present, gone, position=position)
        index.write_note(index.Note(position, entries[-1].hash, at.isoformat()))
        put_in, taken_out = put_in + len(present), taken_out + len(gone)
    return Refreshed(put_in, taken_out)


def _changed(entries: Sequence[Entry]) -> tuple[list[Document], set[str]]:
    """Return what the entries touched as it is now, and the keys of what is no more."""
    acts = dict.fromkeys((entry.verb, entry.target) for entry in entries)
    present: list[Document] = []
    gone: set[str] = set()
    for source in sources():
        touched = _touched(source, acts)
        if touched is None or touched:
            found = list(source.documents(touched))
            present += found
            gone |= (_indexed(source) if touched is None else touched) - {one.key for one in found}
    return present, gone


def _touched(source: Source, acts: Iterable[tuple[str, str]]) -> set[str] | None:
    keys: set[str] = set()
    for verb, target in acts:
        found = source.touched(verb, target)
        if found is None:
            return None
        keys.update(found)
    return keys


def _indexed(source: Source) -> set[str]:
    known = index.engine().keys()
    return {key for key in known if kind_of(key) == source.kind}


def _newest() -> tuple[int, str]:
    found = AuditEntry.objects.order_by("-pk").values_list("pk", "hash").first()
    return found or NO_ENTRY


def _entries_after(position: int) -> list[Entry]:
    rows = AuditEntry.objects.filter(pk__gt=position).order_by("pk")
    told = rows.values_list("pk", "hash", "verb", "target")[:MOST_AT_ONCE]
    return [Entry(*one) for one in told]
