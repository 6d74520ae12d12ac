"""CAP messages for tests: one of each profile, and generators of all that keep the profiles."""

import base64
import hashlib
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from allmenning.core.cap import (
    Alert,
    Area,
    Category,
    Certainty,
    Info,
    MessageType,
    NamedValue,
    Point,
    Polygon,
    Reading,
    Reference,
    Resource,
    ResponseType,
    Severity,
    Status,
    Urgency,
)

SENT = datetime(2026, 11, 23, 2, 40, tzinfo=timezone(timedelta(hours=1)))
LOM = (NamedValue("MunicipalityId", "3434"),)
SQUARE = Polygon(
    (Point(61.8, 8.5), Point(61.8, 8.6), Point(61.9, 8.6), Point(61.9, 8.5), Point(61.8, 8.5))
)
EARLIER = Reference("beredskap@lom.kommune.no", "lom-1", SENT - timedelta(hours=2))


CAP = "urn:oasis:names:tc:emergency:cap:1.2"


def message(body: str = "", *, head: str = "", namespace: str = CAP) -> bytes:
    """A short message: `head` before the envelope, `body` after it."""
    return (
        f'<alert xmlns="{namespace}">{head}'
        "<identifier>a1</identifier><sender>b@example.org</sender>"
        "<sent>2026-11-23T02:40:00+01:00</sent><status>Actual</status><msgType>Alert</msgType>"
        f"<scope>Public</scope>{body}</alert>"
    ).encode()


def codes(reading: Reading) -> list[str]:
    return [remark.code for remark in reading.remarks]


def own_info(**changes: Any) -> Info:
    """What Lom says in bokmål."""
    info = Info(
        language="no",
        event="Forurenset drikkevann",
        categories=(Category.HEALTH,),
        response_types=(ResponseType.AVOID,),
        urgency=Urgency.IMMEDIATE,
        severity=Severity.SEVERE,
        certainty=Certainty.OBSERVED,
        effective=SENT,
        onset=SENT,
        expires=SENT + timedelta(hours=12),
        sender_name="Lom kommune",
        headline="Kok drikkevannet i Fossbergom",
        description="Det er funnet bakterier i vannet.",
        instruction="Kok vannet.",
        web="https://www.lom.kommune.no/beredskap",
        contact="Vakttelefon 00 00 00 00",
        parameters=LOM,
        areas=(Area(description="Lom kommune", geocodes=LOM),),
    )
    return replace(info, **changes)


def own_alert(**changes: Any) -> Alert:
    """A message from Lom in bokmål and English."""
    english = own_info(
        language="en-GB",
        event="Contaminated drinking water",
        headline="Boil drinking water in Fossbergom",
        description="Bacteria have been found in the water.",
        instruction="Boil the water.",
    )
    alert = Alert(
        identifier="lom-2",
        sender="beredskap@lom.kommune.no",
        sent=SENT,
        status=Status.ACTUAL,
        message_type=MessageType.ALERT,
        infos=(own_info(), english),
    )
    return replace(alert, **changes)


MET_PARAMETERS = (
    NamedValue("consequences", "Veier kan bli stengt."),
    NamedValue("awarenessResponse", "Vær forberedt"),
    NamedValue("awarenessSeriousness", "Alvorlig situasjon"),
    NamedValue("eventAwarenessName", "Svært mye regn"),
    NamedValue("awareness_level", "3; orange; Severe"),
    NamedValue("awareness_type", "10; rain"),
    NamedValue("riskMatrixColor", "Orange"),
    NamedValue("MunicipalityId", "3434;3435"),
)


def met_info(**changes: Any) -> Info:
    """What a weather warning says in Norwegian."""
    info = own_info(
        event="Regn",
        categories=(Category.MET,),
        response_types=(ResponseType.MONITOR,),
        urgency=Urgency.FUTURE,
        certainty=Certainty.LIKELY,
        event_codes=(NamedValue("eventType", "rain"), NamedValue("OET:v1.0", "OET-160")),
        effective=None,
        parameters=MET_PARAMETERS,
        areas=(Area(description="Deler av Innlandet", polygons=(SQUARE,)),),
    )
    return replace(info, **changes)


