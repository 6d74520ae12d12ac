"""The form of a finding: grouped as an analyst reads a report, refused as the room refuses."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.actions.checks import belonging_problems, finding_problems
from allmenning.evidence.forms.columns import (
    ColumnsForm,
    NamedChoiceField,
    WebAddressField,
    in_percent,
)
from allmenning.evidence.models import Finding
from allmenning.evidence.models.words import ValueKind
from allmenning.evidence.queries.words import vocabulary

STATE_OR_PLAN = [
    ("", _("Choose")),
    ("state", _("A state: how it was")),
    ("plan", _("A plan: what somebody meant to do")),
]
REFERRED = ("study", "theme", "concept", "indicator", "population", "base")
WORDS = {"analysis_unit": False, "instrument": True, "informant": True, "unit": False}
"""Columns that hold a word of the vocabulary, and whether the column must be filled in."""


class FindingForm(ColumnsForm):
    """Shares are written as percentages here and stored from 0 to 1."""

    field_of_column = {
        "statement.nb": "statement_nb",
        "period.end": "period_end",
        "is_intention": "state_or_plan",
    }

    state_or_plan = forms.ChoiceField(label=_("State or plan"), choices=STATE_OR_PLAN)
    conflicts_with = forms.CharField(
        label=_("Says something else than"),
        required=False,
        max_length=500,
        help_text=_(
            "Findings that contradict this one, by their ids, such as F054 F061. Both are shown."
        ),
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
        field_classes: ClassVar = {
            "source_url": WebAddressField,
            **dict.fromkeys(REFERRED, NamedChoiceField),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance
        self._offer_words()
        self.fields["code"].error_messages |= {
            "invalid": _("Write a letter and a number, such as F150."),
            "unique": _("There is a finding with this id already."),
        }
        if not stored.pk:
            return
        self.fields["code"].disabled = True
        self.initial["state_or_plan"] = "plan" if stored.is_intention else "state"
        others = stored.conflicts_with.order_by("code").values_list("code", flat=True)
        self.initial["conflicts_with"] = " ".join(others)
        self.show_stored()
        if stored.value_kind == ValueKind.SHARE and stored.value is not None:
            self.initial["value"] = in_percent(stored.value)

    def _offer_words(self) -> None:
        """Let units, instruments and informants be chosen among the words already in use."""
        known = vocabulary()
        for name, required in WORDS.items():
            offered = {code: told for (kind, code), told in known.items() if kind == name}
            code = getattr(self.instance, name)
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(
                label=label,
                error_messages={"required": _("This must be filled in.")},
                required=required,
                choices=[("", _("Choose")), *({code: code} | offered if code else offered).items()],
            )

    def clean_conflicts_with(self) -> list[Finding]:
        """Turn the ids into findings, and name those that do not exist."""
        codes = set(self.cleaned_data["conflicts_with"].replace(",", " ").upper().split())
        found = list(Finding.objects.filter(code__in=codes).order_by("code"))
        if lost := sorted(codes - {one.code for one in found}):
            raise forms.ValidationError(
                gettext("There is no finding “%(key)s”.") % {"key": ", ".join(lost)[:60]}
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Say of every field what the room would refuse, where it can be put right."""
        cleaned = super().clean() or self.cleaned_data
        columns = self.columns()
        for problem in (*finding_problems(columns), *belonging_problems(columns)):
            self.tie(problem.field, problem.message)
        return cleaned

    def columns(self) -> dict[str, Any]:
        """Return the columns to store, a share from 0 to 1."""
        told = super().columns()
        told["is_intention"] = {"plan": True, "state": False}.get(
            self.cleaned_data.get("state_or_plan", "")
        )
        if told.get("value_kind") == ValueKind.SHARE and told.get("value") is not None:
            told["value"] = round(told["value"] / 100, 12)
        return told
