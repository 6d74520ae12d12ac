"""Weather warnings of MET, from the GeoJSON of metalerts 2.0 to the model of CAP.

GeoJSON leaves out sender, urgency, references and when it was sent; the time is in the identifier.
An Update can only be held against what it updates by its CAP file, which a resource links to.

References
----------
MET, MetAlerts GeoJSON format, 5 March 2024; RFC 7946 for the order longitude, latitude.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from .inferred import advice, json_value, leftovers, text, unreadable
from .model import Alert, Area, Extra, Info, NamedValue, Point, Polygon, Reading, Remark, Resource
from .values import tolerant_time
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

Word = TypeVar("Word", Status, MessageType, Severity, Certainty)

SENDER = "urn:oid:2.49.0.0.578.0"
ISSUED = re.compile(r"2\.49\.0\.1\.578\.0\.(\d{14})\.", re.ASCII)
FEET = 1 / 0.3048
LANGUAGES = {"no": "no", "en": "en-GB"}
SENDER_NAMES = {"no": "Meteorologisk institutt", "en": "MET Norway"}
PARAMETERS = (
    "awarenessResponse",
    "awarenessSeriousness",
    "awareness_level",
    "awareness_type",
    "consequences",
    "eventAwarenessName",
    "eventEndingTime",
    "geographicDomain",
    "incidentName",
    "riskMatrixColor",
    "triggerLevel",
)
USED = frozenset(
    (
        "altitude_above_sea_level", "area", "ceiling_above_sea_level", "certainty", "contact",
        "county", "description", "event", "id", "instruction", "municipality", "resources",
        "severity", "status", "title", "type", "web", *PARAMETERS,
    )
)  # fmt: skip


def read_geojson(data: bytes) -> tuple[Reading, ...]:
    """Read MET's list of warnings in force.

    Parameters
    ----------
    data : bytes
        JSON.

    Returns
    -------
    tuple of Reading
        One for each warning; none where all is calm. When it cannot be read at all, one whose
        alert is None.
    """
    try:
        found = json_value(data)
    except ValueError as error:
        return (unreadable("geojson_not_json", str(error)),)
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or not isinstance(features, list):
        return (unreadable("geojson_form", "The file is no GeoJSON with features."),)
    language = text(found, "lang") or "no"
    return tuple(_reading(feature, language) for feature in features)


def _reading(feature: object, language: str) -> Reading:
    """Return one warning."""
    row = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(feature, Mapping) or not isinstance(row, Mapping) or not text(row, "id"):
        return unreadable("geojson_form", "A feature has no properties with an id.")
    remarks = [
        advice("geojson_inferred", "GeoJSON gives no sender, urgency or sent; MET's are taken."),
    ]
    extras = list(leftovers(row, USED, "properties/"))
    identifier = text(row, "id") or ""
    kind = _word(row, "type", MessageType, remarks, extras)
    if kind is MessageType.UPDATE:
        remarks.append(advice("geojson_no_references", "What is updated stands in the CAP file."))
    onset, expires = _interval(feature, remarks)
    info = Info(
        language=LANGUAGES.get(language, language),
        categories=(Category.MET,),
        event=text(row, "eventAwarenessName") or text(row, "event") or "",
        response_types=(ResponseType.MONITOR,),
        urgency=Urgency.FUTURE,
        severity=_word(row, "severity", Severity, remarks, extras),
        certainty=_word(row, "certainty", Certainty, remarks, extras),
        event_codes=tuple(
            NamedValue("eventType", code) for code in filter(None, (text(row, "event"),))
        ),
        onset=onset,
        expires=expires,
        sender_name=SENDER_NAMES.get(language, SENDER_NAMES["no"]),
        headline=text(row, "title"),
        description=text(row, "description"),
        instruction=text(row, "instruction"),
        web=text(row, "web"),
        contact=text(row, "contact"),
        parameters=_parameters(row),
        resources=tuple(_resources(row)),
        areas=(_area(feature, row, remarks, extras),),
    )
    alert = Alert(
        identifier=identifier,
        sender=SENDER,
        sent=_issued(identifier, remarks),
        status=_word(row, "status", Status, remarks, extras),
        message_type=kind,
        scope=Scope.PUBLIC,
        infos=(info,),
        extras=tuple(extras),
    )
    return Reading(alert, tuple(remarks))


def _word(
    row: Mapping[str, object],
    name: str,
    words: type[Word],
    remarks: list[Remark],
    extras: list[Extra],
) -> Word | None:
    """Return a word with a fixed meaning; None, with the text kept, when it is another."""
    written = text(row, name)
    try:
        return words(written or "")
    except ValueError:
        remarks.append(Remark("geojson_value", f"{name} is {written!r}."))
        if written:
            extras.append(Extra(f"properties/{name}", written))
        return None


def _issued(identifier: str, remarks: list[Remark]) -> datetime | None:
    """Return the time that MET writes into an identifier."""
    found = ISSUED.match(identifier)
    try:
        if found:
            return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        pass
    remarks.append(Remark("geojson_sent", f"The identifier {identifier!r} holds no time."))
    return None


def _interval(
    feature: Mapping[str, object], remarks: list[Remark]
) -> tuple[datetime | None, datetime | None]:
    """Return when the event begins and when the warning expires."""
    when = feature.get("when")
    interval = when.get("interval") if isinstance(when, Mapping) else None
    if isinstance(interval, list) and len(interval) == 2:
        return tolerant_time(str(interval[0])), tolerant_time(str(interval[1]))
    remarks.append(Remark("geojson_time", "The warning has no interval with beginning and end."))
    return None, None


def _parameters(row: Mapping[str, object]) -> tuple[NamedValue, ...]:
    """Return parameters by the names of MET's profile."""
    found = {name: text(row, name) for name in PARAMETERS}
    for theirs, name in (("municipality", "MunicipalityId"), ("county", "administrativeId")):
        codes = row.get(theirs)
        if isinstance(codes, list) and codes:
            found[name] = ";".join(map(str, codes))
    return tuple(NamedValue(name, value) for name, value in found.items() if value)


