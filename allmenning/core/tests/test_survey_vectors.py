"""All vectors of survey estimation, to each one's tolerance."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from allmenning.core.recipe.run import run
from allmenning.core.tests.survey_vectors import Tables, differences, files, vectors


def _faults(vector: dict[str, Any]) -> list[str]:
    expected = vector["expected"]
    try:
        with np.errstate(all="ignore"):
            answer = run(vector, Tables())
    except ValueError as refusal:
        return [] if expected.get("error") else [f"{vector['id']}: {refusal}"]
    if expected.get("error"):
        return [f"{vector['id']} should have been refused"]
    tolerance = vector.get("tolerance", 1e-10)
    return [f"{vector['id']}{found}" for found in differences(expected, answer, tolerance)]


@pytest.mark.slow
@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_vector_is_met_to_its_tolerance(path: Path) -> None:
    assert [fault for vector in vectors(path) for fault in _faults(vector)] == []


def test_there_are_as_many_vectors_as_were_given() -> None:
    assert sum(len(vectors(path)) for path in files()) == 276
