"""Rules of MET's and NVE's profile alone: CAP-v3-profile of 27 November 2023, metalerts 2.0."""

import re
from collections.abc import Iterator
from datetime import timedelta

from allmenning.core.cap.model import Alert
from allmenning.core.cap.values import strict_time
from allmenning.core.cap.words import Certainty, Severity, Status

from .profiles import is_ending
from .rule import ADVICE, MET, Rule, areas, infos, named

IDENTIFIER = re.compile(r"2\.49\.0\.1\.578\.0\.\d{14}\.\S+", re.ASCII)
SENDER = "urn:oid:2.49.0.0.578.0"
MAIL = re.compile(r"[^@\s]+@[^@\s]+")
CODE = "profile:cap:https://"
LANGUAGES = frozenset(("no", "en-gb"))
PARAMETERS = (
    "consequences",
    "awarenessResponse",
    "awarenessSeriousness",
    "eventAwarenessName",
    "awareness_level",
    "awareness_type",
    "riskMatrixColor",
)
LEVELS = {
    "1; green; Minor",
    "2; yellow; Moderate",
    "3; orange; Severe",
    "4; red; Extreme",
}
TYPE = re.compile(r"\d{1,2}; ?[A-Za-z][A-Za-z \-/]*", re.ASCII)
COLOURS = frozenset(("green", "yellow", "orange", "red"))
HOUR = timedelta(hours=1)
SLACK = timedelta(minutes=5)


def met_identifier(alert: Alert) -> Iterator[str]:
    """The identifier is 2.49.0.1.578.0, the time of issue, and a number."""
    if alert.identifier and not IDENTIFIER.fullmatch(alert.identifier):
        yield f"identifier is {alert.identifier!r}, not as 2.49.0.1.578.0.20230724084526.007."


def met_sender(alert: Alert) -> Iterator[str]:
    """The sender is the number in the WMO register, or a mail address (as since 2024)."""
    if alert.sender and alert.sender != SENDER and not MAIL.fullmatch(alert.sender):
        yield f"sender is {alert.sender!r}, neither {SENDER} nor a mail address."


def met_status(alert: Alert) -> Iterator[str]:
    """A message is Actual or Test."""
    if alert.status not in {None, Status.ACTUAL, Status.TEST}:
        yield f"status is {alert.status}; the profile has Actual and Test."


def met_code(alert: Alert) -> Iterator[str]:
    """A code links to the profile."""
    if not any(code.startswith(CODE) for code in alert.codes):
        yield f"No code links to the profile, as {CODE}..."


def met_unused(alert: Alert) -> Iterator[str]:
    """Source, note and audience are not used."""
    if alert.source is not None:
        yield "source is not used in the profile."
    if alert.note is not None:
        yield "note is not used in the profile."
    for where, info in infos(alert):
        if info.audience is not None:
            yield f"{where}/audience is not used in the profile."


def met_languages(alert: Alert) -> Iterator[str]:
    """There is a part in Norwegian and one in English."""
    found = {(info.language or "").lower() for info in alert.infos}
    if alert.infos and found != LANGUAGES:
        yield "There is not one part in no and one in en-GB."


def met_certainty(alert: Alert) -> Iterator[str]:
    """Certainty is Observed, Likely or Possible."""
    for where, info in infos(alert):
        if info.certainty is Certainty.UNLIKELY:
            yield f"{where}/certainty is Unlikely; the profile has Observed, Likely and Possible."


def met_minor(alert: Alert) -> Iterator[str]:
    """Minor is only for what ends."""
    for where, info in infos(alert):
        if info.severity is Severity.MINOR and not is_ending(alert, info):
            yield f"{where}/severity is Minor, which the profile keeps for Cancel and AllClear."


def met_instruction(alert: Alert) -> Iterator[str]:
    """What does not end something says what to do, in words."""
    for where, info in infos(alert):
        if info.instruction is None and info.response_types and not is_ending(alert, info):
            yield f"{where}/instruction is missing."


def met_ending_expires(alert: Alert) -> Iterator[str]:
    """What ends something expires an hour after it was sent."""
    for where, info in infos(alert):
        begins = info.onset or alert.sent
        if not is_ending(alert, info) or begins is None or info.expires is None:
            continue
        if abs(info.expires - begins - HOUR) > SLACK and info.expires > begins:
            yield f"{where}/expires is {info.expires}, not an hour after {begins}."


