"""Whether every way through a questionnaire leads on: who can be asked what, and what never is.

A question's answers are stood for by those that a condition can tell apart, and the walk through
the questions keeps those that a later condition looks at. So the check is exact, up to
`MOST_STATES` at once; beyond them nothing is called unreachable.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from allmenning.core.questionnaire.condition import (
    EVERYBODY,
    UNSETTLED,
    Answer,
    Condition,
    Everybody,
    Unsettled,
    answers_in,
    settled,
)
from allmenning.core.questionnaire.item import DONT_KNOW, Item, ItemError, Kind, refuse_unanswerable
from allmenning.core.questionnaire.questionnaire import Page, Question, paged
from allmenning.core.questionnaire.routing_answers import domains_of
from allmenning.core.questionnaire.value import Value, check_value

MOST_STEPS = 2_000
MOST_STATES = 5_000
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
    walk = _walk(questions)
    by_code = {question.code: question for question in questions}
    for number, question in enumerate(questions):
        wrong = list(_condition(question, questions[:number], by_code))
        faults += wrong or _reach(question, by_code, walk)
        faults += _stuck(question)
    every = paged(questions)
    met = {way.end for way in walk.ways}
    faults += [
        Fault(Problem.PAGE_UNREACHABLE, "", page.number)
        for page in every
        if walk.is_whole and page.number not in met
    ]
    return Routing(every, tuple(sorted(walk.ways, key=_by_page)), tuple(faults))


def _by_page(way: Way) -> tuple[int, float]:
    return way.start, float("inf") if way.end == END else way.end


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


def _reach(question: Question, by_code: Mapping[str, Question], walk: "_Walk") -> Iterator[Fault]:
    if question.code in walk.met or not walk.is_whole or isinstance(question.condition, Everybody):
        return
    alone = [
        replace(by_code[code], condition=EVERYBODY, is_required=False)
        for code in sorted(_named(question.condition))
    ]
    can_hold = _can(question.condition, alone)
    problem = Problem.UNREACHABLE if can_hold else Problem.CONTRADICTION
    yield Fault(problem, question.code, question.page)


def _stuck(question: Question) -> Iterator[Fault]:
    """Nobody comes past a question that must be answered and cannot be."""
    if question.is_required:
        try:
            refuse_unanswerable(question.item)
        except ItemError as error:
            yield Fault(Problem.DEAD_END, question.code, question.page, str(error))


def _named(condition: Condition) -> set[str]:
    return {answer.question for answer in answers_in(condition)}


@dataclass(slots=True)
class _Walk:
    """Everybody's way at once: the questions met, and the ways between pages."""

    met: set[str] = field(default_factory=set)
    ways: set[Way] = field(default_factory=set)
    is_whole: bool = True


# The page one comes from, and answers by code that a later condition looks at, as their number.
_State = tuple[int, tuple[tuple[str, int], ...]]


def _walk(questions: Sequence[Question]) -> _Walk:
    walk = _Walk()
    last_look = {
        code: number
        for number, question in enumerate(questions)
        for code in _named(question.condition)
    }
    domains = domains_of(EVERYBODY, questions)
    states: set[_State] = {(START, ())}
    for number, question in enumerate(questions):
        later = {code for code, last in last_look.items() if last > number}
        after: set[_State] = set()
        for state in states:
            for page, chosen in _step(walk, state, question, domains, later):
                after.add((page, tuple(one for one in chosen if one[0] in later)))
        if len(after) > MOST_STATES:
            walk.is_whole = False
        states = set(sorted(after)[:MOST_STATES])
    walk.ways |= {Way(page, END) for page, _ in states}
    return walk


def _step(
    walk: _Walk,
    state: _State,
    question: Question,
    domains: Mapping[str, list[Value]],
    later: set[str],
) -> Iterator[_State]:
    page, chosen = state
    if not settled(question.condition, {code: domains[code][one] for code, one in chosen}):
        yield state
        return
    walk.met.add(question.code)
    if page != question.page:
        walk.ways.add(Way(page, question.page))
    if any(_stuck(question)):
        return
    if question.code not in later:
        yield question.page, chosen
        return
    for number in range(len(domains[question.code])):
        yield question.page, (*chosen, (question.code, number))


def _can(condition: Condition, order: Sequence[Question]) -> bool:
    """Tell whether some answers to these questions, all of them asked, make the condition hold."""
    domains = domains_of(condition, order)
    steps = iter(range(MOST_STEPS))

    def search(number: int, known: dict[str, Value | Unsettled]) -> bool:
        if next(steps, None) is None:
            return True
        found = settled(condition, known)
        if found is not None or number == len(order):
            return bool(found)
        code = order[number].code
        return any(search(number + 1, known | {code: value}) for value in domains[code])

    return search(0, {question.code: UNSETTLED for question in order})
