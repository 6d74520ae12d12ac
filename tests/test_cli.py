"""The command `allmenning` as people meet it: what it lists, and how it fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from allmenning import cli
from allmenning.config.management.commands import backup
from tests.house import ROOT


def told(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["allmenning", *arguments])
    code = 0
    try:
        cli.main()
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def in_a_process(arguments: list[str], **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "allmenning", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_help_lists_our_commands_with_a_line_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = told(["--help"], capsys, monkeypatch)
    listed = [line.split()[1] for line in out.splitlines() if line.startswith("  allmenning ")]
    assert code == 0
    assert {"serve", "worker", "backup", "restore", "check", "demo", "migrate"} <= set(listed)
    assert "runserver" not in listed
    assert all(len(line) <= 120 for line in out.splitlines())


def test_the_version_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(["--version"], capsys, monkeypatch) == (0, "Allmenning 0.1.0\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serv"], "There is no command 'serv'. Did you mean serve?"),
        (["runserver"], "There is no command 'runserver'."),
        (["backup"], "the following arguments are required: file"),
        (["restore", "/nowhere/b.gz"], "There is no file /nowhere/b.gz."),
        (["serve", "--port", "x"], "argument --port: invalid int value: 'x'"),
        (["backup", "/nowhere/b.gz"], "There is no folder /nowhere; make it first."),
        (["worker", "--twice"], "unrecognized arguments: --twice"),
    ],
)
def test_a_wrong_use_is_told_in_one_sentence(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, _, err = told(arguments, capsys, monkeypatch)
    assert code == 2
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_a_fault_of_ours_is_a_sentence_and_its_details_are_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(backup, "write_backup", fail)
    code, _, err = told(["backup", str(tmp_path / "b.gz")], capsys, monkeypatch)
    assert code == 2
    assert err == (
        "This is a fault in Allmenning (quite unforeseen). "
        f"Its details are in {tmp_path / 'last-fault.txt'}.\n"
    )
    assert "in fail" in (tmp_path / "last-fault.txt").read_text()


def fail(_path: Path) -> None:
    raise ValueError("quite unforeseen.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ALLMENNING_DEBUG": "perhaps"}, 'Environment variable "ALLMENNING_DEBUG" invalid'),
        ({"ALLMENNING_DATA_DIR": "/proc/no"}, "The data folder /proc/no cannot be written to"),
        (
            {"ALLMENNING_HTTPS": "1", "ALLMENNING_SECRET_KEY": "short"},
            "ALLMENNING_SECRET_KEY has 5 characters",
        ),
        (
            {"ALLMENNING_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
            "The database cannot be used",
        ),
        ({"ALLMENNING_DATABASE_URL": "carrier://pigeon"}, "Environment variable"),
        ({"ALLMENNING_PORT": "99999"}, 'Environment variable "ALLMENNING_PORT" invalid'),
        ({"ALLMENNING_THREADS": "0"}, 'Environment variable "ALLMENNING_THREADS" invalid'),
        ({"ALLMENNING_LOG_LEVEL": "LOUD"}, 'Environment variable "ALLMENNING_LOG_LEVEL" invalid'),
        (
            {"ALLMENNING_ACCESSIBILITY_DECLARATION": "javascript:alert(1)"},
            'Environment variable "ALLMENNING_ACCESSIBILITY_DECLARATION" invalid',
        ),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(
    environment: dict[str, str], sentence: str, tmp_path: Path
) -> None:
    settings = {"ALLMENNING_DATA_DIR": str(tmp_path)} | environment
    code, err = in_a_process(["serve", "--port", "0"], **settings)
    assert code == 2
    assert err.startswith(sentence)
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_new_data_folder_asks_for_its_migrations(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/new.sqlite3"
    code, err = in_a_process(
        ["serve"], ALLMENNING_DATA_DIR=str(tmp_path), ALLMENNING_DATABASE_URL=database
    )
    assert code == 2
    assert err.endswith("run `allmenning migrate` first.\n")
