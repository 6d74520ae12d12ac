"""A reader who has not signed in leaves no trace: no cookie, no session."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client

from allmenning.ui.access import Access
from tests.house import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Forms whose token is what the cookie is for.
WITH_TOKEN = ("konto/", "demo/", "meld/", "om/kontakt/")
FILLED = {
    "<slug:slug>": "lom",
    "<slug:code>": "F035",
    "<str:code>": "F035",
    "<file:kind>": "csv",
}
IN_PLACE = {"tema/lom": "tema/krise", "fylkeskommuner/lom": "fylkeskommuner/innlandet"}


def pages() -> list[str]:
    found = set()
    for route, pattern in addresses():
        if getattr(pattern.callback, "access", None) is not Access.PUBLIC:
            continue
        address = route
        for place, value in FILLED.items():
            address = address.replace(place, value)
        for wrong, right in IN_PLACE.items():
            address = address.replace(wrong, right)
        if not any(sign in address for sign in "<(^") and not address.startswith(WITH_TOKEN):
            found.add("/" + address)
    return sorted(found)


def no_session_is_read(execute: Callable[..., object], sql: str, *rest: object) -> object:
    assert "django_session" not in sql
    return execute(sql, *rest)


def test_reading_leaves_no_cookie_and_no_session(client: Client) -> None:
    call_command("load_register", verbosity=0)
    call_command("load_evidence", verbosity=0)
    traced = []
    for address in pages():
        with connection.execute_wrapper(no_session_is_read):
            answer = client.get(address)
        if answer.cookies or answer.wsgi_request.session.modified:
            traced.append(address)
    assert traced == []
    assert not Session.objects.exists()
    assert len(pages()) > 20
