"""Do methods agree: how two coded findings of one theme relate, rules K1 to K6.

References
----------
rooms/evidence.md section 5.5; Farmer et al. (2006), the triangulation protocol.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal[-1, 0, 1, "mixed"]

COVERED = "covered"
SILENCES = ("not asked", "suppressed", "asked, nothing found")
"""Kinds of silence; where both findings are silent the first of these names the pair."""

LARGEST = 1e12
"""Beyond any rank or share; what is larger is a slip, and may not even fit a float."""

DIFFERENT_GROUPS = "different groups"
NOT_INDEPENDENT = "not independent: recruited through the thing it praises"


class InvalidFinding(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A coded finding lacks what coding needs; the message names field, value and remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedFinding:
    """What the coding of agreement needs of one finding.

    Attributes
    ----------
    coverage : str
        ``covered``, ``not asked``, ``asked, nothing found`` or ``suppressed``.
    subject : str or None
        Whose views or acts these are.
    direction : -1, 0, 1, "mixed" or None
        Required when covered.
    claim : str or None
        Id of what is claimed. Required when covered.
    rank : int or None
        1 is first.
    share : float or None
        0 to 1.
    objects, examples, excludes : frozenset of str
        What the claim is about; codes of the examples given; claims that cannot hold of the same
        unit as this one.
    recruited_via : str or None

    Raises
    ------
    InvalidFinding
        Unknown coverage or direction, rank below 1, share outside 0 to 1, or a covered finding
        without claim or direction.
    """

    coverage: str
    subject: str | None = None
    direction: Direction | None = None
    claim: str | None = None
    rank: int | None = None
    share: float | None = None
    objects: frozenset[str] = field(default_factory=frozenset)
    examples: frozenset[str] = field(default_factory=frozenset)
    excludes: frozenset[str] = field(default_factory=frozenset)
    recruited_via: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be coded."""
        if self.coverage not in (COVERED, *SILENCES):
            raise InvalidFinding(f"coverage must be {COVERED} or a silence, not {self.coverage!r}.")
        if self.direction not in (-1, 0, 1, "mixed", None):
            raise InvalidFinding(f"direction must be -1, 0, 1 or mixed, not {self.direction!r}.")
        if self.rank is not None and self.rank < 1:
            raise InvalidFinding(f"rank must be 1 or more, not {self.rank}.")
        if self.share is not None and not 0 <= self.share <= 1:
            raise InvalidFinding(f"share must be from 0 to 1, not {self.share}.")
        if self.coverage == COVERED and (self.claim is None or self.direction is None):
            raise InvalidFinding("A covered finding needs a claim and a direction.")


@dataclass(frozen=True, slots=True)
class Convergence:
    """How two findings relate.

    Attributes
    ----------
    code : str
        ``agreement``, ``partial``, ``dissonance``, ``complementary`` or ``silence:<kind>``.
    flags : tuple of str
        `DIFFERENT_GROUPS`, `NOT_INDEPENDENT`.
    rules : tuple of str
        The rules, K1 to K6, that decided the code.
    """

    code: str
    flags: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def perspective_gap(self) -> bool:
        """Whether different groups hold opposite views; both may be right."""
        return self.code == "dissonance" and DIFFERENT_GROUPS in self.flags

    @property
    def counted(self) -> bool:
        """Whether the pair belongs in the count of agreement."""
        return self.code in ("agreement", "partial", "dissonance")


def prominence(finding: CodedFinding) -> int | None:
    """Return how prominent a claim is, 0 to 3; None when neither rank nor share is known."""
    if finding.rank is not None:
        return 3 if finding.rank == 1 else 2 if finding.rank <= 3 else 1
    if finding.share is None:
        return None
    return sum(finding.share >= limit for limit in (2 / 3, 1 / 3, 0.1))


def frechet_bounds(first: float, second: float) -> tuple[float, float]:
    """Return the least and greatest share for which both can hold.

    Parameters
    ----------
    first, second : float
        Shares, 0 to 1, of the same base.

    Raises
    ------
    ValueError
        A share is outside 0 to 1.
    """
    for share in (first, second):
        if not 0 <= share <= 1:
            raise ValueError(f"A share must be from 0 to 1, not {share}.")
    return max(0.0, first + second - 1), min(first, second)


