from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from allmenning.accounts.models import AuditEntry
from allmenning.delivery.actions import (
    AccountOffError,
    AlreadyConnectedError,
    AlreadyPutError,
    CannotSettleError,
    CannotTryAgainError,
    ExpiredMessageError,
    NoAccountsError,
    OutOfTurnError,
    StillSendingError,
    WorkspacesMeetError,
    change_account,
    check_accounts,
    connect_account,
    doubt_all,
    put,
    remove_account,
    settle,
    switch_account,
    try_again,
)
from allmenning.delivery.contract import Lane, Workspace
from allmenning.delivery.models import ChannelAccount, Delivery, Event, Subscriber
from allmenning.delivery.queries import (
    accounts_of,
    deliveries_of,
    last_number,
    message_of,
    open_deliveries,
    unresolved_deliveries,
)
from allmenning.delivery.secrets import unlock_all
from allmenning.delivery.signals import outcome
from allmenning.delivery.tests.build import (
    NIGHT,
    make_account,
    make_message,
    only_delivery,
    put_message,
)
from allmenning.delivery.tests.fakes.sink import SinkServer, SinkSettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sinks")]
SOON = NIGHT + timedelta(minutes=5)
State = Delivery.State


def put_with_state(state: State, **changes: object) -> Delivery:
    delivery = only_delivery(put_message([make_account("sink")]))
    Delivery.objects.filter(pk=delivery.pk).update(state=state, **changes)
    delivery.refresh_from_db()
    return delivery


def test_a_message_waits_once_for_every_account_and_is_written_in_the_log() -> None:
    accounts = [make_account("sink"), make_account("keyed")]
    message = make_message("flom")
    event = put(message=message, accounts=accounts, lane=Lane.ALERT, by=None, at=NIGHT)
    assert message_of(event) == message
    waiting = deliveries_of("flom")
    assert [(row.account, row.state, row.due_at) for row in waiting] == [
        (accounts[1], "waiting", NIGHT),
        (accounts[0], "waiting", NIGHT),
    ]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.target) == ("delivery.put", "event:flom/1")
    assert list(open_deliveries("lom", Workspace.LIVE)) == list(Delivery.objects.all())


def test_an_account_named_twice_gets_the_message_once() -> None:
    account = make_account("sink")
    put_message([account, account])
    assert Delivery.objects.count() == 1


def test_a_message_without_accounts_is_refused() -> None:
    with pytest.raises(NoAccountsError, match="names no account"):
        put_message([])


def test_an_exercise_is_refused_by_a_live_channel_and_leaves_nothing() -> None:
    live, exercise = make_account("sink"), make_account("sink", workspace=Workspace.EXERCISE)
    message = make_message(workspace=Workspace.EXERCISE)
    with pytest.raises(WorkspacesMeetError, match="may not meet"):
        put_message([exercise, live], message)
    assert not Event.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_live_message_is_refused_by_an_exercise_channel() -> None:
    with pytest.raises(WorkspacesMeetError):
        put_message([make_account("sink", workspace=Workspace.EXERCISE)])


def test_the_workspace_is_read_from_the_database_and_not_from_the_caller() -> None:
    account = make_account("sink", workspace=Workspace.EXERCISE)
    account.workspace = Workspace.LIVE
    with pytest.raises(WorkspacesMeetError):
        put_message([account])


def test_a_stream_does_not_change_from_exercise_to_live() -> None:
    message = make_message("flom", workspace=Workspace.EXERCISE)
    put_message([make_account("sink", workspace=Workspace.EXERCISE)], message)
    with pytest.raises(WorkspacesMeetError, match="Stream flom"):
        put_message([make_account("sink")], make_message("flom", 2))


def test_an_account_that_is_off_is_refused() -> None:
    with pytest.raises(AccountOffError, match="switched off"):
        put_message([make_account("sink", is_on=False)])


