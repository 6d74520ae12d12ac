"""The answers as they may be shared: one grouping with enough in each group, and no exact numbers.

What identifies is not there: no unit, no body, no free text, no day. A number becomes a band that
holds enough answers; a place in a ranking becomes a category.
"""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allmenning.surveys.models import Kind, Survey
from allmenning.surveys.queries.data import STRATUM, AnswerData, data_of
from allmenning.surveys.queries.languages import in_languages
from allmenning.surveys.queries.variables import (
    DONT_KNOW,
    DONT_KNOW_LABEL,
    Category,
    Cell,
    Variable,
)
from allmenning.ui.text import number

SMALLEST_GROUP = 5
UNDER, FROM = "under_", "from_"
BAND = re.compile(rf"(?:{UNDER}|{FROM})(?:minus_)?\d+(?:_\d+)?").fullmatch
MIXING, MENDING = 40, 60
KEPT = (STRATUM, "cluster", "population", "base_weight", "weight")


def smallest_group(survey: Survey) -> int:
    """Return how many must have answered in a group that is shown."""
    return max(int(survey.protection.get("minimum", SMALLEST_GROUP)), 2)


def publishable_data(survey: Survey) -> AnswerData:
    """Read the answers in the form in which they may leave the room; raises `NoAnswersError`."""
    least = smallest_group(survey)
    data = data_of(survey, least=least)
    grouping = {code: one for code, one in data.groupings.items() if code == STRATUM}
    columns = {name: cells for name, cells in data.columns.items() if name in KEPT}
    variables: list[Variable] = []
    edges = _edges_before(survey)
    for variable in data.variables:
        shared = _shared(variable, data.columns[variable.name], least, edges.get(variable.name, []))
        if shared:
            variables.append(shared[0])
            columns[variable.name] = shared[1]
    return replace(data, variables=tuple(variables), columns=columns, groupings=grouping)


def _shared(
    variable: Variable, cells: list[Cell], least: int, edges: Sequence[float]
) -> tuple[Variable, list[Cell]] | None:
    if not variable.is_number:
        return variable, cells
    known = [one for one in cells if isinstance(one, float)]
    is_rank = variable.kind == Kind.RANK
    bands = _places(known) if is_rank else _bands(edges or _edges(known, least))
    if len(bands) < 2:
        return None
    codes: list[Cell] = [_band_of(one, bands) if isinstance(one, float) else one for one in cells]
    categories = [Category(code, in_languages(say)) for code, _low, say in bands]
    if DONT_KNOW in cells:
        categories.append(Category(DONT_KNOW, DONT_KNOW_LABEL))
    return replace(variable, categories=tuple(categories)), codes


Band = tuple[str, float, Callable[[], str]]


def _band_of(value: float, bands: Sequence[Band]) -> str:
    return next(code for code, low, _say in reversed(bands) if value >= low)


def _places(values: Sequence[float]) -> list[Band]:
    return [(f"place_{one:.0f}", one, partial("{:.0f}".format, one)) for one in sorted(set(values))]


def _bands(edges: Sequence[float]) -> list[Band]:
    """Cut at the edges; what a band is called tells where it is cut."""
    if not edges:
        return []
    lows = [-np.inf, *edges]
    highs = [*edges, np.inf]
    codes = [UNDER + _coded(edges[0]), *(FROM + _coded(edge) for edge in edges)]
    words = [_words(low, high) for low, high in zip(lows, highs, strict=True)]
    return list(zip(codes, lows, words, strict=True))


def _coded(edge: float) -> str:
    return f"{edge:f}".rstrip("0").rstrip(".").replace(".", "_").replace("-", "minus_")


def _edges_before(survey: Survey) -> dict[str, list[float]]:
    """Read where numbers were cut in the newest publication.

    Cut otherwise, the two would tell between them how many lie between two near edges.
    """
    newest = survey.publications.order_by("-number").first()
    found: dict[str, list[float]] = {}
    for one in newest.tables["variables"] if newest else []:
        codes = [str(category["code"]) for category in one["categories"]]
        if one["kind"] == Kind.NUMBER:
            told = {code.removeprefix(UNDER).removeprefix(FROM) for code in codes if BAND(code)}
            found[one["name"]] = sorted(
                float(edge.replace("minus_", "-").replace("_", ".")) for edge in told
            )
    return found


def _edges(values: Sequence[float], least: int) -> list[float]:
    """Find rounded quartiles so that every band between them holds enough answers."""
    if len(values) < 2 * least:
        return []
    edges = sorted({_rounded(edge) for edge in np.quantile(values, (0.25, 0.5, 0.75))})
    while edges and (weak := _weak_edge(values, edges, least)) is not None:
        edges.remove(weak)
    return edges


def _rounded(value: float) -> float:
    """Round to two digits that matter."""
    return float(f"{value:.2g}")


