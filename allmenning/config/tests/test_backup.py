import gzip
import json
import stat
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from allmenning.accounts.models import AuditEntry, Grant, Role, User
from allmenning.accounts.tests.build import make_entry, make_grant, make_user
from allmenning.config.backup import write_backup
from allmenning.config.restore import Restored, RestoreError, restore

pytestmark = pytest.mark.django_db


def content() -> None:
    make_grant(make_user(name="Kari Æøå"), Role.STEWARD)
    make_entry("finding:F035", note='quote " and \n line')
    make_entry("finding:F036")


class UndoneError(Exception):
    pass


def backed_up(path: Path) -> tuple[list[object], dict[str, int]]:
    """Make content, back it up, and leave the database as empty as it was."""
    kept: list[tuple[list[object], dict[str, int]]] = []
    with suppress(UndoneError), transaction.atomic():
        content()
        kept.append((rows(), write_backup(path)))
        raise UndoneError
    return kept[0]


def rows() -> list[object]:
    return [
        list(model._base_manager.order_by("pk").values()) for model in (User, Grant, AuditEntry)
    ]


def test_a_restored_installation_has_what_the_backup_had(tmp_path: Path) -> None:
    before, written = backed_up(tmp_path / "b.gz")
    assert restore(tmp_path / "b.gz") == Restored(written, same_key=True)
    assert rows() == before


def test_another_secret_key_is_told(tmp_path: Path, settings: Settings) -> None:
    backed_up(tmp_path / "b.gz")
    settings.SECRET_KEY = "another" * 10
    out = StringIO()
    call_command("restore", str(tmp_path / "b.gz"), stdout=out)
    assert "another secret key" in out.getvalue()


def test_new_rows_come_after_the_restored_ones(tmp_path: Path) -> None:
    backed_up(tmp_path / "b.gz")
    restore(tmp_path / "b.gz")
    last = AuditEntry.objects.order_by("pk").last()
    assert last
    assert make_entry("finding:F037").pk == last.pk + 1


def test_a_backup_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    write_backup(tmp_path / "b.gz")
    assert stat.S_IMODE((tmp_path / "b.gz").stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_backup(tmp_path / "folder")
    assert [found.name for found in tmp_path.iterdir()] == ["folder"]


def test_an_installation_with_content_is_not_restored_into(tmp_path: Path) -> None:
    content()
    write_backup(tmp_path / "b.gz")
    with pytest.raises(RestoreError, match="not empty"):
        restore(tmp_path / "b.gz")


def test_a_backup_that_lost_its_end_is_refused(tmp_path: Path) -> None:
    backed_up(tmp_path / "b.gz")
    whole = (tmp_path / "b.gz").read_bytes()
    (tmp_path / "cut.gz").write_bytes(whole[:-20])
    with pytest.raises(RestoreError, match="cut off"):
        restore(tmp_path / "cut.gz")


def changed(path: Path, old: str, new: str) -> None:
    with gzip.open(path, "rt") as file:
        text = file.read()
    assert old in text
    with gzip.open(path, "wt") as file:
        file.write(text.replace(old, new))


def test_a_backup_that_was_changed_is_refused(tmp_path: Path) -> None:
    backed_up(tmp_path / "b.gz")
    changed(tmp_path / "b.gz", "F036", "F063")
    with pytest.raises(RestoreError, match="was changed"):
        restore(tmp_path / "b.gz")


@pytest.mark.parametrize(
    "body",
    [b"", b"no gzip", gzip.compress(b"text\n"), gzip.compress(b"")],
    ids=["nothing", "no gzip", "no JSON", "no line"],
)
def test_what_is_no_backup_is_told_so(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "b.gz").write_bytes(body)
    with pytest.raises(RestoreError, match=r"not a backup|cut off"):
        restore(tmp_path / "b.gz")


def test_another_format_is_refused(tmp_path: Path) -> None:
    write_backup(tmp_path / "b.gz")
    changed(tmp_path / "b.gz", '"version": 1', '"version": 2')
    with pytest.raises(RestoreError, match="format 2, and this version reads 1"):
        restore(tmp_path / "b.gz")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM django_migrations WHERE app = 'accounts'", "newer Allmenning"),
        (
            (
                "INSERT INTO django_migrations (app, name, applied) "
                "VALUES ('zz', '0001', '2026-01-01')"
            ),
            "older Allmenning",
        ),
    ],
)
def test_a_backup_of_another_version_is_refused(tmp_path: Path, statement: str, told: str) -> None:
    write_backup(tmp_path / "b.gz")
    with connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(RestoreError, match=told):
        restore(tmp_path / "b.gz")


def test_the_command_counts_what_it_wrote(tmp_path: Path) -> None:
    content()
    out = StringIO()
    call_command("backup", str(tmp_path / "b.gz"), stdout=out)
    assert "1 accounts.user" in out.getvalue()
    assert "personal data" in out.getvalue()


def test_the_command_overwrites_no_backup(tmp_path: Path) -> None:
    (tmp_path / "b.gz").write_text("precious")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path / "b.gz"))
    assert (tmp_path / "b.gz").read_text() == "precious"


def test_the_header_tells_what_is_in_the_file(tmp_path: Path) -> None:
    content()
    write_backup(tmp_path / "b.gz")
    with gzip.open(tmp_path / "b.gz", "rt") as file:
        header = json.loads(file.readline())
    assert header["tables"]["accounts.user"] == 1
    assert ["accounts", "0001_initial"] in header["migrations"]
