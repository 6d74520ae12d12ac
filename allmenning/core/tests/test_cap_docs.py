"""docs/method/cap.md says what the code does."""

import json
import re
from pathlib import Path

from allmenning.core.cap import PROFILES, RULES, check, write
from allmenning.core.cap.draft import EXAMPLE, from_draft

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/method/cap.md").read_text()
CODE = re.compile(r"\"((?:read|structure|file)_[a-z_]+)\"")


def test_the_table_of_rules_is_that_of_the_code() -> None:
    expected = []
    for rule in RULES:
        levels = " | ".join(
            rule.levels[name].value if name in rule.levels else "" for name in PROFILES
        )
        expected.append(f"| `{rule.code}` | {rule.find.__doc__} | {levels} | {rule.source} |")

    found = [line for line in PAGE.splitlines() if re.match(r"\| `[a-z_0-9]+` \|", line)]

    assert found == expected


def test_the_draft_on_the_page_is_written_and_keeps_our_profile() -> None:
    (draft,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    alert = from_draft(json.loads(draft))

    assert json.loads(draft) == EXAMPLE
    assert check(alert, "own") == ()
    assert write(alert, "own")


def test_every_code_of_the_reader_and_the_command_is_on_the_page() -> None:
    files = [
        *(ROOT / "allmenning/core/cap").glob("*.py"),
        ROOT / "allmenning/alerts/management/commands/cap.py",
    ]
    codes = {code for path in files for code in CODE.findall(path.read_text())}

    assert [code for code in sorted(codes - {"read_all", "read_no_feed"}) if code not in PAGE] == []
