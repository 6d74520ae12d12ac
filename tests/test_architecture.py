"""The rules of ARCHITECTURE.md that import-linter cannot see."""

import ast
import re
import tomllib
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.models import Field, ForeignObjectRel

from allmenning.ui.access import Access
from tests.house import (
    FLOORS,
    PACKAGE,
    ROOMS,
    ROOT,
    addresses,
    functions,
    height,
    python_files,
    templates,
)

DOORS = {"models", "queries", "actions", "findings"}
# docs/adr/doors.md: who may see a view is declared with words of these two rooms.
ACCESS_DOORS = {"allmenning.accounts.access", "allmenning.register.access"}
# docs/adr/channels.md: what a message and a channel are, and which there are.
CHANNEL_DOORS = {
    "allmenning.delivery.contract",
    "allmenning.delivery.registry",
    "allmenning.delivery.reasons",
    # docs/adr/status-pages.md: files for everybody to read.
    "allmenning.delivery.published",
}
# docs/adr/search.md: what a room hands in to be found.
SEARCH_DOORS = {"allmenning.search.contract"}
OPEN_LIBRARIES = {"ui", "clients", "core"}
WRITERS = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}


@pytest.fixture(scope="module")
def imports() -> set[tuple[str, str]]:
    graph = grimp.build_graph("allmenning")
    return {
        (importer, imported)
        for imported in graph.modules
        for importer in graph.find_modules_that_directly_import(imported)
    }


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def is_open(importer: str, imported: str) -> bool:
    """Tell whether a module of one room may import this module of another."""
    door = imported.split(".")[2:3]
    if not door or door[0] in DOORS or imported in ACCESS_DOORS | CHANNEL_DOORS | SEARCH_DOORS:
        return True
    if "tests" in importer.split("."):
        # A test of a higher room steps the dispatcher by hand, so that it need not wait for it.
        return door[0] in {"tests", "signals", "dispatch"} or imported == "allmenning.config.urls"
    return door[0] == "signals" and importer.split(".")[2] == "apps"


def test_rooms_are_entered_by_their_doors(imports: set[tuple[str, str]]) -> None:
    broken = [
        f"{importer} imports {imported}"
        for importer, imported in sorted(imports)
        if room_of(importer) in ROOMS[1:]
        and room_of(importer) != room_of(imported)
        and room_of(imported) in ROOMS
        and room_of(imported) not in OPEN_LIBRARIES
        and not is_open(importer, imported)
    ]
    assert broken == []


def test_foreign_keys_point_downwards() -> None:
    upwards = [
        f"{model._meta.label}.{field.name}"
        for room in ROOMS
        if apps.is_installed(f"allmenning.{room}")
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if is_forward_key(field) and height(key_room(field)) > height(room)
    ]
    assert upwards == []


def is_forward_key(field: object) -> bool:
    return isinstance(field, Field) and bool(field.is_relation) and bool(field.related_model)


def key_room(field: object) -> str:
    assert isinstance(field, Field | ForeignObjectRel)
    related = field.related_model
    assert related is not None
    assert not isinstance(related, str)
    return str(related._meta.app_label)


def test_templates_link_downwards() -> None:
    linked = re.compile(r"""{%\s*(?:url|include|extends)\s+["'](\w+)[:/]""")
    upwards = [
        f"{path.relative_to(ROOT)} -> {other}"
        for room, path in templates()
        if room != "front"
        for other in linked.findall(path.read_text())
        if height(other) > height(room)
    ]
    assert upwards == []


def test_no_script_and_no_style_stands_in_a_template() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|javascript:|"
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")",
        re.IGNORECASE,
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for _, path in templates()
        if (match := inline.search(path.read_text()))
    ]
    assert found == []


def test_every_address_declares_who_may_see_it() -> None:
    undeclared = [
        address
        for address, pattern in addresses()
        if not isinstance(getattr(pattern.callback, "access", None), Access)
    ]
    assert undeclared == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_and_is_tested(room: str) -> None:
    assert (PACKAGE / room / "README.md").is_file()
    assert list((PACKAGE / room).glob("tests/**/test_*.py"))


def test_no_file_is_longer_than_400_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in [*python_files(), *(path for _, path in templates())]
        if (lines := path.read_text().count("\n")) > 400
    ]
    assert long == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {function.name} {lines}"
        for path in python_files()
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > 60
    ]
    assert long == []


@pytest.mark.parametrize("library", ["core", "clients"])
def test_what_a_library_offers_is_explained(library: str) -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in python_files(tests=False)
        if path.is_relative_to(PACKAGE / library)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if "overload" not in {getattr(mark, "id", "") for mark in node.decorator_list}
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_only_actions_write() -> None:
    writers = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in python_files(tests=False)
        if is_reader(path)
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITERS
    ]
    assert writers == []


def is_reader(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts[2:3]
    return bool(parts) and parts[0] in {"views", "feeds", "queries", "findings", "urls"}


def test_the_floors_here_are_those_of_the_contract() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert told["contracts"][0]["layers"] == FLOORS
