"""What stands around every page is checked at start, not when the first reader comes."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse


def check_chrome(**_kwargs: Any) -> list[CheckMessage]:
    return [*_addresses("UI_NAVIGATION"), *_addresses("UI_FOOTER_LINKS"), *_templates()]


def _addresses(setting: str) -> Iterator[CheckMessage]:
    for name, _label in getattr(settings, setting):
        try:
            reverse(name)
        except NoReverseMatch:
            yield Error(f"{setting}: no address is called {name}.", id="ui.E001")


def _templates() -> Iterator[CheckMessage]:
    for name in settings.UI_HEADER_PARTS:
        try:
            get_template(name)
        except TemplateDoesNotExist:
            yield Error(f"UI_HEADER_PARTS: there is no template {name}.", id="ui.E002")
