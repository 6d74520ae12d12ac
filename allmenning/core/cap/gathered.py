"""What is gathered on the way through one message: remarks, and what has no place."""

from dataclasses import dataclass, field

from .model import Extra, Level, Remark

SHOWN = 80
"""Characters of a value that a remark repeats."""


@dataclass(slots=True)
class Gathered:
    """What is gathered on the way through one message."""

    namespace: str
    version: str
    remarks: list[Remark] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    signed: bool = False
    wholes_left: int = 100

    def fault(self, code: str, message: str) -> None:
        self.remarks.append(Remark(code, message))

    def advise(self, code: str, message: str) -> None:
        self.remarks.append(Remark(code, message, Level.ADVICE))

    def keep(self, path: str, value: str) -> None:
        if value:
            self.extras.append(Extra(path, value))


def short(raw: str) -> str:
    """Return a value as a remark repeats it."""
    return repr(raw if len(raw) <= SHOWN else f"{raw[:SHOWN]}…")
