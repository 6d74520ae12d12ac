"""The room's door to the evidence: each published figure with everything the guard needs."""

from allmenning.surveys.queries.findings import (
    PublishedFinding,
    PublishedStudy,
    findings_of,
    study_of,
)

__all__ = ["PublishedFinding", "PublishedStudy", "findings_of", "study_of"]
