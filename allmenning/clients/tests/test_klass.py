"""Against a real server on 127.0.0.1 that answers as the Klass API Guide says."""

import json
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from allmenning.clients.klass import (
    Change,
    Code,
    FromFolder,
    KlassError,
    OverHttp,
    Pair,
    changes,
    codes_at,
    corresponds_at,
    newest,
)

NEW_YEAR = date(2026, 1, 1)
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "reference" / "klass"

LOM = {
    "code": "3434",
    "parentCode": None,
    "level": "1",
    "name": "Lom",
    "shortName": "",
    "presentationName": "",
    "validFrom": "2020-01-01",
    "validTo": None,
    "notes": "",
}
ROROS = {
    "oldCode": "5025",
    "oldName": "Røros",
    "oldShortName": "",
    "newCode": "5025",
    "newName": "Røros - Rossen",
    "newShortName": "",
    "changeOccurred": "2023-01-01",
}


class Klass(BaseHTTPRequestHandler):
    """131 has codes and changes, 112 corresponds to 131 until 2024, 104 speaks CSV."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        status, media, body = self.answer(parts.path, asked)
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.end_headers()
        self.wfile.write(body)

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str, bytes]:
        held: dict[str, object] = {
            "/v1/classifications/131/codesAt": {"codes": [LOM]},
            "/v1/classifications/131/changes": {"codeChanges": [ROROS]},
            "/v1/classifications/1/codesAt": ["not an object"],
            "/v1/classifications/2/codesAt": {"codes": [{"code": None}]},
        }
        if path == "/v1/classifications/104/codesAt":
            rows = '"code";"name"\n"18";"Nordland"\n"15";"Møre og Romsdal"\n'
            return 200, "text/csv;charset=ISO-8859-1", rows.encode("iso-8859-1")
        if path == "/v1/classifications/112/correspondsAt" and asked["date"] < "2025":
            pairs = [{"sourceCode": "EKG05", "targetCode": "3434"}]
            return 200, "application/json", json.dumps({"correspondenceItems": pairs}).encode()
        if path == "/v1/classifications/3/codesAt":
            return 500, "text/html", b"<h1>Nede</h1>"
        if path not in held:
            return 404, "application/json", b'{"error": "no version"}'
        return 200, "application/json;charset=UTF-8", json.dumps(held[path]).encode()

    def log_message(self, *_arguments: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def klass() -> Iterator[OverHttp]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Klass)
    Thread(target=server.serve_forever, daemon=True).start()
    with httpx.Client() as http:
        yield OverHttp(http, f"http://127.0.0.1:{server.server_port}/v1")
    server.shutdown()
    server.server_close()


def test_codes_of_a_day_have_their_first_day(klass: OverHttp) -> None:
    assert codes_at(klass, 131, NEW_YEAR) == (Code("3434", "Lom", date(2020, 1, 1), None),)


def test_a_classification_without_a_version_is_nothing(klass: OverHttp) -> None:
    assert codes_at(klass, 999, NEW_YEAR) is None


def test_latin_1_keeps_its_letters(klass: OverHttp) -> None:
    counties = codes_at(klass, 104, NEW_YEAR)
    assert counties == (
        Code("18", "Nordland", None, None),
        Code("15", "Møre og Romsdal", None, None),
    )


def test_changes_stay_inside_the_days_asked_for(klass: OverHttp) -> None:
    assert changes(klass, 131, date(2022, 1, 1), NEW_YEAR) == (
        Change(date(2023, 1, 1), "5025", "Røros", "5025", "Røros - Rossen"),
    )
    assert changes(klass, 131, date(2023, 1, 2), NEW_YEAR) == ()


def test_missing_years_are_stepped_over(klass: OverHttp) -> None:
    found = newest(lambda day: corresponds_at(klass, 112, 131, day), date(2026, 11, 23))
    assert found == (date(2024, 1, 1), (Pair("EKG05", "3434"),))


def test_where_no_year_has_an_answer_there_is_none(klass: OverHttp) -> None:
    assert newest(lambda day: corresponds_at(klass, 128, 131, day), NEW_YEAR) is None


@pytest.mark.parametrize(
    ("classification", "words"), [(1, "list of codes"), (2, "row of codes"), (3, "answered 500")]
)
def test_a_broken_answer_is_one_sentence(klass: OverHttp, classification: int, words: str) -> None:
    with pytest.raises(KlassError, match=words):
        codes_at(klass, classification, NEW_YEAR)


def test_a_server_that_is_gone_is_one_sentence() -> None:
    with httpx.Client() as http, pytest.raises(KlassError, match="No answer"):
        codes_at(OverHttp(http, "http://127.0.0.1:9/v1"), 131, NEW_YEAR)


def test_saved_answers_are_read_as_those_over_http(tmp_path: Path) -> None:
    (tmp_path / "131_codesAt.json").write_text(json.dumps({"codes": [LOM]}))
    (tmp_path / "112_correspondsAt.csv").write_bytes(
        '"sourceCode";"sourceName";"targetCode";"targetName"\n"EKG01";"";"1101";"Å"\n'.encode(
            "iso-8859-1"
        )
    )
    reader = FromFolder(tmp_path)
    assert codes_at(reader, 131, NEW_YEAR) == (Code("3434", "Lom", date(2020, 1, 1), None),)
    assert corresponds_at(reader, 112, 131, NEW_YEAR) == (Pair("EKG01", "1101"),)
    assert codes_at(reader, 128, NEW_YEAR) is None


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not on this machine")
def test_the_samples_of_ssb_are_understood(tmp_path: Path) -> None:
    for saved, sample in (("1_codesAt", "codes_at"), ("1_changes", "changes")):
        (tmp_path / f"{saved}.json").write_bytes((SAMPLES / f"{sample}.json").read_bytes())
    reader = FromFolder(tmp_path)
    codes = codes_at(reader, 1, NEW_YEAR)
    assert codes
    assert [code.name for code in codes] == ["Mann", "Gutt", "Babygutt"]
    told = changes(reader, 1, date(2019, 1, 1), NEW_YEAR)
    assert [change.new_name for change in told] == [
        "Nordreisa - Ráisa - Raisi",
        "Røros - Rossen",
    ]
