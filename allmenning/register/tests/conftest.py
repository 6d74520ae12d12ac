"""The whole register, loaded once per file and rolled back after it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from allmenning.register.actions import load_register


@pytest.fixture(scope="module")
def whole_register(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        load_register(by=None, at=timezone.now(), tell=lambda _line: None)
        yield
        transaction.set_rollback(True)
