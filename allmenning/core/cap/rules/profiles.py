"""Rules that MET's profile and ours have in common: public, one part a language, two endings."""

import re
from collections.abc import Iterator

from allmenning.core.cap.model import Alert, Info
from allmenning.core.cap.words import MessageType, ResponseType, Scope, Severity

from .rule import MET, PROFILED, Rule, areas, infos, listed, named

USED = (MessageType.ALERT, MessageType.UPDATE, MessageType.CANCEL)
MUNICIPALITY = "MunicipalityId"
"""Name of the parameter, or with us the geocode, that holds municipality numbers."""
NUMBERS = re.compile(r"\d{4}(?:;\d{4})*;?", re.ASCII)


def numbers_in(text: str) -> frozenset[str]:
    """Return the municipality numbers in a value, which are separated by semicolons.

    Parameters
    ----------
    text : str
    """
    return frozenset(part.strip() for part in text.split(";") if part.strip())


def municipalities(info: Info) -> frozenset[str]:
    """Return the municipality numbers of a part, from its parameters and geocodes.

    Parameters
    ----------
    info : Info
    """
    return _parameter_numbers(info) | _geocode_numbers(info)


def _parameter_numbers(info: Info) -> frozenset[str]:
    return frozenset[str]().union(*map(numbers_in, named(info.parameters, MUNICIPALITY)))


def _geocode_numbers(info: Info) -> frozenset[str]:
    texts = [text for area in info.areas for text in named(area.geocodes, MUNICIPALITY)]
    return frozenset[str]().union(*map(numbers_in, texts))


def is_ending(alert: Alert, info: Info) -> bool:
    """Return whether this part ends something: sent by mistake, or danger over.

    Parameters
    ----------
    alert : Alert
    info : Info
    """
    return alert.message_type is MessageType.CANCEL or ResponseType.ALL_CLEAR in info.response_types


def info_required(alert: Alert) -> Iterator[str]:
    """An update or a cancellation says something too."""
    if alert.message_type is not MessageType.ALERT and not alert.infos:
        yield f"msgType is {alert.message_type}, and there is no info."


def scope_not_public(alert: Alert) -> Iterator[str]:
    """A message is for everyone."""
    if alert.scope is not None and alert.scope is not Scope.PUBLIC:
        yield f"scope is {alert.scope}, not Public."


def message_type_unused(alert: Alert) -> Iterator[str]:
    """A message is an Alert, an Update or a Cancel."""
    if alert.message_type is not None and alert.message_type not in USED:
        yield f"msgType is {alert.message_type}, not {listed(USED)}."


def references_on_alert(alert: Alert) -> Iterator[str]:
    """A first message refers to none."""
    if alert.message_type is MessageType.ALERT and alert.references:
        yield "msgType is Alert, and references names earlier messages; send an Update."


def language_missing(alert: Alert) -> Iterator[str]:
    """Each part says its language."""
    for where, info in infos(alert):
        if info.language is None:
            yield f"{where}/language is missing."


def language_repeated(alert: Alert) -> Iterator[str]:
    """There is one part a language."""
    seen: set[str] = set()
    for where, info in infos(alert):
        language = (info.language or "").lower()
        if language and language in seen:
            yield f"{where} is a second part in the language {info.language}."
        seen.add(language)


def response_missing(alert: Alert) -> Iterator[str]:
    """Each part has a response type."""
    for where, info in infos(alert):
        if not info.response_types:
            yield f"{where}/responseType is missing."


def onset_missing(alert: Alert) -> Iterator[str]:
    """Each part says when the event begins."""
    for where, info in infos(alert):
        if info.onset is None:
            yield f"{where}/onset is missing."


def sender_name_missing(alert: Alert) -> Iterator[str]:
    """Each part says in words who sends it."""
    for where, info in infos(alert):
        if info.sender_name is None:
            yield f"{where}/senderName is missing."


def description_missing(alert: Alert) -> Iterator[str]:
    """Each part says what happens."""
    for where, info in infos(alert):
        if info.description is None:
            yield f"{where}/description is missing."


def web_missing(alert: Alert) -> Iterator[str]:
    """Each part links to the official page."""
    for where, info in infos(alert):
        if info.web is None:
            yield f"{where}/web is missing."


