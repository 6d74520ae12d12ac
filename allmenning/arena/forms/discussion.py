"""What one writes in a thread, and what one does with what one has written."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import User
from allmenning.arena.forms.guarded import GuardedForm
from allmenning.arena.markdown import LONGEST
from allmenning.arena.models import Language, Speaker
from allmenning.register.models import Body

TEXT_HELP = _(
    "Write as in an e-mail. A blank line begins a paragraph, a line that begins with - is a point "
    "in a list, and **two stars** make words bold. @ and a name tells somebody who takes part, "
    "@[Lom] tells colleagues there."
)
ROWS = 6


class PostForm(GuardedForm):
    guarded_fields: ClassVar[tuple[str, ...]] = ("text",)

    text = forms.CharField(
        label=_("Your text"),
        help_text=TEXT_HELP,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": ROWS, "class": "ds-input"}),
    )
    is_answer = forms.TypedChoiceField(
        label=_("What is it?"),
        choices=[("yes", _("An answer")), ("no", _("A remark, or a question back"))],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language you write in"), choices=Language.choices, widget=forms.Select
    )
    body = forms.ModelChoiceField(
        label=_("You write for"), queryset=Body.objects.none(), empty_label=None
    )
    speaks_as = forms.ChoiceField(label=_("You write as"), widget=forms.RadioSelect, required=False)
    answers_to = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Body],
        speakers: Sequence[Speaker],
        is_question: bool,
        **changes: Any,
    ) -> None:
        """Ask only what there is a choice of."""
        super().__init__(*args, **changes)
        self.fields["language"].widget.attrs["class"] = "ds-input"
        if not is_question:
            del self.fields["is_answer"]
        self._choose_among(bodies)
        speaks_as = self.fields["speaks_as"]
        assert isinstance(speaks_as, forms.ChoiceField)  # noqa: S101 -- declared above
        speaks_as.choices = [(one.value, one.label) for one in speakers]
        speaks_as.initial = speakers[0].value if speakers else None
        if len(speakers) < 2:
            del self.fields["speaks_as"]

    def _choose_among(self, bodies: Sequence[Body]) -> None:
        if len(bodies) < 2:
            del self.fields["body"]
            return
        body = self.fields["body"]
        assert isinstance(body, forms.ModelChoiceField)  # noqa: S101 -- declared above
        body.queryset = Body.objects.filter(pk__in=[one.pk for one in bodies]).order_by("name")
        body.widget.attrs["class"] = "ds-input"


class EditForm(GuardedForm):
    guarded_fields: ClassVar[tuple[str, ...]] = ("text",)

    text = forms.CharField(
        label=_("Your text"),
        help_text=TEXT_HELP,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "class": "ds-input"}),
    )
    language = forms.ChoiceField(
        label=_("Language you write in"),
        choices=Language.choices,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )


class WithdrawForm(GuardedForm):
    guarded_fields: ClassVar[tuple[str, ...]] = ("reason",)

    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        help_text=_("Everybody who reads the thread sees the reason."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "ds-input"}),
    )


class StudyAuthorForm(forms.Form):
    email = forms.EmailField(
        label=pgettext_lazy("author of a report", "Job e-mail of the author"),
        help_text=_("The author must have signed in once."),
        widget=forms.EmailInput(attrs={"class": "ds-input", "autocomplete": "off"}),
    )
    verified_how = forms.CharField(
        label=_("How do you know that it is the author?"),
        help_text=_("For example: the address stands in the report."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "ds-input"}),
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.person = User.objects.filter(email=email.lower(), is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(_("Nobody with this address has signed in."))
        return email
