"""The form of a finding: grouped as an analyst reads a report, refused as the room refuses."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.actions.checks import EvidenceRefused, finding_problems
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import ValueKind

STATE_OR_PLAN = [
    ("", _("Choose")),
    ("state", _("A state: how it was")),
    ("plan", _("A plan: what somebody meant to do")),
]
TRUTH = {"yes": True, "no": False}
KNOWN_OR_NOT = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]

COLUMN_OF_FIELD = {
    "statement.nb": "statement_nb",
    "period.end": "period_end",
    "is_intention": "state_or_plan",
}


class FindingForm(forms.ModelForm):  # type: ignore[type-arg]
    """Shares are written as percentages here and stored from 0 to 1."""

    state_or_plan = forms.ChoiceField(label=_("State or plan"), choices=STATE_OR_PLAN)
    nonresponse_adjusted = forms.ChoiceField(
        label=_("Corrected for those who did not answer"), choices=KNOWN_OR_NOT, required=False
    )
    weighted = forms.ChoiceField(label=_("Weighted"), choices=KNOWN_OR_NOT, required=False)
    conflicts_with = forms.ModelMultipleChoiceField(
        label=_("Says something else than"),
        queryset=Finding.objects.order_by("code"),
        to_field_name="code",
        required=False,
        help_text=_("Findings that contradict this one. Both are shown."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Stands in the history, so that others understand what you did."),
    )

    class Meta:
        model = Finding
        fields: ClassVar = [
            "code",
            "statement_nb",
            "statement_nn",
            "statement_en",
            "study",
            "theme",
            "concept",
            "indicator",
            "value_kind",
            "value",
            "unit",
            "numerator",
            "denominator",
            "n",
            "n_text",
            "precision",
            "derived",
            "population",
            "base",
            "base_unknown",
            "base_note",
            "analysis_unit",
            "method",
            "instrument",
            "informant",
            "mode",
            "sampling",
            "recruited_via",
            "frame",
            "series",
            "country",
            "question_wording",
            "year",
            "period_text",
            "period_start",
            "period_end",
            "source_url",
            "source_locator",
            "how_read",
            "exactness",
            "note_nb",
            "note_nn",
            "note_en",
        ]
        labels: ClassVar = {
            "code": _("Id"),
            "statement_nb": _("The finding in one sentence, bokmål"),
            "statement_nn": _("The finding in one sentence, nynorsk"),
            "statement_en": _("The finding in one sentence, English"),
            "study": _("Study"),
            "theme": _("Theme"),
            "concept": _("What it is about"),
            "indicator": _("How it is measured"),
            "value_kind": _("Kind of figure"),
            "value": _("Figure"),
            "unit": _("Unit"),
            "numerator": _("Numerator"),
            "denominator": _("Denominator"),
            "n": _("Number of answers (n)"),
            "n_text": _("Number of answers, in the words of the source"),
            "precision": _("How exactly the source gives it"),
            "derived": _("We have calculated it from other figures"),
            "population": _("Population: whom it is about"),
            "base": _("Base: out of whom it is a share"),
            "base_unknown": _("The source does not say what the base is"),
            "base_note": _("What the source says about the base"),
            "analysis_unit": _("What is counted"),
            "method": _("Method"),
            "instrument": _("Instrument: how it was found out"),
            "informant": _("Informant: who answered or observed"),
            "mode": _("Way of collecting"),
            "sampling": _("Sample"),
            "recruited_via": _("Recruited through"),
            "frame": _("Frame: which list, from which year"),
            "series": _("Series"),
            "country": _("Country"),
            "question_wording": _("The question, word for word"),
            "year": _("Year"),
            "period_text": _("Period, in the words of the source"),
            "period_start": _("First day"),
            "period_end": _("Last day"),
            "source_url": _("Web address of the source"),
            "source_locator": _("Page or table in the source"),
            "how_read": _("How we have read it"),
            "exactness": _("How sure we are of the figure"),
            "note_nb": _("Note, bokmål"),
            "note_nn": _("Note, nynorsk"),
            "note_en": _("Note, English"),
        }
        help_texts: ClassVar = {
            "code": _("A letter and a number, such as F150. It never changes."),
            "value": _("A share is written in percent, such as 58 or 63,6."),
            "n": _("Leave it empty when it is not known. It is then shown as unknown."),
            "numerator": _("With the denominator the share is calculated again and checked."),
            "base": _("Is it not in the list? Add it by importing a file with bases."),
            "analysis_unit": _("For example municipality or person."),
            "instrument": _("For example questionnaire, register or focus group."),
            "period_start": _("Written as 2013-06-30."),
            "period_end": _("Written as 2013-06-30."),
        }
        widgets: ClassVar = {
            "statement_nb": forms.Textarea(attrs={"rows": 3}),
            "statement_nn": forms.Textarea(attrs={"rows": 3}),
            "statement_en": forms.Textarea(attrs={"rows": 3}),
            "note_nb": forms.Textarea(attrs={"rows": 2}),
            "note_nn": forms.Textarea(attrs={"rows": 2}),
            "note_en": forms.Textarea(attrs={"rows": 2}),
            "question_wording": forms.Textarea(attrs={"rows": 2}),
            "value": forms.TextInput(attrs={"inputmode": "decimal"}),
        }
        localized_fields: ClassVar = ["value"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance
        if not stored.pk:
            return
        self.fields["code"].disabled = True
        self.initial["state_or_plan"] = "plan" if stored.is_intention else "state"
        self.initial["conflicts_with"] = list(stored.conflicts_with.all())
        for name in ("nonresponse_adjusted", "weighted"):
            self.initial[name] = {True: "yes", False: "no"}.get(getattr(stored, name), "")
        if stored.value_kind == ValueKind.SHARE and stored.value is not None:
            self.initial["value"] = round(stored.value * 100, 10)

    def clean(self) -> dict[str, Any]:
        """Say of every field what the room would refuse, where it can be put right."""
        cleaned = super().clean() or self.cleaned_data
        for problem in finding_problems(self.columns()):
            self._tie(problem.field, problem.message)
        return cleaned

    def _tie(self, field: str, message: str) -> None:
        name = COLUMN_OF_FIELD.get(field, field)
        if name not in self.errors:
            self.add_error(name if name in self.fields else None, message)

    def validate_constraints(self) -> None:
        """Leave the constraints to `finding_problems`, which has words for them."""

    def columns(self) -> dict[str, Any]:
        """Return the columns to store, a share from 0 to 1."""
        told = {
            name: value for name, value in self.cleaned_data.items() if name in self.Meta.fields
        }
        told["is_intention"] = {"plan": True, "state": False}.get(
            self.cleaned_data.get("state_or_plan", "")
        )
        for name in ("nonresponse_adjusted", "weighted"):
            told[name] = TRUTH.get(self.cleaned_data.get(name, ""))
        if told.get("value_kind") == ValueKind.SHARE and told.get("value") is not None:
            told["value"] = round(told["value"] / 100, 12)
        return told

    def take(self, refused: EvidenceRefused) -> None:
        """Show what the room refused after all."""
        for problem in refused.problems:
            self._tie(problem.field, problem.message)
