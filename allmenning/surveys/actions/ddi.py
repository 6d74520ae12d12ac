"""The questionnaire as a DDI Codebook 2.5: exact wordings in every language, and who is asked."""

from lxml import etree

from allmenning.core.questionnaire import DONT_KNOW, Item, Kind, Option, Question, Questionnaire
from allmenning.core.questionnaire.expression import written_expression
from allmenning.core.questionnaire.item import Text
from allmenning.core.questionnaire.xlsform import DONT_KNOW_LABEL, LANGUAGES
from allmenning.surveys.actions.xlsform import seen
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.questionnaire import read_questionnaire

NAMESPACE = "ddi:codebook:2_5"
XML = "http://www.w3.org/XML/1998/namespace"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
LOCATION = (
    f"{NAMESPACE} https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
)
INTERVAL = {Kind.NUMBER: "contin"}
CHOSEN = {"nb": "Valgt", "nn": "Vald", "en": "Chosen"}
NOT_CHOSEN = {"nb": "Ikke valgt", "nn": "Ikkje vald", "en": "Not chosen"}
Element = etree._Element  # noqa: SLF001 -- the only name lxml has for it


def codebook_of(survey: Survey) -> bytes:
    """Write the codebook of a survey's questionnaire."""
    questionnaire = read_questionnaire(survey)
    root = etree.Element(
        f"{{{NAMESPACE}}}codeBook",
        {"version": "2.5", f"{{{SCHEMA}}}schemaLocation": LOCATION},
        nsmap={None: NAMESPACE, "xsi": SCHEMA},
    )
    root.set(f"{{{XML}}}lang", "nb")
    _study(root, survey)
    data = _add(root, "dataDscr")
    groups = [question for question in questionnaire if question.item.kind in GROUPED]
    for question in groups:
        _group(data, question)
    for question in questionnaire:
        _variables(data, question, questionnaire)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


GROUPED = {Kind.MATRIX: "grid", Kind.MULTIPLE: "multipleResp", Kind.RANK: "multipleResp"}


def _study(root: Element, survey: Survey) -> None:
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    titles = _add(citation, "titlStmt")
    said = [(code, survey.title[code]) for code in LANGUAGES if survey.title.get(code)]
    for number, (language, words) in enumerate(said):
        _add(titles, "parTitl" if number else "titl", words, language)
    _add(titles, "IDNo", survey.slug)
    responsible = _add(citation, "rspStmt")
    _add(responsible, "AuthEnty", survey.owner.name)
    info = _add(study, "stdyInfo")
    for language in LANGUAGES:
        if survey.purpose.get(language):
            _add(info, "abstract", survey.purpose[language], language)
    summary = _add(info, "sumDscr")
    day = survey.opens_at or survey.closes_at
    if day is not None:
        _add(summary, "collDate", f"{day:%Y-%m-%d}").set("date", f"{day:%Y-%m-%d}")
    unit = "Municipality or county" if survey.unit == "body" else "Person"
    _add(summary, "anlyUnit", unit, "en")


def _group(data: Element, question: Question) -> None:
    group = _add(data, "varGrp")
    group.set("ID", identity("G", question.code))
    group.set("type", GROUPED[question.item.kind])
    group.set("var", " ".join(identity("V", name) for name, _ in parts_of(question)))
    group.set("name", question.code)
    _labels(group, question.item.wording)


def parts_of(question: Question) -> list[tuple[str, Option | None]]:
    """Name the variables of a question: one, or one for each option, row or place."""
    item, code = question.item, question.code
    match item.kind:
        case Kind.MULTIPLE:
            return [(f"{code}__{one.code}", one) for one in item.options]
        case Kind.MATRIX:
            return [(f"{code}__{one.code}", one) for one in item.rows]
        case Kind.RANK:
            return [(f"{code}__{place}", None) for place in range(1, item.places + 1)]
    return [(code, None)]


def identity(letter: str, name: str) -> str:
    """Make an XML ID; letters, digits, _ and - only, so that it is one."""
    return f"{letter}_{name}"


def _variables(data: Element, question: Question, whole: Questionnaire) -> None:
    item = question.item
    kinds = {one.code: one.item.kind for one in whole}
    for name, part in parts_of(question):
        variable = _add(data, "var")
        variable.set("ID", identity("V", name))
        variable.set("name", name)
        variable.set("intrvl", INTERVAL.get(item.kind, "discrete"))
        _labels(variable, part.label if part else item.wording)
        _asked(variable, question, part)
        if item.kind is Kind.NUMBER:
            _range(variable, item)
        condition = written_expression(question.condition, kinds)
        if condition:
            _add(variable, "universe", f"Asked if {condition}", "en")
        _categories(variable, item)
        _format(variable, item)


def _asked(variable: Element, question: Question, part: Option | None) -> None:
    asked = _add(variable, "qstn")
    asked.set("ID", f"{variable.get('ID')}_Q")
    item = question.item
    for language in LANGUAGES:
        if item.wording.get(language):
            _add(asked, "qstnLit", item.wording[language], language)
    for language in LANGUAGES:
        if part and part.label.get(language):
            _add(asked, "postQTxt", part.label[language], language)
    for language in LANGUAGES:
        if item.help.get(language):
            _add(asked, "ivuInstr", item.help[language], language)


def _range(variable: Element, item: Item) -> None:
    bounds = {"min": item.limits.lowest, "max": item.limits.highest}
    told = {name: f"{value:.15g}" for name, value in bounds.items() if value is not None}
    if told:
        valid = _add(variable, "valrng")
        _add(valid, "range").attrib.update(told)


def _categories(variable: Element, item: Item) -> None:
    if item.kind is Kind.MULTIPLE:
        options: tuple[Option, ...] = (Option("1", CHOSEN), Option("0", NOT_CHOSEN))
    else:
        options = item.options
    for option in options:
        _category(variable, option)
    if item.offers_dont_know:
        _category(variable, Option(DONT_KNOW, DONT_KNOW_LABEL))


def _category(variable: Element, option: Option) -> None:
    category = _add(variable, "catgry")
    _add(category, "catValu", option.code)
    _labels(category, option.label)


def _format(variable: Element, item: Item) -> None:
    is_number = item.kind is Kind.NUMBER and not item.offers_dont_know
    written = _add(variable, "varFormat")
    written.set("type", "numeric" if is_number else "character")
    if item.kind is Kind.DATE:
        written.set("category", "date")


def _labels(parent: Element, text: Text) -> None:
    for language in LANGUAGES:
        if text.get(language):
            _add(parent, "labl", text[language], language)


def _add(parent: Element, name: str, words: str = "", language: str = "") -> Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if words:
        child.text = seen(words)
    if language:
        child.set(f"{{{XML}}}lang", language)
    return child
