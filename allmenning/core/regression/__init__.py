"""Generalised linear models under a design."""
