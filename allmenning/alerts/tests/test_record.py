"""The record of a warning is whole, and its hashes can be checked by somebody else (R26)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from allmenning.alerts.actions import correct
from allmenning.alerts.models import Alert
from allmenning.alerts.paper import log_pdf
from allmenning.alerts.queries.record import printed, record_of
from allmenning.alerts.tests.build import (
    LATER,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
    sent,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.contract import Act
from allmenning.register.models import BodyRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert() -> Iterator[Alert]:
    """A warning that two sent, and one took back."""
    with connected(FakeChannel()):
        lom = make_lom()
        make_fake_account(lom)
        approver = make_practised(lom)
        version = sent(lom, make_member(lom, BodyRole.EDITOR), approver)
        correct(alert=version.alert, act=Act.CANCEL, by=approver, at=LATER)
        yield version.alert


def test_every_version_stands_with_its_channels_and_its_cap(alert: Alert) -> None:
    record = record_of(alert, LATER)
    assert [(one["number"], one["act"]) for one in record["versions"]] == [
        (1, "alert"),
        (2, "cancel"),
    ]
    for version in record["versions"]:
        assert len(version["channels"]) == 1
        assert version["cap"].startswith("<?xml")
    assert record["log_is_whole"] is True


def test_each_hash_can_be_worked_out_anew_from_the_record(alert: Alert) -> None:
    """By another route than ours: SHA-256 of the JSON that docs/adr/audit-log.md describes."""
    for entry in record_of(alert, LATER)["log"]:
        moment = datetime.fromisoformat(entry["at"]).astimezone(UTC)
        covered = [
            entry["previous_hash"],
            moment.isoformat(timespec="microseconds"),
            entry["actor"],
            entry["verb"],
            f"alert:{alert.key}",
            entry["detail"],
        ]
        text = json.dumps(covered, sort_keys=True)
        assert hashlib.sha256(text.encode()).hexdigest() == entry["hash"]


def test_the_pages_for_the_archive_hold_both_versions(alert: Alert) -> None:
    pages = PdfReader(BytesIO(log_pdf(printed(alert, LATER))))
    words = " ".join("\n".join(page.extract_text() for page in pages.pages).split())
    assert "1. Varsel" in words
    assert "2. Sendt ved feil" in words
    assert "Loggen heng saman." in words
