"""What dispatchers, channels, accounts and misfortune do to warnings, in any order."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from allmenning.alerts import actions
from allmenning.alerts.models import Alert, PlanEvent, Proficiency
from allmenning.alerts.tests.build import NIGHT
from allmenning.alerts.tests.machine import KEPT, People, backup, connect, manager
from allmenning.delivery import actions as outbox
from allmenning.delivery.contract import (
    Absent,
    CannotTell,
    Found,
    Lane,
    Outcome,
    Permanent,
    Retry,
    Unknown,
    Workspace,
)
from allmenning.delivery.dispatch import claim, note
from allmenning.delivery.dispatch.attempt import Repeat
from allmenning.delivery.dispatch.note import Attempted, LookedAt
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.work import Work, load
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.delivery.queries import accounts_of, message_of

PACE = Pace()
State = Delivery.State


class Warnings(People):
    """One municipality through one or more nights."""

    def teardown(self) -> None:
        """Let everything out before it is all forgotten, so that every sequence is looked at."""
        try:
            for seconds in (0, 61, 61, 3700):
                self.now += timedelta(seconds=seconds)
                self.the_dispatcher_works([], 20)
        finally:
            self.forget()

    # What the dispatcher and the channels do.

    @rule(fates=st.lists(st.sampled_from("sssrpuU"), max_size=6), at_once=st.integers(1, 20))
    def the_dispatcher_works(self, fates: list[str], at_once: int) -> None:
        changed = claim.lapse(self.now) + claim.expire(self.now)
        note.tell_of(changed, self.now)
        self.look(at_once)
        for lane in Lane:
            taken = claim.claim("machine", lane, PACE, at_once, self.now)
            works = load(taken)
            results = [
                Attempted(work, self.attempt(work, fates[place] if place < len(fates) else "s"))
                for place, work in enumerate(works)
            ]
            note.note_all(results, PACE, NIGHT, self.now)

    def attempt(self, work: Work, fate: str) -> Outcome:
        """Sent, retried, refused; or no answer, after it was taken (u) or before (U)."""
        if not work.may_go:
            return Permanent("workspace")
        if fate in "su":
            sent = self.world.receive(work, self.cast.fake)
            return sent if fate == "s" else Unknown("no_answer")
        fates: dict[str, Outcome] = {"r": Retry("server"), "p": Permanent("content")}
        return fates.get(fate, Unknown("no_answer"))

    def look(self, at_once: int) -> None:
        works = load(claim.look(PACE, at_once, self.now))
        note.note_all([LookedAt(work, self.told(work)) for work in works], PACE, NIGHT, self.now)

    def told(self, work: Work) -> Any:
        if work.connection is None:
            return CannotTell("settings")
        if self.now < work.first_tried_at + timedelta(minutes=59):
            return Repeat()
        key = work.assignment.message.key
        return Found(key) if self.world.holds(work.connection.settings.name, key) else Absent()

    @rule()
    def the_dispatcher_is_killed(self) -> None:
        for lane in Lane:
            claim.claim("killed", lane, PACE, 2, self.now)

    @rule(seconds=st.sampled_from([1, 15, 130, 3700, 25 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        actions.expire_alerts(at=self.now)
        actions.close_settled(at=self.now)

    # What people do to deliveries and accounts.

    @rule(which=st.integers(0, 9))
    def someone_tries_again(self, which: int) -> None:
        delivery = self.pick(Delivery.objects.all(), which)
        if delivery is not None:
            with suppress(outbox.CannotTryAgainError):
                outbox.try_again(delivery=delivery, by=None, at=self.now)

    @rule(which=st.integers(0, 9))
    def someone_settles(self, which: int) -> None:
        delivery = self.pick(Delivery.objects.filter(state=State.UNRESOLVED), which)
        if delivery is not None:
            is_out = self.world.holds(
                str(delivery.account.settings.get("name")), delivery.event.key
            )
            outbox.settle(delivery=delivery, is_out=is_out, by=None, at=self.now)

    @rule(which=st.integers(0, 9), everybody=st.booleans())
    def someone_replays(self, which: int, *, everybody: bool) -> None:
        """Lay an old message out again, under its own name and under another."""
        event = self.pick(Event.objects.all(), which)
        if event is None:
            return
        accounts = list(ChannelAccount.objects.order_by("pk")) if everybody else self.others(event)
        with suppress(outbox.NotPutError), transaction.atomic():
            outbox.put(
                message=message_of(event), accounts=accounts, lane=Lane.ALERT, by=None, at=self.now
            )

    def others(self, event: Event) -> list[ChannelAccount]:
        return list(ChannelAccount.objects.exclude(workspace=event.workspace).order_by("pk"))

    @rule(workspace=st.sampled_from(Workspace), which=st.integers(0, 3), again=st.booleans())
    def an_account_is_connected(self, workspace: Workspace, which: int, *, again: bool) -> None:
        known = sorted(self.world.owner)
        name = known[which % len(known)] if again else f"{workspace.value}-{len(known)}"
        with suppress(outbox.AlreadyConnectedError), transaction.atomic():
            connect(self.cast.lom, workspace, name, self.now)
            self.world.owner[name] = workspace.value

    @rule(which=st.integers(0, 5), workspace=st.sampled_from(Workspace))
    def an_account_is_removed(self, which: int, workspace: Workspace) -> None:
        account = self.pick(accounts_of(self.cast.lom.slug, workspace), which)
        if account is not None:
            with suppress(outbox.StillSendingError), transaction.atomic():
                outbox.remove_account(account=account, by=None, at=self.now, anyway=True)

    @rule(which=st.integers(0, 5), on=st.booleans())
    def an_account_is_switched(self, which: int, *, on: bool) -> None:
        account = self.pick(ChannelAccount.objects.filter(removed_at=None), which)
        if account is not None:
            outbox.switch_account(account=account, on=on, by=None, at=self.now, anyway=True)

    @rule(which=st.integers(0, 5))
    def an_account_is_promoted_in_the_database(self, which: int) -> None:
        account = self.pick(ChannelAccount.objects.all(), which)
        other = next(one for one in Workspace if one != account.workspace)
        with suppress(IntegrityError), transaction.atomic():
            ChannelAccount.objects.filter(pk=account.pk).update(workspace=other)
            pytest.fail("The database let an account change its workspace.")

    @rule(which=st.integers(0, 5), workspace=st.sampled_from(Workspace))
    def an_alert_is_promoted_in_the_database(self, which: int, workspace: Workspace) -> None:
        alert = self.pick(Alert.objects.all(), which)
        Alert.objects.filter(pk=alert.pk).update(workspace=workspace)

    # Misfortune.

    @rule()
    def a_backup_is_written(self) -> None:
        self.backup = backup()

    @rule(really=st.integers(0, 3))
    def a_backup_is_restored(self, really: int) -> None:
        if really:  # Rare, since it takes away what the other rules made.
            return
        rows_of = list(zip(KEPT, self.backup, strict=True))
        for model, rows in reversed(rows_of):
            doomed = manager(model).exclude(pk__in=[row["id"] for row in rows])
            if model is Alert:
                PlanEvent.objects.filter(alert__in=doomed).delete()
                Proficiency.objects.filter(alert__in=doomed).delete()
            doomed.delete()
        for model, rows in rows_of:
            now = {row["id"]: row for row in manager(model).values()}
            for row in rows:
                if row["id"] not in now:
                    manager(model).create(**row)
                elif now[row["id"]] != row:
                    manager(model).filter(pk=row["id"]).update(**row)
        for account in ChannelAccount.objects.filter(removed_at=None).order_by("pk"):
            self.world.owner[account.settings["name"]] = account.workspace
        outbox.doubt_all(at=self.now)
