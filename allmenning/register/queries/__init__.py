"""What other rooms may ask of the register."""

from allmenning.register.queries.codes import (
    CodeAnswer,
    OutsideRegisterError,
    body_of_code,
    counties_on,
    municipalities_on,
)
from allmenning.register.queries.lens import Choice, Lens, Member, lens_from, lens_of
from allmenning.register.queries.snapshot import Municipality, Snapshot, norwegian, snapshot

__all__ = [
    "Choice",
    "CodeAnswer",
    "Lens",
    "Member",
    "Municipality",
    "OutsideRegisterError",
    "Snapshot",
    "body_of_code",
    "counties_on",
    "lens_from",
    "lens_of",
    "municipalities_on",
    "norwegian",
    "snapshot",
]
