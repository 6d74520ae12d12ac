"""What an XLSForm does to a questionnaire and the bank when it is taken in."""

import pytest

from allmenning.core.questionnaire.xlsform import Sheets
from allmenning.core.questionnaire.xlsform_read import Remark, read_sheets
from allmenning.surveys.actions.ddi import codebook_of
from allmenning.surveys.actions.questions import FrozenError
from allmenning.surveys.actions.xlsform import (
    read_workbook,
    workbook_of,
)
from allmenning.surveys.actions.xlsform_taking import NotTakenError, take_in
from allmenning.surveys.models import Item, Stage, Survey, Topic
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.tests.asked import AT, ask, make_planned
from allmenning.surveys.tests.workbooks import PLAIN, Cells, read

pytestmark = pytest.mark.django_db


def test_a_file_takes_the_place_of_what_stood_there_and_finds_its_items() -> None:
    survey = make_planned()
    ask(survey, "a")
    ask(survey, "b", 2, words="Har dere en plan?")
    content = workbook_of(survey)
    before = read_questionnaire(survey)
    taken = take_in(survey=survey, read=read_workbook(content), topic=Topic.USE, by=None, at=AT)
    assert (taken.questions, taken.new_items, taken.new_versions) == (2, 0, 0)
    after = read_questionnaire(survey)
    assert [one.code for one in after] == [one.code for one in before]


def test_new_questions_go_into_the_bank_and_a_changed_wording_is_a_new_version() -> None:
    survey = make_planned()
    ask(survey, "a", words="Har kommunen en strategi?")
    rows: Cells = [
        ["type", "name", "label::Bokmål (nb)", "allmenning_aspect"],
        ["text", "a", "Hva heter strategien?", "state"],
        ["text", "new", "Hva mangler?", "opinion"],
    ]
    taken = take_in(survey=survey, read=read(rows), topic=Topic.WISH, by=None, at=AT)
    assert (taken.questions, taken.new_items, taken.new_versions) == (2, 1, 1)
    assert Item.objects.get(code="new").topic == "wish"
    assert Item.objects.get(code="a").versions.count() == 2


def test_an_item_that_mixes_stops_the_file_and_nothing_is_stored() -> None:
    survey = make_planned()
    rows: Cells = [
        ["type", "name", "label"],
        ["select_one yn", "a", "Har kommunen en strategi?"],
    ]
    choices: Cells = [
        ["list_name", "name", "label"],
        ["yn", "y", "Ja"],
        ["yn", "p", "Nei, men planlagt"],
    ]
    with pytest.raises(NotTakenError) as refused:
        take_in(survey=survey, read=read(rows, choices), topic=Topic.USE, by=None, at=AT)
    assert refused.value.mixing[0][0] == "a"
    assert not Item.objects.exists()


def test_an_open_survey_takes_no_file() -> None:
    survey = make_planned()
    Survey.objects.filter(pk=survey.pk).update(stage=Stage.FIELDING)
    with pytest.raises(FrozenError):
        take_in(survey=survey, read=read(PLAIN), topic=Topic.USE, by=None, at=AT)
    assert not Item.objects.exists()


def test_a_code_that_is_no_address_and_numbers_without_end_do_no_harm() -> None:
    survey = make_planned()
    rows: Cells = [
        ["type", "name", "label", "allmenning_item", "constraint", "allmenning_decimals"],
        ["decimal", "a", "Hvor mange?", "../etc", f". >= {'9' * 400}", "9" * 4400],
        ["text", "ny", "Hva?\x07", "ny", f"string-length(.) <= {'9' * 400}", ""],
    ]
    made = Sheets([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])  # type: ignore[arg-type]
    found = read_sheets(made)
    assert [one.remark for one in found.remarks] == [Remark.UNREAD_CONSTRAINT] * 2
    take_in(survey=survey, read=found, topic=Topic.USE, by=None, at=AT)
    assert sorted(Item.objects.values_list("code", flat=True)) == ["a", "ny-1"]
    content = workbook_of(survey)
    assert read_workbook(content).questions[1].item.wording == {"nb": "Hva?"}
    assert b"Hva?" in codebook_of(survey)
