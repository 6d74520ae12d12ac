"""What a message must be beyond the schema: one table of rules, three profiles.

``oasis`` is the standard itself, ``met`` the profile of MET and NVE, ``own`` that of Allmenning.
"""

from allmenning.core.cap.model import Alert, Level, Reading, Remark

from . import content, files, message, met, own, place, profiles
from .profiles import MUNICIPALITY, municipalities
from .rule import PROFILES, Profile, Rule

RULES: tuple[Rule, ...] = (
    *message.RULES,
    *content.RULES,
    *files.RULES,
    *place.RULES,
    *profiles.RULES,
    *met.RULES,
    *own.RULES,
)
"""Every rule, in the order in which remarks come."""

READING_SAYS_IT = frozenset(("structure_missing", "reference_form"))
"""What a reading has said of the text itself, and better."""


def check(alert: Alert, profile: Profile = "own") -> tuple[Remark, ...]:
    """Say what breaks a rule in a message.

    Parameters
    ----------
    alert : Alert
    profile : {"own", "met", "oasis"}

    Returns
    -------
    tuple of Remark
        Empty when there is nothing to say.

    Raises
    ------
    ValueError
        There is no such profile.
    """
    if profile not in PROFILES:
        raise ValueError(f"There is no profile {profile!r}; there are {', '.join(PROFILES)}.")
    return tuple(remark for rule in RULES for remark in rule.remarks(alert, profile))


def judge(reading: Reading, profile: Profile = "oasis") -> tuple[Remark, ...]:
    """Say everything about a message that was read: its form, and the rules it breaks.

    Parameters
    ----------
    reading : Reading
    profile : {"oasis", "met", "own"}

    Returns
    -------
    tuple of Remark
        Each thing once, although both the reader and the rules may have seen it.
    """
    if reading.alert is None:
        return reading.remarks
    read = [one for one in reading.remarks if one.code != "read_empty_element"]
    said = {one.code for one in read} & READING_SAYS_IT
    told = {one.message for one in read}
    told |= {message.removesuffix("missing.") + "empty." for message in told}
    rules = [
        one
        for one in check(reading.alert, profile)
        if one.code not in said | {"structure_missing"} and one.message not in told
    ]
    return (*read, *rules)


def is_valid(remarks: tuple[Remark, ...]) -> bool:
    """Return whether nothing in the remarks is more than advice.

    Parameters
    ----------
    remarks : tuple of Remark
    """
    return all(one.level is Level.ADVICE for one in remarks)


__all__ = [
    "MUNICIPALITY",
    "PROFILES",
    "RULES",
    "Profile",
    "Rule",
    "check",
    "is_valid",
    "judge",
    "municipalities",
]
