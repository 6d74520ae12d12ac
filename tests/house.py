"""What the tests of the whole house read: its rooms, floors, files and addresses."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "allmenning"
# From the roof down, as the contract "Floors" in pyproject.toml; `|` is beside each other.
FLOORS = [
    "config",
    "front",
    "arena",
    "evidence",
    "surveys | alerts",
    "register",
    "delivery",
    "search",
    "accounts",
    "ui",
    "clients",
    "core",
]

ROOMS = [room for floor in FLOORS for room in floor.split(" | ")]


def height(room: str) -> int:
    """Tell how high a room lies; what is not ours lies under everything."""
    for number, floor in enumerate(FLOORS):
        if room in floor.split(" | "):
            return len(FLOORS) - number
    return 0


def python_files(*, tests: bool = True) -> list[Path]:
    """List our own modules, without migrations, which Django writes."""
    found = [*PACKAGE.rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
    if tests:
        found += (ROOT / "tests").rglob("*.py")
    return [
        path
        for path in sorted(found)
        if "migrations" not in path.parts and (tests or "tests" not in path.parts)
    ]


def templates() -> list[tuple[str, Path]]:
    """List every template with the room it belongs to."""
    return [
        (path.relative_to(PACKAGE).parts[0], path)
        for path in sorted(PACKAGE.glob("*/templates/**/*"))
        if path.is_file()
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Walk the whole URL map, with each address as it is written there."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address, pattern


def names() -> dict[str, str]:
    """Map every `namespace:name` that a template may link to onto its room."""
    return {
        f"{namespace}:{name}": namespace
        for namespace, (_, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
