from typing import Any

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "allmenning.alerts"
    label = "alerts"

    def ready(self) -> None:
        from allmenning.alerts.actions import note_outcome  # noqa: PLC0415 - models are loaded now
        from allmenning.alerts.mail import tell_about_override  # noqa: PLC0415
        from allmenning.alerts.signals import changed, overridden, prepared  # noqa: PLC0415
        from allmenning.alerts.status.receivers import alert_changed, body_prepared  # noqa: PLC0415
        from allmenning.delivery.signals import outcome  # noqa: PLC0415

        def hear(*, delivery: Any, at: Any, **_signal: object) -> None:
            note_outcome(delivery=delivery, at=at)

        def write(*, version: Any, at: Any, **_signal: object) -> None:
            tell_about_override(version, at)

        outcome.connect(hear, weak=False, dispatch_uid="alerts.outcome")
        overridden.connect(write, weak=False, dispatch_uid="alerts.overridden")
        changed.connect(alert_changed, dispatch_uid="alerts.status.changed")
        prepared.connect(body_prepared, dispatch_uid="alerts.status.prepared")
