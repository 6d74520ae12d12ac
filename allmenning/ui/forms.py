"""Fields as people meet them: a label, a hint, and an error that is tied to the field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from allmenning.ui.selects import widget

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField

# Django's own sentence ("Feltet er påkrevet."); our catalogues come after its own and win.
REQUIRED = gettext_noop("This field is required.")
# A field named text_nn holds nynorsk, whatever language the page is in.
LANGUAGE_CODES = ("nb", "nn", "en")
_GROUPS = (RadioSelect, CheckboxSelectMultiple)


@dataclass(frozen=True)
class Error:
    anchor: str
    label: object
    text: object


def errors(form: "BaseForm") -> list[Error]:
    """List what must be put right: what is of no field first, then once for each field."""
    whole = [Error("", "", text) for text in form.non_field_errors()]
    return whole + [
        Error(_anchor(form[name]), str(form[name].label).rstrip("?"), _together(form.errors[name]))
        for name in form.fields
        if name in form.errors
    ]


def _together(texts: Iterable[object]) -> SafeString:
    return format_html_join(" ", "{}", ((text,) for text in texts))


def field(bound: "BoundField") -> SafeString:
    if bound.is_hidden:
        return bound.as_widget()
    if isinstance(bound.field.widget, _GROUPS):
        return _group(bound)
    return _single_box(bound) if isinstance(bound.field.widget, CheckboxInput) else _line(bound)


def _line(bound: "BoundField") -> SafeString:
    return format_html(
        '<div class="ds-field">{}{}{}{}</div>',
        _label(bound),
        _hint(bound),
        widget(bound, _attributes(bound)),
        _error(bound),
    )


def _single_box(bound: "BoundField") -> SafeString:
    return format_html(
        '<div class="ds-field">{}{}{}{}</div>',
        widget(bound, _attributes(bound)),
        _label(bound),
        _hint(bound),
        _error(bound),
    )


def _group(bound: "BoundField") -> SafeString:
    """Radio buttons and check boxes are one question: a fieldset with its legend."""
    attributes = _attributes(bound)
    boxes = format_html_join(
        "",
        '<div class="ds-field">{}'
        '<label class="ds-label" data-weight="regular" for="{}">{}</label></div>',
        ((box.tag(), box.id_for_label, box.choice_label) for box in bound.subwidgets),
    )
    described = attributes.get("aria-describedby", "")
    return format_html(
        '<fieldset class="ds-fieldset" id="{}" tabindex="-1"{}>'
        "<legend>{}{}</legend>{}{}{}</fieldset>",
        _anchor(bound),
        format_html(' aria-describedby="{}"', described) if described else "",
        bound.label,
        _optional(bound),
        _hint(bound),
        boxes,
        _error(bound),
    )


def _label(bound: "BoundField") -> SafeString:
    return format_html(
        '<label class="ds-label" for="{}">{}{}</label>',
        bound.id_for_label,
        bound.label,
        _optional(bound),
    )


def _optional(bound: "BoundField") -> SafeString:
    """Mark what may be left out, since most must be filled in; a filter is all optional.

    A single box is never "empty": it is ticked or not.
    """
    is_box = isinstance(bound.field.widget, CheckboxInput)
    if is_box or bound.field.required or getattr(bound.form, "all_optional", False):
        return SafeString()
    return format_html(' <span class="optional">{}</span>', _("(may be left empty)"))


def _hint(bound: "BoundField") -> SafeString:
    if not bound.help_text:
        return SafeString()
    return format_html(
        '<div data-field="description" id="{}-hint">{}</div>', _anchor(bound), bound.help_text
    )


def _error(bound: "BoundField") -> SafeString:
    if not bound.errors:
        return SafeString()
    return format_html(
        '<p class="ds-validation-message" id="{}-error"><span class="hidden-text">{} </span>{}</p>',
        _anchor(bound),
        _("Error:"),
        " ".join(str(text) for text in bound.errors),
    )


def _anchor(bound: "BoundField") -> str:
    return bound.auto_id or bound.html_name


def _attributes(bound: "BoundField") -> dict[str, Any]:
    described = [f"{_anchor(bound)}-hint"] * bool(bound.help_text)
    described += [f"{_anchor(bound)}-error"] * bool(bound.errors)
    attributes: dict[str, Any] = {"class": "ds-input"}
    suffix = bound.name.rpartition("_")[2]
    if suffix in LANGUAGE_CODES:
        attributes["lang"] = suffix
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return attributes
