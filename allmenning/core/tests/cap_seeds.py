"""For every rule a message that breaks it, and what else that cannot help breaking."""

import math
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from allmenning.core.cap import (
    Alert,
    Area,
    Certainty,
    Circle,
    MessageType,
    NamedValue,
    Point,
    Polygon,
    Profile,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)

from .cap_messages import (
    EARLIER,
    LOM,
    MET_PARAMETERS,
    SENT,
    SQUARE,
    all_clear,
    cancelled,
    each_area,
    each_info,
    each_resource,
    met_alert,
    own_alert,
    own_info,
)

HOUR = timedelta(hours=1)
FAR = Point(61.8, 188.5)


class Seed(NamedTuple):
    """A broken message, the rule it breaks, and what else that cannot help breaking."""

    code: str
    profile: Profile
    alert: Alert
    also: frozenset[str] = frozenset()


def first_info(alert: Alert, **changes: object) -> Alert:
    return replace(alert, infos=(replace(alert.infos[0], **changes), *alert.infos[1:]))  # type: ignore[arg-type]


def exercise(note: str | None = "Øvelse Jotun 2026", **changes: object) -> Alert:
    marked = each_info(own_alert(status=Status.EXERCISE, note=note), headline="Øvelse: kok vannet")
    return each_info(marked, **changes)


def parameter(name: str, *texts: str) -> tuple[NamedValue, ...]:
    """MET's parameters with one of them otherwise."""
    others = tuple(pair for pair in MET_PARAMETERS if pair.name != name)
    return (*others, *(NamedValue(name, text) for text in texts))


def drawn(*points: tuple[float, float]) -> Alert:
    ring = Polygon(tuple(Point(*point) for point in points))
    return each_area(own_alert(), polygons=(ring,))


def oasis(code: str, alert: Alert, *also: str) -> Seed:
    return Seed(code, "oasis", alert, frozenset(also))


def own(code: str, alert: Alert, *also: str) -> Seed:
    return Seed(code, "own", alert, frozenset(also))


def met(code: str, alert: Alert, *also: str) -> Seed:
    return Seed(code, "met", alert, frozenset(also))


def refers(**changes: object) -> Alert:
    return own_alert(
        message_type=MessageType.UPDATE,
        references=(replace(EARLIER, **changes),),  # type: ignore[arg-type]
    )


MANY = tuple(
    Point(61 + math.sin(math.tau * number / 5_001), 8 + math.cos(math.tau * number / 5_001))
    for number in range(5_001)
)

