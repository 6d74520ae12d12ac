"""`allmenning survey run` and `survey estimate`, as a person or a program runs them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

MEAN = {"op": "mean", "vars": ["y"]}
DESIGN = {"data": "x", "strata": "h"}


def run(*arguments: str | Path) -> tuple[int, str]:
    """What the command leaves: its exit status and its output."""
    out = StringIO()
    try:
        call_command("survey", *map(str, arguments), stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def vectors(folder: Path, *changes: dict[str, Any]) -> Path:
    """A file of vectors on a data set of four rows in two strata."""
    write(folder, "x.csv", '"h","y"\n1,1\n1,2\n2,3\n2,6\n')
    basic = {"id": "a", "design": DESIGN, "steps": [], "stat": MEAN, "level": 0.95}
    return write(folder, "v.json", {"vectors": [{**basic, **change} for change in changes]})


def test_every_vector_is_answered_under_its_id(tmp_path: Path) -> None:
    file = vectors(tmp_path, {}, {"id": "b", "stat": {"op": "degf"}})
    status, out = run("run", file, "--data", tmp_path, "--json")
    found = json.loads(out)

    assert status == 0
    assert found["a"]["estimate"] == [3]
    assert found["b"] == {"df": 2}


def test_a_faulty_vector_is_told_and_the_others_still_run(tmp_path: Path) -> None:
    file = vectors(
        tmp_path,
        {"stat": {"op": "mean", "vars": ["z"]}},
        {"id": "b", "design": {"data": "../x"}},
        {"id": "c"},
    )
    status, out = run("run", file, "--data", tmp_path)

    assert status == 1
    assert "Vector a: The data have no variable 'z'. They have h, y." in out
    assert "Vector b: There is no data set '../x'." in out
    assert 'c\n  names: ["y"]\n  estimate: [3]' in out


def test_a_refusal_that_the_vector_foresaw_is_no_fault(tmp_path: Path) -> None:
    file = vectors(tmp_path, {"design": {"data": "x", "strata": "y"}, "expected": {"error": True}})
    status, out = run("run", file, "--data", tmp_path, "--json")

    assert status == 0
    assert json.loads(out)["a"]["error"] is True


def test_types_beside_the_data_are_used(tmp_path: Path) -> None:
    schema = {"x": {"columns": {"h": {"type": "factor", "levels": ["2", "1", "0"]}}}}
    write(tmp_path, "schema.json", schema)
    file = vectors(tmp_path, {"stat": {"op": "mean", "vars": ["h"]}})
    found = json.loads(run("run", file, "--data", tmp_path, "--json")[1])

    assert found["a"]["names"] == ["h2", "h1", "h0"]


def test_one_figure_is_computed_of_files(tmp_path: Path) -> None:
    vectors(tmp_path)
    status, out = run(
        *("estimate", "--design", write(tmp_path, "d.json", {"strata": "h"})),
        *("--data", tmp_path / "x.csv", "--stat", write(tmp_path, "s.json", MEAN)),
        *("--steps", write(tmp_path, "t.json", [{"op": "subset", "where": "y < 6"}]), "--json"),
    )

    assert status == 0
    assert json.loads(out)["estimate"] == [2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("{", "is no JSON"), ({"a": 1}, "holds no list of vectors"), ("3", "must hold one object")],
)
def test_a_file_that_is_no_file_of_vectors_is_refused(
    tmp_path: Path, content: object, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("run", write(tmp_path, "v.json", content), "--data", tmp_path)


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*none\.json"):
        run("run", tmp_path / "none.json", "--data", tmp_path)


def test_a_figure_that_cannot_be_is_refused_in_a_sentence(tmp_path: Path) -> None:
    vectors(tmp_path)
    design = write(tmp_path, "d.json", {"strata": "y"})
    stat = write(tmp_path, "s.json", MEAN)

    with pytest.raises(CommandError, match=r"Stratum \(1\) has only one PSU at stage 1"):
        run("estimate", "--design", design, "--data", tmp_path / "x.csv", "--stat", stat)


def test_a_package_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Cannot read .*none\.zip: No such file"):
        call_command("survey_package", "check", str(tmp_path / "none.zip"))
