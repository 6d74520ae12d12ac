"""May two figures meet, and if not, why not.

References
----------
rooms/evidence.md section 5.3; docs/method/comparability.md.
"""

from .axis import NotComparable, Point, SharedAxis, Trend
from .facts import KNOWN, Facts, InvalidFact, facts_from_mapping
from .guard import compare, what_would_help
from .verdict import REASONS, Comparison, Failure, Remedy, Verdict

__all__ = [
    "KNOWN",
    "REASONS",
    "Comparison",
    "Facts",
    "Failure",
    "InvalidFact",
    "NotComparable",
    "Point",
    "Remedy",
    "SharedAxis",
    "Trend",
    "Verdict",
    "compare",
    "facts_from_mapping",
    "what_would_help",
]
