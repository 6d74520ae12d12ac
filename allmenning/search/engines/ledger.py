"""What every engine keeps in SQLite: documents as handed in, the vocabulary, the position.

The vocabulary is what makes queries wide: which words there are, what they begin and end with,
and which letters they have. It is kept up to date with every change, so that nothing has to be
computed the first time somebody asks for a word.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from allmenning.core.text import Signatures, by_length, distance, may_be, signatures
from allmenning.search.contract import Document
from allmenning.search.engines.stored import body_forms, packed, title_forms, unpacked

TABLES = """
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
    audience TEXT NOT NULL, opens_on TEXT, weight REAL NOT NULL, dated TEXT, stored TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS term (
    term TEXT PRIMARY KEY, backwards TEXT NOT NULL, documents INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS term_backwards ON term (backwards, documents);
CREATE TABLE IF NOT EXISTS signature (
    first INTEGER PRIMARY KEY, terms TEXT NOT NULL, letters BLOB NOT NULL, pairs BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""
# So many pieces of the signatures are read one by one; more are made one.
MOST_PIECES = 24
# SQLite takes some thousand values in one question; we ask for fewer.
AT_ONCE = 500
BEHIND = "\U0010ffff"
NEAREST = 80
# Letters before and after what stands inside a word.
SHORTEST_SIDE = 3


class Ledger:
    """One SQLite file beside or under an index; the vocabulary that queries are widened by."""

    def __init__(self, path: Path, more_tables: str = "") -> None:
        self.database = sqlite3.connect(path, timeout=30, isolation_level=None)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=NORMAL")
        self.database.execute("PRAGMA mmap_size=268435456")
        self.database.executescript(TABLES + more_tables)
        self._words: list[str] = []
        self._text = ""
        self._signatures, self._order = by_length(signatures([]))
        self._read = (-1, -1)

    def close(self) -> None:
        self.database.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Do everything inside or nothing; writers wait for each other."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield self.database
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")

    # Notes

    def noted(self, name: str) -> int | None:
        row = self.database.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: int) -> None:
        self.database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    # Documents

    def take_out(self, keys: Iterable[str]) -> list[tuple[int, str]]:
        """Take documents and their words out; return the numbers and keys of those there were."""
        gone: list[tuple[int, str]] = []
        counts: Counter[str] = Counter()
        for key in keys:
            row = self.database.execute(
                "DELETE FROM document WHERE key = ? RETURNING id, stored", (key,)
            ).fetchone()
            if row:
                gone.append((row[0], key))
                document = unpacked(key, row[1])
                counts.subtract({*title_forms(document), *body_forms(document)})
        self.count(counts, -len(gone))
        return gone

    def put(self, document: Document) -> int:
        """Keep a document that is not there; return its number."""
        return int(
            self.database.execute(
                "INSERT INTO document (key, audience, opens_on, weight, dated, stored)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    document.key,
                    document.audience,
                    document.opens_on.isoformat() if document.opens_on else None,
                    document.weight,
                    document.dated.isoformat() if document.dated else "",
                    packed(document),
                ),
            ).lastrowid
            or 0
        )

    def count(self, changes: Counter[str], documents: int) -> None:
        """Change in how many documents words are, and how many documents there are."""
        known = self.present(changes)
        fresh = sorted(term for term in changes if term not in known)
        self.database.executemany(
            "UPDATE term SET documents = documents + ? WHERE term = ?",
            [(change, term) for term, change in changes.items() if change and term in known],
        )
        self.database.executemany(
            "INSERT INTO term VALUES (?, ?, ?)",
            [(term, term[::-1], changes[term]) for term in fresh],
        )
        self.sign([term for term in fresh if len(term) > 3 and term.isalpha()])
        self.note("documents", self.documents() + documents)

    def present(self, terms: Collection[str]) -> set[str]:
        """Return those words that have a row, be it of no document any more."""
        found: set[str] = set()
        every = list(terms)
        for start in range(0, len(every), AT_ONCE):
            some = every[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            question = f"SELECT term FROM term WHERE term IN ({marks})"  # noqa: S608 - marks only
            found.update(row[0] for row in self.database.execute(question, some))
        return found

    def sign(self, fresh: Sequence[str]) -> None:
        """Keep the signatures of new words, and make one piece of many."""
        if not fresh:
            return
        self.add_piece(fresh)
        pieces = self.database.execute("SELECT count(*) FROM signature").fetchone()[0]
        if pieces > MOST_PIECES:
            rows = self.database.execute("SELECT terms FROM signature ORDER BY first").fetchall()
            every = [term for row in rows for term in row[0].split("\n")]
            self.database.execute("DELETE FROM signature")
            self.add_piece(every)

    def add_piece(self, terms: Sequence[str]) -> None:
        # A number that no piece ever had, so that readers see the change.
        first = (self.noted("pieces") or 0) + 1
        self.note("pieces", first)
        signed = signatures(terms)
        self.database.execute(
            "INSERT INTO signature VALUES (?, ?, ?, ?)",
            (first, "\n".join(terms), signed.letters.tobytes(), signed.pairs.tobytes()),
        )

    def empty(self) -> None:
        """Forget everything but how many pieces and changes there ever were."""
        for table in ("document", "term", "signature"):
            self.database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        self.database.execute("DELETE FROM note WHERE name NOT IN ('pieces', 'changes')")

    def documents(self) -> int:
        return self.noted("documents") or 0

    # Vocabulary

    def counts(self, terms: Collection[str]) -> dict[str, int]:
        every = list(terms)[:AT_ONCE]
        marks = ",".join("?" * len(every))
        question = (
            f"SELECT term, documents FROM term WHERE term IN ({marks})"  # noqa: S608 - marks only
            " AND documents > 0"
        )
        return dict(self.database.execute(question, every).fetchall())

    def starting(self, prefix: str, most: int) -> list[str]:
        rows = self.database.execute(
            "SELECT term FROM term WHERE term > ? AND term < ? AND documents > 0"
            " ORDER BY documents DESC, term LIMIT ?",
            (prefix, prefix + BEHIND, most),
        )
        return [row[0] for row in rows]

    def ending(self, suffix: str, most: int) -> list[str]:
        backwards = suffix[::-1]
        rows = self.database.execute(
            "SELECT backwards FROM term INDEXED BY term_backwards"
            " WHERE backwards > ? AND backwards < ? AND documents > 0"
            " ORDER BY documents DESC, backwards LIMIT ?",
            (backwards, backwards + BEHIND, most),
        )
        return [row[0][::-1] for row in rows]

    def holding(self, part: str, most: int) -> list[str]:
        self.signed()
        found: list[str] = []
        at = self._text.find(part)
        while at >= 0 and len(found) < most * 2:
            start, end = self._text.rfind("\n", 0, at) + 1, self._text.find("\n", at)
            if at - start >= SHORTEST_SIDE and end - at - len(part) >= SHORTEST_SIDE:
                found.append(self._text[start:end])
            at = self._text.find(part, end)
        return list(self.counts(dict.fromkeys(found)))[:most]

    def near(self, term: str, slips: int) -> list[tuple[str, int]]:
        known = self.signed()
        for allowed in range(1, slips + 1):
            rows = self._order[may_be(term, known, allowed)[:NEAREST]]
            away = {self._words[row]: distance(term, self._words[row], allowed) for row in rows}
            counts = self.counts([word for word, slip in away.items() if slip])
            found = [(word, slip) for word, slip in away.items() if slip and word in counts]
            if found:
                return sorted(found, key=lambda one: (one[1], -counts[one[0]], one[0]))
        return []

    def signed(self) -> Signatures:
        """Return the signatures of all words, read again when there are new ones."""
        now = self.database.execute(
            "SELECT coalesce(max(first), 0), coalesce(sum(length(letters)), 0) FROM signature"
        ).fetchone()
        if now != self._read:
            rows = self.database.execute(
                "SELECT terms, letters, pairs FROM signature ORDER BY first"
            ).fetchall()
            self._text = "\n".join(["", *(row[0] for row in rows), ""])
            self._words = self._text[1:-1].split("\n") if rows else []
            self._signatures, self._order = by_length(
                Signatures(
                    np.frombuffer(b"".join(row[1] for row in rows), dtype=np.uint64),
                    np.frombuffer(b"".join(row[2] for row in rows), dtype=np.uint64),
                )
            )
            self._read = now
        return self._signatures
