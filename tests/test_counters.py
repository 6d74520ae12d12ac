"""A small sample of what `benchmarks/counters.py` compares over thousands of texts."""

import random

import pytest

from allmenning.delivery.channels.tests.servers import node_is_missing
from benchmarks import counters

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "counted", [counters.with_libraries, counters.with_mastodon, counters.with_bluesky]
)
def test_we_count_as_those_who_carry_the_text_do(counted: counters.Counted) -> None:
    if why := node_is_missing():
        pytest.skip(why)

    found = counted(random.Random(24), 60)  # noqa: S311 - the same texts every time

    assert [(each.what, each.apart) for each in found if each.apart] == []
