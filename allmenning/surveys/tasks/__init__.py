"""Ordinary jobs of this room (docs/adr/ordinary-jobs.md); each may be done twice."""
