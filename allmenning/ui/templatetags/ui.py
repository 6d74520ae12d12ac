"""The components, as template tags: {% load ui %}. How to use each stands in ui/README.md."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from allmenning.core.text.language import language_of
from allmenning.ui import chrome, figures, forms, paging, tables, text
from allmenning.ui.charts import Chart

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField
    from django.http import HttpRequest

register = template.Library()
register.filter("number", text.number)
register.filter("percent", text.percent)
register.filter("points", text.points)
register.filter("signed_points", text.signed_points)


@register.filter
def day(value: date | None) -> str:
    return text.day(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    return text.month(value) if value else ""


@register.filter
def reads_as(told: str) -> str:
    """Tell which language somebody's own text is in; where it does not show, the page's."""
    return language_of(told) or chrome.current_language()


# What stands around every page


@register.simple_tag
def current_language() -> str:
    return chrome.current_language()


@register.simple_tag
def home() -> str:
    return "/" if chrome.current_language() == "nb" else f"/{chrome.current_language()}/"


@register.simple_tag
def once(name: str) -> SafeString:
    """Render a template that depends on the language alone, once for each."""
    return chrome.rendered(name, chrome.current_language())


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    language = chrome.current_language()
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    return chrome.navigation(language, chrome.section(language, path))


@register.simple_tag
def contact_address() -> str:
    """Return where one writes to those who run the installation; the page is a higher room's."""
    return reverse(settings.UI_CONTACT_PAGE) if settings.UI_CONTACT_PAGE else ""


@register.simple_tag
def footer_links() -> SafeString:
    return chrome.footer(chrome.current_language())


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> SafeString:
    request: HttpRequest | None = context.get("request")
    return chrome.language_links(request) if request else SafeString()


@register.simple_tag(takes_context=True)
def alternate_links(context: Context) -> SafeString:
    request: HttpRequest | None = context.get("request")
    return chrome.alternates(request) if request else SafeString()


@register.simple_tag(takes_context=True)
def header_parts(context: Context) -> SafeString:
    """Render the templates that higher rooms put into the header, e.g. the lens switch."""
    parts = (get_template(name).template.render(context) for name in settings.UI_HEADER_PARTS)  # type: ignore[attr-defined]
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


# Components


@register.simple_tag
def breadcrumb(*steps: str) -> SafeString:
    """Take label, address, label, address ... and last the label of this page."""
    *trail, here = steps
    pairs = zip(trail[1::2], trail[::2], strict=True)
    links = format_html_join("", '<li><a href="{}">{}</a></li>', pairs)
    return format_html(
        '<nav class="breadcrumb" aria-label="{}"><ol>{}<li><span aria-current="page">{}</span></li>'
        "</ol></nav>",
        chrome.you_are_here(),
        links,
        here,
    )


@register.simple_tag
def page_heading(title: object, lead: object = "", kicker: object = "") -> SafeString:
    """Write the one h1 of the page."""
    return format_html(
        '<header class="page-heading">{}<h1>{}</h1>{}</header>',
        format_html('<p class="kicker">{}</p>', kicker) if kicker else "",
        title,
        format_html('<p class="lead">{}</p>', lead) if lead else "",
    )


@register.simple_tag
def table(table: tables.Table) -> SafeString:
    return tables.render(table)


@register.simple_tag
def figure(figure: figures.Figure, level: int = 3) -> SafeString:
    return figures.render(figure, level)


@register.inclusion_tag("ui/chart.html")
def chart(chart: Chart, level: int = 3) -> dict[str, object]:
    return {"chart": chart, "level": level}


@register.simple_tag
def tag(label: object, kind: str = "neutral") -> SafeString:
    """Write a small label; kind is neutral, accent, info, success, warning or danger."""
    return format_html('<span class="tag" data-kind="{}">{}</span>', kind, label)


@register.simple_block_tag
def card(content: SafeString, title: object = "", address: str = "", level: int = 3) -> SafeString:
    """Frame what belongs together; with an address the whole card is one link."""
    named = format_html('<a class="card-link" href="{}">{}</a>', address, title)
    heading = format_html("<h{}>{}</h{}>", level, named if address else title, level)
    return format_html('<article class="card">{}{}</article>', heading if title else "", content)


@register.simple_block_tag
def notice(content: SafeString, kind: str = "info", title: object = "") -> SafeString:
    """Say what the reader must know; kind is info, success, warning or error."""
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html('<div class="notice" data-kind="{}">{}{}</div>', kind, heading, content)


@register.simple_block_tag
def details(content: SafeString, summary: object, *, is_open: bool = False) -> SafeString:
    """Fold away what few need."""
    return format_html(
        '<details class="details"{}><summary>{}</summary><div>{}</div></details>',
        mark_safe(" open") if is_open else "",
        summary,
        content,
    )


@register.inclusion_tag("ui/pagination.html")
def pagination(page: "paging.Page[Any]") -> dict[str, object]:
    return {"page": page, "steps": paging.steps(page)}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: "BaseForm", identity: str = "form") -> dict[str, object]:
    """Sum up what is wrong at the top of the form, with a link to each field.

    It takes the focus when the page opens, unless it has an identity of its own.
    """
    return {"errors": forms.errors(form), "identity": identity}


@register.simple_tag
def field(bound: "BoundField") -> SafeString:
    """Write one field: label, hint, error and input, tied together."""
    return forms.field(bound)


@register.simple_tag
def fields(form: "BaseForm", *names: str) -> SafeString:
    """Write all fields of a form, or those named."""
    wanted = [form[name] for name in names] or list(form)
    return mark_safe("".join(forms.field(bound) for bound in wanted))  # noqa: S308 -- safe parts


@register.inclusion_tag("ui/filters.html")
def filters(form: "BaseForm", label: object = "", clear: str = "?") -> dict[str, object]:
    """Write a form that narrows a list by GET; it never holds a token."""
    return {"form": form, "label": label, "clear": clear}


register.filter("anchor", text.slugify)