def met_event_type(alert: Alert) -> Iterator[str]:
    """There is an event code eventType."""
    for where, info in infos(alert):
        if not named(info.event_codes, "eventType"):
            yield f"{where} has no eventCode eventType."


def met_parameters(alert: Alert) -> Iterator[str]:
    """The parameters that Meteoalarm and Yr show are there."""
    for where, info in infos(alert):
        for name in PARAMETERS:
            if not named(info.parameters, name):
                yield f"{where} has no parameter {name}."


def met_awareness_level(alert: Alert) -> Iterator[str]:
    """The awareness level is as 3; orange; Severe."""
    for where, info in infos(alert):
        for level in named(info.parameters, "awareness_level"):
            if level and level not in LEVELS:
                yield f"{where} has the awareness_level {level!r}, not as 3; orange; Severe."


def met_awareness_type(alert: Alert) -> Iterator[str]:
    """The awareness type is as 10; rain."""
    for where, info in infos(alert):
        for kind in named(info.parameters, "awareness_type"):
            if kind and not TYPE.fullmatch(kind):
                yield f"{where} has the awareness_type {kind!r}, not as 10; rain."


def met_risk_colour(alert: Alert) -> Iterator[str]:
    """The colour of the risk matrix is green, yellow, orange or red, as the awareness level."""
    for where, info in infos(alert):
        levels = named(info.parameters, "awareness_level")
        for colour in named(info.parameters, "riskMatrixColor"):
            if colour and colour.lower() not in COLOURS:
                yield f"{where} has the riskMatrixColor {colour!r}, not one of four colours."
            elif any(level in LEVELS and f"; {colour.lower()};" not in level for level in levels):
                yield f"{where} has the riskMatrixColor {colour!r}, unlike its awareness_level."


def met_ending_time(alert: Alert) -> Iterator[str]:
    """The time when the event ends is a time, after its beginning."""
    for where, info in infos(alert):
        for text in named(info.parameters, "eventEndingTime"):
            ends = strict_time(text)
            if text and ends is None:
                yield f"{where} has the eventEndingTime {text!r}, which is no time."
            elif ends is not None and info.onset is not None and ends < info.onset:
                yield f"{where} has an eventEndingTime before its onset."


def met_polygon(alert: Alert) -> Iterator[str]:
    """An area is drawn."""
    for where, area in areas(alert):
        if not area.polygons:
            yield f"{where} has no polygon."


def met_geocode(alert: Alert) -> Iterator[str]:
    """Areas have no codes; municipalities are parameters."""
    for where, area in areas(alert):
        if area.geocodes:
            yield f"{where} has a geocode, which the profile does not use."


def met_one_area(alert: Alert) -> Iterator[str]:
    """There is one area in a part."""
    for where, info in infos(alert):
        if len(info.areas) > 1:
            yield f"{where} has {len(info.areas)} areas; the profile has one."


RULES = (
    Rule("met_identifier", "MET v3, identifier", MET, met_identifier),
    Rule("met_sender", "MET v3, sender", MET, met_sender),
    Rule("met_status", "MET v3, status", MET, met_status),
    Rule("met_code", "MET v3, code", MET, met_code),
    Rule("met_unused", "MET v3, source, note, audience", MET, met_unused),
    Rule("met_languages", "MET v3, language", MET, met_languages),
    Rule("met_certainty", "MET v3, certainty", MET, met_certainty),
    Rule("met_minor", "MET v3, severity", MET, met_minor),
    Rule("met_instruction", "MET v3, instruction", MET, met_instruction),
    Rule("met_ending_expires", "MET v3, implementation notes", MET, met_ending_expires),
    Rule("met_event_type", "MET v3, eventCode", MET, met_event_type),
    Rule("met_parameters", "MET v3, parameter", MET, met_parameters),
    Rule("met_awareness_level", "MET v3, parameter", MET, met_awareness_level),
    Rule("met_awareness_type", "MET v3, parameter", MET, met_awareness_type),
    Rule("met_risk_colour", "MET v3, parameter", MET, met_risk_colour),
    Rule("met_ending_time", "MET v3, parameter", MET, met_ending_time),
    Rule("met_polygon", "MET v3, polygon", MET, met_polygon),
    Rule("met_geocode", "MET v3, geocode", MET, met_geocode),
    Rule("met_one_area", "MET v3, area", {"met": ADVICE}, met_one_area),
)
