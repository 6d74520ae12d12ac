"""Selects written in Python: Django renders a template for each option, a hundred for a filter."""

from typing import TYPE_CHECKING, Any

from django.forms import Select
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.forms import BoundField


def widget(bound: "BoundField", attributes: dict[str, Any]) -> SafeString:
    """Write the field's widget, as Django would."""
    # Subclasses may have a template of their own.
    if type(bound.field.widget) is not Select:
        return bound.as_widget(attrs=attributes)
    given = bound.build_widget_attrs(attributes, bound.field.widget)
    if bound.auto_id:
        given.setdefault("id", bound.auto_id)
    context = bound.field.widget.get_context(bound.html_name, bound.value(), given)["widget"]
    return format_html(
        '<select name="{}"{}>{}</select>',
        context["name"],
        flatatt(context["attrs"]),
        format_html_join("", "{}", ((_group(*group),) for group in context["optgroups"])),
    )


def _group(name: str | None, options: list[dict[str, Any]], _index: int) -> SafeString:
    written = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(one["value"]), flatatt(one["attrs"]), one["label"]) for one in options),
    )
    if not name:
        return written
    return format_html('<optgroup label="{}">{}</optgroup>', name, written)
