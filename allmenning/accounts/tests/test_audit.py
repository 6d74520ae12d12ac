from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from allmenning.accounts import guard
from allmenning.accounts.actions import change_account, close_account, write_audit
from allmenning.accounts.chain import FIRST_HASH, Told, chained_hash
from allmenning.accounts.models import AuditEntry
from allmenning.accounts.queries import audit_state, revision
from allmenning.accounts.tests.build import NOON, make_entry, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guarded() -> None:
    guard.put(connection)


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("audit", "verify", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_entry_is_chained_to_zeros_and_the_next_to_it() -> None:
    first, second = make_entry(), make_entry()

    assert first.previous_hash == FIRST_HASH
    assert second.previous_hash == first.hash


def test_a_hash_covers_every_field() -> None:
    # sha256 of the JSON list, worked out with sha256sum
    actor = UUID("00000000-0000-4000-8000-000000000001")
    told = Told(NOON, actor, "evidence.finding.saved", "finding:F035", {"n": 1})

    assert (
        chained_hash(FIRST_HASH, told)
        == "7c133e4d371b1a4c4a02bcbdea23739403bc447823713aad89298464bdcd66a3"
    )


def test_the_same_moment_in_another_zone_gives_the_same_hash() -> None:
    oslo = NOON.astimezone(timezone(timedelta(hours=1)))

    assert chained_hash(FIRST_HASH, Told(oslo, None, "v", "t", {})) == chained_hash(
        FIRST_HASH, Told(NOON, None, "v", "t", {})
    )


def test_a_whole_log_is_verified_with_its_count() -> None:
    last = [make_entry() for _ in range(3)][-1]

    assert verify() == f"3 entries, OK. Last hash: {last.hash}\n"


def test_an_empty_log_is_whole() -> None:
    assert verify() == f"0 entries, OK. Last hash: {FIRST_HASH}\n"


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_auditentry SET verb = 'x'", "DELETE FROM accounts_auditentry"]
)
def test_the_database_refuses_to_change_or_remove_an_entry(statement: str) -> None:
    make_entry()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "evidence.finding.removed"},
        {"target": "finding:F036"},
        {"detail": {"share": 0.78}},
        {"actor": UUID("00000000-0000-4000-8000-000000000001")},
        {"at": NOON + timedelta(seconds=1)},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_entry_is_named(change: dict[str, object]) -> None:
    entries = [make_entry() for _ in range(3)]
    guard.lift(connection)
    AuditEntry.objects.filter(pk=entries[1].pk).update(**change)

    with pytest.raises(CommandError, match=f"Entry {entries[1].pk} does not fit"):
        verify()


def test_a_removed_entry_is_noticed_at_the_next() -> None:
    entries = [make_entry() for _ in range(3)]
    guard.lift(connection)
    AuditEntry.objects.filter(pk=entries[1].pk).delete()

    with pytest.raises(CommandError, match=f"Entry {entries[2].pk} does not fit"):
        verify()


def test_a_cut_off_end_is_noticed_by_a_hash_noted_earlier() -> None:
    entries = [make_entry() for _ in range(3)]
    guard.lift(connection)
    AuditEntry.objects.filter(pk=entries[2].pk).delete()
    guard.put(connection)

    assert verify("--expect", entries[1].hash).startswith("2 entries, OK.")
    with pytest.raises(CommandError, match="the end of the log is gone"):
        verify("--expect", entries[2].hash)


def test_a_missing_guard_is_told_and_put_back() -> None:
    make_entry()
    guard.lift(connection)

    with pytest.raises(CommandError, match="allmenning audit guard"):
        verify()
    call_command("audit", "guard", stdout=StringIO())
    assert verify().startswith("1 entries, OK.")


def test_an_entry_of_a_rolled_back_change_leaves_no_gap() -> None:
    make_entry()
    with transaction.atomic():
        make_entry()
        transaction.set_rollback(True)
    make_entry()

    assert audit_state().broken is None
    assert audit_state().count == 2


@pytest.mark.parametrize(
    "detail",
    [
        {"share": 1e16, "small": 1e-7, "one": 1.0},
        {"nothing": None, "list": [1, 2.5, {"deep": "æøå"}]},
        {"hostile": "<script>\0'; DROP TABLE accounts_auditentry; --"},
        {"when": datetime(2026, 1, 1, tzinfo=UTC), "not a number": float("nan")},
    ],
)
def test_any_detail_survives_the_database(detail: dict[str, object]) -> None:
    write_audit(by=None, at=NOON, verb="v", target="t", detail=detail)

    assert audit_state().broken is None


def test_an_email_address_never_reaches_the_log() -> None:
    entry = make_entry(note="written by kari.nordmann@lom.kommune.no", deep=["ola@os.no"])

    assert "@" not in str(AuditEntry.objects.get(pk=entry.pk).detail)


def test_the_log_names_a_person_by_pseudonym_only() -> None:
    user = make_user()
    entry = write_audit(by=user, at=NOON, verb="v", target="t", detail={})

    assert entry.actor == user.pseudonym


def test_the_revision_follows_what_pages_show_and_not_sign_ins() -> None:
    entry = make_entry()
    write_audit(by=None, at=NOON, verb="accounts.signed_in", target="t", detail={})

    assert revision() == entry.pk


def test_a_name_that_is_changed_or_wiped_leaves_the_pages_that_are_kept() -> None:
    user = make_user()
    before = revision()
    change_account(user=user, name="Kari Nordmann", language="nb", at=NOON)
    changed = revision()
    close_account(user=user, by=user, at=NOON)

    assert before < changed < revision()
