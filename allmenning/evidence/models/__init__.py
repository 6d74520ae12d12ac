"""The room's tables: definitions, studies, findings."""

from allmenning.evidence.models.coding import Coding
from allmenning.evidence.models.definitions import (
    Base,
    Claim,
    Concept,
    Crosswalk,
    Indicator,
    Population,
    Question,
    Theme,
    Word,
)
from allmenning.evidence.models.findings import Finding, FindingVersion, Series, SeriesPoint
from allmenning.evidence.models.studies import Instrument, Position, Study

__all__ = [
    "Base",
    "Claim",
    "Coding",
    "Concept",
    "Crosswalk",
    "Finding",
    "FindingVersion",
    "Indicator",
    "Instrument",
    "Population",
    "Position",
    "Question",
    "Series",
    "SeriesPoint",
    "Study",
    "Theme",
    "Word",
]
