"""Giving guidance, and choosing among it."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.actions.guidance import Advice
from allmenning.arena.forms.guarded import GuardedForm
from allmenning.arena.forms.law import ReferencesField
from allmenning.arena.forms.questions import ThemesField, theme_choices
from allmenning.arena.markdown import LONGEST
from allmenning.arena.models import Guidance, Language, LegalReference
from allmenning.arena.queries.guidance import Narrowing, owners, replaceable
from allmenning.arena.queries.law import citable
from allmenning.register.models import Body

STATUS_LABELS = {
    Guidance.Status.CURRENT: pgettext_lazy("guidance", "Current"),
    Guidance.Status.UNDER_REVISION: pgettext_lazy("guidance", "Under revision"),
    Guidance.Status.REPLACED: pgettext_lazy("guidance", "Replaced"),
}
DAY = {"type": "date"}
A_YEAR = timedelta(days=365)
_kept: KeptPerRevision[list[tuple[str, str]]] = KeptPerRevision(3)


class GuidanceFilters(forms.Form):
    """Its fields are named as in the address."""

    all_optional = True

    tema = forms.ChoiceField(label=_("Theme"), required=False)
    fra = forms.ChoiceField(label=_("From"), required=False)
    gjeldende = forms.BooleanField(label=_("Only what is current"), required=False)

    def __init__(self, by: Narrowing) -> None:
        super().__init__(initial={"tema": by.theme, "fra": by.owner, "gjeldende": by.current})
        offered = {
            "tema": theme_choices(),
            "fra": _kept.get(None, lambda: [(body.slug, body.name) for body in owners()]),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = [("", _("All")), *choices]


class TitledField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Guidance) -> str:
        return obj.title


class GuidanceForm(GuardedForm):
    guarded_fields: ClassVar[tuple[str, ...]] = ("title", "summary", "text")

    owner = forms.ModelChoiceField(
        label=_("Who gives it?"), queryset=Body.objects.none(), empty_label=None
    )
    title = forms.CharField(label=_("Title"), max_length=200, min_length=5)
    summary = forms.CharField(
        label=_("The advice in short"),
        help_text=_("Two or three sentences. They stand in the list and in the search."),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text = forms.CharField(
        label=_("The whole text"),
        help_text=_("Leave it empty where the text stands at its own address."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    address = forms.URLField(
        label=_("Its own address"), required=False, max_length=500, assume_scheme="https"
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    themes = ThemesField(label=_("Theme"), widget=forms.CheckboxSelectMultiple)
    references = ReferencesField(
        label=_("Which law does it rest on?"),
        help_text=_("When one of these is replaced, you are told."),
        queryset=LegalReference.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dated_date = forms.DateField(label=_("Date"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
    review_date = forms.DateField(
        label=_("Next review"),
        help_text=_("After this day readers are warned, and it ranks below what is current."),
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
    )
    status = forms.ChoiceField(label=_("Status"), choices=list(STATUS_LABELS.items()))
    replaced_by = TitledField(
        label=_("Replaced by"),
        queryset=Guidance.objects.none(),
        to_field_name="slug",
        required=False,
    )
    note = forms.CharField(
        label=_("What is changed, and why?"),
        help_text=_("Everybody sees this in the history."),
        max_length=300,
    )

    def __init__(
        self,
        *args: Any,
        authorities: QuerySet[Body],
        guidance: Guidance | None = None,
        **changes: Any,
    ) -> None:
        changes["initial"] = changes.get("initial") or initial_of(guidance)
        super().__init__(*args, **changes)
        if guidance is None:
            del self.fields["note"]
            self._offer("owner", authorities)
        else:
            del self.fields["owner"]
        self._offer("references", _citable(guidance))
        self._offer("replaced_by", replaceable(guidance))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        dated, review = told.get("dated_date"), told.get("review_date")
        if dated and review and review <= dated:
            self.add_error("review_date", _("The review must come after the date."))
        if not told.get("text") and not told.get("address") and not self.errors:
            self.add_error("text", _("Write the text, or tell the address where it stands."))
        is_replaced = told.get("status") == Guidance.Status.REPLACED
        if told.get("replaced_by") and not is_replaced:
            self.add_error("status", _("What something else replaces has the status replaced."))
        return told

    def advice(self) -> Advice:
        told = self.cleaned_data
        plain = ("title", "summary", "text", "address", "language", "dated_date", "review_date")
        return Advice(
            values={name: told[name] for name in (*plain, "status", "replaced_by")},
            themes=list(told["themes"]),
            references=list(told["references"]),
        )


def _citable(guidance: Guidance | None) -> QuerySet[LegalReference]:
    """Offer what holds, and what the text cites already."""
    offered = citable(timezone.localdate())
    if guidance is not None:
        offered = offered | LegalReference.objects.filter(citations__guidance=guidance)
    return offered.distinct().order_by("slug")


def initial_of(guidance: Guidance | None) -> dict[str, Any]:
    """Return what the form shows first: the guidance, or today and a year from now."""
    today = timezone.localdate()
    if guidance is None:
        return {"dated_date": today, "review_date": today + A_YEAR, "language": Language.BOKMAL}
    plain = ("title", "summary", "text", "address", "language", "dated_date", "review_date")
    replaced_by = guidance.replaced_by
    return {name: getattr(guidance, name) for name in (*plain, "status")} | {
        "themes": [theme.slug for theme in guidance.themes.all()],
        "references": list(guidance.citations.values_list("reference__slug", flat=True)),
        "replaced_by": replaced_by.slug if replaced_by else None,
    }
