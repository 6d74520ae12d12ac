"""Answers of hidden cells change places, and nothing that is shown does."""

from collections import Counter

from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.publishable import exchanged
from allmenning.surveys.queries.variables import Cell

SMALL, LARGE, OTHER = "small", "large", "other"


def make_data() -> AnswerData:
    """Three groups of 20, with 4, 8 and 10 who said no, weighted unlike."""
    groups: list[Cell] = [SMALL] * 20
    weights: list[Cell] = [1.0] * 20
    plan: list[Cell] = [*["no"] * 4, *["yes"] * 16]
    groups += [*[LARGE] * 20, *[OTHER] * 20]
    weights += [1.5] * 20 + [2.0] * 20
    plan += ["no"] * 8 + ["yes"] * 12 + ["no", "yes"] * 10
    columns: dict[str, list[Cell]] = {"stratum": groups, "weight": weights, "plan": plan}
    return AnswerData("body", tuple(range(60)), (), columns, (), {})


def counts(data: AnswerData) -> Counter[tuple[Cell, Cell]]:
    return Counter(zip(data.columns["stratum"], data.columns["plan"], strict=True))


HIDDEN = {"plan": {SMALL: {"yes", "no"}, LARGE: {"yes", "no"}}}


def test_counts_that_are_shown_and_counts_in_all_stand() -> None:
    before = make_data()
    after, moved = exchanged(before, HIDDEN, 7)
    assert Counter(before.columns["plan"]) == Counter(after.columns["plan"])
    assert counts(after)[OTHER, "no"] == 10
    assert counts(after)[SMALL, "yes"] + counts(after)[SMALL, "no"] == 20
    assert moved["plan"] > 0


def test_hidden_counts_are_not_those_of_the_answers() -> None:
    """With unlike weights as well: the weighted counts in all must not tell either."""
    found = {counts(exchanged(make_data(), HIDDEN, seed)[0])[SMALL, "no"] for seed in range(12)}
    assert len(found) > 3


def test_weighted_counts_in_all_come_near_what_they_were() -> None:
    """Off by no more than five answers' difference in weight: 5 x 0.5."""
    before = make_data()
    after, _moved = exchanged(before, HIDDEN, 7)
    assert abs(weighted(after) - weighted(before)) <= 2.5


def weighted(data: AnswerData) -> float:
    pairs = zip(data.columns["plan"], data.columns["weight"], strict=True)
    return sum(float(weight or 0) for plan, weight in pairs if plan == "no")


def test_an_answer_never_comes_to_a_cell_that_is_shown() -> None:
    hidden = {"plan": {SMALL: {"no"}, LARGE: {"yes"}}}
    after, moved = exchanged(make_data(), hidden, 7)
    assert counts(after) == counts(make_data())
    assert moved == {"plan": 0}
