"""Public files, asked for as a server asks: with an environ, and nothing of Django."""

import gzip
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
import pytest

from allmenning.delivery import serving
from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import public_folder, publish, withdraw
from allmenning.delivery.serving import PublicFiles, Reloading

PAGE = "<p>Kok vannet. Ny melding kl. 14.</p>" * 20


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def behind(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("From", "Django")])
    return [b"Django"]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def asked(application: WSGIApplication, path: str, method: str = "GET", **headers: str) -> Answer:
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(
        status: str, headers: list[tuple[str, str]], _error: object = None, /
    ) -> "Iterator[None]":
        said.append((status, headers))
        return iter(())

    environ = {"PATH_INFO": path, "REQUEST_METHOD": method} | {
        f"HTTP_{name.upper()}": value for name, value in headers.items()
    }
    body = b"".join(application(environ, start))  # type: ignore[arg-type]
    status, told = said[0]
    return Answer(int(status[:3]), dict(told), body)


@pytest.fixture
def files() -> PublicFiles:
    return PublicFiles(public_folder(), behind)


def after_a_look(files: PublicFiles) -> PublicFiles:
    """Let the half second pass in which a process does not look at the disk."""
    files.look_at = 0.0
    return files


def test_a_page_is_answered_with_what_browsers_and_caches_need(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    answer = asked(files, "/varsel/lom/")
    assert answer.status == 200
    assert answer.body == PAGE.encode()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Length"] == str(len(PAGE.encode()))
    assert answer.headers["Cache-Control"] == (
        "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
    )
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Robots-Tag" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, *;q=0", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.0", None),
        ("identity", None),
        ("brotli, xgzip", None),
    ],
)
def test_the_smallest_form_that_the_reader_takes(
    files: PublicFiles, accepted: str, encoding: str | None
) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    answer = asked(files, "/varsel/lom/", accept_encoding=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)
    assert unpack(answer.body) == PAGE.encode()


@pytest.mark.parametrize("accepted", ["", "gzip", "br"])
def test_a_reader_who_has_the_page_is_told_so(files: PublicFiles, accepted: str) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    tag = asked(files, "/varsel/lom/", accept_encoding=accepted).headers["ETag"]
    answer = asked(files, "/varsel/lom/", accept_encoding=accepted, if_none_match=f'"x", W/{tag}')
    assert (answer.status, answer.body) == (304, b"")
    assert "Content-Type" not in answer.headers
    publish(Workspace.LIVE, "lom/index.html", f"{PAGE}!", "text/html")
    assert asked(after_a_look(files), "/varsel/lom/", if_none_match=tag).status == 200


