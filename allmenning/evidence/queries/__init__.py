"""What other rooms and the pages may ask of the evidence."""

from allmenning.evidence.queries.facts import NEEDED, facts_of, reviewed_crosswalks

__all__ = ["NEEDED", "facts_of", "reviewed_crosswalks"]
