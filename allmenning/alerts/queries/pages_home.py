"""What somebody has to look after: their bodies, what is active, and what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from allmenning.accounts.models import User
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.queries.content import own_language
from allmenning.alerts.queries.proficiency import has_proficiency, practised_until
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.queries.members import memberships_of

WARNING_KINDS = (Body.Kind.MUNICIPALITY, Body.Kind.COUNTY)
OPEN_STATES = (Version.State.DRAFT, Version.State.SUBMITTED, Version.State.APPROVED)
ENDED_SHOWN = 10


@dataclass(frozen=True)
class AlertRow:
    """A warning as a list shows it: its newest words, and what is under way."""

    alert: Alert
    newest: Version
    under_way: Version | None

    @property
    def title(self) -> str:
        return first_words(self.newest)

    @property
    def language(self) -> str:
        return next(iter(self.newest.texts), own_language(self.alert.body))

    @property
    def kind(self) -> str:
        """Which tag says its state."""
        if self.alert.state != Alert.State.ACTIVE:
            return "neutral"
        return "info" if self.alert.is_exercise else "danger"

    @property
    def waits(self) -> bool:
        return self.under_way is not None and self.under_way.state == Version.State.SUBMITTED

    def waits_for(self, user: User) -> bool:
        """Tell whether this person may decide it; nobody approves what they submitted."""
        return self.waits and self.under_way is not None and self.under_way.submitted_by != user


@dataclass(frozen=True)
class BodyRow:
    """One body of mine in one workspace."""

    body: Body
    workspace: Workspace
    may_publish: bool
    active: tuple[AlertRow, ...]
    waiting: tuple[AlertRow, ...]
    drafts: tuple[AlertRow, ...]
    ended: tuple[AlertRow, ...] = ()


def first_words(version: Version) -> str:
    told = next((text.get("what", "") for text in version.texts.values()), "")
    return str(told).strip() or str(version.alert.get_hazard_display())


def bodies_of(user: User, at: datetime) -> list[BodyRow]:
    """List the bodies where the person may write, with both workspaces of each."""
    held = [one for one in memberships_of(user) if _may_write(one, at)]
    rows = alert_rows(Alert.objects.filter(body__in=[one.body for one in held]))
    return [_body_row(one, workspace, rows) for one in held for workspace in Workspace]


def body_row(body: Body, workspace: Workspace, *, may_publish: bool) -> BodyRow:
    rows = alert_rows(Alert.objects.filter(body=body, workspace=workspace))
    return _row(body, workspace, may_publish=may_publish, rows=rows)


def _may_write(held: Membership, at: datetime) -> bool:
    return (
        held.expires_at > at
        and BodyRole(held.role).includes(BodyRole.EDITOR)
        and held.body.kind in WARNING_KINDS
    )


def _body_row(held: Membership, workspace: Workspace, rows: Iterable[AlertRow]) -> BodyRow:
    may_publish = BodyRole(held.role).includes(BodyRole.PUBLISHER)
    own = [one for one in rows if one.alert.body_id == held.body_id]
    mine = [one for one in own if one.alert.workspace == workspace]
    return _row(held.body, workspace, may_publish=may_publish, rows=mine)


def _row(
    body: Body, workspace: Workspace, *, may_publish: bool, rows: Iterable[AlertRow]
) -> BodyRow:
    listed = list(rows)
    state = Alert.State
    ended = [one for one in listed if one.alert.state not in {state.DRAFT, state.ACTIVE}]
    return BodyRow(
        body=body,
        workspace=workspace,
        may_publish=may_publish,
        active=tuple(one for one in listed if one.alert.state == state.ACTIVE),
        waiting=tuple(one for one in listed if one.waits),
        drafts=tuple(one for one in listed if one.alert.state == state.DRAFT and not one.waits),
        ended=tuple(ended[:ENDED_SHOWN]),
    )


def alert_rows(alerts: "Iterable[Alert]") -> list[AlertRow]:
    """Read the alerts with their versions, newest first; one that has none is left out."""
    found = Alert.objects.filter(pk__in=[one.pk for one in alerts]).select_related("body")
    ordered = found.order_by("-created_at", "-pk").prefetch_related(
        Prefetch(
            "versions", Version.objects.select_related("alert", "edited_by").order_by("-number")
        )
    )
    return [
        AlertRow(alert, versions[0], _under_way(versions))
        for alert in ordered
        if (versions := list(alert.versions.all()))
    ]


def _under_way(versions: list[Version]) -> Version | None:
    return next((one for one in versions if one.state in OPEN_STATES), None)


@dataclass(frozen=True)
class Right:
    """Whether the person may send live, and until when."""

    holds: bool
    until: datetime | None


def right_of(user: User, body: Body, at: datetime) -> Right:
    return Right(has_proficiency(user, body, at), practised_until(user, body))
