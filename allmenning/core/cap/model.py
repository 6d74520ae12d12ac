"""A CAP message as frozen dataclasses.

One model for what we write and what others wrote: None, and an empty tuple, is *not there*. What
must be there according to the standard may be missing in a message that was read; `check` says so
and `write` refuses it. Times know their zone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from .words import (
    Category,
    Certainty,
    MessageType,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)


class Point(NamedTuple):
    """A place in WGS 84, degrees; latitude first, as CAP has it (GeoJSON has it the other way)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed ring: at least four points, the last equal to the first."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Circle:
    """A centre and a radius in kilometres."""

    centre: Point
    radius: float


@dataclass(frozen=True, slots=True)
class NamedValue:
    """What CAP writes as ``valueName`` and ``value``: an event code, a parameter or a geocode."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, by the three things that name it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Extra:
    """What was read and has no place in the model, so that nothing is lost.

    Attributes
    ----------
    path : str
        Where it stood, for instance ``info[2]/urgency``.
    value : str
        The text, or XML where it was more than text.
    """

    path: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that belongs to the message.

    Attributes
    ----------
    description : str
    mime_type : str
    size : int or None
        Bytes.
    uri : str or None
    content : str or None
        ``derefUri``, the file itself in base64.
    digest : str or None
        SHA-1 in hexadecimal.
    """

    description: str
    mime_type: str
    size: int | None = None
    uri: str | None = None
    content: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where it applies: the union of everything named here.

    Attributes
    ----------
    description : str
    polygons : tuple of Polygon
    circles : tuple of Circle
    geocodes : tuple of NamedValue
    altitude, ceiling : float or None
        Lowest and highest, in feet above mean sea level.
    """

    description: str
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[NamedValue, ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What the message says, in one language.

    Attributes
    ----------
    event : str
    categories : tuple of Category
        At least one.
    urgency, severity, certainty
        None only where what was read could not be understood.
    language : str or None
        As in RFC 3066; CAP takes None for ``en-US``.
    effective, onset, expires : datetime or None
        When the text applies from, when the event begins, when the text ceases to apply.
    """

    event: str
    categories: tuple[Category, ...]
    urgency: Urgency | None
    severity: Severity | None
    certainty: Certainty | None
    language: str | None = None
    response_types: tuple[ResponseType, ...] = ()
    audience: str | None = None
    event_codes: tuple[NamedValue, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[NamedValue, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A whole message.

    Attributes
    ----------
    identifier, sender : str
    sent : datetime or None
    status, message_type, scope
        As `sent`, None only where what was read could not be understood.
    addresses : tuple of str
        Who a private message is for.
    references : tuple of Reference
        The earlier messages that this one updates, cancels or answers.
    incidents : tuple of str
    infos : tuple of Info
    extras : tuple of Extra
        What stood in a message that was read and has no place above.
    """

    identifier: str
    sender: str
    sent: datetime | None
    status: Status | None
    message_type: MessageType | None
    scope: Scope | None = Scope.PUBLIC
    source: str | None = None
    restriction: str | None = None
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()
    extras: tuple[Extra, ...] = ()


class Level(StrEnum):
    """Does a remark make the message invalid, or is it advice."""

    FAULT = "fault"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a message: a stable code and an English sentence."""

    code: str
    message: str
    level: Level = Level.FAULT


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of reading: a message or None, and everything odd about it.

    Attributes
    ----------
    alert : Alert or None
        None when there is no message to be had; the remarks say why.
    remarks : tuple of Remark
    version : str or None
        ``1.0``, ``1.1`` or ``1.2``; None when the message does not say.
    signed : bool
        It carries an XML signature, which nobody has verified yet.
    """

    alert: Alert | None
    remarks: tuple[Remark, ...] = ()
    version: str | None = None
    signed: bool = False
