"""What each hazard is in CAP: its category, its code, and what people should do."""

from dataclasses import dataclass

from allmenning.alerts.models import Hazard
from allmenning.core.cap import Category, NamedValue, ResponseType

# One name for the code, as in the profile of MET and NVE.
CODE_NAME = "eventType"


@dataclass(frozen=True)
class Meaning:
    """A hazard in the words of CAP 1.2, sections 3.2.2 (category, responseType, eventCode)."""

    category: Category
    code: str
    response: ResponseType

    @property
    def event_code(self) -> NamedValue:
        return NamedValue(CODE_NAME, self.code)


MEANINGS = {
    Hazard.WATER: Meaning(Category.HEALTH, "drinkingWater", ResponseType.AVOID),
    Hazard.EVACUATION: Meaning(Category.SAFETY, "evacuation", ResponseType.EVACUATE),
    Hazard.FIRE: Meaning(Category.FIRE, "fire", ResponseType.AVOID),
    Hazard.FLOOD: Meaning(Category.MET, "flood", ResponseType.AVOID),
    Hazard.LANDSLIDE: Meaning(Category.GEO, "landslide", ResponseType.EVACUATE),
    Hazard.AVALANCHE: Meaning(Category.GEO, "avalanche", ResponseType.AVOID),
    Hazard.STORM: Meaning(Category.MET, "storm", ResponseType.SHELTER),
    Hazard.POWER: Meaning(Category.INFRA, "powerFailure", ResponseType.PREPARE),
    Hazard.TELECOM: Meaning(Category.INFRA, "telecomFailure", ResponseType.PREPARE),
    Hazard.ROAD: Meaning(Category.TRANSPORT, "closedRoad", ResponseType.AVOID),
    Hazard.CHEMICAL: Meaning(Category.CBRNE, "dangerousSubstance", ResponseType.SHELTER),
    Hazard.MISSING: Meaning(Category.RESCUE, "missingPerson", ResponseType.MONITOR),
    Hazard.HEALTH: Meaning(Category.HEALTH, "health", ResponseType.EXECUTE),
    Hazard.VIOLENCE: Meaning(Category.SECURITY, "dangerFromPersons", ResponseType.SHELTER),
    Hazard.OTHER: Meaning(Category.OTHER, "other", ResponseType.MONITOR),
}


def meaning(hazard: str) -> Meaning:
    return MEANINGS[Hazard(hazard)]
