"""`allmenning survey run` and `survey estimate`: recipes in files, figures out."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from django.core.management.base import CommandError

from allmenning.core.recipe.run import run
from allmenning.core.recipe.table import RecipeError, Table, read_table

Parsers = Any
"""What argparse gives for subcommands, which has no public name."""


def add_arguments(commands: Parsers) -> None:
    """Add the subcommands to the command `survey`."""
    vectors = commands.add_parser("run", help="Computes every vector of a file.")
    vectors.add_argument("vectors", metavar="VECTORS.json", type=Path)
    vectors.add_argument("--data", metavar="DIR", type=Path, required=True, dest="folder")
    vectors.add_argument("--json", action="store_true", dest="as_json", help="one object by id")
    vectors.set_defaults(answer=run_vectors)
    one = commands.add_parser("estimate", help="Computes one figure.")
    one.add_argument("--design", metavar="D.json", type=Path, required=True)
    one.add_argument("--data", metavar="X.csv", type=Path, required=True)
    one.add_argument("--stat", metavar="S.json", type=Path, required=True)
    one.add_argument("--steps", metavar="STEPS.json", type=Path, help="a list of steps")
    one.add_argument("--schema", metavar="SCHEMA.json", type=Path, help="types and levels")
    one.add_argument("--level", type=float, default=0.95, help="of intervals, 0 to 1")
    one.add_argument("--json", action="store_true", dest="as_json")
    one.set_defaults(answer=run_one)


@dataclass
class Folder(Mapping[str, Table]):
    """The data sets of a folder: CSV files by their names, read when asked for."""

    path: Path
    schema: Mapping[str, Any]
    kept: dict[str, Table] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Table:
        if name not in self.kept:
            self.kept[name] = self._read(name)
        return self.kept[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and Path(name).name == name and self._file(name).is_file()

    def __iter__(self) -> Iterator[str]:
        return (file.stem for file in sorted(self.path.glob("*.csv")))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.csv"

    def _read(self, name: str) -> Table:
        said = self.schema.get(name, {})
        types = said.get("columns", said) if isinstance(said, dict) else {}
        try:
            with self._file(name).open(newline="", encoding="utf-8-sig") as lines:
                return read_table(list(csv.reader(lines)), types)
        except (UnicodeDecodeError, csv.Error) as error:
            raise RecipeError(f"The data set {name!r} is no CSV in UTF-8: {error}.") from None


def run_vectors(options: Mapping[str, Any], out: TextIO) -> bool:
    """Compute every vector of a file; return whether all went as they should."""
    vectors = _vectors(_object(options["vectors"]), options["vectors"])
    folder = Folder(options["folder"], _schema(options["folder"] / "schema.json"))
    answers: dict[str, Any] = {}
    well = True
    for place, vector in enumerate(vectors, start=1):
        name, answer = _answered(vector, place, folder)
        answers[name] = answer
        well = well and (not answer.get("error") or _foreseen(vector))
        if not options["as_json"]:
            out.write(_told(name, answer))
    if options["as_json"]:
        lines = (f"{json.dumps(name)}: {json.dumps(answer)}" for name, answer in answers.items())
        out.write("{\n" + ",\n".join(lines) + "\n}\n")
    return well


def run_one(options: Mapping[str, Any], out: TextIO) -> bool:
    """Compute one figure."""
    data: Path = options["data"]
    if not data.is_file():
        raise CommandError(f"There is no file {data}.")
    schema = _schema(options["schema"] or data.parent / "schema.json")
    recipe = {
        "design": {**_object(options["design"]), "data": data.stem},
        "steps": _listed(options["steps"]),
        "stat": _object(options["stat"]),
        "level": options["level"],
    }
    # A schema given for this file alone needs no name of the data set around it.
    schema = schema if data.stem in schema else {**schema, data.stem: schema}
    folder = Folder(data.parent, schema)
    try:
        with np.errstate(all="ignore"):
            answer = run(recipe, folder)
    except (ValueError, ArithmeticError) as fault:
        raise CommandError(str(fault)) from None
    out.write(json.dumps(answer) + "\n" if options["as_json"] else _told("", answer))
    return True


def _answered(vector: object, place: int, folder: Folder) -> tuple[str, dict[str, Any]]:
    if not isinstance(vector, dict):
        return f"#{place}", _fault(f"#{place}", "it is no object")
    name = str(vector.get("id", f"#{place}"))
    try:
        with np.errstate(all="ignore"):
            return name, run(vector, folder)
    except (ValueError, ArithmeticError) as fault:
        return name, _fault(name, str(fault))
    except OSError as fault:
        return name, _fault(name, f"{fault.filename}: {fault.strerror}")


def _fault(name: str, sentence: str) -> dict[str, Any]:
    return {"error": True, "message": f"Vector {name}: {sentence}"}


def _foreseen(vector: object) -> bool:
    expected = vector.get("expected") if isinstance(vector, dict) else None
    return isinstance(expected, dict) and bool(expected.get("error"))


def _told(name: str, answer: Mapping[str, Any]) -> str:
    if answer.get("error"):
        return f"{answer['message']}\n"
    lines = [name] if name else []
    lines += [f"  {key}: {json.dumps(value)}" for key, value in answer.items()]
    return "\n".join(lines) + "\n"


def _vectors(content: Mapping[str, Any], path: Path) -> list[Any]:
    vectors = content.get("vectors")
    if not isinstance(vectors, list):
        raise CommandError(f"{path} holds no list of vectors under the name 'vectors'.")
    return vectors


def _schema(path: Path) -> Mapping[str, Any]:
    return _object(path) if path.is_file() else {}


def _object(path: Path) -> dict[str, Any]:
    content = _json(path)
    if isinstance(content, list):
        content = {"vectors": content}
    if not isinstance(content, dict):
        raise CommandError(f"{path} must hold one object.")
    return content


def _listed(path: Path | None) -> list[Any]:
    if path is None:
        return []
    content = _json(path)
    if isinstance(content, dict):
        content = content.get("steps", [content])
    if not isinstance(content, list):
        raise CommandError(f"{path} must hold a list of steps.")
    return content


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.") from None
    except ValueError as fault:
        raise CommandError(f"{path} is no JSON: {fault}.") from None
