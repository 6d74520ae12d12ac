"""Addresses of our own pages for subscribers.

Django's `reverse` reads the address map of the whole house the first time, which takes a second
in which the dispatcher would call nobody; `test_links.py` holds these against it.
"""

from django.conf import settings


def confirm_address(base_url: str, token: str, language: str) -> str:
    return f"{base_url.rstrip('/')}{_prefix(language)}/abonner/bekreft/{token}/"


def leave_address(base_url: str, token: str, language: str) -> str:
    return f"{base_url.rstrip('/')}{_prefix(language)}/abonner/avslutt/{token}/"


def report_address(base_url: str) -> str:
    return f"{base_url.rstrip('/')}/abonner/rapport/"


def _prefix(language: str) -> str:
    known = language in dict(settings.LANGUAGES) and language != settings.LANGUAGE_CODE
    return f"/{language}" if known else ""
