"""What the documents say is there, is there."""

import re
from pathlib import Path

import pytest

from allmenning import cli
from tests.house import PACKAGE, ROOT

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "allmenning/*/README.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)
SETTING = re.compile(r"\bALLMENNING_[A-Z_<>]+[A-Z>]")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def names_in_code() -> set[str]:
    """Find every name that is read, also where a provider's name stands in the middle."""
    files = [*PACKAGE.rglob("*.py"), *(ROOT / "tools").iterdir()]
    text = "\n".join(
        path.read_text() for path in files if path.is_file() and "tests" not in path.parts
    )
    plain = set(re.findall(r"\"(ALLMENNING_[A-Z_]+)\"|(ALLMENNING_TEST_[A-Z_]+)", text))
    prefixed = re.search(r"env\.prefixed\(f\"(ALLMENNING_\w+_)\{.*?\n    ([\s\S]*?)\n\n\n", text)
    assert prefixed
    inner = set(re.findall(r"env\.\w+\(\"([A-Z_]+)\"", prefixed.group(2)))
    return {one or other for one, other in plain} | {
        f"{prefixed.group(1)}<NAME>_{name}" for name in inner
    }


def test_every_setting_is_described_and_every_described_one_exists() -> None:
    described = set(
        re.findall(
            r"^\| `(ALLMENNING_[A-Z_<>]+)` \|",
            (ROOT / "docs/settings.md").read_text(),
            re.MULTILINE,
        )
    )
    assert described == names_in_code()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_settings_named_elsewhere_exist(document: Path) -> None:
    # An example may call its provider ENTRA where the table says <NAME>.
    told = re.sub(r"(?<=ALLMENNING_OIDC_)[A-Z]+(?=_)", "<NAME>", document.read_text())
    named = {name for name in SETTING.findall(told) if "<" not in name}
    assert named - names_in_code() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    broken = [
        link
        for link in LINK.findall(document.read_text())
        if "://" not in link and not link.startswith(("#", "mailto:"))
        if not (document.parent / link.split("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_documents_exist(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE))
    commands = set(re.findall(r"(?:^|`|bin/|-m )allmenning ([a-z][a-z_]*)", text, re.MULTILINE))
    assert asked - targets == set()
    assert commands - cli.ours().keys() == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_named_in_documents_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:allmenning/|docs/|tools/|tests/|benchmarks/)[\w./-]+)`", document.read_text()
    )
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == []


def test_every_decision_is_listed() -> None:
    listed = set(LINK.findall((ROOT / "docs/adr/README.md").read_text()))
    assert listed == {path.name for path in (ROOT / "docs/adr").glob("*.md")} - {"README.md"}


def test_a_decision_takes_a_page_at_most() -> None:
    long = [
        path.name
        for path in (ROOT / "docs/adr").glob("*.md")
        if len(path.read_text().splitlines()) > 60
    ]
    assert long == []


def test_no_document_names_a_package_registry() -> None:
    hosts = re.compile("pypi" + r"\.org|registry\.npm" + r"js|files\.python" + "hosted")
    tracked = [
        *DOCUMENTS,
        *ROOT.glob("requirements/*.txt"),
        *ROOT.glob("*.json"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
    ]
    assert [path.name for path in tracked if hosts.search(path.read_text())] == []
