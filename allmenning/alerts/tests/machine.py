"""Everything people, dispatchers and misfortune can do to warnings, in any order.

What the outside world received is kept in `World`, which no restore and no rollback touches; it
checks each post the moment it arrives.
"""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from allmenning.accounts.models import User
from allmenning.alerts import actions
from allmenning.alerts.linter import EXERCISE
from allmenning.alerts.models import (
    Alert,
    Hazard,
    PlanEvent,
    Proficiency,
    Severity,
    Template,
    Version,
)
from allmenning.alerts.queries import confirmation_for
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.tests.build import NIGHT, TEXTS, TRIANGLE
from allmenning.alerts.tests.fake import KIND, FakeChannel, FakeSettings
from allmenning.core import cap
from allmenning.delivery import actions as outbox
from allmenning.delivery.contract import (
    Absent,
    Act,
    CannotTell,
    Found,
    Lane,
    Outcome,
    Permanent,
    Retry,
    Sent,
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
from allmenning.register.models import Body

PACE = Pace()
MARKS = ("ØVELSE", "ØVING", "EXERCISE")
LANGUAGES = {"no": "nb", "nn": "nn", "en-GB": "en"}
# Both workspaces must turn down what belongs to the other, whoever wrote it.
SAID: tuple[Any, ...] = (
    TEXTS,
    {"nn": {"what": "Dette er ikkje ei øving.", "where": "Garmo", "todo": "Gå inn."}},
    {"nn": {"what": "ØVING. Vatnet stig.", "where": "Garmo", "todo": "Gå høgare opp."}},
    {"nb": {"what": "Vannet stiger.", "where": "Garmo", "todo": "Gå høyere opp."}},
    {"nb": {"what": "This is a test", "where": "", "todo": "x"}, "en": {"what": "Øvelse"}},
    {"en": {"what": "Exercise", "where": "Lom", "todo": "Go"}},
    {},
)
AREAS: tuple[Any, ...] = (
    {"kind": "municipality"},
    {"kind": "polygon", "polygon": TRIANGLE},
    {"kind": "parts", "parts": [1, 2], "names": ["Garmo", "Skim"], "polygons": [TRIANGLE, None]},
    {"kind": "polygon", "polygon": TRIANGLE[:2]},
    {"kind": "municipality", "polygon": TRIANGLE},
    {"kind": "parts", "parts": [], "names": [], "polygons": []},
    {},
)
KEPT: tuple[type[models.Model], ...] = (ChannelAccount, Alert, Version, Event, Delivery)
State = Delivery.State


@dataclass
class Post:
    account: str
    workspace: str
    key: str
    number: int
    stream: str


@dataclass
class World:
    """What every account outside holds, and what was approved; never forgets."""

    owner: dict[str, str] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    approved: dict[str, Any] = field(default_factory=dict)

    def receive(self, work: Work, fake: FakeChannel) -> Sent:
        """Take a post as the account named by the settings, as the other side would."""
        assert work.connection is not None
        message, name = work.assignment.message, work.connection.settings.name
        text = fake.compose(message, work.connection.settings).text
        if not self.holds(name, message.key):
            self.check(name, message, text)
            post = Post(name, message.workspace, message.key, message.number, message.stream)
            self.posts.append(post)
        return Sent(message.key)

    def holds(self, name: str, key: str) -> bool:
        return any((post.account, post.key) == (name, key) for post in self.posts)

    def check(self, name: str, message: Any, text: str) -> None:
        is_exercise = message.workspace == Workspace.EXERCISE
        assert self.owner[name] == message.workspace, "an exercise met a live account"
        assert text.startswith(MARKS) == is_exercise, text
        for one in message.texts:
            for told in (one.headline, one.short, one.full):
                assert told.startswith(MARKS) == is_exercise, told
                assert is_exercise or not EXERCISE.search(told.lower()), told
        self.check_document(message, is_exercise=is_exercise)
        earlier = [
            post for post in self.posts if (post.account, post.stream) == (name, message.stream)
        ]
        assert all(post.number <= message.number for post in earlier), "it was overtaken"

    def check_document(self, message: Any, *, is_exercise: bool) -> None:
        alert = cap.read(message.cap.encode()).alert
        assert alert is not None
        assert (alert.status == cap.Status.EXERCISE) == is_exercise
        assert (alert.status == cap.Status.ACTUAL) != is_exercise
        for info in alert.infos:
            self.check_area(message.key, info)

    def check_area(self, key: str, info: cap.Info) -> None:
        """Compare with what the approver saw: never none, never more."""
        stored = self.approved[key]
        (area,) = info.areas
        rings = [[list(point) for point in polygon.points[:-1]] for polygon in area.polygons]
        codes = {code.name for code in area.geocodes}
        match stored["kind"]:
            case "municipality":
                assert (rings, codes) == ([], {"MunicipalityId"})
            case "polygon":
                assert (rings, codes) == ([stored["polygon"]], set())
            case _:
                assert rings == [ring for ring in stored["polygons"] if ring]
                assert codes <= {"MunicipalityPart"}
        assert rings or codes, "an area that is nowhere"


@dataclass
class Cast:
    """What there is before a sequence begins: built once, rolled back to after each.

    A live warning and an exercise wait in the outbox; `backup` was written before they were sent.
    """

    lom: Body
    people: list[User]
    templates: list[Template]
    fake: FakeChannel
    world: World = field(default_factory=World)
    backup: list[list[dict[str, Any]]] = field(default_factory=list)


class Warnings(RuleBasedStateMachine):
    """One municipality through one or more nights. `cast` is set by the test."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = NIGHT + timedelta(minutes=6)
        self.world, self.backup = deepcopy(self.cast.world), self.cast.backup

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # What is there to choose from.

    def pick(self, rows: models.QuerySet[Any], which: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[which % len(found)] if found else None

    def version(self, which: int, *states: str) -> Version | None:
        found = self.pick(Version.objects.filter(state__in=states), which)
        return (
            found
            if found is None
            else Version.objects.select_related("alert__body").get(pk=found.pk)
        )

    def person(self, which: int) -> User:
        return self.cast.people[which % len(self.cast.people)]

    def tried(self, act: Callable[[], Version]) -> Version | None:
        """Do it if the rules allow; what is sent is what the approver saw."""
        with suppress(RefusedError), transaction.atomic():
            version = act()
            if version.identifier:
                self.world.approved[version.identifier] = dict(version.area)
            return version
        return None

    # What people do.

    @rule(
        workspace=st.sampled_from(Workspace),
        hazard=st.sampled_from(Hazard),
        ready=st.integers(-1, 5),
    )
    def someone_begins(self, workspace: Workspace, hazard: Hazard, ready: int) -> None:
        template = self.cast.templates[ready % len(self.cast.templates)] if ready >= 0 else None
        self.tried(
            lambda: actions.start_alert(
                body=self.cast.lom,
                workspace=workspace,
                hazard=hazard,
                template=template,
                by=self.person(0),
                at=self.now,
            )
        )

    @rule(which=st.integers(0, 3), said=st.sampled_from(SAID), area=st.sampled_from(AREAS))
    def someone_writes(self, which: int, said: Any, area: Any) -> None:
        version = self.version(which, Version.State.DRAFT)
        if version is None:
            return
        self.tried(
            lambda: actions.save_version(
                version=version,
                revision=version.revision,
                texts=said,
                area=area,
                severity=Severity.SEVERE,
                link="https://www.lom.kommune.no/",
                radio=True,
                next_update_at=self.now + timedelta(hours=1),
                expires_at=self.now + timedelta(hours=6),
                by=self.person(0),
                at=self.now,
            )
        )

    @rule(
        workspace=st.sampled_from(Workspace),
        area=st.sampled_from(AREAS[:3]),
        said=st.sampled_from((SAID[0], SAID[3])),
    )
    def a_warning_goes_all_the_way(self, workspace: Workspace, area: Any, said: Any) -> None:
        self.someone_begins(workspace, Hazard.FLOOD, -1)
        last = Version.objects.filter(state=Version.State.DRAFT).count() - 1
        self.someone_writes(last, said, area)
        self.someone_submits(last)
        waiting = Version.objects.filter(state=Version.State.SUBMITTED).count() - 1
        self.someone_approves(waiting, 1, right=True)

    @rule(which=st.integers(0, 3))
    def someone_submits(self, which: int) -> None:
        version = self.version(which, Version.State.DRAFT)
        if version is not None:
            self.tried(lambda: actions.submit(version=version, by=self.person(0), at=self.now))

    @rule(which=st.integers(0, 3), who=st.integers(0, 2), right=st.booleans())
    def someone_approves(self, which: int, who: int, *, right: bool) -> None:
        version = self.version(which, Version.State.SUBMITTED)
        if version is None:
            return
        typed = confirmation_for(version) if right else self.cast.lom.name
        sent = self.tried(
            lambda: actions.approve(
                version=version,
                confirmation=typed,
                by=self.person(who),
                at=self.now,
                accept_public=True,
            )
        )
        assert sent is None or self.person(who).pk != version.submitted_by_id

    @rule(which=st.integers(0, 3), who=st.integers(0, 2))
    def someone_sends_alone(self, which: int, who: int) -> None:
        version = self.version(which, *Version.UNDER_WAY)
        if version is None:
            return
        self.tried(
            lambda: actions.override(
                version=version,
                confirmation=confirmation_for(version),
                reason="Åleine på vakt",
                by=self.person(who),
                at=self.now,
                accept_public=True,
            )
        )

    @rule(which=st.integers(0, 3), back=st.booleans())
    def someone_says_no(self, which: int, *, back: bool) -> None:
        version = self.version(which, *Version.UNDER_WAY)
        act = actions.return_for_edit if back else actions.reject
        if version is not None:
            self.tried(lambda: act(version=version, reason="Nei", by=self.person(1), at=self.now))

    @rule(which=st.integers(0, 3), act=st.sampled_from(Act))
    def someone_follows_up(self, which: int, act: Act) -> None:
        alert = self.pick(Alert.objects.all(), which)
        if alert is not None:
            self.tried(
                lambda: actions.follow_up(alert=alert, act=act, by=self.person(0), at=self.now)
            )

    @rule(which=st.integers(0, 3), act=st.sampled_from(Act))
    def someone_corrects(self, which: int, act: Act) -> None:
        alert = self.pick(Alert.objects.all(), which)
        if alert is not None:
            self.tried(
                lambda: actions.correct(alert=alert, act=act, by=self.person(1), at=self.now)
            )

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
                outbox.remove_account(account=account, by=None, at=self.now)

    @rule(which=st.integers(0, 5), on=st.booleans())
    def an_account_is_switched(self, which: int, *, on: bool) -> None:
        account = self.pick(ChannelAccount.objects.filter(removed_at=None), which)
        if account is not None:
            outbox.switch_account(account=account, on=on, by=None, at=self.now)

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

    @rule()
    def a_backup_is_restored(self) -> None:
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


def connect(body: Body, workspace: Workspace, name: str, at: datetime) -> ChannelAccount:
    return outbox.connect_account(
        owner=body.slug,
        kind=KIND,
        name=name,
        workspace=workspace,
        settings=FakeSettings(name),
        secrets={},
        by=None,
        at=at,
    )


def backup() -> list[list[dict[str, Any]]]:
    return [list(manager(model).order_by("pk").values()) for model in KEPT]


def manager(model: type[models.Model]) -> models.Manager[Any]:
    found: models.Manager[Any] = model.objects  # type: ignore[attr-defined]
    return found
