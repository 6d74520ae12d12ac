"""Warnings as the search knows them: what was sent live, as long as the status page tells of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from allmenning.alerts.models import Alert, Hazard, Version
from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import public_path
from allmenning.search.contract import Document, Standing

# As long as the status page keeps them (alerts/status/content.py).
KEPT = timedelta(days=90)
OVER = 0.6
BATCH = 500


class Alerts:
    kind = "alert"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        rows = _told(timezone.now()).select_related("body").prefetch_related(_VERSIONS)
        if keys is not None:
            rows = rows.filter(key__in=[key.partition(":")[2] for key in keys])
        yield from (_of_alert(row) for row in rows.order_by("pk").iterator(BATCH))

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        """Exercises have the same verbs; `documents` leaves them out."""
        of_ours = verb.startswith(("alerts.version.", "alerts.alert."))
        return [target] if of_ours and target.startswith("alert:") else []

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        known = _told(timezone.now()).filter(key__in=[key.partition(":")[2] for key in keys])
        return {f"alert:{key}": Standing() for key in known.values_list("key", flat=True)}


_VERSIONS = Prefetch(
    "versions", Version.objects.filter(state__in=Version.OUT).order_by("-number"), "out"
)


def _told(at: datetime) -> QuerySet[Alert]:
    """Choose what everybody may read now; a person who is found shall not be found again here."""
    active = Q(state=Alert.State.ACTIVE)
    ended = Q(state__in=[Alert.State.ALL_CLEAR, Alert.State.EXPIRED], created_at__gt=at - KEPT)
    out = Version.objects.filter(state__in=Version.OUT).values("alert")
    live = Alert.objects.filter(active | (ended & ~Q(hazard=Hazard.MISSING)), pk__in=out)
    return live.filter(workspace=Workspace.LIVE)


def _of_alert(row: Alert) -> Document:
    newest: Version = row.out[0]  # type: ignore[attr-defined]
    texts = {language: told for language, told in newest.texts.items() if told.get("what")}
    language = "nn" if row.body.language_form == "nn" and "nn" in texts else next(iter(texts), "nb")
    parts = [told.get(name, "") for told in texts.values() for name in ("what", "where", "todo")]
    return Document(
        key=f"alert:{row.key}",
        kind="alert",
        language=language,
        titles={code: told["what"] for code, told in texts.items()} or {"nb": row.body.name},
        body="\n".join([*dict.fromkeys(part for part in parts if part), row.body.name]),
        route=(public_path(Workspace.LIVE, f"{row.body.slug}/index.html"), ""),
        owner_code=row.body.code if row.body.is_municipality else "",
        weight=1.0 if row.state == Alert.State.ACTIVE else OVER,
        dated=timezone.localdate(newest.sent_at) if newest.sent_at else None,
        facets={"state": row.state},
    )


alerts = Alerts()
