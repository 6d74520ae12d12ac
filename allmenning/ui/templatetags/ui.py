"""The components, as template tags: {% load ui %}. How to use each stands in ui/README.md."""

from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.template import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from allmenning.ui import chrome

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


@register.simple_tag
def current_language() -> str:
    return chrome.current_language()


@register.simple_tag
def home() -> str:
    return "/" if chrome.current_language() == "nb" else f"/{chrome.current_language()}/"


@register.simple_tag
def brand_mark() -> SafeString:
    address = static("ui/mark.svg")
    return format_html('<img src="{}" alt="" width="32" height="32">', address)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    language = chrome.current_language()
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    return chrome.navigation(language, chrome.section(language, path))


@register.simple_tag
def footer_links() -> SafeString:
    return chrome.footer(chrome.current_language())


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    request: HttpRequest | None = context.get("request")
    return chrome.language_links(request) if request else SafeString()


@register.simple_tag(takes_context=True)
def header_parts(context: Context) -> SafeString:
    """Render the templates that higher rooms put into the header, e.g. the lens switch."""
    parts = (get_template(name).template.render(context) for name in settings.UI_HEADER_PARTS)
    return mark_safe("".join(parts))  # noqa: S308 -- rendered templates, escaped already


@register.simple_tag(takes_context=True)
def site_messages(context: Context) -> SafeString:
    request: HttpRequest | None = context.get("request")
    if request is None or not hasattr(request, "_messages"):
        return SafeString()
    rows = [(message.level_tag or "info", message) for message in get_messages(request)]
    return format_html_join(
        "", '<div class="notice" data-kind="{}" role="status"><p>{}</p></div>', rows
    )
