"""Calling addresses that strangers gave us, without being led into our own network.

The name is resolved once, and what it resolved to is both what is judged and what is connected
to: a name that answers differently the second time gains nothing. Redirects are for the caller to
refuse; `clients.calls` does.
"""

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

AT_ONCE = 100

# What Python calls global, and is not: addresses that clouds answer their own machines on (Azure's
# and Oracle's), the relay of 6to4 (RFC 7526), and IPv6 for documents.
_NOT_4 = tuple(map(IPv4Network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")))
_NOT_6 = tuple(map(IPv6Network, ("2001:db8::/32", "3fff::/20")))
# Only 2000::/3 is given out (RFC 4291, 2.4): all else is old, local or wraps something.
_GLOBAL_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


class RefusedAddressError(Exception):
    """The address is none that may be called; the message says why, and not which."""


class PublicResolver(AbstractResolver):
    """Resolves a name to public addresses only, but for hosts that are named as allowed."""

    def __init__(
        self, allowed: Collection[str] = (), inner: AbstractResolver | None = None
    ) -> None:
        self._allowed = frozenset(allowed)
        self._inner = inner or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Resolve, and leave out what is not public.

        Raises
        ------
        RefusedAddressError
            When nothing is left.
        """
        found = await self._inner.resolve(host, port, family)
        if host in self._allowed:
            return found
        public = [each for each in found if is_public(each["host"])]
        if not public:
            raise RefusedAddressError("The name leads to no public address.")
        return public

    async def close(self) -> None:
        """Let go of nothing; the inner resolver holds nothing."""
        await self._inner.close()


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet.

    An IPv6 address that wraps an IPv4 one is judged by what it wraps (RFC 4291, 3056, 4380, 6052).
    """
    try:
        given = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(given, IPv4Address):
        return _is_public_4(given)
    wrapped = given.ipv4_mapped or given.sixtofour or (given.teredo or (None, None))[1]
    if given in _NAT64:
        wrapped = IPv4Address(given.packed[12:])
    if wrapped is not None:
        return _is_public_4(wrapped)
    return given in _GLOBAL_6 and given.is_global and not any(given in each for each in _NOT_6)


def _is_public_4(address: IPv4Address) -> bool:
    is_open = address.is_global and not address.is_multicast
    return is_open and not any(address in each for each in _NOT_4)


def require_callable(address: str, allowed: Collection[str] = ()) -> None:
    """Refuse an address by what it says, before anything is resolved.

    Parameters
    ----------
    address
        As a stranger gave it: https, a name, no user.
    allowed
        Hosts of one's own that may be called, over http as well.

    Raises
    ------
    RefusedAddressError
        When it may not be called.
    """
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise RefusedAddressError("It is no address.") from None
    if not address.isascii() or not address.isprintable() or "\\" in address or " " in address:
        raise RefusedAddressError("It holds characters that servers read differently.")
    if parts.username or parts.password or not host:
        raise RefusedAddressError("It names a user, or no host.")
    if host in allowed and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise RefusedAddressError("It is not encrypted.")
    if _is_number(host) and not is_public(host):
        raise RefusedAddressError("It is an address of no public place.")


def guarded_session(allowed: Collection[str] = ()) -> aiohttp.ClientSession:
    """Make a pool that connects to public addresses only; to be closed by who made it."""
    connector = aiohttp.TCPConnector(limit=AT_ONCE, resolver=PublicResolver(allowed))
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Allmenning"},
    )


def _is_number(host: str) -> bool:
    """Tell whether a host would be connected to without being resolved."""
    try:
        ip_address(host)
    except ValueError:
        # Forms that the C library reads as numbers: 127.1, 0x7f.1, 2130706433.
        last = host.rstrip(".").rpartition(".")[2]
        return last[:1].isdigit()
    return True
