"""The three questions, and how letters come."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.arena.models import Channel, Frequency, Job, Profile, Tag
from allmenning.arena.queries.profiles import themes
from allmenning.evidence.models import Theme
from allmenning.register.models import Body

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class Chosen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the themes, words or counties, by name."""

    def label_from_instance(self, obj: Theme | Tag | Body) -> str:
        return obj.name


class WelcomeForm(forms.Form):
    job = forms.ChoiceField(
        label=_("What do you do?"), choices=Job.choices, required=False, widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        label=_("Which channels do you use?"),
        choices=Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    follows = Chosen(
        label=_("Which themes do you want to follow?"),
        help_text=_("What is new in them stands on your first page and in your letter."),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    handled = Chosen(
        label=_("Which of them have you worked with yourself?"),
        help_text=_("Colleagues may ask you about these, now and then. You can always say no."),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    all_optional = True

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        for name in ("follows", "handled"):
            field = self.fields[name]
            assert isinstance(field, Chosen)  # noqa: S101
            field.queryset = themes()


class LettersForm(forms.Form):
    digest = forms.ChoiceField(
        label=_("How often do you want a letter?"),
        help_text=_("It comes only when you have not been here for as long."),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
    )
    follows = Chosen(
        label=_("Themes"),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags = Chosen(
        label=_("Words you follow"),
        queryset=Tag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    counties = Chosen(
        label=_("Only from these counties"),
        help_text=_("Choose none to hear from the whole country."),
        queryset=Body.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wider = forms.BooleanField(
        label=_("Also what is new from municipalities like mine, whatever the theme"),
        required=False,
    )
    takes_questions = forms.BooleanField(
        label=_("Colleagues may ask me about what I have worked with"), required=False
    )
    mail_at_once = forms.BooleanField(
        label=_("Mail me at once when somebody answers or asks me"), required=False
    )
    quiet_from = forms.TypedChoiceField(label=_("Mail me nothing from"), choices=HOURS, coerce=int)
    quiet_to = forms.TypedChoiceField(label=_("until"), choices=HOURS, coerce=int)

    def __init__(self, *args: Any, tags: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        rows = {
            "follows": themes(),
            "tags": tags,
            "counties": Body.objects.filter(kind=Body.Kind.COUNTY).order_by("name", "pk"),
        }
        for name, found in rows.items():
            field = self.fields[name]
            assert isinstance(field, Chosen)  # noqa: S101
            field.queryset = found
        if not tags:
            del self.fields["tags"]


def told_of(profile: Profile) -> dict[str, Any]:
    """Return what a form begins with."""
    return {
        "job": profile.job,
        "channels": profile.channels,
        "takes_questions": profile.takes_questions,
        "digest": profile.digest,
        "wider": profile.digest_wider,
        "mail_at_once": profile.mail_at_once,
        "quiet_from": profile.quiet_from,
        "quiet_to": profile.quiet_to,
    }
