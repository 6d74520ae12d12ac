from datetime import datetime
from typing import Any

from django.apps import AppConfig

from allmenning.accounts.signals import email_verified


class RegisterConfig(AppConfig):
    name = "allmenning.register"
    label = "register"

    def ready(self) -> None:
        # Models exist only once the apps are ready, so what receives is imported here.
        from allmenning.register.actions import join_by_email  # noqa: PLC0415

        def receive(*, user: Any, at: datetime, **_news: object) -> None:
            join_by_email(user=user, by=user, at=at)

        email_verified.connect(receive, weak=False, dispatch_uid="register.join_by_email")
