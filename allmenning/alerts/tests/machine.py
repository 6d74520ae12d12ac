"""What people do about warnings, in any order: write, approve, send, follow up and correct."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from allmenning.accounts.models import User
from allmenning.alerts import actions
from allmenning.alerts.models import (
    Alert,
    Hazard,
    Severity,
    Template,
    Version,
)
from allmenning.alerts.queries import confirmation_for
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.tests.build import NIGHT, TEXTS, TRIANGLE
from allmenning.alerts.tests.fake import KIND, FakeChannel, FakeSettings
from allmenning.alerts.tests.world import World
from allmenning.delivery import actions as outbox
from allmenning.delivery.contract import (
    Act,
    Workspace,
)
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.models import ChannelAccount, Delivery, Event
from allmenning.register.models import Body

PACE = Pace()
# Both workspaces must turn down what belongs to the other, whoever wrote it.
GOOD = {language: told | {"where": "Garmo"} for language, told in TEXTS.items()}
SAID: tuple[Any, ...] = (
    GOOD,
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


class People(RuleBasedStateMachine):
    """What people in one municipality do about warnings. `cast` is set by the test."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now = NIGHT + timedelta(minutes=6)
        self.world, self.backup = deepcopy(self.cast.world), self.cast.backup

    def forget(self) -> None:
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
        area=st.sampled_from(AREAS[:3] * 2 + AREAS[3:]),
        said=st.sampled_from((SAID[0], SAID[3]) * 3 + SAID),
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

    def active(self, which: int) -> Alert | None:
        states = (Alert.State.ACTIVE, Alert.State.EXPIRED)
        alert: Alert | None = self.pick(Alert.objects.filter(state__in=states), which)
        return alert

    @rule(which=st.integers(0, 3), act=st.sampled_from(Act))
    def someone_follows_up(self, which: int, act: Act) -> None:
        alert = self.active(which)
        if alert is not None:
            self.tried(
                lambda: actions.follow_up(alert=alert, act=act, by=self.person(0), at=self.now)
            )

    @rule(which=st.integers(0, 3), area=st.sampled_from(AREAS[:3]))
    def an_update_goes_all_the_way(self, which: int, area: Any) -> None:
        self.someone_follows_up(which, Act.UPDATE)
        last = Version.objects.filter(state=Version.State.DRAFT).count() - 1
        self.someone_writes(last, GOOD, area)
        self.someone_sends_alone(last, 1)

    @rule(which=st.integers(0, 3), act=st.sampled_from([Act.CANCEL, Act.ALL_CLEAR]))
    def someone_corrects(self, which: int, act: Act) -> None:
        alert = self.active(which)
        if alert is not None:
            self.tried(
                lambda: actions.correct(alert=alert, act=act, by=self.person(1), at=self.now)
            )


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
