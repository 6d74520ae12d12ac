"""An item of the bank as a form, and the decision on a bridge."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from allmenning.core.questionnaire import Item as Worded
from allmenning.core.questionnaire import (
    ItemError,
    Kind,
    Limits,
    Option,
    Unanswerable,
    refuse_unanswerable,
)
from allmenning.core.questionnaire.aspect import Aspect as Worded_as
from allmenning.core.questionnaire.aspect import Mixed, mixed
from allmenning.surveys.actions.items import TAKEN, Wording
from allmenning.surveys.models import Aspect, Bridge, ItemVersion, Language, Topic
from allmenning.surveys.models import Kind as Answered
from allmenning.surveys.queries.bank import Narrowing
from allmenning.ui.text import slugify

MOST_OPTIONS = 60
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
LONG = {"rows": 3}
PROBLEMS = {
    Unanswerable.NO_WORDING: gettext_lazy("Write the question."),
    Unanswerable.FEW_OPTIONS: gettext_lazy("List at least two answers, each on a line of its own."),
    Unanswerable.OPTIONS_UNUSED: gettext_lazy(
        "Leave this empty: no answers are listed for this kind."
    ),
    Unanswerable.ROWS: gettext_lazy(
        "Rows belong to one choice for each row, and that kind needs them."
    ),
    Unanswerable.CODE_TWICE: gettext_lazy("Two lines have the same code. Give each its own."),
    Unanswerable.DONT_KNOW_LISTED: gettext_lazy(
        "“Don't know” is offered by ticking the box below, not here."
    ),
    Unanswerable.NO_NUMBER: gettext_lazy("The lowest is above the highest."),
    Unanswerable.NONE_CHOSEN: gettext_lazy("Let at least one be chosen."),
    Unanswerable.NO_LETTERS: gettext_lazy("Let at least one letter be written."),
    Unanswerable.DECIMALS: gettext_lazy("Choose 0 to 6 decimals."),
}
PLACES = {
    Unanswerable.NO_WORDING: "wording_nb",
    Unanswerable.ROWS: "rows",
    Unanswerable.NO_NUMBER: "lowest",
    Unanswerable.NONE_CHOSEN: "most",
    Unanswerable.NO_LETTERS: "longest",
    Unanswerable.DECIMALS: "decimals",
}
LANGUAGES = dict(Language.choices)


class BankFilters(forms.Form):
    """Its fields are named as in the address."""

    all_optional = True

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    tema = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    svar = forms.ChoiceField(label=gettext_lazy("How it is answered"), required=False)
    om = forms.ChoiceField(label=gettext_lazy("What it is about"), required=False)

    def __init__(self, by: Narrowing) -> None:
        given = {"q": by.words, "tema": by.topic, "svar": by.kind, "om": by.aspect}
        super().__init__(initial=given)
        for name, choices in (
            ("tema", Topic.choices),
            ("svar", Answered.choices),
            ("om", Aspect.choices),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
            field.choices = [("", _("All")), *choices]


class ItemForm(forms.Form):
    """A wording; with `is_new` its code, topic and source too."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Short, without spaces: strategy-has. It names the answers in files."
        ),
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=Topic.choices)
    source = forms.CharField(
        label=gettext_lazy("Studies that have asked about the same"), required=False, max_length=300
    )
    kind = forms.ChoiceField(label=gettext_lazy("How it is answered"), choices=Answered.choices)
    aspect = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        choices=Aspect.choices,
        help_text=gettext_lazy(
            "How it is and what is planned are two questions. Answers such as “no, but planned” "
            "are refused, since nobody can tell afterwards how many have it."
        ),
    )
    wording_nb = forms.CharField(
        label=gettext_lazy("Question, bokmål"), widget=forms.Textarea(LONG)
    )
    wording_nn = forms.CharField(
        label=gettext_lazy("Question, nynorsk"), widget=forms.Textarea(LONG)
    )
    wording_en = forms.CharField(
        label=gettext_lazy("Question, English"), widget=forms.Textarea(LONG), required=False
    )
    help_nb = forms.CharField(
        label=gettext_lazy("Explanation, bokmål"), widget=forms.Textarea(LONG), required=False
    )
    help_nn = forms.CharField(
        label=gettext_lazy("Explanation, nynorsk"), widget=forms.Textarea(LONG), required=False
    )
    help_en = forms.CharField(
        label=gettext_lazy("Explanation, English"), widget=forms.Textarea(LONG), required=False
    )
    options = forms.CharField(
        label=gettext_lazy("Answers to choose among"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy(
            "One on each line: code: bokmål | nynorsk | English. Without a code one is made. "
            "A star after the code (none*) lets the answer stand alone only."
        ),
    )
    rows = forms.CharField(
        label=gettext_lazy("Rows"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Only for one choice for each row; written as the answers are."),
    )
    has_dont_know = forms.BooleanField(
        label=gettext_lazy("Offer “Don't know”, as a category of its own"),
        required=False,
        initial=True,
    )
    lowest = forms.FloatField(label=gettext_lazy("Lowest number"), required=False)
    highest = forms.FloatField(label=gettext_lazy("Highest number"), required=False)
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimals"), required=False, min_value=0, max_value=6
    )
    longest = forms.IntegerField(
        label=gettext_lazy("Longest text, in letters"), required=False, min_value=1, max_value=20000
    )
    most = forms.IntegerField(
        label=gettext_lazy("Most that may be chosen, or places in the order"),
        required=False,
        min_value=1,
    )

    def __init__(self, *args: Any, is_new: bool, **others: Any) -> None:
        super().__init__(*args, **others)
        if not is_new:
            for name in ("code", "topic", "source"):
                del self.fields[name]

    def clean_code(self) -> str:
        """Take what an XLSForm takes too, and no address of another page."""
        code: str = self.cleaned_data["code"]
        if not code[:1].isalpha() or "__" in code or code in TAKEN:
            raise forms.ValidationError(
                _("Begin with a letter, and choose another code than this.")
            )
        return code

    def clean_options(self) -> tuple[Option, ...]:
        return _options(self.cleaned_data["options"])

    def clean_rows(self) -> tuple[Option, ...]:
        return _options(self.cleaned_data["rows"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.errors:
            return told
        item = self._item(told)
        try:
            refuse_unanswerable(item)
        except ItemError as error:
            place = PLACES.get(error.problem, "options")
            self.add_error(place, str(PROBLEMS[error.problem]))
        aspect = Worded_as(told["aspect"])
        for found in mixed(item, aspect):
            self.add_error(*_mixed(found, aspect))
        return told

    def wording(self) -> Wording:
        told = self.cleaned_data
        return Wording(self._item(told), Worded_as(told["aspect"]))

    def _item(self, told: dict[str, Any]) -> Worded:
        limits = {name: told[name] for name in Limits.__slots__ if told.get(name) is not None}
        return Worded(
            kind=Kind(told["kind"]),
            wording=_text(told, "wording"),
            help=_text(told, "help"),
            options=told["options"],
            rows=told["rows"],
            limits=Limits(**limits),
            has_dont_know=told["has_dont_know"],
        )


def _text(told: dict[str, Any], name: str) -> dict[str, str]:
    found = {language: told[f"{name}_{language}"].strip() for language in Language.values}
    return {language: words for language, words in found.items() if words}


def _options(written: str) -> tuple[Option, ...]:
    """Read lines `code: bokmål | nynorsk | English`; an English one may be left out."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) > MOST_OPTIONS:
        raise forms.ValidationError(
            _("These are too many. List at most %(most)s.") % {"most": MOST_OPTIONS}
        )
    return tuple(_option(line, number) for number, line in enumerate(lines, 1))


def _option(line: str, number: int) -> Option:
    code, colon, words = line.partition(":")
    code, is_alone = code.strip(), code.strip().endswith("*")
    if not colon or not CODE.fullmatch(code.removesuffix("*")):
        code, words, is_alone = "", line, False
    said = [part.strip() for part in words.split("|")]
    if len(said) < 2 or not all(said[:2]):
        raise forms.ValidationError(
            _("Line %(number)s must have bokmål and nynorsk, with | between.") % {"number": number}
        )
    label = {language: word for language, word in zip(Language.values, said, strict=False) if word}
    made = slugify(said[0])[:40].strip("-") or f"answer-{number}"
    return Option(code.removesuffix("*") or made, label, alone=is_alone)


def _mixed(found: Mixed, aspect: Worded_as) -> tuple[str, str]:
    """Say what mixes and what would be right, at the field where it stands."""
    if aspect == Worded_as.STATE:
        sentence = _(
            "“%(words)s” (%(language)s) is about what is planned, and the question is about how "
            "it is. Make two questions: this one, and one about plans for those who answer no."
        )
    else:
        sentence = _(
            "“%(words)s” (%(language)s) is about how it is, and the question is about what is "
            "planned. Make two questions: one about how it is, and this one for those who say no."
        )
    where = {"wording": f"wording_{found.language}", "help": f"help_{found.language}"}
    told = {"words": found.words, "language": LANGUAGES[found.language]}
    return where.get(found.where, "options"), sentence % told


def initial_of(version: ItemVersion) -> dict[str, Any]:
    """Return what the form shows first: the wording that is changed."""
    texts = {
        f"{name}_{language}": getattr(version, name).get(language, "")
        for name in ("wording", "help")
        for language in Language.values
    }
    plain = {"kind": version.kind, "aspect": version.aspect, "has_dont_know": version.has_dont_know}
    lines = {"options": _lines(version.options), "rows": _lines(version.rows)}
    limits: dict[str, Any] = version.limits
    return texts | plain | lines | limits


def _lines(told: Sequence[dict[str, Any]]) -> str:
    return "\n".join(
        f"{one['code']}{'*' if one.get('alone') else ''}: "
        + " | ".join(one["label"].get(language, "") for language in Language.values).rstrip(" |")
        for one in told
    )


class BridgeForm(forms.Form):
    """The decision on a changed wording, and its reason."""

    bridge = forms.ChoiceField(
        label=gettext_lazy("Does it measure the same as the wording before?"),
        choices=[
            (Bridge.EQUIVALENT, pgettext_lazy("bridge", "Yes: the series goes on")),
            (Bridge.BREAK, pgettext_lazy("bridge", "No: the series is broken here")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        widget=forms.Textarea(LONG),
        help_text=gettext_lazy("It stands beside the figures for everybody to read."),
    )
