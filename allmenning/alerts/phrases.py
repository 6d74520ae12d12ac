"""The words our messages are made of, in each language a message is written in.

They are content, not interface: a message keeps its language whoever reads the page, and must not
hang on a compiled catalogue, so they stand here and not in `locale/`.
"""

from dataclasses import dataclass

from allmenning.alerts.models import Hazard

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Phrases:
    """`%s` is filled in; every sentence is whole."""

    exercise: str
    update: str
    cancel: str
    all_clear: str
    this_is_an_exercise: str
    applies_to: str
    place: str
    todo: str
    next_word: str
    next_word_day: str
    passed_on: str
    more: str
    source: str
    lasts_until: str
    radio: str
    whole: str
    list_and: str
    was_a_mistake: str
    nothing_to_do: str
    danger_over: str
    back_to_normal: str
    at_clock: str
    on_day_at: str
    months: tuple[str, ...]
    hazards: dict[Hazard, str]
    result: str


BOKMAL = Phrases(
    exercise="ØVELSE",
    update="OPPDATERING",
    cancel="FEIL SENDT",
    all_clear="FAREN ER OVER",
    this_is_an_exercise="Dette er en øvelse. Du trenger ikke gjøre noe.",
    applies_to="Gjelder: %s.",
    place="Hvor: %s",
    todo="Dette gjør du: %s",
    next_word="Ny melding kl. %s.",
    next_word_day="Ny melding %s kl. %s.",
    passed_on="Varselet er fra %s.",
    more="Les mer: %s",
    source="Kilde: %s",
    lasts_until="Varselet gjelder til %s kl. %s.",
    radio="Hør på NRK P1.",
    whole="hele %s",
    list_and="og",
    was_a_mistake="Varselet om %s %s ble sendt ved en feil.",
    nothing_to_do="Du trenger ikke gjøre noe.",
    danger_over="Varselet om %s er opphevet.",
    back_to_normal="Rådene i varselet gjelder ikke lenger.",
    at_clock="kl. %s",
    on_day_at="%s kl. %s",
    months=(
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ),
    hazards={
        Hazard.WATER: "drikkevann",
        Hazard.EVACUATION: "evakuering",
        Hazard.FIRE: "brann og røyk",
        Hazard.FLOOD: "flom",
        Hazard.LANDSLIDE: "skred",
        Hazard.AVALANCHE: "snøskred",
        Hazard.STORM: "kraftig vind",
        Hazard.POWER: "strømbrudd",
        Hazard.TELECOM: "brudd i telefon og nett",
        Hazard.ROAD: "stengt vei",
        Hazard.CHEMICAL: "farlig stoff",
        Hazard.MISSING: "savnet person",
        Hazard.HEALTH: "smitte og helse",
        Hazard.VIOLENCE: "fare fra personer",
        Hazard.OTHER: "en hendelse",
    },
    result="Øvelse gjennomført: ute i %d av %d kanaler, avsluttet etter %d minutter.",
)

NYNORSK = Phrases(
    exercise="ØVING",
    update="OPPDATERING",
    cancel="FEIL SENDT",
    all_clear="FAREN ER OVER",
    this_is_an_exercise="Dette er ei øving. Du treng ikkje gjere noko.",
    applies_to="Gjeld: %s.",
    place="Kvar: %s",
    todo="Dette gjer du: %s",
    next_word="Ny melding kl. %s.",
    next_word_day="Ny melding %s kl. %s.",
    passed_on="Varselet er frå %s.",
    more="Les meir: %s",
    source="Kjelde: %s",
    lasts_until="Varselet gjeld til %s kl. %s.",
    radio="Høyr på NRK P1.",
    whole="heile %s",
    list_and="og",
    was_a_mistake="Varselet om %s %s vart sendt ved ein feil.",
    nothing_to_do="Du treng ikkje gjere noko.",
    danger_over="Varselet om %s er oppheva.",
    back_to_normal="Råda i varselet gjeld ikkje lenger.",
    at_clock="kl. %s",
    on_day_at="%s kl. %s",
    months=BOKMAL.months,
    hazards={
        Hazard.WATER: "drikkevatn",
        Hazard.EVACUATION: "evakuering",
        Hazard.FIRE: "brann og røyk",
        Hazard.FLOOD: "flaum",
        Hazard.LANDSLIDE: "skred",
        Hazard.AVALANCHE: "snøskred",
        Hazard.STORM: "kraftig vind",
        Hazard.POWER: "straumbrot",
        Hazard.TELECOM: "brot i telefon og nett",
        Hazard.ROAD: "stengd veg",
        Hazard.CHEMICAL: "farleg stoff",
        Hazard.MISSING: "sakna person",
        Hazard.HEALTH: "smitte og helse",
        Hazard.VIOLENCE: "fare frå personar",
        Hazard.OTHER: "ei hending",
    },
    result="Øving gjennomført: ute i %d av %d kanalar, avslutta etter %d minutt.",
)

ENGLISH = Phrases(
    exercise="EXERCISE",
    update="UPDATE",
    cancel="SENT BY MISTAKE",
    all_clear="DANGER OVER",
    this_is_an_exercise="This is an exercise. You need not do anything.",
    applies_to="Applies to: %s.",
    place="Where: %s",
    todo="What to do: %s",
    next_word="Next message at %s.",
    next_word_day="Next message %s at %s.",
    passed_on="The warning is from %s.",
    more="Read more: %s",
    source="Source: %s",
    lasts_until="The warning applies until %s at %s.",
    radio="Listen to NRK P1.",
    whole="all of %s",
    list_and="and",
    was_a_mistake="The warning about %s %s was sent by mistake.",
    nothing_to_do="You need not do anything.",
    danger_over="The warning about %s has been lifted.",
    back_to_normal="The advice in the warning no longer applies.",
    at_clock="at %s",
    on_day_at="on %s at %s",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    hazards={
        Hazard.WATER: "drinking water",
        Hazard.EVACUATION: "evacuation",
        Hazard.FIRE: "fire and smoke",
        Hazard.FLOOD: "flood",
        Hazard.LANDSLIDE: "landslide",
        Hazard.AVALANCHE: "avalanche",
        Hazard.STORM: "strong wind",
        Hazard.POWER: "power failure",
        Hazard.TELECOM: "telephone and internet failure",
        Hazard.ROAD: "closed road",
        Hazard.CHEMICAL: "dangerous substance",
        Hazard.MISSING: "missing person",
        Hazard.HEALTH: "infection and health",
        Hazard.VIOLENCE: "danger from persons",
        Hazard.OTHER: "an incident",
    },
    result="Exercise held: out in %d of %d channels, ended after %d minutes.",
)

PHRASES = {"nb": BOKMAL, "nn": NYNORSK, "en": ENGLISH}
