"""What a published survey tells the rooms above."""

import pytest

from allmenning.core.comparability import Verdict, compare
from allmenning.surveys.findings import findings_of, study_of
from allmenning.surveys.models import Survey, Unit
from allmenning.surveys.tests.answered import AT, make_answered, make_publication

pytestmark = pytest.mark.django_db


def test_each_published_figure_is_a_finding_with_what_it_rests_on() -> None:
    found = findings_of(make_publication(make_answered()))
    strategy = found[0].record
    assert strategy.value == pytest.approx(0.571)
    assert (strategy.n, strategy.unit, strategy.theme) == (7, "percent", "strategi")
    assert strategy.base == "kommuner-som-svarte"
    assert strategy.population == "no-kommuner"
    assert strategy.analysis_unit == "municipality"
    assert strategy.facts.sampling == "census-attempt"
    assert strategy.facts.frame == "NO-10"
    assert strategy.facts.time == "2026-09-01..2026-10-01"
    assert strategy.facts.wording == "strategy" + "0" * 56
    assert strategy.statement == "57,1\N{NO-BREAK SPACE}% av kommunene svarte «Ja»."


def test_of_two_sides_one_is_enough_and_dont_know_is_no_finding() -> None:
    found = findings_of(make_publication(make_answered()))
    assert [(one.concept, one.indicator) for one in found] == [
        ("strategy", "sp-strategy-yes"),
        ("channels-facebook", "sp-channels-facebook-chosen"),
        ("channels-instagram", "sp-channels-instagram-chosen"),
    ]


def test_it_is_said_in_three_languages() -> None:
    statement = findings_of(make_publication(make_answered()))[1].statement
    assert statement["nn"] == "66,7\N{NO-BREAK SPACE}% av kommunane valde «Facebook»."
    assert statement["en"].endswith("of the municipalities chose “Facebook”.")


def test_what_is_protected_keeps_its_row_and_loses_its_value() -> None:
    publication = make_publication(make_answered(), hidden={"strategy": {"": {"yes"}}})
    record = findings_of(publication)[0].record
    assert record.value is None
    assert record.withheld == "protected"
    assert record.facts.suppressed


def test_persons_are_never_a_share_of_municipalities() -> None:
    found = findings_of(make_publication(make_answered(unit=Unit.PERSON)))[0]
    assert found.record.base == "ansatte-som-svarte"
    assert found.record.analysis_unit == "person"
    assert found.record.facts.sampling == "purposive"
    assert "av de ansatte som svarte" in found.statement["nb"]


def test_the_study_tells_population_asked_and_answered_apart() -> None:
    study = study_of(make_publication(make_answered()))
    assert (study.population_size, study.n_answered, study.series) == (10, 7, "sosiale-kommuner")
    assert study.sampling == "census_attempt"


def test_a_round_is_of_the_series_of_its_first_round_and_codes_are_its_own() -> None:
    first = make_answered()
    Survey.objects.filter(pk=first.pk).update(slug="runde-1")
    second = make_answered(previous=Survey.objects.get(pk=first.pk))
    findings = findings_of(make_publication(second))
    assert findings[0].record.facts.series == "runde-1"
    assert findings[0].record.id.startswith(f"U{second.pk}-")
    assert len(findings[0].record.id) <= 20


def test_the_same_question_again_has_the_same_definition_and_one_changed_word_has_not() -> None:
    first = findings_of(make_publication(make_answered()))[0].record.facts
    second = make_answered(slug="runde-2")
    same = findings_of(make_publication(second))[0].record.facts
    assert same.indicator == first.indicator
    version = second.questions.get(code="strategy").version
    version.pk, version.number, version.digest = None, 2, "changed".ljust(64, "0")
    version.created_at = AT
    version.save()
    second.questions.filter(code="strategy").update(version=version)
    changed = findings_of(make_publication(second))[0].record.facts
    assert changed.indicator == "sp-strategy-yes/2"
    assert compare(first, changed).verdict == Verdict.SIDE
