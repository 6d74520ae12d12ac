"""`allmenning search`: ask the installation's index, or measure an engine on known answers."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.module_loading import import_string

from allmenning.search.actions import rebuild
from allmenning.search.contract import Document
from allmenning.search.engines import Engine
from allmenning.search.evaluating import (
    Evaluation,
    NotReadableError,
    evaluate,
    read_documents,
    read_queries,
)
from allmenning.search.index import ENGINES
from allmenning.search.queries import Reader, SearchQuery, search

EVALUATE = "evaluate"
REBUILD = ["rebuild"]
MOST_HITS = 1_000


class Command(BaseCommand):
    help = "Searches what is open to everybody, or measures how well queries are answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.usage = (
            "allmenning search QUERY [--json] [--limit N]\n"
            "       allmenning search evaluate QUERIES.json DOCS.json"
            " [--engine fts5|tantivy] [--json]\n"
            "       allmenning search rebuild"
        )
        parser.add_argument("words", nargs="+", metavar="QUERY", help="what to search for")
        parser.add_argument("--limit", type=int, default=10, help="show so many hits (10)")
        parser.add_argument("--engine", choices=sorted(ENGINES), default="fts5")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, **options: Any) -> None:
        words: list[str] = options["words"]
        if words[0] == EVALUATE and len(words) > 1:
            self.evaluate(words[1:], options["engine"], as_json=options["as_json"])
        elif words == REBUILD:
            self.rebuild()
        else:
            self.search(" ".join(words), options["limit"], as_json=options["as_json"])

    def search(self, text: str, limit: int, *, as_json: bool) -> None:
        if not 1 <= limit <= MOST_HITS:
            raise CommandError(f"--limit takes a number from 1 to {MOST_HITS}, not {limit}.")
        found = search(SearchQuery(text=text), Reader(), at=timezone.now(), limit=limit)
        if as_json:
            hits = [as_data(document) for document in found.hits]
            self.write({"query": text, "total": found.total, "capped": found.capped, "hits": hits})
            return
        more = "more than " if found.capped else ""
        self.stdout.write(f"{more}{found.total} found")
        for document in found.hits:
            self.stdout.write(f"  {document.kind:<9} {title_of(document)}  ({document.key})")

    def rebuild(self) -> None:
        """Make the index anew from the database, and say how far it has come."""

        def tell(count: int) -> None:
            self.stdout.write(f"{count} documents ...")
            self.stdout.flush()

        done = rebuild(at=timezone.now(), tell=tell)
        self.stdout.write(f"{done.put_in} documents can be found.")

    def evaluate(self, paths: Sequence[str], name: str, *, as_json: bool) -> None:
        if len(paths) != 2:
            raise CommandError("Name two files: allmenning search evaluate QUERIES.json DOCS.json")
        queries, texts = (Path(path) for path in paths)
        try:
            documents = read_documents(texts)
            asked = read_queries(queries, documents)
        except NotReadableError as error:
            raise CommandError(str(error)) from error
        with tempfile.TemporaryDirectory(prefix="search-") as folder:
            engine = opened(name, Path(folder))
            try:
                found = evaluate(engine, asked, documents)
            finally:
                engine.close()
        if as_json:
            self.write(found.as_data())
        else:
            self.tell(found)

    def tell(self, found: Evaluation) -> None:
        self.stdout.write(f"{found.engine}, {found.documents} documents")
        self.stdout.write(f"{'':<12} {'queries':>7} {'recall@5':>9} {'MRR':>6}")
        for kind, one in {"all": found.total, **found.kinds}.items():
            self.stdout.write(f"{kind:<12} {one.count:>7} {one.recall_at_5:>9.3f} {one.mrr:>6.3f}")
        if found.missed:
            self.stdout.write(f"not all found: {', '.join(found.missed)}")

    def write(self, data: object) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))


def opened(name: str, folder: Path) -> Engine:
    try:
        engine: Engine = import_string(ENGINES[name])(folder)
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    return engine


def title_of(document: Document) -> str:
    return document.titles.get(document.language) or next(iter(document.titles.values()), "")


def as_data(document: Document) -> dict[str, Any]:
    return {
        "key": document.key,
        "kind": document.kind,
        "language": document.language,
        "title": title_of(document),
        "titles": dict(document.titles),
        "themes": list(document.themes),
        "tags": list(document.tags),
        "dated": document.dated.isoformat() if document.dated else None,
    }