def test_a_message_that_has_expired_is_refused() -> None:
    message = make_message(expires_at=NIGHT)
    with pytest.raises(ExpiredMessageError):
        put_message([make_account("sink")], message)


@pytest.mark.parametrize("number", [1, 3])
def test_numbers_follow_one_another(number: int) -> None:
    account = make_account("sink")
    put_message([account], make_message("flom"))
    message = replace(make_message("flom", number), key="another")
    with pytest.raises(OutOfTurnError, match="2 is the next"):
        put_message([account], message)
    assert last_number("flom") == 1


def test_the_same_message_is_not_laid_out_twice() -> None:
    account = make_account("sink")
    put_message([account], make_message("flom"))
    with pytest.raises(AlreadyPutError):
        put_message([account], make_message("flom"))


def test_a_person_who_saw_it_out_settles_it() -> None:
    delivery = put_with_state(State.UNRESOLVED)
    assert list(unresolved_deliveries("lom", Workspace.LIVE)) == [delivery]
    settled = settle(delivery=delivery, is_out=True, by=None, at=SOON)
    assert (settled.state, settled.reason, settled.settled_at) == ("sent", "said_by_person", SOON)


def test_a_person_who_saw_it_is_not_out_lets_it_go_again() -> None:
    settled = settle(delivery=put_with_state(State.UNRESOLVED), is_out=False, by=None, at=SOON)
    assert (settled.state, settled.due_at, settled.first_tried_at) == ("waiting", SOON, None)


def test_what_a_later_message_has_overtaken_is_not_sent_after_it() -> None:
    delivery = put_with_state(State.UNRESOLVED)
    put_message([delivery.account], make_message(delivery.stream, 2))
    Delivery.objects.filter(number=2).update(state=State.SENT)
    settled = settle(delivery=delivery, is_out=False, by=None, at=SOON)
    assert settled.state == "refused"


def test_only_what_is_unresolved_needs_a_person() -> None:
    with pytest.raises(CannotSettleError, match="is sent"):
        settle(delivery=put_with_state(State.SENT), is_out=False, by=None, at=SOON)


def test_what_was_refused_is_tried_again_when_asked() -> None:
    delivery = put_with_state(State.REFUSED, reason="token", settled_at=NIGHT)
    again = try_again(delivery=delivery, by=None, at=SOON)
    assert (again.state, again.due_at, again.settled_at) == ("waiting", SOON, None)


def test_what_waits_for_its_next_attempt_goes_at_once_when_asked() -> None:
    delivery = put_with_state(State.WAITING, due_at=NIGHT + timedelta(hours=1))
    assert try_again(delivery=delivery, by=None, at=SOON).due_at == SOON


@pytest.mark.parametrize("state", [State.SENT, State.EXPIRED, State.UNRESOLVED])
def test_what_is_out_or_over_is_not_tried_again(state: State) -> None:
    with pytest.raises(CannotTryAgainError):
        try_again(delivery=put_with_state(state), by=None, at=SOON)


def test_what_has_expired_meanwhile_is_not_tried_again() -> None:
    delivery = put_with_state(State.REFUSED)
    with pytest.raises(CannotTryAgainError):
        try_again(delivery=delivery, by=None, at=NIGHT + timedelta(hours=7))


