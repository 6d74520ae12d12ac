"""An XLSForm read as a questionnaire; what is not understood is named by sheet, row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from allmenning.core.questionnaire.condition import EVERYBODY, Condition, Every, Everybody
from allmenning.core.questionnaire.expression import PART, ExpressionError, read_expression
from allmenning.core.questionnaire.item import (
    DONT_KNOW,
    Item,
    ItemError,
    Kind,
    Limits,
    Option,
    refuse_unanswerable,
)
from allmenning.core.questionnaire.questionnaire import Question
from allmenning.core.questionnaire.xlsform import (
    DONT_KNOW_LIST,
    OWN,
    SURVEY_COLUMNS,
    Mark,
    Row,
    Sheets,
)
from allmenning.core.questionnaire.xlsform_cells import language_code, limits_in, text_in

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
HEADER_ROWS = 1
PLAIN = {"integer": Kind.NUMBER, "decimal": Kind.NUMBER, "text": Kind.TEXT, "date": Kind.DATE}
PLAIN |= {"int": Kind.NUMBER, "string": Kind.TEXT}
LISTED = {"select_one": Kind.SINGLE, "select_multiple": Kind.MULTIPLE, "rank": Kind.RANK}
TRUE = {"yes", "true", "true()", "1", "ja"}
KNOWN = {*SURVEY_COLUMNS, "label", "hint"}


class Remark(StrEnum):
    """What could not be taken as it stands."""

    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_COLUMN = "unknown_column"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_LIST = "unknown_list"
    UNREAD_RELEVANT = "unread_relevant"
    UNREAD_CONSTRAINT = "unread_constraint"
    UNREAD_APPEARANCE = "unread_appearance"
    UNREAD_NOTE = "unread_note"
    UNREAD_SETTING = "unread_setting"
    BAD_NAME = "bad_name"
    NAME_TWICE = "name_twice"
    NO_LABEL = "no_label"
    UNANSWERABLE = "unanswerable"
    UNBALANCED_GROUP = "unbalanced_group"


STOPS = frozenset(
    {
        Remark.BAD_NAME,
        Remark.NAME_TWICE,
        Remark.NO_LABEL,
        Remark.UNANSWERABLE,
        Remark.UNKNOWN_LIST,
        Remark.UNBALANCED_GROUP,
    }
)
"""With one of these the questionnaire is not taken in; the others are told of only."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One remark.

    Attributes
    ----------
    remark : Remark
        What.
    sheet : str
        "survey", "choices" or "settings".
    row : int
        As the spreadsheet numbers it; 1 is the heading.
    column : str
        Name of the column.
    words : str
        What stands there, or why it is not understood.
    """

    remark: Remark
    sheet: str
    row: int
    column: str
    words: str = ""

    @property
    def stops(self) -> bool:
        """Whether nothing is taken in because of it."""
        return self.remark in STOPS


@dataclass(frozen=True, slots=True)
class Read:
    """What an XLSForm holds.

    Attributes
    ----------
    questions : tuple of Question
        In order.
    marks : dict
        What the bank knows of each, by code.
    title : str
        Of the form.
    remarks : tuple of Noted
        What was not understood; nothing else is left out.
    """

    questions: tuple[Question, ...]
    marks: dict[str, Mark]
    title: str
    remarks: tuple[Noted, ...]


@dataclass(slots=True)
class _Group:
    name: str
    row: int
    condition: Condition
    matrix: Row | None = None
    inside: list[tuple[int, Row]] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    lists: dict[str, list[Option]]
    remarks: list[Noted]
    questions: list[Question] = field(default_factory=list)
    marks: dict[str, Mark] = field(default_factory=dict)
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: list[_Group] = field(default_factory=list)
    page: int = 0
    heading: dict[str, str] = field(default_factory=dict)
    is_new_page: bool = True

    def note(
        self, remark: Remark, row: int, column: str, words: str = "", sheet: str = "survey"
    ) -> None:
        self.remarks.append(Noted(remark, sheet, row, column, words))


def read_sheets(sheets: Sheets) -> Read:
    """Read the rows of an XLSForm.

    Parameters
    ----------
    sheets : Sheets
        As they stand, empty cells left out or empty; rows count from the one below the heading.
    """
    remarks: list[Noted] = []
    reading = _Reading(_lists(sheets.choices, remarks), remarks)
    _columns(sheets.survey, reading)
    for number, row in enumerate(sheets.survey, HEADER_ROWS + 1):
        if any(row.values()):
            _row(reading, number, row)
    for group in reading.groups:
        reading.note(Remark.UNBALANCED_GROUP, group.row, "type", group.name)
    known = {"form_title", "form_id", "version", "default_language"}
    for column, value in sheets.settings.items():
        if value and column not in known:
            reading.note(Remark.UNREAD_SETTING, 2, column, value, "settings")
    _twice(reading)
    title = sheets.settings.get("form_title", "")
    return Read(tuple(reading.questions), reading.marks, title, tuple(remarks))


def _columns(rows: Sequence[Row], reading: _Reading) -> None:
    for column in dict.fromkeys(column for row in rows for column in row):
        base, _, language = column.partition("::")
        if base in {"label", "hint"} and language and not language_code(language):
            reading.note(Remark.UNKNOWN_LANGUAGE, 1, column, language)
        elif base not in {"label", "hint"} and column not in KNOWN:
            filled = next((n for n, row in enumerate(rows, 2) if row.get(column)), 0)
            if filled:
                reading.note(Remark.UNKNOWN_COLUMN, filled, column, rows[filled - 2][column])


def _lists(rows: Sequence[Row], remarks: list[Noted]) -> dict[str, list[Option]]:
    lists: dict[str, list[Option]] = {}
    for number, row in enumerate(rows, HEADER_ROWS + 1):
        name, code = row.get("list_name", "") or row.get("list name", ""), row.get("name", "")
        if not any(row.values()):
            continue
        label = text_in(row, "label")
        if not code or not re.fullmatch(r"[\w-]{1,40}", code, re.ASCII):
            remarks.append(Noted(Remark.BAD_NAME, "choices", number, "name", code))
            continue
        if not label:
            remarks.append(Noted(Remark.NO_LABEL, "choices", number, "label", code))
        lists.setdefault(name, []).append(Option(code, label))
        for column, words in row.items():
            if words and column.partition("::")[0] not in {
                "list_name",
                "list name",
                "name",
                "label",
            }:
                remarks.append(Noted(Remark.UNKNOWN_COLUMN, "choices", number, column, words))
    return lists


def _row(reading: _Reading, number: int, row: Row) -> None:
    kind = " ".join(row.get("type", "").split())
    first = kind.partition(" ")[0]
    inside = reading.groups[-1].matrix is not None if reading.groups else False
    if kind in {"begin_group", "begin group"}:
        _begin(reading, number, row)
    elif kind in {"end_group", "end group"}:
        _end(reading, number)
    elif inside:
        reading.groups[-1].inside.append((number, row))
    elif kind == "note":
        _note(reading, number, row)
    elif first in LISTED or kind in PLAIN:
        _question(reading, number, row, kind)
    else:
        reading.note(Remark.UNKNOWN_TYPE, number, "type", kind)


def _begin(reading: _Reading, number: int, row: Row) -> None:
    is_matrix = "table-list" in row.get("appearance", "")
    condition = EVERYBODY if is_matrix else _condition(reading, number, row)
    reading.groups.append(
        _Group(row.get("name", ""), number, condition, row if is_matrix else None)
    )
    if not is_matrix:
        reading.is_new_page = True
        reading.heading = text_in(row, "label")


def _end(reading: _Reading, number: int) -> None:
    if not reading.groups:
        reading.note(Remark.UNBALANCED_GROUP, number, "type", "end_group")
        return
    group = reading.groups.pop()
    if group.matrix is not None:
        _matrix(reading, group, group.matrix)
    else:
        reading.is_new_page = True
        reading.heading = {}


def _note(reading: _Reading, number: int, row: Row) -> None:
    """Take a note of ours as a heading; tell of any other, since nothing is shown alone."""
    text = text_in(row, "label")
    if row.get("name", "").startswith(f"heading{PART}"):
        reading.heading = text
    else:
        reading.note(Remark.UNREAD_NOTE, number, "label", next(iter(text.values()), ""))


def _condition(reading: _Reading, number: int, row: Row) -> Condition:
    written = row.get("relevant", "") or row.get("relevance", "")
    try:
        return read_expression(written, reading.parts)
    except ExpressionError as error:
        reading.note(Remark.UNREAD_RELEVANT, number, "relevant", f"{written} ({error})")
        return EVERYBODY


def _question(reading: _Reading, number: int, row: Row, kind: str) -> None:
    name = row.get("name", "").strip()
    base, _, part = name.rpartition(PART)
    if part == DONT_KNOW and kind.endswith(f" {DONT_KNOW_LIST}") and reading.questions:
        last = reading.questions[-1]
        if last.code == base:
            reading.questions[-1] = replace(last, item=replace(last.item, has_dont_know=True))
            reading.parts[name] = (base, DONT_KNOW)
            return
    if not CODE.fullmatch(name):
        reading.note(Remark.BAD_NAME, number, "name", name)
        return
    item = _item(reading, number, row, kind)
    _put(reading, number, row, name, item)


def _item(reading: _Reading, number: int, row: Row, kind: str) -> Item:
    first, _, listed = kind.partition(" ")
    options: tuple[Option, ...] = ()
    has_dont_know = False
    if first in LISTED:
        answered = LISTED[first]
        name = listed.split(" ")[0]
        if name not in reading.lists:
            reading.note(Remark.UNKNOWN_LIST, number, "type", name)
        if listed.split(" ")[1:]:
            reading.note(Remark.UNKNOWN_TYPE, number, "type", kind)
        every = reading.lists.get(name, [])
        has_dont_know = any(option.code == DONT_KNOW for option in every)
        options = tuple(option for option in every if option.code != DONT_KNOW)
    else:
        answered = PLAIN[kind]
    appearance = row.get("appearance", "")
    if answered is Kind.TEXT and appearance == "multiline":
        answered, appearance = Kind.LONG_TEXT, ""
    if appearance:
        reading.note(Remark.UNREAD_APPEARANCE, number, "appearance", appearance)
    limits, alone, unread = limits_in(row.get("constraint", ""))
    if unread:
        reading.note(Remark.UNREAD_CONSTRAINT, number, "constraint", unread)
    if kind == "decimal":
        limits = replace(limits, decimals=_decimals(row))
    options = tuple(replace(one, alone=one.code in alone) for one in options)
    return Item(
        answered, text_in(row, "label"), text_in(row, "hint"), options, (), limits, has_dont_know
    )


def _decimals(row: Row) -> int:
    told = row.get(f"{OWN}decimals", "")
    return int(told) if told in set("123456") else 2


def _matrix(reading: _Reading, group: _Group, told: Row) -> None:
    rows: list[Option] = []
    options: tuple[Option, ...] = ()
    has_dont_know, required = False, ""
    for number, row in group.inside:
        kind = " ".join(row.get("type", "").split())
        if kind.partition(" ")[0] != "select_one":
            reading.note(Remark.UNKNOWN_TYPE, number, "type", kind)
            continue
        item = _item(reading, number, row, kind)
        name = row.get("name", "").strip()
        code = name.removeprefix(f"{group.name}{PART}")
        if not re.fullmatch(r"[\w-]{1,40}", code, re.ASCII):
            reading.note(Remark.BAD_NAME, number, "name", name)
            continue
        if options and item.options != options:
            reading.note(Remark.UNKNOWN_LIST, number, "type", kind)
            continue
        rows.append(Option(code, item.wording))
        reading.parts[name] = (group.name, code)
        options, has_dont_know = item.options, item.has_dont_know
        required = required or row.get("required", "")
    if not CODE.fullmatch(group.name):
        reading.note(Remark.BAD_NAME, group.row, "name", group.name)
        return
    wording, hint = text_in(told, "label"), text_in(told, "hint")
    whole = Item(Kind.MATRIX, wording, hint, options, tuple(rows), Limits(), has_dont_know)
    _put(reading, group.row, told | {"required": required}, group.name, whole)


def _put(reading: _Reading, number: int, row: Row, name: str, item: Item) -> None:
    if not item.wording:
        reading.note(Remark.NO_LABEL, number, "label", name)
    else:
        try:
            refuse_unanswerable(item)
        except ItemError as error:
            reading.note(Remark.UNANSWERABLE, number, "type", str(error))
    conditions = [group.condition for group in reading.groups] + [_condition(reading, number, row)]
    if reading.is_new_page:
        reading.page += 1
        reading.is_new_page = False
    reading.questions.append(
        Question(
            code=name,
            item=item,
            page=reading.page,
            heading=reading.heading,
            is_required=row.get("required", "").strip().lower() in TRUE,
            is_core=row.get(f"{OWN}core", "") in TRUE,
            condition=_together(conditions),
        )
    )
    reading.heading = {}
    reading.marks[name] = Mark(
        *(row.get(f"{OWN}{what}", "") for what in ("item", "topic", "aspect"))
    )


def _together(conditions: Sequence[Condition]) -> Condition:
    parts = tuple(one for one in conditions if not isinstance(one, Everybody))
    return EVERYBODY if not parts else parts[0] if len(parts) == 1 else Every(parts)


def _twice(reading: _Reading) -> None:
    seen: set[str] = set()
    for question in reading.questions:
        if question.code in seen:
            reading.note(Remark.NAME_TWICE, 0, "name", question.code)
        seen.add(question.code)


def not_understood(read: Read) -> Iterator[Noted]:
    """Yield remarks in the order of the sheets and their rows."""
    order: Mapping[str, int] = {"survey": 0, "choices": 1, "settings": 2}
    yield from sorted(read.remarks, key=lambda one: (order[one.sheet], one.row, one.column))
