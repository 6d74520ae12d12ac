import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from allmenning.config.environment import base_url, database_options, secret_key


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    made = secret_key(None, folder=tmp_path / "var", https=False)
    assert len(made) >= 50
    assert secret_key(None, folder=tmp_path / "var", https=True) == made
    mode = (tmp_path / "var/secret-key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_new_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    secret_key(None, folder=tmp_path / "var", https=False)
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert secret_key("short", folder=tmp_path, https=False) == "short"
    assert not list(tmp_path.iterdir())


def test_a_short_key_is_refused_when_the_site_is_on_https(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="has 5 characters"):
        secret_key("short", folder=tmp_path, https=True)


def test_a_data_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ImproperlyConfigured, match="cannot be written to"):
        secret_key(None, folder=tmp_path / "file" / "var", https=False)


def test_sqlite_queues_its_writers() -> None:
    assert database_options("django.db.backends.sqlite3")["transaction_mode"] == "IMMEDIATE"


def test_postgresql_that_is_gone_is_given_up_within_seconds() -> None:
    assert database_options("django.db.backends.postgresql") == {"connect_timeout": 5}


@pytest.mark.parametrize(
    ("hosts", "https", "address"),
    [
        (["allmenning.example.no"], True, "https://allmenning.example.no"),
        ([".example.no"], True, "https://example.no"),
        (["*"], False, "http://localhost:8000"),
        (["127.0.0.1", "localhost"], False, "http://127.0.0.1:8000"),
    ],
)
def test_our_own_address_is_made_of_the_first_host(
    hosts: list[str], *, https: bool, address: str
) -> None:
    assert base_url(hosts, https=https, port=8000) == address
