"""What a survey of ours has published becomes a study with findings."""

import pytest

from allmenning.evidence.actions.from_surveys import take_in_publication
from allmenning.evidence.models import Concept, Finding, Study
from allmenning.evidence.tests.build import make_concept, make_population, make_theme
from allmenning.surveys.signals import published
from allmenning.surveys.tests.answered import AT, make_answered, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _themes() -> None:
    for slug in ("strategi", "utbredelse"):
        make_theme(slug)


def test_a_publication_comes_in_with_its_study_and_stands_on_its_theme() -> None:
    published.send(sender=None, publication=make_publication(make_answered()), by=None, at=AT)
    study = Study.objects.get(slug="sosiale-kommuner")
    assert (study.population_size, study.n_answered) == (10, 7)
    finding = Finding.objects.get(indicator__slug="sp-strategy-yes")
    assert finding.theme.slug == "strategi"
    assert finding.value == pytest.approx(0.571)
    assert finding.statement_nn == "57,1\N{NO-BREAK SPACE}% av kommunane svarte «Ja»."
    assert finding.versions.count() == 1


def test_the_same_publication_twice_changes_nothing() -> None:
    publication = make_publication(make_answered())
    take_in_publication(publication=publication, at=AT)
    again = take_in_publication(publication=publication, at=AT)
    assert (again.problems, again.created, again.changed) == ((), {}, {})


def test_a_correction_becomes_the_next_version_and_what_is_withheld_loses_its_value() -> None:
    survey = make_answered()
    take_in_publication(publication=make_publication(survey), at=AT)
    corrected = make_publication(survey, hidden={"strategy": {"": {"yes"}}})
    take_in_publication(publication=corrected, at=AT)
    finding = Finding.objects.get(indicator__slug="sp-strategy-yes")
    assert (finding.value, finding.suppressed, finding.version) == (None, True, 2)


def test_definitions_that_are_here_already_stay_as_they_are() -> None:
    make_population("no-kommuner")
    make_concept("strategy", "utbredelse")
    take_in_publication(publication=make_publication(make_answered()), at=AT)
    assert Concept.objects.get(slug="strategy").name_nb == "strategy"
    assert Finding.objects.get(indicator__slug="sp-strategy-yes").theme.slug == "utbredelse"


def test_what_is_simulated_never_comes_in() -> None:
    publication = make_publication(make_answered(is_simulated=True))
    assert take_in_publication(publication=publication, at=AT).created == {}
    assert not Finding.objects.exists()


def test_a_publication_that_does_not_fit_is_told_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    publication = make_publication(make_answered())
    publication.tables["variables"][0]["topic"] = "crisis"
    report = take_in_publication(publication=publication, at=AT)
    assert report.problems
    assert "evidence.survey_not_taken_in" in caplog.text
    assert not Study.objects.exists()
