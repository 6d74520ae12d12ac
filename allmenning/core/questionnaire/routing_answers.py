"""Answers that stand for all others: those that the conditions can tell apart."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

from allmenning.core.questionnaire.condition import Answer, Condition, answers_in, settled
from allmenning.core.questionnaire.item import DONT_KNOW, Item, Kind
from allmenning.core.questionnaire.questionnaire import Question
from allmenning.core.questionnaire.value import Value, check_value


def domains_of(condition: Condition, order: Sequence[Question]) -> dict[str, list[Value]]:
    """Return for each question the answers that these conditions can tell apart."""
    looked: dict[str, list[Answer]] = {question.code: [] for question in order}
    for one in (condition, *(question.condition for question in order)):
        for answer in answers_in(one):
            if answer.question in looked:
                looked[answer.question].append(answer)
    return {
        question.code: _told_apart(question.code, _answers(question, looked[question.code]), looked)
        for question in order
    }


def _told_apart(
    code: str, values: Sequence[Value], looked: Mapping[str, Sequence[Answer]]
) -> list[Value]:
    """Keep one of those values that no condition tells from each other."""
    kept: dict[tuple[bool | None, ...], Value] = {}
    for value in values:
        kept.setdefault(tuple(settled(one, {code: value}) for one in looked[code]), value)
    return list(kept.values())


def _answers(question: Question, looked: Sequence[Answer]) -> list[Value]:
    item = question.item
    found: list[Value] = [] if question.is_required else [None]
    if item.offers_dont_know and item.kind is not Kind.MATRIX:
        found.append(DONT_KNOW)
    match item.kind:
        case Kind.SINGLE:
            found += item.codes
        case Kind.MULTIPLE | Kind.RANK:
            found += _lists(item, looked)
        case Kind.MATRIX:
            found += _rows(item, looked, is_required=question.is_required)
        case Kind.NUMBER:
            found += _numbers(item, looked)
        case Kind.DATE:
            found += _days(looked)
        case _:
            found.append("x")
    return found


def _lists(item: Item, looked: Sequence[Answer]) -> list[Value]:
    """Every set of the options that are looked at, with and without one that is not."""
    wanted = {str(answer.value) for answer in looked}
    named = [code for code in item.codes if code in wanted]
    rest = [code for code in item.codes if code not in named]
    plain = [code for code in rest if not _is_alone(item, code)]
    found: list[Value] = [[code] for code in rest[:1]]
    for size in range(1, min(len(named), item.places) + 1):
        for chosen in combinations(named, size):
            if size > 1 and any(_is_alone(item, code) for code in chosen):
                continue
            found.append(list(chosen))
            if plain and size < item.places and not _is_alone(item, chosen[0]):
                found.append([*chosen, plain[0]])
    return found


def _is_alone(item: Item, code: str) -> bool:
    return any(option.alone for option in item.options if option.code == code)


def _rows(item: Item, looked: Sequence[Answer], *, is_required: bool) -> list[Value]:
    named = [row.code for row in item.rows if any(one.row == row.code for one in looked)]
    codes: list[str] = [*item.codes, *([DONT_KNOW] if item.offers_dont_know else [])]
    codes += [] if is_required else [""]
    rest = {row.code: codes[0] for row in item.rows if row.code not in named}
    found: list[Value] = []
    for chosen in product(codes, repeat=len(named)):
        told = {row: code for row, code in zip(named, chosen, strict=True) if code}
        found.append(rest | told or None)
    return found


def _numbers(item: Item, looked: Sequence[Answer]) -> list[Value]:
    """Take each limit, and the nearest numbers on its sides, as far as they may be answered."""
    step = 10.0**-item.limits.decimals
    edges = [float(one.value) for one in looked if isinstance(one.value, int | float)]
    edges += [edge for edge in (item.limits.lowest, item.limits.highest) if edge is not None]
    near = {round(edge + side * step, 9) for edge in [*edges, 0.0] for side in (-1, 0, 1)}
    checked = (check_value(item, number).value for number in sorted(near))
    return [number for number in checked if number is not None]


def _days(looked: Sequence[Answer]) -> list[Value]:
    days = [str(one.value) for one in looked if one.test != "answered"]
    # Text before and after any day sorts as a day would, which is all that is compared.
    return ["1800-01-01", *days, *(f"{day}+" for day in days), "2200-01-01"]
