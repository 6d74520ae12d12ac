"""Replicate weights: jackknife, balanced halves, bootstrap, and those that others give."""
