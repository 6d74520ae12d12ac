"""Asking a question, and choosing among questions."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.actions.questions import Asking
from allmenning.arena.forms.guarded import GuardedForm
from allmenning.arena.markdown import LONGEST
from allmenning.arena.models import Language, Question, Visibility
from allmenning.arena.queries.questions import Narrowing
from allmenning.evidence.models import Theme
from allmenning.register.models import Body

STANDS = (
    ("", _("All")),
    ("ubesvart", pgettext_lazy("question", "Not answered yet")),
    ("besvart", pgettext_lazy("question", "Answered")),
    ("lost", pgettext_lazy("question", "Solved")),
    ("vakten", pgettext_lazy("question", "At the desk")),
)
MOST_THEMES = 3
LONGEST_MEMBERS_ONLY_DAYS = 366
_kept: KeptPerRevision[list[tuple[str, str]]] = KeptPerRevision(3)


def theme_choices() -> list[tuple[str, str]]:
    """Return the themes by slug, read once per state of the data."""
    return _kept.get(None, lambda: [(one.slug, one.name) for one in Theme.objects.all()])


class QuestionFilters(forms.Form):
    """Its fields are named as in the address."""

    all_optional = True

    tema = forms.ChoiceField(label=_("Theme"), required=False)
    status = forms.ChoiceField(label=_("How far it has come"), choices=STANDS, required=False)
    nar = forms.BooleanField(label=_("Only municipalities like mine"), required=False)
    mine = forms.BooleanField(label=_("Only those I have asked"), required=False)
    sendt = forms.BooleanField(label=_("Only those sent to me"), required=False)
    emneord = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, by: Narrowing, *, has_lens: bool, is_signed_in: bool) -> None:
        super().__init__(
            initial={
                "tema": by.theme,
                "status": by.stands,
                "nar": by.near,
                "mine": by.mine,
                "sendt": by.sent,
                "emneord": by.tag,
            }
        )
        theme = self.fields["tema"]
        assert isinstance(theme, forms.ChoiceField)  # noqa: S101 -- declared above
        theme.choices = [("", _("All")), *theme_choices()]
        left_out = [] if has_lens else ["nar"]
        left_out += [] if is_signed_in else ["mine", "sendt"]
        for name in left_out + ([] if by.tag else ["emneord"]):
            del self.fields[name]


class ThemesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Themes by slug, named in the reader's language."""

    def __init__(self, **told: Any) -> None:
        themes = Theme.objects.order_by("position", "slug")
        super().__init__(queryset=themes, to_field_name="slug", **told)

    def label_from_instance(self, obj: Theme) -> str:
        return obj.name


class AskForm(GuardedForm):
    """With `looked` the asker has seen what resembles it, and asks all the same."""

    guarded_fields: ClassVar[tuple[str, ...]] = ("title", "text", "tags")

    title = forms.CharField(
        label=_("Your question in one sentence"),
        max_length=200,
        min_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("What must those who answer know?"),
        help_text=_(
            "What have you tried, how many are you, when do you need it? A blank line begins a "
            "paragraph, and a line that begins with - is a point in a list. Name nobody."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    themes = ThemesField(
        label=_("Theme"),
        help_text=_("One to three. The question is sent to members who know these themes."),
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("Words others will look for, with commas between: drone, svartid"),
        required=False,
        max_length=300,
    )
    language = forms.ChoiceField(label=_("Language you write in"), choices=Language.choices)
    visibility = forms.ChoiceField(
        label=_("Who may read it?"),
        help_text=_(
            "Those who answer see which municipality asks. What everybody may read is open data "
            "under CC BY 4.0: others may use the text when they name your body."
        ),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
    )
    opens_on = forms.DateField(
        label=_("Open to everybody from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("For members now, and for everybody from this day."),
    )
    owner = forms.ModelChoiceField(
        label=_("You ask for"), queryset=Body.objects.none(), empty_label=None
    )
    looked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, bodies: Sequence[Body], **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.bodies = list(bodies)
        if written_in := self.initial.get("language"):
            for name in ("title", "text", "tags"):
                self.fields[name].widget.attrs["lang"] = written_in
        if len(self.bodies) == 1:
            del self.fields["owner"]
            return
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 -- declared above
        owner.queryset = Body.objects.filter(pk__in=[body.pk for body in bodies]).order_by("name")

    def clean_themes(self) -> list[Theme]:
        chosen = list(self.cleaned_data["themes"])
        if len(chosen) > MOST_THEMES:
            raise forms.ValidationError(_("Choose at most three themes."))
        return chosen

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        opens = told.get("opens_on")
        if opens and told.get("visibility") == Visibility.OPEN:
            self.add_error("opens_on", _("It is open already. Leave the day empty."))
        elif opens and (opens - timezone.localdate()).days > LONGEST_MEMBERS_ONLY_DAYS:
            self.add_error("opens_on", _("At most a year ahead."))
        return told

    @property
    def body(self) -> Body:
        chosen: Body = self.cleaned_data.get("owner") or self.bodies[0]
        return chosen

    def asking(self) -> Asking:
        told = self.cleaned_data
        return Asking(
            title=told["title"],
            text=told["text"],
            language=told["language"],
            themes=told["themes"],
            tags=[word.strip() for word in told["tags"].split(",") if word.strip()],
            visibility=told["visibility"],
            opens_on=told["opens_on"],
        )


def asked_before(question: Question) -> dict[str, Any]:
    """Return what the form shows of a question that is changed."""
    return {
        "title": question.title,
        "text": question.text,
        "themes": [theme.slug for theme in question.themes.all()],
        "tags": ", ".join(tag.name for tag in question.tags.all()),
        "language": question.language,
        "visibility": question.visibility,
        "opens_on": question.opens_on,
    }
