"""Whether every way through a questionnaire leads on: who can be asked what, and what never is.

A question's answers are stood for by those that a condition can tell apart, so that the check is
exact (up to `MOST_STEPS`, beyond which a question counts as reachable).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations, product

from allmenning.core.questionnaire.condition import (
    EVERYBODY,
    UNSETTLED,
    Answer,
    Condition,
    Every,
    Everybody,
    Not,
    Unsettled,
    answers_in,
    settled,
)
from allmenning.core.questionnaire.item import DONT_KNOW, Item, ItemError, Kind, refuse_unanswerable
from allmenning.core.questionnaire.questionnaire import Page, Question, paged
from allmenning.core.questionnaire.value import Value, check_value

MOST_STEPS = 20_000
START, END = 0, -1


class Problem(StrEnum):
    """What is wrong with a question's place."""

    UNKNOWN_QUESTION = "unknown_question"
    LATER_QUESTION = "later_question"
    SAME_PAGE = "same_page"
    NO_SUCH_VALUE = "no_such_value"
    NO_SUCH_ROW = "no_such_row"
    WRONG_TEST = "wrong_test"
    CONTRADICTION = "contradiction"
    UNREACHABLE = "unreachable"
    PAGE_UNREACHABLE = "page_unreachable"
    DEAD_END = "dead_end"
    CODE_TWICE = "code_twice"
    PAGES_OUT_OF_ORDER = "pages_out_of_order"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    problem : Problem
        What.
    question : str
        Code of the question; empty where it is about a page.
    page : int
        Where it stands.
    about : str
        The question, value or row that the condition names, or why nobody can answer.
    """

    problem: Problem
    question: str
    page: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """From one page to the next that somebody may meet; `START` and `END` are no pages."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Routing:
    """What the check found.

    Attributes
    ----------
    pages : tuple of Page
        Every page.
    ways : tuple of Way
        Between pages, in order.
    faults : tuple of Fault
        In the order of the questions; none is a questionnaire that can be opened.
    """

    pages: tuple[Page, ...]
    ways: tuple[Way, ...]
    faults: tuple[Fault, ...] = field(default=())

    @property
    def unreachable(self) -> frozenset[str]:
        """Codes of questions that nobody is asked."""
        never = {Problem.CONTRADICTION, Problem.UNREACHABLE}
        return frozenset(fault.question for fault in self.faults if fault.problem in never)

    @property
    def dead_ends(self) -> frozenset[int]:
        """Numbers of the pages that nobody comes past, or to."""
        stuck = {Problem.DEAD_END, Problem.PAGE_UNREACHABLE}
        return frozenset(fault.page for fault in self.faults if fault.problem in stuck)


def check_routing(questions: Sequence[Question]) -> Routing:
    """Check every condition and every way.

    Parameters
    ----------
    questions : sequence of Question
        In order of their pages.

    Returns
    -------
    Routing
        Pages, ways between them and faults.
    """
    faults = list(_order(questions))
    by_code = {question.code: question for question in questions}
    for number, question in enumerate(questions):
        wrong = list(_condition(question, questions[:number], by_code))
        faults += wrong
        if not wrong:
            faults += _reach(question, by_code)
        faults += _stuck(question)
    never = {fault.question for fault in faults if fault.problem in _NEVER}
    every = paged(questions)
    for page in every:
        if all(question.code in never for question in page.questions):
            faults.append(Fault(Problem.PAGE_UNREACHABLE, "", page.number))
    return Routing(every, tuple(_ways(every, by_code)), tuple(faults))


_NEVER = frozenset({Problem.CONTRADICTION, Problem.UNREACHABLE})


def _order(questions: Sequence[Question]) -> Iterator[Fault]:
    seen: set[str] = set()
    page = 0
    for question in questions:
        if question.code in seen:
            yield Fault(Problem.CODE_TWICE, question.code, question.page)
        if question.page < page:
            yield Fault(Problem.PAGES_OUT_OF_ORDER, question.code, question.page)
        seen.add(question.code)
        page = max(page, question.page)


def _condition(
    question: Question, earlier: Sequence[Question], by_code: Mapping[str, Question]
) -> Iterator[Fault]:
    before = {one.code for one in earlier}
    for answer in answers_in(question.condition):
        problem = _asked_of(answer, question, before, by_code)
        if problem:
            about = answer.row if problem is Problem.NO_SUCH_ROW else answer.question
            if problem is Problem.NO_SUCH_VALUE:
                about = str(answer.value)
            yield Fault(problem, question.code, question.page, about)


