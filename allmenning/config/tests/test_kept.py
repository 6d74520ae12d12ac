from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from allmenning.accounts.actions import write_audit
from allmenning.config.kept import ROOM_OF_A_PAGE, KeptPages, Page, Shelf

pytestmark = pytest.mark.django_db


def counting_view() -> tuple[list[int], Callable[[HttpRequest], HttpResponse]]:
    rendered: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        rendered.append(1)
        return HttpResponse(f"rendered {len(rendered)} for {request.COOKIES.get('lens')}")

    return rendered, view


def get(
    path: str = "/tema/", cookies: dict[str, str] | None = None, if_none_match: str = ""
) -> HttpRequest:
    request = RequestFactory().get(path, headers={"If-None-Match": if_none_match})
    request.COOKIES.update(cookies or {})
    return request


def body(response: HttpResponseBase) -> bytes:
    assert isinstance(response, HttpResponse)
    return response.content


def test_an_anonymous_page_is_rendered_once() -> None:
    rendered, view = counting_view()
    kept = KeptPages(view)
    first, second = kept(get()), kept(get())
    assert body(first) == body(second) == b"rendered 1 for None"
    assert len(rendered) == 1


def test_an_audited_change_makes_every_page_new() -> None:
    rendered, view = counting_view()
    kept = KeptPages(view)
    kept(get())
    write_audit(by=None, at=datetime(2026, 1, 1, tzinfo=UTC), verb="t", target="t", detail={})
    kept(get())
    assert len(rendered) == 2


def test_two_lenses_do_not_see_each_others_page() -> None:
    rendered, view = counting_view()
    kept = KeptPages(view)
    assert b"3434" in body(kept(get(cookies={"lens": "3434"})))
    assert b"0301" in body(kept(get(cookies={"lens": "0301"})))
    assert len(rendered) == 2


def test_a_reader_with_a_session_is_never_answered_from_the_shelf() -> None:
    rendered, view = counting_view()
    kept = KeptPages(view)
    kept(get())
    kept(get(cookies={"sessionid": "s"}))
    kept(get(cookies={"sessionid": "s"}))
    assert len(rendered) == 3


def test_a_post_passes_by() -> None:
    rendered, view = counting_view()
    kept = KeptPages(view)
    kept(RequestFactory().post("/tema/"))
    kept(RequestFactory().post("/tema/"))
    assert len(rendered) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.set_cookie("csrftoken", "x"),
        lambda r: setattr(r, "status_code", 404),
        lambda r: r.headers.__setitem__("Cache-Control", "no-store"),
    ],
)
def test_what_is_personal_or_failed_is_not_kept(spoil: Callable[[HttpResponse], None]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse("x")
        spoil(response)
        return response

    kept = KeptPages(view)
    kept(get())
    assert not kept.shelf.pages


def test_a_browser_that_has_the_page_gets_304() -> None:
    _, view = counting_view()
    kept = KeptPages(view)
    tag = kept(get()).headers["ETag"]
    again = kept(get(if_none_match=tag))
    assert again.status_code == 304
    assert again.headers["ETag"] == tag


def test_the_page_unread_longest_leaves_a_full_shelf() -> None:
    shelf = Shelf(limit=2 * (ROOM_OF_A_PAGE + 5 + 1))
    shelf.put(("a",), Page(b"12345", (), "a"))
    shelf.put(("b",), Page(b"12345", (), "b"))
    shelf.get(("a",))
    shelf.put(("c",), Page(b"12345", (), "c"))
    assert set(shelf.pages) == {("a",), ("c",)}
    assert shelf.size == shelf.limit


def test_long_addresses_fill_the_shelf_as_pages_do() -> None:
    shelf = Shelf(limit=100_000)
    for number in range(100):
        shelf.put((f"/sammenlign.json?f={number}{'a' * 30_000}",), Page(b"[]", (), "a"))
    assert len(shelf.pages) == 3
    assert shelf.size <= shelf.limit


def test_only_who_can_unpack_a_page_shares_it_packed() -> None:
    """ "xgzip" is no coding: a page kept for it must not be given to those who say "gzip"."""
    _, view = counting_view()
    kept = KeptPages(view)
    odd, plain, packed = (RequestFactory().get("/tema/") for _ in range(3))
    odd.META["HTTP_ACCEPT_ENCODING"] = "xgzip"
    packed.META["HTTP_ACCEPT_ENCODING"] = "br, gzip;q=0.5"
    assert body(kept(odd)) == body(kept(plain)) == b"rendered 1 for None"
    assert body(kept(packed)) == b"rendered 2 for None"
