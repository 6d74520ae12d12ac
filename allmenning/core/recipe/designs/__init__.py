"""Kinds of design, one module each."""
