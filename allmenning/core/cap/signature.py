"""An XML signature in a message: ECDSA over P-256, enveloped, with the certificate inside.

Whoever alters one letter of a signed message breaks the signature. Who signed is only known when
the reader holds the certificate already, so `verify` asks for it and trusts none that the message
brings along.

References
----------
CAP 1.2, section 3.3.4.1; W3C XML Signature 1.1. The work is signxml's.
"""

from lxml import etree
from signxml import methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from .elements import local_name
from .fields import SIGNATURE_NAMESPACE
from .source import NotReadable, parse

EXPECTED = SignatureConfiguration(
    require_x509=True,
    signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}),
    digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
    expect_references=1,
)
SIGNATURE = f"{{{SIGNATURE_NAMESPACE}}}Signature"


class SignatureBroken(Exception):  # noqa: N818 - what it says, as the rooms name theirs
    """A message is not what somebody signed, or nobody we know signed it."""


def sign(data: bytes, key: bytes, certificate: bytes) -> bytes:
    """Return a message with a signature as its last element.

    Parameters
    ----------
    data : bytes
        A CAP message, without signature.
    key, certificate : bytes
        PEM; an EC key on P-256 and its certificate.

    Raises
    ------
    NotReadable
        It is no message.
    ValueError
        It is signed already.
    """
    root, _mended = parse(data)
    if local_name(root) != "alert":
        raise NotReadable("read_no_alert", f"<{local_name(root)}> is no CAP message.")
    if root.find(SIGNATURE) is not None:
        raise ValueError("The message is signed already.")
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=key, cert=certificate.decode("ascii"))
    return etree.tostring(signed, encoding="UTF-8", xml_declaration=True)


def verify(data: bytes, certificate: bytes) -> bytes:
    """Return what was signed, when it is as the holder of a certificate signed it.

    Parameters
    ----------
    data : bytes
    certificate : bytes
        PEM; of the one who should have signed.

    Returns
    -------
    bytes
        The message without its signature: read this, and not `data`.

    Raises
    ------
    NotReadable
        It is no message.
    SignatureBroken
        There is no signature, it is somebody else's, or something was altered.
    """
    root, _mended = parse(data)
    if len(root.findall(f".//{SIGNATURE}")) != 1 or root.find(SIGNATURE) is None:
        raise SignatureBroken("The message has not one signature as the last part of the alert.")
    try:
        found = XMLVerifier().verify(
            root, x509_cert=certificate.decode("ascii"), expect_config=EXPECTED
        )
    except (SignXMLException, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise SignatureBroken(f"The signature does not hold: {reason}.") from None
    signed = found[0] if isinstance(found, list) else found
    if signed.signed_xml is None or local_name(signed.signed_xml) != "alert":
        raise SignatureBroken("What is signed is not the whole message.")
    return etree.tostring(signed.signed_xml, encoding="UTF-8", xml_declaration=True)
