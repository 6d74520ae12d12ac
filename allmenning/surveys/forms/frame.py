"""What narrows the list of units, and the small forms of the frame."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.surveys.queries.frame_list import STATES, UnitNarrowing


class BuildForm(forms.Form):
    """Whom to take from the register."""

    with_counties = forms.BooleanField(
        label=_("Also the counties"),
        help_text=_("They are a stratum of their own. Oslo is both a municipality and a county."),
        required=False,
        initial=True,
    )


class LeaveOutForm(forms.Form):
    """Why a unit is not of the population after all."""

    reason = forms.CharField(
        label=_("Why it is left out"),
        help_text=_("Everybody can read it with the frame."),
        max_length=200,
    )


class UnitFilters(forms.Form):
    """What narrows the list of units; its fields are named as in the address."""

    all_optional = True

    q = forms.CharField(label=_("Name or number"), max_length=60)
    stratum = forms.ChoiceField(label=_("Stratum"))
    tilstand = forms.ChoiceField(label=pgettext_lazy("unit", "State"))

    def __init__(self, by: UnitNarrowing, *, strata: list[tuple[str, str]]) -> None:
        told = {"q": by.words, "stratum": by.stratum, "tilstand": by.state}
        super().__init__(initial=told)
        self._choose("stratum", strata)
        self._choose("tilstand", [(name, str(label)) for name, label in STATES.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("All")), *choices]
