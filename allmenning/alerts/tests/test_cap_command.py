"""`allmenning cap`, as a person or a program runs it."""

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from allmenning.core.cap.draft import EXAMPLE

SAMPLES = Path(__file__).parents[4] / "shared/samples"
MESSAGE = (
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a1</identifier>'
    "<sender>b@example.org</sender><sent>2026-11-23T02:40:00+01:00</sent><status>Test</status>"
    "<msgType>Ack</msgType><scope>Public</scope>"
    "<references>b,a0,2026-11-22T00:00:00+01:00</references></alert>"
)


def run(*arguments: str) -> tuple[int, str]:
    """What the command leaves: its exit status and its output."""
    out = StringIO()
    try:
        call_command("cap", *arguments, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def checked(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    status, out = run("check", "--json", *arguments)
    return status, [json.loads(line) for line in out.splitlines()]


def write(folder: Path, name: str, text: str | bytes) -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def test_a_valid_message_is_told_in_one_object(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", MESSAGE)

    assert checked(file) == (
        0,
        [
            {
                "file": file,
                "readable": True,
                "valid": True,
                "remarks": [],
                "alert": {
                    "identifier": "a1",
                    "sent": "2026-11-23T02:40:00+01:00",
                    "status": "Test",
                    "msgType": "Ack",
                    "infos": 0,
                },
            }
        ],
    )


def test_what_breaks_a_rule_is_readable_and_not_valid(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", MESSAGE.replace("Test", "Real"))

    status, (found,) = checked(file)

    assert status == 0
    assert (found["readable"], found["valid"]) == (True, False)
    assert found["alert"]["status"] is None
    assert found["remarks"] == [
        {
            "code": "structure_value",
            "message": "status is 'Real', not one of Actual, Exercise, System, Test, Draft.",
        }
    ]


def test_the_profile_decides_which_rules_hold(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", MESSAGE)

    _status, (found,) = checked(file, "--profile", "met")

    assert "message_type_unused" in {one["code"] for one in found["remarks"]}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("junk", b"\x00\xff\x13binary", "read_not_xml"),
        ("empty", b"", "read_empty"),
        ("text", b"hei", "read_not_xml"),
        ("json", b"{}", "read_not_xml"),
        ("attack", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///x'>]><a/>", "read_document_type"),
        ("large", b"<alert>" + b" " * 1_000_000, "read_too_large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_leaves_1(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    status, (found,) = checked(write(tmp_path, name, data))

    assert status == 1
    assert (found["readable"], found["valid"], found["alert"]) == (False, False, None)
    assert [one["code"] for one in found["remarks"]] == [code]


def test_missing_files_and_folders_are_told_and_the_rest_is_looked_through(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", MESSAGE)

    status, found = checked(str(tmp_path / "none.xml"), str(tmp_path), file, "a\0b")

    assert status == 1
    assert [one["readable"] for one in found] == [False, False, True, False]
    assert [one["remarks"][0]["code"] for one in found if one["remarks"]] == [
        "file_missing",
        "file_is_folder",
        "file_closed",
    ]


def test_names_and_texts_in_odd_letters_are_written_without_harm(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", MESSAGE.replace("a1", "a\x9b2J"))

    assert "\x9b" not in run("check", file)[1]
    assert checked("none-\udcff")[1][0]["file"] == "none-\udcff"
    assert checked(file)[1][0]["alert"]["identifier"] == "a\x9b2J"


def test_every_message_of_a_feed_is_looked_through(tmp_path: Path) -> None:
    second = MESSAGE.replace("a1", "a 2")
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{MESSAGE}</entry>{second}</feed>'

    status, (found,) = checked(write(tmp_path, "feed.xml", feed))

    assert status == 0
    assert found["alert"]["identifier"] == "a1"
    assert not found["valid"]
    assert found["remarks"][-1] == {
        "code": "identifier_characters",
        "message": "Message 2: identifier is 'a 2'; it may not have spaces, commas, < or &.",
    }


def test_without_json_a_person_reads_it(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", MESSAGE.replace("a1", "a 1"))

    status, out = run("check", file, str(tmp_path / "none"))

    assert status == 1
    assert out.splitlines() == [
        f"{file}: not valid",
        "  Test Ack a 1, sent 2026-11-23T02:40:00+01:00, info blocks: 0",
        "  identifier_characters: identifier is 'a 1'; it may not have spaces, commas, < or &.",
        f"{tmp_path / 'none'}: cannot be read as CAP",
        "  file_missing: There is no such file.",
    ]


def test_a_draft_is_written_as_a_message_that_checks_as_valid(tmp_path: Path) -> None:
    draft = write(tmp_path, "draft.json", json.dumps(EXAMPLE))

    status, message = run("write", draft, "--profile", "own")

    assert status == 0
    file = write(tmp_path, "a.xml", message)
    assert checked(file, "--profile", "own")[1][0]["remarks"] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"status": "Real"}', "status is 'Real', not one of"),
        ("{}", "identifier is missing.\nsender is missing.\nsent is missing."),
        ("{", "is not JSON"),
        (b"\xff", "is not JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_bad_draft_is_refused_with_a_sentence_per_fault(
    tmp_path: Path, text: str | bytes, sentence: str
) -> None:
    draft = write(tmp_path, "draft.json", text)

    with pytest.raises(CommandError, match=re.escape(sentence)):
        run("write", draft)


def test_a_draft_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match=r"There is no file none\.json"):
        run("write", "none.json")


@pytest.mark.slow
def test_the_command_itself_leaves_2_for_a_bad_draft_and_shows_an_example(tmp_path: Path) -> None:
    allmenning = [sys.executable, "-m", "allmenning", "cap"]
    draft = write(tmp_path, "draft.json", '{"sent": "nå"}')

    bad = subprocess.run([*allmenning, "write", draft], capture_output=True, text=True, check=False)  # noqa: S603
    told = subprocess.run([*allmenning, "write", "-h"], capture_output=True, text=True, check=False)  # noqa: S603

    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == "sent is 'nå', not a time as 2026-11-23T02:40:00+01:00.\n"
    assert (
        json.loads(told.stdout[told.stdout.index("\n{") : told.stdout.index("\n}") + 2]) == EXAMPLE
    )


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
def test_the_samples_are_told_one_object_a_line() -> None:
    files = [str(path) for path in sorted(SAMPLES.glob("cap*/*")) if path.is_file()]

    status, found = checked(*files)

    assert status == 1
    assert [one["file"] for one in found] == files
    assert all(set(one) == {"file", "readable", "valid", "remarks", "alert"} for one in found)
    assert all(one["readable"] == (one["alert"] is not None) for one in found)
