"""What other rooms may ask of the register."""

from allmenning.register.queries.codes import (
    CodeAnswer,
    OutsideRegisterError,
    body_of_code,
    counties_on,
    municipalities_on,
)

__all__ = [
    "CodeAnswer",
    "OutsideRegisterError",
    "body_of_code",
    "counties_on",
    "municipalities_on",
]
