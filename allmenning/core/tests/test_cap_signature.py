"""A signed message stays valid, and no letter of it can be changed."""

import functools
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from allmenning.core.cap import read, write
from allmenning.core.cap.signature import SignatureBroken, sign, verify
from allmenning.core.cap.source import NotReadable

from .cap_messages import own_alert

pytestmark = pytest.mark.slow


@functools.cache
def pair(name: str) -> tuple[bytes, bytes]:
    """A key and its certificate, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = serialization.PrivateFormat.PKCS8
    return (
        key.private_bytes(pem, private, serialization.NoEncryption()),
        certificate.public_bytes(pem),
    )


def signed() -> bytes:
    return sign(write(own_alert()), *pair("Lom"))


def test_a_signed_message_is_valid_and_says_the_same() -> None:
    reading = read(signed())

    assert reading.signed
    assert reading.remarks == ()
    assert read(verify(signed(), pair("Lom")[1])).alert == own_alert()


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"Actual", b"Exercise"), (b"Kok vannet.", b"Drikk vannet."), (b"lom-2", b"lom-3")],
)
def test_a_change_of_any_word_breaks_the_signature(before: bytes, after: bytes) -> None:
    with pytest.raises(SignatureBroken, match="does not hold"):
        verify(signed().replace(before, after, 1), pair("Lom")[1])


def test_a_signature_by_somebody_else_does_not_hold() -> None:
    with pytest.raises(SignatureBroken, match="does not hold"):
        verify(signed(), pair("Vågå")[1])


def test_a_message_without_a_signature_is_not_verified() -> None:
    with pytest.raises(SignatureBroken, match="has not one signature"):
        verify(write(own_alert()), pair("Lom")[1])


def test_a_message_wrapped_around_a_signed_one_is_not_verified() -> None:
    inner = signed()[signed().index(b"<alert") :]
    around = inner.replace(b"Actual", b"Test").replace(b"</alert>", inner + b"</alert>")

    with pytest.raises(SignatureBroken, match="has not one signature"):
        verify(around, pair("Lom")[1])


def test_a_message_is_signed_once() -> None:
    with pytest.raises(ValueError, match="signed already"):
        sign(signed(), *pair("Lom"))


def test_something_else_is_not_signed() -> None:
    with pytest.raises(NotReadable, match="no CAP message"):
        sign(b"<svg/>", *pair("Lom"))
