"""Intervals for shares: by seven formulas, and for small finite populations."""
