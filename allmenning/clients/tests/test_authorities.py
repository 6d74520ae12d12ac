"""Feeds of authorities, from a server on 127.0.0.1."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

from allmenning.clients.authorities import AuthorityError, Follower

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>noreply@met.no</sender>
  <sent>2026-11-23T02:30:00+01:00</sent><status>Actual</status><msgType>Alert</msgType>
  <scope>Public</scope>
  <info><language>no</language><category>Met</category><event>Styrtregn</event>
    <urgency>Future</urgency><severity>Severe</severity><certainty>Likely</certainty>
    <headline>Styrtregn</headline><area><areaDesc>Ottadalen</areaDesc></area></info>
</alert>"""
FEED = """<rss version="2.0"><channel><title>Farevarsler</title>
{items}</channel></rss>"""
ITEM = "<item><title>Styrtregn</title><link>{link}</link><guid>{link}</guid></item>"
Pages = dict[str, tuple[int, str, str]]


@contextmanager
def served(pages: Pages) -> Iterator[tuple[str, list[str]]]:
    """Serve pages of (status, ETag, body), and tell what was asked for."""
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, etag, body = pages.get(self.path, (404, "", ""))
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, ""
            self.send_response(status)
            if etag:
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_told: Any) -> None:
            """Keep the output of the tests clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def feed_of(*links: str) -> str:
    return FEED.format(items="".join(ITEM.format(link=link) for link in links))


def test_each_message_of_a_feed_is_fetched_once(http: httpx.Client) -> None:
    pages: Pages = {"/1": (200, "", CAP.format(identifier="1"))}
    with served(pages) as (base, asked):
        pages["/feed"] = (200, '"a"', feed_of(f"{base}/1"))
        follower = Follower(f"{base}/feed", http)
        assert [one.alert.identifier for one in follower.look()] == ["1"]
        assert follower.look() == []
        pages["/2"] = (200, "", CAP.format(identifier="2"))
        pages["/feed"] = (200, '"b"', feed_of(f"{base}/1", f"{base}/2"))
        assert [one.alert.identifier for one in follower.look()] == ["2"]
    assert asked == ["/feed", "/1", "/feed", "/feed", "/2"]


def test_a_message_that_is_away_is_looked_for_again(http: httpx.Client) -> None:
    pages: Pages = {}
    with served(pages) as (base, _asked):
        pages["/feed"] = (200, '"a"', feed_of(f"{base}/1"))
        follower = Follower(f"{base}/feed", http)
        assert follower.look() == []
        pages["/1"] = (200, "", CAP.format(identifier="1"))
        assert [one.alert.identifier for one in follower.look()] == ["1"]


def test_a_feed_leads_to_its_own_host_only(http: httpx.Client) -> None:
    pages: Pages = {"/1": (200, "", CAP.format(identifier="1"))}
    with served(pages) as (elsewhere, asked):
        feed: Pages = {"/feed": (200, "", feed_of(f"{elsewhere}/1"))}
        with served(feed) as (base, _own):
            assert Follower(f"{base}/feed", http).look() == []
    assert asked == []


def test_the_document_is_kept_as_it_came(http: httpx.Client) -> None:
    document = CAP.format(identifier="1")
    with served({"/cap": (200, "", document)}) as (base, _asked):
        assert [one.document for one in Follower(f"{base}/cap", http).look()] == [document]


@pytest.mark.parametrize("status", [301, 401, 404, 500])
def test_a_feed_that_cannot_be_had_says_so(status: int, http: httpx.Client) -> None:
    with (
        served({"/feed": (status, "", "")}) as (base, _asked),
        pytest.raises(AuthorityError, match=str(status)),
    ):
        Follower(f"{base}/feed", http).look()


def test_nobody_at_home_is_an_error_that_names_the_host_only(http: httpx.Client) -> None:
    with pytest.raises(AuthorityError, match=r"^127\.0\.0\.1: ConnectError$"):
        Follower("http://127.0.0.1:9/feed?key=secret", http).look()


@pytest.mark.parametrize("body", ["", "<html><p>Nede for vedlikehold</p></html>", "[1]", "{}"])
def test_what_holds_no_message_gives_none(body: str, http: httpx.Client) -> None:
    with served({"/feed": (200, "", body)}) as (base, _asked):
        assert Follower(f"{base}/feed", http).look() == []


def test_too_large_an_answer_is_refused(http: httpx.Client) -> None:
    with (
        served({"/feed": (200, "", "x" * 6_000_000)}) as (base, _asked),
        pytest.raises(AuthorityError, match="bytes"),
    ):
        Follower(f"{base}/feed", http).look()


def test_an_answer_that_trickles_is_given_up(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allmenning.clients.authorities.LONGEST_ANSWER", 0.0)
    with (
        served({"/feed": (200, "", feed_of())}) as (base, _asked),
        pytest.raises(AuthorityError, match="not whole"),
    ):
        Follower(f"{base}/feed", http).look()


def test_a_look_that_lasts_too_long_is_taken_up_by_the_next(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: Pages = {"/1": (200, "", CAP.format(identifier="1"))}
    with served(pages) as (base, _asked):
        pages["/feed"] = (200, '"a"', feed_of(f"{base}/1"))
        follower = Follower(f"{base}/feed", http)
        monkeypatch.setattr("allmenning.clients.authorities.LONGEST_LOOK", 0.0)
        assert follower.look() == []
        monkeypatch.setattr("allmenning.clients.authorities.LONGEST_LOOK", 40.0)
        assert [one.alert.identifier for one in follower.look()] == ["1"]
