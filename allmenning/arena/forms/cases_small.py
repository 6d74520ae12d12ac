"""The small forms of a case: a claim, a link to a finding, a try, a document, a withdrawal."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.arena.forms.cases import theme_choices
from allmenning.arena.forms.guarded import GuardedForm
from allmenning.arena.models import ClaimRelation, Direction, Licence, Outcome
from allmenning.evidence.models import Finding, Theme
from allmenning.register.models import Body

STATEMENT_SHOWN = 110


class ClaimForm(GuardedForm):
    guarded_fields: ClassVar = ("text", "magnitude")

    text = forms.CharField(
        label=_("What do you say is so?"),
        max_length=300,
        help_text=_("One sentence, for example “More people got an answer the same day.”"),
    )
    theme = forms.ChoiceField(label=_("Theme"))
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    magnitude = forms.CharField(
        label=_("How much, if you have counted"),
        max_length=100,
        required=False,
        help_text=_("For example “from 40 to 70 per cent”. Leave it empty if you have no figure."),
    )
    own_measurement = forms.BooleanField(label=_("We have measured it ourselves"), required=False)

    def __init__(self, *args: Any, themes: list[str], **changes: Any) -> None:
        super().__init__(*args, **changes)
        theme = self.fields["theme"]
        assert isinstance(theme, forms.ChoiceField)  # noqa: S101
        own = [one for one in theme_choices() if one[0] in themes]
        theme.choices = own or theme_choices()

    def told(self) -> dict[str, Any]:
        """Return what the action takes."""
        cleaned = self.cleaned_data
        return {
            "theme": Theme.objects.get(slug=cleaned["theme"]),
            "text": cleaned["text"],
            "direction": Direction(cleaned["direction"]),
            "magnitude": cleaned["magnitude"],
            "own_measurement": cleaned["own_measurement"],
        }


class LinkForm(GuardedForm):
    guarded_fields: ClassVar = ("rationale",)

    finding = forms.ChoiceField(label=_("Finding"))
    relation = forms.ChoiceField(
        label=_("How does the claim stand to it?"),
        choices=ClaimRelation.choices,
        widget=forms.RadioSelect,
    )
    rationale = forms.CharField(
        label=_("Why do you say so?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, findings: list[Finding], **changes: Any) -> None:
        super().__init__(*args, **changes)
        field = self.fields["finding"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (one.code, f"{one.code}: {one.statement[:STATEMENT_SHOWN]}") for one in findings
        ]


class TriedForm(GuardedForm):
    guarded_fields: ClassVar = ("note",)

    body = forms.ModelChoiceField(label=_("On behalf of"), queryset=Body.objects.none())
    outcome = forms.ChoiceField(
        label=_("How did it go with you?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What did you do differently, and what came of it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    staff = forms.DecimalField(
        label=_("Full-time equivalents in communication with you then"),
        required=False,
        min_value=0,
        max_value=9999,
        decimal_places=1,
        localize=True,
    )

    def __init__(self, *args: Any, bodies: tuple[int, ...], **changes: Any) -> None:
        super().__init__(*args, **changes)
        own_bodies(self.fields["body"], bodies)


class CopyForm(forms.Form):
    body = forms.ModelChoiceField(label=_("On behalf of"), queryset=Body.objects.none())

    def __init__(self, *args: Any, bodies: tuple[int, ...], **changes: Any) -> None:
        super().__init__(*args, **changes)
        own_bodies(self.fields["body"], bodies)


def own_bodies(field: forms.Field, bodies: tuple[int, ...]) -> None:
    """Let the person choose among her own; the first is chosen."""
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = Body.objects.filter(pk__in=bodies).order_by("name", "pk")
    field.empty_label = None


class AttachForm(GuardedForm):
    guarded_fields: ClassVar = ("title", "alt")

    file = forms.FileField(
        label=_("Document"),
        help_text=_(
            "PDF, Word, OpenDocument, Excel, PowerPoint, PNG, JPEG, WebP or plain text. "
            "At most 5 MB. Where and when a picture was taken is removed from it."
        ),
    )
    title = forms.CharField(label=_("What is it?"), max_length=150)
    licence = forms.ChoiceField(
        label=_("What may others do with it?"),
        choices=Licence.choices,
        help_text=_("Each document has a licence of its own, whatever applies to the text."),
    )
    alt = forms.CharField(
        label=_("What does the image show?"),
        max_length=500,
        required=False,
        help_text=_("Images only, for those who cannot see it."),
    )


class WithdrawForm(GuardedForm):
    guarded_fields: ClassVar = ("reason",)

    reason = forms.CharField(
        label=_("Why do you withdraw it?"),
        max_length=300,
        help_text=_("Those who follow a link to it read this."),
    )
