"""No address answers 500, whatever stands in it, in its query or in what is sent to it."""

import re
from collections.abc import Callable
from functools import cache
from urllib.parse import quote, urlencode

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls.resolvers import RoutePattern
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from allmenning.accounts.models import Role
from allmenning.accounts.tests.build import make_grant
from allmenning.evidence.tests.build import make_analyst, signed_in_analyst
from tests.house import PACKAGE, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOSTILE = [
    "",
    "0",
    "-1",
    "1.5",
    "1e400",
    "nan",
    "9" * 40,
    "9223372036854775808",
    "٣",
    "²",
    "null",
    "[]",
    "{}",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "//evil.example",
    "javascript:alert(1)",
    "\0",
    "a\0b",
    "\n\r\nSet-Cookie: a=b",
    "æøå ÆØÅ",
    "🦌" * 30,
    "\u202e",
    "\ufffe",
    "x" * 5000,
    "%s%n{0}{{ 7*7 }}",
    "2026-13-45",
    "0000-00-00",
    "true",
]
# What exists in the loaded data, so that the views behind it are reached.
KNOWN = ["F035", "F036", "lom", "krise", "innlandet", "34", "3434", "0301", "size", "nb", "csv"]

values = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(HOSTILE),
    st.integers().map(str),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
raw = st.sampled_from(["%FF", "%00", "%", "%ZZ", "a%C3", "+", "&&&", "=", "a=1&a=2&a[]=3", "q=%F0"])


@cache
def parameter_names() -> list[str]:
    """Read off the code and the templates every name that a request may carry."""
    patterns = [
        r"(?:GET|POST|query|parameters)\.(?:get|getlist)\(\s*\"(\w+)\"",
        r"(?:GET|POST)\[\"(\w+)\"\]",
        r"<[^>]+\bname=\"(\w+)\"",
        r"^    (\w+) = forms\.",
    ]
    found = {
        name
        for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
        if "migrations" not in path.parts and "tests" not in path.parts
        for pattern in patterns
        for name in re.findall(pattern, path.read_text(), re.MULTILINE)
    }
    return sorted(found | {"f", "q", "page", "sort", "lens", "next", "format"})


@cache
def routes() -> list[str]:
    """List every address once, in bokmål."""
    return sorted(
        {
            address
            for address, pattern in addresses()
            if isinstance(pattern.pattern, RoutePattern) and "(" not in address
        }
    )


def filled(route: str) -> st.SearchStrategy[str]:
    """Put something into each place that the route leaves open."""
    parts = re.split(r"<(?:\w+:)?\w+>", route)
    inside = st.lists(values, min_size=len(parts) - 1, max_size=len(parts) - 1)
    return inside.map(
        lambda chosen: (
            "/"
            + "".join(
                part + quote(value, safe="")
                for part, value in zip(parts, [*chosen, ""], strict=True)
            )
        )
    )


def queries() -> st.SearchStrategy[str]:
    names = st.sampled_from(parameter_names())
    pairs = st.lists(st.tuples(names, values), max_size=4).map(urlencode)
    return st.one_of(pairs, raw)


def hold(route: str, send: Callable[[str, str], int], *, examples: int) -> None:
    @seed(1)
    @settings(
        max_examples=examples,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(filled(route), queries())
    def answers(address: str, query: str) -> None:
        assert send(address, query) < 500, f"{address}?{query}"

    answers()


def plainly(route: str, send: Callable[[str, str], int]) -> None:
    """Put the worst everywhere at once, so that nothing hangs on what chance draws."""
    for worst in ("\0", "9" * 40):
        address = "/" + re.sub(r"<(?:\w+:)?\w+>", quote(worst), route)
        known = "/" + re.sub(r"<str:\w+>", "F035", re.sub(r"<slug:\w+>", "krise", route))
        query = urlencode(dict.fromkeys(parameter_names(), worst))
        for one in {address, re.sub(r"<\w+:\w+>", "1", known)}:
            assert send(one, query) < 500, f"{one[:100]}?{query[:100]}"


@pytest.fixture
def loaded() -> None:
    call_command("load_register", verbosity=0)
    call_command("load_evidence", verbosity=0)


def getting(client: Client) -> Callable[[str, str], int]:
    return lambda address, query: client.generic("GET", address, QUERY_STRING=query).status_code


def posting(client: Client) -> Callable[[str, str], int]:
    form = "application/x-www-form-urlencoded"
    return lambda address, query: client.generic("POST", address, query, form).status_code


@pytest.mark.usefixtures("loaded")
def test_no_question_of_a_stranger_is_answered_500(client: Client) -> None:
    for route in routes():
        plainly(route, getting(client))
        hold(route, getting(client), examples=6)


@pytest.mark.usefixtures("loaded")
def test_nothing_a_stranger_sends_is_answered_500(client: Client) -> None:
    for route in routes():
        plainly(route, posting(client))
        hold(route, posting(client), examples=3)


@pytest.mark.usefixtures("loaded")
def test_nobody_with_every_role_gets_500(client: Client) -> None:
    """Sign in anew for each address, since one of them signs out and one closes the account."""
    for number, route in enumerate(routes()):
        user = make_analyst(f"kari{number}@ks.example")
        for role in set(Role) - {Role.ANALYST}:
            make_grant(user, role)
        signed_in_analyst(client, user)
        plainly(route, getting(client))
        plainly(route, posting(client))
        signed_in_analyst(client, user)
        hold(route, getting(client), examples=3)
        hold(route, posting(client), examples=2)


def test_an_address_that_is_no_text_is_not_found(client: Client) -> None:
    assert client.get("/%FF%FE/").status_code == 404
