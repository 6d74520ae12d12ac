"""XLSForm out and in: the round trip, what is not understood, and what is refused."""

import io
import zipfile
from collections.abc import Sequence
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
from allmenning.core.questionnaire.xlsform import Mark, Sheets, sheets_of
from allmenning.core.questionnaire.xlsform_read import Read, Remark, read_sheets
from allmenning.surveys.actions.bank import read_bank, wording_of
from allmenning.surveys.actions.ddi import codebook_of
from allmenning.surveys.actions.questions import FrozenError
from allmenning.surveys.actions.xlsform import (
    Refused,
    WorkbookError,
    read_workbook,
    workbook_of,
    written,
)
from allmenning.surveys.actions.xlsform_taking import NotTakenError, take_in
from allmenning.surveys.models import Item, Stage, Survey, Topic
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.tests.asked import AT, ask, make_planned

Cells = Sequence[Sequence[object]]
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


def book(survey: Cells, choices: Cells | None = None, **more: Any) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in {"survey": survey, "choices": choices or [], **more}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(survey: Cells, choices: Cells | None = None, **more: Any) -> Read:
    return read_workbook(book(survey, choices, **more))


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


PLAIN = [["type", "name", "label"], ["text", "a", "Hva?"]]
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


@pytest.mark.django_db
def test_a_file_takes_the_place_of_what_stood_there_and_finds_its_items() -> None:
    survey = make_planned()
    ask(survey, "a")
    ask(survey, "b", 2, words="Har dere en plan?")
    content = workbook_of(survey)
    before = read_questionnaire(survey)
    taken = take_in(survey=survey, read=read_workbook(content), topic=Topic.USE, by=None, at=AT)
    assert (taken.questions, taken.new_items, taken.new_versions) == (2, 0, 0)
    after = read_questionnaire(survey)
    assert [one.code for one in after] == [one.code for one in before]


@pytest.mark.django_db
def test_new_questions_go_into_the_bank_and_a_changed_wording_is_a_new_version() -> None:
    survey = make_planned()
    ask(survey, "a", words="Har kommunen en strategi?")
    rows: Cells = [
        ["type", "name", "label::Bokmål (nb)", "allmenning_aspect"],
        ["text", "a", "Hva heter strategien?", "state"],
        ["text", "new", "Hva mangler?", "opinion"],
    ]
    taken = take_in(survey=survey, read=read(rows), topic=Topic.WISH, by=None, at=AT)
    assert (taken.questions, taken.new_items, taken.new_versions) == (2, 1, 1)
    assert Item.objects.get(code="new").topic == "wish"
    assert Item.objects.get(code="a").versions.count() == 2


@pytest.mark.django_db
def test_an_item_that_mixes_stops_the_file_and_nothing_is_stored() -> None:
    survey = make_planned()
    rows: Cells = [
        ["type", "name", "label"],
        ["select_one yn", "a", "Har kommunen en strategi?"],
    ]
    choices: Cells = [
        ["list_name", "name", "label"],
        ["yn", "y", "Ja"],
        ["yn", "p", "Nei, men planlagt"],
    ]
    with pytest.raises(NotTakenError) as refused:
        take_in(survey=survey, read=read(rows, choices), topic=Topic.USE, by=None, at=AT)
    assert refused.value.mixing[0][0] == "a"
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_an_open_survey_takes_no_file() -> None:
    survey = make_planned()
    Survey.objects.filter(pk=survey.pk).update(stage=Stage.FIELDING)
    with pytest.raises(FrozenError):
        take_in(survey=survey, read=read(PLAIN), topic=Topic.USE, by=None, at=AT)
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_a_code_that_is_no_address_and_numbers_without_end_do_no_harm() -> None:
    survey = make_planned()
    rows: Cells = [
        ["type", "name", "label", "allmenning_item", "constraint", "allmenning_decimals"],
        ["decimal", "a", "Hvor mange?", "../etc", f". >= {'9' * 400}", "9" * 4400],
        ["text", "ny", "Hva?\x07", "ny", f"string-length(.) <= {'9' * 400}", ""],
    ]
    made = Sheets([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])  # type: ignore[arg-type]
    found = read_sheets(made)
    assert [one.remark for one in found.remarks] == [Remark.UNREAD_CONSTRAINT] * 2
    take_in(survey=survey, read=found, topic=Topic.USE, by=None, at=AT)
    assert sorted(Item.objects.values_list("code", flat=True)) == ["a", "ny-1"]
    content = workbook_of(survey)
    assert read_workbook(content).questions[1].item.wording == {"nb": "Hva?"}
    assert b"Hva?" in codebook_of(survey)