def _asked_of(
    answer: Answer, question: Question, before: set[str], by_code: Mapping[str, Question]
) -> Problem | None:
    if answer.question not in by_code:
        return Problem.UNKNOWN_QUESTION
    if answer.question not in before:
        return Problem.LATER_QUESTION
    source = by_code[answer.question]
    if source.page == question.page:
        return Problem.SAME_PAGE
    return _compares(answer, source.item)


_TESTS: Mapping[Kind, frozenset[str]] = {
    Kind.SINGLE: frozenset({"is", "answered"}),
    Kind.MATRIX: frozenset({"is", "answered"}),
    Kind.MULTIPLE: frozenset({"has", "is", "answered"}),
    Kind.RANK: frozenset({"has", "is", "answered"}),
    Kind.NUMBER: frozenset({"is", "above", "below", "answered"}),
    Kind.DATE: frozenset({"is", "above", "below", "answered"}),
    Kind.TEXT: frozenset({"answered"}),
    Kind.LONG_TEXT: frozenset({"answered"}),
}


def _compares(answer: Answer, item: Item) -> Problem | None:
    """Tell what is wrong with what the answer is compared with."""
    if answer.test not in _TESTS[item.kind]:
        return Problem.WRONG_TEST
    is_matrix = item.kind is Kind.MATRIX
    rows = {row.code for row in item.rows}
    if (
        answer.row not in rows
        if is_matrix and answer.test == "is"
        else answer.row not in {"", *rows}
    ):
        return Problem.NO_SUCH_ROW
    if answer.test == "answered" or (answer.value == DONT_KNOW and item.offers_dont_know):
        return None
    wanted: object = {answer.row: answer.value} if is_matrix else answer.value
    checked = check_value(replace(item, limits=replace(item.limits, most=None)), wanted)
    is_limit = answer.test in {"above", "below"}
    # A limit may lie outside of what can be answered; then it is told as a contradiction.
    if is_limit and item.kind is Kind.NUMBER:
        return None if isinstance(answer.value, int | float) else Problem.NO_SUCH_VALUE
    return Problem.NO_SUCH_VALUE if checked.value is None else None


def _reach(question: Question, by_code: Mapping[str, Question]) -> Iterator[Fault]:
    if isinstance(question.condition, Everybody):
        return
    alone = {
        code: replace(by_code[code], condition=EVERYBODY, is_required=False)
        for code in _named(question.condition)
        if code in by_code
    }
    if not _can(question.condition, alone):
        yield Fault(Problem.CONTRADICTION, question.code, question.page)
    elif not _can(question.condition, by_code):
        yield Fault(Problem.UNREACHABLE, question.code, question.page)


def _stuck(question: Question) -> Iterator[Fault]:
    """Nobody comes past a question that must be answered and cannot be."""
    try:
        refuse_unanswerable(question.item)
    except ItemError as error:
        if question.is_required:
            yield Fault(Problem.DEAD_END, question.code, question.page, str(error))


def _named(condition: Condition) -> set[str]:
    return {answer.question for answer in answers_in(condition)}


def _ways(every: Sequence[Page], by_code: Mapping[str, Question]) -> Iterator[Way]:
    """Ways that somebody can go: this page, none between, the next one."""
    order = [page.number for page in every]
    for start in range(-1, len(every)):
        between: list[Condition] = [_meets(every[start])] if start >= 0 else []
        left = START if start < 0 else order[start]
        for page in every[start + 1 :]:
            if _can(Every((*between, _meets(page))), by_code):
                yield Way(left, page.number)
            between.append(Not(_meets(page)))
            if any(isinstance(one.condition, Everybody) for one in page.questions):
                break
        else:
            if _can(Every(tuple(between)), by_code):
                yield Way(left, END)


def _meets(page: Page) -> Condition:
    from_here = tuple(question.condition for question in page.questions)
    if any(isinstance(condition, Everybody) for condition in from_here):
        return EVERYBODY
    return Not(Every(tuple(Not(condition) for condition in from_here)))


