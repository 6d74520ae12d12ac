"""A version as a CAP 1.2 message in Allmenning's own profile.

Identifiers are `allmenning:<slug>:<alert>:<number>:<time>`, where <alert> is the alert's random key
in 32 hexadecimal digits, <number> the version's and <time> when it was sent, in UTC; the sender is
the host of this installation.
"Sent by mistake" is a Cancel, "danger over" an Update that says AllClear, as with MET and NVE.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.encoding import iri_to_uri

from allmenning.alerts import wording
from allmenning.alerts.areas import Area, Kind, Ring
from allmenning.alerts.hazards import meaning
from allmenning.alerts.models import Hazard, Version
from allmenning.alerts.phrases import PHRASES
from allmenning.alerts.queries.alerts import versions_out
from allmenning.alerts.queries.content import area_of, contact_of, content_of
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.signing import signed
from allmenning.core import cap
from allmenning.core.cap.rules import MUNICIPALITY
from allmenning.core.cap.rules.own import PART
from allmenning.delivery.contract import Act, Workspace

LANGUAGES = {"nb": "no", "nn": "nn", "en": "en-GB"}
MESSAGE_TYPES = {
    Act.ALERT: cap.MessageType.ALERT,
    Act.UPDATE: cap.MessageType.UPDATE,
    Act.CANCEL: cap.MessageType.CANCEL,
    Act.ALL_CLEAR: cap.MessageType.UPDATE,
}
ENDINGS = {Act.CANCEL: cap.ResponseType.NONE, Act.ALL_CLEAR: cap.ResponseType.ALL_CLEAR}
STATUSES = {Workspace.LIVE: cap.Status.ACTUAL, Workspace.EXERCISE: cap.Status.EXERCISE}


def document_of(version: Version) -> str:
    """Write the version as it is sent; `sender`, `identifier` and `sent_at` must be set."""
    try:
        return signed(cap.write(alert_of(version), "own")).decode()
    except cap.NotWritable as error:
        raise RefusedError("cap", first=error.remarks[0].message) from error


def alert_of(version: Version) -> cap.Alert:
    alert, area = version.alert, area_of(version)
    content, contact = content_of(version), contact_of(version.alert.body)
    return cap.Alert(
        identifier=version.identifier,
        sender=version.sender,
        sent=_local(version.sent_at),
        status=STATUSES[content.workspace],
        message_type=MESSAGE_TYPES[content.act],
        note=_note(content, version) if alert.is_exercise else None,
        references=_references(version),
        infos=tuple(
            replace(
                _info(version, content, language),
                contact=contact,
                areas=(_area(area, version, content, language),),
            )
            for language in content.languages
        ),
    )


def _local(moment: datetime | None) -> datetime:
    """Return whole seconds in Norwegian time, which is what people compare with their clocks."""
    if moment is None:
        raise ValueError("A message that was never sent has no time of sending.")
    return moment.astimezone(wording.OSLO).replace(microsecond=0)


def _note(content: wording.Content, version: Version) -> str:
    """Name the exercise: CAP 1.2 asks for it, section 3.2.1."""
    words = PHRASES[content.languages[0]]
    day, _clock = wording.day_and_clock(_local(version.sent_at), content.languages[0])
    return f"{words.exercise}: {content.sender}, {_event(content, content.languages[0])}, {day}"


def _references(version: Version) -> tuple[cap.Reference, ...]:
    if version.number == 1:
        return ()
    earlier = versions_out(version.alert).filter(number__lt=version.number)
    return tuple(cap.Reference(one.sender, one.identifier, _local(one.sent_at)) for one in earlier)


def _event(content: wording.Content, language: str) -> str:
    event = PHRASES[language].hazards[Hazard(content.hazard)]
    return event[:1].upper() + event[1:]


def _info(version: Version, content: wording.Content, language: str) -> cap.Info:
    hazard, told = meaning(content.hazard), content.texts[language]
    is_ending = content.act in ENDINGS
    return cap.Info(
        language=LANGUAGES[language],
        event=_event(content, language),
        categories=(hazard.category,),
        response_types=(ENDINGS.get(content.act, hazard.response),),
        urgency=cap.Urgency.PAST if is_ending else cap.Urgency.IMMEDIATE,
        severity=cap.Severity.MINOR if is_ending else cap.Severity(content.severity),
        certainty=cap.Certainty.OBSERVED,
        event_codes=(hazard.event_code,),
        onset=_local(version.sent_at),
        expires=_local(content.expires_at),
        sender_name=content.sender,
        headline=wording.headline(content, language),
        description=_description(content, language),
        instruction=wording.sentence(told.todo),
        web=iri_to_uri(content.link),
        parameters=(cap.NamedValue(MUNICIPALITY, version.alert.body.code),),
    )


def _description(content: wording.Content, language: str) -> str:
    words, place = PHRASES[language], wording.where(content, language)
    parts = [
        words.this_is_an_exercise if content.is_exercise else "",
        wording.sentence(content.texts[language].what),
        words.applies_to % place.removesuffix(".") if place else "",
        words.passed_on % content.owner if content.owner else "",
    ]
    return " ".join(part for part in parts if part)


def _area(area: Area, version: Version, content: wording.Content, language: str) -> cap.Area:
    """Say the area as it was approved: the whole municipality by its code alone.

    A polygon around it would be wider, and so would its code around a part of it.
    """
    code, description = version.alert.body.code, wording.where(content, language)
    if area.kind == Kind.MUNICIPALITY:
        whole = cap.NamedValue(MUNICIPALITY, code)
        return cap.Area(description=description, geocodes=(whole,))
    undrawn = [part.key for part in area.parts if part.ring is None]
    return cap.Area(
        description=description,
        polygons=_polygons(area.rings),
        geocodes=tuple(cap.NamedValue(PART, f"{code}/{key}") for key in undrawn),
    )


def _polygons(rings: Sequence[Ring]) -> tuple[cap.Polygon, ...]:
    """Close each ring, which is how CAP has them; one that stands twice is said once."""
    closed = [tuple(cap.Point(*point) for point in (*ring, ring[0])) for ring in rings]
    return tuple(cap.Polygon(points) for points in dict.fromkeys(closed))
