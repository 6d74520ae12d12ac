"""How often one network address may write to us; the address itself is not kept."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

PER_HOUR = 5
HOUR = 3600


def may_write(request: HttpRequest) -> bool:
    """Count this attempt, and tell whether it is within what one address may do in an hour."""
    address = get_adapter(request).get_client_ip(request)
    key = f"front.feedback.{salted_hmac('front.throttle', address).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key)) <= PER_HOUR
    except ValueError:  # it expired between the two
        return True
