"""What a status page tells, gathered once and told in three languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from allmenning.alerts.models import Alert, MeetingPlace, Preparedness, Version
from allmenning.alerts.queries.content import content_of, official_page, own_language, sender_of
from allmenning.alerts.wording import Content
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.published import read
from allmenning.delivery.queries import accounts_of, public_lists
from allmenning.delivery.registry import channel
from allmenning.register.models import Body

KEPT = timedelta(days=90)
# How long the end of a warning stands among what is news.
NEWS = timedelta(hours=24)
MOST_OLDER = 20
ENDS = {Act.CANCEL, Act.ALL_CLEAR}
FEEDS = {"atom": "varsler.atom", "capfeed": "cap.atom"}


@dataclass(frozen=True)
class Sent:
    """One version that is out."""

    number: int
    identifier: str
    at: datetime
    content: Content

    @property
    def act(self) -> Act:
        return Act(self.content.act)


@dataclass(frozen=True)
class Notice:
    """One alert, with its versions newest first; `slug` and `name` are the sender's."""

    key: str
    slug: str
    name: str
    is_active: bool
    sent: tuple[Sent, ...]

    @property
    def newest(self) -> Sent:
        return self.sent[0]

    @property
    def has_run_out(self) -> bool:
        return not self.is_active and self.newest.act not in ENDS


@dataclass(frozen=True)
class Place:
    name: str
    address: str
    note: str


@dataclass(frozen=True)
class List:
    """A list that anybody may join, by the number of its account."""

    account: int
    name: Any


@dataclass(frozen=True)
class Status:
    """One body's page. `news` ended within a day; `around` is a county's municipalities."""

    body: Body
    workspace: Workspace
    sender: str
    own_language: str
    at: datetime
    active: tuple[Notice, ...] = ()
    news: tuple[Notice, ...] = ()
    older: tuple[Notice, ...] = ()
    around: tuple[Notice, ...] = ()
    places: tuple[Place, ...] = ()
    without_power: Mapping[str, str] | None = None
    phone: str = ""
    official_page: str = ""
    feeds: tuple[str, ...] = ()
    lists: tuple[List, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the page may change while somebody reads it."""
        return bool(self.active or self.around)


@dataclass(frozen=True)
class Country:
    workspace: Workspace
    at: datetime
    active: tuple[Notice, ...]
    news: tuple[Notice, ...]
    counties: tuple[Body, ...]

    @property
    def moves(self) -> bool:
        return bool(self.active)


def status_of(body: Body, workspace: Workspace, at: datetime) -> Status:
    notices = notices_in(Alert.objects.filter(body=body), workspace, at)
    ready = Preparedness.objects.filter(body=body).first()
    return Status(
        body=body,
        workspace=workspace,
        sender=sender_of(body),
        own_language=own_language(body),
        at=at,
        active=tuple(one for one in notices if one.is_active),
        news=tuple(one for one in notices if is_news(one, at)),
        older=tuple(one for one in notices if not one.is_active and not is_news(one, at))[
            :MOST_OLDER
        ],
        around=around(body, workspace, at),
        places=tuple(
            Place(place.name, place.address, place.note)
            for place in MeetingPlace.objects.filter(body=body).order_by("name", "pk")
        ),
        without_power=ready.without_power if ready else None,
        phone=ready.phone if ready else "",
        official_page=official_page(body),
        feeds=feeds_of(body, workspace),
        lists=lists_of(body, workspace),
    )


def country_of(workspace: Workspace, at: datetime) -> Country:
    notices = notices_in(Alert.objects.all(), workspace, at, since=at - NEWS)
    return Country(
        workspace=workspace,
        at=at,
        active=tuple(one for one in notices if one.is_active),
        news=tuple(one for one in notices if is_news(one, at)),
        counties=tuple(Body.objects.filter(kind=Body.Kind.COUNTY).order_by("name", "pk")),
    )


def around(body: Body, workspace: Workspace, at: datetime) -> tuple[Notice, ...]:
    """List what is active at the municipalities of a county; nothing for other bodies."""
    if body.kind != Body.Kind.COUNTY:
        return ()
    known = Alert.objects.filter(body__county=body)
    return tuple(one for one in notices_in(known, workspace, at) if one.is_active)


def notices_in(
    alerts: QuerySet[Alert], workspace: Workspace, at: datetime, since: datetime | None = None
) -> list[Notice]:
    """List the alerts with something out lately, or still active, newest word first."""
    out = Version.objects.filter(state__in=Version.OUT).select_related("alert__passes_on")
    known = (
        alerts.filter(workspace=workspace, versions__in=_lately(since or at - KEPT, at))
        .distinct()
        .select_related("body", "passes_on")
        .prefetch_related(Prefetch("versions", out.order_by("-number"), to_attr="out"))
        .order_by("-created_at", "-pk")
    )
    found = [_notice(alert, at) for alert in known]
    return sorted(found, key=lambda one: one.newest.at, reverse=True)


def _lately(since: datetime, at: datetime) -> QuerySet[Version]:
    known = Version.objects.filter(state__in=Version.OUT)
    return known.filter(sent_at__gt=since) | known.filter(expires_at__gt=at)


def _notice(alert: Alert, at: datetime) -> Notice:
    sent = tuple(_sent(alert, version) for version in _out(alert))
    newest = sent[0]
    return Notice(
        key=alert.key.hex,
        slug=alert.body.slug,
        name=sender_of(alert.body),
        is_active=newest.act not in ENDS and newest.content.expires_at > at,
        sent=sent,
    )


def _out(alert: Alert) -> Iterable[Version]:
    versions: list[Version] = alert.out  # type: ignore[attr-defined]  # put there by Prefetch
    return versions


def _sent(alert: Alert, version: Version) -> Sent:
    version.alert = alert
    if version.sent_at is None:
        raise ValueError(f"Version {version} is out without a time.")
    return Sent(version.number, version.identifier, version.sent_at, content_of(version))


def is_news(notice: Notice, at: datetime) -> bool:
    """Tell whether it is over, and that lately enough for somebody to look for it."""
    if notice.is_active:
        return False
    ended = notice.newest.content.expires_at if notice.has_run_out else notice.newest.at
    return at - ended < NEWS


def lists_of(body: Body, workspace: Workspace) -> tuple[List, ...]:
    """List what inhabitants can join; an exercise is no place to join anything."""
    if workspace == Workspace.EXERCISE:
        return ()
    accounts = [one.account for one in public_lists(body.slug)]
    return tuple(List(account.pk, channel(account.kind).name) for account in accounts)


def feeds_of(body: Body, workspace: Workspace) -> tuple[str, ...]:
    """List the feeds the body has, once there is something to read under their address."""
    known = accounts_of(body.slug, workspace).filter(kind__in=FEEDS, is_on=True)
    return tuple(
        kind
        for kind in sorted(set(known.values_list("kind", flat=True)))
        if read(workspace, f"{body.slug}/{FEEDS[kind]}") is not None
    )
