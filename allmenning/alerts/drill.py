"""A whole warning against local fakes: written, approved, out, corrected, out; with the times."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from allmenning.accounts.models import User
from allmenning.alerts import actions
from allmenning.alerts.drill_fakes import TOKEN, Fake
from allmenning.alerts.models import Alert, Hazard, Severity, Version
from allmenning.alerts.queries import confirmation_for, deliveries_of_version
from allmenning.delivery.actions import connect_account
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.models import Delivery
from allmenning.delivery.registry import channel
from allmenning.register.actions.members import appoint
from allmenning.register.models import Body, BodyRole

MASTODON = ("nord", "aust", "vest", "sor")
WITHIN = 30.0
TEXTS = {
    "nb": {
        "what": "Drikkevannet kan være forurenset.",
        "where": "",
        "todo": "Kok alt vann du skal drikke eller lage mat med.",
    },
    "en": {
        "what": "The drinking water may be contaminated.",
        "where": "",
        "todo": "Boil all water for drinking and cooking.",
    },
}


class DrillError(Exception):
    """What did not happen, in a sentence."""


@dataclass
class Drill:
    """`tell` prints one line; times are counted from the approval, in milliseconds."""

    fake: Fake
    tell: Callable[[str], None]
    zero: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        body, writer, approver = cast()
        connect(body, self.fake)
        self.exercise(body, writer, approver)
        self.tell("live")
        version = self.written(body, writer, Workspace.LIVE)
        sent = self.sent(version, approver)
        self.corrected(sent, approver)

    def exercise(self, body: Body, writer: User, approver: User) -> None:
        """Pass the exercise that the right to send live rests on."""
        self.tell("exercise")
        sent = self.sent(self.written(body, writer, Workspace.EXERCISE), approver)
        self.corrected(sent, approver)

    def written(self, body: Body, writer: User, workspace: Workspace) -> Version:
        self.zero = time.monotonic()
        draft = actions.start_alert(
            body=body, workspace=workspace, hazard=Hazard.WATER, template=None, by=writer, at=now()
        )
        self.line("draft")
        saved = actions.save_version(
            version=draft,
            revision=draft.revision,
            texts=TEXTS,
            area={"kind": "municipality"},
            severity=Severity.SEVERE,
            link=draft.link,
            radio=True,
            next_update_at=now() + timedelta(hours=1),
            expires_at=now() + timedelta(hours=12),
            by=writer,
            at=now(),
        )
        submitted = actions.submit(version=saved, by=writer, at=now())
        self.line("submitted")
        return submitted

    def sent(self, version: Version, approver: User) -> Version:
        self.zero = time.monotonic()
        sent = actions.approve(
            version=version,
            confirmation=confirmation_for(version),
            by=approver,
            at=now(),
            accept_public=True,
        )
        self.line("approved")
        self.wait_for(sent)
        return sent

    def corrected(self, sent: Version, approver: User) -> None:
        self.zero = time.monotonic()
        act = Act.ALL_CLEAR if sent.alert.is_exercise else Act.CANCEL
        correction = actions.correct(alert=sent.alert, act=act, by=approver, at=now())
        self.line(f"correction ({act.value})")
        self.wait_for(correction)
        alert = Alert.objects.get(pk=sent.alert_id)
        if alert.state == Alert.State.ACTIVE:
            raise DrillError("The warning is still active after its correction.")

    def wait_for(self, version: Version) -> None:
        """Wait until every channel has answered, and print when each one's first byte came."""
        until = self.zero + WITHIN
        while deliveries_of_version(version).filter(state__in=Delivery.OPEN).exists():
            if time.monotonic() > until:
                raise DrillError(f"Not every channel had answered after {WITHIN:.0f} seconds.")
            time.sleep(0.005)
        out = time.monotonic()
        failed = [one for one in deliveries_of_version(version) if one.state != Delivery.State.SENT]
        for delivery in deliveries_of_version(version):
            self.tell(f"  {self.first_byte(delivery)}  {delivery.account.name} {delivery.reason}")
        if failed:
            raise DrillError(f"{len(failed)} channels did not get it: {failed[0].reason}.")
        self.line("all out", out)

    def first_byte(self, delivery: Delivery) -> str:
        arrivals = self.fake.arrivals.get(delivery.account.name, [])
        after = [moment for moment in arrivals if moment >= self.zero]
        if not after:  # a file of our own, that nobody is called for
            return "    file"
        return f"{(after[0] - self.zero) * 1000:5.0f} ms"

    def line(self, what: str, moment: float | None = None) -> None:
        passed = (moment or time.monotonic()) - self.zero
        self.tell(f"  {passed * 1000:5.0f} ms  {what}")


def now() -> datetime:
    return datetime.now(UTC)


def cast() -> tuple[Body, User, User]:
    """Make a municipality that does not exist, and two who may publish in it."""
    body = Body.objects.create(
        kind=Body.Kind.MUNICIPALITY,
        slug="ovelsesdal",
        name="Øvelsesdal",
        official_name="Øvelsesdal",
        code="9999",
        language_form=Body.LanguageForm.BOKMAL,
        website="ovelsesdal.example",
    )
    people = [User.objects.create_user(f"{name}@ovelsesdal.example") for name in ("kari", "ola")]
    for person in people:
        appoint(user=person, body=body, role=BodyRole.PUBLISHER, how="drill", by=None, at=now())
    return body, people[0], people[1]


def connect(body: Body, fake: Fake) -> None:
    """Connect every local channel once to each workspace, as accounts of their own."""
    for workspace in Workspace:
        for name in MASTODON:
            account = f"{name}-{workspace.value}"
            settings = {"server": f"{fake.address}/{account}", "username": account}
            _connect(body, "mastodon", workspace, account, settings=settings)
        _connect(body, "atom", workspace, f"atom-{workspace.value}", settings={})


def _connect(
    body: Body, kind: str, workspace: Workspace, name: str, *, settings: dict[str, str]
) -> None:
    known = channel(kind)
    connect_account(
        owner=body.slug,
        kind=kind,
        name=name,
        workspace=workspace,
        settings=known.settings(**settings),
        secrets={"token": TOKEN} if "token" in known.secrets else {},
        by=None,
        at=now(),
    )
