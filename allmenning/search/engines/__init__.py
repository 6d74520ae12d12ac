"""The engines: SQLite FTS5 that is always there, Tantivy for large installations."""

from allmenning.search.engines.interface import (
    COUNTED,
    EVERYTHING,
    Engine,
    Filters,
    Hit,
    Hits,
)

__all__ = ["COUNTED", "EVERYTHING", "Engine", "Filters", "Hit", "Hits"]
