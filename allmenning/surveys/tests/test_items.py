"""Items: a word more is a new version, and plan and state are never in one."""

import pytest

from allmenning.core.questionnaire import ItemError, Option
from allmenning.core.questionnaire.aspect import Aspect
from allmenning.surveys.actions.bank import load_bank, read_bank
from allmenning.surveys.actions.bridges import (
    NothingBeforeError,
    ReasonNeededError,
    decide_bridge,
)
from allmenning.surveys.actions.items import (
    CodeTakenError,
    MixedError,
    SameWordingError,
    reword_item,
)
from allmenning.surveys.actions.questions import add_question
from allmenning.surveys.models import Bridge, Item, ItemVersion, Topic
from allmenning.surveys.queries.bank import Narrowing, bank_rows
from allmenning.surveys.queries.bridges import bridge_between, reworded_since
from allmenning.surveys.queries.questionnaire import item_of
from allmenning.surveys.tests.asked import AT, YES_NO, make_planned, make_version, worded

pytestmark = pytest.mark.django_db


def reword(version: ItemVersion, words: str) -> ItemVersion:
    return reword_item(item=version.item, wording=worded(words), by=None, at=AT)


def decide(version: ItemVersion, bridge: Bridge) -> ItemVersion:
    return decide_bridge(version=version, bridge=bridge, reason="Prøvd på ti.", by=None, at=AT)


def test_a_word_more_is_a_new_version_and_the_old_stands() -> None:
    first = make_version()
    second = reword(first, "Har kommunen en skriftlig strategi?")
    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    first.refresh_from_db()
    assert first.wording["nb"] == "Har kommunen en strategi?"


def test_the_same_wording_is_no_new_version() -> None:
    first = make_version()
    with pytest.raises(SameWordingError):
        reword(first, " Har kommunen  en strategi? ")


def test_two_items_do_not_share_a_code() -> None:
    make_version()
    with pytest.raises(CodeTakenError):
        make_version()


def test_an_item_that_mixes_plan_and_state_is_not_stored() -> None:
    planned = Option("planned", {"nb": "Nei, men det er planlagt", "nn": "Nei"})
    with pytest.raises(MixedError) as refused:
        make_version(options=(*YES_NO, planned))
    assert [(one.where, one.words) for one in refused.value.found] == [("planned", "planlagt")]
    assert not Item.objects.exists()


def test_the_same_answer_is_taken_in_an_item_about_plans() -> None:
    options = (*YES_NO, Option("planned", {"nb": "Det er planlagt", "nn": "Det er planlagt"}))
    assert make_version(options=options, aspect=Aspect.PLAN).aspect == "plan"


def test_an_item_that_nobody_can_answer_is_not_stored() -> None:
    with pytest.raises(ItemError, match="at least two options"):
        make_version(options=YES_NO[:1])


def test_the_series_is_broken_until_somebody_decides() -> None:
    first = make_version()
    second = reword(first, "Har kommunen en skriftlig strategi?")
    between = bridge_between(first, second)
    assert between.bridge == Bridge.UNDECIDED
    assert between.undecided == (second,)
    assert not between.is_whole


def test_what_measures_the_same_goes_on_over_several_wordings_both_ways() -> None:
    first = make_version()
    second = decide(reword(first, "Har dere en strategi?"), Bridge.EQUIVALENT)
    third = decide(reword(first, "Har de en strategi?"), Bridge.EQUIVALENT)
    assert bridge_between(first, third).is_whole
    assert bridge_between(third, first).reasons == ("Prøvd på ti.", "Prøvd på ti.")
    assert bridge_between(second, second).is_whole


def test_one_break_on_the_way_breaks_the_series() -> None:
    first = make_version()
    decide(reword(first, "Har dere en strategi?"), Bridge.BREAK)
    third = decide(reword(first, "Har de en strategi?"), Bridge.EQUIVALENT)
    assert bridge_between(first, third).bridge == Bridge.BREAK


def test_different_items_have_no_bridge() -> None:
    first, other = make_version(), make_version("other", words="Noe annet?")
    assert bridge_between(first, other).bridge == Bridge.BREAK


def test_a_decision_has_a_reason_and_something_before_it() -> None:
    first = make_version()
    with pytest.raises(NothingBeforeError):
        decide(first, Bridge.BREAK)
    second = reword(first, "Har dere en strategi?")
    with pytest.raises(ReasonNeededError):
        decide_bridge(version=second, bridge=Bridge.BREAK, reason=" ", by=None, at=AT)


def test_a_follow_up_with_another_wording_asks_for_a_decision() -> None:
    first = make_version()
    second = reword(first, "Har kommunen en skriftlig strategi?")
    before = make_planned(slug="for")
    add_question(survey=before, version=first, page=1, by=None, at=AT)
    after = make_planned(slug="etter", previous=before)
    add_question(survey=after, version=second, page=1, by=None, at=AT)
    (found,) = reworded_since(after)
    assert (found.before, found.between.bridge) == (first, Bridge.UNDECIDED)
    decide(second, Bridge.EQUIVALENT)
    assert reworded_since(after)[0].between.is_whole
    assert reworded_since(before) == []


@pytest.mark.slow
def test_the_bank_that_comes_with_the_house_is_loaded_once() -> None:
    told: list[str] = []
    assert load_bank(by=None, at=AT, tell=told.append) == 48
    assert load_bank(by=None, at=AT, tell=told.append) == 0
    assert told[1] == "question bank: 48 items, 0 new wordings"
    assert {item.topic for item in Item.objects.all()} == set(Topic.values)
    assert len(bank_rows(Narrowing(topic="crisis"))) == 5
    assert [row.item.code for row in bank_rows(Narrowing(words="arkivering"))] == [
        "guidelines-archive"
    ]


def test_every_item_of_the_bank_stands_in_three_languages_with_don_t_know_where_chosen() -> None:
    for told in read_bank():
        for text in (told["wording"], *(one["label"] for one in told["options"] + told["rows"])):
            assert set(text) == {"nb", "nn", "en"}, told["code"]
        assert told["has_dont_know"] == (told["kind"] not in {"text", "long_text"})


def test_an_item_is_read_as_it_was_stored() -> None:
    wording = worded(help={"nb": "Ta med alt."})
    assert item_of(make_version(help={"nb": "Ta med alt."})) == wording.item
