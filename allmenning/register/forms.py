"""What readers, members and stewards may choose and write."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.core.peers import ATTRIBUTES, Kind, Weights
from allmenning.register.models import Body, BodyRole
from allmenning.register.queries import Choice, Municipality
from allmenning.register.queries.bodies import SIZE_CLASSES, Narrowing
from allmenning.register.queries.lens import HIGHEST_WEIGHT
from allmenning.register.queries.words import (
    ATTRIBUTE_LABELS,
    CENTRALITY_LABELS,
    LENS_LABELS,
    PURPOSES,
)
from allmenning.ui.text import number

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

LONGEST_SEARCH = 60


class NarrowingForm(forms.Form):
    """The filters of the list; what makes no sense is told and counts as not chosen."""

    all_optional = True

    q = forms.CharField(
        label=gettext_lazy("Name or municipality number"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    fylke = forms.ChoiceField(label=gettext_lazy("County"), required=False)
    storrelse = forms.ChoiceField(label=gettext_lazy("Inhabitants"), required=False)
    kostra = forms.ChoiceField(label=gettext_lazy("KOSTRA group"), required=False)
    sentralitet = forms.ChoiceField(label=gettext_lazy("Centrality"), required=False)
    malform = forms.ChoiceField(label=gettext_lazy("Language form"), required=False)

    def __init__(self, *args: Any, known: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = sorted({(one.county, one.county_code) for one in known if one.county_code})
        groups = sorted({one.kostra_group for one in known if one.kostra_group})
        self._offer("fylke", [(code, name) for name, code in counties])
        self._offer("storrelse", [(key, size_label(key)) for key in SIZE_CLASSES])
        self._offer("kostra", [(group, group) for group in groups])
        self._offer("sentralitet", [(str(n), label) for n, label in CENTRALITY_LABELS.items()])
        self._offer("malform", list(Body.LanguageForm.choices))

    def _offer(self, name: str, choices: "Sequence[tuple[str, StrOrPromise]]") -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.choices = [("", _("All")), *choices]

    def narrowing(self) -> Narrowing:
        self.is_valid()
        told = self.cleaned_data
        return Narrowing(
            words=told.get("q", ""),
            county=told.get("fylke", ""),
            kostra_group=told.get("kostra", ""),
            centrality=told.get("sentralitet", ""),
            language=told.get("malform", ""),
            size=told.get("storrelse", ""),
        )


def size_label(key: str) -> str:
    low, high = SIZE_CLASSES[key]
    if not low:
        return _("Under %(high)s") % {"high": number(high)}
    if key.endswith("-"):
        return _("%(low)s or more") % {"low": number(low)}
    return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high - 1)}


class LensForm(forms.Form):
    """The kind of lens, and how much each part counts."""

    all_optional = True

    kommune = forms.RegexField(r"^\d{4}$", widget=forms.HiddenInput)
    linse = forms.ChoiceField(
        label=gettext_lazy("Show those that are like it in"),
        choices=lambda: list(LENS_LABELS.items()),
        initial="all",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ATTRIBUTES:
            self.fields[f"w_{name}"] = forms.IntegerField(
                label=ATTRIBUTE_LABELS[name],
                min_value=0,
                max_value=HIGHEST_WEIGHT,
                initial=int(getattr(Weights(), name)),
                required=False,
            )

    def weight_fields(self) -> list[forms.BoundField]:
        return [self[f"w_{name}"] for name in ATTRIBUTES]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(self._weights(told).values()):
            raise forms.ValidationError(_("At least one weight must be more than 0."))
        return told

    def _weights(self, told: dict[str, Any]) -> dict[str, float]:
        given = {name: told.get(f"w_{name}") for name in ATTRIBUTES}
        usual = Weights()
        return {
            name: float(getattr(usual, name) if value is None else value)
            for name, value in given.items()
        }

    def choice(self) -> Choice:
        told = self.cleaned_data
        kind = cast("Kind", told["linse"] or "all")
        return Choice(told["kommune"], kind, Weights(**self._weights(told)))


def lens_initial(choice: Choice) -> dict[str, object]:
    weights = {f"w_{name}": int(getattr(choice.weights, name)) for name in ATTRIBUTES}
    return {"kommune": choice.code, "linse": choice.kind, **weights}


class DecisionForm(forms.Form):
    """A steward lets a person in, or says why not."""

    body = forms.ModelChoiceField(
        label=gettext_lazy("Let the person in as a reader at"),
        queryset=Body.objects.order_by("name", "pk"),
        required=False,
    )
    remember = forms.BooleanField(
        label=gettext_lazy("Let in everybody with this domain from now on"),
        help_text=gettext_lazy("Only for a domain that the body itself controls."),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for saying no"),
        help_text=gettext_lazy("The person reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if "approve" in self.data and not told.get("body"):
            self.add_error("body", _("Choose which body the person works for."))
        if "approve" not in self.data and not told.get("reason"):
            self.add_error("reason", _("Write why, so that the person knows."))
        return told


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=BodyRole.choices)


class ToldForm(forms.Form):
    """What only the body itself knows, and two of the lenses need."""

    staff = forms.DecimalField(
        label=gettext_lazy("Full-time equivalents in communication"),
        help_text=gettext_lazy("For example 1.5. Leave it empty if you do not know."),
        min_value=0,
        max_value=500,
        max_digits=4,
        decimal_places=1,
        localize=True,  # so that 1,5 is as good as 1.5
        required=False,
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What you use social media for"),
        choices=lambda: list(PURPOSES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
