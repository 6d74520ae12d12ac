"""The fields of a page: what is read from them, kept, and said to be wrong."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from allmenning.core.questionnaire import Item, Kind, Limits, Option, Page, Question, Reason, Value
from allmenning.surveys.forms.answering import REASONS, AnswerForm

OPTIONS = tuple(Option(code, {"nb": code.upper(), "nn": code}) for code in ("a", "b", "c"))


def form(
    kind: Kind,
    sent: str | None = None,
    values: dict[str, Value] | None = None,
    *,
    must_answer: bool = True,
    **changes: Any,
) -> AnswerForm:
    told: dict[str, Any] = {"is_required": False} | {
        name: changes.pop(name) for name in ("is_required",) if name in changes
    }
    is_chosen = kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX, Kind.RANK}
    item: dict[str, Any] = {"options": OPTIONS if is_chosen else ()}
    item |= {"rows": OPTIONS[:2]} if kind is Kind.MATRIX else {}
    whole = Item(kind, {"nb": "Hva?", "nn": "Kva?"}, **(item | changes))
    return AnswerForm(
        Page(1, (Question("q", whole, **told),)),
        language="nb",
        values=values or {},
        data=None if sent is None else QueryDict(sent),
        must_answer=must_answer,
    )


def html(shown: AnswerForm) -> str:
    return render_to_string("surveys/_questions.html", {"form": shown})


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        (Kind.SINGLE, "q=b", "b"),
        (Kind.SINGLE, "q=dont_know", "dont_know"),
        (Kind.MULTIPLE, "q=c&q=a", ["a", "c"]),
        (Kind.MATRIX, "q__a=b&q__b=dont_know", {"a": "b", "b": "dont_know"}),
        (Kind.RANK, "q__1=c&q__2=a&q__3=", ["c", "a"]),
        (Kind.RANK, "q__1=&q__dont_know=1", "dont_know"),
        (Kind.NUMBER, "q=1+234", 1234),
        (Kind.NUMBER, "q=&q__dont_know=1", "dont_know"),
        (Kind.TEXT, "q=+to+ord+", "to ord"),
        (Kind.LONG_TEXT, "q=en%0D%0Ato", "en\nto"),
        (Kind.DATE, "q=2026-11-23", "2026-11-23"),
        (Kind.SINGLE, "", None),
    ],
)
def test_each_kind_is_read_and_shown_again_as_it_was_answered(
    kind: Kind, sent: str, value: Value
) -> None:
    filled = form(kind, sent)
    assert filled.answers() == {"q": value}
    again = html(form(kind, values={"q": value} if value else {}))
    as_written = {Kind.NUMBER, Kind.TEXT, Kind.LONG_TEXT}
    assert html(filled) == again or kind in as_written


@pytest.mark.parametrize("kind", list(Kind))
def test_a_missing_answer_is_told_at_its_field(kind: Kind) -> None:
    empty = form(kind, "", is_required=True)
    assert empty.answers() == {}
    page = html(empty)
    assert 'id="id_q-error"' in page
    assert 'aria-describedby="id_q-error"' in page
    assert 'id="id_q"' in page


@pytest.mark.parametrize("kind", list(Kind))
def test_going_back_asks_for_nothing(kind: Kind) -> None:
    assert form(kind, "", is_required=True, must_answer=False).answers() == {"q": None}


def test_what_is_wrong_is_shown_as_it_was_written_and_not_kept() -> None:
    wrong = form(Kind.NUMBER, "q=mange")
    assert wrong.answers() == {}
    assert 'value="mange"' in html(wrong)


def test_the_row_that_is_left_open_is_marked() -> None:
    page = html(form(Kind.MATRIX, "q__a=b", is_required=True))
    assert page.count("data-wrong") == 1


def test_every_reason_is_told_with_its_numbers() -> None:
    limits = Limits(lowest=1, highest=2.5, decimals=1, longest=7, most=2)
    with translation.override("en"):
        low = form(Kind.NUMBER, "q=0", limits=limits)
        assert low.errors["q"] == ["Write a number that is 1 or more."]
        high = form(Kind.NUMBER, "q=3", limits=limits)
        assert high.errors["q"] == ["Write a number that is 2.50 or less."]
        text = form(Kind.TEXT, "q=altfor+mye", limits=limits)
        assert text.errors["q"] == ["Write it shorter: at most 7 letters."]
        many = form(Kind.MULTIPLE, "q=a&q=b&q=c", limits=limits)
        assert many.errors["q"] == ["Choose at most 2."]
        assert "Choose at most 2." in html(form(Kind.MULTIPLE, limits=limits))
    assert set(REASONS) == set(Reason)


def test_what_is_written_is_not_taken_as_markup() -> None:
    page = html(form(Kind.TEXT, values={"q": '"><script>alert(1)</script>'}))
    assert "<script>" not in page


def test_labels_point_at_boxes_and_ids_stand_once() -> None:
    for kind in Kind:
        page = html(form(kind))
        ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
        assert len(ids) == len(set(ids))
        for target in (part.split('"')[0] for part in page.split(' for="')[1:]):
            assert target in ids
