"""How often somebody may ask: by network and by address, neither of which is kept."""

import time
from ipaddress import IPv6Network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 3600
PER_NETWORK = 20
PER_ADDRESS = 3
# An SMS costs money: a robot with many networks must not empty the account.
PER_LIST = 2000
CODES = 5


def may_ask(request: HttpRequest, list_pk: int, known_by: str) -> bool:
    """Count one more wish to join, and tell whether it is within what an hour allows.

    Who is over the limit of a network uses up nothing of what the list allows the others.
    """
    network = network_of(str(get_adapter(request).get_client_ip(request)))
    return (
        _count("network", network) <= PER_NETWORK
        and _count("address", known_by) <= PER_ADDRESS
        and _count("list", str(list_pk)) <= PER_LIST
    )


def network_of(address: str) -> str:
    """Return an IPv4 address as it is; of IPv6 one household has 2**64, so the /64."""
    if ":" not in address:
        return address
    return str(IPv6Network((address.partition("%")[0], 64), strict=False))


def may_try_code(known_by: str) -> bool:
    """Count one more code tried; a million codes are safe behind five attempts an hour."""
    return _count("code", known_by) <= CODES


def _count(what: str, whom: str) -> int:
    """Count within the hour, which stands in the key: raising a count may not prolong it."""
    name = salted_hmac(f"delivery.throttle.{what}", whom).hexdigest()
    key = f"delivery.{what}.{int(time.time() // HOUR)}.{name}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, HOUR)
    return count
