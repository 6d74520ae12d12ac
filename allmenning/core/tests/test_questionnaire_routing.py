"""Every way through a questionnaire leads on, or the check says where it does not."""

import time
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.questionnaire import (
    END,
    START,
    Item,
    Kind,
    Limits,
    Option,
    Problem,
    Question,
    Way,
    asked,
    check_routing,
    holds,
    pages,
    read_condition,
)
from allmenning.core.questionnaire.expression import read_expression, written_expression

YES_NO = Item(
    Kind.SINGLE,
    {"nb": "?"},
    options=(Option("yes", {"nb": "Ja"}), Option("no", {"nb": "Nei"})),
)
WHICH = Item(
    Kind.MULTIPLE,
    {"nb": "?"},
    options=tuple(Option(code, {"nb": code}) for code in ("fb", "ig", "x")),
)
COUNT = Item(Kind.NUMBER, {"nb": "?"}, limits=Limits(lowest=0, highest=10))
GRID = Item(Kind.MATRIX, {"nb": "?"}, options=YES_NO.options, rows=WHICH.options)
NOTE = Item(Kind.TEXT, {"nb": "?"})


def ask(code: str, page: int, told: Any = None, item: Item = YES_NO, **changes: Any) -> Question:
    return Question(code, item, page, condition=read_condition(told or {}), **changes)


def problems(*questions: Question) -> list[tuple[str, Problem]]:
    return [(fault.question, fault.problem) for fault in check_routing(questions).faults]


def test_a_plain_questionnaire_has_one_way_and_no_fault() -> None:
    found = check_routing([ask("a", 1), ask("b", 2)])
    assert found.ways == (Way(START, 1), Way(1, 2), Way(2, END))
    assert found.faults == ()


def test_a_page_that_some_skip_has_a_way_round_it() -> None:
    found = check_routing([ask("a", 1), ask("b", 2, {"question": "a", "is": "yes"}), ask("c", 3)])
    assert found.ways == (Way(START, 1), Way(1, 2), Way(1, 3), Way(2, 3), Way(3, END))


def test_a_way_that_no_answers_take_is_not_drawn() -> None:
    """Those who say no and those who say yes meet page 2 or page 3, never both."""
    yes, no = {"question": "a", "is": "yes"}, {"question": "a", "is": "no"}
    found = check_routing([ask("a", 1, is_required=True), ask("b", 2, yes), ask("c", 3, no)])
    # "Don't know" leads straight to the end.
    assert found.ways == (
        Way(START, 1),
        Way(1, 2),
        Way(1, 3),
        Way(1, END),
        Way(2, END),
        Way(3, END),
    )


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"question": "nowhere", "is": "yes"}, Problem.UNKNOWN_QUESTION),
        ({"question": "later", "is": "yes"}, Problem.LATER_QUESTION),
        ({"question": "here", "is": "yes"}, Problem.LATER_QUESTION),
        ({"question": "beside", "is": "yes"}, Problem.SAME_PAGE),
        ({"question": "a", "is": "maybe"}, Problem.NO_SUCH_VALUE),
        ({"question": "which", "has": "tiktok"}, Problem.NO_SUCH_VALUE),
        ({"question": "grid", "row": "tiktok", "is": "yes"}, Problem.NO_SUCH_ROW),
        ({"question": "grid", "is": "yes"}, Problem.NO_SUCH_ROW),
        ({"question": "a", "row": "fb", "is": "yes"}, Problem.NO_SUCH_ROW),
        ({"question": "a", "has": "yes"}, Problem.WRONG_TEST),
        ({"question": "note", "is": "yes"}, Problem.WRONG_TEST),
        ({"question": "a", "above": 3}, Problem.WRONG_TEST),
        ({"question": "count", "above": "many"}, Problem.NO_SUCH_VALUE),
        ({"question": "count", "is": 11}, Problem.NO_SUCH_VALUE),
        ({"question": "count", "above": 10}, Problem.CONTRADICTION),
        (
            {"all": [{"question": "a", "is": "yes"}, {"question": "a", "is": "no"}]},
            Problem.CONTRADICTION,
        ),
        (
            {"all": [{"question": "count", "above": 3}, {"question": "count", "below": 4}]},
            Problem.CONTRADICTION,
        ),
        ({"any": []}, Problem.CONTRADICTION),
        (
            {"all": [{"question": "a", "is": "yes"}, {"question": "which", "has": "fb"}]},
            Problem.UNREACHABLE,
        ),
    ],
)
def test_a_condition_that_cannot_be_is_named(told: Any, problem: Problem) -> None:
    questions = (
        ask("a", 1),
        ask("which", 2, {"question": "a", "is": "no"}, WHICH),
        ask("grid", 3, None, GRID),
        ask("count", 3, None, COUNT),
        ask("note", 3, None, NOTE),
        ask("beside", 4),
        ask("here", 4, told),
        ask("later", 5),
    )
    assert ("here", problem) in problems(*questions)


