"""Status pages follow what happens: one line per piece of news."""

from datetime import datetime

from allmenning.alerts.models import Alert
from allmenning.alerts.status.rendering import render_safely
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body


def alert_changed(*, alert: Alert, at: datetime, **_signal: object) -> None:
    render_safely(body=alert.body, workspace=Workspace(alert.workspace), at=at)


def body_prepared(*, body: Body, at: datetime, **_signal: object) -> None:
    render_safely(body=body, workspace=Workspace.LIVE, at=at)
