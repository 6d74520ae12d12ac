"""Signing in by OpenID Connect, against a real provider (panva's oidc-provider) on 127.0.0.1."""

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from environs import Env

from allmenning.accounts.models import AuditEntry, User
from allmenning.accounts.openid import accepted_levels
from allmenning.accounts.sign_in import sign_in_settings
from allmenning.accounts.tests.browse import ACCOUNT, LANDED, LOGIN, set_up_app, sign_in
from allmenning.accounts.tests.build import KARI, make_user

ROOT = Path(__file__).resolve().parents[3]
BEGIN, END = "/konto/innlogging/prove/", "/konto/innlogging/prove/svar/"
CONNECT = "/konto/koble/"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("node") and (ROOT / "node_modules/oidc-provider").is_dir()),
        reason="npm ci has not been run",
    ),
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    command = ["node", str(Path(__file__).with_name("provider.mjs")), f"http://testserver{END}"]
    with subprocess.Popen(  # noqa: S603 - our own script
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(autouse=True)
def _provider(issuer: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "ALLMENNING_OIDC": "prove",
        "ALLMENNING_OIDC_PROVE_NAME": "Prøveporten",
        "ALLMENNING_OIDC_PROVE_ISSUER": issuer,
        "ALLMENNING_OIDC_PROVE_CLIENT_ID": "allmenning",
        "ALLMENNING_OIDC_PROVE_CLIENT_SECRET": "only-for-the-tests",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    made = sign_in_settings(Env(), https=False)
    settings.SOCIALACCOUNT_PROVIDERS = made["SOCIALACCOUNT_PROVIDERS"]


def begin(client: Client, **told: str) -> str:
    """Return the provider's address, which the page sends the browser on to."""
    page = client.post(BEGIN, told)
    assert page.status_code == 200
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found
    return html.unescape(found.group(1))


def say_who(address: str, name: str) -> str:
    """Sign in and consent at the provider; return where it sends the browser back to."""
    with httpx.Client(follow_redirects=False, timeout=10) as browser:
        for _ in range(12):
            answer = browser.get(address)
            if answer.status_code == 200:
                action = re.search(r'action="([^"]+)"', answer.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert action
                assert prompt
                told = {"prompt": prompt.group(1), "login": name, "password": "x"}
                answer = browser.post(action.group(1), data=told)
            address = str(answer.next_request.url) if answer.next_request else ""
            if address.startswith("http://testserver"):
                return address.removeprefix("http://testserver")
    pytest.fail("the provider never sent the browser back")


def sign_in_at(client: Client, name: str, **told: str) -> str:
    answer = client.get(say_who(begin(client, **told), name))
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_new_person_with_a_proven_address_is_signed_in(client: Client) -> None:
    assert 'action="/konto/innlogging/prove/"' in client.get(LOGIN).content.decode()

    assert sign_in_at(client, f"proven:{KARI}") == LANDED

    user = User.objects.get()
    assert (user.email, user.email_verified_at is not None) == (KARI, True)
    assert "Koble fra Prøveporten" in client.get(ACCOUNT).content.decode()


def test_nothing_but_the_subject_is_kept_from_the_provider(client: Client) -> None:
    sign_in_at(client, f"proven:{KARI}")

    account = SocialAccount.objects.get()
    assert (account.provider, account.extra_data) == ("prove", {})
    assert not SocialToken.objects.exists()
    assert "01017000000" not in str(dict(client.session))


def test_the_account_made_by_a_code_is_found_by_the_proven_address(client: Client) -> None:
    user = make_user()

    sign_in_at(client, f"proven:{KARI}")

    assert SocialAccount.objects.get().user == user
    assert User.objects.count() == 1


def test_an_address_the_provider_does_not_vouch_for_opens_nobodys_account(client: Client) -> None:
    make_user()

    assert sign_in_at(client, f"claimed:{KARI}") == LOGIN

    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert "Prøveporten" in client.get(LOGIN).content.decode()


def test_without_an_address_a_code_proves_it_once_and_connects_the_two(client: Client) -> None:
    sign_in_at(client, "nobody")
    answer = sign_in(client)
    assert answer == f"{CONNECT}?next=%2Fvelkommen%2Finn%2F"
    assert client.get(answer).status_code == 200

    client.post(answer, {"yes": "1"})
    client.post("/konto/logg-ut/")

    assert sign_in_at(client, "nobody") == LANDED
    assert AuditEntry.objects.filter(verb="accounts.provider_connected").count() == 1


def test_saying_no_connects_nothing(client: Client) -> None:
    sign_in_at(client, "nobody")
    client.post(sign_in(client), {"no": "1"})

    assert not SocialAccount.objects.exists()
    assert client.get(CONNECT)["Location"] == ACCOUNT


def test_a_connected_sign_in_can_be_disconnected_by_its_owner_only(client: Client) -> None:
    sign_in_at(client, f"proven:{KARI}")
    account = SocialAccount.objects.get()
    stranger = Client()
    sign_in(stranger, "ola@os.kommune.no")

    stranger.post(f"/konto/koble/{account.pk}/fra/")
    assert SocialAccount.objects.exists()
    client.post(f"/konto/koble/{account.pk}/fra/")
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_here_too(client: Client) -> None:
    make_user()
    sign_in(client)
    set_up_app(client)
    client.post("/konto/logg-ut/")

    assert sign_in_at(client, f"proven:{KARI}") == "/konto/totrinn/bekreft/"
    assert "_auth_user_id" not in client.session


def test_the_person_comes_back_to_where_the_sign_in_was_asked_for(client: Client) -> None:
    assert sign_in_at(client, f"proven:{KARI}", next="/nn/konto/endre/") == "/nn/konto/endre/"


def test_nobody_is_sent_to_another_site_afterwards(client: Client) -> None:
    assert sign_in_at(client, f"proven:{KARI}", next="https://evil.example/") == LANDED


def test_the_address_asks_with_nonce_state_and_pkce_and_lets_nobody_widen_the_scope(
    client: Client,
) -> None:
    page = client.post(f"{BEGIN}?scope=admin&process=connect&auth_params=prompt%3Dnone")
    address = page.content.decode().partition('content="0;url=')[2].partition('"')[0]

    assert all(part in address for part in ("nonce=", "state=", "code_challenge_method=S256"))
    assert "admin" not in address
    assert "prompt" not in address


def test_an_answer_for_another_browser_is_refused(client: Client) -> None:
    back = say_who(begin(client), f"proven:{KARI}")

    stranger = Client()
    answer = stranger.get(back)

    assert answer.status_code == 401
    assert "_auth_user_id" not in stranger.session
    assert not User.objects.exists()


def test_an_answer_with_another_nonce_is_refused(client: Client) -> None:
    back = say_who(begin(client), f"proven:{KARI}")
    session = client.session
    session["openid_nonce"] = "another"
    session.save()

    client.get(back)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied", "?code=x&state=y", "?state=" + "x" * 5000, "?code=%00"]
)
def test_a_made_up_answer_gives_a_clear_page(client: Client, query: str) -> None:
    answer = client.get(END + query, follow=True)

    assert answer.status_code == 401
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("page", ["/konto/innlogging/ukjent/", "/konto/innlogging/ukjent/svar/"])
def test_a_provider_that_is_not_set_up_is_not_found(client: Client, page: str) -> None:
    assert client.post(page).status_code == 404


def test_a_provider_that_is_gone_gives_a_clear_page(client: Client, settings: Any) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:1"

    answer = client.post(BEGIN)

    assert answer.status_code == 503
    assert "<h1>" in answer.content.decode()


def test_an_issuer_without_tls_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLMENNING_OIDC_PROVE_ISSUER", "http://login.example")

    with pytest.raises(ImproperlyConfigured, match="https://"):
        sign_in_settings(Env(), https=True)


@pytest.mark.parametrize(
    ("asked", "accepted"),
    [
        ("idporten-loa-high", {"idporten-loa-high"}),
        ("idporten-loa-substantial", {"idporten-loa-substantial", "idporten-loa-high"}),
        ("substantial entraid", {"substantial", "high", "entraid"}),
    ],
)
def test_a_higher_level_than_the_one_asked_for_will_do(asked: str, accepted: set[str]) -> None:
    assert accepted_levels(asked.split()) == accepted


def test_a_sign_in_below_the_level_asked_for_is_refused(client: Client, settings: Any) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["auth_params"] = {"acr_values": "idporten-loa-high"}

    answer = client.get(say_who(begin(client), f"proven:{KARI}"))

    assert answer.status_code == 401
    assert "_auth_user_id" not in client.session
