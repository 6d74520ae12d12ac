"""What the answers of a survey are as columns."""

import pytest

from allmenning.surveys.models import Kind, Response, Unit
from allmenning.surveys.queries.data import NoAnswersError, data_of
from allmenning.surveys.tests.answered import (
    AT,
    YES_NO,
    answer,
    make_answered,
    make_question,
    make_survey,
    make_unit,
)

pytestmark = pytest.mark.django_db


def test_one_row_for_each_unit_that_answered_with_its_weight() -> None:
    data = data_of(make_answered())
    assert data.n == 7
    assert data.population == 10
    assert data.columns["strategy"] == ["yes", "yes", "no", "dont_know", "yes", "yes", "no"]
    assert data.columns["weight"] == pytest.approx([1.5] * 4 + [4 / 3] * 3)
    assert data.columns["population"] == [6.0] * 4 + [4.0] * 3


def test_each_option_of_several_is_a_column_and_an_empty_choice_is_no_answer() -> None:
    columns = data_of(make_answered()).columns
    yes, no, unsure = "chosen", "not_chosen", "dont_know"
    assert columns["channels__facebook"] == [yes, yes, yes, unsure, no, yes, None]
    assert columns["channels__instagram"] == [no, yes, no, unsure, yes, no, None]


def test_dont_know_is_a_category_of_its_own_and_a_text_among_numbers() -> None:
    data = data_of(make_answered())
    strategy = data.variable("strategy")
    assert strategy is not None
    assert [one.code for one in strategy.categories] == ["yes", "no", "dont_know"]
    assert [one.code for one in strategy.known] == ["yes", "no"]
    assert data.columns["staff"] == [1.0, 2.0, 3.0, "dont_know", 4.0, 5.0, None]


def test_each_row_of_a_matrix_is_a_column() -> None:
    survey = make_answered()
    rows = [{"code": "plan", "label": {"nb": "Plan"}}, {"code": "vakt", "label": {"nb": "Vakt"}}]
    make_question(survey, "has", Kind.MATRIX, rows=rows, options=YES_NO)
    first = Response.objects.get(unit__code="4001")
    first.values |= {"has": {"plan": "yes"}}
    first.save()
    columns = data_of(survey).columns
    assert columns["has__plan"][0] == "yes"
    assert columns["has__vakt"][0] is None
    assert columns["has__plan"][1] is None


def test_a_ranking_gives_each_option_its_place() -> None:
    survey = make_answered()
    make_question(survey, "first", Kind.RANK, options=YES_NO)
    one = Response.objects.get(unit__code="4001")
    one.values |= {"first": ["no", "yes"]}
    one.save()
    columns = data_of(survey).columns
    assert columns["first__yes"][0] == 2.0
    assert columns["first__no"][0] == 1.0


def test_what_is_set_aside_or_not_sent_in_does_not_count() -> None:
    survey = make_answered()
    unit = make_unit(survey, 7)
    other = answer(unit, strategy="yes")
    Response.objects.filter(pk=other.pk).update(submitted_at=None)
    Response.objects.filter(unit__code="4001").update(set_aside_at=AT)
    assert data_of(survey).n == 6


def test_two_answers_of_one_municipality_are_one_row_until_somebody_chooses() -> None:
    survey = make_answered()
    answer(survey.units.get(code="4001"), strategy="no")
    data = data_of(survey)
    assert data.n == 7
    assert data.columns["strategy"][0] == "yes"


def test_a_unit_that_was_left_out_is_neither_in_the_population_nor_counted() -> None:
    survey = make_answered()
    survey.units.filter(code="4001").update(left_out="Merged")
    data = data_of(survey)
    assert (data.n, data.population) == (6, 9)


def test_a_stratum_nobody_answered_in_is_joined_with_its_neighbour_and_says_so() -> None:
    survey = make_answered()
    make_unit(survey, 21, "5000-9999")
    data = data_of(survey)
    assert [one.strata for one in data.classes] == [("0-1999",), ("2000-4999", "5000-9999")]
    assert data.classes[1].weight == pytest.approx(5 / 3)
    assert [one.name for one in data.collapsed] == ["5000-9999"]
    assert data.columns["stratum"][-1] == "2000-4999+5000-9999"


def test_persons_are_clustered_in_their_body_and_stand_for_nobody_else() -> None:
    survey = make_answered(unit=Unit.PERSON)
    answer(survey.units.get(code="4001"), strategy="no")
    data = data_of(survey)
    assert data.n == 8
    assert set(data.columns["weight"]) == {1.0}
    assert data.columns["cluster"][:2] == ["4001", "4001"]
    assert "population" not in data.columns


def test_the_digest_changes_with_an_answer_and_only_then() -> None:
    survey = make_answered()
    before = data_of(survey).digest
    assert data_of(survey).digest == before
    one = Response.objects.get(unit__code="4001")
    one.values["strategy"] = "no"
    one.save()
    assert data_of(survey).digest != before


def test_without_answers_there_is_nothing_to_read() -> None:
    with pytest.raises(NoAnswersError):
        data_of(make_survey())


def test_a_question_called_as_a_column_of_the_design_gets_another_name() -> None:
    survey = make_answered()
    make_question(survey, "weight", Kind.NUMBER)
    assert "weight_2" in data_of(survey).columns
