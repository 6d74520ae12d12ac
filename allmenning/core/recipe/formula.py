"""Formulas and their model matrices, with R's treatment contrasts and names.

Source: Chambers and Hastie (1992), Statistical Models in S, section 2.4; a factor of a term is
coded by contrasts where an earlier term holds all others of its term, else by all its levels.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from types import MappingProxyType

import numpy as np

from allmenning.core.design.model import Flags, Floats
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.syntax import Call, Name, Node, Number, parse, written
from allmenning.core.recipe.table import Column, Kind, RecipeError, Table, as_factor

Term = frozenset[int]


@dataclass(frozen=True)
class Formula:
    """A formula read.

    Attributes
    ----------
    response : Node or None
    variables : tuple of Node
        In the order they occur.
    terms : tuple of Term
        Sets of variables, main effects first.
    intercept : bool
    """

    response: Node | None
    variables: tuple[Node, ...]
    terms: tuple[Term, ...]
    intercept: bool

    @property
    def term_names(self) -> tuple[str, ...]:
        """What R calls the terms: ``stype:api99``."""
        names = [written(variable) for variable in self.variables]
        return tuple(":".join(names[place] for place in sorted(term)) for term in self.terms)


@dataclass(frozen=True, eq=False)
class ModelMatrix:
    """The columns of a model.

    Attributes
    ----------
    names : tuple of str
        p names.
    columns : Floats
        (n, p), 0 on rows where a variable is missing.
    complete : Flags
        (n,), rows where no variable is missing.
    terms : tuple of int
        p numbers: the term of each column, counted from 1; 0 is the intercept.
    """

    names: tuple[str, ...]
    columns: Floats
    complete: Flags
    terms: tuple[int, ...]


def read_formula(source: str) -> Formula:
    """Read ``y ~ a * b - 1`` or ``~a + b``.

    Raises
    ------
    RecipeError
        It is no formula.
    """
    match parse(source):
        case Call("~", (response, right)):
            return _formula(response, right)
        case Call("~", (right,)):
            return _formula(None, right)
    raise RecipeError(f"{source!r} is no formula; a formula holds the sign ~.")


def _formula(response: Node | None, right: Node) -> Formula:
    variables: list[Node] = []
    terms = sorted(_terms(right, variables), key=len)
    return Formula(response, tuple(variables), tuple(terms), not _takes_intercept_away(right))


def _takes_intercept_away(node: Node) -> bool:
    match node:
        case Number(0) | Call("-", (Number(1),)) | Call("-", (_, Number(1))):
            return True
        case Call("+", (left, right)):
            return _takes_intercept_away(left) or _takes_intercept_away(right)
        case Call("-", (left, _)) | Call("(", (left,)):
            return _takes_intercept_away(left)
    return False


def _terms(node: Node, variables: list[Node]) -> list[Term]:
    match node:
        case Number(_) | Call("-", (_,)):
            return []
        case Call("(" | "+", (inner,)):
            return _terms(inner, variables)
        case Call("^", (left, Number(power))):
            one = _terms(left, variables)
            return reduce(
                lambda found, _: _united(found, _crossed(found, one)), range(int(power) - 1), one
            )
        case Call(sign, (left, right)) if sign in OPERATORS:
            return OPERATORS[sign](_terms(left, variables), _terms(right, variables))
        case Name("."):
            raise RecipeError("A formula must name its variables; it cannot say '.'.")
    return [frozenset({_place(node, variables)})]


def _united(one: list[Term], other: list[Term]) -> list[Term]:
    return list(dict.fromkeys([*one, *other]))


def _without(one: list[Term], other: list[Term]) -> list[Term]:
    return [term for term in one if term not in other]


def _crossed(one: list[Term], other: list[Term]) -> list[Term]:
    return _united([], [a | b for a, b in product(one, other)])


def _both(one: list[Term], other: list[Term]) -> list[Term]:
    return _united(_united(one, other), _crossed(one, other))


def _nested(one: list[Term], other: list[Term]) -> list[Term]:
    return _united(one, _crossed([frozenset().union(*one)], other))


OPERATORS: Mapping[str, Callable[[list[Term], list[Term]], list[Term]]] = MappingProxyType(
    {"+": _united, "-": _without, ":": _crossed, "*": _both, "/": _nested, "%in%": _crossed}
)


def _place(node: Node, variables: list[Node]) -> int:
    name = written(node)
    for place, known in enumerate(variables):
        if written(known) == name:
            return place
    variables.append(node)
    return len(variables) - 1


def model_matrix(formula: Formula, table: Table) -> ModelMatrix:
    """Return the columns that a formula makes of a table.

    Raises
    ------
    RecipeError
        A variable that is not among the data.
    """
    columns = [_usable(evaluate(variable, table)) for variable in formula.variables]
    complete = np.ones(table.rows, dtype=bool)
    for column in columns:
        complete &= ~column.missing
    names = ["(Intercept)"] if formula.intercept else []
    parts = [np.ones((table.rows, 1))] if formula.intercept else []
    terms = [0] if formula.intercept else []
    full = _full_term(formula, columns)
    for number, term in enumerate(formula.terms, start=1):
        blocks = [
            _block(written(formula.variables[v]), columns[v], full=_is_full(formula, term, v, full))
            for v in sorted(term)
        ]
        term_names, values = _multiplied(blocks, table.rows)
        names += term_names
        parts.append(values)
        terms += [number] * len(term_names)
    matrix = np.hstack(parts) if parts else np.zeros((table.rows, 0))
    matrix[~complete] = 0
    return ModelMatrix(tuple(names), matrix, complete, tuple(terms))


def _usable(column: Column) -> Column:
    return as_factor(column) if column.kind is not Kind.NUMBER else column


def _full_term(formula: Formula, columns: Sequence[Column]) -> Term | None:
    """Return the term that stands for the intercept: the first factor on its own."""
    if formula.intercept:
        return None
    alone = (t for t in formula.terms if len(t) == 1 and columns[next(iter(t))].coded)
    return next(alone, None)


def _is_full(formula: Formula, term: Term, variable: int, full: Term | None) -> bool:
    margin = term - {variable}
    if margin:
        earlier = formula.terms[: formula.terms.index(term)]
        return not any(margin <= other for other in earlier)
    return term == full


def _block(name: str, column: Column, *, full: bool) -> tuple[list[str], Floats]:
    if not column.coded:
        return [name], np.asarray(column.values, dtype=np.float64)[:, None]
    first = 0 if full else 1
    codes = np.asarray(column.values)
    places = np.arange(first, len(column.levels))
    return (
        [f"{name}{level}" for level in column.levels[first:]],
        (codes[:, None] == places).astype(np.float64),
    )


def _multiplied(blocks: Sequence[tuple[list[str], Floats]], rows: int) -> tuple[list[str], Floats]:
    names, values = [""], np.ones((rows, 1))
    for place, (more, columns) in enumerate(blocks):
        names = [f"{name}:{extra}" if place else extra for extra in more for name in names]
        values = (columns[:, :, None] * values[:, None, :]).reshape(rows, -1)
    return names, values
