"""What a rule is, and the three profiles it may belong to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from allmenning.core.cap.model import Alert, Area, Info, Level, NamedValue, Remark, Resource

Profile = Literal["oasis", "met", "own"]
PROFILES: tuple[Profile, ...] = ("oasis", "met", "own")

FAULT = Level.FAULT
ADVICE = Level.ADVICE
EVERYWHERE: Mapping[Profile, Level] = {"oasis": FAULT, "met": FAULT, "own": FAULT}
ADVISED: Mapping[Profile, Level] = {"oasis": ADVICE, "met": ADVICE, "own": ADVICE}
ADVISED_BY_OASIS: Mapping[Profile, Level] = {"oasis": ADVICE, "met": FAULT, "own": FAULT}
PROFILED: Mapping[Profile, Level] = {"met": FAULT, "own": FAULT}
MET: Mapping[Profile, Level] = {"met": FAULT}
OWN: Mapping[Profile, Level] = {"own": FAULT}


MOST_REMARKS = 100
"""Of one rule on one message; nobody reads more."""
LONGEST = 600
"""Characters of a remark, which repeats what a message says."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Something the schema does not see.

    Attributes
    ----------
    code : str
        Stable: others may depend on it.
    source : str
        Where it is from.
    levels : mapping of profile to Level
        In which profiles it holds, and how hard.
    find : function
        Gives a sentence for each place that breaks the rule.
    """

    code: str
    source: str
    levels: Mapping[Profile, Level]
    find: Callable[[Alert], Iterator[str]]

    def remarks(self, alert: Alert, profile: Profile) -> Iterator[Remark]:
        """Give what this rule says about a message."""
        level = self.levels.get(profile)
        if level is not None:
            for message in islice(self.find(alert), MOST_REMARKS):
                short = message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
                yield Remark(self.code, short, level)


def infos(alert: Alert) -> Iterator[tuple[str, Info]]:
    """Give every info with its place."""
    for number, info in enumerate(alert.infos, start=1):
        yield f"info[{number}]", info


def areas(alert: Alert) -> Iterator[tuple[str, Area]]:
    """Give every area with its place."""
    for where, info in infos(alert):
        for number, area in enumerate(info.areas, start=1):
            yield f"{where}/area[{number}]", area


def resources(alert: Alert) -> Iterator[tuple[str, Resource]]:
    """Give every resource with its place."""
    for where, info in infos(alert):
        for number, resource in enumerate(info.resources, start=1):
            yield f"{where}/resource[{number}]", resource


def named(pairs: tuple[NamedValue, ...], name: str) -> tuple[str, ...]:
    """Return the values under a name."""
    return tuple(pair.value for pair in pairs if pair.name == name)


def listed(words: object) -> str:
    """Return words as a sentence has them."""
    found = [str(word) for word in words] if isinstance(words, (tuple, list, set)) else [str(words)]
    return ", ".join(found) if found else "nothing"
