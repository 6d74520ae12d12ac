"""The Common Alerting Protocol 1.2: a model, a strict writer, a tolerant reader, and rules.

References
----------
OASIS Common Alerting Protocol Version 1.2, 1 July 2010; docs/method/cap.md.
"""

from .model import (
    Alert,
    Area,
    Circle,
    Extra,
    Info,
    Level,
    NamedValue,
    Point,
    Polygon,
    Reading,
    Reference,
    Remark,
    Resource,
)
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

__all__ = [
    "Alert",
    "Area",
    "Category",
    "Certainty",
    "Circle",
    "Extra",
    "Info",
    "Level",
    "MessageType",
    "NamedValue",
    "Point",
    "Polygon",
    "Reading",
    "Reference",
    "Remark",
    "Resource",
    "ResponseType",
    "Scope",
    "Severity",
    "Status",
    "Urgency",
]
