from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from allmenning.ui import parameters


def query(written: str) -> QueryDict:
    return QueryDict(written)


def test_text_is_trimmed_and_loses_what_no_database_takes() -> None:
    assert parameters.text(query("q=%20Lom%00%0A%20"), "q") == "Lom"


def test_text_is_cut() -> None:
    assert len(parameters.text(query("q=" + "x" * 9000), "q")) == parameters.LONGEST


@pytest.mark.parametrize("written", ["", "a", "1.5", "²", "٣", "1e3", "-", "--1", "9" * 40, "11"])
def test_what_is_no_whole_number_in_range_is_the_default(written: str) -> None:
    assert parameters.integer(QueryDict(f"n={written}"), "n", high=10, default=4) == 4


def test_a_whole_number_is_read() -> None:
    assert parameters.integer(query("n=-3"), "n", low=-5) == -3


def test_an_unknown_choice_is_the_default() -> None:
    assert parameters.choice(query("kind=cake"), "kind", ("map", "list"), "list") == "list"
    assert parameters.choice(query("kind=map"), "kind", ("map", "list"), "list") == "map"


def test_choices_come_once_each_in_the_order_given_and_never_too_many() -> None:
    given_twice = query("f=b&f=a&f=b&f=")
    assert parameters.choices(given_twice, "f") == ("b", "a")
    assert parameters.choices(given_twice, "f", allowed={"a"}) == ("a",)
    many = query("&".join(f"f={i}" for i in range(1000)))
    assert len(parameters.choices(many, "f", most=5)) == 5


def test_a_day_that_does_not_exist_is_the_default() -> None:
    assert parameters.day(query("d=2024-02-30"), "d") is None
    assert parameters.day(query("d=2024-02-29"), "d") == date(2024, 2, 29)


def test_weights_not_given_keep_their_default() -> None:
    defaults = {"size": 3.0, "county": 1.0}
    assert parameters.weights(query("w_size=5&w_county=99"), defaults) == {
        "size": 5.0,
        "county": 1.0,
    }


@given(st.text(max_size=50))
def test_no_value_makes_a_parameter_raise(value: str) -> None:
    hostile = QueryDict(mutable=True)
    hostile["x"] = value
    parameters.text(hostile, "x")
    parameters.integer(hostile, "x")
    parameters.day(hostile, "x")
    parameters.choices(hostile, "x")
