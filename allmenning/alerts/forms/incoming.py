"""What a county writes to its municipalities."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.alerts.actions.incoming import Written
from allmenning.alerts.linter import SENTENCES, SHORTENERS, host_of
from allmenning.alerts.models import Hazard, Severity
from allmenning.alerts.wording import LONGEST
from allmenning.register.models import Body

LIVES = [("6", 6), ("12", 12), ("24", 24), ("48", 48)]


class ToMunicipalitiesForm(forms.Form):
    # Nothing is chosen beforehand: a landslide must not go out as drinking water.
    hazard = forms.ChoiceField(
        label=gettext_lazy("What threatens"),
        choices=[("", gettext_lazy("Choose the hazard")), *Hazard.choices],
    )
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"), choices=Severity.choices, initial=Severity.SEVERE
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Written in"),
        choices=[("nb", gettext_lazy("Bokmål")), ("nn", gettext_lazy("Nynorsk"))],
    )
    what = forms.CharField(
        label=gettext_lazy("What has happened"),
        max_length=LONGEST["what"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    todo = forms.CharField(
        label=gettext_lazy("What people shall do"),
        max_length=LONGEST["todo"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    web = forms.URLField(
        label=gettext_lazy("Page with more"), max_length=300, assume_scheme="https"
    )
    lasts = forms.ChoiceField(label=gettext_lazy("How long it applies"), initial="24")
    everybody = forms.BooleanField(
        label=gettext_lazy("Every municipality in the county"), required=False
    )
    bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Or some of them"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, municipalities: Iterable[Body], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language
        self.known = {str(body.pk): body for body in municipalities}
        choices = [(key, body.name) for key, body in self.known.items()]
        cast("forms.MultipleChoiceField", self.fields["bodies"]).choices = choices
        lives = [(key, _("%(n)s hours") % {"n": hours}) for key, hours in LIVES]
        cast("forms.ChoiceField", self.fields["lasts"]).choices = lives

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not (told.get("everybody") or told.get("bodies")):
            self.add_error("bodies", _("Choose at least one municipality."))
        return told

    def clean_web(self) -> str:
        address = str(self.cleaned_data["web"])
        if not address.startswith("https://"):
            raise ValidationError(_("The address must begin with https://."))
        host = host_of(address)
        if host in SHORTENERS:
            raise ValidationError(str(SENTENCES["shortener"]) % {"host": host})
        return address

    def written(self, at: datetime) -> Written:
        told = self.cleaned_data
        hours = dict(LIVES)[told["lasts"]]
        return Written(
            hazard=Hazard(told["hazard"]),
            severity=Severity(told["severity"]),
            texts={told["language"]: {"what": told["what"], "todo": told["todo"]}},
            web=told["web"],
            expires_at=at + timedelta(hours=hours),
        )

    def chosen(self) -> list[Body]:
        told = self.cleaned_data
        return [
            body for key, body in self.known.items() if told["everybody"] or key in told["bodies"]
        ]
