"""What tables do not say one by one, and rows, repetition and related questions would together."""

import csv
import io
import zipfile
from collections import Counter
from typing import Any

import pytest

from allmenning.surveys.actions.protecting import NotPublishableError
from allmenning.surveys.actions.publishing import publish_survey
from allmenning.surveys.actions.publishing_protect import Gate, protected_answers
from allmenning.surveys.actions.recipes import make_standard_recipes
from allmenning.surveys.models import Kind, Response, Survey
from allmenning.surveys.queries.data import NoAnswersError
from allmenning.surveys.queries.package import shuffled_rows
from allmenning.surveys.queries.publishable import publishable_data
from allmenning.surveys.tests.answered import AT, answer, make_question, make_survey, make_unit
from allmenning.surveys.tests.published import make_publishable, make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

THREE = [{"code": code, "label": {"nb": code, "nn": code, "en": code}} for code in "abc"]
# What was chosen first: two of the smallest chose a.
FIRST = {
    "0-1999": "aa" + 8 * "b" + 8 * "c",
    "2000-4999": 8 * "a" + 9 * "b" + 9 * "c",
    "5000-9999": 6 * "a" + 8 * "b" + 9 * "c",
}


def make_one_of_three(kind: Kind, limits: dict[str, Any]) -> Survey:
    survey = make_survey()
    make_question(survey, "q", kind, options=THREE, has_dont_know=False, limits=limits)
    for place, (stratum, firsts) in enumerate(FIRST.items()):
        for number, first in enumerate(firsts):
            unit = make_unit(survey, 100 * place + number, stratum)
            rest = [one for one in "abc" if one != first]
            turned = rest[::-1] if number % 2 else rest
            answer(unit, q=[first, *turned] if kind == Kind.RANK else [first])
    return survey


def gate_of(survey: Survey) -> Gate:
    data = publishable_data(survey)
    return protected_answers(survey, data, [one.name for one in data.variables])


@pytest.mark.parametrize(
    ("kind", "limits", "first"),
    [(Kind.RANK, {}, "place_1"), (Kind.MULTIPLE, {"most": 1}, "chosen")],
)
def test_a_hidden_part_is_not_what_the_other_parts_leave(
    kind: Kind, limits: dict[str, Any], first: str
) -> None:
    gate = gate_of(make_one_of_three(kind, limits))
    groups_by_part = {
        name: {group for group, codes in by_group.items() if first in codes}
        for name, by_group in gate.hidden.items()
    }
    assert groups_by_part == {"q__a": set(FIRST), "q__b": set(FIRST), "q__c": set(FIRST)}


def test_no_row_of_the_package_joins_two_answers_of_one_body() -> None:
    """Strategy and what is asked of those with one hang together in every answer."""
    data = publishable_data(make_publishable())
    names, *rows = shuffled_rows(data)
    at = {str(name): place for place, name in enumerate(names)}
    pairs = {(row[at["strategy"]], row[at["reviewed"]]) for row in rows}
    assert ("no", "yes") in pairs or ("no", "no") in pairs
    for name in ("strategy", "reviewed", "has__plan"):
        mine = Counter((row[at["stratum"]], row[at[name]]) for row in rows)
        assert mine == Counter(zip(data.columns["stratum"], data.columns[name], strict=True))


def test_the_rows_are_made_of_counts_alone() -> None:
    """Who had which answer within the stratum leaves no trace."""
    data = publishable_data(make_publishable())
    before = shuffled_rows(data)
    first = [row for row, one in enumerate(data.columns["stratum"]) if one == "0-1999"]
    turned = dict(zip(first, first[::-1], strict=True))
    cells = data.columns["strategy"]
    data.columns["strategy"] = [cells[turned.get(row, row)] for row in range(data.n)]
    assert shuffled_rows(data) == before


def test_a_second_publication_of_the_same_answers_exchanges_them_in_the_same_way() -> None:
    """Two exchanges drawn apart tell more of what they hide than either."""
    survey = make_ready()
    rows = []
    for _number in range(2):
        publication = publish_survey(survey=survey, by=None, at=AT)
        survey = publication.survey
        content = bytes(publication.files.get(name="pakke.zip").content.content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows.append(list(csv.reader(io.StringIO(archive.read("microdata.csv").decode()))))
    assert sum(publication.protection["exchanged"].values()) > 0
    assert rows[0] == rows[1]
    # With the weights, a share to the hundredth and counts by question would solve who moved.
    assert set(publication.tables["protection"]) == {"told"}
    assert publication.tables["protection"]["told"]["moved"].isdigit()


def test_in_all_every_part_goes_where_one_part_goes() -> None:
    """Only three put a first in all: it cannot be told, nor b and c, which leave it."""
    survey = make_one_of_three(Kind.MULTIPLE, {"most": 1})
    for unit in survey.units.filter(stratum__in=("2000-4999", "5000-9999")):
        response = unit.responses.get()
        response.values = {"q": ["b"] if response.values["q"] == ["a"] else response.values["q"]}
        response.save()
    with pytest.raises(NoAnswersError):
        gate_of(survey)


def test_answers_that_were_put_together_stay_so_and_other_groups_are_not_told_again() -> None:
    """Only two said c: with b it is "other answers", in the next publication too."""
    survey = make_survey(what_was_done="Som planlagt.")
    make_question(survey, "q", options=THREE, has_dont_know=False)
    for place, stratum in enumerate(("0-1999", "2000-4999", "5000-9999")):
        for number in range(18):
            said = "c" if number == 0 and place else "ab"[number % 2]
            answer(make_unit(survey, 100 * place + number, stratum), q=said)
    make_standard_recipes(survey=survey, by=None, at=AT)
    survey = publish_survey(survey=survey, by=None, at=AT).survey
    told = survey.publications.get().tables["variables"]
    assert "other_answers" in {one["code"] for one in told[0]["categories"]}
    variable = gate_of(survey).data.variable("q")
    assert variable is not None
    assert [one.code for one in variable.categories] == [
        one["code"] for one in told[0]["categories"]
    ]
    for response in Response.objects.filter(unit__stratum="0-1999").order_by("pk")[4:]:
        response.delete()
    with pytest.raises(NotPublishableError):  # the strata are joined now, and were not before
        gate_of(survey)


def test_numbers_are_cut_where_they_were_cut_before() -> None:
    """One more who has 3 moves a quartile; under 3 and under 4 would tell who it is."""
    survey = make_ready()
    before = publishable_data(survey).variable("staff")
    published = publish_survey(survey=survey, by=None, at=AT).survey
    for response in Response.objects.filter(unit__survey=survey).order_by("pk")[:20]:
        response.values["staff"] = 40
        response.save()
    after = publishable_data(published).variable("staff")
    assert before is not None
    assert after is not None
    assert after.categories == before.categories
    published.publications.all().delete()
    fresh = publishable_data(published).variable("staff")
    assert fresh is not None
    assert fresh.categories != before.categories