def contact_missing(alert: Alert) -> Iterator[str]:
    """Each part says whom to ask."""
    for where, info in infos(alert):
        if info.contact is None:
            yield f"{where}/contact is missing."


def circle_used(alert: Alert) -> Iterator[str]:
    """An area is a polygon, not a circle."""
    for where, area in areas(alert):
        if area.circles:
            yield f"{where} has a circle; draw a polygon."


def cancel_ending(alert: Alert) -> Iterator[str]:
    """A cancellation says it was sent by mistake: responseType None, severity Minor."""
    if alert.message_type is not MessageType.CANCEL:
        return
    for where, info in infos(alert):
        if set(info.response_types) != {ResponseType.NONE}:
            yield (
                f"{where}/responseType is {listed(info.response_types)}; a Cancel means sent by"
                " mistake and has None. When the danger is over, send an Update with AllClear."
            )
        if info.severity is not None and info.severity is not Severity.MINOR:
            yield f"{where}/severity is {info.severity}; a Cancel has Minor."


def all_clear_ending(alert: Alert) -> Iterator[str]:
    """Danger over is an update: responseType AllClear, severity Minor."""
    for where, info in infos(alert):
        if ResponseType.ALL_CLEAR not in info.response_types:
            continue
        if alert.message_type is MessageType.ALERT:
            yield f"{where}/responseType is AllClear in an Alert; send an Update."
        if info.severity is not None and info.severity is not Severity.MINOR:
            yield f"{where}/severity is {info.severity}; an AllClear has Minor."


def municipality_missing(alert: Alert) -> Iterator[str]:
    """Each part names the municipalities, unless it is at sea."""
    for where, info in infos(alert):
        at_sea = "marine" in named(info.parameters, "geographicDomain")
        if not municipalities(info) and not at_sea:
            yield f"{where} has no {MUNICIPALITY}."


def municipality_form(alert: Alert) -> Iterator[str]:
    """Municipality numbers are four digits each, with semicolons between."""
    for where, info in infos(alert):
        geocodes = [pair for area in info.areas for pair in area.geocodes]
        for text in named((*info.parameters, *geocodes), MUNICIPALITY):
            if text and not NUMBERS.fullmatch(text):
                yield f"{where} has the {MUNICIPALITY} {text!r}, not as 3434;3435."


def municipality_differs(alert: Alert) -> Iterator[str]:
    """Every language is about the same municipalities, and so are codes and parameters."""
    first: frozenset[str] | None = None
    for where, info in infos(alert):
        found = municipalities(info)
        if first is not None and found != first:
            yield f"{where} names {listed(sorted(found))}, the first {listed(sorted(first))}."
        first = found if first is None else first
        codes, parameters = _geocode_numbers(info), _parameter_numbers(info)
        if codes and parameters and codes != parameters:
            yield f"{where} has other municipalities in geocode than in parameter."


RULES = (
    Rule("info_required", "MET v3, info", PROFILED, info_required),
    Rule("scope_not_public", "MET v3, scope", PROFILED, scope_not_public),
    Rule("message_type_unused", "MET v3, msgType", PROFILED, message_type_unused),
    Rule("references_on_alert", "MET v3, references", PROFILED, references_on_alert),
    Rule("language_missing", "MET v3, language", PROFILED, language_missing),
    Rule("language_repeated", "MET v3, info", PROFILED, language_repeated),
    Rule("response_missing", "MET v3, responseType", PROFILED, response_missing),
    Rule("onset_missing", "MET v3, onset", MET, onset_missing),
    Rule("sender_name_missing", "MET v3, senderName", PROFILED, sender_name_missing),
    Rule("description_missing", "MET v3, description", PROFILED, description_missing),
    Rule("web_missing", "MET v3, web", PROFILED, web_missing),
    Rule("contact_missing", "MET v3, contact", PROFILED, contact_missing),
    Rule("circle_used", "MET v3, circle", PROFILED, circle_used),
    Rule("cancel_ending", "MET v3, implementation notes", PROFILED, cancel_ending),
    Rule("all_clear_ending", "MET v3, implementation notes", PROFILED, all_clear_ending),
    Rule("municipality_missing", "MET v3, parameter", PROFILED, municipality_missing),
    Rule("municipality_form", "MET v3, parameter", PROFILED, municipality_form),
    Rule("municipality_differs", "MET v3, alert", PROFILED, municipality_differs),
)
