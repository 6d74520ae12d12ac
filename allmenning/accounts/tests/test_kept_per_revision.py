"""What rooms keep of the data leaves when the data change, and is never of a change undone."""

import pytest
from django.db import transaction
from django.utils import timezone, translation

from allmenning.accounts.actions import write_audit
from allmenning.accounts.queries import KeptPerRevision


def a_change() -> None:
    write_audit(
        by=None, at=timezone.now(), verb="evidence.finding.saved", target="finding:F1", detail={}
    )


@pytest.mark.django_db(transaction=True)
def test_a_change_makes_what_was_kept_stale() -> None:
    kept: KeptPerRevision[str] = KeptPerRevision(3)
    a_change()
    assert kept.get("theme", lambda: "as it was") == "as it was"
    assert kept.get("theme", lambda: "read again") == "as it was"
    a_change()
    assert kept.get("theme", lambda: "as it is") == "as it is"


@pytest.mark.django_db(transaction=True)
def test_what_is_read_inside_a_transaction_is_not_kept() -> None:
    kept: KeptPerRevision[str] = KeptPerRevision(3)
    with transaction.atomic():
        a_change()
        assert kept.get("theme", lambda: "may be undone") == "may be undone"
        transaction.set_rollback(True)
    a_change()
    assert kept.get("theme", lambda: "committed") == "committed"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_before_the_first_change() -> None:
    kept: KeptPerRevision[str] = KeptPerRevision(3)
    assert kept.get("theme", lambda: "empty") == "empty"
    assert kept.get("theme", lambda: "filled by hand") == "filled by hand"


@pytest.mark.django_db(transaction=True)
def test_each_language_has_its_own() -> None:
    kept: KeptPerRevision[str] = KeptPerRevision(3)
    a_change()
    assert kept.get("theme", lambda: "Krise") == "Krise"
    with translation.override("en"):
        assert kept.get("theme", lambda: "Crisis") == "Crisis"