def converge(f: CodedFinding, g: CodedFinding) -> Convergence:
    """Code how two findings relate; the order does not matter.

    Parameters
    ----------
    f, g : CodedFinding

    Returns
    -------
    Convergence

    Notes
    -----
    Findings whose prominence is unknown on both sides are compared on meaning alone; known on
    one side only, they are at most partial. Different claims are complementary unless one
    excludes the other and both cannot hold (see `_incompatible`).
    """
    if silent := [kind for kind in SILENCES if kind in (f.coverage, g.coverage)]:
        return Convergence(f"silence:{silent[0]}", (), ("K1",))
    flags = _flags(f, g)
    if f.claim != g.claim:
        code = "dissonance" if _incompatible(f, g) else "complementary"
        return Convergence(code, flags, ("K4",))
    if {f.direction, g.direction} == {-1, 1}:
        return Convergence("dissonance", flags, ("K2",))
    if f.direction != g.direction or not _equally_prominent(f, g):
        return Convergence("partial", flags, ("K3",))
    caps = ("K5",) * (NOT_INDEPENDENT in flags) + ("K6",) * _other_examples(f, g)
    return Convergence("partial" if caps else "agreement", flags, ("K3", *caps))


def _flags(f: CodedFinding, g: CodedFinding) -> tuple[str, ...]:
    """Return what a reader must know whatever the code is."""
    groups = f.subject is not None and g.subject is not None and f.subject != g.subject
    shared = f.objects | g.objects if f.claim == g.claim else frozenset()
    praised = any(one.recruited_via in one.objects | shared for one in (f, g))
    return (DIFFERENT_GROUPS,) * groups + (NOT_INDEPENDENT,) * praised


def _incompatible(f: CodedFinding, g: CodedFinding) -> bool:
    """Whether claims that exclude each other are both made of more units than there are.

    Notes
    -----
    Two shares of one group that sum to at most one leave room for both (Frechet). Without shares
    of one group, the same direction on excluding claims is taken as a contradiction.
    """
    if g.claim not in f.excludes and f.claim not in g.excludes:
        return False
    if f.subject == g.subject and f.share is not None and g.share is not None:
        return frechet_bounds(f.share, g.share)[0] > 0
    return f.direction == g.direction


def _equally_prominent(f: CodedFinding, g: CodedFinding) -> bool:
    """Whether the prominences lie within one step, or are unknown in both."""
    first, second = prominence(f), prominence(g)
    if first is None or second is None:
        return first is second
    return abs(first - second) <= 1


def _other_examples(f: CodedFinding, g: CodedFinding) -> bool:
    """Whether both give examples and share less than half of them (Jaccard)."""
    if not f.examples or not g.examples:
        return False
    return len(f.examples & g.examples) / len(f.examples | g.examples) < 0.5


def coded_from_mapping(mapping: Mapping[str, object]) -> CodedFinding:
    """Read a coded finding from plain data such as JSON.

    Parameters
    ----------
    mapping : mapping of str to object
        Field names of `CodedFinding`; ``example_codes`` is read as `examples`. Fields that the
        coding does not use are passed over.

    Raises
    ------
    InvalidFinding
        A field has the wrong type or is out of range, or ``coverage`` is missing.
    """
    if not isinstance(mapping, Mapping):
        raise InvalidFinding(f"A coded finding must be an object of fields, not {mapping!r}.")
    examples = _texts("example_codes", mapping.get("example_codes"))
    return CodedFinding(
        coverage=(_text("coverage", mapping.get("coverage")) or "").replace("_", " "),
        direction=_direction(mapping.get("direction")),
        rank=_number("rank", mapping.get("rank"), whole=True),
        share=_number("share", mapping.get("share"), whole=False),
        subject=_text("subject", mapping.get("subject")),
        claim=_text("claim", mapping.get("claim")),
        recruited_via=_text("recruited_via", mapping.get("recruited_via")),
        objects=_texts("objects", mapping.get("objects")),
        examples=examples | _texts("examples", mapping.get("examples")),
        excludes=_texts("excludes", mapping.get("excludes")),
    )


def _text(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    raise InvalidFinding(f"{name} must be text, not {value!r}.")


def _texts(name: str, value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if isinstance(value, (str, Mapping)) or not isinstance(value, Collection):
        raise InvalidFinding(f"{name} must be a list of texts, not {value!r}.")
    if not all(isinstance(item, str) for item in value):
        raise InvalidFinding(f"{name} must be a list of texts, not {value!r}.")
    return frozenset(value)


def _direction(value: object) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, type(None))):
        raise InvalidFinding(f"direction must be -1, 0, 1 or mixed, not {value!r}.")
    return value


def _number(name: str, value: object, *, whole: bool) -> Any:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidFinding(f"{name} must be a number, not {value!r}.")
    if not abs(value) < LARGEST:  # nan too
        raise InvalidFinding(f"{name} must be a number of ordinary size.")
    if whole and value != value // 1:
        raise InvalidFinding(f"{name} must be a whole number, not {value!r}.")
    try:
        return int(value) if whole else float(value)
    except OverflowError:
        raise InvalidFinding(f"{name} is too large a number.") from None
