"""The form of a survey, and what narrows the list of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import User
from allmenning.register.models import Body
from allmenning.register.queries.codes import FIRST_DAY
from allmenning.surveys.models import Language, Stage, Stratification, Survey, Unit
from allmenning.surveys.queries.surveys import Narrowing

TITLE = pgettext_lazy("survey", "Title")
# The texts of a survey: label, hint, lines.
TEXTS: dict[str, tuple[object, object, int]] = {
    "title": (TITLE, "", 1),
    "lead": (_("In short"), "", 2),
    "purpose": (_("Purpose"), _("What it is asked for, and what it will be used to."), 4),
    "ethics": (_("Ethics"), _("What has been weighed, and who has looked at it."), 3),
    "privacy": (
        _("Personal data"),
        _("Which data, on which legal ground, who sees them, and when they are wiped."),
        4,
    ),
}
LANGUAGES: dict[str, object] = {
    "nb": pgettext_lazy("language of a text", "bokmål"),
    "nn": pgettext_lazy("language of a text", "nynorsk"),
    "en": pgettext_lazy("language of a text", "English"),
}
PARTS: list[tuple[object, list[str]]] = [
    (_("What it is about"), ["title", "lead", "owner", "previous"]),
    (_("Whom, and how"), ["frame_date", "stratification", "unit", "opens_at", "closes_at"]),
    (_("What those who are asked are told"), ["purpose", "ethics", "privacy", "contact"]),
    (_("Contact data and plan"), ["contacts_until", "plan"]),
]
COLUMNS = (
    "owner",
    "previous",
    "frame_date",
    "stratification",
    "unit",
    "opens_at",
    "closes_at",
    "contact",
    "contacts_until",
    "plan",
)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PreviousField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Shows rounds by title and day."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title.get('nb') or obj.title.get('nn')} ({obj.frame_date})"


class SurveyForm(forms.Form):
    """Texts in three languages, English as one likes; the frame stands fast once it is made."""

    owner = forms.ModelChoiceField(label=_("Who asks"), queryset=Body.objects.none())
    previous = PreviousField(
        label=_("The round before this one"),
        queryset=Survey.objects.none(),
        required=False,
        empty_label=_("This is the first round"),
    )
    frame_date = forms.DateField(
        label=_("Day of the frame"),
        help_text=_("The municipalities and counties that exist this day are those it is about."),
        widget=DayInput(),
    )
    stratification = forms.ChoiceField(
        label=_("Strata"),
        help_text=_("Groups that are drawn, watched and weighted apart."),
        choices=Stratification.choices,
        initial=Stratification.SIZE,
    )
    unit = forms.ChoiceField(
        label=_("Whose answer is one answer"),
        help_text=_("Answers of persons are never told as a share of municipalities."),
        choices=Unit.choices,
        initial=Unit.BODY,
        widget=forms.RadioSelect,
    )
    opens_at = forms.DateTimeField(label=_("Opens"), required=False, widget=MomentInput())
    closes_at = forms.DateTimeField(label=_("Closes"), required=False, widget=MomentInput())
    contact = forms.CharField(
        label=_("Whom to write to"),
        help_text=_("A name, and an e-mail address or a telephone number."),
        max_length=200,
        required=False,
    )
    contacts_until = forms.DateField(
        label=_("Contact data are wiped"),
        help_text=_("Names, roles and e-mail addresses go this day; the answers stay."),
        required=False,
        widget=DayInput(),
    )
    plan = forms.CharField(
        label=_("Plan for the analysis"),
        help_text=_(
            "Which questions are to be answered, with which groups and weights. Once it is "
            "registered, it cannot be changed."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(
        self, data: Any = None, *, by: User, survey: Survey | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, initial=_initial(survey), **kwargs)
        self.survey = survey
        for name, (label, hint, rows) in TEXTS.items():
            self.fields |= _text_fields(name, label, hint, rows)
        self._choose_from(by)
        for name, why in self._fixed():
            self.fields[name].disabled = True
            self.fields[name].help_text = why

    def _choose_from(self, by: User) -> None:
        owners, rounds = self.fields["owner"], self.fields["previous"]
        assert isinstance(owners, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(rounds, forms.ModelChoiceField)  # noqa: S101
        across = Body.objects.filter(kind__in=[Body.Kind.STATE, Body.Kind.OTHER])
        own = Body.objects.filter(memberships__user=by)
        kept = Body.objects.filter(surveys=self.survey) if self.survey else Body.objects.none()
        owners.queryset = (across | own | kept).distinct().order_by("name", "pk")
        others = Survey.objects.filter(next=None)
        if self.survey:
            others = (others | Survey.objects.filter(next=self.survey)).exclude(pk=self.survey.pk)
        rounds.queryset = others.order_by("-frame_date", "-pk")

    def _fixed(self) -> Iterator[tuple[str, str]]:
        """Name the fields that can be changed no more, and why."""
        if self.survey is None:
            return
        if self.survey.units.exists():
            for name in ("frame_date", "stratification", "unit"):
                yield name, str(_("It stands fast, since the frame is made."))
        if self.survey.plan_sha256:
            yield "plan", str(_("It is registered, and stands as it is."))

    def parts(self) -> list[tuple[object, list[forms.BoundField]]]:
        """Give the fields in groups, as the page shows them."""
        return [(title, [self[one] for one in _fields_of(names)]) for title, names in PARTS]

    def clean_frame_date(self) -> Any:
        day = self.cleaned_data["frame_date"]
        if day < FIRST_DAY:
            raise forms.ValidationError(
                _("The register knows all municipalities from 1 January 2013; choose a later day.")
            )
        return day

    def clean_plan(self) -> str:
        """Keep line ends as the database and the digest have them."""
        return str(self.cleaned_data["plan"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        opens, closes = told.get("opens_at"), told.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes after it has opened."))
        return told

    def values(self) -> dict[str, Any]:
        """Give the columns to store."""
        told = self.cleaned_data
        texts = {
            name: {one: told[f"{name}_{one}"] for one in Language.values if told[f"{name}_{one}"]}
            for name in TEXTS
        }
        return texts | {name: told[name] for name in COLUMNS}


def _text_fields(name: str, label: object, hint: object, rows: int) -> dict[str, forms.Field]:
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return {
        f"{name}_{code}": forms.CharField(
            label=format_lazy("{} ({})", label, LANGUAGES[code]),
            help_text=str(hint) if code == Language.BOKMAL else "",
            required=name == "title" and code != Language.ENGLISH,
            max_length=200 if rows == 1 else 4000,
            widget=widget,
        )
        for code in Language.values
    }


def _fields_of(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name in TEXTS:
            yield from (f"{name}_{code}" for code in Language.values)
        else:
            yield name


def _initial(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return {}
    texts = {
        f"{name}_{code}": getattr(survey, name).get(code, "")
        for name in TEXTS
        for code in Language.values
    }
    return texts | {name: getattr(survey, name) for name in COLUMNS}


class DoneForm(forms.Form):
    """What was done, beside what was planned."""

    what_was_done = forms.CharField(
        label=_("What was done"),
        help_text=_("Where it was done otherwise than planned, say so and why."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class SurveyFilters(forms.Form):
    """What narrows the list; its fields are named as in the address."""

    all_optional = True

    q = forms.CharField(label=_("Words"), max_length=100)
    status = forms.ChoiceField(label=_("How far it has come"))
    enhet = forms.ChoiceField(label=_("Whose answer"))
    ar = forms.ChoiceField(label=_("Year of the frame"))

    def __init__(self, by: Narrowing, *, stages: list[Stage], years: list[str]) -> None:
        told = {"q": by.words, "status": by.stage, "enhet": by.unit, "ar": by.year}
        super().__init__(initial=told)
        everything = [("", _("All"))]
        for name, choices in (
            ("status", [(one.value, one.label) for one in stages]),
            ("enhet", list(Unit.choices)),
            ("ar", [(year, year) for year in years]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = [*everything, *choices]
