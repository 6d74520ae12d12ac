"""Whatever is sent to the pages of this room, nobody gets an error page of ours."""

import json
from http.cookies import SimpleCookie

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmenning.accounts.models import Role
from allmenning.accounts.tests.browse import sign_in, signed_in_with
from allmenning.accounts.tests.build import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGES = [
    "/konto/",
    "/konto/endre/",
    "/konto/steng/",
    "/konto/koble/",
    "/konto/koble/{}/fra/",
    "/konto/roller/",
    "/konto/roller/gi/",
    "/konto/roller/{}/trekk/",
    "/konto/logg-inn/",
    "/konto/kode/",
    "/konto/logg-ut/",
    "/konto/stengt/",
    "/konto/innlogging/{}/",
    "/konto/innlogging/{}/svar/",
    "/konto/innlogging/avbrutt/",
    "/konto/innlogging/feil/",
    "/konto/totrinn/",
    "/konto/totrinn/bekreft/",
    "/konto/totrinn/igjen/",
    "/konto/totrinn/kreves/",
    "/konto/totrinn/app/",
    "/konto/totrinn/app/fjern/",
    "/konto/totrinn/nokkel/",
    "/konto/totrinn/nokkel/igjen/",
    "/konto/totrinn/nokkel/{}/fjern/",
    "/konto/totrinn/nokkel/{}/navn/",
    "/konto/totrinn/reservekoder/",
    "/konto/totrinn/reservekoder/nye/",
    "/konto/totrinn/reservekoder/last-ned/",
    "/demo/",
    "/demo/inn/",
]
FIELDS = ["email", "code", "name", "language", "role", "verified_how", "credential", "next"]
FIELDS += ["action", "yes", "state", "who", "process", "scope"]
KEYS = ["id", "rawId", "type", "response", "clientDataJSON", "attestationObject", "signature"]
NASTY = st.sampled_from(
    [
        "",
        "\0",
        "a\0@b.no",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "=cmd|' /C calc'!A0",
        "//evil.example",
        "9" * 400,
        "-1",
        "²",
        "x" * 5000,
        "\ud7ff￾",
        "kari@lom.kommune.no",
        "operator",
    ]
)
CREDENTIAL = st.recursive(
    st.none() | st.integers() | NASTY,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=7)
    ),
    max_leaves=8,
).map(json.dumps)
TOLD = st.dictionaries(st.sampled_from(FIELDS), NASTY | st.text(max_size=30) | CREDENTIAL)
PLACES = st.sampled_from(["0", "1", "999999999999999999999", "x", "-1", "entra", "%00"])
HEADERS = st.sampled_from(
    [{}, {"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}]
)


def people() -> dict[str, Client]:
    stranger, person, steward = Client(), Client(), Client()
    make_user()
    sign_in(person)
    signed_in_with(steward, Role.STEWARD, Role.OPERATOR, email="steward@os.kommune.no")
    waiting = Client()
    waiting.post("/konto/logg-inn/", {"email": "steward@os.kommune.no"})
    return {"stranger": stranger, "person": person, "steward": steward, "waiting": waiting}


def test_no_page_of_the_account_ever_answers_500() -> None:
    clients = people()
    cookies = {name: client.cookies.output(header="") for name, client in clients.items()}

    @settings(
        max_examples=250,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(
        st.sampled_from(sorted(clients)),
        st.sampled_from(PAGES),
        PLACES,
        TOLD,
        st.sampled_from(["get", "post"]),
        HEADERS,
    )
    def ask(  # noqa: PLR0917 - one argument for each thing that may be wrong
        who: str, page: str, place: str, told: dict[str, str], method: str, headers: dict[str, str]
    ) -> None:
        client = clients[who]
        client.cookies = SimpleCookie(cookies[who])
        client.raise_request_exception = False
        send = getattr(client, method)
        assert send(page.format(place), told, headers=headers).status_code < 500

    ask()
