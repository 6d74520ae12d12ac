"""Past every action, straight at the tables: an exercise and a live channel still never meet."""

import pytest
from django.db import IntegrityError, connection, transaction

from allmenning.delivery import guard
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.tests.build import make_account, only_delivery, put_message

pytestmark = pytest.mark.django_db
REFUSED = pytest.raises(IntegrityError, match="may not meet")


def test_a_delivery_to_a_channel_of_the_other_workspace_is_refused() -> None:
    put_message([make_account()])
    exercise = make_account(workspace=Workspace.EXERCISE)
    row = Delivery.objects.get()
    row.pk, row.account = None, exercise
    with REFUSED:
        row.save()


def test_a_delivery_is_not_moved_to_a_channel_of_the_other_workspace() -> None:
    put_message([make_account()])
    exercise = make_account(workspace=Workspace.EXERCISE)
    with REFUSED:
        Delivery.objects.update(account=exercise)


@pytest.mark.parametrize("model", [ChannelAccount, Event, Delivery])
def test_a_workspace_never_changes(model: type[ChannelAccount | Event | Delivery]) -> None:
    put_message([make_account()])
    with REFUSED:
        model._base_manager.update(workspace=Workspace.EXERCISE)


def test_an_event_that_comes_after_its_deliveries_must_be_as_they_are() -> None:
    event = put_message([make_account()])
    with transaction.atomic():
        kept = only_delivery(event)
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED") if (
                connection.vendor == "postgresql"
            ) else None
            cursor.execute("DELETE FROM delivery_event")
        event.pk, event.workspace = kept.event_id, Workspace.EXERCISE
        with REFUSED, transaction.atomic():
            event.save(force_insert=True)
        event.workspace = Workspace.LIVE
        event.save(force_insert=True)


def test_the_guard_can_be_lifted_and_put_again() -> None:
    guard.lift(connection)
    put_message([make_account()])
    ChannelAccount.objects.update(workspace=Workspace.EXERCISE)
    ChannelAccount.objects.update(workspace=Workspace.LIVE)
    guard.put(connection)
    with REFUSED:
        ChannelAccount.objects.update(workspace=Workspace.EXERCISE)