def met_alert(**changes: Any) -> Alert:
    """A weather warning as MET's profile has it."""
    english = met_info(language="en-GB", event="Rain", description="Heavy rain is expected.")
    alert = Alert(
        identifier="2.49.0.1.578.0.20261123014000.007",
        sender="urn:oid:2.49.0.0.578.0",
        sent=SENT,
        status=Status.ACTUAL,
        message_type=MessageType.ALERT,
        codes=("profile:cap:https://example.org/metcoop-cap-profile.md",),
        infos=(met_info(), english),
    )
    return replace(alert, **changes)


def each_info(alert: Alert, **changes: Any) -> Alert:
    """Change every language in the same way."""
    return replace(alert, infos=tuple(replace(info, **changes) for info in alert.infos))


def each_area(alert: Alert, **changes: Any) -> Alert:
    """Change every area of every language in the same way."""
    infos = tuple(
        replace(info, areas=tuple(replace(area, **changes) for area in info.areas))
        for info in alert.infos
    )
    return replace(alert, infos=infos)


def each_resource(alert: Alert, **changes: Any) -> Alert:
    """Give every language one file."""
    file = Resource(description="Kart", mime_type="image/png", uri="https://example.org/kart.png")
    return each_info(alert, resources=(replace(file, **changes),))


def cancelled(alert: Alert, **changes: Any) -> Alert:
    """Turn a message into one that says an earlier one was sent by mistake."""
    assert alert.sent is not None
    ending = each_info(
        alert,
        response_types=(ResponseType.NONE,),
        severity=Severity.MINOR,
        onset=alert.sent,
        effective=None,
        expires=alert.sent + timedelta(hours=1),
    )
    changes = {"message_type": MessageType.CANCEL, "references": (EARLIER,)} | changes
    return replace(ending, **changes)


def all_clear(alert: Alert) -> Alert:
    """Turn a message into one that says the danger is over."""
    ending = cancelled(alert, message_type=MessageType.UPDATE)
    return each_info(ending, response_types=(ResponseType.ALL_CLEAR,))


WRITABLE = st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\t\ræøåÆØÅ")
WORDS = st.text(WRITABLE, min_size=1, max_size=60).map(str.strip).filter(bool)
NAMES = st.from_regex(r"[A-Za-z0-9@.:/_æøå\-]{1,30}", fullmatch=True)
SLUGS = st.from_regex(r"[a-z0-9\-/]{0,20}", fullmatch=True)
ZONES = st.sampled_from((0, 60, 120, -210, 345, 840)).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
MUNICIPALITIES = st.lists(
    st.integers(301, 5799).map("{:04}".format), min_size=1, max_size=6, unique=True
)


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Whole seconds, in some zone."""
    found = draw(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=ZONES))  # noqa: DTZ001
    return found.replace(microsecond=0)


@st.composite
def rings(draw: st.DrawFn) -> Polygon:
    """A ring around a place in Norway that does not cross itself: corners by their direction."""
    north, east = draw(st.floats(58, 71)), draw(st.floats(5, 30))
    reaches = draw(st.lists(st.floats(0.01, 0.5), min_size=3, max_size=12))
    corners = [
        Point(
            round(north + reach * math.sin(2 * math.pi * number / len(reaches)), 6),
            round(east + reach * math.cos(2 * math.pi * number / len(reaches)), 6),
        )
        for number, reach in enumerate(reaches)
    ]
    return Polygon((*corners, corners[0]))


@st.composite
def files(draw: st.DrawFn) -> Resource:
    """A file by address, or inside the message."""
    if draw(st.booleans()):
        address = "https://example.org/" + draw(SLUGS)
        return Resource(description=draw(WORDS), mime_type="image/png", uri=address)
    inside = draw(st.binary(min_size=1, max_size=40))
    return Resource(
        description=draw(WORDS),
        mime_type="text/plain; charset=utf-8",
        size=len(inside),
        content=base64.b64encode(inside).decode(),
        digest=hashlib.sha1(inside, usedforsecurity=False).hexdigest(),
    )


@st.composite
def earlier(draw: st.DrawFn, sent: datetime) -> tuple[Reference, ...]:
    """Messages sent before."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    return tuple(
        Reference(
            draw(NAMES), f"before-{name}", sent - timedelta(minutes=draw(st.integers(1, 999)))
        )
        for name in names
    )


