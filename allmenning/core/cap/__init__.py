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
from .reader import read, read_all
from .rules import (
    MUNICIPALITY,
    PROFILES,
    RULES,
    Profile,
    Rule,
    check,
    is_valid,
    judge,
    municipalities,
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
from .writer import NotWritable, write

__all__ = [
    "MUNICIPALITY",
    "PROFILES",
    "RULES",
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
    "NotWritable",
    "Point",
    "Polygon",
    "Profile",
    "Reading",
    "Reference",
    "Remark",
    "Resource",
    "ResponseType",
    "Rule",
    "Scope",
    "Severity",
    "Status",
    "Urgency",
    "check",
    "is_valid",
    "judge",
    "municipalities",
    "read",
    "read_all",
    "write",
]
