"""The engine that is always there: SQLite FTS5, in one file.

FTS5 ranks all words of a query alike, and is slow where a word is in every third document. So it
is asked for candidates only, by the rarer words, and the best of them are weighed here.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from allmenning.core.text import expand
from allmenning.search.contract import Document
from allmenning.search.engines.interface import COUNTED, EVERYTHING, Filters, Hit, Hits
from allmenning.search.engines.ledger import Ledger
from allmenning.search.engines.ledgered import Ledgered
from allmenning.search.engines.stored import body_forms, counted_by, title_forms, unpacked
from allmenning.search.engines.weighing import K1, Asked, B, needed, rarity, weigh

TABLES = """
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(title, body, tokenize='ascii');
CREATE TABLE IF NOT EXISTS counted_by (
    document INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (document, name, value)
) WITHOUT ROWID;
"""
# So many candidates are weighed, and so many rows FTS5 goes through to choose them.
CANDIDATES = 100
ROWS = 5_000
# An alternative of so much is what was asked for; of less, what may be meant.
MEANT = 0.65
# So many questions' answers are kept.
KEPT = 64


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds, best first, before it is cut into pages."""

    scores: Mapping[int, float]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    matched: frozenset[str]


# By term, or several terms: the place of the concept, and what the term is worth for it.
Singles = dict[str, list[tuple[int, float]]]
Several = list[tuple[int, tuple[tuple[str, float], ...]]]


