"""Rules of Allmenning's own profile: MET's pattern, and what incidents elsewhere taught."""

import re
from collections.abc import Iterator
from datetime import timedelta

from allmenning.core.cap.model import Alert
from allmenning.core.cap.words import Status

from .profiles import MUNICIPALITY
from .rule import ADVICE, OWN, Rule, areas, infos, listed, named

PART = "MunicipalityPart"
"""Geocode of a part that has a name and is not drawn: its municipality's number, /, its key."""
LANGUAGES = ("no", "nn", "en-GB")
USED = (Status.ACTUAL, Status.EXERCISE, Status.TEST)
MARK = re.compile(r"\b(?:øvelse|øving|exercise|drill)", re.IGNORECASE)
MARK_FIRST = re.compile(r"\W*(?:øvelse|øving|exercise|drill)\b", re.IGNORECASE)
ONLY_MARK = re.compile(r"\W*(?:(?:øvelse|øving|exercise|drill|test)\W*)*", re.IGNORECASE)
DENIAL = re.compile(
    r"\b(?:ikke|ikkje)\s+(?:noen\s+|en\s+|ei\s+|ein\s+|noka\s+)?(?:øvelse|øving)"
    r"|\bnot\s+(?:a|an)\s+(?:drill|exercise)",
    re.IGNORECASE,
)
POLICE = re.compile(r"\bnødvarsel", re.IGNORECASE)
LONGEST = timedelta(days=7)


def own_status(alert: Alert) -> Iterator[str]:
    """A message is meant, an exercise or a test."""
    if alert.status is not None and alert.status not in USED:
        yield f"status is {alert.status}, not {listed(USED)}."


def own_language(alert: Alert) -> Iterator[str]:
    """Languages are no for bokmål, nn for nynorsk, en-GB for English, and one is Norwegian."""
    for where, info in infos(alert):
        if info.language and info.language not in LANGUAGES:
            yield f"{where}/language is {info.language!r}, not one of {listed(LANGUAGES)}."
    if alert.infos and not any(info.language in {"no", "nn"} for info in alert.infos):
        yield "No part is in Norwegian."


def own_instruction(alert: Alert) -> Iterator[str]:
    """Each part says in words what to do."""
    for where, info in infos(alert):
        if info.instruction is None and info.response_types:
            yield f"{where}/instruction is missing."


def own_web(alert: Alert) -> Iterator[str]:
    """The official page is read over https."""
    for where, info in infos(alert):
        if info.web and ":" in info.web and not info.web.startswith("https://"):
            yield f"{where}/web is {info.web!r}, not an https address."


def own_area_named(alert: Alert) -> Iterator[str]:
    """An area is drawn, or named by municipality number or part; nothing else may widen it."""
    for where, area in areas(alert):
        known = bool(named(area.geocodes, MUNICIPALITY) or named(area.geocodes, PART))
        other = bool(area.geocodes) or bool(area.circles)
        if not area.polygons and not known and other:
            yield f"{where} has neither a polygon nor the geocode {MUNICIPALITY}."


def own_area_differs(alert: Alert) -> Iterator[str]:
    """Every language is about the same area."""
    first: frozenset[object] | None = None
    for where, info in infos(alert):
        shapes = frozenset(shape for area in info.areas for shape in area.polygons)
        if first is not None and shapes != first:
            yield f"{where} is about another drawn area than the first language."
        first = shapes if first is None else first


def own_exercise_unnamed(alert: Alert) -> Iterator[str]:
    """The note of an exercise names it, and does not only say that it is one."""
    if alert.status is Status.EXERCISE and alert.note and ONLY_MARK.fullmatch(alert.note):
        yield f"note is {alert.note!r}, which does not name the exercise."


def own_exercise_unmarked(alert: Alert) -> Iterator[str]:
    """The headline of an exercise says so."""
    if alert.status is not Status.EXERCISE:
        return
    for where, info in infos(alert):
        if info.headline and not MARK.search(info.headline):
            yield f"{where}/headline is {info.headline!r}, which does not say it is an exercise."


def own_exercise_denied(alert: Alert) -> Iterator[str]:
    """No exercise says that it is none (Hawaii 2018)."""
    if alert.status is not Status.EXERCISE:
        return
    for where, info in infos(alert):
        for text in (info.headline, info.description, info.instruction):
            if text and DENIAL.search(text):
                yield f"{where} says it is not an exercise, and status is Exercise."


def own_exercise_claimed(alert: Alert) -> Iterator[str]:
    """What is meant is not marked as an exercise."""
    if alert.status is not Status.ACTUAL:
        return
    for where, info in infos(alert):
        if info.headline and MARK_FIRST.match(info.headline):
            yield f"{where}/headline is {info.headline!r}, and status is Actual."


def own_police(alert: Alert) -> Iterator[str]:
    """No message calls itself Nødvarsel, which the police send."""
    for where, info in infos(alert):
        for name, text in (("event", info.event), ("senderName", info.sender_name)):
            if text and POLICE.search(text):
                yield f"{where}/{name} is {text!r}; Nødvarsel is what the police send."


def own_expires_far(alert: Alert) -> Iterator[str]:
    """A message lasts a week at most; what lasts longer is updated."""
    for where, info in infos(alert):
        if info.expires and alert.sent and info.expires - alert.sent > LONGEST:
            yield f"{where}/expires is {info.expires}, more than seven days after sent."


RULES = (
    Rule("own_status", "Allmenning, exercise", OWN, own_status),
    Rule("own_language", "Allmenning, languages", OWN, own_language),
    Rule("own_instruction", "R05; MET v3, instruction", OWN, own_instruction),
    Rule("own_web", "R05", OWN, own_web),
    Rule("own_area_named", "Los Angeles 2025: an area is never widened", OWN, own_area_named),
    Rule("own_area_differs", "R24", OWN, own_area_differs),
    Rule("own_exercise_unnamed", "CAP 1.2, section 3.2.1, status", OWN, own_exercise_unnamed),
    Rule("own_exercise_unmarked", "R25; Ontario 2020", OWN, own_exercise_unmarked),
    Rule("own_exercise_denied", "Hawaii 2018", OWN, own_exercise_denied),
    Rule("own_exercise_claimed", "R25", OWN, own_exercise_claimed),
    Rule("own_police", "R30", OWN, own_police),
    Rule("own_expires_far", "Allmenning, endings", {"own": ADVICE}, own_expires_far),
)
