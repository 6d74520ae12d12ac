"""The floor under the search: it may get better, not worse, in any kind of query."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from allmenning.search.engines import Engine
from allmenning.search.evaluating import evaluate, read_documents, read_queries
from allmenning.search.index import ENGINES

DATA = Path(__file__).parent.parent / "data"
KIND_FLOOR = 0.85
# Where a set stands lower: seven compounds, and two misspellings.
LOWER = {("held", "compound"): 0.75, ("third_held", "typo"): 0.75}
SETS = ("public", "own", "held", "second", "third", "third_held", "fourth")


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = import_string(ENGINES[request.param])(tmp_path)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_queries_find_their_answers(engine: Engine, name: str) -> None:
    documents = read_documents(DATA / "documents.json")
    found = evaluate(engine, read_queries(DATA / f"queries_{name}.json", documents), documents)
    assert found.total.recall_at_5 >= 0.95
    assert found.total.mrr >= 0.93
    for kind, quality in found.kinds.items():
        floor = LOWER.get((name, kind), KIND_FLOOR)
        assert quality.recall_at_5 >= floor, kind
        assert quality.mrr >= KIND_FLOOR, kind
