"""Expressions and formulas of recipes: R's rules for missing values, names and contrasts."""

import math

import numpy as np
import pytest

from allmenning.core.recipe.expression import condition, evaluate
from allmenning.core.recipe.formula import model_matrix, read_formula
from allmenning.core.recipe.syntax import parse, written
from allmenning.core.recipe.table import (
    Column,
    Kind,
    RecipeError,
    Table,
    factor,
    number,
    number_label,
    read_table,
    text,
    truth,
)

NAN = math.nan
TABLE = Table(
    {
        "x": number(np.array([1.0, 2, 4, NAN])),
        "k": number(np.array([1.0, 10, 2, 10])),
        "f": factor(["b", "a", None, "c"], ["c", "a", "b"]),
        "g": factor(["U", "V", "U", "V"], ["U", "V", "none"]),
        "t": truth(np.array([1.0, 0, NAN, 1])),
        "s": text(["q", "p", "q", None]),
    },
    4,
)


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("x + 1 * 2", [3, 4, 6, NAN]),
        ("-x^2", [-1, -4, -16, NAN]),
        ("2^3^2 + 0 * k", [512, 512, 512, 512]),
        ("x %% 3 + x %/% 3", [1, 2, 2, NAN]),
        ("log(exp(x)) - sqrt(k * k)", [0, -8, 2, NAN]),
        ("log(k, 10)", [0, 1, math.log10(2), 1]),
        ("ifelse(is.na(x), 0, x)", [1, 2, 4, 0]),
        ("round(x / 3, 1)", [0.3, 0.7, 1.3, NAN]),
        ("pmax(x, k)", [1, 10, 4, NAN]),
        ("as.numeric(f)", [3, 2, NAN, 1]),
        ("x - mean(x, na.rm = TRUE)", [1 - 7 / 3, 2 - 7 / 3, 4 - 7 / 3, NAN]),
        ("x > 1 & t", [0, 0, NAN, NAN]),
        ("x > 1 | t", [1, 1, 1, 1]),
        ("!t", [0, 1, NAN, 0]),
        ("f == 'a' | g == \"V\"", [0, 1, NAN, 1]),
        ("k == '10'", [0, 1, 0, 1]),
        ("s < 'q'", [0, 1, 0, NAN]),
        ("f %in% c('a', 'b')", [1, 1, 0, 0]),
        ("k %in% 1:3", [1, 0, 1, 0]),
        ("is.na(f) | is.na(s)", [0, 0, 1, 1]),
        ("ifelse(t, 'yes', 'no') == 'yes'", [1, 0, NAN, 1]),
        ("as.logical(x - 1)", [0, 1, 1, NAN]),
        ("as.integer(x / 3)", [0, 0, 1, NAN]),
        ("as.numeric(as.character(k))", [1, 10, 2, 10]),
        ("as.character(g) %in% 'V'", [0, 1, 0, 1]),
        ("abs(-x) + TRUE * 1L", [2, 3, 5, NAN]),
        ("is.na(f) %in% NA", [0, 0, 0, 0]),
        ("x %in% c(NA, 1)", [1, 0, 0, 1]),
    ],
)
def test_an_expression_is_worth_what_r_says(expression: str, values: list[float]) -> None:
    """Expected values by R 4.2."""
    assert evaluate(expression, TABLE).values == pytest.approx(values, nan_ok=True)


@pytest.mark.parametrize(
    ("expression", "levels", "codes"),
    [
        ("factor(k)", ("1", "2", "10"), [0, 2, 1, 2]),
        ("factor(k, levels = c(10, 1))", ("10", "1"), [1, 0, -1, 0]),
        (
            "factor(k, levels = c(1, 2, 10), labels = c('a', 'b', 'c'))",
            ("a", "b", "c"),
            [0, 2, 1, 2],
        ),
        ("relevel(f, ref = 'b')", ("b", "c", "a"), [0, 2, -1, 1]),
        ("cut(x, c(0, 2, Inf))", ("(0,2]", "(2,Inf]"), [0, 0, 1, -1]),
        (
            "cut(x, c(1, 2, 4), right = FALSE, include.lowest = TRUE)",
            ("[1,2)", "[2,4)"),
            [0, 1, 1, -1],
        ),
        ("interaction(g, k, drop = TRUE)", ("U.1", "U.2", "V.10"), [0, 2, 1, 2]),
    ],
)
def test_a_factor_is_made_as_r_makes_it(
    expression: str, levels: tuple[str, ...], codes: list[int]
) -> None:
    found = evaluate(expression, TABLE)

    assert (found.levels, found.values.tolist()) == (levels, codes)


