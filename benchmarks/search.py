"""The search beside stock engines: `python benchmarks/search.py [DOCUMENTS ...]` prints tables.

The judged documents and queries of allmenning/search/data among made-up ones (search_data.py).
Stock engines get the same texts as they are: SQLite FTS5 with unicode61, all words or any; Tantivy
as it comes. Milliseconds are CPU time of one query, its analysis included.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
sys.path.insert(0, str(Path(__file__).parent.parent))

import tantivy

from allmenning.core.text import words
from allmenning.search.contract import OPEN, Document
from allmenning.search.engines.fts5 import Fts5
from allmenning.search.engines.tantivy import Tantivy
from benchmarks.search_data import TODAY, judged, noise, queries

NUMBERS = (2_000, 100_000)
LIMIT = 10
Ask = Callable[[str], list[str]]


def ours(kind: type[Fts5 | Tantivy], *, facets: bool = False) -> Callable[..., Ask]:
    def build(folder: Path, documents: Sequence[Document]) -> Ask:
        engine = kind(folder)
        engine.rebuild(documents)

        def ask(query: str) -> list[str]:
            found = engine.find(query, audiences={OPEN}, on=TODAY, limit=LIMIT, count_facets=facets)
            return [hit.key for hit in found.hits]

        return ask

    return build


def stock_fts5(joint: str) -> Callable[..., Ask]:
    def build(folder: Path, documents: Sequence[Document]) -> Ask:
        database = sqlite3.connect(folder / "stock.sqlite3")
        database.execute("CREATE VIRTUAL TABLE texts USING fts5(key UNINDEXED, title, body)")
        rows = [(one.key, next(iter(one.titles.values())), one.body) for one in documents]
        with database:
            database.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)

        def ask(query: str) -> list[str]:
            match = f" {joint} ".join(f'"{word}"' for word, _, _ in words(query))
            found = database.execute(
                "SELECT key FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (match, LIMIT)
            )
            return [row[0] for row in found]

        return ask

    return build


def stock_tantivy(folder: Path, documents: Sequence[Document]) -> Ask:
    builder = tantivy.SchemaBuilder().add_text_field("key", stored=True, tokenizer_name="raw")
    schema = builder.add_text_field("title").add_text_field("body").build()
    index = tantivy.Index(schema, str(folder))
    writer = index.writer(50_000_000, 1)
    for one in documents:
        made = tantivy.Document()
        made.add_text("key", one.key)
        made.add_text("title", next(iter(one.titles.values())))
        made.add_text("body", one.body)
        writer.add_document(made)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> list[str]:
        asked = index.parse_query(" ".join(word for word, _, _ in words(query)), ["title", "body"])
        found = searcher.search(asked, LIMIT).hits
        return [str(searcher.doc(address).get_first("key")) for _, address in found]

    return ask


ENGINES: dict[str, Callable[..., Ask]] = {
    "FTS5 unicode61, all words": stock_fts5("AND"),
    "FTS5 unicode61, any word": stock_fts5("OR"),
    "Tantivy as it comes": stock_tantivy,
    "ours on FTS5": ours(Fts5),
    "ours on Tantivy": ours(Tantivy),
    "ours on Tantivy, with facets": ours(Tantivy, facets=True),
}


def row(name: str, documents: Sequence[Document]) -> str:
    """Build an engine, ask it everything, and return its line of the table."""
    with tempfile.TemporaryDirectory(prefix="search-") as place:
        folder = Path(place)
        start = time.process_time()
        ask = ENGINES[name](folder, documents)
        built = time.process_time() - start
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        ask("ord som varmer opp")
        recalls, spent = [], []
        for asked in queries().values():
            recall = []
            for query in asked:
                start = time.process_time()
                found = ask(query["query"])
                spent.append((time.process_time() - start) * 1000)
                expected = query["expected"]
                recall.append(len(set(found[:5]) & set(expected)) / min(5, len(expected)))
            recalls.append(statistics.mean(recall))
    told = " | ".join(f"{recall:.2f}" for recall in recalls)
    cuts = statistics.quantiles(spent, n=20)
    middle = statistics.median(spent)
    return f"| {name} | {told} | {built:.1f} | {size:.0f} | {middle:.2f} | {cuts[-1]:.1f} |"


def main() -> None:
    numbers = [int(number) for number in sys.argv[1:]] or NUMBERS
    for number in numbers:
        documents = list(chain(noise(number), judged()))
        print(f"\n{number:,} documents; recall@5 by set, build in CPU seconds, query in CPU ms\n")
        print(f"| engine | {' | '.join(queries())} | build s | MB | p50 ms | p95 ms |")
        print("| --- " * (len(queries()) + 5) + "|")
        for name in ENGINES:
            print(row(name, documents), flush=True)


if __name__ == "__main__":
    main()
