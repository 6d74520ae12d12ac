from datetime import date
from decimal import Decimal

import pytest

from allmenning.register.queries import body_of_code, counties_on, municipalities_on

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("whole_register"),
]


@pytest.mark.parametrize(
    ("day", "n"),
    [
        (date(2013, 6, 1), 428),
        (date(2017, 6, 1), 426),
        (date(2019, 1, 1), 422),
        (date(2020, 6, 1), 356),
        (date(2024, 6, 1), 357),
    ],
)
def test_the_number_of_municipalities_is_that_of_the_day(day: date, n: int) -> None:
    assert municipalities_on(day).count() == n


@pytest.mark.parametrize(
    ("day", "n"),
    [
        (date(2013, 6, 1), 19),
        (date(2018, 6, 1), 18),
        (date(2020, 6, 1), 11),
        (date(2024, 6, 1), 15),
    ],
)
def test_oslo_counts_as_a_county_only_when_asked_for(day: date, n: int) -> None:
    assert counties_on(day, with_oslo=True).count() == n
    assert counties_on(day, with_oslo=False).count() == n - 1


def test_every_code_of_2013_leads_to_a_body_or_says_it_is_divided() -> None:
    answers = [body_of_code(version.code) for version in municipalities_on(date(2013, 6, 1))]
    divided = {answer.code for answer in answers if answer and answer.is_divided}
    assert None not in answers
    assert divided == {"0720", "1613", "1850"}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("0720", {"Tønsberg", "Sandefjord"}),
        ("1613", {"Heim", "Hitra", "Orkland"}),
        ("5012", {"Heim", "Hitra", "Orkland"}),
        ("1850", {"Narvik", "Hamarøy"}),
    ],
)
def test_a_divided_code_names_every_part_without_a_share(code: str, names: set[str]) -> None:
    answer = body_of_code(code)
    assert answer
    assert answer.body is None
    assert {part.body.name for part in answer.parts} == names
    assert {part.share for part in answer.parts} == {None}


def test_alesund_of_2020_is_divided_by_inhabitants() -> None:
    answer = body_of_code("1507")
    assert answer
    shares = {part.body.name: part.share for part in answer.parts}
    assert shares == {"Ålesund": Decimal("0.862125"), "Haram": Decimal("0.137875")}


def test_alesund_of_2013_is_alesund_today() -> None:
    answer = body_of_code("1504")
    assert answer
    assert answer.body
    assert answer.body.name == "Ålesund"


def test_oppland_is_divided_since_jevnaker_and_lunner_moved() -> None:
    answer = body_of_code("05")
    assert answer
    assert {part.body.name for part in answer.parts} == {"Innlandet", "Akershus"}
