"""Building a questionnaire: order, pages, conditions, and that it stands once it is open."""

import pytest
from django.utils import translation

from allmenning.core.questionnaire import (
    ConditionError,
    Item,
    Kind,
    Page,
    Problem,
    read_condition,
)
from allmenning.core.questionnaire import (
    Question as Asked,
)
from allmenning.core.questionnaire.item import Limits, Option
from allmenning.surveys.actions.questions import (
    FrozenError,
    NoRoomError,
    add_question,
    move_question,
    remove_question,
    set_question,
)
from allmenning.surveys.models import Question, Stage, Survey
from allmenning.surveys.queries.questionnaire import questionnaire_of
from allmenning.surveys.queries.routing import condition_words, lengths_of, routing_of, told
from allmenning.surveys.queries.stages import missing_before
from allmenning.surveys.queries.words import language_of, said
from allmenning.surveys.tests.asked import AT, ask, make_planned, make_version

pytestmark = pytest.mark.django_db


def order(survey: Survey) -> list[tuple[str, int]]:
    rows = survey.questions.order_by("page", "position", "pk")
    return [(row.code, row.page) for row in rows]


def move(question: Question, *, up: bool) -> None:
    question.refresh_from_db()
    move_question(question=question, up=up, by=None, at=AT)


def test_questions_stand_in_the_order_in_which_they_are_put() -> None:
    survey = make_planned()
    ask(survey, "a")
    second = ask(survey, "b")
    third = ask(survey, "c", 2)
    assert order(survey) == [("a", 1), ("b", 1), ("c", 2)]
    move(second, up=True)
    assert order(survey) == [("b", 1), ("a", 1), ("c", 2)]
    move(third, up=True)
    assert order(survey) == [("b", 1), ("a", 1), ("c", 1)]


def test_down_past_the_end_goes_over_to_the_next_page() -> None:
    survey = make_planned()
    ask(survey, "a")
    last = ask(survey, "b")
    move(last, up=False)
    assert order(survey) == [("a", 1), ("b", 2)]
    move(last, up=False)
    assert order(survey) == [("a", 1), ("b", 2)]


def test_the_first_does_not_move_up() -> None:
    survey = make_planned()
    first = ask(survey, "a")
    ask(survey, "b")
    move(first, up=True)
    assert order(survey) == [("a", 1), ("b", 1)]


def test_pages_are_numbered_without_gaps() -> None:
    survey = make_planned()
    first = ask(survey, "a")
    ask(survey, "b", 9)
    assert order(survey) == [("a", 1), ("b", 2)]
    remove_question(question=first, by=None, at=AT)
    assert order(survey) == [("b", 1)]


def test_an_item_asked_twice_gets_a_code_of_its_own() -> None:
    survey = make_planned()
    first = ask(survey, "a")
    again = add_question(survey=survey, version=first.version, page=1, by=None, at=AT)
    assert again.code == "a-2"


def test_an_open_questionnaire_is_not_changed() -> None:
    survey = make_planned()
    question = ask(survey, "a")
    Survey.objects.filter(pk=survey.pk).update(stage=Stage.FIELDING)
    with pytest.raises(FrozenError):
        remove_question(question=question, by=None, at=AT)
    with pytest.raises(FrozenError):
        set_question(question=question, values={"page": 2}, by=None, at=AT)
    with pytest.raises(FrozenError):
        move(question, up=True)


def test_a_page_that_is_too_far_out_and_a_condition_that_says_nothing_are_refused() -> None:
    survey = make_planned()
    question = ask(survey, "a")
    with pytest.raises(NoRoomError):
        set_question(question=question, values={"page": 61}, by=None, at=AT)
    with pytest.raises(ConditionError):
        set_question(question=question, values={"condition": {"some": 1}}, by=None, at=AT)


def test_a_survey_with_a_dead_end_does_not_open() -> None:
    survey = make_planned()
    ask(survey, "a")
    second = ask(survey, "b", 2)
    assert routing_of(survey).faults == ()
    condition = {"question": "a", "is": "maybe"}
    set_question(question=second, values={"condition": condition}, by=None, at=AT)
    faults = routing_of(survey).faults
    assert faults[0].problem is Problem.NO_SUCH_VALUE
    with translation.override("en"):
        assert told(faults[0]) == ("The condition waits for “maybe”, which nobody can answer.")
        missing = missing_before(survey, Stage.FIELDING)
    assert any("check of ways" in sentence for sentence in missing)


def test_what_is_asked_is_read_with_conditions_and_limits() -> None:
    survey = make_planned()
    ask(survey, "a")
    second = ask(
        survey, "b", 2, words="Hvor mange?", kind=Kind.NUMBER, options=(), limits=Limits(lowest=0)
    )
    told_ = {"condition": {"question": "a", "is": "yes"}, "is_core": True}
    set_question(question=second, values=told_, by=None, at=AT)
    found = questionnaire_of(survey).by_code["b"]
    assert found.item.limits == Limits(lowest=0)
    assert found.condition == read_condition({"question": "a", "is": "yes"})
    lengths = lengths_of(questionnaire_of(survey), "nb")
    assert (lengths.whole.shortest.steps, lengths.whole.longest.steps) == (2, 4)
    assert (lengths.core.longest.steps, lengths.core_is_short) == (2, True)
    assert routing_of(survey).faults == ()


def test_a_condition_is_told_in_words() -> None:
    survey = make_planned()
    ask(survey, "a")
    ask(survey, "b", kind=Kind.NUMBER, options=(), words="Hvor mange?")
    condition = read_condition(
        {
            "all": [
                {"question": "a", "is": "yes"},
                {"any": [{"question": "b", "above": 3}, {"question": "b", "is": "dont_know"}]},
                {"not": {"question": "a", "answered": False}},
            ]
        }
    )
    with translation.override("en"):
        assert condition_words(condition, questionnaire_of(survey)) == (
            "a is “Yes” and (b is above 3 or b is “Don't know”) and not a is not answered"
        )


def test_words_fall_back_to_the_language_nearest() -> None:
    text = {"nb": "Hei", "en": "Hello"}
    assert said(text, "nn") == "Hei"
    assert said(text, "en") == "Hello"
    assert said({}, "nb") == ""
    assert language_of({"en": "Hello"}, "nn") == "en"
    with translation.override("en"):
        assert said(text) == "Hello"


def test_a_page_and_an_item_know_their_names() -> None:
    item = Item(Kind.RANK, {"nb": "x"}, options=tuple(Option(c, {"nb": c}) for c in "abc"))
    page = Page(1, (Asked("a", item, heading={"nb": "Først"}),))
    assert page.heading == {"nb": "Først"}
    assert item.places == 3


def test_reading_the_questionnaire_takes_one_query(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    survey = make_planned()
    for number in range(5):
        make_version(f"x{number}", words=f"Nummer {number}?")
        add_question(
            survey=survey,
            version=make_version(f"y{number}", words=f"Nummer {number} og?"),
            page=1,
            by=None,
            at=AT,
        )
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(questionnaire_of(survey)) == 5
