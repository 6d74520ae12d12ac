import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

TEXTS = [
    {"id": "a", "lang": "nb", "title": "Flom i dalen", "body": "Slik varslet vi."},
    {"id": "b", "lang": "nn", "title": "Ras over vegen", "body": "Vegen vart stengd."},
]
ASKED = [
    {"id": "1", "lang": "nn", "kind": "crosslang", "query": "flaum", "expected": ["a"]},
    {"id": "2", "lang": "nb", "kind": "plain", "query": "bibliotek", "expected": ["b"]},
]


def written(path: Path, content: object) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(path)


def evaluated(tmp_path: Path, queries: object, texts: object, *more: str) -> str:
    told = StringIO()
    call_command(
        "search",
        "evaluate",
        written(tmp_path / "queries.json", queries),
        written(tmp_path / "texts.json", texts),
        *more,
        stdout=told,
    )
    return told.getvalue()


@pytest.mark.parametrize("engine", ["fts5", "tantivy"])
def test_the_quality_is_told_in_all_and_by_kind(tmp_path: Path, engine: str) -> None:
    told = json.loads(evaluated(tmp_path, ASKED, TEXTS, "--engine", engine, "--json"))
    assert told == {
        "engine": engine,
        "documents": 2,
        "count": 2,
        "recall_at_5": 0.5,
        "mrr": 0.5,
        "kinds": {
            "crosslang": {"count": 1, "recall_at_5": 1.0, "mrr": 1.0},
            "plain": {"count": 1, "recall_at_5": 0.0, "mrr": 0.0},
        },
        "missed": ["2"],
    }


def test_people_get_a_table(tmp_path: Path) -> None:
    lines = evaluated(tmp_path, ASKED, TEXTS).splitlines()
    assert lines[0] == "fts5, 2 documents"
    assert lines[2].split() == ["all", "2", "0.500", "0.500"]


@pytest.mark.parametrize(
    ("queries", "texts", "sentence"),
    [
        ("{", TEXTS, "is not JSON"),
        ({}, TEXTS, "is not a JSON list of objects"),
        ([1], TEXTS, "is not a JSON list of objects"),
        ([], TEXTS, "is an empty list"),
        ([{"id": "1", "query": "x"}], TEXTS, "needs `expected`"),
        ([{"id": "1", "query": "x", "expected": []}], TEXTS, "expects no document"),
        ([{"id": "1", "query": "x", "expected": ["z"]}], TEXTS, "which is no document"),
        ([{"id": 1, "query": "x", "expected": ["a"]}], TEXTS, "needs 'id', a text"),
        (ASKED[:1] * 2, TEXTS, "stands twice"),
        (ASKED, [{"id": "a", "title": "x"}], "needs 'body', a text"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(
    tmp_path: Path, queries: object, texts: object, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        evaluated(tmp_path, queries, texts)


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("search", "evaluate", str(tmp_path / "no.json"), str(tmp_path / "no.json"))


def test_two_files_are_asked_for() -> None:
    with pytest.raises(CommandError, match="Name two files"):
        call_command("search", "evaluate", "one.json")


def test_the_number_of_hits_is_checked() -> None:
    with pytest.raises(CommandError, match="--limit takes a number"):
        call_command("search", "flom", "--limit", "0")