def test_the_rooms_above_hear_of_a_decision_once_it_is_committed(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[tuple[str, object]] = []

    def hear(delivery: Delivery, at: object, **_: object) -> None:
        heard.append((delivery.state, at))

    outcome.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            settle(delivery=put_with_state(State.UNRESOLVED), is_out=True, by=None, at=SOON)
            assert heard == []
    finally:
        outcome.disconnect(hear)
    assert heard == [("sent", SOON)]


def connect(**changes: object) -> ChannelAccount:
    given: dict[str, object] = {
        "owner": "lom",
        "kind": "sink",
        "name": "Lom kommune",
        "workspace": Workspace.LIVE,
        "settings": SinkSettings("http://127.0.0.1:1", "lom"),
        "secrets": {"token": "hemmeleg"},
        "by": None,
        "at": NIGHT,
    }
    return connect_account(**given | changes)  # type: ignore[arg-type]


def test_an_account_is_connected_with_its_secrets_locked() -> None:
    account = connect()
    assert account.address == "http://127.0.0.1:1/lom"
    assert "hemmeleg" not in account.secrets
    assert unlock_all(account.secrets) == {"token": "hemmeleg"}
    assert list(accounts_of("lom", Workspace.LIVE)) == [account]
    assert "hemmeleg" not in str(AuditEntry.objects.get().detail)


def test_the_same_account_is_never_connected_to_both_workspaces() -> None:
    connect()
    with pytest.raises(AlreadyConnectedError):
        connect(workspace=Workspace.EXERCISE, owner="vågå")


def test_a_secret_that_is_not_given_stays() -> None:
    account = connect()
    settings = SinkSettings("http://127.0.0.1:1", "ny")
    changed = change_account(
        account=account, name="Ny", settings=settings, secrets={"token": ""}, by=None, at=SOON
    )
    assert (changed.name, changed.address) == ("Ny", "http://127.0.0.1:1/ny")
    assert unlock_all(changed.secrets) == {"token": "hemmeleg"}


def test_an_unknown_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="no secret called pin"):
        connect(secrets={"pin": "1"})


def test_an_account_is_switched_off_and_on() -> None:
    account = connect()
    assert switch_account(account=account, on=False, by=None, at=SOON).is_on is False
    assert switch_account(account=account, on=True, by=None, at=SOON).is_on is True
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[1:] == ["delivery.account.switched_off", "delivery.account.switched_on"]


def test_a_removed_account_keeps_nothing_and_frees_its_address() -> None:
    account = connect()
    Subscriber.objects.create(account=account, digest="d", address="a", token="t", asked_at=NIGHT)
    delivery = only_delivery(put_message([account]))
    removed = remove_account(account=account, by=None, at=SOON)
    assert (removed.secrets, removed.settings, removed.is_on) == ("", {}, False)
    assert not Subscriber.objects.exists()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("refused", "settings")
    assert not accounts_of("lom", Workspace.LIVE).exists()
    connect(workspace=Workspace.EXERCISE)


def test_an_account_with_something_under_way_is_not_removed() -> None:
    delivery = put_with_state(State.UNKNOWN)
    with pytest.raises(StillSendingError):
        remove_account(account=delivery.account, by=None, at=SOON)


@pytest.mark.slow
def test_accounts_prove_themselves_at_once_and_one_that_is_silent_is_not_ready() -> None:
    sink = SinkServer()
    with sink.in_thread():
        good = connect(settings=SinkSettings(sink.url, "lom"))
        silent = connect(settings=SinkSettings("http://127.0.0.1:1", "lom"))
        checked = check_accounts(accounts=[good, silent], at=SOON)
    assert [account.checked_good for account in checked] == [True, False]
    assert checked[1].checks == [
        {"name": "tls", "good": False, "reason": "unreachable", "detail": ""}
    ]
    assert {account.checked_at for account in ChannelAccount.objects.all()} == {SOON}


@pytest.mark.parametrize("state", [State.WAITING, State.UNKNOWN])
def test_after_a_restore_nothing_open_is_believed_to_be_unsent(state: State) -> None:
    delivery = put_with_state(state)
    assert doubt_all(at=SOON) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("unknown", 1)
    assert (delivery.first_tried_at, delivery.last_tried_at) == (NIGHT, SOON)


def test_after_a_restore_what_is_settled_stays_so() -> None:
    put_with_state(State.SENT)
    assert doubt_all(at=SOON) == 0


def test_the_dispatcher_is_woken_only_by_a_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        put_message([make_account("sink")])
    names = [callback.__name__ for callback in callbacks]
    assert names == ([] if connection.vendor == "postgresql" else ["ring", "put_on_disk"])
