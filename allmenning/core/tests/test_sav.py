"""SPSS files, read back by pyreadstat."""

from datetime import UTC, datetime
from pathlib import Path

import pyreadstat
import pytest

from allmenning.core.sav import SavVariable, sav_file

AT = datetime(2026, 11, 23, 12, 30, 5, tzinfo=UTC)
ANSWER = SavVariable(
    "har_strategi",
    "Har dere en strategi for sosiale medier på nett?",
    [1.0, None, 2.0],
    {1.0: "Ja", 2.0: "Nei, men vi tenker på det"},
)
WEIGHT = SavVariable("weight", "Vekt", [1.5, 1.25, 1.0], decimals=4)


def test_it_is_read_back_with_names_labels_weight_and_missing_values(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    path.write_bytes(sav_file([ANSWER, WEIGHT], label="Sosiale kommuner", at=AT, weight="weight"))
    values, told = pyreadstat.read_sav(path, output_format="dict")
    assert list(values) == ["har_strategi", "weight"]
    assert [str(one) for one in values["har_strategi"]] in (
        ["1.0", "nan", "2.0"],
        ["1.0", "None", "2.0"],
    )
    assert list(values["weight"]) == [1.5, 1.25, 1.0]
    assert told.column_labels == ["Har dere en strategi for sosiale medier på nett?", "Vekt"]
    assert told.variable_value_labels == {
        "har_strategi": {1.0: "Ja", 2.0: "Nei, men vi tenker på det"}
    }
    assert (told.file_encoding, told.number_rows) == ("UTF-8", 3)
    assert told.file_label == "Sosiale kommuner"


def test_the_same_data_give_the_same_bytes() -> None:
    first = sav_file([ANSWER], label="x", at=AT)
    assert first == sav_file([ANSWER], label="x", at=AT)


def test_a_long_label_is_cut_between_letters(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    path.write_bytes(sav_file([SavVariable("a", "å" * 200, [1.0])], label="x", at=AT))
    _values, told = pyreadstat.read_sav(path, output_format="dict")
    assert told.column_labels == ["å" * 126]


@pytest.mark.parametrize(
    ("variables", "weight", "says"),
    [
        ([], "", "at least one"),
        ([ANSWER, SavVariable("b", "", [1.0])], "", "as many values"),
        ([SavVariable("1a", "", [])], "", "A name is"),
        ([SavVariable("a" * 65, "", [])], "", "at most 64"),
        ([SavVariable("a", "", []), SavVariable("A", "", [])], "", "same name"),
        ([SavVariable("a", "", [])], "b", "no variable 'b'"),
    ],
)
def test_what_spss_would_not_open_is_refused(
    variables: list[SavVariable], weight: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        sav_file(variables, label="x", at=AT, weight=weight)
