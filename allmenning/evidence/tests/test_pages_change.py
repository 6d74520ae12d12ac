"""The change between rounds, with the worked example of rooms/evidence.md, section 5.4."""

from datetime import date
from typing import Any

import pytest

from allmenning.evidence.models import Finding, Population, Study
from allmenning.evidence.queries.pages_change import ChangeView, changes
from allmenning.evidence.queries.pages_groups import axis_of, figures_of
from allmenning.evidence.tests.build import make_finding, make_study

pytestmark = pytest.mark.django_db


def make_round(code: str, year: int, yes: int, answers: int, **changes: Any) -> Finding:
    population = Population.objects.get_or_create(
        slug="kommuner-2020", defaults={"name_nb": "kommuner", "size": 356}
    )[0]
    return make_finding(
        code,
        value=yes / answers,
        numerator=yes,
        denominator=answers,
        n=answers,
        year=year,
        period_start=date(year, 3, 1),
        period_end=date(year, 3, 31),
        population=population,
        sampling="probability",
        **changes,
    )


def changes_of(*rounds: Finding) -> list[ChangeView]:
    figures = figures_of(rounds, {})
    trend = axis_of(figures, [one.code for one in rounds]).trend
    assert trend is not None
    return changes(trend, figures.findings)


def make_two_rounds(study: Study | None = None) -> list[ChangeView]:
    of_study = {"study": study} if study else {}
    return changes_of(
        make_round("F901", 2020, 80, 200, **of_study),
        make_round("F902", 2022, 110, 220, **of_study),
    )


def test_two_independent_samples_get_an_interval_with_finite_population_correction() -> None:
    (found,) = make_two_rounds()
    assert found.difference == "+10,0 prosentpoeng"
    assert "+3,9 prosentpoeng til +16,1 prosentpoeng" in found.interval
    assert "skyldes neppe bare tilfeldigheter" in found.tested


def test_the_worst_case_is_told_where_the_base_is_all_who_answered() -> None:
    """68 yes among 170 of 428 is 15.9-76.2 in the source; here 80 of 200 of 356."""
    (found,) = make_two_rounds(make_study("runder", n_answered=200))
    (told,) = found.bounds
    assert "22,5–66,3" in told


def test_the_worst_case_is_not_told_of_a_part_of_those_who_answered() -> None:
    (found,) = make_two_rounds(make_study("runder", n_answered=300))
    assert found.bounds == ()


def test_many_tests_on_a_page_are_adjusted_for_their_number() -> None:
    """Alone p = 0.04 would do; three such tests adjusted by Holm do not."""
    rounds = [
        make_round("F901", 2020, 80, 200),
        make_round("F902", 2021, 93, 200),
        make_round("F903", 2022, 106, 200),
        make_round("F904", 2023, 119, 200),
    ]
    assert all("kan være tilfeldig" in one.tested for one in changes_of(*rounds))
    assert "skyldes neppe" in changes_of(*rounds[:2])[0].tested


def test_a_small_round_gets_an_exact_interval_and_no_test() -> None:
    (found,) = changes_of(make_round("F901", 2020, 14, 32), make_round("F902", 2022, 29, 32))
    assert found.tested == ""
    assert "For få svar til en test" in found.method
