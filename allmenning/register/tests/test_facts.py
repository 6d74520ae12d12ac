from datetime import date

import pytest
from django.db import IntegrityError

from allmenning.register.actions.facts import derive_current_facts
from allmenning.register.models import Attribute, Body
from allmenning.register.tests.build import make_municipality, make_source, make_version

pytestmark = pytest.mark.django_db


def test_the_newest_fact_is_the_current_one() -> None:
    lom = make_municipality(population=None)
    source = make_source()
    for year, value in ((2026, "2239"), (2014, "2361")):
        Attribute.objects.create(
            body=lom, key="population", value=value, valid_from=date(year, 1, 1), source=source
        )

    derive_current_facts([lom])

    assert Body.objects.get().population == 2239


def test_a_code_version_cannot_end_before_it_starts() -> None:
    with pytest.raises(IntegrityError):
        make_version(None, valid_from=date(2020, 1, 1), valid_to=date(2019, 1, 1))
