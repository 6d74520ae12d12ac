from datetime import datetime
from typing import Any

from django.apps import AppConfig

from allmenning.surveys.signals import published


class EvidenceConfig(AppConfig):
    name = "allmenning.evidence"
    label = "evidence"

    def ready(self) -> None:
        # Models exist only once the apps are ready, so what receives is imported here.
        from allmenning.evidence.actions.from_surveys import (  # noqa: PLC0415
            take_in_publication,
        )

        def receive(*, publication: Any, at: datetime, **_news: object) -> None:
            take_in_publication(publication=publication, at=at)

        published.connect(receive, weak=False, dispatch_uid="evidence.take_in_publication")
