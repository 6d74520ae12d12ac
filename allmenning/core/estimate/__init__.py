"""Estimates with their covariance: what is estimated, apart from how the sample was drawn."""
