"""Open and published surveys can be found, by what they ask."""

import pytest

from allmenning.search.contract import Standing
from allmenning.surveys.models import Stage
from allmenning.surveys.queries.search import surveys
from allmenning.surveys.tests.answered import make_question, make_survey

pytestmark = pytest.mark.django_db


def test_what_is_open_is_found_by_its_questions_and_what_is_planned_is_not() -> None:
    survey = make_survey(stage=Stage.FIELDING)
    make_question(survey, "krisevarsel")
    make_survey(slug="plan", stage=Stage.PLANNING)
    (document,) = surveys.documents()
    assert document.key == f"survey:{survey.pk}"
    assert "Har dere krisevarsel?" in document.body
    assert document.route == ("surveys:survey", "sosiale-kommuner")
    assert list(surveys.documents(["survey:0", "survey:x"])) == []


def test_a_simulated_one_ranks_lower_and_says_what_it_is() -> None:
    make_survey(is_simulated=True)
    (document,) = surveys.documents()
    assert (document.weight, document.facets["invented"]) == (0.4, "yes")


def test_only_entries_about_surveys_touch_them_and_hidden_ones_do_not_stand() -> None:
    survey = make_survey(stage=Stage.PLANNING)
    key = f"survey:{survey.pk}"
    assert list(surveys.touched("surveys.survey.advanced", f"surveys.{key}") or []) == [key]
    assert list(surveys.touched("surveys.unit.refused", "surveys.unit:1") or []) == []
    assert surveys.standing([key]) == {}
    survey.stage = Stage.CLOSED
    survey.save()
    assert surveys.standing([key]) == {key: Standing()}
