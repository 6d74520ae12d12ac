"""What the forms of findings and studies share: columns to store, and the room's own words."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.actions.checks import EvidenceRefused
from allmenning.evidence.queries.pages_choices import COUNTRIES

KNOWN_OR_NOT = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]
DASHES = BLANK_CHOICE_DASH[0]
NOT_CHOSEN = ("", _("Choose"))
TRUTH = {"yes": True, "no": False}
TRUTH_FIELDS = ("nonresponse_adjusted", "weighted")


class WebAddressField(forms.URLField):
    """An address typed without a scheme is taken to be https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "assume_scheme": "https"})


def say_what_is_missing(form: forms.BaseForm) -> None:
    """Say in one plain sentence what is missing, and offer no row of dashes."""
    for field in form.fields.values():
        field.error_messages["required"] = _("This must be filled in.")
        if isinstance(field, forms.ModelChoiceField) and field.empty_label:
            field.empty_label = _("Choose")
        elif isinstance(field, forms.ChoiceField):
            offered = cast("list[Any]", field.choices)
            field.choices = [NOT_CHOSEN if one == DASHES else one for one in offered]


class NamedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Shows rows by the name people know them by, not by their short name."""

    def label_from_instance(self, obj: Any) -> str:
        for attribute in ("definition", "title", "name"):
            if told := getattr(obj, attribute, ""):
                return str(told)
        return str(obj)


class ColumnsForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model form that leaves the storing to an action and the constraints to its checks."""

    field_of_column: dict[str, str] = {}

    nonresponse_adjusted = forms.ChoiceField(
        label=_("Corrected for those who did not answer"), choices=KNOWN_OR_NOT, required=False
    )
    weighted = forms.ChoiceField(label=_("Weighted"), choices=KNOWN_OR_NOT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)
        self._offer_countries()

    def _offer_countries(self) -> None:
        """Let the country be chosen, so that nobody writes one country in two ways."""
        stored = self.instance.country
        known = {stored: stored} if stored and stored not in COUNTRIES else {}
        self.fields["country"] = forms.ChoiceField(
            label=self.fields["country"].label,
            required=False,
            choices=[("", _("Not known")), *known.items(), *COUNTRIES.items()],
        )

    def _post_clean(self) -> None:
        """As Django's, without the constraints: percentages are not yet shares here."""
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        for name, value in self.cleaned_data.items():
            if name in (self._meta.fields or ()):
                setattr(self.instance, name, value)
        try:
            self.instance.full_clean(exclude=exclude, validate_constraints=False)
        except ValidationError as fault:
            self._update_errors(fault)  # type: ignore[attr-defined]

    def show_stored(self) -> None:
        for name in TRUTH_FIELDS:
            self.initial[name] = {True: "yes", False: "no"}.get(getattr(self.instance, name), "")

    def columns(self) -> dict[str, Any]:
        """Return the columns to store."""
        told = {name: self.cleaned_data.get(name) for name in self._meta.fields or ()}
        told |= {name: TRUTH.get(self.cleaned_data.get(name, "")) for name in TRUTH_FIELDS}
        return {name: value for name, value in told.items() if name not in self.errors}

    def tie(self, field: str, message: str) -> None:
        """Show a problem beside the field it is about."""
        name = self.field_of_column.get(field, field)
        if name not in self.errors:
            self.add_error(name if name in self.fields else None, message)

    def take(self, refused: EvidenceRefused) -> None:
        """Show what the room refused after all."""
        for problem in refused.problems:
            self.tie(problem.field, problem.message)


def in_percent(share: float) -> float | int:
    """Return a share as the percentage a person would write."""
    percent = round(share * 100, 10)
    return int(percent) if percent == int(percent) else percent
