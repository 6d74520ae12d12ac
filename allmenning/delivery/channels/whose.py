"""Proof, kept with the secrets, that a token belongs to the account a person named.

A token pasted into the wrong channel would publish to somebody else's account, or an exercise to a
live one. So the account is asked for by name, and nothing is sent before the other side has said
that the token is that account's. The proof holds for that very token only.

What the other side then calls the account is told along with the proof: an account that is
connected already, under another name, gets no proof, and so sends nothing.
"""

import hashlib

from allmenning.delivery.contract import IDENTITY, PROOF

__all__ = ["IDENTITY", "PROOF", "proof", "proven"]


def proof(token: str, name: str, identity: str) -> str:
    """Write down that `token` is `name`'s, whom the other side knows as `identity`."""
    return f"{_digest(token, name)}:{identity}"


def proven(kept: str, token: str, name: str) -> str:
    """Return the identity that a kept proof gives for this token and name, or nothing."""
    digest, _colon, identity = kept.partition(":")
    return identity if token and digest == _digest(token, name) else ""


def _digest(token: str, name: str) -> str:
    return hashlib.sha256(f"{name}\0{token}".encode()).hexdigest()[:32]
