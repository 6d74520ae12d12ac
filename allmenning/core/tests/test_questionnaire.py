"""Items, conditions, pages and values, worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.questionnaire import (
    DONT_KNOW,
    Checked,
    ConditionError,
    Item,
    ItemError,
    Kind,
    Limits,
    Option,
    Question,
    Reason,
    Value,
    asked,
    check_value,
    counted,
    digest,
    holds,
    length_of,
    missing,
    pages,
    read_condition,
    refuse_unanswerable,
    span_of,
    write_condition,
)


def options(*codes: str) -> tuple[Option, ...]:
    return tuple(Option(code, {"nb": code.title()}) for code in codes)


USES = Item(Kind.SINGLE, {"nb": "Bruker kommunen sosiale medier?"}, options=options("yes", "no"))
WHICH = Item(
    Kind.MULTIPLE,
    {"nb": "Hvilke?"},
    options=(*options("facebook", "instagram", "x"), Option("none", {"nb": "Ingen"}, alone=True)),
    limits=Limits(most=2),
)
STAFF = Item(Kind.NUMBER, {"nb": "Årsverk?"}, limits=Limits(lowest=0, highest=50, decimals=1))
GRID = Item(
    Kind.MATRIX, {"nb": "Nytte?"}, options=options("little", "much"), rows=options("fast", "cheap")
)
ORDER = Item(Kind.RANK, {"nb": "Viktigst?"}, options=options("a", "b", "c"), limits=Limits(most=2))


def test_a_page_stands_only_for_those_who_are_asked_something_on_it() -> None:
    questions = (
        Question("uses", USES),
        Question("which", WHICH, 2, condition=read_condition({"question": "uses", "is": "yes"})),
        Question("staff", STAFF, 3),
    )
    assert [page.number for page in pages(questions, {})] == [1, 3]
    assert [page.number for page in pages(questions, {"uses": "yes"})] == [1, 2, 3]


def test_the_answer_of_a_question_that_is_not_asked_any_more_does_not_count() -> None:
    """Who says first yes, then Facebook, then no, is not asked what follows from Facebook."""
    questions = (
        Question("uses", USES),
        Question("which", WHICH, 2, condition=read_condition({"question": "uses", "is": "yes"})),
        Question(
            "staff", STAFF, 3, condition=read_condition({"question": "which", "has": "facebook"})
        ),
    )
    values: dict[str, Value] = {"uses": "no", "which": ["facebook"], "staff": 1}
    assert [question.code for question in asked(questions, values)] == ["uses"]
    assert counted(questions, values) == {"uses": "no"}


def test_what_must_be_answered_is_missing_only_where_it_is_asked() -> None:
    questions = (
        Question("uses", USES, is_required=True),
        Question(
            "staff",
            STAFF,
            2,
            is_required=True,
            condition=read_condition({"question": "uses", "is": "yes"}),
        ),
    )
    assert [one.code for one in missing(questions, {})] == ["uses"]
    assert [one.code for one in missing(questions, {"uses": "yes"})] == ["staff"]
    assert missing(questions, {"uses": "no"}) == ()


@pytest.mark.parametrize(
    ("told", "values", "wanted"),
    [
        ({}, {}, True),
        ({"question": "a", "is": "yes"}, {"a": "yes"}, True),
        ({"question": "a", "is": "yes"}, {}, False),
        ({"not": {"question": "a", "is": "yes"}}, {}, True),
        ({"question": "a", "is": "yes"}, {"a": ["yes"]}, True),
        ({"question": "a", "is": "yes"}, {"a": ["yes", "no"]}, False),
        ({"question": "a", "has": "yes"}, {"a": ["yes", "no"]}, True),
        ({"question": "a", "above": 3}, {"a": 3}, False),
        ({"question": "a", "above": 3}, {"a": 3.5}, True),
        ({"question": "a", "below": 3}, {"a": DONT_KNOW}, False),
        ({"question": "a", "below": "2026-01-01"}, {"a": "2025-12-31"}, True),
        ({"question": "a", "below": "2026-01-01"}, {"a": DONT_KNOW}, False),
        ({"question": "a", "answered": True}, {"a": DONT_KNOW}, True),
        ({"question": "a", "answered": False}, {"a": 0}, False),
        ({"question": "a", "answered": False}, {}, True),
        ({"question": "a", "row": "r", "is": "x"}, {"a": {"r": "x"}}, True),
        ({"question": "a", "row": "s", "is": "x"}, {"a": {"r": "x"}}, False),
        ({"all": []}, {}, True),
        ({"any": []}, {}, False),
        ({"all": [{"question": "a", "is": 1}, {"question": "b", "is": 2}]}, {"a": 1, "b": 2}, True),
        ({"any": [{"question": "a", "is": 1}, {"question": "b", "is": 2}]}, {"b": 2}, True),
    ],
)
def test_a_condition_holds_as_it_reads(told: Any, values: dict[str, Value], wanted: bool) -> None:  # noqa: FBT001
    assert holds(read_condition(told), values) is wanted
    assert write_condition(read_condition(told)) == told


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"some": []},
        {"all": "x"},
        {"question": "a"},
        {"question": "a", "is": "x", "has": "x"},
        {"question": "a", "is": ["x"]},
        {"question": "a", "answered": "yes"},
        {"question": "a", "is": "x", "column": "y"},
        {"all": [], "any": []},
    ],
)
def test_a_condition_that_says_something_else_is_refused(told: Any) -> None:
    with pytest.raises(ConditionError):
        read_condition(told)


def test_conditions_do_not_stand_without_end_inside_each_other() -> None:
    told: dict[str, Any] = {}
    for _ in range(1000):
        told = {"not": told}
    with pytest.raises(ConditionError, match="at most 12 deep"):
        read_condition(told)


@pytest.mark.parametrize(
    ("item", "given", "wanted"),
    [
        (USES, "yes", Checked("yes")),
        (USES, "maybe", Checked(reason=Reason.NO_SUCH_OPTION)),
        (USES, DONT_KNOW, Checked(DONT_KNOW)),
        (replace(USES, has_dont_know=False), DONT_KNOW, Checked(reason=Reason.NO_SUCH_OPTION)),
        (USES, "", Checked()),
        (WHICH, ["x", "facebook"], Checked(["facebook", "x"])),
        (WHICH, "x", Checked(["x"])),
        (WHICH, ["facebook", "instagram", "x"], Checked(reason=Reason.TOO_MANY)),
        (WHICH, ["none", "x"], Checked(reason=Reason.ALONE)),
        (WHICH, [DONT_KNOW, "x"], Checked(reason=Reason.ALONE)),
        (WHICH, [DONT_KNOW], Checked(DONT_KNOW)),
        (WHICH, ["tiktok"], Checked(reason=Reason.NO_SUCH_OPTION)),
        (WHICH, [1], Checked(reason=Reason.MALFORMED)),
        (GRID, {"fast": "much"}, Checked({"fast": "much"})),
        (GRID, {"cheap": DONT_KNOW, "fast": ""}, Checked({"cheap": DONT_KNOW})),
        (GRID, {"fast": "some"}, Checked(reason=Reason.NO_SUCH_OPTION, row="fast")),
        (GRID, {"slow": "much"}, Checked(reason=Reason.NO_SUCH_OPTION)),
        (GRID, "much", Checked(reason=Reason.MALFORMED)),
        (ORDER, ["c", "a"], Checked(["c", "a"])),
        (ORDER, ["c", ""], Checked(["c"])),
        (ORDER, ["", "c"], Checked(reason=Reason.GAP)),
        (ORDER, ["c", "c"], Checked(reason=Reason.TWICE)),
        (ORDER, ["a", "b", "c"], Checked(reason=Reason.TOO_MANY)),
        (ORDER, ["", ""], Checked()),
        (STAFF, "1,5", Checked(1.5)),
        (STAFF, " 12 ", Checked(12)),
        (STAFF, 2.0, Checked(2)),
        (STAFF, "1,55", Checked(reason=Reason.TOO_MANY_DECIMALS)),
        (STAFF, "-1", Checked(reason=Reason.TOO_LOW)),
        (STAFF, "51", Checked(reason=Reason.TOO_HIGH)),
        (STAFF, "to", Checked(reason=Reason.NOT_A_NUMBER)),
        (STAFF, "1e1", Checked(reason=Reason.NOT_A_NUMBER)),
        (STAFF, float("nan"), Checked(reason=Reason.NOT_A_NUMBER)),
        (STAFF, float("inf"), Checked(reason=Reason.NOT_A_NUMBER)),
        (STAFF, True, Checked(reason=Reason.NOT_A_NUMBER)),
        (Item(Kind.NUMBER, {"nb": "x"}), "1 234", Checked(1234)),
        (Item(Kind.NUMBER, {"nb": "x"}), "1,5", Checked(reason=Reason.NOT_WHOLE)),
        (Item(Kind.DATE, {"nb": "x"}), "23.11.2026", Checked("2026-11-23")),
        (Item(Kind.DATE, {"nb": "x"}), "2026-11-23", Checked("2026-11-23")),
        (Item(Kind.DATE, {"nb": "x"}), "31.02.2026", Checked(reason=Reason.NOT_A_DAY)),
        (Item(Kind.DATE, {"nb": "x"}), "0026-11-23", Checked(reason=Reason.NOT_A_DAY)),
        (Item(Kind.TEXT, {"nb": "x"}), " to \n ord ", Checked("to ord")),
        (Item(Kind.TEXT, {"nb": "x"}), DONT_KNOW, Checked(DONT_KNOW)),
        (Item(Kind.TEXT, {"nb": "x"}), "x" * 501, Checked(reason=Reason.TOO_LONG)),
        (Item(Kind.LONG_TEXT, {"nb": "x"}), "to\r\nlinjer\x00", Checked("to\nlinjer")),
        (
            Item(Kind.LONG_TEXT, {"nb": "x"}, limits=Limits(longest=3)),
            "fire",
            Checked(reason=Reason.TOO_LONG),
        ),
    ],
)
def test_an_answer_is_taken_in_one_form_or_refused_with_a_reason(
    item: Item, given: object, wanted: Checked
) -> None:
    assert check_value(item, given) == wanted


@pytest.mark.parametrize(
    ("item", "given", "reason"),
    [
        (USES, "", Reason.MISSING),
        (USES, None, Reason.MISSING),
        (WHICH, [], Reason.MISSING),
        (GRID, {}, Reason.MISSING),
        (GRID, {"fast": "much"}, Reason.INCOMPLETE),
        (ORDER, ["a"], Reason.INCOMPLETE),
        (ORDER, ["", ""], Reason.MISSING),
        (STAFF, "  ", Reason.MISSING),
        (Item(Kind.TEXT, {"nb": "x"}), "  ", Reason.MISSING),
    ],
)
def test_what_must_be_answered_is_answered_wholly(
    item: Item, given: object, reason: Reason
) -> None:
    assert check_value(item, given, is_required=True).reason is reason


def test_dont_know_answers_what_must_be_answered() -> None:
    assert check_value(STAFF, DONT_KNOW, is_required=True) == Checked(DONT_KNOW)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside),
    max_leaves=5,
)


@settings(max_examples=50)
@given(st.sampled_from([USES, WHICH, STAFF, GRID, ORDER]), anything)
def test_any_input_gives_a_value_or_a_reason_and_what_is_kept_is_taken_again(
    item: Item, given_value: object
) -> None:
    checked = check_value(item, given_value)
    assert checked.value is None or checked.reason is None
    if checked.value is not None:
        assert check_value(item, checked.value) == checked


@pytest.mark.parametrize(
    "changed",
    [
        replace(USES, wording={"nb": "Bruker kommunen sosiale medium?"}),
        replace(USES, wording={"nb": "Bruker kommunen sosiale medier"}),
        replace(USES, wording={"nb": "Bruker kommunen sosiale medier?", "nn": "x"}),
        replace(USES, help={"nb": "Ta med alle kontoer."}),
        replace(USES, options=options("no", "yes")),
        replace(USES, options=options("yes", "no", "partly")),
        replace(USES, has_dont_know=False),
        replace(USES, kind=Kind.MULTIPLE),
        replace(USES, limits=Limits(most=1)),
        replace(USES, options=(Option("yes", {"nb": "Yes"}, alone=True), *options("no"))),
    ],
)
def test_any_change_that_the_respondent_meets_gives_another_digest(changed: Item) -> None:
    assert digest(changed) != digest(USES)


def test_white_space_and_an_empty_language_give_the_same_digest() -> None:
    spaced = replace(USES, wording={"nb": "Bruker  kommunen\nsosiale medier? ", "en": ""})
    assert digest(spaced) == digest(USES)


def test_the_digest_stays_what_it_was_in_earlier_versions_of_the_house() -> None:
    """Rounds are compared by it, so it may change only together with `FORMAT`."""
    assert digest(USES)[:16] == "2a7d4e5e8d4b18c1"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (replace(USES, wording={"nb": " "}), "no wording"),
        (replace(USES, options=options("yes")), "at least two options"),
        (replace(USES, options=options("yes", "yes")), "two options have the code yes"),
        (replace(USES, options=options("yes", DONT_KNOW)), "offered by the item itself"),
        (replace(USES, rows=options("a")), "nothing else, has rows"),
        (replace(GRID, rows=()), "nothing else, has rows"),
        (replace(STAFF, options=options("a", "b")), "no options"),
        (replace(STAFF, limits=Limits(lowest=2, highest=1)), "at least 2 and at most 1"),
        (replace(WHICH, limits=Limits(most=0)), "let it be 1 or more"),
    ],
)
def test_an_item_that_nobody_could_answer_is_refused(item: Item, said: str) -> None:
    with pytest.raises(ItemError, match=said):
        refuse_unanswerable(item)


def test_length_is_reading_at_200_words_a_minute_and_seconds_for_each_step() -> None:
    """Four words and two options are 6 x 0.3 s, a choice 3 s, a page 3 s."""
    length = length_of([Question("uses", USES)], "nb")
    assert (length.questions, length.pages, length.steps) == (1, 1, 2)
    assert length.seconds == pytest.approx(6 * 0.3 + 3 + 3)
    assert length.minutes == 1


def test_rows_places_and_ticks_are_steps() -> None:
    """Two rows, two places, and two ticks for four options; three pages to leave."""
    questions = [Question("g", GRID), Question("o", ORDER, 2), Question("w", WHICH, 3)]
    assert length_of(questions, "nb").steps == 2 + 2 + 2 + 3


def test_the_shortest_way_is_what_everybody_is_asked() -> None:
    condition = read_condition({"question": "uses", "is": "yes"})
    questions = [
        Question("uses", USES, is_core=True),
        Question("staff", STAFF, 2, condition=condition),
        Question("grid", GRID, 2, is_core=True, condition=condition),
    ]
    span = span_of(questions, "nb")
    assert (span.shortest.questions, span.longest.questions) == (1, 3)
    assert span_of(questions, "nb", only_core=True).longest.questions == 2
