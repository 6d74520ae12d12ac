import asyncio
import base64

import aiohttp
import pytest

from allmenning.clients.calls import Answer
from allmenning.clients.tests.push_service import push_service, why_not
from allmenning.clients.webpush import (
    LARGEST_TEXT,
    KeysError,
    Pusher,
    Subscription,
    new_private_key,
    public_key,
    require_keys,
)

# RFC 8291, appendix A: the keys of its worked example.
RFC_P256DH = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
RFC_AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
needs_node = pytest.mark.skipif(bool(why_not()), reason=why_not() or "all is here")


def push(key: str, subscription: Subscription, text: bytes) -> Answer:
    async def run() -> Answer:
        async with aiohttp.ClientSession() as http:
            pusher = Pusher(http, key, "mailto:drift@lom.example")
            return await pusher.push(subscription, text, seconds=60, topic="t" * 32, urgent=True)

    return asyncio.run(run())


def test_the_public_key_is_an_uncompressed_point() -> None:
    point = base64.urlsafe_b64decode(public_key(new_private_key()) + "=")
    assert (len(point), point[0]) == (65, 4)


def test_the_public_key_follows_from_the_private_one() -> None:
    # RFC 8291, appendix A: the application server's keys.
    private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    assert public_key(private) == (
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    )


def test_keys_that_nothing_can_be_encrypted_for_are_refused() -> None:
    require_keys(Subscription("https://push.example/1", RFC_P256DH, RFC_AUTH))
    for p256dh, auth in ((RFC_P256DH[:-4], RFC_AUTH), (RFC_P256DH, "kort"), ("", ""), ("æ", "ø")):
        with pytest.raises(KeysError):
            require_keys(Subscription("https://push.example/1", p256dh, auth))


def test_the_address_of_a_browser_shows_in_no_repr() -> None:
    assert "push.example" not in repr(Subscription("https://push.example/1", "p", "a"))


@needs_node
@pytest.mark.slow
def test_a_real_service_knows_who_we_are_and_reads_the_longest_text() -> None:
    key, text = new_private_key(), ("å" * (LARGEST_TEXT // 2)).encode()
    with push_service() as service:
        subscription, name = service.subscribe(public_key(key))
        assert push(key, subscription, text).status == 201
        assert service.messages(name) == [text.decode()]
        # Another sender's key is refused.
        assert push(new_private_key(), subscription, b"falsk").status == 400
        service.expire(name)
        assert push(key, subscription, text).status == 410
        assert service.messages(name) == [text.decode()]
