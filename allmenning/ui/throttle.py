"""How often something is done within an hour, by whom; the network address itself is not kept."""

import time
from ipaddress import IPv6Network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 3600


def within_limit(request: HttpRequest, what: str, most: int) -> bool:
    """Count this attempt of the reader's network, and tell whether it is within `most` an hour."""
    network = network_of(str(get_adapter(request).get_client_ip(request)))
    return count_within_hour(what, network) <= most


def network_of(address: str) -> str:
    """Return an IPv4 address as it is; of IPv6 one household has 2**64, so the /64."""
    if ":" not in address:
        return address
    return str(IPv6Network((address.partition("%")[0], 64), strict=False))


def count_within_hour(what: str, whom: str) -> int:
    """Count one more within the hour, which stands in the key.

    The cache in the database forgets how long a count was to last when it is raised.
    """
    name = salted_hmac(f"throttle.{what}", whom).hexdigest()
    key = f"{what}.{int(time.time() // HOUR)}.{name}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, HOUR)
    return count