def test_a_condition_that_is_missing_does_not_hold() -> None:
    assert condition("x > 1 & t", TABLE).tolist() == [False, False, False, False]
    assert condition("x > 1", TABLE).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("y + 1", "no variable 'y'. They have x, k"),
        ("x +", "not understood at the end"),
        ("x ? 1", "not understood at '\\?'"),
        ("f + 1", "A text or a factor cannot be counted with"),
        ("f < 'b'", "no order"),
        ("system('ls')", "system is no function"),
        ("c(1, 2)", "2 values where the data have 4 rows"),
        ("y ~ x", "A formula stands where"),
        ("relevel(f, 'z')", "'z' is no level"),
    ],
)
def test_what_is_not_understood_is_refused(expression: str, sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        evaluate(expression, TABLE)


@pytest.mark.parametrize(
    "source",
    ["I((x - 5)/2)", "log(x + 10)", "a %in% c(1, 2)", "-x^2", "f:g", "cut(x, breaks = c(0, 1))"],
)
def test_a_tree_is_written_as_r_writes_it(source: str) -> None:
    assert written(parse(source)) == source


def test_spaces_are_rs_own() -> None:
    assert written(parse("I(x*2-y)")) == "I(x * 2 - y)"


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("~x", ["(Intercept)", "x"]),
        ("~f + g - 1", ["fc", "fa", "fb", "gV", "gnone"]),
        ("~x + f - 1", ["x", "fc", "fa", "fb"]),
        ("~t:x", ["(Intercept)", "tFALSE:x", "tTRUE:x"]),
        ("~(t + s):x", ["(Intercept)", "tFALSE:x", "tTRUE:x", "sq:x"]),
        ("~t * x - x", ["(Intercept)", "tTRUE", "tFALSE:x", "tTRUE:x"]),
        ("~s/t", ["(Intercept)", "sq", "sp:tTRUE", "sq:tTRUE"]),
        ("~(s + t)^2", ["(Intercept)", "sq", "tTRUE", "sq:tTRUE"]),
        ("~0 + factor(k)", ["factor(k)1", "factor(k)2", "factor(k)10"]),
        ("~1", ["(Intercept)"]),
    ],
)
def test_a_formula_makes_the_columns_that_r_makes(formula: str, names: list[str]) -> None:
    """Expected names by R 4.2's model.matrix."""
    assert list(model_matrix(read_formula(formula), TABLE).names) == names


def test_rows_with_a_missing_variable_are_marked_and_empty() -> None:
    matrix = model_matrix(read_formula("x ~ f * x"), TABLE)

    assert matrix.complete.tolist() == [True, True, False, False]
    assert matrix.columns[2:].tolist() == [[0.0] * 6] * 2
    assert matrix.terms == (0, 1, 1, 2, 3, 3)


def test_what_is_no_formula_is_refused() -> None:
    with pytest.raises(RecipeError, match="holds the sign ~"):
        read_formula("x + y")
    with pytest.raises(RecipeError, match="cannot say"):
        read_formula("y ~ .")


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (1.0, "1"),
        (0.1, "0.1"),
        (100000.0, "1e+05"),
        (123456.0, "123456"),
        (0.00001, "1e-05"),
        (1 / 3, "0.333333333333333"),
        (NAN, "NaN"),
        (-math.inf, "-Inf"),
    ],
)
def test_numbers_are_labelled_as_r_writes_them(value: float, label: str) -> None:
    assert number_label(value) == label


def test_a_table_is_read_with_its_types() -> None:
    rows = [["a", "b", "c", "d"], ["1", "u", "x", "TRUE"], ["NA", "NA", "NA", "F"]]
    types: dict[str, dict[str, object]] = {
        "b": {"type": "factor", "levels": ["v", "u"]},
        "c": {"type": "string"},
        "d": {"type": "logical"},
    }
    table = read_table(rows, types)

    assert table["a"].values == pytest.approx([1, NAN], nan_ok=True)
    assert (table["b"].kind, table["b"].values.tolist()) == (Kind.FACTOR, [1, -1])
    assert (table["c"].kind, table["c"].levels) == (Kind.TEXT, ("x",))
    assert table["d"].values.tolist() == [1, 0]
    assert isinstance(table["d"], Column)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "The data are empty"),
        ([["a", "b"]], "names of columns and no rows"),
        ([["a", "a"], ["1", "2"]], "two columns named 'a'"),
        ([["a", "b"], ["1"]], "Line 2"),
        ([["a"], ["z"]], "hold numbers"),
    ],
)
def test_data_that_cannot_be_are_refused(rows: list[list[str]], sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        read_table(rows, {"a": {"type": "int"}})