def test_head_gives_the_headers_alone(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    answer = asked(files, "/varsel/lom/", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(PAGE.encode()))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(files: PublicFiles, method: str) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    answer = asked(files, "/varsel/lom/", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_change_is_seen_half_a_second_later() -> None:
    clock = Clock()
    files = PublicFiles(public_folder(), behind, clock=clock)
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    assert asked(files, "/varsel/lom/").body == PAGE.encode()
    publish(Workspace.LIVE, "lom/index.html", "Faren er over.", "text/html")
    clock.now += 0.4
    assert asked(files, "/varsel/lom/").body == PAGE.encode()
    clock.now += 0.2
    assert asked(files, "/varsel/lom/").body == b"Faren er over."


def test_what_is_withdrawn_is_no_longer_answered(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    assert asked(files, "/varsel/lom/").status == 200
    withdraw(Workspace.LIVE, "lom/index.html")
    assert asked(after_a_look(files), "/varsel/lom/").body == b"Django"


def test_pages_are_answered_when_the_disk_is_gone(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    assert asked(files, "/varsel/lom/").status == 200
    public_folder().rename(public_folder().with_name("elsewhere"))
    assert asked(after_a_look(files), "/varsel/lom/").body == PAGE.encode()


def test_a_compressed_form_of_another_moment_is_not_used(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    os.utime(public_folder() / "live/varsel/lom/index.html.br", ns=(1, 1))
    answer = asked(files, "/varsel/lom/", accept_encoding="br, gzip")
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_left_out_slash_is_put_on(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html", language="nn")
    answer = asked(files, "/nn/varsel/lom")
    assert (answer.status, answer.headers["Location"]) == (301, "/nn/varsel/lom/")


def test_what_is_not_there_is_answered_by_a_page_of_ours(files: PublicFiles) -> None:
    assert asked(files, "/varsel/finnes-ikke/").body == b"Django"
    publish(Workspace.LIVE, "404.html", "Her er det ingenting.", "text/html")
    answer = asked(after_a_look(files), "/varsel/finnes-ikke/")
    assert (answer.status, answer.body) == (404, b"Her er det ingenting.")
    assert asked(files, "/varsel/finnes-ikke/", "HEAD").body == b""


@pytest.mark.parametrize("ending", [".gz", ".br", ".headers"])
def test_what_lies_beside_a_file_has_no_address(files: PublicFiles, ending: str) -> None:
    publish(Workspace.LIVE, "lom/flom.html", PAGE, "text/html", headers={"X": "y"})
    assert (public_folder() / f"live/varsel/lom/flom.html{ending}").is_file()
    assert asked(files, f"/varsel/lom/flom.html{ending}").headers == {"From": "Django"}


@pytest.mark.parametrize(
    "path",
    ["/", "/varsling/lom/", "/kommuner/lom/", "/varsel/../secret-key", "/varsel/lom/.headers", ""],
)
def test_everything_else_goes_to_django(files: PublicFiles, path: str) -> None:
    (public_folder().parent / "secret-key").write_text("hemmelig")
    assert asked(files, path).body == b"Django"


def test_an_exercise_is_kept_from_search_engines(files: PublicFiles) -> None:
    publish(Workspace.EXERCISE, "lom/index.html", PAGE, "text/html")
    assert asked(files, "/ovelsesvarsel/lom/").headers["X-Robots-Tag"] == "noindex"


def test_headers_published_with_a_file_are_sent_with_it(files: PublicFiles) -> None:
    link = '<https://hub.example.no/>; rel="hub"'
    publish(
        Workspace.LIVE,
        "lom/varsler.atom",
        "<feed/>",
        "application/atom+xml",
        headers={"Link": link},
    )
    answer = asked(files, "/varsel/lom/varsler.atom")
    assert answer.headers["Link"] == link
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_over_https_browsers_are_told_to_stay_there() -> None:
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    files = PublicFiles(public_folder(), behind, https=True)
    assert "max-age=31536000" in asked(files, "/varsel/lom/").headers["Strict-Transport-Security"]


def test_the_table_stays_within_its_bytes(
    files: PublicFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TABLE_BYTES", 20_000)
    for number in range(10):
        publish(Workspace.LIVE, f"lom/{number}.html", f"{PAGE}{number}", "text/html")
        assert asked(after_a_look(files), f"/varsel/lom/{number}.html").status == 200
        assert files.size <= 20_000
    assert files.size == sum(entry.size for entry in files.table.values())


def test_an_application_that_does_not_load_is_tried_again(tmp_path: Path) -> None:
    mended = tmp_path / "mended"

    def load() -> WSGIApplication | None:
        return behind if mended.exists() else None

    clock = Clock()
    application = PublicFiles(public_folder(), Reloading(load, clock), clock=clock)
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    assert asked(application, "/varsel/lom/").status == 200
    refused = asked(application, "/kommuner/")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
    assert asked(application, "/health/live").status == 200
    mended.touch()
    clock.now += 4
    assert asked(application, "/kommuner/").status == 503
    clock.now += 2
    assert asked(application, "/kommuner/").body == b"Django"


def test_what_is_named_by_its_content_is_kept_for_ever(files: PublicFiles) -> None:
    publish(Workspace.LIVE, "stil-0123456789.css", "p{}", "text/css")
    answer = asked(files, "/varsel/stil-0123456789.css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
