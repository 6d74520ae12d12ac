"""`allmenning evidence`: answers on stdout, one clear sentence and nothing else when it fails."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from allmenning.evidence.queries.cases import answers_to
from allmenning.evidence.tests.build import make_base, make_finding, small_document

pytestmark = pytest.mark.django_db

CASES = Path("/work/shared/evidence/convergence_cases.json")


def ran(*arguments: object) -> str:
    out = io.StringIO()
    call_command("evidence", *map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError) as fault:
        call_command("evidence", *map(str, arguments), stdout=out)
    assert out.getvalue() == ""
    return str(fault.value)


def written(folder: Path, content: object) -> Path:
    file = folder / "file.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_two_findings_are_compared_as_json() -> None:
    make_finding("F035")
    make_finding("F036", base=make_base("fylkeskommunene"), year=2015)
    found = json.loads(ran("compare", "F035", "f036", "--json"))
    assert (found["verdict"], found["rules"]) == ("side", ["R06"])
    assert "base" in found["reasons"]
    assert set(found["text"]["rules"]) == {"R06"}


def test_two_findings_are_compared_in_words() -> None:
    make_finding("F035")
    make_finding("F036", year=2015)
    assert ran("compare", "F035", "F036").startswith("F035 ~ F036:")


def test_the_reasons_are_told_in_the_language_asked_for() -> None:
    make_finding("F035")
    make_finding("F036", base=make_base("fylkeskommunene"), year=2015)
    told = ran("--language", "nn", "compare", "F035", "F036")
    assert "Dei er rekna ut av ulike grupper." in told


def test_an_unknown_finding_is_one_sentence() -> None:
    assert refused("compare", "F035", "F036") == "There is no finding F035."


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not here")
def test_every_shared_case_gets_its_answer() -> None:
    cases = json.loads(CASES.read_text())
    answers = json.loads(ran("cases", CASES, "--json"))
    assert [one["id"] for one in answers] == [one["id"] for one in cases]
    for case, answer in zip(cases, answers, strict=True):
        for name in ("verdict", "rules", "expect", "flags"):
            if name in case:
                assert answer[name] == _approximately(case[name])


def _approximately(value: Any) -> Any:
    return pytest.approx(value) if isinstance(value, dict) and "diff" in value else value


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[" * 100_000,
        {"a": 1},
        [3],
        [{"id": "x"}],
        [{"a": "F999", "b": {}}],
        [{"a": {"theme": [1]}, "b": {}}],
        [{"a": 1, "b": 2}],
        [{"f": {"coverage": "loud"}, "g": {"coverage": "covered"}}],
        [{"f": 1, "g": 2}],
        [{"args": {"x1": 5, "n1": 4}}],
        [{"args": None}],
        [{"args": {"x1": "a", "n1": 4, "x2": 1, "n2": 2, "N": 9}}],
    ],
)
def test_a_case_that_cannot_be_answered_is_one_sentence(tmp_path: Path, content: object) -> None:
    told = refused("cases", written(tmp_path, content), "--json")
    assert "\n" not in told
    assert told.endswith(".")


def test_one_case_that_cannot_be_read_does_not_silence_the_others(tmp_path: Path) -> None:
    asked = {"coverage": "not asked"}
    cases = [{"id": "bad"}, {"id": "good", "f": asked, "g": asked}]
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"^Case 1 \(bad\): it must have"):
        call_command("evidence", "cases", str(written(tmp_path, cases)), "--json", stdout=out)
    bad, good = json.loads(out.getvalue())
    assert bad["id"] == "bad"
    assert "it must have" in bad["error"]
    assert good == {"id": "good", "expect": "silence:not asked", "flags": []}


def test_a_name_that_is_no_text_goes_out_as_it_came_in(tmp_path: Path) -> None:
    case = {"id": "\ud800", "f": {"coverage": "not asked"}, "g": {"coverage": "not asked"}}
    assert json.loads(ran("cases", written(tmp_path, [case]), "--json"))[0]["id"] == "\ud800"


def test_a_file_without_end_is_refused() -> None:
    assert "larger than 20 MB" in refused("cases", Path("/dev/zero"))


def test_a_finding_is_not_compared_with_itself() -> None:
    make_finding("F035")
    assert refused("compare", "F035", "f035") == "Name two different findings, not F035 twice."


def test_strata_are_summed() -> None:
    """Two strata of the same counts change as much as one, with more certainty."""
    rounds = {"x1": 80, "n1": 200, "x2": 110, "n2": 220, "N": 356, "independent": True}
    alone, both = answers_to([{"args": rounds}, {"args": {"strata": [rounds, rounds]}}])
    assert both["expect"]["diff"] == pytest.approx(0.1)
    assert both["expect"]["se"] == pytest.approx(alone["expect"]["se"] / 2**0.5)


def test_stored_findings_are_coded_by_their_ids() -> None:
    make_finding("F901", claim="kommunen-har-dialog", direction=1)
    make_finding("F902", claim="kommunen-har-dialog", direction=-1)
    assert answers_to([{"id": 1, "f": "F901", "g": "F902"}])[0]["expect"] == "dissonance"
    refused_one = answers_to([{"id": 1, "f": "F901", "g": "F999"}])[0]
    assert refused_one["error"] == "Case 1 (1): there is no finding F999."


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert refused("cases", tmp_path / "no.json").endswith("No such file or directory.")


def test_a_file_is_checked_stored_and_written_again(tmp_path: Path) -> None:
    file = written(tmp_path, small_document())
    assert ran("import", file, "--dry-run").startswith("Dry run, nothing was stored.")
    assert "findings: 1 new" in ran("import", file)
    out = tmp_path / "out.json"
    ran("export", out)
    assert json.loads(out.read_text())["findings"][0]["id"] == "F901"


def test_one_kind_of_row_is_written_as_csv(tmp_path: Path) -> None:
    ran("import", written(tmp_path, small_document()))
    assert ran("export", "--csv", "themes").startswith("\ufeffslug,name.nb,")


def test_a_faulty_file_names_the_row(tmp_path: Path) -> None:
    document = small_document()
    document["findings"][0]["base"] = None
    assert "findings, row 1 (F901)" in refused("import", written(tmp_path, document))
