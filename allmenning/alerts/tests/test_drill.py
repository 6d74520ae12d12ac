"""The drill is what an operator runs after setting up, so it must work from nothing."""

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_drill_sends_and_corrects_an_exercise_and_a_live_warning() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allmenning", "alerts", "drill"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    said = [line.split()[-1] for line in done.stdout.splitlines() if line.strip()]
    assert said.count("approved") == 2
    assert said.count("out") == 4
    assert said[-1] == "succeeded."
