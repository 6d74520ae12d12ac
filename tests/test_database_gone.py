"""A database that does not answer gives a page that says so, in the reader's language."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from pytest_django import DjangoDbBlocker


@pytest.fixture
def _no_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    working = connections["default"]
    gone = connections.create_connection("default")
    gone.settings_dict = working.settings_dict | {
        "NAME": "/nowhere/none",
        "HOST": "127.0.0.1",
        "PORT": "1",
    }
    connections["default"] = gone
    try:
        with django_db_blocker.unblock():
            yield
    finally:
        gone.close()
        connections["default"] = working


@pytest.mark.usefixtures("_no_database")
@pytest.mark.parametrize(
    ("address", "lang"), [("/kommuner/", "nb"), ("/nn/kommuner/", "nn"), ("/en/kommuner/", "en")]
)
def test_a_page_without_its_database_says_so(address: str, lang: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert f'lang="{lang}"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("_no_database")
def test_somebody_signed_in_is_told_the_same() -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    assert client.get("/kommuner/").status_code == 503


@pytest.mark.usefixtures("_no_database")
def test_the_probes_tell_that_it_lives_but_is_not_ready() -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 503
