"""What the last view shows before a message goes out: texts, channels, remarks, differences."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.accounts.models import AuditEntry, User
from allmenning.alerts.linter import LANGUAGE_NAMES, Fit, Remark
from allmenning.alerts.models import Alert, Severity, Version
from allmenning.alerts.phrases import LANGUAGES
from allmenning.alerts.queries.alerts import Nearby, active_nearby, newest_out, versions_out
from allmenning.alerts.queries.content import (
    accounts_for,
    confirmation_for,
    content_of,
    fits_of,
    goes_public,
    own_language,
    remarks_on,
)
from allmenning.alerts.queries.proficiency import has_proficiency
from allmenning.alerts.queries.readiness import away_on, publishers_of
from allmenning.alerts.wording import ready_made, texts_of
from allmenning.delivery.contract import Act, Text, Workspace
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.registry import channel
from allmenning.ui.text import number

# Which field of the form a remark belongs to, where the names differ.
FIELDS = {"next_update_at": "next_update", "expires_at": "lasts"}
FORM_FIELDS = {"what", "where", "todo", "area", "next_update", "lasts", "link", "radio"}


@dataclass(frozen=True)
class Said:
    """A remark with the anchor of the field it belongs to; none where it is no field's."""

    sentence: str
    anchor: str


@dataclass(frozen=True)
class Carried:
    """What one connected account will carry, counted in the channel's own unit.

    `is_doubtful`: the last time the account was tested, it could not have sent.
    """

    name: str
    text: str
    told: str
    fits: bool
    is_doubtful: bool


@dataclass(frozen=True)
class Reach:
    """Who may be reached: how many channels, how many on the lists, and whether all can read it."""

    channels: int
    subscribers: int
    public: bool

    @property
    def told(self) -> str:
        sentence = ngettext(
            "%(n)s channel and the status page", "%(n)s channels and the status page", self.channels
        )
        return sentence % {"n": self.channels}


@dataclass(frozen=True)
class Change:
    """A field that is another than before, word by word: kind is same, new or gone."""

    label: str
    language: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Look:
    version: Version
    texts: tuple[Text, ...]
    carried: tuple[Carried, ...]
    stops: tuple[Said, ...]
    warnings: tuple[Said, ...]
    nearby: Nearby
    reach: Reach
    confirmation: str
    changes: tuple[Change, ...]
    compared_with: str


def look_over(version: Version, at: datetime) -> Look:
    alert = version.alert
    remarks = remarks_on(version, at)
    before, compared_with = _before(version)
    return Look(
        version=version,
        texts=texts_of(content_of(version), at),
        carried=carried(fits_of(version, at)),
        stops=tuple(_said(one, version) for one in remarks if one.stops),
        warnings=tuple(_said(one, version) for one in remarks if not one.stops),
        nearby=active_nearby(
            body=alert.body,
            workspace=Workspace(alert.workspace),
            at=at,
            hazard=alert.hazard,
            apart_from=alert.pk,
        ),
        reach=reach_of(version),
        confirmation=confirmation_for(version),
        changes=changes(before, _facts(version)) if before else (),
        compared_with=compared_with,
    )


def reach_of(version: Version) -> Reach:
    accounts = accounts_for(version.alert)
    listed = [one.pk for one in accounts if channel(one.kind).capabilities.has_recipients]
    known = Subscriber.objects.filter(account__in=listed).exclude(confirmed_at=None)
    return Reach(len(accounts), known.count(), goes_public(version))


def carried(fits: Iterable[Fit]) -> tuple[Carried, ...]:
    """Write out each rendition; what does not fit, or may not get out, comes first."""
    told = list(fits)
    failed = set(
        ChannelAccount.objects.filter(
            pk__in=[one.account for one in told], checked_good=False
        ).values_list("pk", flat=True)
    )
    people = _people(one.account for one in told if one.rendition.unit == "segments")
    rows = [
        Carried(
            name=one.channel,
            text=one.rendition.text,
            told=_count(one, people.get(one.account, 0)),
            fits=one.rendition.fits,
            is_doubtful=one.account in failed,
        )
        for one in told
    ]
    return tuple(sorted(rows, key=lambda row: (row.fits, not row.is_doubtful)))


def _people(accounts: Iterable[int]) -> dict[int, int]:
    """Count those on lists where each costs money."""
    known = Subscriber.objects.filter(account__in=list(accounts)).exclude(confirmed_at=None)
    counted = known.values_list("account").annotate(people=Count("pk")).order_by("account")
    return dict(counted)


def _count(fit: Fit, people: int) -> str:
    """Write how much it is of how much; a document is counted first when it is made."""
    if not fit.rendition.count:
        return ""
    if fit.rendition.unit == "segments" and not people:
        return _("Nobody has asked for SMS yet")
    values = {
        "count": number(fit.rendition.count),
        "limit": number(fit.rendition.limit),
        "people": number(people),
        "sum": number(fit.rendition.count * people),
    }
    sentences = {
        "segments": _("%(count)s of %(limit)s SMS to each of %(people)s: %(sum)s to pay for"),
        "bytes": _("%(count)s of %(limit)s bytes"),
    }
    return sentences.get(fit.rendition.unit, _("%(count)s of %(limit)s characters")) % values


def _said(remark: Remark, version: Version) -> Said:
    name = FIELDS.get(remark.field, remark.field)
    if name not in FORM_FIELDS:
        return Said(remark.sentence, "")
    other = remark.language and remark.language != own_language(version.alert.body)
    return Said(remark.sentence, f"id_{name}_{remark.language}" if other else f"id_{name}")


# What has changed since.

Facts = dict[tuple[str, str], str]


