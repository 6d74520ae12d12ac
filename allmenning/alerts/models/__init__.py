"""Alerts with their versions, what a body has ready, and what others have sent."""

from allmenning.alerts.models.alert import Alert, Hazard, Severity, Version
from allmenning.alerts.models.incoming import Incoming, IncomingBody
from allmenning.alerts.models.readiness import (
    Absence,
    Contact,
    MeetingPlace,
    PlanEvent,
    Preparedness,
    Proficiency,
    SelfTest,
)
from allmenning.alerts.models.template import AreaPart, Template

__all__ = [
    "Absence",
    "Alert",
    "AreaPart",
    "Contact",
    "Hazard",
    "Incoming",
    "IncomingBody",
    "MeetingPlace",
    "PlanEvent",
    "Preparedness",
    "Proficiency",
    "SelfTest",
    "Severity",
    "Template",
    "Version",
]