def _weak_edge(values: Sequence[float], edges: Sequence[float], least: int) -> float | None:
    """Return an edge beside a band with too few."""
    counts = Counter(int(np.searchsorted(edges, one, side="right")) for one in values)
    weak = next((band for band in range(len(edges) + 1) if counts[band] < least), None)
    return None if weak is None else edges[min(weak, len(edges) - 1)]


def _words(low: float, high: float) -> Callable[[], str]:
    if low == -np.inf:
        return lambda: _("Under %(high)s") % {"high": number(high)}
    if high == np.inf:
        return lambda: pgettext("amount", "%(low)s or more") % {"low": number(low)}
    return lambda: _("From %(low)s to under %(high)s") % {"low": number(low), "high": number(high)}


Hidden = Mapping[str, Mapping[str, set[str]]]


def exchanged(
    data: AnswerData, hidden: Hidden, seed: int, *, least: int = SMALLEST_GROUP
) -> tuple[AnswerData, dict[str, int]]:
    """Exchange the answers of hidden cells between groups, at random.

    The published tables hide these cells; rows that showed them would undo that. Two rows change
    answers only where both cells they come to are hidden too, so every count that is shown, and
    every count in all, stays as it was. The weighted counts in all are let near what they were, but
    no nearer than `least` answers' difference in weight: with the counts and the weights at hand,
    exact ones would give the hidden counts away.

    Parameters
    ----------
    hidden : mapping
        By variable and group, the categories that are not shown; "" is nobody asked or answered.
    seed : int
        Who knew it could undo the exchange. The same answers, hidden cells and seed are exchanged
        in the same way: publications that were drawn apart would tell together what each hides.

    Returns
    -------
    tuple of AnswerData and dict
        And how many answers stand in another group than before, by variable.
    """
    columns, moved = dict(data.columns), {}
    for variable, by_group in hidden.items():
        generator = _generator(seed, data, variable, by_group)
        swaps = _Swaps(data, variable, by_group)
        for pair in swaps.pairs(generator, MIXING):
            swaps.swap(*pair)
        slack = least * swaps.spread
        for pair in swaps.pairs(generator, MENDING):
            if swaps.farthest(*pair) > slack and swaps.gain(*pair) > 0:
                swaps.swap(*pair)
        before = columns[variable]
        moved[variable] = sum(a != b for a, b in zip(swaps.cells, before, strict=True))
        columns[variable] = swaps.cells
    told = json.dumps(columns, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return replace(data, columns=columns, digest=digest), moved


def _generator(
    seed: int, data: AnswerData, variable: str, by_group: Mapping[str, set[str]]
) -> np.random.Generator:
    """Draw for this variable alone: what becomes of it hangs on no other."""
    cells = [data.columns[STRATUM], data.columns[variable]]
    told = json.dumps([variable, [(one, sorted(by_group[one])) for one in sorted(by_group)], cells])
    digest = hashlib.sha256(told.encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest)])


class _Swaps:
    """One variable while its hidden answers change places."""

    def __init__(self, data: AnswerData, variable: str, by_group: Mapping[str, set[str]]) -> None:
        self.cells = list(data.columns[variable])
        self.weights = [float(one or 0) for one in data.columns["weight"]]
        self.allowed = [by_group.get(str(group), set()) for group in data.columns[STRATUM]]
        self.rows = [i for i, cell in enumerate(self.cells) if str(cell or "") in self.allowed[i]]
        # How far the weighted count of each answer is from what it was.
        self.off: dict[Cell, float] = defaultdict(float)

    def pairs(self, generator: np.random.Generator, times: int) -> Iterator[tuple[int, int]]:
        """Yield pairs of rows that may change places, each row about so many times."""
        for _round in range(times):
            order = generator.permutation(self.rows).tolist()
            for i, j in zip(order[::2], order[1::2], strict=False):
                if self._fits(i, j) and self._fits(j, i) and self.cells[i] != self.cells[j]:
                    yield i, j

    def _fits(self, answer: int, place: int) -> bool:
        return str(self.cells[answer] or "") in self.allowed[place]

    def swap(self, i: int, j: int) -> None:
        heavier = self.weights[j] - self.weights[i]
        self.off[self.cells[i]] += heavier
        self.off[self.cells[j]] -= heavier
        self.cells[i], self.cells[j] = self.cells[j], self.cells[i]

    @property
    def spread(self) -> float:
        """How unlike the weights of the hidden answers are."""
        mine = [self.weights[row] for row in self.rows]
        return max(mine) - min(mine) if mine else 0.0

    def farthest(self, i: int, j: int) -> float:
        return max(abs(self.off[self.cells[i]]), abs(self.off[self.cells[j]]))

    def gain(self, i: int, j: int) -> float:
        """Return how much nearer the weighted counts come to what they were."""
        heavier = self.weights[j] - self.weights[i]
        first, second = self.off[self.cells[i]], self.off[self.cells[j]]
        now = abs(first) + abs(second)
        return now - abs(first + heavier) - abs(second - heavier)