def _resources(row: Mapping[str, object]) -> Iterator[Resource]:
    """Give the files that belong to a warning, and say where they are."""
    files = row.get("resources")
    for file in files if isinstance(files, list) else ():
        if isinstance(file, Mapping) and text(file, "uri"):
            yield Resource(
                description=text(file, "description") or "",
                mime_type=text(file, "mimeType") or "",
                uri=text(file, "uri"),
            )


def _area(
    feature: Mapping[str, object],
    row: Mapping[str, object],
    remarks: list[Remark],
    extras: list[Extra],
) -> Area:
    """Return where it applies."""
    polygons = tuple(_rings(feature, remarks, extras))
    if not polygons:
        remarks.append(Remark("geojson_no_area", "The warning has no drawn area."))
    return Area(
        description=text(row, "area") or "",
        polygons=polygons,
        altitude=_feet(row, "altitude_above_sea_level"),
        ceiling=_feet(row, "ceiling_above_sea_level"),
    )


def _feet(row: Mapping[str, object], name: str) -> float | None:
    """Return metres as CAP's feet."""
    try:
        return round(float(text(row, name) or "x") * FEET, 1)
    except ValueError:
        return None


def _rings(
    feature: Mapping[str, object], remarks: list[Remark], extras: list[Extra]
) -> Iterator[Polygon]:
    """Give the outer ring of each polygon; CAP has no holes."""
    geometry = feature.get("geometry")
    drawn = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    polygons = [drawn] if kind == "Polygon" else drawn
    for polygon in polygons if isinstance(polygons, list) else ():
        rings = polygon if isinstance(polygon, list) else []
        points = [_points(ring) for ring in rings]
        if None in points:
            remarks.append(Remark("geojson_geometry", "A ring has something that is no place."))
            extras.append(Extra("geometry", str(polygon)))
        elif points:
            yield Polygon(points[0] or ())
        if len(rings) > 1:
            remarks.append(Remark("geojson_hole", "The area has a hole, which CAP cannot say."))
            extras.append(Extra("geometry/hole", str(rings[1:])))


def _points(ring: object) -> tuple[Point, ...] | None:
    """Return the corners of a ring; None when one is no place."""
    try:
        return tuple(Point(float(one[1]), float(one[0])) for one in ring)  # type: ignore[attr-defined]
    except (TypeError, ValueError, IndexError, KeyError):
        return None
