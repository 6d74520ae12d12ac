"""Counterparts that the channels are tried against, started once each."""

from collections.abc import Iterator

import pytest

from allmenning.delivery.channels.tests import servers


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[str]:
    with servers.mastodon_server() as address:
        yield address


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[servers.Bluesky]:
    if why := servers.node_is_missing():
        pytest.skip(why)
    with servers.bluesky_network() as network:
        yield network
