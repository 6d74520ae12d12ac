"""Builders of the core's tests."""

import json
from pathlib import Path
from typing import Any

import pytest

from allmenning.core.comparability import Facts, facts_from_mapping

SHARED = Path("/work/shared")

STRATEGY_2013: dict[str, object] = {
    "theme": "styring",
    "stat": "proportion",
    "unit": "percent",
    "scale": "yes/no",
    "analysis_unit": "municipality",
    "population": "norske kommuner",
    "frame": "2013",
    "sampling": "probability",
    "mode": "web",
    "role": "kommunikasjon",
    "doy": 120,
    "nonresponse_adjusted": True,
    "precision": "percent0",
    "weighted": True,
    "series": "iao",
    "n_base": 170,
    "time": 2013,
    "concept": "har strategi",
    "indicator": "strategi/1",
    "wording": "w1",
    "base": "all",
}


def make_facts(**changes: object) -> Facts:
    """The figure "40 % had a strategy in 2013", with changes."""
    return facts_from_mapping({**STRATEGY_2013, **changes})


def make_later_round(**changes: object) -> Facts:
    """The same figure in the next round: with `make_facts` a trend, unless changed."""
    return make_facts(**{"time": 2026, **changes})


def shared_json(relative: str) -> Any:
    """A file of the design material; the test is skipped where it is not at hand."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    return json.loads(path.read_text())
