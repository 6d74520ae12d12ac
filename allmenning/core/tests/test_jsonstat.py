"""Tables as JSON-stat 2.0."""

import pytest

from allmenning.core.jsonstat import Dimension, dataset

SIZE = Dimension("size", "Size", (("small", "Small"), ("large", "Large")))
METRIC = Dimension(
    "what",
    "What",
    (("share", "Share"), ("n", "Answers")),
    role="metric",
    units={"share": {"label": "share", "decimals": 3}},
)


def test_a_table_is_written_row_by_row_with_the_last_dimension_fastest() -> None:
    told = dataset("Strategy", [SIZE, METRIC], [0.5, 10, None, 20], status={2: "c"}, source="X")
    assert told == {
        "version": "2.0",
        "class": "dataset",
        "label": "Strategy",
        "source": "X",
        "id": ["size", "what"],
        "size": [2, 2],
        "role": {"metric": ["what"]},
        "dimension": {
            "size": {
                "label": "Size",
                "category": {
                    "index": ["small", "large"],
                    "label": {"small": "Small", "large": "Large"},
                },
            },
            "what": {
                "label": "What",
                "category": {
                    "index": ["share", "n"],
                    "label": {"share": "Share", "n": "Answers"},
                    "unit": {"share": {"label": "share", "decimals": 3}},
                },
            },
        },
        "value": [0.5, 10, None, 20],
        "status": {"2": "c"},
    }


@pytest.mark.parametrize(
    ("dimensions", "values", "status", "says"),
    [
        ([SIZE, METRIC], [1.0, 2.0], {}, "4 cells and 2 values"),
        ([], [], {}, "needs dimensions"),
        ([SIZE, SIZE], [1.0] * 4, {}, "none twice"),
        ([Dimension("a", "A", ())], [], {}, "needs categories"),
        ([Dimension("a", "A", (("x", "X"), ("x", "Y")))], [1.0, 2.0], {}, "none of them twice"),
        ([SIZE], [1.0, float("nan")], {}, "finite or None"),
        ([SIZE], [1.0, 2.0], {2: "c"}, "outside the table"),
    ],
)
def test_what_is_no_table_is_refused(
    dimensions: list[Dimension], values: list[float | None], status: dict[int, str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        dataset("T", dimensions, values, status=status)
