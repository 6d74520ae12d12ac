"""What stands around every page: navigation, languages and footer, rendered once per language."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.http import HttpRequest
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LANGUAGES = (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))


@dataclass(frozen=True)
class Entry:
    address: str
    label: str


@cache
def entries(setting: str, language: str) -> tuple[Entry, ...]:
    """Resolve a setting's (url name, label) pairs; a name without an address is an error."""
    assert language == get_language()  # noqa: S101 -- reverse() follows the active language
    pairs = getattr(settings, setting)
    return tuple(Entry(reverse(name), str(label)) for name, label in pairs)


@cache
def navigation(language: str, current: str) -> SafeString:
    rows = (
        (entry.address, CURRENT if entry.address == current else "", entry.label)
        for entry in entries("UI_NAVIGATION", language)
    )
    return format_html_join("", '<li><a href="{}"{}>{}</a></li>', rows)


@cache
def footer(language: str) -> SafeString:
    rows = ((entry.address, entry.label) for entry in entries("UI_FOOTER_LINKS", language))
    return format_html_join("", '<li><a href="{}">{}</a></li>', rows)


@cache
def rendered(name: str, language: str) -> SafeString:
    assert language == get_language()  # noqa: S101 -- what is kept is in the active language
    return mark_safe(get_template(name).render().rstrip())  # noqa: S308 -- a rendered template


CURRENT = format_html(' aria-current="{}"', "true")


def section(language: str, path: str) -> str:
    """Find the address in the navigation that the path lies under, or none."""
    addresses = (entry.address for entry in entries("UI_NAVIGATION", language))
    home = {"/", f"/{language}/"}
    inside = (a for a in addresses if path == a or (a not in home and path.startswith(a)))
    return max(inside, key=len, default="")


def language_links(request: HttpRequest) -> SafeString:
    """Link the same page in every language: the default has no prefix, the others their code."""
    active = current_language()
    path = bare_path(request.get_full_path())
    links = [
        (_prefixed(code, path), code, code, CURRENT if code == active else "", name)
        for code, name in LANGUAGES
    ]
    return format_html_join("", '<li><a href="{}" lang="{}" hreflang="{}"{}>{}</a></li>', links)


def alternates(request: HttpRequest) -> SafeString:
    """Tell search engines where the same page is in the other languages (whole addresses)."""
    site, path = f"{request.scheme}://{request.get_host()}", bare_path(request.path)
    links = [(code, site + _prefixed(code, path)) for code, _name in LANGUAGES]
    row = '<link rel="alternate" hreflang="{}" href="{}">'
    return format_html_join("", row, [*links, ("x-default", site + path)])


def bare_path(path: str) -> str:
    """Take the language off: /nn/tema/ is /tema/."""
    for code, _name in LANGUAGES[1:]:
        if path.startswith(f"/{code}/"):
            return path[len(code) + 1 :]
    return path


def _prefixed(code: str, path: str) -> str:
    return path if code == LANGUAGES[0][0] else f"/{code}{path}"


def you_are_here() -> str:
    return _("You are here")


def current_language() -> str:
    return get_language() or LANGUAGES[0][0]


@receiver(setting_changed)
def forget(*, setting: str, **_kwargs: Any) -> None:
    """Only tests change settings while the process lives."""
    if setting in {"UI_NAVIGATION", "UI_FOOTER_LINKS", "ROOT_URLCONF", "STORAGES"}:
        for kept in (entries, navigation, footer, rendered):
            kept.cache_clear()
