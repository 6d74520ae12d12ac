"""The record of one warning, whole: every version, person, time and channel result.

`record_of` is data with English keys for machines; `printed` the same in the body's language.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.queries import entries_about, holds
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.phrases import LANGUAGES
from allmenning.alerts.queries.alerts import deliveries_of_version, versions_of
from allmenning.alerts.queries.content import content_of, kind_name, own_language
from allmenning.alerts.queries.pages_board import channel_row
from allmenning.alerts.queries.paper import LANGUAGE_NAMES
from allmenning.alerts.wording import full
from allmenning.delivery.models import Delivery

FORMAT = "allmenning-alert-record"
FORMAT_VERSION = 1


def record_of(alert: Alert, at: datetime) -> dict[str, Any]:
    """Gather all that is known of the warning, in the order it happened."""
    entries = list(entries_about(f"alert:{alert.key}"))
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_at": _moment(at),
        "alert": {
            "key": str(alert.key),
            "body": alert.body.slug,
            "body_code": alert.body.code,
            "body_name": alert.body.official_name,
            "workspace": alert.workspace,
            "hazard": alert.hazard,
            "state": alert.state,
            "created_at": _moment(alert.created_at),
            "passes_on": alert.passes_on.identifier if alert.passes_on else None,
            "passes_on_owner": alert.passes_on.owner if alert.passes_on else None,
        },
        "versions": [_version(version) for version in versions_of(alert)],
        "log": [_entry(entry, _names(entries)) for entry in entries],
        "log_is_whole": all(holds(entry) for entry in entries),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _version(version: Version) -> dict[str, Any]:
    content = content_of(version)
    moment = version.sent_at or version.edited_at
    written = [code for code in LANGUAGES if code in content.texts]
    rows = deliveries_of_version(version) if version.identifier else Delivery.objects.none()
    return {
        "number": version.number,
        "act": version.act,
        "state": version.state,
        "identifier": version.identifier,
        "texts": version.texts,
        "as_sent": {code: full(content, code, moment) for code in written},
        "area": version.area,
        "severity": version.severity,
        "link": version.link,
        "radio": version.radio,
        "next_update_at": _moment(version.next_update_at),
        "expires_at": _moment(version.expires_at),
        "is_override": version.is_override,
        "reason": version.reason,
        "edited_by": _name(version.edited_by),
        "edited_at": _moment(version.edited_at),
        "submitted_by": _name(version.submitted_by),
        "submitted_at": _moment(version.submitted_at),
        "decided_by": _name(version.decided_by),
        "decided_at": _moment(version.decided_at),
        "sent_at": _moment(version.sent_at),
        "channels": [_channel(row) for row in rows],
        "cap": _document(rows),
    }


def _document(rows: Any) -> str:
    """Return the CAP document as it was handed to the channels."""
    first = rows.first()
    return str(first.event.content.get("cap", "")) if first else ""


def _channel(row: Delivery) -> dict[str, Any]:
    return {
        "kind": row.account.kind,
        "name": row.account.name,
        "state": row.state,
        "reason": row.reason,
        "attempts": row.attempts,
        "first_tried_at": _moment(row.first_tried_at),
        "settled_at": _moment(row.settled_at),
        "url": row.url,
    }


def _name(user: User | None) -> str | None:
    return user.shown_name if user else None


def _names(entries: list[AuditEntry]) -> dict[str, str]:
    """Name who stands in the log; the log itself knows pseudonyms only."""
    known = {entry.actor for entry in entries if entry.actor}
    people = User.objects.filter(pseudonym__in=known).order_by("pk")
    return {str(user.pseudonym): user.shown_name for user in people}


def _entry(entry: AuditEntry, names: dict[str, str]) -> dict[str, Any]:
    actor = str(entry.actor) if entry.actor else None
    return {
        "at": _moment(entry.at),
        "verb": entry.verb,
        "actor": actor,
        "person": names.get(actor, "") if actor else None,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


# On paper.


def printed(alert: Alert, at: datetime) -> dict[str, Any]:
    """Return the record for `paper.log_pdf`, in the body's own language."""
    record = record_of(alert, at)
    with translation.override(own_language(alert.body)):
        return {
            "told": _told(alert, at),
            "lead": _lead(alert, whole=record["log_is_whole"]),
            "versions": [_printed_version(version) for version in versions_of(alert)],
            "entries": [_printed_entry(entry) for entry in record["log"]],
        }


def _told(alert: Alert, at: datetime) -> dict[str, str]:
    values = {
        "name": alert.body.name,
        "hazard": alert.get_hazard_display(),
        "moment": _clock(at),
        "key": alert.key,
    }
    return {
        "title": _("Log of a warning: %(hazard)s, %(name)s") % values,
        "author": alert.body.official_name,
        "language": translation.get_language() or "nb",
        "footer": _("%(key)s, made %(moment)s") % values,
        "what": _("What"),
        "value": _("Value"),
        "channels": _("Channels"),
        "channel": _("Channel"),
        "state": _("Result"),
        "time": _("Time"),
        "reason": _("Reason"),
        "no_channels": _("It was sent by no channel."),
        "entries": _("Everything that was done"),
        "entries_lead": _(
            "Each entry carries the hash of the one before it, so that nothing can be changed or "
            "taken away unseen."
        ),
    }


def _lead(alert: Alert, *, whole: bool) -> str:
    space = _("An exercise.") if alert.is_exercise else _("A live warning.")
    chain = (
        _("The log holds together.")
        if whole
        else _("The log does NOT hold together: an entry has been changed.")
    )
    return f"{space} {alert.get_state_display()}. {chain}"


def _printed_version(version: Version) -> dict[str, Any]:
    content = content_of(version)
    moment = version.sent_at or version.edited_at
    facts = [
        (_("State"), version.get_state_display()),
        (_("Severity"), version.get_severity_display()),
        (_("Written by"), _who(version.edited_by, version.edited_at)),
        (_("Submitted by"), _who(version.submitted_by, version.submitted_at)),
        (_("Decided by"), _who(version.decided_by, version.decided_at)),
        (_("Sent"), _clock(version.sent_at)),
        (_("Applies until"), _clock(version.expires_at)),
        (_("Link"), version.link),
        (_("Reason"), version.reason),
        (_("Identifier"), version.identifier),
    ]
    rows = deliveries_of_version(version) if version.identifier else Delivery.objects.none()
    return {
        "title": f"{version.number}. {version.get_act_display()}",
        "facts": [(name, told) for name, told in facts if told],
        "texts": [
            {"lang": code, "language": LANGUAGE_NAMES[code], "full": full(content, code, moment)}
            for code in LANGUAGES
            if code in content.texts
        ],
        "channels": [_printed_channel(row) for row in rows],
    }


def _printed_channel(row: Delivery) -> dict[str, str]:
    shown = channel_row(row)
    name = f"{kind_name(row.account.kind)}, {row.account.name}"
    time = _clock(row.settled_at)
    return {"name": name, "state": shown.label, "time": time, "reason": shown.reason}


def _printed_entry(entry: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromisoformat(entry["at"])
    detail = entry["detail"] if isinstance(entry["detail"], dict) else {}
    facts = [
        (_("Who"), entry["person"] or entry["actor"] or _("The system")),
        *((str(key), str(told)) for key, told in detail.items() if told not in (None, "", {}, [])),
        (_("Hash"), entry["hash"]),
    ]
    return {"title": f"{_clock(moment)}: {entry['verb']}", "facts": facts}


def _who(user: User | None, moment: datetime | None) -> str:
    return f"{user.shown_name}, {_clock(moment)}" if user and moment else ""


def _clock(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""
