from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from allmenning.delivery.tests.fakes.sink import SINKS, registered
from allmenning.delivery.tests.outbox import file_in_place_of_memory


@pytest.fixture
def own_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001
    """Give a database that other threads and processes see too, and that commits."""
    if connection.vendor == "postgresql":
        yield
        return
    with file_in_place_of_memory(tmp_path / "outbox.sqlite3"):
        yield


@pytest.fixture
def sinks() -> Iterator[None]:
    """Register kinds that post to a server of the test's own."""
    with registered(*SINKS):
        yield
