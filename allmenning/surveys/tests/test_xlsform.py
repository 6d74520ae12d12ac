"""XLSForm out and in: the round trip, what is not understood, and what is refused."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from pyxform.xls2xform import convert

from allmenning.core.questionnaire import (
    Condition,
    Kind,
    Question,
    Questionnaire,
    digest,
    read_condition,
)
from allmenning.core.questionnaire.expression import (
    ExpressionError,
    read_expression,
    written_expression,
)
from allmenning.core.questionnaire.xlsform import Mark, sheets_of
from allmenning.core.questionnaire.xlsform_read import Read, Remark
from allmenning.surveys.actions.bank import read_bank, wording_of
from allmenning.surveys.actions.xlsform import (
    Refused,
    WorkbookError,
    read_workbook,
    written,
)
from allmenning.surveys.tests.workbooks import PLAIN, Cells, book, read

CONDITIONS: dict[str, Any] = {
    "strategy-aims": {
        "any": [
            {"question": "strategy-has", "is": "own"},
            {"question": "strategy-has", "is": "part"},
        ]
    },
    "crisis-used": {
        "all": [
            {"question": "channels-accounts", "above": 3},
            {"not": {"question": "channels-which", "has": "x"}},
            {"question": "competence-areas", "row": "privacy", "is": "weak"},
            {"question": "staffing-years", "is": "dont_know"},
            {"question": "use-official", "answered": True},
        ]
    },
}


def whole_bank() -> tuple[Questionnaire, dict[str, Mark]]:
    told = read_bank()
    questions = tuple(
        Question(
            code=one["code"],
            item=wording_of(one).item,
            page=1 + number // 3,
            heading={"nb": f"Del {number}", "nn": f"Del {number}"} if number % 2 == 0 else {},
            is_required=number % 4 == 0,
            is_core=number % 5 == 0,
            condition=read_condition(CONDITIONS.get(one["code"], {})),
        )
        for number, one in enumerate(told)
    )
    marks = {one["code"]: Mark(one["code"], one["topic"], one["aspect"]) for one in told}
    return Questionnaire(questions, {"nb": "Prøve"}), marks


def remarks(found: Read) -> list[tuple[Remark, str, int, str]]:
    return [(one.remark, one.sheet, one.row, one.column) for one in found.remarks]


@pytest.mark.slow
def test_the_whole_bank_comes_back_as_it_went_out() -> None:
    questionnaire, marks = whole_bank()
    content = written(sheets_of(questionnaire, form_id="prove", version="1", marks=marks))
    found = read_workbook(content)
    assert found.remarks == ()
    assert found.marks == marks
    for before, after in zip(questionnaire, found.questions, strict=True):
        assert digest(after.item) == digest(before.item)
        names = ("code", "page", "heading", "is_required", "is_core", "condition")
        for name in names:
            assert getattr(after, name) == getattr(before, name), before.code


@pytest.mark.slow
def test_what_goes_out_is_taken_by_pyxform_without_a_warning() -> None:
    questionnaire, marks = whole_bank()
    content = written(sheets_of(questionnaire, form_id="prove", version="1", marks=marks))
    warnings: list[str] = []
    made = convert(io.BytesIO(content), warnings=warnings, file_type=".xlsx")
    assert warnings == []
    assert 'lang="Nynorsk (nn)"' in made.xform


def test_the_common_forms_of_others_are_read() -> None:
    found = read(
        [
            [
                "type",
                "name",
                "label::Norwegian (no)",
                "label::English (en)",
                "relevant",
                "required",
            ],
            ["begin group", "g", "Om dere", "About you", "", ""],
            ["select_one yn", "uses", "Bruker dere det?", "Do you use it?", "", "yes"],
            ["end group"],
            ["begin_group", "h", "", "", "${uses} = 'y'", ""],
            ["select_multiple yn", "which", "Hvilke?", "Which?", "", ""],
            ["integer", "count", "Hvor mange?", "How many?", "selected(${which}, 'y')", ""],
            ["end_group"],
        ],
        [["list_name", "name", "label::Norwegian (no)"], ["yn", "y", "Ja"], ["yn", "n", "Nei"]],
    )
    assert found.remarks == ()
    uses, which, count = found.questions
    assert (uses.item.kind, uses.item.wording["en"], uses.page) == (
        Kind.SINGLE,
        "Do you use it?",
        1,
    )
    assert uses.heading == {"nb": "Om dere", "en": "About you"}
    assert uses.is_required
    assert which.condition == read_condition({"question": "uses", "is": "y"})
    assert count.page == 2
    assert count.condition == read_condition(
        {"all": [{"question": "uses", "is": "y"}, {"question": "which", "has": "y"}]}
    )


def test_what_is_not_understood_is_named_by_row_and_column() -> None:
    found = read(
        [
            ["type", "name", "label", "relevant", "constraint", "appearance", "media::image"],
            ["geopoint", "place", "Hvor?"],
            ["note", "n1", "Les dette."],
            [
                "integer",
                "count",
                "Hvor mange?",
                "once(${x})",
                "regex(., 'a')",
                "thousands-sep",
                "a.png",
            ],
        ],
        settings=[["form_title", "style"], ["Prøve", "pages"]],
    )
    assert remarks(found) == [
        (Remark.UNKNOWN_COLUMN, "survey", 4, "media::image"),
        (Remark.UNKNOWN_TYPE, "survey", 2, "type"),
        (Remark.UNREAD_NOTE, "survey", 3, "label"),
        (Remark.UNREAD_APPEARANCE, "survey", 4, "appearance"),
        (Remark.UNREAD_CONSTRAINT, "survey", 4, "constraint"),
        (Remark.UNREAD_RELEVANT, "survey", 4, "relevant"),
        (Remark.UNREAD_SETTING, "settings", 2, "style"),
    ]
    assert (found.title, [one.code for one in found.questions]) == ("Prøve", ["count"])


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ([["text", "1st", "Hva?"]], Remark.BAD_NAME),
        ([["text", "a", "Hva?"], ["text", "a", "Hva?"]], Remark.NAME_TWICE),
        ([["text", "a", ""]], Remark.NO_LABEL),
        ([["select_one nothing", "a", "Hva?"]], Remark.UNKNOWN_LIST),
        ([["begin_group", "g", "Del"], ["text", "a", "Hva?"]], Remark.UNBALANCED_GROUP),
        ([["text", "a", "Hva?"], ["end_group"]], Remark.UNBALANCED_GROUP),
    ],
)
def test_what_cannot_be_asked_stops_it(rows: Cells, remark: Remark) -> None:
    found = read([["type", "name", "label"], *rows])
    assert any(one.stops and one.remark is remark for one in found.remarks)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("${a}='x'", {"question": "a", "is": "x"}),
        ('${a} != "x"', {"not": {"question": "a", "is": "x"}}),
        ("${a} >= 3", {"any": [{"question": "a", "above": 3}, {"question": "a", "is": 3}]}),
        ("${a} < 2.5", {"question": "a", "below": 2.5}),
        ("${a} = ''", {"question": "a", "answered": False}),
        ("not(selected(${a}, 'x'))", {"not": {"question": "a", "has": "x"}}),
        (
            "${a} = 'x' or ${b} = 'y' and ${c} = 'z'",
            {
                "any": [
                    {"question": "a", "is": "x"},
                    {"all": [{"question": "b", "is": "y"}, {"question": "c", "is": "z"}]},
                ]
            },
        ),
        ("", {}),
    ],
)
def test_expressions_are_read_as_they_hold(expression: str, told: dict[str, Any]) -> None:
    condition: Condition = read_condition(told)
    assert read_expression(expression, {}) == condition
    assert read_expression(written_expression(condition, {}), {}) == condition


@pytest.mark.parametrize(
    "expression",
    [
        "${a} = ",
        "${a} 'x'",
        "a = 'x'",
        "(${a} = 'x'",
        "${a} = 'x')",
        "pulldata('x')",
        "${a} + 1 = 2",
        "(" * 50 + "${a} = 'x'" + ")" * 50,
        "x" * 3000,
        "${a} = ${b}",
        f"${{a}} > {'9' * 400}",
    ],
)
def test_other_expressions_are_refused(expression: str) -> None:
    with pytest.raises(ExpressionError):
        read_expression(expression, {})


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, part)
    return file.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"not a workbook", Refused.NOT_A_WORKBOOK),
        (b"PK\x03\x04" + b"x" * 100, Refused.NOT_A_WORKBOOK),
        (packed(a=b"b"), Refused.NOT_A_WORKBOOK),
        (b"x" * (5 * 1024 * 1024 + 1), Refused.TOO_LARGE),
        (packed(**{f"p{n}": b"" for n in range(201)}), Refused.UNPACKS_TOO_LARGE),
        (packed(bomb=b"\x00" * 40_000_000), Refused.UNPACKS_TOO_LARGE),
        (with_part(book(PLAIN), "xl/extra.xml", ENTITY), Refused.ENTITIES),
        (with_part(book(PLAIN), "xl/e.xml", ENTITY.decode().encode("utf-16")), Refused.ENTITIES),
        (with_part(book(PLAIN), "xl/vbaProject.bin", b"x"), Refused.MACROS),
        (with_part(book(PLAIN), "xl/externalLinks/externalLink1.xml", b"<x/>"), Refused.MACROS),
        (book([["type", "name", "label"], ["text", "a", "=1+1"]]), Refused.FORMULA),
        (book([["type", "name", "label"], ["text", "a", "x" * 5001]]), Refused.CELL_TOO_LONG),
        (
            book([["type", "name", "label"], *[["text", f"a{n}", "x"] for n in range(3001)]]),
            Refused.TOO_MANY_ROWS,
        ),
        (
            packed(**{"[Content_Types].xml": b"<broken", "xl/workbook.xml": b"<"}),
            Refused.NOT_A_WORKBOOK,
        ),
    ],
    ids=[
        "words",
        "head only",
        "empty",
        "large",
        "many parts",
        "bomb",
        "entity",
        "entity in utf-16",
        "macro",
        "link",
        "formula",
        "long cell",
        "many rows",
        "broken",
    ],
)
def test_a_workbook_made_to_harm_is_refused(content: bytes, refused: Refused) -> None:
    with pytest.raises(WorkbookError) as found:
        read_workbook(content)
    assert found.value.refused is refused


def test_a_sheet_that_says_it_is_endless_is_read_to_its_bounds() -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "survey"
    sheet.append(["type", "name", "label"])
    sheet["XFD1048576"] = "far away"
    file = io.BytesIO()
    made.save(file)
    with pytest.raises(WorkbookError):
        read_workbook(file.getvalue())