@st.composite
def envelopes(draw: st.DrawFn, alert: Alert, *, note: bool) -> Alert:
    """A message with another sender, another time, another errand."""
    sent = draw(moments())
    found = replace(alert, sent=sent)
    found = each_info(
        found,
        onset=sent + timedelta(minutes=draw(st.integers(-300, 5))),
        effective=None,
        expires=sent + timedelta(minutes=draw(st.integers(10, 7 * 24 * 60))),
    )
    errand = draw(st.sampled_from(("alert", "update", "cancel", "all clear")))
    if errand == "update":
        found = replace(found, message_type=MessageType.UPDATE)
    elif errand != "alert":
        found = cancelled(found) if errand == "cancel" else all_clear(found)
    if errand != "alert":
        found = replace(found, references=draw(earlier(sent)))
    return replace(
        found,
        incidents=tuple(draw(st.lists(st.sampled_from(("flom 2026", "0000050690")), max_size=2))),
        note="Øvelse Jotun 2026" if note else None,
    )


@st.composite
def own_alerts(draw: st.DrawFn) -> Alert:
    """Whatever keeps our own profile."""
    status = draw(st.sampled_from((Status.ACTUAL, Status.EXERCISE, Status.TEST)))
    languages = draw(
        st.sampled_from((("no",), ("nn",), ("no", "nn"), ("nn", "en-GB"), ("no", "nn", "en-GB")))
    )
    numbers = NamedValue("MunicipalityId", ";".join(draw(MUNICIPALITIES)))
    shapes = tuple(draw(st.lists(rings(), max_size=2, unique=True)))
    area = Area(description=draw(WORDS), polygons=shapes, geocodes=(numbers,))
    mark = "Øvelse: " if status is Status.EXERCISE else "Melding: "
    shared = {
        "categories": tuple(
            draw(st.lists(st.sampled_from(Category), min_size=1, max_size=3, unique=True))
        ),
        "urgency": draw(st.sampled_from(Urgency).filter(lambda one: one != "Unknown")),
        "certainty": draw(st.sampled_from(Certainty).filter(lambda one: one != "Unknown")),
        "severity": draw(st.sampled_from(Severity).filter(lambda one: one != "Unknown")),
        "resources": tuple(draw(st.lists(files(), max_size=2))),
        "parameters": (numbers,) if draw(st.booleans()) else (),
        "areas": (area,),
        "web": "https://www.lom.kommune.no/" + draw(SLUGS),
    }
    infos = tuple(
        own_info(
            language=language,
            event="Hendelse " + draw(WORDS),
            headline=mark + draw(WORDS),
            description=f"{language} {draw(WORDS)}",
            instruction=draw(WORDS),
            sender_name="Kommunen " + draw(WORDS),
            contact=draw(WORDS),
            **shared,
        )
        for language in languages
    )
    alert = own_alert(identifier=draw(NAMES), sender=draw(NAMES), status=status, infos=infos)
    return draw(envelopes(alert, note=status is Status.EXERCISE))


@st.composite
def met_alerts(draw: st.DrawFn) -> Alert:
    """Whatever keeps the profile of MET and NVE."""
    level, severity = draw(
        st.sampled_from((("2; yellow", "Moderate"), ("3; orange", "Severe"), ("4; red", "Extreme")))
    )
    parameters = (
        *(NamedValue(pair.name, draw(WORDS)) for pair in MET_PARAMETERS[:4]),
        NamedValue("awareness_level", f"{level}; {severity}"),
        NamedValue("awareness_type", "8; forest-fire"),
        NamedValue("riskMatrixColor", level.split()[1]),
        NamedValue("MunicipalityId", ";".join(draw(MUNICIPALITIES))),
    )
    area = Area(description=draw(WORDS), polygons=(draw(rings()),), altitude=0, ceiling=900)
    infos = tuple(
        met_info(
            language=language,
            event=draw(WORDS),
            headline=draw(WORDS),
            description=f"{language} {draw(WORDS)}",
            instruction=draw(WORDS),
            severity=Severity(severity),
            parameters=parameters,
            areas=(area,),
        )
        for language in ("no", "en-GB")
    )
    status = draw(st.sampled_from((Status.ACTUAL, Status.TEST)))
    alert = draw(envelopes(met_alert(status=status, infos=infos), note=False))
    assert alert.sent is not None
    issued = alert.sent.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    number = draw(st.integers(0, 999))
    return replace(alert, identifier=f"2.49.0.1.578.0.{issued}.{number:03}")