def _before(version: Version) -> tuple[Facts | None, str]:
    """Compare with what was submitted last, else with what is out."""
    submitted = _submitted_before(version)
    if submitted is not None:
        return _facts_of(submitted), _("Changed since it was sent back")
    last = newest_out(version.alert)
    if last is not None and last.pk != version.pk:
        return _facts(last), _("Changed since the last message")
    return None, ""


def _submitted_before(version: Version) -> Mapping[str, Any] | None:
    """Find in the log what stood there when it was sent back."""
    entries = AuditEntry.objects.filter(
        target=f"alert:{version.alert.key}",
        verb__in=["alerts.version.saved", "alerts.version.returned"],
    ).order_by("pk")
    saved: Mapping[str, Any] | None = None
    found: Mapping[str, Any] | None = None
    for entry in entries:
        if entry.detail.get("number") != version.number:
            continue
        if entry.verb == "alerts.version.saved":
            saved = entry.detail
        else:
            found = saved
    return found


def _facts_of(told: Mapping[str, Any]) -> Facts:
    """Read the version out of an entry of the log."""
    moments = {
        name: datetime.fromisoformat(told[name]) if told.get(name) else None
        for name in ("next_update_at", "expires_at")
    }
    return facts({**told, **moments})


def _facts(version: Version) -> Facts:
    return facts(vars(version))


def facts(told: Mapping[str, Any]) -> Facts:
    """Write a version as labelled texts, in the order of the form."""
    found: Facts = {}
    for language in LANGUAGES:
        for name, label in _labels().items():
            said = told["texts"].get(language, {}).get(name, "")
            if said:
                found[label, language] = said
    found[_("Who is it for?"), ""] = area_told(told["area"])
    found[_("When does the next message come?"), ""] = moment_told(told["next_update_at"])
    found[_("How serious is it?"), ""] = str(Severity(told["severity"]).label)
    found[_("When does the warning run out by itself?"), ""] = moment_told(told["expires_at"])
    found[_("The municipality's page about it"), ""] = told["link"]
    found[_("Point to NRK P1"), ""] = _("Yes") if told["radio"] else _("No")
    return found


def _labels() -> dict[str, str]:
    return {
        "what": _("What has happened?"),
        "where": _("Where?"),
        "todo": _("What are people to do?"),
    }


def told_fields(version: Version) -> list[tuple[str, str]]:
    """List what somebody saved, for who wrote at the same time."""
    return [
        (f"{label} ({LANGUAGE_NAMES[language]})" if language else label, text)
        for (label, language), text in _facts(version).items()
    ]


def fact_rows(version: Version) -> list[tuple[str, str]]:
    """List what is no text: area, times, seriousness, link."""
    return [(label, text) for (label, language), text in _facts(version).items() if not language]


def area_told(stored: Mapping[str, Any]) -> str:
    kind = stored.get("kind")
    if kind == "municipality":
        return _("The whole municipality")
    if kind == "parts":
        return ", ".join(stored["names"])
    if kind == "polygon":
        count = len(stored["polygon"])
        return ngettext(
            "A drawn area with %(n)s corner", "A drawn area with %(n)s corners", count
        ) % {"n": count}
    return _("Not chosen")


def moment_told(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {
        "day": f"{local.day}.{local.month}.",
        "time": f"{local:%H.%M}",
    }


def changes(before: Facts, now: Facts) -> tuple[Change, ...]:
    keys = [*now, *(key for key in before if key not in now)]
    pairs = [(key, before.get(key, ""), now.get(key, "")) for key in keys]
    return tuple(
        Change(label, language, _words(old, new))
        for (label, language), old, new in pairs
        if old != new
    )


def _words(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Tell word by word what is gone and what is new."""
    was, now = old.split(), new.split()
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, was, now).get_opcodes():
        if tag == "equal":
            found.append(("same", " ".join(now[c:d])))
            continue
        found += [("gone", " ".join(was[a:b]))] * bool(b > a)
        found += [("new", " ".join(now[c:d]))] * bool(d > c)
    return tuple(found)


@dataclass(frozen=True)
class Approver:
    name: str
    is_away: bool


def approvers_for(version: Version, me: User, at: datetime) -> list[Approver]:
    """List who may approve besides me and those who wrote it; who is away comes last.

    Who has not exercised may not send live, so calling them would lose time.
    """
    alert, today = version.alert, timezone.localdate(at)
    away = set(away_on(today).values_list("user", flat=True))
    wrote = {me.pk, version.edited_by_id, version.submitted_by_id}
    found = [
        Approver(one.shown_name, one.pk in away)
        for one in publishers_of(alert.body, at)
        if one.pk not in wrote and (alert.is_exercise or has_proficiency(one, alert.body, at))
    ]
    return sorted(found, key=lambda one: one.is_away)


@dataclass(frozen=True)
class Correction:
    """What a correction will say, before it is sent."""

    texts: tuple[Text, ...]
    carried: tuple[Carried, ...]
    reach: Reach


def correction_of(alert: Alert, act: Act, at: datetime) -> Correction | None:
    """Write the ready correction of a warning that is out; nothing is kept."""
    last, first = newest_out(alert), versions_out(alert).first()
    if last is None or first is None or first.sent_at is None:
        return None
    version = Version(
        alert=alert,
        number=last.number + 1,
        act=act,
        texts=ready_made(content_of(last), act, first.sent_at, at),
        area=last.area,
        severity=Severity.MINOR,
        link=last.link,
        radio=last.radio,
        expires_at=last.expires_at,
    )
    return Correction(
        texts_of(content_of(version), at), carried(fits_of(version, at)), reach_of(version)
    )
