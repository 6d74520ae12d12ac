"""The net that every test hangs in is tried too."""

import socket
import warnings

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.template import Context, Template


def test_the_network_is_shut() -> None:
    with pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_name_that_a_template_does_not_know_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="nonexistent"):
        Template("{{ nonexistent }}").render(Context())


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


@pytest.mark.django_db
def test_an_unordered_query_comes_in_some_other_order() -> None:
    ContentType.objects.bulk_create(
        ContentType(app_label="test", model=f"model{n}") for n in range(50)
    )
    unordered = ContentType.objects.filter(app_label="test")
    assert len({tuple(row.pk for row in unordered.all()) for _ in range(5)}) > 1
    ordered = unordered.order_by("pk")
    assert len({tuple(row.pk for row in ordered.all()) for _ in range(5)}) == 1


def test_a_test_has_a_data_folder_of_its_own(tmp_path: object) -> None:
    assert tmp_path == settings.DATA_DIR
