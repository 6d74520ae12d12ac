"""Rules about the envelope: who says it, what it does with earlier messages."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from allmenning.core.cap.fields import ALERT, Field, Group, Kind
from allmenning.core.cap.model import Alert
from allmenning.core.cap.words import MessageType, Scope, Status

from .rule import ADVISED, ADVISED_BY_OASIS, EVERYWHERE, Rule

FORBIDDEN = re.compile(r"[\s,<&]")
ANSWERS = (MessageType.UPDATE, MessageType.CANCEL, MessageType.ACK, MessageType.ERROR)
DICTIONARY = "CAP 1.2, section 3.2.1"


def structure_missing(alert: Alert) -> Iterator[str]:
    """What the schema requires is there."""
    yield from _missing(alert, ALERT, "")


def _missing(held: Any, group: Group, path: str) -> Iterator[str]:
    """Give what one part lacks, and its parts."""
    for field in group.fields:
        found = getattr(held, field.attribute)
        if found is None or found == ():
            if field.required:
                yield f"{path}{field.name} is missing."
        elif field.group is not None:
            for number, one in enumerate(found, start=1):
                yield from _missing(one, field.group, f"{path}{field.name}[{number}]/")


def empty_text(alert: Alert) -> Iterator[str]:
    """What is there says something."""
    yield from _empty(alert, ALERT, "")


def _empty(held: Any, group: Group, path: str) -> Iterator[str]:
    """Give the empty texts of one part, and of its parts."""
    for field in group.fields:
        found = getattr(held, field.attribute)
        if field.group is not None:
            for number, one in enumerate(found, start=1):
                yield from _empty(one, field.group, f"{path}{field.name}[{number}]/")
        elif found is not None:
            yield from _empty_values(found, field, f"{path}{field.name}")


def _empty_values(found: Any, field: Field, where: str) -> Iterator[str]:
    """Give the empty texts among the values of one field."""
    if field.kind is Kind.PAIR:
        for number, pair in enumerate(found, start=1):
            if not pair.name.strip():
                yield f"{where}[{number}]/valueName is empty."
            if not pair.value.strip():
                yield f"{where}[{number}]/value is empty."
    elif isinstance(found, str):
        if not found.strip():
            yield f"{where} is empty."
    elif isinstance(found, tuple):
        for number, one in enumerate(found, start=1):
            if isinstance(one, str) and not one.strip():
                yield f"{where}[{number}] is empty."


def identifier_characters(alert: Alert) -> Iterator[str]:
    """The identifier is there, without spaces, commas, < and &."""
    if not alert.identifier:
        yield "identifier is missing."
    elif FORBIDDEN.search(alert.identifier):
        yield f"identifier is {alert.identifier!r}; it may not have spaces, commas, < or &."


def sender_characters(alert: Alert) -> Iterator[str]:
    """The sender is there, without spaces, commas, < and &."""
    if not alert.sender:
        yield "sender is missing."
    elif FORBIDDEN.search(alert.sender):
        yield f"sender is {alert.sender!r}; it may not have spaces, commas, < or &."


def restriction_missing(alert: Alert) -> Iterator[str]:
    """A restricted message says what the restriction is."""
    if alert.scope is Scope.RESTRICTED and alert.restriction is None:
        yield "scope is Restricted, and restriction is missing."


def restriction_unasked(alert: Alert) -> Iterator[str]:
    """Only a restricted message has a restriction."""
    if alert.restriction is not None and alert.scope is not Scope.RESTRICTED:
        yield f"restriction is {alert.restriction!r}, and scope is not Restricted."


def addresses_missing(alert: Alert) -> Iterator[str]:
    """A private message says who it is for."""
    if alert.scope is Scope.PRIVATE and not alert.addresses:
        yield "scope is Private, and addresses is missing."


def references_missing(alert: Alert) -> Iterator[str]:
    """An update, cancellation or answer says of what."""
    if alert.message_type in ANSWERS and not alert.references:
        yield f"msgType is {alert.message_type}, and references is missing."


def reference_form(alert: Alert) -> Iterator[str]:
    """A reference is sender,identifier,sent, so neither part has spaces or commas."""
    for earlier in alert.references:
        for part in (earlier.sender, earlier.identifier):
            if not part or FORBIDDEN.search(part):
                yield f"references has {part!r}, which may not have spaces, commas, < or &."


def reference_itself(alert: Alert) -> Iterator[str]:
    """A message does not refer to itself."""
    for earlier in alert.references:
        if earlier.identifier == alert.identifier and earlier.sender == alert.sender:
            yield f"references names the message itself, {alert.identifier!r}."


def reference_later(alert: Alert) -> Iterator[str]:
    """What is referred to was sent before."""
    for earlier in alert.references:
        if alert.sent is not None and earlier.sent > alert.sent:
            yield f"references has {earlier.identifier!r}, sent after this message."


def reference_repeated(alert: Alert) -> Iterator[str]:
    """A message is referred to once."""
    names = sorted((earlier.sender, earlier.identifier) for earlier in alert.references)
    for first, second in pairwise(names):
        if first == second:
            yield f"references names {first[1]!r} twice."


def note_missing_for_error(alert: Alert) -> Iterator[str]:
    """An error says in a note what was wrong."""
    if alert.message_type is MessageType.ERROR and alert.note is None:
        yield "msgType is Error, and note does not say why."


def note_missing_for_exercise(alert: Alert) -> Iterator[str]:
    """An exercise is named in a note."""
    if alert.status is Status.EXERCISE and alert.note is None:
        yield "status is Exercise, and note does not name the exercise."


def info_missing(alert: Alert) -> Iterator[str]:
    """An alert says something."""
    if alert.message_type is MessageType.ALERT and not alert.infos:
        yield "msgType is Alert, and there is no info."


def code_repeated(alert: Alert) -> Iterator[str]:
    """A code stands once."""
    for first, second in pairwise(sorted(alert.codes)):
        if first == second:
            yield f"code {first!r} stands twice."


RULES = (
    Rule("structure_missing", "CAP 1.2, section 3.4", EVERYWHERE, structure_missing),
    Rule("empty_text", "CAP 1.2, section 3.2, on null values", ADVISED_BY_OASIS, empty_text),
    Rule("identifier_characters", DICTIONARY, EVERYWHERE, identifier_characters),
    Rule("sender_characters", DICTIONARY, EVERYWHERE, sender_characters),
    Rule("restriction_missing", DICTIONARY, EVERYWHERE, restriction_missing),
    Rule("restriction_unasked", DICTIONARY, EVERYWHERE, restriction_unasked),
    Rule("addresses_missing", DICTIONARY, EVERYWHERE, addresses_missing),
    Rule("references_missing", DICTIONARY, EVERYWHERE, references_missing),
    Rule("reference_form", DICTIONARY, EVERYWHERE, reference_form),
    Rule("reference_itself", DICTIONARY, EVERYWHERE, reference_itself),
    Rule("reference_later", DICTIONARY, EVERYWHERE, reference_later),
    Rule("reference_repeated", DICTIONARY, ADVISED, reference_repeated),
    Rule("note_missing_for_error", DICTIONARY, EVERYWHERE, note_missing_for_error),
    Rule("note_missing_for_exercise", DICTIONARY, EVERYWHERE, note_missing_for_exercise),
    Rule("info_missing", "CAP 1.2, section 3.1", EVERYWHERE, info_missing),
    Rule("code_repeated", DICTIONARY, ADVISED, code_repeated),
)