SEEDS = (
    oasis("structure_missing", own_alert(status=None)),
    oasis("structure_missing", own_alert(sent=None)),
    oasis("structure_missing", each_info(own_alert(), categories=())),
    oasis("empty_text", each_info(own_alert(), audience="  ")),
    own("empty_text", own_alert(codes=("",))),
    own("empty_text", each_info(own_alert(), event_codes=(NamedValue("eventType", ""),))),
    own("empty_text", each_info(own_alert(), event_codes=(NamedValue(" ", "rain"),))),
    oasis("identifier_characters", own_alert(identifier="lom 2")),
    oasis("identifier_characters", own_alert(identifier="lom,2")),
    oasis("identifier_characters", own_alert(identifier=""), "empty_text"),
    oasis("sender_characters", own_alert(sender="lom<kommune")),
    oasis("sender_characters", own_alert(sender=""), "empty_text"),
    oasis("restriction_missing", own_alert(scope=Scope.RESTRICTED)),
    oasis("restriction_unasked", own_alert(restriction="only the staff")),
    oasis("addresses_missing", own_alert(scope=Scope.PRIVATE)),
    oasis("references_missing", own_alert(message_type=MessageType.UPDATE)),
    oasis("references_missing", own_alert(message_type=MessageType.ACK)),
    oasis("reference_form", refers(identifier="lom 1")),
    oasis("reference_itself", refers(identifier="lom-2")),
    oasis("reference_later", refers(sent=SENT + HOUR)),
    oasis(
        "reference_repeated",
        own_alert(message_type=MessageType.UPDATE, references=(EARLIER, EARLIER)),
    ),
    oasis(
        "note_missing_for_error",
        own_alert(message_type=MessageType.ERROR, references=(EARLIER,)),
    ),
    oasis("note_missing_for_exercise", exercise(note=None)),
    oasis("info_missing", own_alert(infos=())),
    oasis("code_repeated", own_alert(codes=("a", "a"))),
    oasis("language_tag", first_info(own_alert(), language="norwegian_bokmål")),
    oasis("language_tag", first_info(own_alert(), language="norsk")),
    oasis("languages_disagree", first_info(own_alert(), severity=Severity.EXTREME)),
    own("languages_disagree", first_info(own_alert(), onset=SENT + HOUR)),
    met("languages_disagree", first_info(met_alert(), expires=SENT + HOUR)),
    oasis("same_text_in_two_languages", each_info(own_alert(), description="Kok vannet.")),
    oasis("expires_before_sent", each_info(own_alert(), expires=SENT, onset=None, effective=None)),
    oasis(
        "expires_before_onset",
        each_info(own_alert(), onset=SENT + 2 * HOUR, expires=SENT + HOUR),
    ),
    oasis(
        "expires_before_effective",
        each_info(own_alert(), effective=SENT + 2 * HOUR, expires=SENT + HOUR),
    ),
    oasis("expires_missing", each_info(own_alert(), expires=None)),
    oasis("web_relative", each_info(own_alert(), web="www.lom.kommune.no")),
    oasis("headline_long", each_info(own_alert(), headline="V" * 161)),
    oasis("headline_missing", each_info(own_alert(), headline=None)),
    oasis("instruction_missing", each_info(own_alert(), instruction=None, response_types=())),
    oasis("unknown_used", each_info(own_alert(), urgency=Urgency.UNKNOWN)),
    oasis("unknown_used", each_info(own_alert(), severity=Severity.UNKNOWN)),
    oasis("unknown_used", each_info(own_alert(), certainty=Certainty.UNKNOWN)),
    oasis("word_repeated", each_info(own_alert(), response_types=(ResponseType.AVOID,) * 2)),
    oasis(
        "response_contradicts",
        each_info(own_alert(), response_types=(ResponseType.AVOID, ResponseType.NONE)),
    ),
    oasis("acronym_dotted", each_info(own_alert(), event_codes=(NamedValue("S.A.M.E.", "CAE"),))),
    oasis("mime_type_form", each_resource(own_alert(), mime_type="png")),
    oasis("size_negative", each_resource(own_alert(), size=-1)),
    oasis("uri_relative", each_resource(own_alert(), uri="kart.png")),
    oasis("resource_nowhere", each_resource(own_alert(), uri=None)),
    oasis("content_broken", each_resource(own_alert(), content="%%%")),
    oasis("digest_form", each_resource(own_alert(), digest="sha1")),
    oasis("content_size", each_resource(own_alert(), content="S2FydA==", size=5)),
    oasis("content_digest", each_resource(own_alert(), content="S2FydA==", digest="0" * 40)),
    oasis("polygon_points", drawn((61, 8), (62, 8), (61, 8))),
    oasis("polygon_open", drawn((61, 8), (61, 9), (62, 9), (62, 8))),
    oasis("polygon_range", drawn((61, 8), (61, 9), (91, 9), (61, 8))),
    oasis(
        "polygon_range",
        each_area(own_alert(), polygons=(Polygon((*SQUARE.points, FAR)),)),
        "polygon_open",
    ),
    oasis("polygon_flat", drawn((61, 8), (61, 8), (61, 8), (61, 8))),
    oasis("polygon_flat", drawn((61, 8), (62, 9), (63, 10), (61, 8))),
    oasis("polygon_crossing", drawn((61, 8), (62, 9), (62, 8), (61, 9.5), (61, 8))),
    oasis("polygon_large", each_area(own_alert(), polygons=(Polygon((*MANY, MANY[0])),))),
    oasis("shape_repeated", each_area(own_alert(), polygons=(SQUARE, SQUARE))),
    oasis("circle_radius", each_area(own_alert(), circles=(Circle(Point(61, 8), -1),))),
    oasis("circle_range", each_area(own_alert(), circles=(Circle(FAR, 1),))),
    oasis("ceiling_without_altitude", each_area(own_alert(), ceiling=900)),
    oasis("ceiling_below_altitude", each_area(own_alert(), altitude=901, ceiling=900)),
    oasis("area_missing", each_info(own_alert(), areas=())),
    oasis("area_only_described", each_area(own_alert(), geocodes=())),
    own("area_missing", each_info(own_alert(), areas=())),
    own("info_required", cancelled(own_alert(infos=()))),
    own("scope_not_public", own_alert(scope=Scope.RESTRICTED, restriction="only the staff")),
    own("message_type_unused", own_alert(message_type=MessageType.ACK, references=(EARLIER,))),
    own("references_on_alert", own_alert(references=(EARLIER,))),
    own(
        "language_missing",
        replace(
            own_alert(), infos=(*own_alert().infos, own_info(language=None, description="Nytt"))
        ),
    ),
    own(
        "language_repeated",
        replace(own_alert(), infos=(*own_alert().infos, own_info(language="NO"))),
        "own_language",
    ),
    own("response_missing", each_info(own_alert(), response_types=())),
    own("sender_name_missing", each_info(own_alert(), sender_name=None)),
    own("description_missing", each_info(own_alert(), description=None)),
    own("web_missing", each_info(own_alert(), web=None)),
    own("contact_missing", each_info(own_alert(), contact=None)),
    own("circle_used", each_area(own_alert(), circles=(Circle(Point(61, 8), 1),))),
    own("cancel_ending", each_info(cancelled(own_alert()), response_types=(ResponseType.AVOID,))),
    own("cancel_ending", each_info(cancelled(own_alert()), severity=Severity.SEVERE)),
    met("cancel_ending", each_info(cancelled(met_alert()), severity=Severity.SEVERE)),
    own("all_clear_ending", each_info(all_clear(own_alert()), severity=Severity.SEVERE)),
    own(
        "all_clear_ending",
        replace(all_clear(own_alert()), message_type=MessageType.ALERT, references=()),
    ),
    own(
        "municipality_missing",
        each_area(each_info(own_alert(), parameters=()), geocodes=(), polygons=(SQUARE,)),
    ),
    met("municipality_missing", each_info(met_alert(), parameters=parameter("MunicipalityId"))),
    own(
        "municipality_form",
        each_info(own_alert(), parameters=(NamedValue("MunicipalityId", "Lom"),)),
        "municipality_differs",
    ),
    met(
        "municipality_form",
        each_info(met_alert(), parameters=parameter("MunicipalityId", "3434,3435")),
    ),
    met(
        "municipality_differs",
        first_info(met_alert(), parameters=parameter("MunicipalityId", "3434")),
    ),
    own(
        "municipality_differs",
        each_info(own_alert(), parameters=(NamedValue("MunicipalityId", "3435"),)),
    ),
    met("onset_missing", each_info(met_alert(), onset=None)),
    met("met_identifier", met_alert(identifier="2.49.0.1.578.0.230223083612430.639")),
    met("met_sender", met_alert(sender="meteorologisk-institutt")),
    met("met_status", met_alert(status=Status.SYSTEM)),
    met("met_code", met_alert(codes=("CAP-V12.NO.V1.0",))),
    met("met_unused", met_alert(note="Et notat")),
    met("met_unused", met_alert(source="En modell")),
    met("met_unused", each_info(met_alert(), audience="Alle")),
    met("met_languages", replace(met_alert(), infos=met_alert().infos[:1])),
    met("met_certainty", each_info(met_alert(), certainty=Certainty.UNLIKELY)),
    met("met_minor", each_info(met_alert(), severity=Severity.MINOR)),
    met("met_instruction", each_info(met_alert(), instruction=None)),
    met("met_ending_expires", each_info(cancelled(met_alert()), expires=SENT + 5 * HOUR)),
    met("met_event_type", each_info(met_alert(), event_codes=())),
    met("met_parameters", each_info(met_alert(), parameters=parameter("consequences"))),
    met(
        "met_awareness_level",
        each_info(met_alert(), parameters=parameter("awareness_level", "orange")),
    ),
    met(
        "met_awareness_type", each_info(met_alert(), parameters=parameter("awareness_type", "rain"))
    ),
    met(
        "met_risk_colour", each_info(met_alert(), parameters=parameter("riskMatrixColor", "purple"))
    ),
    met("met_risk_colour", each_info(met_alert(), parameters=parameter("riskMatrixColor", "Red"))),
    met("met_ending_time", each_info(met_alert(), parameters=parameter("eventEndingTime", "soon"))),
    met(
        "met_ending_time",
        each_info(
            met_alert(), parameters=parameter("eventEndingTime", "2026-11-22T00:00:00+00:00")
        ),
    ),
    met("met_polygon", each_area(met_alert(), polygons=()), "area_only_described"),
    met("met_geocode", each_area(met_alert(), geocodes=(NamedValue("emma_id", "NO809"),))),
    met("met_one_area", each_info(met_alert(), areas=met_alert().infos[0].areas * 2)),
    own("own_status", own_alert(status=Status.DRAFT)),
    own("own_language", first_info(own_alert(), language="nb")),
    own("own_language", replace(own_alert(), infos=own_alert().infos[1:])),
    own("own_instruction", each_info(own_alert(), instruction=None)),
    own("own_web", each_info(own_alert(), web="http://www.lom.kommune.no/")),
    own(
        "own_area_named",
        each_area(
            each_info(own_alert(), parameters=LOM), geocodes=(NamedValue("emma_id", "NO809"),)
        ),
    ),
    own(
        "own_area_differs",
        first_info(own_alert(), areas=(Area(description="Lom", geocodes=LOM, polygons=(SQUARE,)),)),
    ),
    own("own_exercise_unnamed", exercise(note="Øvelse.")),
    own("own_exercise_unmarked", exercise(headline="Kok vannet")),
    own(
        "own_exercise_denied",
        exercise(description="Dette er ikke en øvelse."),
        "same_text_in_two_languages",
    ),
    own("own_exercise_denied", exercise(instruction="This is not a drill.")),
    own("own_exercise_claimed", each_info(own_alert(), headline="ØVELSE: kok vannet")),
    own("own_police", each_info(own_alert(), event="Nødvarsel")),
    own("own_police", each_info(own_alert(), sender_name="Nødvarsel fra Lom")),
    own("own_expires_far", each_info(own_alert(), expires=SENT + timedelta(days=8))),
)
