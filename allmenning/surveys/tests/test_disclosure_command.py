"""`allmenning survey protect` and `attack`."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TABLE = """\
size,strategy,count
small,yes,40
small,no,60
small,total,100
middle,yes,20
middle,no,30
middle,total,50
large,yes,14
large,no,2
large,total,16
total,yes,74
total,no,92
total,total,166
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def ran(*words: object) -> tuple[str, int]:
    """What the command writes, and its exit code."""
    out = io.StringIO()
    try:
        call_command("survey", *(str(word) for word in words), stdout=out)
    except SystemExit as left:
        return out.getvalue(), int(str(left.code))
    return out.getvalue(), 0


def test_protect_gives_every_cell_a_status(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told, code = ran("protect", folder / "t.csv")
    rows = {(row["size"], row["strategy"]): row for row in csv.DictReader(io.StringIO(told))}
    assert code == 0
    assert rows["large", "no"] == {
        "size": "large",
        "strategy": "no",
        "count": "",
        "status": "sensitive",
    }
    assert [row["status"] for row in rows.values()].count("secondary") == 3
    assert rows["total", "total"]["count"] == "166"
    said = capsys.readouterr().err
    assert "Sensitive cells: 1. Hidden with them: 3. Shown: 8." in said
    assert "merge middle and large of size" in said


def test_attack_finds_nothing_in_what_protect_wrote(folder: Path) -> None:
    ran("protect", folder / "t.csv", "-o", folder / "p.csv")
    told, code = ran("attack", folder / "p.csv")
    assert code == 0
    assert "size large, strategy no: count is from 0 to 16" in told


def test_attack_ends_with_one_where_a_cell_is_known(folder: Path) -> None:
    hidden = TABLE.replace("large,no,2", "large,no,")
    (folder / "leak.csv").write_text(hidden, encoding="utf-8")
    told, code = ran("attack", folder / "leak.csv", "--json")
    assert code == 1
    assert [one["inside"] for one in json.loads(told)] == [True]
    assert json.loads(told)[0]["lower"] == 2


def test_two_tables_are_attacked_together(folder: Path) -> None:
    ran("protect", folder / "t.csv", "-o", folder / "p.csv")
    (folder / "large.csv").write_text("size;strategy;count\nlarge;yes;14\n", encoding="utf-8")
    told, code = ran("attack", folder / "p.csv", folder / "large.csv")
    assert code == 1
    assert "size large, strategy no: count is 2  <- known too closely" in told


def test_a_filter_is_a_column_with_one_code(folder: Path) -> None:
    """All, and those with a strategy: the difference is those without, where no is 1."""
    (folder / "all.csv").write_text("answer,count\nyes,20\nno,9\ntotal,29\n", encoding="utf-8")
    some = "strategy,answer,count\nhas,yes,12\nhas,no,8\nhas,total,20\n"
    (folder / "some.csv").write_text(some, encoding="utf-8")
    told, code = ran("attack", folder / "all.csv", folder / "some.csv")
    assert code == 1
    assert "no table: answer no" in told


def test_rounded_tables_are_attacked_with_their_base(folder: Path) -> None:
    (folder / "r.csv").write_text("size,count\na,3\nb,6\ntotal,12\n", encoding="utf-8")
    told, code = ran("attack", folder / "r.csv", "--base", 3)
    assert code == 0
    assert "size a: count is from 2 to 5" in told


def test_a_hierarchy_is_read_from_its_own_file(folder: Path) -> None:
    (folder / "regions.csv").write_text(
        "code,parent\nNorway,\neast,Norway\nwest,Norway\n03,east\n34,east\n46,west\n",
        encoding="utf-8",
    )
    (folder / "h.csv").write_text(
        "region,count\nNorway,25\neast,11\nwest,14\n03,2\n34,9\n46,14\n", encoding="utf-8"
    )
    told, code = ran(
        "protect", folder / "h.csv", "--hierarchy", f"region={folder / 'regions.csv'}", "--json"
    )
    status = {one["region"]: one["status"] for one in json.loads(told)["cells"]}
    assert code == 0
    assert status["03"] == "sensitive"
    assert "secondary" in status.values()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("size,n\na,3\n", "row 1 has no column count"),
        ("count\n3\n", "no column with codes"),
        ("size,count\na,3\n,4\n", "row 3, column size is empty"),
        ("size,count\na,-3\n", "row 2, column count: -3 is no number from 0"),
        ("size,count\na,2.5\n", "row 2, column count: 2.5 is no whole number"),
        ("size,count\na,\n", "row 2, column count is empty"),
        ("size,count\na,3\na,4\n", "row 3 is the same cell as row 2"),
        ("size,count\na,3,4\n", "row 2 has 3 columns"),
        ("size,count\na,3\nb,4\ntotal,8\n", "row 4, column count: 8 is said of size total"),
        ("size,size,count\na,b,3\n", "two with the same"),
        ("size,count\n", "a row for each cell"),
    ],
)
def test_a_bad_table_is_refused_with_row_and_column(folder: Path, text: str, said: str) -> None:
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        ran("protect", folder / "bad.csv")


def test_a_bad_rule_or_file_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="at least 2"):
        ran("protect", folder / "t.csv", "--minimum", 1)
    with pytest.raises(CommandError, match="There is no file"):
        ran("protect", folder / "none.csv")
    with pytest.raises(CommandError, match="There is no column region"):
        ran("protect", folder / "t.csv", "--answer", "region")
    with pytest.raises(CommandError, match="COLUMN=FILE"):
        ran("protect", folder / "t.csv", "--hierarchy", "region")


def test_a_dimension_with_many_codes_is_no_answer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"c{k},{k % 5 * 9}\n" for k in range(9))
    (folder / "many.csv").write_text(f"county,count\n{rows}total,144\n", encoding="utf-8")
    told, code = ran("protect", folder / "many.csv")
    assert code == 0
    assert "sensitive" not in told
    assert "No column is the --answer" in capsys.readouterr().err
