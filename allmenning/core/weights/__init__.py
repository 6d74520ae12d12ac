"""Weights of a survey: nonresponse, known totals, trimming, and what unequal weights cost."""