def _can(condition: Condition, by_code: Mapping[str, Question]) -> bool:
    """Tell whether some answers make the condition hold, asked in order."""
    codes = _closure(condition, by_code)
    order = [question for code, question in by_code.items() if code in codes]
    domains = _domains(condition, order)
    steps = iter(range(MOST_STEPS))

    def search(number: int, known: dict[str, Value | Unsettled]) -> bool:
        if next(steps, None) is None:
            return True
        found = settled(condition, known)
        if found is not None or number == len(order):
            return bool(found)
        question = order[number]
        is_asked = settled(question.condition, known)
        values = domains[question.code] if is_asked else [None]
        return any(search(number + 1, known | {question.code: value}) for value in values)

    return search(0, {question.code: UNSETTLED for question in order})


def _closure(condition: Condition, by_code: Mapping[str, Question]) -> set[str]:
    """Codes of the questions that it hangs on, through their own conditions too."""
    found: set[str] = set()
    waiting = _named(condition)
    while waiting:
        code = waiting.pop()
        if code in by_code and code not in found:
            found.add(code)
            waiting |= _named(by_code[code].condition)
    return found


def _domains(condition: Condition, order: Sequence[Question]) -> dict[str, list[Value]]:
    """Return for each question the answers that these conditions can tell apart."""
    looked: dict[str, list[Answer]] = {question.code: [] for question in order}
    for one in (condition, *(question.condition for question in order)):
        for answer in answers_in(one):
            if answer.question in looked:
                looked[answer.question].append(answer)
    return {question.code: _answers(question, looked[question.code]) for question in order}


def _answers(question: Question, looked: Sequence[Answer]) -> list[Value]:
    item = question.item
    found: list[Value] = [] if question.is_required else [None]
    if item.offers_dont_know and item.kind is not Kind.MATRIX:
        found.append(DONT_KNOW)
    match item.kind:
        case Kind.SINGLE:
            found += item.codes
        case Kind.MULTIPLE | Kind.RANK:
            found += _lists(item, looked)
        case Kind.MATRIX:
            found += _rows(item, looked, is_required=question.is_required)
        case Kind.NUMBER:
            found += _numbers(item, looked)
        case Kind.DATE:
            found += _days(looked)
        case _:
            found.append("x")
    return found


def _lists(item: Item, looked: Sequence[Answer]) -> list[Value]:
    """Every set of the options that are looked at, with and without one that is not."""
    wanted = {str(answer.value) for answer in looked}
    named = [code for code in item.codes if code in wanted]
    rest = [code for code in item.codes if code not in named]
    plain = [code for code in rest if not _is_alone(item, code)]
    found: list[Value] = [[code] for code in rest[:1]]
    for size in range(1, min(len(named), item.places) + 1):
        for chosen in combinations(named, size):
            if size > 1 and any(_is_alone(item, code) for code in chosen):
                continue
            found.append(list(chosen))
            if plain and size < item.places and not _is_alone(item, chosen[0]):
                found.append([*chosen, plain[0]])
    return found


def _is_alone(item: Item, code: str) -> bool:
    return any(option.alone for option in item.options if option.code == code)


def _rows(item: Item, looked: Sequence[Answer], *, is_required: bool) -> list[Value]:
    named = [row.code for row in item.rows if any(one.row == row.code for one in looked)]
    codes: list[str] = [*item.codes, *([DONT_KNOW] if item.offers_dont_know else [])]
    codes += [] if is_required else [""]
    rest = {row.code: codes[0] for row in item.rows if row.code not in named}
    found: list[Value] = []
    for chosen in product(codes, repeat=len(named)):
        told = {row: code for row, code in zip(named, chosen, strict=True) if code}
        found.append(rest | told or None)
    return found


def _numbers(item: Item, looked: Sequence[Answer]) -> list[Value]:
    """Take each limit, and the nearest numbers on its sides, as far as they may be answered."""
    step = 10.0**-item.limits.decimals
    edges = [float(one.value) for one in looked if isinstance(one.value, int | float)]
    edges += [edge for edge in (item.limits.lowest, item.limits.highest) if edge is not None]
    near = {round(edge + side * step, 9) for edge in [*edges, 0.0] for side in (-1, 0, 1)}
    checked = (check_value(item, number).value for number in sorted(near))
    return [number for number in checked if number is not None]


def _days(looked: Sequence[Answer]) -> list[Value]:
    days = [str(one.value) for one in looked if one.test != "answered"]
    # Text before and after any day sorts as a day would, which is all that is compared.
    return ["1800-01-01", *days, *(f"{day}+" for day in days), "2200-01-01"]
