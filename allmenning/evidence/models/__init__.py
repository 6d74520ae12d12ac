"""The room's tables: definitions, studies, findings."""

from allmenning.evidence.models.definitions import (
    Base,
    Concept,
    Crosswalk,
    Indicator,
    Population,
    Question,
    Theme,
)
from allmenning.evidence.models.findings import Finding, FindingVersion, Series, SeriesPoint
from allmenning.evidence.models.studies import Instrument, Position, Study

__all__ = [
    "Base",
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
]
