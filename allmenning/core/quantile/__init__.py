"""Quantiles of weighted answers, and their intervals."""
