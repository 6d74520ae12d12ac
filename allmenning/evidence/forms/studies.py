"""The form of a study."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.actions.checks import study_problems
from allmenning.evidence.forms.columns import (
    ColumnsForm,
    NamedChoiceField,
    WebAddressField,
    in_percent,
)
from allmenning.evidence.models import Study


class StudyForm(ColumnsForm):
    """The response rate is written in percent here and stored from 0 to 1."""

    class Meta:
        model = Study
        fields: ClassVar = [
            "slug",
            "title",
            "who",
            "years",
            "first_year",
            "last_year",
            "country",
            "funder",
            "url",
            "method",
            "methods_text",
            "mode",
            "informant",
            "population",
            "population_size",
            "frame",
            "sampling",
            "sampling_text",
            "recruited_via",
            "vendor",
            "n_invited",
            "n_invited_text",
            "n_answered",
            "n_answered_text",
            "response_rate",
            "period",
            "series",
            "how_read",
            "what_was_readable",
            "integrity_nb",
            "integrity_nn",
            "integrity_en",
            "note_nb",
            "note_nn",
            "note_en",
        ]
        labels: ClassVar = {
            "slug": _("Short name in the address"),
            "title": _("Title"),
            "who": _("Who did it"),
            "years": _("Year or years"),
            "first_year": _("First year"),
            "last_year": _("Last year"),
            "country": _("Country"),
            "funder": _("Who paid"),
            "url": _("Web address"),
            "method": _("Method"),
            "methods_text": _("The method in more words"),
            "mode": _("Way of collecting"),
            "informant": _("Informant: who answered or observed"),
            "population": _("Population: whom it is about"),
            "population_size": _("Size of the population"),
            "frame": _("Frame: which list, from which year"),
            "sampling": _("Sample"),
            "sampling_text": _("The sample in more words"),
            "recruited_via": _("Recruited through"),
            "vendor": _("Done by someone who sells tools for social media"),
            "n_invited": _("Number invited"),
            "n_invited_text": _("Number invited, in the words of the source"),
            "n_answered": _("Number who answered"),
            "n_answered_text": _("Number who answered, in the words of the source"),
            "response_rate": _("Response rate in percent"),
            "period": _("Period"),
            "series": _("Series"),
            "how_read": _("How we have read it"),
            "what_was_readable": _("What we were able to read"),
            "integrity_nb": _("What should be known about independence, bokmål"),
            "integrity_nn": _("What should be known about independence, nynorsk"),
            "integrity_en": _("What should be known about independence, English"),
            "note_nb": _("Note, bokmål"),
            "note_nn": _("Note, nynorsk"),
            "note_en": _("Note, English"),
        }
        help_texts: ClassVar = {
            "slug": _("Small letters, digits and hyphens. It never changes."),
            "n_invited": _("Leave it empty when it is not known."),
            "response_rate": _("Leave it empty when nobody was drawn, as in a quota sample."),
        }
        widgets: ClassVar = {
            **{
                f"{name}_{language}": forms.Textarea(attrs={"rows": 3})
                for name in ("integrity", "note")
                for language in ("nb", "nn", "en")
            },
            "response_rate": forms.TextInput(attrs={"inputmode": "decimal"}),
        }
        localized_fields: ClassVar = ["response_rate"]
        field_classes: ClassVar = {"url": WebAddressField, "population": NamedChoiceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance
        self.fields["slug"].error_messages |= {
            "invalid": _("Use small letters, digits and hyphens only."),
            "unique": _("There is a study with this short name already."),
        }
        if not stored.pk:
            return
        self.fields["slug"].disabled = True
        self.show_stored()
        if stored.response_rate is not None:
            self.initial["response_rate"] = in_percent(stored.response_rate)

    def clean(self) -> dict[str, Any]:
        """Say of every field what the room would refuse, where it can be put right."""
        cleaned = super().clean() or self.cleaned_data
        rate = cleaned.get("response_rate")
        if rate is not None and not 0 <= rate <= 100:
            self.add_error("response_rate", _("The response rate must be from 0 to 100 percent."))
        for problem in study_problems(self.columns()):
            self.tie(problem.field, problem.message)
        return cleaned

    def columns(self) -> dict[str, Any]:
        """Return the columns to store, the response rate from 0 to 1."""
        told = super().columns()
        if told.get("response_rate") is not None:
            told["response_rate"] = told["response_rate"] / 100
        return told
