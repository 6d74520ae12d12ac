"""How often one network address may write to us; the address itself is not kept."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

PER_HOUR = 5
HOUR = 3600


def may_write(request: HttpRequest) -> bool:
    """Count this attempt, and tell whether it is within what one address may do in an hour.

    The hour stands in the key: the cache in the database forgets how long a count was to last
    when it is raised.
    """
    address = get_adapter(request).get_client_ip(request)
    name = salted_hmac("front.throttle", address).hexdigest()
    key = f"front.feedback.{int(time.time() // HOUR)}.{name}"
    attempts = int(cache.get(key, 0)) + 1
    cache.set(key, attempts, HOUR)
    return attempts <= PER_HOUR
