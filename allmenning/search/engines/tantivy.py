"""The engine for large installations: Tantivy, an optional library.

Words and filters are Tantivy's; documents, vocabulary and position are in a ledger beside it. The
ledger commits after Tantivy: should the machine stop between the two, the position is the old one,
and the same changes are made once more, which changes nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from allmenning.core.text import expand
from allmenning.search.contract import Document
from allmenning.search.engines.interface import EVERYTHING, Filters, Hit, Hits
from allmenning.search.engines.ledger import Ledger
from allmenning.search.engines.ledgered import Ledgered
from allmenning.search.engines.stored import body_forms, counted_by, title_forms, unpacked
from allmenning.search.engines.weighing import Asked, Weighed, needed, weigh

try:
    import tantivy
    from tantivy import Occur, Query
except ImportError as missing:
    raise ImproperlyConfigured(
        "The search engine Tantivy is not installed. Install it with"
        " `pip install 'allmenning[tantivy]'`, or set ALLMENNING_SEARCH_ENGINE=fts5."
    ) from missing

TOKENIZER = "words_apart"
MEMORY = 30_000_000
MOST_VALUES = 500
Clauses = list[tuple[Occur, Query]]


class Tantivy(Ledgered):
    """The index in the folder `tantivy`, with its ledger beside it."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        (folder / "tantivy").mkdir(parents=True, exist_ok=True)
        self.ledger = Ledger(folder / "ledger.sqlite3")
        self.schema = schema()
        self.index = tantivy.Index(self.schema, str(folder / "tantivy"))
        apart = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self.index.register_tokenizer(TOKENIZER, apart)
        self.index.config_reader("Manual")
        self.index.reload()
        self._seen: int | None = None

    # Changing

    def change(
        self, documents: Iterable[Document], gone: Iterable[str], *, position: int | None = None
    ) -> None:
        fresh = {document.key: document for document in documents}
        with self.writing(position) as writer:
            for _, key in self.ledger.take_out([*fresh, *gone]):
                writer.delete_documents_by_term("key", key)
            self.put(writer, fresh.values())

    def rebuild(self, documents: Iterable[Document], *, position: int | None = None) -> None:
        with self.writing(position) as writer:
            self.ledger.empty()
            writer.delete_all_documents()
            self.put(writer, documents)

    def clear(self) -> None:
        self.rebuild(())

    @contextmanager
    def writing(self, position: int | None) -> Iterator[tantivy.IndexWriter]:
        """Change both or, as far as readers can tell, neither."""
        with self.ledger.writing():
            writer = self.index.writer(heap_size=MEMORY, num_threads=1)
            try:
                yield writer
            except BaseException:
                writer.rollback()
                raise
            else:
                writer.commit()
            finally:
                # Lets the lock on the folder go, which the next writer takes.
                writer.wait_merging_threads()
            self.ledger.note("changes", (self.ledger.noted("changes") or 0) + 1)
            if position is not None:
                self.ledger.note("position", position)

    def put(self, writer: tantivy.IndexWriter, documents: Iterable[Document]) -> None:
        counts: Counter[str] = Counter()
        added = 0
        for document in documents:
            number = self.ledger.put(document)
            title, body = title_forms(document), body_forms(document)
            counts.update({*title, *body})
            writer.add_document(row(number, document, title, body))
            added += 1
        self.ledger.count(counts, added)

    # Finding

    def look_again(self) -> None:
        """Read the index again when it was changed, by whichever process."""
        now = self.ledger.noted("changes")
        if now != self._seen:
            self.index.reload()
            self._seen = now

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
        self.look_again()
        may_see = self.allowed(audiences, on, filters)
        if not query.strip():
            return self.newest(may_see, limit, offset, count_facets=count_facets)
        concepts = expand(query, self.ledger)
        counts = self.ledger.counts({term for one in concepts for term in one.terms()})
        asked = weigh(concepts, counts, self.ledger.documents())
        if not asked:
            return Hits(0, [])
        wanted = Query.boolean_query([(Occur.Must, self.any_of(asked)), *may_see])
        found = self.index.searcher().search(
            wanted, limit=max(1, limit), offset=offset, weight_by_field="weight"
        )
        return Hits(
            found.count or 0,  # type: ignore[attr-defined]  # its stubs leave it out
            self.hits(found.hits[:limit]),
            self.counted(wanted) if count_facets else {},
            frozenset(counts),
        )

    def newest(self, may_see: Clauses, limit: int, offset: int, *, count_facets: bool) -> Hits:
        """Return everything, newest first."""
        wanted = Query.boolean_query([(Occur.Must, Query.all_query()), *may_see])
        found = self.index.searcher().search(
            wanted, limit=max(1, limit), offset=offset, order_by_field="dated"
        )
        return Hits(
            found.count or 0,  # type: ignore[attr-defined]  # its stubs leave it out
            self.hits([(0.0, address) for _, address in found.hits[:limit]]),
            self.counted(wanted) if count_facets else {},
        )

    def any_of(self, asked: Sequence[Asked]) -> Query:
        """Return the question: at least `needed` of the concepts, the best alternative of each."""
        concepts = [
            (Occur.Should, Query.disjunction_max_query([self.all_of(a) for a in one.alternatives]))
            for one in asked
        ]
        return Query.boolean_query(concepts, needed(asked))

    def all_of(self, alternative: Weighed) -> Query:
        """Return the question of one alternative: the sum of what its terms add."""
        terms = [
            Query.boost_query(Query.term_query(self.schema, "words", term, "freq"), each)
            for term, each in alternative.terms
        ]
        if len(terms) == 1:
            return terms[0]
        return Query.boolean_query([(Occur.Should, term) for term in terms])

    def allowed(self, audiences: Collection[str], on: date, filters: Filters) -> Clauses:
        """Return what a document must be so that the reader may see it and wants it."""
        for_them = [self.exactly("audience", audience) for audience in sorted(audiences)]
        today = on.toordinal()
        opened = Query.range_query(self.schema, "opens_on", tantivy.FieldType.Unsigned, None, today)
        kept = [
            [self.exactly("counted_by", f"{name}={value}") for value in sorted(values)]
            for name, values in sorted(filters.wanted().items())
        ]
        return [
            (
                Occur.Must,
                Query.const_score_query(
                    Query.boolean_query([(Occur.Should, one) for one in any_of]), 0.0
                ),
            )
            for any_of in ([*for_them, opened], *kept)
        ]

    def exactly(self, field: str, value: str) -> Query:
        return Query.term_query(self.schema, field, value, "basic")

    def hits(self, found: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[Hit]:
        addresses = [address for _, address in found]
        numbers = self.index.searcher().fast_field_values("number", addresses)
        marks = ",".join("?" * len(numbers))
        question = f"SELECT id, key, stored FROM document WHERE id IN ({marks})"  # noqa: S608
        kept = {row[0]: row for row in self.ledger.database.execute(question, numbers)}
        return [
            Hit(kept[number][1], round(float(score) / 2, 4), unpacked(*kept[number][1:]))
            for (score, _), number in zip(found, numbers, strict=True)
            if number in kept
        ]

    def counted(self, wanted: Query) -> dict[str, dict[str, int]]:
        """Return how many hits there are by value."""
        asked = {"by": {"terms": {"field": "counted_by", "size": MOST_VALUES}}}
        facets: dict[str, dict[str, int]] = {}
        for bucket in self.index.searcher().aggregate(wanted, asked)["by"]["buckets"]:
            name, _, value = bucket["key"].partition("=")
            facets.setdefault(name, {})[value] = bucket["doc_count"]
        return facets


def schema() -> tantivy.Schema:
    """Return the fields: words in the order of nothing, filters, and what ranks."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("audience", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("counted_by", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("number", "opens_on", "dated"):
        builder.add_unsigned_field(name, fast=True, indexed=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


# One field for title and body, with the title in it twice: half the work of two fields.
def row(
    number: int, document: Document, title: Sequence[str], body: Sequence[str]
) -> tantivy.Document:
    """Return a document as Tantivy takes it."""
    made = tantivy.Document()
    made.add_text("words", " ".join((*title, *title, *body)))
    made.add_text("key", document.key)
    made.add_text("audience", document.audience)
    for name, value in counted_by(document):
        made.add_text("counted_by", f"{name}={value}")
    made.add_unsigned("number", number)
    made.add_unsigned("opens_on", (document.opens_on or date.max).toordinal())
    made.add_unsigned("dated", document.dated.toordinal() if document.dated else 0)
    # Tantivy multiplies a score by log2(2 + field): this makes it twice the weight.
    made.add_float("weight", 4**document.weight - 2)
    return made
