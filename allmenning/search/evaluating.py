"""How well an engine answers queries whose answers are known."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from allmenning.search.contract import OPEN, Document
from allmenning.search.engines import Engine

LARGEST = 200_000_000
FIRST = 5
LOOKED_AT = 10
# Nothing in such a file opens on a day.
SOME_DAY = date(2000, 1, 1)


class NotReadableError(Exception):
    """A file is not what it should be; the sentence says what is wrong."""


@dataclass(frozen=True)
class Query:
    """A query with the keys of all documents that answer it."""

    key: str
    kind: str
    text: str
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """How one query went: the share of the answers among the first five, and one by the rank."""

    query: Query
    recall: float
    reciprocal: float


@dataclass(frozen=True)
class Quality:
    """The means over some queries."""

    count: int
    recall_at_5: float
    mrr: float


@dataclass(frozen=True)
class Evaluation:
    """How an engine did, in all and by kind of query, and which queries it missed."""

    engine: str
    documents: int
    total: Quality
    kinds: Mapping[str, Quality]
    missed: Sequence[str]

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "engine": self.engine,
            "documents": self.documents,
            **asdict(self.total),
            "kinds": {kind: asdict(quality) for kind, quality in self.kinds.items()},
            "missed": list(self.missed),
        }


def evaluate(engine: Engine, queries: Sequence[Query], documents: Sequence[Document]) -> Evaluation:
    """Fill an engine with the documents, ask it everything, and compare."""
    engine.rebuild(documents)
    answers = [ask(engine, query) for query in queries]
    kinds = sorted({query.kind for query in queries})
    return Evaluation(
        engine.name,
        len(documents),
        quality(answers),
        {kind: quality([one for one in answers if one.query.kind == kind]) for kind in kinds},
        [one.query.key for one in answers if one.recall < 1],
    )


def ask(engine: Engine, query: Query) -> Answered:
    found = engine.find(
        query.text, audiences={OPEN}, on=SOME_DAY, limit=LOOKED_AT, count_facets=False
    )
    keys = [hit.key for hit in found.hits]
    among = len(set(keys[:FIRST]) & set(query.expected))
    ranks = (1 / rank for rank, key in enumerate(keys, 1) if key in query.expected)
    return Answered(query, among / min(len(query.expected), FIRST), next(ranks, 0.0))


def quality(answers: Sequence[Answered]) -> Quality:
    count = len(answers)
    recall = sum(one.recall for one in answers) / count
    return Quality(count, round(recall, 4), round(sum(a.reciprocal for a in answers) / count, 4))


def read_documents(path: Path) -> list[Document]:
    """Read documents with `id`, `title`, `body` and, if told, `lang`."""
    found = [document_of(entry, path) for entry in read_entries(path)]
    refuse_twice((one.key for one in found), path)
    return found


def read_queries(path: Path, documents: Iterable[Document]) -> list[Query]:
    """Read queries with `id`, `query`, `expected` and, if told, `kind`."""
    found = [query_of(entry, path) for entry in read_entries(path)]
    refuse_twice((one.key for one in found), path)
    known = {document.key for document in documents}
    for query in found:
        if unknown := [key for key in query.expected if key not in known]:
            raise NotReadableError(
                f"{path}: query {query.key!r} expects {unknown[0]!r}, which is no document."
            )
    return found


def document_of(entry: Mapping[str, Any], path: Path) -> Document:
    key, title, body = (text_of(entry, name, path) for name in ("id", "title", "body"))
    language = text_of({"lang": "nb", **entry}, "lang", path)
    return Document(
        key=key, kind="text", language=language, titles={language: title}, body=body, route=("", "")
    )


def query_of(entry: Mapping[str, Any], path: Path) -> Query:
    key, text = text_of(entry, "id", path), text_of(entry, "query", path)
    kind = text_of({"kind": "plain", **entry}, "kind", path)
    expected = entry.get("expected")
    if not isinstance(expected, list) or not all(isinstance(one, str) for one in expected):
        raise NotReadableError(f"{path}: query {key!r} needs `expected`, a list of documents' ids.")
    if not expected:
        raise NotReadableError(f"{path}: query {key!r} expects no document; name at least one.")
    return Query(key, kind, text, tuple(dict.fromkeys(expected)))


def text_of(entry: Mapping[str, Any], name: str, path: Path) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise NotReadableError(
            f"{path}: every entry needs {name!r}, a text; one has {value!r:.60}."
        )
    return value


def read_entries(path: Path) -> list[dict[str, Any]]:
    """Read a JSON list of objects."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotReadableError(f"{path} is larger than {LARGEST // 1_000_000} MB.")
        read = json.loads(path.read_bytes())
    except OSError as error:
        raise NotReadableError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise NotReadableError(f"{path} is not JSON: {error}.") from error
    if not isinstance(read, list) or not all(isinstance(entry, dict) for entry in read):
        raise NotReadableError(f"{path} is not a JSON list of objects.")
    if not read:
        raise NotReadableError(f"{path} is an empty list.")
    return read


def refuse_twice(keys: Iterable[str], path: Path) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise NotReadableError(f"{path}: the id {key!r} stands twice.")
        seen.add(key)
