from datetime import date

import pytest

from allmenning.register.models import CodePart
from allmenning.register.queries import OutsideRegisterError, body_of_code, municipalities_on
from allmenning.register.tests.build import (
    make_municipality,
    make_oslo,
    make_vaga,
    make_version,
)

pytestmark = pytest.mark.django_db


def test_a_day_before_the_register_is_refused() -> None:
    with pytest.raises(OutsideRegisterError, match="2013-01-01"):
        municipalities_on(date(2012, 12, 31))


def test_the_newest_version_of_a_code_decides() -> None:
    lom, vaga = make_municipality(), make_vaga()
    make_version(vaga, valid_to=date(1950, 1, 1))
    make_version(lom, valid_from=date(1950, 1, 1))
    answer = body_of_code("0514")
    assert answer
    assert answer.body == lom


def test_the_version_of_a_day_can_be_asked_for() -> None:
    lom, vaga = make_municipality(), make_vaga()
    make_version(vaga, valid_to=date(1950, 1, 1))
    make_version(lom, valid_from=date(1950, 1, 1))
    answer = body_of_code("0514", on=date(1949, 12, 31))
    assert answer
    assert answer.body == vaga


def test_the_day_of_the_end_is_not_valid() -> None:
    make_version(make_municipality(), valid_to=date(2020, 1, 1))
    assert body_of_code("0514", on=date(2019, 12, 31))
    assert body_of_code("0514", on=date(2020, 1, 1)) is None


@pytest.mark.parametrize("code", ["", "1", "9999", "051", "05144", "٠٥١٤", "'; --", "0" * 10**6])
def test_what_is_not_a_known_code_leads_nowhere(code: str) -> None:
    assert body_of_code(code) is None


def test_parts_come_in_the_order_of_their_codes() -> None:
    version = make_version(None)
    for body in (make_vaga(), make_oslo(), make_municipality()):
        CodePart.objects.create(version=version, body=body)
    answer = body_of_code("0514")
    assert answer
    assert [part.body.code for part in answer.parts] == ["0301", "3434", "3435"]
