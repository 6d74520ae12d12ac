"""What rooms above may hear."""

from django.dispatch import Signal

# A publication stands: `publication`, `by` (User or None) and `at`.
published = Signal()
