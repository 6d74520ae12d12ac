"""Flood and landslide warnings of NVE, from their JSON to the model of CAP.

NVE repeats a warning for every municipality asked about, and says ``xxx`` and level 1 where there
is none; here each warning comes once, with all its municipalities. NVE gives times of day in
Norway without saying so, and leaves out urgency and certainty, which MET's practice fills in.

References
----------
NVE, Flomvarsling and Jordskredvarsling, API v1.0; MET's CAP profile v3 for the words.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from .inferred import LEVELS, advice, json_value, leftovers, text, unreadable
from .model import Alert, Area, Info, NamedValue, Reading, Reference, Remark
from .values import CLOSE_TO_TIME, time_text, tolerant_time
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

OSLO = ZoneInfo("Europe/Oslo")
SENDER = "nve.no"
WEB = "https://www.varsom.no/"
NO_WARNING = "xxx"
CALM = "1"
LANGUAGES = {"1": ("no", "NVE"), "2": ("en-GB", "NVE")}
FLOOD = "1"
CODES = {"1": "flood", "5": "landslide"}
TYPES = {"1": "12; flooding"}
STATUSES = {status.value.lower(): status for status in Status}
MUNICIPALITIES = {
    "MunicipalityCsvString": "MunicipalityId",
    "MunicipalityCsvStringBefore2024": "MunicipalityIdBefore2024",
    "MunicipalityCsvStringBefore2020": "MunicipalityIdBefore2020",
}
PARAMETERS = {
    "ConsequenceText": "consequences",
    "LevelMeaningText": "awarenessSeriousness",
    "DangerTypeName": "eventAwarenessName",
    "CauseText": "cause",
}
USED = frozenset(
    (
        "Id", "MasterId", "Version", "LangKey", "CapStatus", "MunicipalityList", "ActivityLevel",
        "DangerType", "ValidFrom", "ValidTo", "PublishTime", "FirstPublishTime", "MainText",
        "WarningText", "AdviceText", "DangerDecreaseDateTime", "EventId", "Area",
        *PARAMETERS, *MUNICIPALITIES,
    )
)  # fmt: skip


def read_nve(data: bytes) -> tuple[Reading, ...]:
    """Read an answer of NVE: one warning or a list of them.

    Parameters
    ----------
    data : bytes
        JSON.

    Returns
    -------
    tuple of Reading
        One for each warning in force; none where all is calm. When it cannot be read at all, one
        whose alert is None.
    """
    try:
        found = json_value(data)
    except ValueError as error:
        return (unreadable("nve_not_json", str(error)),)
    rows = found if isinstance(found, list) else [found]
    warnings = [row for row in rows if isinstance(row, Mapping) and "ActivityLevel" in row]
    if len(warnings) < len(rows):
        return (unreadable("nve_form", "The file does not hold warnings of NVE."),)
    return tuple(_reading(same) for same in _warnings(warnings).values())


def _warnings(rows: Iterable[Mapping[str, object]]) -> dict[str, list[Mapping[str, object]]]:
    """Return the rows of each warning, by its number."""
    found: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        number = text(row, "Id")
        if number and number != NO_WARNING and not _never_warned(row):
            found.setdefault(number, []).append(row)
    return found


def _never_warned(row: Mapping[str, object]) -> bool:
    """Return whether all is calm and was so before."""
    return text(row, "ActivityLevel") == CALM and text(row, "Version") in {None, "1"}


def _reading(rows: list[Mapping[str, object]]) -> Reading:
    """Return one warning, told in one row for each municipality asked about."""
    row = rows[0]
    remarks = [
        advice("nve_inferred", "NVE gives no urgency and certainty; they are MET's usual ones."),
    ]
    info = _info(row, _names(rows), remarks)
    status = STATUSES.get((text(row, "CapStatus") or "").lower())
    if status is None:
        remarks.append(Remark("nve_status", f"CapStatus is {row.get('CapStatus')!r}."))
    sent = _time(row, "PublishTime", remarks)
    earlier = _master(row, remarks)
    alert = Alert(
        identifier=f"nve-{text(row, 'Id')}",
        sender=SENDER,
        sent=sent,
        status=status,
        message_type=MessageType.UPDATE if earlier else MessageType.ALERT,
        scope=Scope.PUBLIC,
        references=earlier,
        incidents=tuple(filter(None, (text(row, "EventId"),))),
        infos=(info,),
        extras=tuple(leftovers(row, USED, "")),
    )
    return Reading(alert, tuple(remarks))


def _names(rows: list[Mapping[str, object]]) -> tuple[str, ...]:
    """Return the names of the municipalities that a warning was told for."""
    found: dict[str, None] = {}
    for row in rows:
        places = row.get("MunicipalityList")
        for place in places if isinstance(places, list) else ():
            if isinstance(place, Mapping) and (name := text(place, "Name")):
                found[name] = None
    return tuple(found)


def _master(row: Mapping[str, object], remarks: list[Remark]) -> tuple[Reference, ...]:
    """Return the first version of a warning that has several."""
    number, first = text(row, "Id"), text(row, "MasterId")
    if first in {None, number, NO_WARNING}:
        return ()
    sent = _time(row, "FirstPublishTime", remarks)
    return (Reference(SENDER, f"nve-{first}", sent),) if sent else ()


def _info(row: Mapping[str, object], names: tuple[str, ...], remarks: list[Remark]) -> Info:
    """Return what a warning says."""
    language, sender_name = LANGUAGES.get(text(row, "LangKey") or "", ("no", "NVE"))
    level = text(row, "ActivityLevel") or ""
    parameter, severity = LEVELS.get(level, (None, None))
    if severity is None:
        remarks.append(Remark("nve_level", f"ActivityLevel is {level!r}, not 1 to 4."))
    calm = level == CALM
    danger = text(row, "DangerType") or ""
    return Info(
        language=language,
        categories=(Category.MET,) if danger == FLOOD else (Category.GEO,),
        event=text(row, "DangerTypeName") or CODES.get(danger, "Varsel"),
        response_types=(ResponseType.ALL_CLEAR if calm else ResponseType.MONITOR,),
        urgency=Urgency.PAST if calm else Urgency.FUTURE,
        severity=severity or Severity.UNKNOWN,
        certainty=Certainty.LIKELY,
        event_codes=tuple(
            NamedValue("eventType", code) for code in filter(None, (CODES.get(danger),))
        ),
        onset=_time(row, "ValidFrom", remarks),
        expires=_time(row, "ValidTo", remarks),
        sender_name=sender_name,
        headline=text(row, "MainText"),
        description=text(row, "WarningText"),
        instruction=text(row, "AdviceText"),
        web=WEB,
        parameters=_parameters(row, parameter, remarks),
        areas=_areas(row, names, remarks),
    )


def _parameters(
    row: Mapping[str, object], level: str | None, remarks: list[Remark]
) -> tuple[NamedValue, ...]:
    """Return what MET's profile has parameters for."""
    ends = _time(row, "DangerDecreaseDateTime", remarks)
    found = {name: text(row, theirs) for theirs, name in PARAMETERS.items()}
    found |= {name: _numbers(row, theirs) for theirs, name in MUNICIPALITIES.items()}
    found |= {
        "awareness_level": level,
        "awareness_type": TYPES.get(text(row, "DangerType") or ""),
        "eventEndingTime": time_text(ends) if ends else None,
    }
    return tuple(NamedValue(name, value) for name, value in found.items() if value)


def _numbers(row: Mapping[str, object], name: str) -> str | None:
    """Return municipality numbers, without the semicolon that NVE ends them with."""
    return (text(row, name) or "").strip(";") or None


def _areas(
    row: Mapping[str, object], names: tuple[str, ...], remarks: list[Remark]
) -> tuple[Area, ...]:
    """Return the area, by municipality numbers."""
    numbers = _numbers(row, "MunicipalityCsvString")
    if numbers is None:
        remarks.append(Remark("nve_no_area", "The warning names no municipality."))
        return ()
    described = text(row, "Area") or ", ".join(names) or numbers
    return (Area(description=described, geocodes=(NamedValue("MunicipalityId", numbers),)),)


def _time(row: Mapping[str, object], name: str, remarks: list[Remark]) -> datetime | None:
    """Return a moment, by the clock in Norway where the zone is left out."""
    written = text(row, name)
    if written is None:
        return None
    if CLOSE_TO_TIME.fullmatch(written):
        return tolerant_time(written)
    try:
        local = datetime.fromisoformat(written).replace(microsecond=0, tzinfo=OSLO)
    except (ValueError, OverflowError):
        remarks.append(Remark("nve_time", f"{name} is {written!r}, which is no time."))
        return None
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta(0)))
