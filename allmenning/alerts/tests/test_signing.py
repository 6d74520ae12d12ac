"""A key signs what we send; a key that fails stops nothing."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from allmenning.alerts.signing import signed
from allmenning.core.cap.signature import SignatureBroken, verify

MESSAGE = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><status>Actual</status></alert>'
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "varsel.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=3650))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    monkeypatch.setattr(settings, "CAP_KEY", tmp_path / "key.pem")
    monkeypatch.setattr(settings, "CAP_CERTIFICATE", tmp_path / "certificate.pem")
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (tmp_path / "certificate.pem").write_bytes(made)
    return made


def test_without_a_key_nothing_is_signed() -> None:
    assert signed(MESSAGE) == MESSAGE


def test_a_signed_message_holds_and_an_altered_one_does_not(certificate: bytes) -> None:
    sent = signed(MESSAGE)
    assert b"Actual" in verify(sent, certificate)
    with pytest.raises(SignatureBroken):
        verify(sent.replace(b"Actual", b"Exercise"), certificate)


@pytest.mark.usefixtures("certificate")
@pytest.mark.parametrize("fault", ["away", "broken"])
def test_a_key_that_fails_stops_no_warning(
    fault: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if fault == "away":
        (tmp_path / "key.pem").unlink()
    else:
        (tmp_path / "key.pem").write_bytes(b"not a key")
    with caplog.at_level(logging.ERROR, logger="allmenning.alerts"):
        assert signed(MESSAGE) == MESSAGE
    assert "cap unsigned" in caplog.text
