import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_running_process_is_alive_without_asking_the_database(client: Client) -> None:
    with connection.execute_wrapper(no_database):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def no_database(*_args: object) -> None:
    raise AssertionError("the database was asked")


def test_a_migrated_database_is_ready(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (200, b"ready\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_database_that_waits_for_a_migration_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert b"migrations are not applied" in answer.content


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_a_probe_gets_no_cookie(client: Client, address: str) -> None:
    assert not client.get(address).cookies
