"""The compiled tables of `data/`, as rows."""

import csv
import hashlib
from datetime import date
from pathlib import Path

from allmenning.register.models import Body

DATA = Path(__file__).resolve().parent.parent / "data"

# Part of the digest: a loader that reads the same files otherwise must load them again.
LOADER = "1"

Row = dict[str, str]

# By kind and code; bodies without a code stand under their slug.
Bodies = dict[tuple[str, str], Body]


def rows(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest() -> str:
    told = hashlib.sha256(LOADER.encode())
    for path in sorted(DATA.glob("*.csv")):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


def day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None
