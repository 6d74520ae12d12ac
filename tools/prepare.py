"""Make this machine ready to run Allmenning: one line per step, and no step done twice.

Runs on the system's own Python before anything is installed, so it uses the standard library only.
A step is done again when the digest of what it reads has changed; the digest is kept beside what
the step made, so that removing `.venv`, `node_modules` or the data folder does the step anew.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATUS_TEMPLATES = "allmenning/alerts/templates/alerts/status/*.html"
MAKE_THE_INDEX = (
    "allmenning/*/queries/search.py",
    "allmenning/core/text/*.py",
    "allmenning/search/engines/*.py",
    "allmenning/register/data/**/*",
    "allmenning/evidence/data/**/*",
    "allmenning/arena/data/*.json",
)
DATA = Path(os.environ.get("ALLMENNING_DATA_DIR", ROOT / "var"))


class StepError(Exception):
    """What went wrong, in a sentence that says what to do."""


@dataclass(frozen=True)
class Step:
    name: str
    says: str
    commands: tuple[tuple[str, ...], ...]
    reads: tuple[str, ...]
    stamps: Path
    depends: str = ""
    hint: str = ""
    without: str = ""
    """What to do without it, where that is possible; then a failure is told and no more."""


def files(patterns: Iterable[str]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())


def digest(step: Step) -> str:
    told = hashlib.sha256(repr((step.commands, step.depends)).encode())
    for path in files(step.reads):
        told.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


def needed(step: Step) -> bool:
    stamp = step.stamps / step.name
    return not stamp.is_file() or stamp.read_text() != digest(step)


def venv_fits() -> bool:
    """Tell whether `.venv` works and was made by this very Python."""
    if not PYTHON.exists():
        return False
    # A venv upgraded from another Python in place starts, but cannot load ssl.
    asked = [str(PYTHON), "-c", "import ssl, sys; print(sys.base_prefix, sys.version)"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() == f"{sys.base_prefix} {sys.version}"


def perform(step: Step) -> None:
    started = time.monotonic()
    print(f"{step.says} ...", end=" ", flush=True)
    for command in step.commands:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr or done.stdout).strip()
            raise StepError(f"failed: {' '.join(command)}\n{last}\n{step.hint}".strip())
    step.stamps.mkdir(parents=True, exist_ok=True)
    (step.stamps / step.name).write_text(digest(step))
    print(f"done in {time.monotonic() - started:.0f} s", flush=True)


def attempt(step: Step) -> None:
    try:
        perform(step)
    except StepError as error:
        if not step.without:
            raise
        print(f"{error}\n{step.without}", flush=True)


def node_is_new_enough() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False
    ).stdout
    return int(version.strip().lstrip("v").split(".")[0] or 0) >= 20


def installation(*, for_tests: bool) -> list[Step]:
    """Steps that install and build; what they make lies in `.venv` and `node_modules`."""
    lock = "requirements/dev.txt" if for_tests or (VENV / "stamps/packages-dev").exists() else ""
    lock = lock or "requirements/base.txt"
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q")
    own = (*pip, "--no-deps", "--no-build-isolation", "-e", ".")
    return [
        Step(
            "packages-dev" if "dev" in lock else "packages",
            "Python packages",
            ((*pip, "--require-hashes", "-r", lock), own),
            (lock, "pyproject.toml"),
            VENV / "stamps",
            hint="Check that this machine reaches its Python package index, then try again.",
        ),
        Step(
            "modules",
            "Style sheets and test tools",
            (("npm", "ci", "--no-fund", "--no-audit", "--silent"),),
            ("package.json", "package-lock.json", ".npmrc"),
            ROOT / "node_modules/.stamps",
            hint="Check that this machine reaches its npm registry, then try again.",
        ),
        Step(
            "assets",
            "Assets",
            (("npm", "run", "--silent", "build"),),
            ("package-lock.json", "tools/assets.mjs", "allmenning/ui/palette.json"),
            ROOT / "node_modules/.stamps",
        ),
        Step(
            "messages",
            "Translations",
            ((str(PYTHON), "-m", "tools.messages", "compile"),),
            ("tools/messages.py", "tools/messages/*.py", "allmenning/*/locale/**/*.po"),
            VENV / "stamps",
        ),
    ]


def counterparts() -> Step:
    """Servers in Node that only tests start; one lock of their own keeps them out of a run."""
    folder = "tests/counterparts"
    return Step(
        "counterparts",
        "Servers that the tests start",
        (("npm", "ci", "--prefix", folder, "--no-fund", "--no-audit", "--silent"),),
        (f"{folder}/package.json", f"{folder}/package-lock.json", f"{folder}/.npmrc"),
        ROOT / folder / "node_modules/.stamps",
        hint="They need a C++ compiler, Python and an npm registry.",
        without="The tests that need them are skipped.",
    )


def environment() -> Step:
    return Step(
        "venv",
        "Python environment",
        ((sys.executable, "-m", "venv", "--clear", str(VENV)),),
        (),
        VENV / "stamps",
        hint="Install Python's venv module (Debian: apt-get install python3-venv).",
    )


def filling(name: str, says: str, command: tuple[str, ...], reads: tuple[str, ...]) -> Step:
    """Describe a step that fills the database; its stamp lies with the data."""
    return Step(
        name,
        says,
        ((str(PYTHON), "-m", "allmenning", *command),),
        reads,
        DATA / "stamps",
        depends=os.environ.get("ALLMENNING_DATABASE_URL", ""),
    )


def content() -> list[Step]:
    return [
        filling(
            "migrate",
            "Database",
            ("migrate", "--verbosity", "0"),
            ("allmenning/*/migrations/*.py", "requirements/base.txt"),
        ),
        filling(
            "register",
            "Municipalities and counties",
            ("load_register",),
            ("allmenning/register/data/**/*", "allmenning/register/load*.py"),
        ),
        filling(
            "evidence",
            "Studies and findings",
            ("load_evidence",),
            ("allmenning/evidence/data/**/*", "allmenning/evidence/load*.py"),
        ),
        filling(
            "alerts",
            "Texts that stand ready for warnings",
            ("load_alerts",),
            ("allmenning/alerts/data/**/*", "allmenning/alerts/actions/templates.py"),
        ),
        filling(
            "law",
            "Laws and official guides",
            ("load_law",),
            ("allmenning/arena/data/law.json", "allmenning/arena/data/official_guidance.json"),
        ),
        filling(
            "bank",
            "Question bank",
            ("load_bank",),
            ("allmenning/surveys/data/bank.json", "allmenning/surveys/actions/bank.py"),
        ),
        filling("search", "Search", ("search", "rebuild"), MAKE_THE_INDEX),
        filling(
            "pages",
            "Status pages",
            ("pages", "render"),
            ("allmenning/register/data/**/*", "allmenning/alerts/status/*", STATUS_TEMPLATES),
        ),
    ]


def prepare(*, for_tests: bool) -> None:
    if not node_is_new_enough():
        raise StepError(
            "Install Node.js 20 or newer with npm (https://nodejs.org), then try again."
        )
    if not venv_fits():
        perform(environment())
    steps = installation(for_tests=for_tests)
    steps += [counterparts()] if for_tests else content()
    for step in steps:
        if needed(step):
            attempt(step)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for-tests", action="store_true", help="test tools too, no content")
    try:
        prepare(for_tests=parser.parse_args().for_tests)
    except StepError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
