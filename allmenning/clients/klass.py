"""Statistics Norway's classifications (KLASS), over HTTP or from saved answers.

Source: Klass API Guide, sections *codes*, *codesAt*, *changes* and *correspondsAt*
(https://data.ssb.no/api/klass/v1/api-guide.html). JSON is UTF-8; CSV is ISO-8859-1 with
semicolons unless the answer says otherwise.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx

BASE = "https://data.ssb.no/api/klass/v1"
MUNICIPALITIES, COUNTIES, KOSTRA_GROUPS, CENTRALITY = 131, 104, 112, 128

# The largest answer we need, every municipal change since 1838, is far below this.
LARGEST = 20_000_000

Item = TypeVar("Item")
Row = Mapping[str, Any]


class KlassError(Exception):
    """The answer did not come, or was not what the guide promises."""


@dataclass(frozen=True)
class Code:
    """One code of a classification; `valid_to` is the first day it is not valid."""

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Change:
    """One dated step from an old code to a new one."""

    day: date
    old_code: str
    old_name: str
    new_code: str
    new_name: str


@dataclass(frozen=True)
class Pair:
    """What a code of one classification corresponds to in another."""

    source: str
    target: str


class Reader(Protocol):
    """Gives the bytes and media type of an answer, or None where nothing is kept."""

    def read(
        self, classification: int, resource: str, parameters: Mapping[str, str]
    ) -> tuple[bytes, str] | None: ...


class OverHttp:
    """Ask the API.

    Parameters
    ----------
    http
        The caller's client, with its timeouts.
    base
        Address of the API, without a slash at the end.
    """

    def __init__(self, http: httpx.Client, base: str = BASE) -> None:
        self.http = http
        self.base = base

    def read(
        self, classification: int, resource: str, parameters: Mapping[str, str]
    ) -> tuple[bytes, str] | None:
        """Get one resource of a classification.

        Returns
        -------
        tuple of bytes and str, or None
            Body and media type; None for 404, which is how KLASS says that no version was
            valid then.

        Raises
        ------
        KlassError
            When no answer came, or one that is neither 200 nor 404, or is too large.
        """
        address = f"{self.base}/classifications/{classification}/{resource}"
        accept = "application/json, text/csv;q=0.5"
        try:
            answer = self.http.get(address, params=parameters, headers={"Accept": accept})
        except httpx.HTTPError as error:
            raise KlassError(
                f"No answer from {address}: {error or type(error).__name__}."
            ) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.status_code != httpx.codes.OK or len(answer.content) > LARGEST:
            raise KlassError(
                f"{address} answered {answer.status_code} with {len(answer.content)} bytes."
            )
        return answer.content, answer.headers.get("content-type", "")


class FromFolder:
    """Read saved answers: `131_codesAt.json`, `131_changes.csv`, `112_correspondsAt.json` ..."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(
        self, classification: int, resource: str, parameters: Mapping[str, str]
    ) -> tuple[bytes, str] | None:
        """Find the saved answer; the parameters were chosen when it was saved."""
        del parameters
        for ending, media in ((".json", "application/json"), (".csv", "text/csv")):
            path = self.folder / f"{classification}_{resource}{ending}"
            if path.is_file():
                return path.read_bytes(), media
        return None


def codes_at(reader: Reader, classification: int, day: date) -> tuple[Code, ...] | None:
    """Get the codes that are valid on a day.

    Returns
    -------
    tuple of Code, or None
        None where no version was valid on the day.

    Raises
    ------
    KlassError
        When the answer cannot be read.
    """
    asked = {"date": day.isoformat(), "language": "nb"}
    return _items(reader.read(classification, "codesAt", asked), "codes", _code)


def changes(reader: Reader, classification: int, start: date, end: date) -> tuple[Change, ...]:
    """Get the changes from `start` to, but not including, `end`; none where none are kept."""
    asked = {"from": start.isoformat(), "to": end.isoformat(), "language": "nb"}
    found = _items(reader.read(classification, "changes", asked), "codeChanges", _change)
    return tuple(change for change in found or () if start <= change.day < end)


def corresponds_at(reader: Reader, source: int, target: int, day: date) -> tuple[Pair, ...] | None:
    """Get what the codes of one classification correspond to in another on a day."""
    asked = {
        "targetClassificationId": str(target),
        "date": day.isoformat(),
        "language": "nb",
    }
    return _items(reader.read(source, "correspondsAt", asked), "correspondenceItems", _pair)


def newest(
    ask: Callable[[date], tuple[Item, ...] | None], day: date, years: int = 5
) -> tuple[date, tuple[Item, ...]] | None:
    """Ask for a day, and for 1 January of each year before it until there is an answer.

    Groupings come late or lapse: a year without a version is no error.
    """
    for tried in (day, *(date(day.year - back, 1, 1) for back in range(years + 1))):
        found = ask(tried)
        if found:
            return tried, found
    return None


def _items(
    answer: tuple[bytes, str] | None, name: str, item: Callable[[Row], Item]
) -> tuple[Item, ...] | None:
    if answer is None:
        return None
    body, media = answer
    rows = _csv_rows(body, media) if "csv" in media else _json_rows(body, name)
    try:
        return tuple(item(row) for row in rows)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise KlassError(f"A row of {name} is not as the guide says: {error}.") from error


def _json_rows(body: bytes, name: str) -> Sequence[Row]:
    try:
        rows = json.loads(body)[name]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KlassError(f"The answer is not JSON with a list of {name}.") from error
    if not isinstance(rows, list):
        raise KlassError(f"The answer holds {name}, but not as a list.")
    return rows


def _csv_rows(body: bytes, media: str) -> Sequence[Row]:
    """Read semicolon-separated rows as ISO-8859-1, or as UTF-8 where the answer says so."""
    utf8 = "utf-8" in media.lower() or body.startswith(b"\xef\xbb\xbf")
    try:
        text = body.decode("utf-8-sig" if utf8 else "iso-8859-1")
        return list(csv.DictReader(io.StringIO(text), delimiter=";", strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise KlassError(f"The answer is not CSV as the guide says: {error}.") from error


def _code(row: Row) -> Code:
    return Code(
        code=row["code"].strip(),
        name=row["name"].strip(),
        valid_from=_day(row.get("validFrom") or row.get("validFromInRequestedRange")),
        valid_to=_day(row.get("validTo") or row.get("validToInRequestedRange")),
    )


def _change(row: Row) -> Change:
    return Change(
        day=date.fromisoformat(row["changeOccurred"][:10]),
        old_code=row["oldCode"] or "",
        old_name=row["oldName"] or "",
        new_code=row["newCode"] or "",
        new_name=row["newName"] or "",
    )


def _pair(row: Row) -> Pair:
    return Pair(row["sourceCode"].strip(), row["targetCode"].strip())


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None
