"""Signing is tried with the channel and its README; here what is refused before a call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.clients.guard import RefusedAddressError
from allmenning.clients.webhook import Receiver, SecretError, key_of, require_receivable, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_the_ports_of_https_may_be_called(port: str) -> None:
    require_receivable(f"https://receiver.example{port}/hook")


@pytest.mark.parametrize("port", [":80", ":22", ":3306", ":65535"])
def test_no_other_port_may_be_called(port: str) -> None:
    with pytest.raises(RefusedAddressError):
        require_receivable(f"https://receiver.example{port}/hook")


def test_an_allowed_host_may_have_any_port() -> None:
    require_receivable("http://127.0.0.1:8090/hook", ["127.0.0.1"])


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        require_receivable(text)
    except RefusedAddressError:
        return
    assert text.lower().startswith("https://")


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_is_a_secret_or_is_refused(text: str) -> None:
    try:
        key = key_of(text)
    except SecretError:
        return
    assert 24 <= len(key) <= 64


@pytest.mark.slow
@given(st.text(alphabet="abc123-/", min_size=1), st.integers(0, 2**40), st.binary())
def test_whatever_is_changed_changes_the_signature(identity: str, at: int, body: bytes) -> None:
    made = signature(SECRET, identity, at, body)

    assert made == signature(SECRET, identity, at, body)
    assert made != signature(SECRET, f"{identity}x", at, body)
    assert made != signature(SECRET, identity, at + 1, body)
    assert made != signature(SECRET, identity, at, body + b"x")


def test_the_secret_is_not_told() -> None:
    assert SECRET not in repr(Receiver("https://receiver.example/", SECRET))
