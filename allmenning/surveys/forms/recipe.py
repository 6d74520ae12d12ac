"""Which tables a recipe makes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from allmenning.surveys.actions.recipes import bases_of
from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.tables import BASES, WHOLE, Method, TableSpec
from allmenning.surveys.queries.variables import Variable
from allmenning.surveys.queries.words import said

METHODS = [
    ("small", pgettext_lazy("interval", "For small populations, asked in large part")),
    ("logit", pgettext_lazy("interval", "Logit, as in most programs")),
    ("beta", pgettext_lazy("interval", "Korn and Graubard, careful with few answers")),
    ("likelihood", pgettext_lazy("interval", "Likelihood")),
    ("asin", pgettext_lazy("interval", "Arcsine")),
    ("mean", pgettext_lazy("interval", "Symmetric, as for a mean")),
]


class RecipeForm(forms.Form):
    """A title, the questions, what they are broken down by, the base and the interval."""

    title = forms.CharField(label=_("Title"), max_length=120)
    questions = forms.MultipleChoiceField(label=_("Questions"), widget=forms.CheckboxSelectMultiple)
    by = forms.ChoiceField(label=_("Broken down by"), required=False, widget=forms.RadioSelect)
    base = forms.ChoiceField(
        label=_("Base"),
        widget=forms.RadioSelect,
        initial="both",
        choices=[
            ("both", _("Both, side by side")),
            ("all", _("All who answered, with “don't know” as an answer")),
            ("known", _("Those who did not say “don't know”")),
        ],
    )
    method = forms.ChoiceField(
        label=_("Interval"), choices=METHODS, initial="small", widget=forms.RadioSelect
    )
    is_public = forms.BooleanField(
        label=_("Take these tables with when the results are published"),
        required=False,
        initial=True,
    )

    def __init__(self, given: Any, *, data: AnswerData) -> None:
        super().__init__(given)
        self.answers = data
        wordings = {one.question: said(one.wording) for one in data.variables}
        self._choices("questions", list(wordings.items()))
        groupings = [(one.code, one.label) for one in data.groupings.values()]
        self._choices("by", [(WHOLE, _("In all")), *groupings])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type
        field.choices = choices

    def text(self) -> dict[str, str]:
        """Give the title in the language of the page."""
        return {(get_language() or "nb")[:2]: self.cleaned_data["title"]}

    def tables(self) -> list[TableSpec]:
        """List the tables that were chosen."""
        chosen = set(self.cleaned_data["questions"])
        return [
            TableSpec(one.name, self.cleaned_data["by"], base)
            for one in self.answers.variables
            if one.question in chosen
            for base in self._bases(one)
        ]

    def _bases(self, variable: Variable) -> Sequence[Any]:
        wanted = BASES if self.cleaned_data["base"] == "both" else (self.cleaned_data["base"],)
        found = [one for one in bases_of(variable) if one in wanted]
        return found or bases_of(variable)[:1]

    def interval(self) -> Method:
        method: Method = self.cleaned_data["method"]
        return method
