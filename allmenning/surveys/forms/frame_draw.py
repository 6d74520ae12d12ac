"""How a sample is to be drawn."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from allmenning.core.sampling import Coordination
from allmenning.surveys.models import DrawMethod
from allmenning.surveys.queries.frame_draw import EVEN, Design

LARGEST_SEED = 2**53 - 1  # what every program can write as a whole number
MOST = 100


class DrawForm(forms.Form):
    """The design; an expected share for each stratum is asked for where Neyman needs it."""

    method = forms.ChoiceField(
        label=pgettext_lazy("draw", "How"), choices=DrawMethod.choices, widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        label=gettext_lazy("How many in all"),
        help_text=gettext_lazy("Not needed for the whole frame."),
        min_value=1,
        required=False,
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("At least in each stratum"), min_value=0, required=False
    )
    take_all = forms.MultipleChoiceField(
        label=gettext_lazy("Strata that are taken whole"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    coordination = forms.ChoiceField(
        label=gettext_lazy("The round before"),
        choices=[
            ("", gettext_lazy("Draw independently of it")),
            (Coordination.POSITIVE, gettext_lazy("As many as can be who were asked then")),
            (Coordination.NEGATIVE, gettext_lazy("As few as can be who were asked then")),
        ],
        required=False,
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        help_text=gettext_lazy(
            "A whole number, for instance from throws of dice. The same seed gives the same draw, "
            "so anybody can check it."
        ),
        min_value=0,
        max_value=LARGEST_SEED,
    )

    def __init__(
        self, data: Any, *, strata: list[tuple[str, str]], has_previous: bool, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        take_all: Any = self.fields["take_all"]
        take_all.choices = strata
        if not has_previous:
            del self.fields["coordination"]
        self.strata = strata
        for place, (_stratum, label) in enumerate(strata):
            self.fields[f"share_{place}"] = _share_field(label)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("method") not in (None, DrawMethod.ALL) and not told.get("size"):
            self.add_error("size", _("Say how many are to be drawn."))
        return told

    def design(self) -> Design:
        told = self.cleaned_data
        return Design(
            method=told["method"],
            size=told.get("size") or 0,
            minimum=told.get("minimum") or 0,
            take_all=tuple(told["take_all"]),
            shares=self._shares() if told["method"] == DrawMethod.NEYMAN else {},
            coordination=told.get("coordination", ""),
        )

    def _shares(self) -> dict[str, float]:
        given = (self.cleaned_data[f"share_{place}"] for place in range(len(self.strata)))
        return {
            stratum: EVEN if percent is None else percent / MOST
            for (stratum, _label), percent in zip(self.strata, given, strict=True)
        }

    def share_fields(self) -> list[forms.BoundField]:
        """Give the fields that only Neyman's allocation needs."""
        return [self[name] for name in self.fields if name.startswith("share_")]


def _share_field(label: str) -> forms.FloatField:
    return forms.FloatField(
        label=format_lazy(gettext_lazy("Expected share in percent: {label}"), label=label),
        min_value=0,
        max_value=MOST,
        required=False,
    )
