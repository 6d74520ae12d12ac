"""Putting in a legal reference, and noting that one is replaced."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmenning.arena.models import Case, LegalReference
from allmenning.arena.queries.law import citable

DAY = {"type": "date"}


class _Labelled(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: LegalReference) -> str:
        return obj.full_name


class ReferencesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: LegalReference) -> str:
        return obj.full_name


class CitingForm(forms.Form):
    """Which laws a case rests on."""

    references = ReferencesField(
        label=_("Which law does it rest on?"),
        queryset=LegalReference.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, case: Case) -> None:
        cited = list(case.citations.values_list("reference__slug", flat=True))
        super().__init__(data, initial={"references": cited})
        field = self.fields["references"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        offered = citable(timezone.localdate()) | LegalReference.objects.filter(slug__in=cited)
        field.queryset = offered.distinct().order_by("slug")


class ReplaceForm(forms.Form):
    on = forms.DateField(
        label=_("From which day does it no longer hold?"),
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
    )
    replaced_by = _Labelled(
        label=_("What takes over?"),
        help_text=_("Put it in first if it is not in the list."),
        queryset=LegalReference.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Nothing takes over"),
    )

    def __init__(self, *args: Any, reference: LegalReference, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.reference = reference
        field = self.fields["replaced_by"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        others = citable(timezone.localdate()).exclude(pk=reference.pk)
        field.queryset = others.exclude(whole=reference).order_by("slug")

    def clean_on(self) -> Any:
        on, began = self.cleaned_data["on"], self.reference.valid_from
        if began and on <= began:
            raise forms.ValidationError(_("It must end after the day it began."))
        return on


class ReferenceForm(forms.Form):
    name_nb = forms.CharField(label=_("Name in bokmål"), max_length=300)
    name_nn = forms.CharField(label=_("Name in nynorsk"), max_length=300)
    part = forms.CharField(
        label=_("Part"),
        help_text=_("A section or an article, such as § 4. Leave it empty for the whole."),
        max_length=60,
        required=False,
    )
    whole = _Labelled(
        label=_("Part of"),
        queryset=LegalReference.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("It stands for itself"),
    )
    description_nb = forms.CharField(
        label=_("What it means here, in bokmål"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description_nn = forms.CharField(
        label=_("What it means here, in nynorsk"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    address = forms.URLField(
        label=_("Address"), max_length=500, required=False, assume_scheme="https"
    )
    valid_from = forms.DateField(
        label=_("In force from"), required=False, widget=forms.DateInput(DAY, "%Y-%m-%d")
    )
    source = forms.CharField(label=_("Where have you read it?"), max_length=300)
    is_verified = forms.BooleanField(
        label=_("I have read the text of the law itself"), required=False
    )

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        field = self.fields["whole"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = LegalReference.objects.filter(whole=None).order_by("slug")
