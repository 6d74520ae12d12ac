"""What authorities have sent that concerns a body."""

from datetime import datetime

from django.db.models import QuerySet

from allmenning.alerts.models import Alert, Incoming, IncomingBody
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body

State = IncomingBody.State


def incoming_for(body: Body, workspace: Workspace) -> QuerySet[IncomingBody]:
    """List every message for the body, newest first, decided or not."""
    known = IncomingBody.objects.filter(body=body, incoming__workspace=workspace)
    return known.select_related("incoming", "body", "decided_by").order_by(
        "-incoming__sent_at", "-pk"
    )


def waiting_for(body: Body, workspace: Workspace, at: datetime) -> QuerySet[IncomingBody]:
    """List those that still apply and nobody has decided on."""
    return incoming_for(body, workspace).filter(state=State.NEW, incoming__expires_at__gt=at)


def written_by(body: Body) -> QuerySet[Incoming]:
    """List what a county has written here, newest first."""
    known = Incoming.objects.filter(source=body.slug).prefetch_related("bodies__body")
    return known.order_by("-sent_at", "-pk")


def earlier_alert(row: IncomingBody) -> Alert | None:
    """Return the active warning in which the body passed on what this message updates or ends."""
    named = [part.split(",")[1] for part in row.incoming.references.split() if part.count(",") == 2]
    if not named:
        return None
    passed = Alert.objects.filter(
        body=row.body,
        workspace=row.incoming.workspace,
        state=Alert.State.ACTIVE,
        passes_on__source=row.incoming.source,
        passes_on__identifier__in=named,
    )
    return passed.order_by("-created_at", "-pk").first()
