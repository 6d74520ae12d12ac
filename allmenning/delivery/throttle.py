"""How often somebody may ask: by network and by address, neither of which is kept."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from allmenning.ui.throttle import count_within_hour, network_of

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


def may_try_code(known_by: str) -> bool:
    """Count one more code tried; a million codes are safe behind five attempts an hour."""
    return _count("code", known_by) <= CODES


def _count(what: str, whom: str) -> int:
    return count_within_hour(f"delivery.{what}", whom)
