"""Change since the round before, worked out when a round is published."""

from datetime import timedelta
from typing import Any

import pytest

from allmenning.core.overlap import overlap_of
from allmenning.surveys.actions.publishing import publish_survey
from allmenning.surveys.models import Publication, Response
from allmenning.surveys.queries.change import _figures, _keys, _round, _Side, change_of
from allmenning.surveys.queries.publishable import publishable_data
from allmenning.surveys.queries.results import results_of, spec_of
from allmenning.surveys.queries.tables import PROTECTED, TableSpec, read_results
from allmenning.surveys.queries.trend import trend_of
from allmenning.surveys.tests.answered import AT
from allmenning.surveys.tests.published import make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
T_45 = 2.014103  # 48 answers in three strata


@pytest.fixture
def later() -> Publication:
    """The same municipalities give the same answers in two rounds."""
    first = make_ready()
    publish_survey(survey=first, by=None, at=AT)
    second = make_ready(
        slug="runde-2",
        previous=first,
        opens_at=AT + timedelta(days=400),
        closes_at=AT + timedelta(days=430),
    )
    return publish_survey(survey=second, by=None, at=AT + timedelta(days=460))


def stored(told: dict[str, Any], concept: str) -> list[dict[str, Any]]:
    return [one for one in told["figures"] if one["concept"] == concept]


def whole(publication: Publication, variable: str) -> tuple[float, float]:
    """Return the first share in all and its standard error."""
    for table in read_results(publication.tables):
        if (table.spec.variable, table.spec.by, table.spec.base) == (variable, "", "all"):
            row = table.rows[0]
            return row.estimate or 0, row.se or 0
    raise AssertionError


def test_the_same_answers_twice_give_the_change_made_by_hand(later: Publication) -> None:
    """Of 24, 20 and 16 municipalities 19, 16 and 13 answer.

    In each stratum the covariance is the variance, so the correlation is 1. An answer moves the
    covariance at most (19 - 19 x 19 / 24) / 18 x (24 / 19 / 60)^2 = 0.0000975, five of them
    0.00049. The variance is about 0.2 x 0.25 / 48 = 0.00104, which has room for two such levels:
    0 and 0.5.
    """
    told = later.tables["change"]
    assert (told["survey"], told["number"]) == ("sosiale-kommuner", 1)
    found = stored(told, "strategy")[0]
    _share, error = whole(later, "strategy")
    assert 0.00098 < error**2 < 0.0014
    assert found["correlation"] == 0.5
    assert found["difference"] == 0
    assert found["high"] == pytest.approx(T_45 * error, abs=1e-4)
    assert found["low"] == pytest.approx(-T_45 * error, abs=1e-4)


def test_a_question_for_some_alike_twice_has_its_variance_as_covariance(later: Publication) -> None:
    """Whoever answered both rounds is in the overlap, also where the question was not for them."""
    told, data = later.tables, publishable_data(later.survey)
    for table in told["tables"]:  # as if nothing of it were hidden
        if table["spec"]["variable"] == "reviewed":
            for row in table["rows"]:
                row["reason"] = ""
    meaning = ("reviewed", "sp-reviewed-yes")
    figure = _figures(told)[meaning]
    first, second = (_round(_Side(told, data, _keys(data), one), figure) for one in "ab")
    assert first
    assert second
    found = overlap_of(first, second)
    assert found.both == 48
    # Not held against the published error, which is that of the answers after the exchange.
    spec = spec_of(data, [TableSpec("reviewed")], method="logit")
    rows = results_of(spec, data)[0].rows
    error = next(row.se or 0 for row in rows if row.category == figure.row.category)
    assert found.covariance == pytest.approx([error**2], rel=0.01)


def test_the_report_shows_what_is_stored_and_says_where_it_is_not(later: Publication) -> None:
    trend = trend_of(later)
    assert trend
    kept = [one for one in trend.changes if one.concept == "strategy" and not one.reasons]
    assert kept
    assert not any(one.is_independent for one in kept)
    before = later.survey.previous
    assert before
    publish_survey(survey=before, by=None, at=AT + timedelta(days=500))
    again = trend_of(later)
    assert again
    assert again.has_independent
    assert all(one.is_independent for one in again.changes)


def test_hidden_answers_leave_no_trace_in_the_width(later: Publication) -> None:
    """Two of a hidden stratum change places in the earlier round: what is told stays as it was."""
    before = later.survey.previous
    assert before
    hidden = {
        row.group
        for table in read_results(before.publications.get().tables)
        for row in table.rows
        if table.spec.variable == "has__plan" and table.spec.by and row.reason == PROTECTED
    }
    assert hidden
    assert stored(later.tables["change"], "has-plan")
    rows = list(Response.objects.filter(unit__survey=before, unit__stratum=min(hidden)))
    yes, no = (next(r for r in rows if r.values["has"]["plan"] == one) for one in ("yes", "no"))
    yes.values["has"]["plan"], no.values["has"]["plan"] = "no", "yes"
    yes.save()
    no.save()
    assert change_of(later, publishable_data(later.survey)) == later.tables["change"]


def test_earlier_answers_that_have_changed_since_are_not_used(later: Publication) -> None:
    before = later.survey.previous
    assert before
    one = Response.objects.filter(unit__survey=before, values__strategy="yes").first()
    assert one
    one.values["strategy"] = "no"
    one.save()
    told = change_of(later, publishable_data(later.survey))
    assert told
    assert stored(told, "strategy") == []


def test_other_strata_than_before_are_not_held_against_each_other(later: Publication) -> None:
    before = later.survey.previous
    assert before
    before.stratification = "kostra"
    told = change_of(later, publishable_data(later.survey))
    assert told == {"survey": "sosiale-kommuner", "number": 1, "figures": []}


def test_a_first_round_has_no_change() -> None:
    publication = publish_survey(survey=make_ready(), by=None, at=AT)
    assert publication.tables["change"] is None
