"""Facts out of plain data."""

import pytest

from allmenning.core.comparability import Facts, InvalidFact, facts_from_mapping


def test_years_may_be_numbers_and_what_is_missing_is_unknown() -> None:
    found = facts_from_mapping({"time": 2013, "frame": 2013.0, "base": "", "theme": None})
    assert found == Facts(time="2013", frame="2013")


def test_spellings_of_the_same_thing_are_read_as_one() -> None:
    found = facts_from_mapping(
        {"sampling": "Self selected", "mode": "Telephone", "is_intention": True, "time_window": "t"}
    )
    assert found == Facts(sampling="self-selected", mode="phone", intention=True, window="t")


def test_fields_the_guard_does_not_use_are_passed_over() -> None:
    assert facts_from_mapping({"colour": 3}) == Facts()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("n_base", "many", "n_base must be a whole number of 0 or more, not 'many'"),
        ("n_base", -1, "n_base must be a whole number of 0 or more, not -1"),
        ("n_base", True, "n_base must be a whole number"),
        ("n_base", float("nan"), "n_base must be a whole number"),
        ("doy", 367, "doy must be a whole number from 1 to 366, not 367"),
        ("weighted", "yes", "weighted must be true, false or left out, not 'yes'"),
        ("seasonal", 1, "seasonal must be true, false or left out, not 1"),
        ("theme", 7, "theme must be text, not 7"),
        ("time", [2013], "time must be text or a year"),
        ("time", True, "time must be text or a year"),
        ("translations", "w1", "translations must be a list of texts"),
        ("translations", [1], "translations must be a list of texts"),
        ("crosswalk", ["a"], "crosswalk must map an indicator to equivalent or break"),
        ("crosswalk", {"a": "same"}, "not 'a' to 'same'"),
        ("crosswalk", {"a": ["equivalent"]}, "to equivalent or break"),
    ],
)
def test_a_wrong_type_is_refused_in_a_sentence(field: str, value: object, sentence: str) -> None:
    with pytest.raises(InvalidFact, match=sentence):
        facts_from_mapping({field: value})


def test_something_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidFact, match="must be an object"):
        facts_from_mapping(["theme"])  # type: ignore[arg-type]
