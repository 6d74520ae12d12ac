"""Catalogues of translations, without a gettext binary: update, check or compile them.

One catalogue per room and language. The source language is English, so an English translation
may be empty; bokmål and nynorsk may not.
"""

import io
import os
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nb", "nn", "en")
REQUIRED = ("nb", "nn")
PLURALS = "nplurals=2; plural=(n != 1);"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%%|%[sd]")
HEADER = "# Translations of Allmenning, kept up to date by: python -m tools.messages update"


@dataclass(frozen=True)
class Found:
    """A string in the source: where it stands and what must be translated."""

    file: str
    line: int
    identity: str | tuple[str, ...]
    context: str | None


def rooms(names: list[str]) -> list[Path]:
    every = sorted(p.parent for p in (ROOT / "allmenning").glob("*/__init__.py"))
    return [room for room in every if not names or room.name in names]


def strings_of(room: Path) -> Iterator[Found]:
    for path in sorted(room.rglob("*")):
        if {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
            continue
        if path.suffix == ".py":
            yield from _python(path, path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield from _python(path, _templatized(path))


def _templatized(path: Path) -> str:
    """Turn a template into Python; templatize leaves text between, which tokenize chokes on."""
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.lstrip() for line in source.split("\n"))


def _python(path: Path, source: str) -> Iterator[Found]:
    name = str(path.relative_to(ROOT))
    buffer = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    try:
        for line, message, _comments, context in extract(
            "python", buffer, keywords=KEYWORDS, options=options
        ):
            identity = message if isinstance(message, str) else tuple(message)
            yield Found(name, line, identity, context)
    except tokenize.TokenError as error:
        raise SystemExit(f"{name}: cannot read its strings: {error}") from error


def catalogue_path(room: Path, language: str) -> Path:
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(old: Catalog, found: list[Found], language: str) -> Catalog:
    """Keep the translations of strings that still exist; nothing is guessed, nothing is fuzzy."""
    new = Catalog(locale=language, header_comment=HEADER, fuzzy=False)
    files: dict[tuple[str, str | None], set[str]] = {}
    for one in found:
        files.setdefault((_singular(one.identity), one.context), set()).add(one.file)
    plural: dict[tuple[str, str | None], str | tuple[str, ...]] = {}
    for one in sorted(found, key=lambda f: isinstance(f.identity, tuple)):
        plural[(_singular(one.identity), one.context)] = one.identity
    for singular, context in sorted(files, key=lambda key: (key[0], key[1] or "")):
        identity = plural[(singular, context)]
        new.add(
            identity,
            _kept(old.get(singular, context), identity),
            locations=[(name, 0) for name in sorted(files[singular, context])],
            flags=_flags(identity),
            context=context,
        )
    return new


def _singular(identity: str | tuple[str, ...]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _kept(old: Message | None, identity: str | tuple[str, ...]) -> str | tuple[str, ...]:
    strings = _strings(old) if old else ("",)
    if isinstance(identity, str):
        return strings[0]
    return strings if len(strings) == 2 else (strings[0], strings[0])


def _flags(identity: str | tuple[str, ...]) -> set[str]:
    return {"python-format"} if re.search(r"%\(\w+\)[sd]", str(identity)) else set()


def written(catalogue: Catalog) -> bytes:
    """Write without dates and line numbers, so that an unchanged catalogue is an unchanged file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, omit_header=True, include_lineno=False)
    head = (
        f'{HEADER}\nmsgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS}\\n"\n\n'
    )
    return head.encode() + buffer.getvalue()


def update(names: list[str]) -> int:
    for room in rooms(names):
        found = list(strings_of(room))
        for language in LANGUAGES if found else ():
            path = catalogue_path(room, language)
            replace(path, written(merged(read(path, language), found, language)))
    return 0


def replace(path: Path, content: bytes) -> None:
    """Write at once or not at all, and only what changed."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)


def check(names: list[str]) -> int:
    problems = [problem for room in rooms(names) for problem in problems_of(room)]
    print("\n".join(problems) if problems else "Every string has its bokmål and its nynorsk.")
    return 1 if problems else 0


def problems_of(room: Path) -> Iterator[str]:
    found = list(strings_of(room))
    for language in REQUIRED if found else ():
        catalogue = read(catalogue_path(room, language), language)
        for one in found:
            message = catalogue.get(_singular(one.identity), one.context)
            fault = _fault(message, one)
            if fault:
                yield f"{one.file}:{one.line}: {language}: {fault}: {_singular(one.identity)!r}"


def _fault(message: Message | None, found: Found) -> str:
    if message is None or not all(_strings(message)):
        return "not translated"
    if message.fuzzy:
        return "fuzzy"
    if isinstance(found.identity, tuple) and isinstance(message.string, str):
        return "has no plural"
    return "" if _placeholders_fit(message, found) else "other placeholders than the source"


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _placeholders_fit(message: Message, found: Found) -> bool:
    """Let the singular leave out the count, as "one thing" does."""
    sources = (found.identity,) if isinstance(found.identity, str) else found.identity
    everything = set().union(*map(_placeholders, sources))
    *singular, last = _strings(message)
    if _placeholders(last) != _placeholders(sources[-1]):
        return False
    return all(_placeholders(text) <= everything for text in singular)


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)} - {"%%"}


def compile_all(names: list[str]) -> int:
    for room in rooms(names):
        for language in LANGUAGES:
            path = catalogue_path(room, language)
            if path.exists():
                replace(path.with_suffix(".mo"), compiled(read(path, language)))
    return 0


def compiled(catalogue: Catalog) -> bytes:
    """Leave out what is not translated, so that the reader gets the source and not nothing."""
    for message in list(catalogue):
        if message.id and not all(_strings(message)):
            catalogue.delete(message.id, message.context)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


COMMANDS = {"update": update, "check": check, "compile": compile_all}


def main(arguments: list[str]) -> int:
    command, names = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command not in COMMANDS or set(names) - {room.name for room in rooms([])}:
        print(
            "Usage: python -m tools.messages update | check | compile [room ...]", file=sys.stderr
        )
        return 2
    return COMMANDS[command](names)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
