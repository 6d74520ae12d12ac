"""Which parts of two texts differ, in time that nobody's text can stretch; pure.

`difflib` takes time by the third power where words repeat: two texts of a thousand times "a" held a
page for twenty seconds. So ends that are the same are set aside, and a middle of more than `MOST`
pieces is not compared; words that stand everywhere do not lead the search (`autojunk`).
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

MOST = 1200
# Of a long history only so many changes are compared by words; the rest shows what was exchanged.
COMPARED = 20
SAME, CHANGED = "same", "changed"
Step = tuple[str, str, str]
"""What happened, with the text before and after."""


def fits(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether what lies between the same ends is short enough to be compared."""
    start, end = _same_ends(old, new)
    return len(old) + len(new) - 2 * (start + end) <= MOST


def steps(old: Sequence[str], new: Sequence[str], *, finely: bool = True) -> list[Step]:
    """Return the way from one text to the other, in order, with nothing left out."""
    start, end = _same_ends(old, new)
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    if finely and len(inner_old) + len(inner_new) <= MOST:
        inner = _compared(inner_old, inner_new)
    else:
        inner = [(CHANGED, "".join(inner_old), "".join(inner_new))]
    before, after = "".join(old[:start]), "".join(old[len(old) - end :])
    found = [(SAME, before, before), *inner, (SAME, after, after)]
    return _joined([step for step in found if step[1] or step[2]])


def _same_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Count the pieces that are the same at the beginning, and of the rest, at the end."""
    shortest = min(len(old), len(new))
    start = 0
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    matcher = SequenceMatcher(None, old, new)
    return [
        (
            SAME if kind == "equal" else CHANGED,
            "".join(old[from_old:to_old]),
            "".join(new[from_new:to_new]),
        )
        for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes()
    ]


def _joined(found: list[Step]) -> list[Step]:
    """Put together what is the same and stands side by side."""
    made: list[Step] = []
    for kind, before, after in found:
        if made and made[-1][0] == kind == SAME:
            made[-1] = (SAME, made[-1][1] + before, made[-1][2] + after)
        else:
            made.append((kind, before, after))
    return made
