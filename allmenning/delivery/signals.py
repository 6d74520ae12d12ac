"""News for the rooms above."""

from django.dispatch import Signal

outcome = Signal()
"""A delivery changed state. `delivery`: the row; `at`: when."""
