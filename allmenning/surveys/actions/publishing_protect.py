"""What is hidden before anything is published, and what is done so that the answers do not tell."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from allmenning.core.disclosure import Protected, Table
from allmenning.core.questionnaire import answers_in, read_condition
from allmenning.surveys.actions.protecting import (
    WHOLE,
    counted_table,
    hidden_categories,
    protect_tables,
    read_tables,
    record_of,
    stored_tables,
)
from allmenning.surveys.actions.publishing_parts import OTHER, hide_with_parts, told_by_others
from allmenning.surveys.models import PublishingStep, Survey
from allmenning.surveys.queries.data import STRATUM, AnswerData, NoAnswersError
from allmenning.surveys.queries.languages import in_languages
from allmenning.surveys.queries.publishable import exchanged, smallest_group
from allmenning.surveys.queries.variables import DONT_KNOW, Category, Cell, Variable
from allmenning.ui.text import number

MOST_PASSES = 4
Hidden = dict[str, dict[str, set[str]]]


@dataclass(frozen=True)
class Gate:
    """Answers as they go out, what is hidden of them, and what a reader can know of that."""

    data: AnswerData
    hidden: Hidden
    record: dict[str, Any]


def protected_answers(
    survey: Survey,
    data: AnswerData,
    variables: Sequence[str],
    tell: Callable[[PublishingStep, int, int], None] = lambda _step, _place, _of: None,
) -> Gate:
    """Protect the variables in all and by group; raises `NotPublishableError`.

    Answers that so few gave that they are not shown even in all are put together with others;
    where nothing is left to tell, the variable goes.
    """
    data = replace(data, variables=tuple(one for one in data.variables if one.name in variables))
    named = data.variables
    earlier = _earlier(survey)
    data = _put_together_as_before(survey, data)
    done: dict[str, Protected] = {}
    for _pass in range(MOST_PASSES):
        for one in data.variables:
            if one.name not in done:
                tell(PublishingStep.PROTECTING, len(done) + 1, len(data.variables))
                done[one.name] = _protected(survey, one, data, earlier)
        rare = _hidden_in_all(done)
        if not rare:
            break
        data = _merged(data, rare) if _pass < MOST_PASSES - 2 else _without(data, set(rare))
        for name in rare:
            del done[name]
    data = _without(data, told_by_others(survey, named, data))
    if not data.variables:
        raise NoAnswersError
    return _gate(survey, data, [done[one.name] for one in data.variables])


def _protected(
    survey: Survey, variable: Variable, data: AnswerData, earlier: Sequence[Sequence[Table]]
) -> Protected:
    """Protect one variable: its cells stand in no table of another."""
    mine = [
        [table for table in tables if table.dimensions[-1].name == variable.name]
        for tables in earlier
    ]
    table = _table(variable, data)
    return protect_tables([table], settings=survey.protection, earlier=mine)


def _hidden_in_all(done: Mapping[str, Protected]) -> dict[str, set[str]]:
    found = {name: hidden_categories(one).get(name, {}) for name, one in done.items()}
    return {name: groups[WHOLE] for name, groups in found.items() if groups.get(WHOLE)}


def _gate(survey: Survey, data: AnswerData, done: Sequence[Protected]) -> Gate:
    found = {name: groups for one in done for name, groups in hidden_categories(one).items()}
    hidden = _with_bases(survey, data, found)
    least = smallest_group(survey)
    shared, moved = exchanged(data, hidden, _seed(survey), least=least)
    told = {
        "smallest": number(least),
        "exchanged": number(sum(moved.values())),
        # In whole percentage points: with the weights at hand, more would tell who moved.
        "moved": number(math.ceil(100 * _largest_move(data, shared))),
    }
    records = [record_of(one) for one in done]
    record = {
        **{name: sum(one[name] for one in records) for name in ("sensitive", "secondary", "shown")},
        "known": [known for one in records for known in one["known"]],
        "tables": [table for one in done for table in stored_tables(one.tables)],
        "exchanged": moved,
        "told": told,
    }
    return Gate(shared, hidden, record)


def _seed(survey: Survey) -> int:
    """Give the same answers the same exchange in each publication, or many would tell them apart.

    It is made of the installation's secret: who knew it could undo the exchange.
    """
    made = salted_hmac("surveys.exchange", str(survey.pk), algorithm="sha256").digest()
    return int.from_bytes(made)


def _earlier(survey: Survey) -> list[list[Table]]:
    """Read what is out already, which cannot be taken back."""
    rows = survey.publications.order_by("number")
    return [read_tables(one.protection.get("tables", [])) for one in rows]


def _table(variable: Variable, data: AnswerData) -> Table:
    """Count a variable by group; who said "don't know" has told nothing to protect."""
    known = [one.code for one in variable.known]
    cells = data.columns[variable.name]
    filters = () if all(cell in known for cell in cells) else ((f"{variable.name} known", "yes"),)
    groups = [one.code for one in data.classes] if data.groupings else []
    columns = [data.columns[STRATUM], cells] if groups else [cells]
    counts: dict[tuple[str, ...], int] = dict.fromkeys(
        product(*([groups] if groups else []), known), 0
    )
    for row in zip(*columns, strict=True):
        key = tuple(str(one) for one in row)
        if key in counts:
            counts[key] += 1
    groupings = {STRATUM: groups} if groups else {}
    return counted_table(variable.name, groupings, known, counts, filters=filters)


def _put_together_as_before(survey: Survey, data: AnswerData) -> AnswerData:
    """Put the answers together that the newest publication put together."""
    newest = survey.publications.order_by("-number").first()
    told = newest.tables["variables"] if newest else []
    kept = {one["name"]: {category["code"] for category in one["categories"]} for one in told}
    gone = {
        one.name: {category.code for category in one.categories} - kept[one.name]
        for one in data.variables
        if OTHER in kept.get(one.name, ())
    }
    return _merged(data, gone)


def _merged(data: AnswerData, rare: Mapping[str, set[str]]) -> AnswerData:
    """Put answers that are hidden in all together as "other answers"."""
    variables: list[Variable] = []
    columns = dict(data.columns)
    for variable in data.variables:
        codes = rare.get(variable.name, set())
        if not codes:
            variables.append(variable)
            continue
        kept = [one for one in variable.categories if one.code not in codes and one.code != OTHER]
        if len([one for one in variable.known if one in kept]) < 1 or WHOLE in codes:
            continue
        gone = {*codes, OTHER}
        other = Category(OTHER, in_languages(lambda: _("Other answers, put together")))
        unsure = [one for one in kept if one.code == DONT_KNOW]
        known = [one for one in kept if one.code != DONT_KNOW]
        variables.append(replace(variable, categories=(*known, other, *unsure)))
        columns[variable.name] = [OTHER if one in gone else one for one in columns[variable.name]]
    return replace(data, variables=tuple(variables), columns=columns)


def _without(data: AnswerData, names: set[str]) -> AnswerData:
    return replace(data, variables=tuple(one for one in data.variables if one.name not in names))


def _with_bases(survey: Survey, data: AnswerData, found: Mapping[str, Any]) -> Hidden:
    """Name groups as figures do, and hide a base that another question's hidden count gives away.

    How many a question was for is how many gave the answer that leads to it.
    """
    hidden: Hidden = {
        name: {
            "" if group == WHOLE else group: {"" if one == WHOLE else one for one in codes}
            for group, codes in groups.items()
        }
        for name, groups in found.items()
    }
    hide_with_parts(survey, data, hidden)
    names: dict[str, list[str]] = {}
    for one in data.variables:
        names.setdefault(one.question, []).append(one.name)
    for question in survey.questions.order_by("page", "position", "pk"):
        leading = {one.question for one in answers_in(read_condition(question.condition))}
        groups = {
            group
            for code in leading
            for name in names.get(code, [])
            for group in hidden.get(name, {})
        }
        for name in names.get(question.code, []) if groups else []:
            for group in groups:
                everything = {one.code for one in _variable(data, name).categories}
                hidden.setdefault(name, {})[group] = {"", *everything}
    return hidden


def _variable(data: AnswerData, name: str) -> Variable:
    return next(one for one in data.variables if one.name == name)


def _largest_move(before: AnswerData, after: AnswerData) -> float:
    """Return the largest change of a weighted share in all that the exchange made."""
    weights = [float(one or 0) for one in before.columns["weight"]]
    moves = [
        abs(_weight(after.columns[one.name], weights, category.code) - mine) / sum(weights)
        for one in before.variables
        for category in one.categories
        for mine in [_weight(before.columns[one.name], weights, category.code)]
    ]
    return max(moves, default=0.0)


def _weight(cells: Sequence[Cell], weights: Sequence[float], category: str) -> float:
    return sum(w for cell, w in zip(cells, weights, strict=True) if cell == category)
