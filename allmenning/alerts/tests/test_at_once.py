"""Several people press at the same moment, each on a connection of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections

from allmenning.alerts.actions import approve, correct, expire_alerts, follow_up, submit
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.queries import confirmation_for
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.tests.build import (
    LATER,
    NIGHT,
    make_fake_account,
    make_lom,
    make_member,
    make_practised,
    save,
    sent,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.contract import Act
from allmenning.delivery.models import Event
from allmenning.delivery.tests.outbox import file_in_place_of_memory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SOON = LATER + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _shared(transactional_db: None, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001
    is_server = connection.vendor == "postgresql"
    file = nullcontext() if is_server else file_in_place_of_memory(tmp_path / "alerts.sqlite3")
    with file, connected(FakeChannel()):
        yield


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Do all at the same moment; tell of each whether it was done, or how it was refused."""
    ready = Barrier(len(actions))

    def do(action: Callable[[], object]) -> str:
        ready.wait()
        try:
            action()
        except RefusedError as refused:
            return refused.key
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(do, actions))


def test_two_who_approve_send_once() -> None:
    lom = make_lom()
    make_fake_account(lom)
    version = submitted(lom, make_member(lom))
    words, people = confirmation_for(version), [make_practised(lom), make_practised(lom)]

    def by(number: int) -> Callable[[], object]:
        return lambda: approve(version=version, confirmation=words, by=people[number], at=LATER)

    assert sorted(at_once(by(0), by(1))) == ["done", "wrong_state"]
    assert Event.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_a_correction_goes_out_although_an_update_is_approved(_round: int) -> None:
    lom = make_lom()
    make_fake_account(lom)
    kari, ola, per = make_member(lom), make_practised(lom), make_practised(lom)
    alert = sent(lom, kari, ola).alert
    begun = follow_up(alert=alert, act=Act.UPDATE, by=kari, at=LATER)
    update = submit(version=save(begun, kari, at=LATER), by=kari, at=LATER)
    words = confirmation_for(update)
    approved, corrected = at_once(
        lambda: approve(version=update, confirmation=words, by=ola, at=SOON),
        lambda: correct(alert=alert, act=Act.CANCEL, by=per, at=SOON),
    )
    assert corrected == "done"
    assert approved in {"done", "wrong_state"}
    alert.refresh_from_db()
    assert alert.state == Alert.State.CANCELLED
    acts = list(Event.objects.order_by("number").values_list("act", flat=True))
    assert acts == (["alert", "update", "cancel"] if approved == "done" else ["alert", "cancel"])
    assert Version.objects.filter(state__in=Version.OUT).count() == len(acts)


@pytest.mark.parametrize("_round", range(3))
def test_a_warning_that_is_prolonged_as_it_runs_out_lasts(_round: int) -> None:
    lom = make_lom()
    make_fake_account(lom)
    kari, ola = make_member(lom), make_practised(lom)
    version = sent(lom, kari, ola, expires_at=NIGHT + timedelta(hours=3))
    end = NIGHT + timedelta(hours=3, minutes=1)
    begun = follow_up(alert=version.alert, act=Act.UPDATE, by=kari, at=LATER)
    changes = {"at": LATER, "next_update_at": NIGHT + timedelta(hours=5)}
    update = submit(version=save(begun, kari, **changes), by=kari, at=LATER)
    words = confirmation_for(update)
    at_once(
        lambda: approve(version=update, confirmation=words, by=ola, at=end),
        lambda: expire_alerts(at=end),
    )
    version.alert.refresh_from_db()
    assert version.alert.state == Alert.State.ACTIVE
