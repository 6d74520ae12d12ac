"""A figure is never naked: what it rests on stands with it, and unknown is written as unknown."""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allmenning.ui.text import number


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Every field must be given; None means that nobody knows, and the card says so."""

    value: object
    claim: object
    base: object | None
    n: int | None
    method: object | None
    unit: object | None
    population: object | None
    period: object | None
    read: object | None
    interval: object | None = None
    address: str = ""
    source: object = ""
    source_address: str = ""
    tags: tuple[tuple[str, object], ...] = ()
    language: str = ""


def render(figure: Figure, level: int = 3) -> SafeString:
    return format_html(
        '<article class="figure">{}<p class="figure-value">{}{}</p>'
        '<h{} class="figure-claim"{}>{}</h{}>{}<dl class="rests-on">{}</dl></article>',
        _tags(figure),
        figure.value,
        _interval(figure),
        level,
        _language(figure),
        _claim(figure),
        level,
        _source(figure),
        format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", facts(figure)),
    )


def facts(figure: Figure) -> list[tuple[str, object]]:
    """Pair what the figure rests on with its name, in the order people ask."""
    return [
        (_("Base"), _known(figure.base, _("base unknown"))),
        (_("Answers"), _answers(figure.n)),
        (_("Method"), _known(figure.method, _("method unknown"))),
        (_("Unit"), _known(figure.unit, _("unit unknown"))),
        (_("Population"), _known(figure.population, _("population unknown"))),
        (_("Period"), _known(figure.period, _("period unknown"))),
        (_("Read in"), _known(figure.read, _("not stated how it was read"))),
    ]


def _answers(n: int | None) -> SafeString | str:
    return _unknown(_("n unknown")) if n is None else f"n = {number(n)}"


def _known(value: object | None, unknown: str) -> object:
    return _unknown(unknown) if value in (None, "") else value


def _unknown(words: str) -> SafeString:
    return format_html('<span class="unknown">{}</span>', words)


def _tags(figure: Figure) -> SafeString:
    if not figure.tags:
        return SafeString()
    tags = format_html_join(" ", '<span class="tag" data-kind="{}">{}</span>', figure.tags)
    return format_html('<p class="tags">{}</p>', tags)


def _interval(figure: Figure) -> SafeString:
    if figure.interval is None:
        return SafeString()
    label = pgettext("statistics", "95 percent interval")
    return format_html(
        ' <span class="figure-interval"><span class="hidden-text">{} </span>{}</span>',
        label,
        figure.interval,
    )


def _language(figure: Figure) -> SafeString:
    return format_html(' lang="{}"', figure.language) if figure.language else SafeString()


def _claim(figure: Figure) -> object:
    if not figure.address:
        return figure.claim
    return format_html('<a href="{}">{}</a>', figure.address, figure.claim)


def _source(figure: Figure) -> SafeString:
    if not figure.source:
        return SafeString()
    named = (
        format_html('<a href="{}">{}</a>', figure.source_address, figure.source)
        if figure.source_address
        else figure.source
    )
    return format_html('<p class="figure-source">{}</p>', named)
