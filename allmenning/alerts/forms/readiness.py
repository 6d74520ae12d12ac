"""What a body writes down before anything happens."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.accounts.models import User
from allmenning.alerts.areas import AreaError, points_of, ring
from allmenning.alerts.models import AreaPart, Contact, Hazard, MeetingPlace, Severity
from allmenning.alerts.queries.content import place_of
from allmenning.alerts.queries.readiness import is_own_page
from allmenning.register.models import Body

LANGUAGES = {
    "nb": gettext_lazy("Bokmål"),
    "nn": gettext_lazy("Nynorsk"),
    "en": gettext_lazy("English"),
}


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PlanForm(forms.Form):
    official_page = forms.URLField(
        label=gettext_lazy("Official page"),
        help_text=gettext_lazy(
            "Where warnings point, on the municipality's own domain: https://…/beredskap"
        ),
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone for the public"), max_length=30, required=False
    )
    plan_title = forms.CharField(
        label=gettext_lazy("Title of the plan for crisis communication"),
        max_length=200,
        required=False,
    )
    plan_reviewed_on = day_field(
        gettext_lazy("Last reviewed"),
        required=False,
        help_text=gettext_lazy("The plan is reviewed at least once a year."),
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        for code, name in LANGUAGES.items():
            label = _("If power and phone are gone, in %(language)s") % {"language": name}
            self.fields[f"without_power_{code}"] = forms.CharField(
                label=label, required=False, max_length=1500, widget=text_area(4)
            )

    def clean_official_page(self) -> str:
        address = str(self.cleaned_data["official_page"])
        if address and not is_own_page(self.body, address):
            raise ValidationError(
                _("The page must lie on %(domain)s."), params={"domain": self.body.website}
            )
        return address

    def clean_plan_reviewed_on(self) -> Any:
        day = self.cleaned_data["plan_reviewed_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("The day has not come yet."))
        return day

    def without_power(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"without_power_{code}"] for code in LANGUAGES}


class RowForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """A row as it was filled in; the action saves it."""

    def row(self) -> Any:
        return self.instance


class ContactForm(RowForm):
    class Meta:
        model = Contact
        fields = ["role", "name", "phone", "email", "position"]
        labels = {
            "role": gettext_lazy("Role"),
            "name": gettext_lazy("Name"),
            "phone": gettext_lazy("Telephone"),
            "email": gettext_lazy("E-mail"),
            "position": gettext_lazy("Place on the list"),
        }
        help_texts = {"position": gettext_lazy("0 stands first.")}


class MeetingPlaceForm(RowForm):
    class Meta:
        model = MeetingPlace
        fields = ["name", "address", "note"]
        labels = {
            "name": gettext_lazy("Place"),
            "address": gettext_lazy("Address"),
            "note": gettext_lazy("Note"),
        }
        help_texts = {"note": gettext_lazy("For example: emergency power, open day and night.")}

    def clean_name(self) -> str:
        return _free_name(self, MeetingPlace)


class AreaPartForm(RowForm):
    points = forms.CharField(
        label=gettext_lazy("Points around it"),
        help_text=gettext_lazy(
            "One point on each line, latitude and longitude: 61.84, 8.57. GeoJSON can be pasted. "
            "May be left empty: then the part is known by its name."
        ),
        required=False,
        widget=text_area(6),
        max_length=20_000,
    )

    class Meta:
        model = AreaPart
        fields = ["name"]
        labels = {"name": gettext_lazy("Name of the part")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drawn = self.instance.polygon or []
        self.initial["points"] = "\n".join(f"{north}, {east}" for north, east in drawn)

    def clean_name(self) -> str:
        return _free_name(self, AreaPart)

    def clean_points(self) -> list[list[float]] | None:
        told = self.cleaned_data["points"].strip()
        if not told:
            return None
        try:
            around = ring(points_of(told), place_of(self.instance.body))
        except AreaError as error:
            raise ValidationError(error.sentence) from error
        return [list(point) for point in around]

    def row(self) -> Any:
        self.instance.polygon = self.cleaned_data["points"]
        return super().row()


def _free_name(form: "forms.ModelForm[Any]", model: type[Any]) -> str:
    """Refuse a name the body has already; the body is no field, so Django does not ask."""
    name = str(form.cleaned_data["name"])
    same = model.objects.filter(body=form.instance.body, name=name).exclude(pk=form.instance.pk)
    if same.exists():
        raise ValidationError(_("The name is in use already."))
    return name


class TemplateForm(forms.Form):
    # Nothing is chosen beforehand: what is not thought of must not become drinking water.
    hazard = forms.ChoiceField(
        label=gettext_lazy("What threatens"),
        choices=[("", gettext_lazy("Choose the hazard")), *Hazard.choices],
    )
    name = forms.CharField(label=gettext_lazy("Name of the text"), max_length=100)
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"), choices=Severity.choices, initial=Severity.SEVERE
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        order = [language, *(code for code in LANGUAGES if code != language)]
        for code in order:
            self._ask(code, "what", _("What has happened, in %(language)s"), 300)
            self._ask(code, "todo", _("What people shall do, in %(language)s"), 600)

    def _ask(self, code: str, part: str, label: str, longest: int) -> None:
        self.fields[f"{part}_{code}"] = forms.CharField(
            label=label % {"language": LANGUAGES[code]},
            required=code == self.language,
            max_length=longest,
            widget=text_area(3),
        )

    def texts(self) -> dict[str, dict[str, str]]:
        told = self.cleaned_data
        pairs = {
            code: {"what": told[f"what_{code}"], "todo": told[f"todo_{code}"]} for code in LANGUAGES
        }
        return {code: pair for code, pair in pairs.items() if any(pair.values())}


class DeputyForm(forms.Form):
    deputy = forms.ChoiceField(label=gettext_lazy("Deputy"), required=False)

    def __init__(self, *args: Any, publishers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(user.pk): user for user in publishers}
        field = cast("forms.ChoiceField", self.fields["deputy"])
        named = [(key, user.shown_name) for key, user in self.known.items()]
        field.choices = [("", _("Nobody")), *named]

    def chosen(self) -> User | None:
        return self.known.get(self.cleaned_data["deputy"])


class AbsenceForm(forms.Form):
    user = forms.ChoiceField(label=gettext_lazy("Who"))
    first_day = day_field(gettext_lazy("First day away"))
    last_day = day_field(gettext_lazy("Last day away"))

    def __init__(self, *args: Any, publishers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(user.pk): user for user in publishers}
        field = cast("forms.ChoiceField", self.fields["user"])
        field.choices = [(key, user.shown_name) for key, user in self.known.items()]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        return told

    def chosen(self) -> User:
        return self.known[self.cleaned_data["user"]]


class NewAccountForm(forms.Form):
    """Name and workspace of an account; the kind of channel asks for the rest itself."""

    account_name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As you know it: “Facebook, Lom kommune”."),
        max_length=100,
    )
