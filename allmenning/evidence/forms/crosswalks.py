"""The forms by which two persons let two definitions meet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.forms.columns import say_what_is_missing
from allmenning.evidence.models import Indicator
from allmenning.evidence.models.words import Equivalence


class DefinitionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Indicator) -> str:
        return f"{obj.concept.name}: {obj.definition or obj.key}"


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


class ProposalForm(PlainForm):
    first = DefinitionField(
        label=_("The one definition"), queryset=Indicator.objects.select_related("concept")
    )
    second = DefinitionField(
        label=_("The other definition"), queryset=Indicator.objects.select_related("concept")
    )
    kind = forms.ChoiceField(
        label=_("How they may be read together"),
        choices=Equivalence.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReviewForm(PlainForm):
    accepted = forms.ChoiceField(
        label=_("Your assessment"),
        choices=[("yes", _("I agree: let it count")), ("no", _("I do not agree"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