class Fts5(Ledgered):
    """The index in `fts5.sqlite3` of its folder."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.ledger = Ledger(folder / "fts5.sqlite3", TABLES)
        self.database = self.ledger.database
        self.kept: dict[tuple[object, ...], Found] = {}
        self.kept_at = (0, 0)

    # Changing

    def change(
        self, documents: Iterable[Document], gone: Iterable[str], *, position: int | None = None
    ) -> None:
        fresh = {document.key: document for document in documents}
        with self.ledger.writing():
            self.take_out([*fresh, *gone])
            self.put(fresh.values())
            if position is not None:
                self.ledger.note("position", position)

    def rebuild(self, documents: Iterable[Document], *, position: int | None = None) -> None:
        with self.ledger.writing():
            self.empty()
            self.put(documents)
            if position is not None:
                self.ledger.note("position", position)

    def clear(self) -> None:
        with self.ledger.writing():
            self.empty()

    def empty(self) -> None:
        self.ledger.empty()
        self.database.execute("DELETE FROM words")
        self.database.execute("DELETE FROM counted_by")
        self.ledger.note("words", 0)

    def take_out(self, keys: Iterable[str]) -> None:
        for number, _ in self.ledger.take_out(keys):
            row = self.database.execute(
                "SELECT title, body FROM words WHERE rowid = ?", (number,)
            ).fetchone()
            # A virtual table gives nothing back of what it deletes.
            self.database.execute("DELETE FROM words WHERE rowid = ?", (number,))
            self.lengthen(-2 * len(row[0].split()) - len(row[1].split()))
            self.database.execute("DELETE FROM counted_by WHERE document = ?", (number,))

    def put(self, documents: Iterable[Document]) -> None:
        counts: Counter[str] = Counter()
        added = length = 0
        for document in documents:
            number = self.ledger.put(document)
            title, body = title_forms(document), body_forms(document)
            self.database.execute(
                "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
                (number, " ".join(title), " ".join(body)),
            )
            self.database.executemany(
                "INSERT OR IGNORE INTO counted_by VALUES (?, ?, ?)",
                [(number, name, value) for name, value in counted_by(document)],
            )
            counts.update({*title, *body})
            added, length = added + 1, length + 2 * len(title) + len(body)
        self.ledger.count(counts, added)
        self.lengthen(length)

    def lengthen(self, change: int) -> None:
        """Keep the sum of the lengths, which their average is made of."""
        self.ledger.note("words", (self.ledger.noted("words") or 0) + change)

    # Finding

    def find(
        self,
        query: str,
        *,
        audiences: Collection[str],
        on: date,
        filters: Filters = EVERYTHING,
        limit: int = 10,
        offset: int = 0,
        count_facets: bool = True,
    ) -> Hits:
        may_see, values = allowed(audiences, on, filters)
        if not query.strip():
            return self.newest(may_see, values, limit, offset, count_facets=count_facets)
        found = self.found(query, may_see, values, max(CANDIDATES, offset + limit))
        ranked = list(islice(found.scores, offset, offset + limit))
        return Hits(
            min(found.total, COUNTED),
            self.hits(ranked, found.scores),
            found.facets if count_facets else {},
            found.matched,
            found.total > COUNTED,
        )

    def found(self, query: str, may_see: str, values: list[str], most: int) -> Found:
        """Return what a question finds; kept while nothing changes, for its further pages."""
        changes = self.database.execute("PRAGMA data_version").fetchone()[0]
        now = (changes, self.database.total_changes)
        if now != self.kept_at:
            self.kept.clear()
            self.kept_at = now
        key = (query, may_see, *values, most)
        if key not in self.kept:
            if len(self.kept) >= KEPT:
                self.kept.pop(next(iter(self.kept)))
            self.kept[key] = self.look_for(query, may_see, values, most)
        return self.kept[key]

    def look_for(self, query: str, may_see: str, values: list[str], most: int) -> Found:
        concepts = expand(query, self.ledger)
        counts = self.ledger.counts({term for one in concepts for term in one.terms()})
        asked = weigh(concepts, counts, self.ledger.documents())
        if not asked:
            return Found({}, 0, {}, frozenset())
        scores = self.weighed(asked, counts, may_see, values, most)
        ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
        total, facets = self.counted(matching(asked), may_see, values)
        return Found(dict(ranked), total, facets, frozenset(counts))

    def newest(
        self, may_see: str, values: list[str], limit: int, offset: int, *, count_facets: bool
    ) -> Hits:
        """Return everything, newest first."""
        rows = self.database.execute(
            f"SELECT d.id FROM document d WHERE {may_see}"  # noqa: S608 - conditions of ours
            " ORDER BY d.dated DESC, d.id DESC LIMIT ? OFFSET ?",
            [*values, limit, offset],
        ).fetchall()
        total, facets = self.counted(None, may_see, values)
        return Hits(
            min(total, COUNTED),
            self.hits([row[0] for row in rows], {}),
            facets if count_facets else {},
            capped=total > COUNTED,
        )

    def hits(self, rows: Sequence[int], scores: Mapping[int, float]) -> list[Hit]:
        marks = ",".join("?" * len(rows))
        question = f"SELECT id, key, stored FROM document WHERE id IN ({marks})"  # noqa: S608
        found = {row[0]: row for row in self.database.execute(question, list(rows))}
        return [
            Hit(found[row][1], round(scores.get(row, 0.0), 4), unpacked(*found[row][1:]))
            for row in rows
            if row in found
        ]

    def counted(
        self, match: str | None, may_see: str, values: list[str]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """Return how many there are, and how many by value; of at most `COUNTED` and one."""
        source = "document d" if match is None else "words w CROSS JOIN document d ON d.id=w.rowid"
        only = may_see if match is None else f"words MATCH ? AND {may_see}"
        rows = self.database.execute(
            f"WITH found AS (SELECT d.id FROM {source} WHERE {only} LIMIT {COUNTED + 1})"  # noqa: S608
            " SELECT c.name, c.value, count(*) FROM found JOIN counted_by c ON c.document = id"
            " GROUP BY c.name, c.value ORDER BY count(*) DESC, c.value",
            values if match is None else [match, *values],
        )
        facets: dict[str, dict[str, int]] = {}
        for name, value, number in rows:
            facets.setdefault(name, {})[value] = number
        return sum(facets.get("kind", {}).values()), facets

    def weighed(
        self,
        asked: Sequence[Asked],
        counts: Mapping[str, int],
        may_see: str,
        values: list[str],
        most: int,
    ) -> dict[int, float]:
        """Return the score of the best candidates by their number."""
        rows: dict[int, tuple[str, str, float]] = {}
        for match in candidate_matches(asked):
            found = self.database.execute(
                "SELECT w.rowid, w.title, w.body, d.weight FROM words w"  # noqa: S608 - ours
                " CROSS JOIN document d ON d.id = w.rowid"
                f" WHERE words MATCH ? AND {may_see} ORDER BY w.rank LIMIT {most}",
                [match, *values],
            )
            rows |= {row[0]: row[1:] for row in found}
        return self.scores(asked, counts, rows)

    def scores(
        self,
        asked: Sequence[Asked],
        counts: Mapping[str, int],
        rows: Mapping[int, tuple[str, str, float]],
    ) -> dict[int, float]:
        of = max(1, self.ledger.documents())
        rare = {term: rarity(number, of) for term, number in counts.items()}
        usual = max(1.0, (self.ledger.noted("words") or 0) / of)
        singles, several = by_term(asked)
        scores = {}
        for row, (title, body, weight) in rows.items():
            worth = term_worth(title, body, rare, usual)
            found = [0.0] * len(asked)
            for term, adds in worth.items():
                for at, each in singles.get(term, ()):
                    found[at] = max(found[at], adds * each)
            for at, terms in several:
                together = sum(worth.get(term, 0.0) * each for term, each in terms)
                found[at] = max(found[at], together)
            if sum(score > 0 for score in found) >= needed(asked):
                scores[row] = weight * sum(found)
        return scores


def by_term(asked: Sequence[Asked]) -> tuple[Singles, Several]:
    """Return the alternatives of one term by it, and those of several; each with its concept."""
    singles: Singles = {}
    several: Several = []
    for at, one in enumerate(asked):
        for alternative in one.alternatives:
            if len(alternative.terms) > 1:
                several.append((at, alternative.terms))
            for term, each in alternative.terms if len(alternative.terms) == 1 else ():
                singles.setdefault(term, []).append((at, each))
    return singles, several


def term_worth(title: str, body: str, rare: Mapping[str, float], usual: float) -> dict[str, float]:
    """Return what each wanted term adds to the score of one document; the title counts twice."""
    titled, words = title.split(), body.split()
    damped = K1 * (1 - B + B * (2 * len(titled) + len(words)) / usual)
    times = Counter([word for word in (*titled, *titled, *words) if word in rare])
    return {term: rare[term] * n * (K1 + 1) / (n + damped) for term, n in times.items()}


def quoted(terms: Iterable[str]) -> str:
    """Return terms as FTS5 takes them, any of which is enough."""
    return " OR ".join(f'"{term}"' for term in sorted(terms))


def terms_of(one: Asked) -> set[str]:
    return {term for alternative in one.alternatives for term, _ in alternative.terms}


def matching(asked: Sequence[Asked]) -> str:
    """Return what FTS5 is to match: any `needed` of the concepts."""
    rarest = sorted(asked, key=lambda one: one.documents)
    every = [f"({quoted(terms_of(one))})" for one in rarest]
    times = needed(asked)
    if times == 1:
        return " OR ".join(every)
    # Any two of them; that three of six are needed is seen to when they are weighed.
    pairs = [f"({one} AND {other})" for at, one in enumerate(every) for other in every[at + 1 :]]
    return " OR ".join(pairs)


def candidate_matches(asked: Sequence[Asked]) -> list[str]:
    """Return what to match for candidates: what the rarer words mean, what they may, and all."""
    rarest = sorted(asked, key=lambda one: one.documents)
    taken: list[Asked] = []
    rows = 0
    for one in rarest:
        if taken and rows + one.documents > ROWS:
            break
        taken.append(one)
        rows += one.documents
    meant = {
        term
        for one in taken
        for alternative in one.alternatives
        for term, each in alternative.terms
        if each >= MEANT
    }
    matches = [meant, {term for one in taken for term in terms_of(one)} - meant]
    every = " AND ".join(f"({quoted(terms_of(one))})" for one in rarest)
    return [quoted(terms) for terms in matches if terms] + ([every] if len(asked) > 1 else [])


def allowed(audiences: Collection[str], on: date, filters: Filters) -> tuple[str, list[str]]:
    """Return the condition that a reader may see a document and wants such, and its values."""
    marks = ",".join("?" * len(audiences))
    condition = f"(d.audience IN ({marks}) OR d.opens_on <= ?)"
    values = [*sorted(audiences), on.isoformat()]
    for name, kept in sorted(filters.wanted().items()):
        marks = ",".join("?" * len(kept))
        condition += (
            " AND EXISTS (SELECT 1 FROM counted_by f WHERE f.document = d.id"  # noqa: S608 - ours
            f" AND f.name = ? AND f.value IN ({marks}))"
        )
        values += [name, *sorted(kept)]
    return condition, values


def is_there() -> bool:
    """Tell whether this Python's SQLite was built with FTS5."""
    with sqlite3.connect(":memory:") as database:
        options = database.execute("PRAGMA compile_options").fetchall()
    return ("ENABLE_FTS5",) in options
