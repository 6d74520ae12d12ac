"""What narrows the list of cases, as a form that is sent by GET."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.models import Channel, EvidenceKind, Stage
from allmenning.arena.queries.cases import PARAMETERS, STAFFING, Narrowing
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.register.queries.snapshot import norwegian
from allmenning.register.queries.words import PURPOSES

Choices = list[tuple[str, str]]
_kept: KeptPerRevision[dict[str, Choices]] = KeptPerRevision(3)
_kept_forms: KeptPerRevision[SafeString] = KeptPerRevision(100)
STAFFING_LABELS = {
    "0-1": _("Less than one"),
    "1-2": _("One, up to two"),
    "2-4": _("Two, up to four"),
    "4-": _("Four or more"),
}


class CaseFilters(forms.Form):
    """Its fields are named as in the address."""

    all_optional = True

    tema = forms.ChoiceField(label=_("Theme"))
    kanal = forms.ChoiceField(label=_("Channel"))
    formal = forms.ChoiceField(label=_("Purpose"))
    stadium = forms.ChoiceField(label=_("How far it has come"))
    belegg = forms.ChoiceField(label=_("The result rests at least on"))
    stillinger = forms.ChoiceField(label=_("Full-time equivalents in communication"))
    fylke = forms.ChoiceField(label=_("County"))
    sviktet = forms.BooleanField(label=_("Only those that tell what failed"))
    nar = forms.BooleanField(label=_("Only municipalities like mine"))
    eldre = forms.BooleanField(label=_("Also those nobody has confirmed for three years"))
    emneord = forms.CharField(widget=forms.HiddenInput)
    kommune = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, narrowing: Narrowing, *, has_lens: bool) -> None:
        super().__init__(initial=_initial(narrowing))
        for name, choices in _choices().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101
            field.choices = choices
        unset = [name for name in ("emneord", "kommune") if name not in self.initial]
        for name in [*unset, *([] if has_lens else ["nar"])]:
            del self.fields[name]


def written_filters(by: Narrowing, *, has_lens: bool) -> SafeString:
    """Write the whole form; the same for all who narrowed the list in the same way."""
    return _kept_forms.get((by, has_lens), lambda: _written(by, has_lens=has_lens))


def _written(by: Narrowing, *, has_lens: bool) -> SafeString:
    context = {
        "form": CaseFilters(by, has_lens=has_lens),
        "label": "",
        "clear": reverse("arena:cases"),
    }
    return render_to_string("ui/filters.html", context)


def _initial(narrowing: Narrowing) -> dict[str, Any]:
    told = {PARAMETERS[name]: value for name, value in vars(narrowing).items()}
    return {name: value for name, value in told.items() if value}


def _choices() -> dict[str, Choices]:
    """Return what may be chosen in each field, read once per state of the data."""
    return _kept.get(None, _read_choices)


def _read_choices() -> dict[str, Choices]:
    counties = Body.objects.filter(kind=Body.Kind.COUNTY).order_by("pk")
    by_name = sorted(counties, key=lambda body: norwegian(body.name))
    plain: dict[str, Choices] = {
        "tema": [(theme.slug, theme.name) for theme in Theme.objects.all()],
        "kanal": [(value, str(label)) for value, label in Channel.choices],
        "formal": [(value, str(label)) for value, label in PURPOSES.items()],
        "stadium": [(value, str(label)) for value, label in Stage.choices],
        "belegg": [(value, str(label)) for value, label in EvidenceKind.choices],
        "stillinger": [(value, str(STAFFING_LABELS[value])) for value in STAFFING],
        "fylke": [(body.slug, body.name) for body in by_name],
    }
    return {name: [("", str(_("All"))), *told] for name, told in plain.items()}
