"""The forms by which two persons let two definitions meet."""

from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.forms.columns import say_what_is_missing
from allmenning.evidence.models import Finding, Indicator
from allmenning.evidence.models.words import Equivalence
from allmenning.evidence.queries.pages_choices import country


class DefinitionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Indicator) -> str:
        """Name a definition by who uses it as well: two may be written in the same words."""
        told = f"{obj.concept.name}: {obj.definition or obj.key}"
        users = dict.fromkeys(
            f"{one.study.title}, {country(one.country)}" for one in obj.findings.all()
        )
        return f"{told} ({'; '.join(users) or obj.key})"


def definitions() -> QuerySet[Indicator]:
    """Return every definition with the studies that use it, in three queries."""
    rows = Indicator.objects.select_related("concept")
    return rows.prefetch_related(
        Prefetch("findings", Finding.objects.select_related("study").order_by("code"))
    )


class PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


class ProposalForm(PlainForm):
    first = DefinitionField(label=_("The one definition"), queryset=definitions())
    second = DefinitionField(label=_("The other definition"), queryset=definitions())
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
