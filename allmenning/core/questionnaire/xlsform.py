"""A questionnaire as the rows of an XLSForm: the sheets survey, choices and settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from allmenning.core.questionnaire.expression import PART, written_expression
from allmenning.core.questionnaire.item import DONT_KNOW, WRITTEN, Item, Kind, Option, Text
from allmenning.core.questionnaire.questionnaire import Page, Question, Questionnaire

Row = dict[str, str]

LANGUAGES = {"nb": "Bokmål (nb)", "nn": "Nynorsk (nn)", "en": "English (en)"}
DONT_KNOW_LABEL = {"nb": "Vet ikke", "nn": "Veit ikkje", "en": "Don't know"}
DONT_KNOW_LIST = "dont_know_box"
YES = "yes"
OWN = "allmenning_"
"""Columns of our own, which other programs pass by: what an XLSForm has no word for."""
TYPES = {
    Kind.SINGLE: "select_one",
    Kind.MULTIPLE: "select_multiple",
    Kind.RANK: "rank",
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.DATE: "date",
}
SURVEY_COLUMNS = (
    "type",
    "name",
    *(f"label::{name}" for name in LANGUAGES.values()),
    *(f"hint::{name}" for name in LANGUAGES.values()),
    "required",
    "relevant",
    "constraint",
    "appearance",
    f"{OWN}core",
    f"{OWN}item",
    f"{OWN}topic",
    f"{OWN}aspect",
    f"{OWN}decimals",
)
CHOICE_COLUMNS = ("list_name", "name", *(f"label::{name}" for name in LANGUAGES.values()))


@dataclass(frozen=True, slots=True)
class Mark:
    """What the bank knows of a question.

    Attributes
    ----------
    item, topic, aspect : str
        Code of the item, its topic, and what it asks about.
    """

    item: str = ""
    topic: str = ""
    aspect: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The three sheets.

    Attributes
    ----------
    survey, choices : list of dict
        Rows, by name of the column.
    settings : dict
        The one row of settings.
    """

    survey: list[Row]
    choices: list[Row] = field(default_factory=list)
    settings: Row = field(default_factory=dict)


def sheets_of(
    questionnaire: Questionnaire, *, form_id: str, version: str, marks: Mapping[str, Mark]
) -> Sheets:
    """Write a questionnaire as rows.

    Parameters
    ----------
    questionnaire : Questionnaire
        In order.
    form_id, version : str
        What the form is called, and which edition of it this is.
    marks : mapping
        What the bank knows of each question, by code.
    """
    kinds = {question.code: question.item.kind for question in questionnaire}
    sheets = Sheets([])
    for page in questionnaire.pages:
        sheets.survey.extend(_page(page, kinds, marks))
    lists: dict[str, list[Row]] = {}
    for question in questionnaire:
        lists |= {name: list(rows) for name, rows in _lists(question)}
    for rows in lists.values():
        sheets.choices.extend(rows)
    title = next(
        (questionnaire.title[code] for code in LANGUAGES if questionnaire.title.get(code)), form_id
    )
    sheets.settings.update(
        form_title=title, form_id=form_id, version=version, default_language=LANGUAGES["nb"]
    )
    return sheets


def _page(page: Page, kinds: Mapping[str, Kind], marks: Mapping[str, Mark]) -> Iterator[Row]:
    group = {"type": "begin_group", "name": f"page{PART}{page.number}", "appearance": "field-list"}
    yield group | _texts("label", page.heading)
    for question in page.questions:
        if question is not page.questions[0] and question.heading:
            note = {"type": "note", "name": f"heading{PART}{question.code}"}
            yield note | _texts("label", question.heading)
        yield from _question(question, kinds, marks.get(question.code, Mark()))
    yield {"type": "end_group"}


def _question(question: Question, kinds: Mapping[str, Kind], mark: Mark) -> Iterator[Row]:
    item = question.item
    told = {
        "name": question.code,
        "required": YES if question.is_required else "",
        "relevant": written_expression(question.condition, kinds),
        f"{OWN}core": YES if question.is_core else "",
        f"{OWN}item": mark.item,
        f"{OWN}topic": mark.topic,
        f"{OWN}aspect": mark.aspect,
    }
    told |= _texts("label", item.wording) | _texts("hint", item.help)
    if item.kind is Kind.MATRIX:
        yield from _matrix(question, told)
        return
    more = {"type": _type(question), "constraint": constraint_of(item)}
    if item.kind is Kind.LONG_TEXT:
        more["appearance"] = "multiline"
    if item.limits.decimals:
        more[f"{OWN}decimals"] = str(item.limits.decimals)
    yield told | more
    if item.offers_dont_know and item.kind in {Kind.NUMBER, Kind.DATE, Kind.RANK}:
        yield {
            "type": f"select_multiple {DONT_KNOW_LIST}",
            "name": f"{question.code}{PART}{DONT_KNOW}",
            "relevant": told["relevant"],
        } | _texts("label", DONT_KNOW_LABEL)


def _type(question: Question) -> str:
    item = question.item
    if item.kind is Kind.NUMBER:
        return "decimal" if item.limits.decimals else "integer"
    return TYPES[item.kind] + (f" {question.code}" if item.options else "")


def _matrix(question: Question, told: Row) -> Iterator[Row]:
    """Write a matrix as a group of choices with one list, which forms show as a table."""
    required = told.pop("required")
    yield told | {"type": "begin_group", "appearance": "table-list"}
    for row in question.item.rows:
        one = {
            "type": f"select_one {question.code}",
            "name": f"{question.code}{PART}{row.code}",
            "required": required,
        }
        yield one | _texts("label", row.label)
    yield {"type": "end_group"}


def _lists(question: Question) -> Iterator[tuple[str, Iterator[Row]]]:
    item = question.item
    if item.options:
        yield question.code, _choices(question.code, item)
    if item.offers_dont_know and item.kind in {Kind.NUMBER, Kind.DATE, Kind.RANK}:
        yield DONT_KNOW_LIST, iter([_choice(DONT_KNOW_LIST, Option("1", DONT_KNOW_LABEL))])


def _choices(name: str, item: Item) -> Iterator[Row]:
    for option in item.options:
        yield _choice(name, option)
    if item.offers_dont_know and item.kind is not Kind.RANK:
        yield _choice(name, Option(DONT_KNOW, DONT_KNOW_LABEL))


def _choice(name: str, option: Option) -> Row:
    return {"list_name": name, "name": option.code} | _texts("label", option.label)


def _texts(column: str, text: Text) -> Row:
    return {
        f"{column}::{name}": text[language]
        for language, name in LANGUAGES.items()
        if text.get(language)
    }


def constraint_of(item: Item) -> str:
    """Write the limits of an item as a constraint."""
    limits, parts = item.limits, []
    if limits.lowest is not None:
        parts.append(f". >= {limits.lowest:.15g}")
    if limits.highest is not None:
        parts.append(f". <= {limits.highest:.15g}")
    if limits.longest is not None and item.kind in WRITTEN:
        parts.append(f"string-length(.) <= {limits.longest}")
    if limits.most is not None and item.kind in {Kind.MULTIPLE, Kind.RANK}:
        parts.append(f"count-selected(.) <= {limits.most}")
    alone = [option.code for option in item.options if option.alone]
    if item.kind is Kind.MULTIPLE and item.offers_dont_know:
        alone.append(DONT_KNOW)
    parts += [f"not(selected(., '{code}') and count-selected(.) > 1)" for code in alone]
    return " and ".join(parts)
