import logging
import stat
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from allmenning.accounts.models import AuditEntry
from allmenning.delivery import secrets
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.queries import closed_accounts, open_connection
from allmenning.delivery.tests.build import make_account

AT = datetime(2026, 11, 23, 1, 40, tzinfo=UTC)


def make_subscriber() -> Subscriber:
    return Subscriber.objects.create(
        account=make_account("sink"),
        digest="d",
        address=secrets.lock("kari@lom.example"),
        data=secrets.lock_all({"p256dh": "key"}),
        token="t",
        asked_at=AT,
    )


def test_what_is_locked_cannot_be_read_and_opens_again() -> None:
    locked = secrets.lock("hemmeleg")
    assert "hemmeleg" not in locked
    assert secrets.unlock(locked) == "hemmeleg"
    assert secrets.unlock_all(secrets.lock_all({"token": "æøå"})) == {"token": "æøå"}


def test_nothing_stays_nothing() -> None:
    assert secrets.lock("") == ""
    assert secrets.unlock("") == ""
    assert secrets.lock_all({}) == ""
    assert secrets.unlock_all("") == {}


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    secrets.lock("a")
    made = (tmp_path / "channel.key").read_text()
    secrets.lock("b")
    assert (tmp_path / "channel.key").read_text() == made
    assert stat.S_IMODE((tmp_path / "channel.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["channel.key"]


def test_a_key_that_is_set_is_used_and_no_file_is_made(settings: Settings, tmp_path: Path) -> None:
    settings.CHANNEL_KEYS = [Fernet.generate_key().decode()]
    secrets.unlock(secrets.lock("a"))
    assert not list(tmp_path.iterdir())


def test_what_another_key_locked_does_not_open(settings: Settings) -> None:
    settings.CHANNEL_KEYS = [Fernet.generate_key().decode()]
    locked = secrets.lock("a")
    settings.CHANNEL_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(secrets.UnreadableSecretError) as told:
        secrets.unlock(locked)
    assert locked not in str(told.value)
    assert told.value.__suppress_context__


def test_a_key_that_is_none_is_told_without_showing_it(settings: Settings) -> None:
    settings.CHANNEL_KEYS = ["not-a-key"]
    with pytest.raises(ImproperlyConfigured, match="not 32 bytes") as told:
        secrets.lock("a")
    assert "not-a-key" not in str(told.value)


@pytest.mark.django_db
def test_rotation_locks_everything_with_a_new_key_and_ends_the_old_one(tmp_path: Path) -> None:
    person = make_subscriber()
    before = (tmp_path / "channel.key").read_text().split()
    out = StringIO()
    call_command("channels", "rotate-keys", stdout=out)
    after = (tmp_path / "channel.key").read_text().split()
    assert len(after) == 1
    assert after != before
    assert stat.S_IMODE((tmp_path / "channel.key").stat().st_mode) == 0o600
    account = ChannelAccount.objects.get()
    person.refresh_from_db()
    assert secrets.unlock_all(account.secrets) == {"token": "hemmeleg"}
    assert secrets.unlock(person.address) == "kari@lom.example"
    assert secrets.unlock_all(person.data) == {"p256dh": "key"}
    assert out.getvalue().startswith("The secrets of 1 accounts and 1 subscribers are locked")
    assert AuditEntry.objects.get().detail == {"accounts": 1, "subscribers": 1}


@pytest.mark.django_db
def test_rotation_with_keys_that_are_set_makes_the_others_needless(settings: Settings) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.CHANNEL_KEYS = [old]
    account = make_account("sink")
    settings.CHANNEL_KEYS = [new, old]
    call_command("channels", "rotate-keys", stdout=StringIO())
    settings.CHANNEL_KEYS = [new]
    account.refresh_from_db()
    assert secrets.unlock_all(account.secrets) == {"token": "hemmeleg"}


@pytest.mark.django_db
def test_rotation_without_the_old_key_changes_nothing(settings: Settings) -> None:
    account = make_account("sink")
    settings.CHANNEL_KEYS = [Fernet.generate_key().decode()]
    assert closed_accounts() == 1
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("channels", "rotate-keys", stdout=StringIO())
    assert ChannelAccount.objects.get().secrets == account.secrets


def test_a_new_key_is_one_that_is_accepted(settings: Settings) -> None:
    out = StringIO()
    call_command("channels", "new-key", stdout=out)
    settings.CHANNEL_KEYS = [out.getvalue().strip()]
    assert secrets.unlock(secrets.lock("a")) == "a"


@pytest.mark.django_db
@pytest.mark.usefixtures("sinks")
def test_an_open_connection_does_not_show_its_secrets(caplog: pytest.LogCaptureFixture) -> None:
    account = make_account("sink", settings={"url": "http://127.0.0.1", "name": "lom"})
    connection = open_connection(account)
    assert connection.secrets == {"token": "hemmeleg"}
    logging.getLogger("allmenning.delivery").warning("%r %s", connection, connection)
    assert "hemmeleg" not in caplog.text


@pytest.mark.django_db
def test_what_a_channel_renews_is_kept_beside_the_rest() -> None:
    account = make_account("sink")
    secrets.store(account.pk, {"refresh": "ny"})
    account.refresh_from_db()
    assert secrets.unlock_all(account.secrets) == {"token": "hemmeleg", "refresh": "ny"}
