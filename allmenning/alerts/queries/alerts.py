"""Alerts and their versions, and what is under way around a municipality."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians

from django.db.models import QuerySet

from allmenning.alerts.models import Alert, Incoming, Version
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import Delivery
from allmenning.delivery.queries import deliveries_of
from allmenning.register.models import Body

NEAREST = 12
LATELY = timedelta(hours=24)


def alerts_of(body: Body, workspace: Workspace) -> QuerySet[Alert]:
    """List the body's alerts in one workspace, newest first."""
    known = Alert.objects.filter(body=body, workspace=workspace).select_related("body", "passes_on")
    return known.order_by("-created_at", "-pk")


def active_alerts(workspace: Workspace) -> QuerySet[Alert]:
    """List what is active in the whole country."""
    known = Alert.objects.filter(workspace=workspace, state=Alert.State.ACTIVE)
    return known.select_related("body", "passes_on").order_by("-created_at", "-pk")


def versions_of(alert: Alert) -> QuerySet[Version]:
    known = alert.versions.select_related("alert__body", "edited_by", "submitted_by", "decided_by")
    return known.order_by("number")


def version_under_way(alert: Alert) -> Version | None:
    """Return the one that is being written or waits for approval, of which there is one at most."""
    return versions_of(alert).filter(state__in=Version.UNDER_WAY).first()


def newest_out(alert: Alert) -> Version | None:
    """Return the version that counts: the last one that was sent or is being sent."""
    return versions_of(alert).filter(state__in=Version.OUT).order_by("-number").first()


def versions_out(alert: Alert) -> QuerySet[Version]:
    return versions_of(alert).filter(state__in=Version.OUT)


def waiting_for_approval(body: Body, workspace: Workspace) -> QuerySet[Version]:
    known = Version.objects.filter(
        alert__body=body, alert__workspace=workspace, state=Version.State.SUBMITTED
    )
    return known.select_related("alert__body", "submitted_by").order_by("submitted_at", "pk")


def deliveries_of_version(version: Version) -> QuerySet[Delivery]:
    """List how far one version has come in each channel."""
    return deliveries_of(version.alert.stream).filter(event__key=version.identifier)


@dataclass(frozen=True)
class Nearby:
    """What is under way already, before one more warning is sent.

    `own` are the body's active alerts, `same` those of them with the same hazard begun within a
    day; `neighbours` are other municipalities' active alerts, nearest first; `others` what
    authorities have sent for this municipality and it does not pass on already.
    """

    own: tuple[Alert, ...]
    same: tuple[Alert, ...]
    neighbours: tuple[Alert, ...]
    others: tuple[Incoming, ...]

    def __bool__(self) -> bool:
        return bool(self.own or self.same or self.neighbours or self.others)


def active_nearby(
    *, body: Body, workspace: Workspace, at: datetime, hazard: str = "", apart_from: int = 0
) -> Nearby:
    """Gather what is active here, at the neighbours, and from others, apart from one alert."""
    active = list(active_alerts(workspace).exclude(pk=apart_from))
    near = {key: place for place, key in enumerate(_neighbours(body))}
    around = [alert for alert in active if alert.body_id in near]
    return Nearby(
        own=tuple(alert for alert in active if alert.body_id == body.pk),
        same=tuple(sent_lately(body, workspace, hazard, at).exclude(pk=apart_from)),
        neighbours=tuple(sorted(around, key=lambda alert: near[alert.body_id])),
        others=tuple(_incoming(body, workspace, at)),
    )


def sent_lately(body: Body, workspace: Workspace, hazard: str, at: datetime) -> QuerySet[Alert]:
    """List what was sent about the same hazard within a day: is this the second time."""
    return (
        alerts_of(body, workspace)
        .filter(hazard=hazard, created_at__gt=at - LATELY, versions__state__in=Version.OUT)
        .distinct()
    )


def _neighbours(body: Body) -> list[int]:
    """List the municipalities of the county and the nearest others, nearest first."""
    known = Body.objects.filter(kind=Body.Kind.MUNICIPALITY).exclude(pk=body.pk)
    found = sorted(known.only("pk", "county", "latitude", "longitude"), key=_distance_to(body))
    nearest = found[:NEAREST]
    same = [other for other in found[NEAREST:] if other.county_id and _same_county(other, body)]
    return [other.pk for other in (*nearest, *same)]


def _same_county(other: Body, body: Body) -> bool:
    return other.county_id == body.county_id


def _distance_to(body: Body) -> Callable[[Body], tuple[float, int]]:
    """Order by distance on the map; who has no place comes last."""

    def distance(other: Body) -> tuple[float, int]:
        if None in {body.latitude, body.longitude, other.latitude, other.longitude}:
            return float("inf"), other.pk
        north = (other.latitude or 0) - (body.latitude or 0)
        east = (other.longitude or 0) - (body.longitude or 0)
        return hypot(north, east * cos(radians(body.latitude or 0))), other.pk

    return distance


def _incoming(body: Body, workspace: Workspace, at: datetime) -> QuerySet[Incoming]:
    """List what authorities say; what is passed on and active stands among the body's own."""
    told = Incoming.objects.filter(bodies__body=body, workspace=workspace, expires_at__gt=at)
    own = Alert.objects.filter(body=body, state=Alert.State.ACTIVE).exclude(passes_on=None)
    return told.exclude(pk__in=own.values("passes_on")).order_by("-sent_at", "-pk")
