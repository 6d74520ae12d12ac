"""The floor under the search: it may get better, not worse, in any kind of query."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from allmenning.search.engines import Engine
from allmenning.search.evaluating import evaluate, read_documents, read_queries
from allmenning.search.index import ENGINES

DATA = Path(__file__).parent.parent / "data"
# Of at least seven queries each; kinds with fewer are in the whole only.
KIND_FLOOR = 0.85


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = import_string(ENGINES[request.param])(tmp_path)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["public", "own", "second"])
def test_queries_find_their_answers(engine: Engine, name: str) -> None:
    documents = read_documents(DATA / "documents.json")
    found = evaluate(engine, read_queries(DATA / f"queries_{name}.json", documents), documents)
    assert found.total.recall_at_5 >= 0.97
    assert found.total.mrr >= 0.93
    assert all(
        kind.recall_at_5 >= KIND_FLOOR and kind.mrr >= KIND_FLOOR for kind in found.kinds.values()
    )


@pytest.mark.slow
def test_queries_that_were_put_aside_find_their_answers(engine: Engine) -> None:
    documents = read_documents(DATA / "documents.json")
    found = evaluate(engine, read_queries(DATA / "queries_held.json", documents), documents)
    assert found.total.recall_at_5 >= 0.95
    assert found.total.mrr >= 0.9