@pytest.mark.parametrize(
    "told",
    [
        {"question": "a", "is": "dont_know"},
        {"question": "a", "answered": False},
        {"not": {"question": "a", "answered": True}},
        {"all": [{"question": "which", "has": "fb"}, {"question": "which", "has": "ig"}]},
        {"all": [{"question": "which", "has": "fb"}, {"not": {"question": "which", "is": "fb"}}]},
        {"all": [{"question": "count", "above": 3}, {"question": "count", "below": 5}]},
        {"question": "grid", "row": "fb", "is": "dont_know"},
        {
            "all": [
                {"question": "grid", "row": "fb", "is": "yes"},
                {"question": "grid", "row": "ig", "is": "no"},
            ]
        },
        {"question": "note", "answered": True},
    ],
)
def test_a_condition_that_some_answers_meet_is_no_fault(told: Any) -> None:
    questions = (
        ask("a", 1),
        ask("which", 2, None, WHICH),
        ask("grid", 3, None, GRID),
        ask("count", 3, None, COUNT),
        ask("note", 3, None, NOTE),
        ask("here", 4, told),
    )
    assert problems(*questions) == []


def test_nobody_leaves_open_what_must_be_answered() -> None:
    told = {"question": "a", "answered": False}
    assert problems(ask("a", 1, is_required=True), ask("b", 2, told)) == [
        ("b", Problem.UNREACHABLE),
        ("", Problem.PAGE_UNREACHABLE),
    ]


def test_a_question_that_must_be_and_cannot_be_answered_is_a_dead_end() -> None:
    empty = Item(Kind.SINGLE, {"nb": "?"})
    found = check_routing([ask("a", 1, None, empty, is_required=True), ask("b", 2)])
    assert found.faults[0].problem is Problem.DEAD_END
    assert found.dead_ends == {1, 2}
    assert found.ways == (Way(START, 1),)


def test_what_hangs_on_an_unreachable_question_is_unreachable_too() -> None:
    found = check_routing(
        [
            ask("a", 1, is_required=True),
            ask("b", 2, {"question": "a", "answered": False}),
            ask("c", 3, {"question": "b", "is": "yes"}),
        ]
    )
    assert found.unreachable == {"b", "c"}
    assert found.dead_ends == {2, 3}


def test_two_questions_with_one_code_and_pages_out_of_order_are_named() -> None:
    assert problems(ask("a", 2), ask("a", 1)) == [
        ("a", Problem.CODE_TWICE),
        ("a", Problem.PAGES_OUT_OF_ORDER),
    ]


@pytest.mark.slow
def test_sixty_questions_that_hang_on_each_other_are_checked_within_a_second() -> None:
    questions = [ask("q0", 1)]
    for number in range(1, 60):
        earlier = [
            {"question": f"q{one}", "is": "yes"} for one in range(max(0, number - 6), number)
        ]
        questions.append(ask(f"q{number}", number + 1, {"any": earlier}))
    started = time.perf_counter()
    check_routing(questions)
    assert time.perf_counter() - started < 1


answers = st.builds(
    lambda question, test: {"question": question, **test},
    st.sampled_from(["a", "b"]),
    st.sampled_from([{"is": "yes"}, {"is": "no"}, {"is": "dont_know"}, {"answered": True}]),
)
conditions = st.recursive(
    answers,
    lambda inside: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inside, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inside, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inside),
    ),
    max_leaves=6,
)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(conditions, conditions)
def test_the_check_says_the_same_as_trying_every_answer(first: Any, second: Any) -> None:
    """The second route: all 64 ways of answering three questions, asked one by one."""
    questions = (
        ask("a", 1),
        ask("b", 2, first if "b" not in str(first) else {"question": "a", "is": "yes"}),
        ask("c", 3, second),
        ask("d", 4, {"question": "c", "is": "yes"}),
    )
    values = [None, "yes", "no", "dont_know"]
    met: set[str] = set()
    ways: set[tuple[int, int]] = set()
    for chosen in product(values, repeat=3):
        given_ = {code: value for code, value in zip("abc", chosen, strict=True) if value}
        numbers = [page.number for page in pages(questions, given_)]
        met |= {one.code for one in asked(questions, given_)}
        ways |= set(pairwise([START, *numbers, END]))
    found = check_routing(questions)
    assert {(way.start, way.end) for way in found.ways} == ways
    assert set("abcd") - found.unreachable == met


@settings(max_examples=50)
@given(conditions)
def test_an_expression_is_read_as_it_was_written(told: Any) -> None:
    condition = read_condition(told)
    kinds = {"a": Kind.SINGLE, "b": Kind.SINGLE}
    again = read_expression(written_expression(condition, kinds), {})
    for chosen in product([None, "yes", "no", "dont_know"], repeat=2):
        values = {code: value for code, value in zip("ab", chosen, strict=True) if value}
        assert holds(again, values) is holds(condition, values)
