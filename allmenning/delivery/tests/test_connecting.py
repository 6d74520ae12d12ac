"""What a person pastes into the form, and what the real servers then say of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from allmenning.delivery import registry
from allmenning.delivery.actions import check_accounts, connect_account
from allmenning.delivery.channels.tests import servers
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.secrets import unlock_all

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def mastodon_server() -> Iterator[str]:
    with servers.mastodon_server() as address:
        yield address


@pytest.fixture(scope="module")
def bluesky_network() -> Iterator[servers.Bluesky]:
    if why := servers.node_is_missing():
        pytest.skip(why)
    with servers.bluesky_network() as network:
        yield network


@pytest.fixture(autouse=True)
def _servers_are_inside(settings: Any) -> None:
    settings.INTERNAL_HOSTS = ["127.0.0.1", "localhost"]


def connected(
    kind: str, pasted: dict[str, str], workspace: Workspace = Workspace.LIVE
) -> ChannelAccount:
    """Fill in the form, connect, and ask the server whether we could send now."""
    channel = registry.channel(kind)
    form = channel.form(pasted)
    assert form.is_valid(), form.errors
    told = form.cleaned_data
    named = {name: told[name] for name in channel.settings.__dataclass_fields__ if name in told}
    now = timezone.now()
    account = connect_account(
        owner="lom",
        kind=kind,
        name="Lom kommune",
        workspace=workspace,
        settings=channel.settings(**named),
        secrets={name: told[name] for name in channel.secrets if told.get(name)},
        by=None,
        at=now,
    )
    return check_accounts(accounts=[account], at=now)[0]


def test_a_token_of_mastodon_is_proven_when_it_is_pasted(mastodon_server: str) -> None:
    pasted = {"server": mastodon_server, "username": "TestUser", "token": "mock_token"}

    account = connected("mastodon", pasted)

    assert (account.checked_good, account.address) == (
        True,
        f"@testuser@{mastodon_server.removeprefix('http://')}",
    )
    assert unlock_all(account.secrets)["proof"]


def test_a_live_account_of_mastodon_is_no_exercise_account_by_another_name(
    mastodon_server: str,
) -> None:
    pasted = {"server": mastodon_server, "username": "TestUser", "token": "mock_token"}
    live = connected("mastodon", pasted)
    alias = mastodon_server.replace("127.0.0.1", "localhost")

    disguised = connected("mastodon", pasted | {"server": alias}, Workspace.EXERCISE)

    assert (live.checked_good, live.is_on) == (True, True)
    assert (disguised.checked_good, disguised.is_on) == (False, False)
    bad = [told["reason"] for told in disguised.checks if not told["good"]]
    assert bad == ["connected_elsewhere"]
    assert not unlock_all(disguised.secrets)["proof"]


def test_a_token_of_another_account_is_told_when_it_is_pasted(mastodon_server: str) -> None:
    pasted = {"server": mastodon_server, "username": "lom", "token": "mock_token"}

    account = connected("mastodon", pasted)

    assert account.checked_good is False
    assert [told["reason"] for told in account.checks if not told["good"]] == ["other_account"]


def test_an_app_password_of_bluesky_is_proven_when_it_is_pasted(
    bluesky_network: servers.Bluesky,
) -> None:
    pasted = {
        "handle": f"@{bluesky_network.handle}",
        "password": bluesky_network.password,
        "server": bluesky_network.address,
    }

    account = connected("bluesky", pasted)

    assert account.checked_good is True
    assert set(unlock_all(account.secrets)) == {"password", "access", "refresh", "proof"}


def test_a_wrong_password_of_bluesky_is_told_when_it_is_pasted(
    bluesky_network: servers.Bluesky,
) -> None:
    pasted = {"handle": "vaga.test", "password": "wrong", "server": bluesky_network.address}

    account = connected("bluesky", pasted)

    assert account.checked_good is False
    assert [told["reason"] for told in account.checks if not told["good"]] == ["token"]
