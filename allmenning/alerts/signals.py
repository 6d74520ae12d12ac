"""News of this room: for its pages, its mails, and the rooms above."""

from django.dispatch import Signal

changed = Signal()
"""Something inhabitants may see is another, and committed. `alert`: the row; `at`: when."""

overridden = Signal()
"""One person sent alone, and it is committed. `version`: the row; `at`: when."""

prepared = Signal()
"""What a body has ready is another, and committed. `body`: the row; `at`: when."""
