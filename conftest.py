"""What every test gets: shuffled queries, plain static files, a data folder of its own."""

import asyncio
import gc
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.db.models import QuerySet
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as trying
from pytest_django import DjangoDbBlocker

from allmenning.accounts import guard


def pytest_configure() -> None:
    # The manifest is made by collectstatic, which tests do not run.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True
    # pytest-django puts an object that fails where Django's check wants a string.
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "templates.E002"]
    # The cache in the database would ask every test for a database when it is emptied.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # A busy machine is no fault of what is tried; how fast things are is measured in benchmarks/.
    trying.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    trying.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - pytest-django's own, which this one adds to
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """A test with transactions of its own empties the tables, which the audit log refuses."""
    with django_db_blocker.unblock():
        guard.lift(connection)
    yield
    with django_db_blocker.unblock():
        _wait_for_the_last_sessions()


def _wait_for_the_last_sessions() -> None:
    """PostgreSQL drops no database that a thread or server of the last test is still leaving.

    The one thread that asgiref keeps for the whole process is told to leave first.
    """
    if connection.vendor != "postgresql":
        return
    asyncio.run(sync_to_async(connections.close_all)())
    others = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for _moment in range(200):
        with connection.cursor() as cursor:
            cursor.execute(others)
            (left,) = cursor.fetchone()
        if not left:
            return
        gc.collect()
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)


@pytest.fixture(autouse=True)
def _nothing_from_the_test_before() -> Iterator[None]:
    yield
    cache.clear()
    translation.deactivate()


@pytest.fixture(autouse=True)
def _unordered_queries_are_shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL promises no order where none is asked for, so no test may rely on one."""
    fetch_all = QuerySet._fetch_all  # noqa: SLF001 - the one place where every query set is filled

    def shuffled(queryset: QuerySet[Any]) -> None:
        fresh = queryset._result_cache is None  # noqa: SLF001
        fetch_all(queryset)
        rows = queryset._result_cache  # noqa: SLF001
        if fresh and rows and not queryset.ordered and not queryset.query.is_sliced:
            random.shuffle(rows)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)
