"""A question of a questionnaire as a form; who is asked, chosen without code."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from allmenning.core.questionnaire import (
    DONT_KNOW,
    WRITTEN,
    Condition,
    Kind,
    Question,
    read_condition,
    write_condition,
)
from allmenning.core.questionnaire.condition import Answer, Either, Every, Everybody, Not
from allmenning.surveys.actions.questions import LAST_PAGE
from allmenning.surveys.models import ItemVersion, Language
from allmenning.surveys.models import Question as Stored
from allmenning.surveys.queries.words import said

PARTS = 4
SHORT = 70
BETWEEN = "\x1f"
Choices = list[tuple[str, str]]
TOGETHER = [
    ("everybody", pgettext_lazy("asked", "Everybody")),
    ("all", pgettext_lazy("asked", "Those for whom all of this holds")),
    ("any", pgettext_lazy("asked", "Those for whom one of this holds at least")),
    ("keep", pgettext_lazy("asked", "As it is now (made of parts within parts)")),
]


class QuestionForm(forms.Form):
    """Where it stands, and what of the item is asked."""

    version = forms.TypedChoiceField(
        label=gettext_lazy("Wording"),
        coerce=int,
        help_text=gettext_lazy("A survey that follows up another keeps the wording, if it can."),
    )
    page = forms.IntegerField(label=gettext_lazy("Page"), min_value=1, max_value=LAST_PAGE)
    heading_nb = forms.CharField(
        label=gettext_lazy("Heading above it, bokmål"), max_length=150, required=False
    )
    heading_nn = forms.CharField(
        label=gettext_lazy("Heading above it, nynorsk"), max_length=150, required=False
    )
    heading_en = forms.CharField(
        label=gettext_lazy("Heading above it, English"), max_length=150, required=False
    )
    is_required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    is_core = forms.BooleanField(
        label=gettext_lazy("Belongs to the core module"),
        required=False,
        help_text=gettext_lazy("The core module is what every round asks; its length is measured."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, question: Stored) -> None:
        headings = {f"heading_{code}": question.heading.get(code, "") for code in Language.values}
        super().__init__(
            data,
            initial={
                "version": question.version_id,
                "page": question.page,
                "is_required": question.is_required,
                "is_core": question.is_core,
            }
            | headings,
        )
        versions = ItemVersion.objects.filter(item=question.version.item_id).order_by("-number")
        field = self.fields["version"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- as declared above
        field.choices = [(one.pk, _wording(one)) for one in versions]

    def values(self) -> dict[str, Any]:
        told = self.cleaned_data
        heading = {code: told[f"heading_{code}"].strip() for code in Language.values}
        return {
            "version_id": told["version"],
            "page": told["page"],
            "heading": {code: words for code, words in heading.items() if words},
            "is_required": told["is_required"],
            "is_core": told["is_core"],
        }


def _wording(version: ItemVersion) -> str:
    number = _("version %(number)s") % {"number": version.number}
    return f"{said(version.wording)} ({number})"


class PartForm(forms.Form):
    """One part of a condition: a question and what was answered."""

    answer = forms.ChoiceField(label=gettext_lazy("Answer"), required=False)
    limit = forms.FloatField(
        label=gettext_lazy("Number, where one is compared with"), required=False, localize=True
    )
    is_not = forms.BooleanField(label=gettext_lazy("Turn round: not so"), required=False)

    def __init__(self, *args: Any, choices: Sequence[Any], **others: Any) -> None:
        super().__init__(*args, **others)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
        field.choices = [("", _("Nothing")), *choices]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        test = told.get("answer", "").split(BETWEEN)
        needs = len(test) > 1 and test[1] in {"above", "below"}
        if needs and told.get("limit") is None and "limit" not in self.errors:
            self.add_error("limit", _("Write the number it is compared with."))
        return told

    def condition(self) -> Condition | None:
        """Return the part, or None where nothing is chosen."""
        told = self.cleaned_data
        if not told["answer"]:
            return None
        question, test, value, row = told["answer"].split(BETWEEN)
        found = {"question": question} | ({"row": row} if row else {})
        if test in {"above", "below"}:
            limit = told["limit"]
            found[test] = int(limit) if float(limit).is_integer() else limit
        else:
            found[test] = value == "1" if test == "answered" else value
        part = read_condition(found)
        return Not(part) if told["is_not"] else part


class ConditionForm(forms.Form):
    """Whether all parts must hold, or one of them."""

    together = forms.ChoiceField(
        label=gettext_lazy("Who is asked?"),
        choices=TOGETHER,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        stored: Mapping[str, Any],
        earlier: Sequence[Question],
    ) -> None:
        self.stored = read_condition(stored)
        together, parts = _flat(self.stored)
        super().__init__(data, initial={"together": together})
        # Where nothing was asked before there is nothing to choose, and what stands there is kept.
        if together != "keep" and earlier:
            field = self.fields["together"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
            field.choices = [one for one in TOGETHER if one[0] != "keep"]
        choices = answers_to_choose(earlier)
        initial = [_initial(part) for part in parts] + [{}] * PARTS
        self.parts = [
            PartForm(data, prefix=f"part{number}", choices=choices, initial=initial[number - 1])
            for number in range(1, PARTS + 1)
        ]

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in self.parts]
        if not super().is_valid() or not all(valid):
            return False
        if self.cleaned_data["together"] in {"all", "any"} and not self._parts():
            self.add_error("together", _("Choose at least one answer below."))
            return False
        return True

    def _parts(self) -> list[Condition]:
        found = [part.condition() for part in self.parts]
        return [part for part in found if part is not None]

    def condition(self) -> dict[str, Any]:
        """Return the condition as it is stored."""
        together = self.cleaned_data["together"]
        if together == "keep":
            return write_condition(self.stored)
        parts = self._parts()
        if together == "everybody" or not parts:
            return {}
        if len(parts) == 1:
            return write_condition(parts[0])
        whole = Every(tuple(parts)) if together == "all" else Either(tuple(parts))
        return write_condition(whole)


def _flat(condition: Condition) -> tuple[str, list[Condition]]:
    """Take apart what the form can show; parts within parts it cannot."""
    match condition:
        case Everybody():
            return "everybody", []
        case Every(parts) | Either(parts) if len(parts) <= PARTS and all(map(_is_plain, parts)):
            return ("all" if isinstance(condition, Every) else "any"), list(parts)
        case _ if _is_plain(condition):
            return "all", [condition]
    return "keep", []


def _is_plain(part: Condition) -> bool:
    inside = part.part if isinstance(part, Not) else part
    if not isinstance(inside, Answer):
        return False
    return inside.test not in {"above", "below"} or isinstance(inside.value, int | float)


def _initial(part: Condition) -> dict[str, Any]:
    inside = part.part if isinstance(part, Not) else part
    assert isinstance(inside, Answer)  # noqa: S101 -- `_is_plain` said so
    is_limit = inside.test in {"above", "below"}
    value = (
        "" if is_limit else str(int(inside.value)) if inside.test == "answered" else inside.value
    )
    return {
        "answer": BETWEEN.join((inside.question, inside.test, str(value), inside.row)),
        "limit": inside.value if is_limit else None,
        "is_not": isinstance(part, Not),
    }


def answers_to_choose(earlier: Sequence[Question]) -> list[tuple[str, Choices]]:
    """List what earlier questions can be answered, each question with its answers."""
    return [(f"{one.code}: {said(one.item.wording)[:SHORT]}", _choices(one)) for one in earlier]


def _choices(question: Question) -> Choices:
    item, code = question.item, question.code
    labels = [(option.code, said(option.label)) for option in item.options]
    if item.offers_dont_know:
        labels.append((DONT_KNOW, _("Don't know")))
    found: Choices = []
    if item.kind is Kind.MATRIX:
        for row in item.rows:
            found += [
                (BETWEEN.join((code, "is", value, row.code)), f"{said(row.label)}: {label}")
                for value, label in labels
            ]
    elif item.kind not in WRITTEN:
        test = "has" if item.kind in {Kind.MULTIPLE, Kind.RANK} else "is"
        found += [(BETWEEN.join((code, test, value, "")), label) for value, label in labels]
    if item.kind is Kind.NUMBER:
        found.append((BETWEEN.join((code, "above", "", "")), _("Above the number")))
        found.append((BETWEEN.join((code, "below", "", "")), _("Below the number")))
    found.append((BETWEEN.join((code, "answered", "1", "")), _("Anything was answered")))
    return found


class AddForm(forms.Form):
    """Ask an item of the bank, on a page."""

    version = forms.ModelChoiceField(queryset=ItemVersion.objects.select_related("item"))
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE)
