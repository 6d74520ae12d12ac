"""`allmenning arena`: what an operator types."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from allmenning.arena.models import Case
from allmenning.arena.tests.build import make_case

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("arena", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as told:
        run(*words)
    assert told.value.returncode == 2
    return str(told.value)


def test_it_goes_out_to_a_file_and_in_again(tmp_path: Path) -> None:
    make_case(slug="vakt", author=None)
    file = tmp_path / "told.json"

    assert run("export", str(file)) == f"Wrote {file}.\n"
    Case.objects.all().delete()
    assert run("import", str(file), "--dry-run").startswith("Dry run, nothing was stored.")
    assert not Case.objects.exists()
    assert "cases: 1 new, 0 changed, 0 as before" in run("import", str(file))
    assert Case.objects.get().slug == "vakt"


def test_without_a_file_it_is_written_out() -> None:
    make_case(slug="vakt")
    make_case(slug="berre-for-oss", visibility="members")

    assert len(json.loads(run("export"))["cases"]) == 2
    assert len(json.loads(run("export", "--open"))["cases"]) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "not text in UTF-8"),
        (b'"\\ud800"', "not text in UTF-8"),
        (b"{", "Look at line 1, character 2"),
        (b"[NaN]", "NaN is not a number"),
        (b"[" * 100_000, "nested too deep"),
        (b"{}", "Nothing was stored, 1 fault was found"),
    ],
)
def test_a_bad_file_gives_a_sentence_and_exit_code_2(
    tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)

    assert told in refused("import", str(file))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "borte.json"

    assert refused("import", str(file)) == f"{file} cannot be read: No such file or directory."
    assert "cannot be written" in refused("export", str(tmp_path / "borte" / "told.json"))


def test_every_fault_is_listed(tmp_path: Path) -> None:
    document = json.loads(run("export"))
    document["tags"] = [{"slug": "vakt", "name": ""}, {"slug": "å"}]
    file = tmp_path / "told.json"
    file.write_text(json.dumps(document))

    told = refused("import", str(file))

    assert "Nothing was stored, 3 faults were found" in told
    assert "tags, row 1 (vakt): The field “name” is empty" in told
