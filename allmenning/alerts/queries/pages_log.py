"""The log of a warning in words: who did what, when, and how each channel fared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.queries import entries_about, holds
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.queries.alerts import versions_of
from allmenning.alerts.queries.content import content_of, title_of
from allmenning.alerts.queries.pages_board import ChannelRow, sending_of
from allmenning.alerts.wording import texts_of
from allmenning.delivery.contract import Text
from allmenning.delivery.models import ChannelAccount

DONE: dict[str, str | Promise] = {
    "alerts.alert.started": gettext_lazy("Began the warning"),
    "alerts.alert.dropped": gettext_lazy("The warning was dropped"),
    "alerts.alert.expired": gettext_lazy("The warning ran out by itself"),
    "alerts.alert.exercise_passed": gettext_lazy("Passed the exercise"),
    "alerts.version.begun": gettext_lazy("Began a new message"),
    "alerts.version.saved": gettext_lazy("Saved the text"),
    "alerts.version.submitted": gettext_lazy("Submitted it for approval"),
    "alerts.version.returned": gettext_lazy("Sent it back to be changed"),
    "alerts.version.rejected": gettext_lazy("Turned it down"),
    "alerts.version.approved": gettext_lazy("Approved it"),
    "alerts.version.overridden": gettext_lazy("Sent it alone, without approval"),
    "alerts.version.sending": gettext_lazy("Sent it to every channel"),
    "alerts.version.sent": gettext_lazy("Every channel has answered"),
    "alerts.version.delivered": gettext_lazy("Out in the channel"),
    "alerts.version.not_delivered": gettext_lazy("Not out in the channel"),
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    done: str
    number: int | None
    detail: str
    holds: bool


@dataclass(frozen=True)
class Message:
    """One version with its text as sent, and its channels."""

    version: Version
    texts: tuple[Text, ...]
    channels: tuple[ChannelRow, ...]


@dataclass(frozen=True)
class Log:
    messages: tuple[Message, ...]
    entries: tuple[Entry, ...]

    @property
    def is_whole(self) -> bool:
        return all(entry.holds for entry in self.entries)


def log_of(alert: Alert) -> Log:
    entries = list(entries_about(f"alert:{alert.key}"))
    names = _names(entries)
    accounts = _accounts(entries)
    return Log(
        messages=tuple(_message(one) for one in versions_of(alert)),
        entries=tuple(_entry(one, names, accounts) for one in entries),
    )


def _message(version: Version) -> Message:
    content = content_of(version)
    return Message(
        version=version,
        texts=texts_of(content, version.sent_at or version.edited_at),
        channels=sending_of(version).rows if version.identifier else (),
    )


def _names(entries: list[AuditEntry]) -> dict[object, str]:
    """Name who stands in the log, which itself knows pseudonyms only."""
    known = {entry.actor for entry in entries if entry.actor}
    people = User.objects.filter(pseudonym__in=known).order_by("pk")
    return {one.pseudonym: one.shown_name for one in people}


def _accounts(entries: list[AuditEntry]) -> dict[int, str]:
    known = {entry.detail["account"] for entry in entries if "account" in entry.detail}
    rows = ChannelAccount.objects.filter(pk__in=known).order_by("pk")
    return {one.pk: title_of(one) for one in rows}


def _entry(entry: AuditEntry, names: Mapping[object, str], accounts: Mapping[int, str]) -> Entry:
    return Entry(
        at=entry.at,
        who=names.get(entry.actor, str(entry.actor)) if entry.actor else _("The system"),
        done=str(DONE.get(entry.verb, entry.verb)),
        number=entry.detail.get("number"),
        detail=_detail(entry.detail, accounts),
        holds=holds(entry),
    )


def _detail(told: Mapping[str, Any], accounts: Mapping[int, str]) -> str:
    if "account" in told:
        return accounts.get(told["account"], str(told.get("channel", "")))
    return str(told.get("reason") or "")
