"""What readers, moderators and those outside fill in about a text."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from allmenning.arena.models import Appeal, Decision, Ground, Notice
from allmenning.arena.queries.moderation import WHY, Item
from allmenning.ui.robots import OpenForm

Kind = Decision.Kind
LONGEST = 2000
NEED_REASONS = {Kind.HIDE, Kind.WARN, Kind.REMOVE}
# What may be done with a text in each state, the mildest first.
MAY = {
    "waiting": (Kind.APPROVE, Kind.HIDE, Kind.REMOVE),
    "published": (Kind.APPROVE, Kind.WARN, Kind.HIDE, Kind.REMOVE),
    "hidden": (Kind.RESTORE, Kind.REMOVE),
    "removed": (Kind.RESTORE,),
}
# Ready words for the author, in the language the text is written in.
REPLIES = {
    Ground.PERSONAL_DATA: _(
        "Your text tells of a person who can be recognised. Others' personal information does not "
        "belong here, also when it is meant well. You may write it again without the person."
    ),
    Ground.INSULT: _(
        "Your text attacks a person, not what is discussed. You may disagree as strongly as you "
        "like, but about the matter. You are welcome to write it again."
    ),
    Ground.HATE: _(
        "Your text threatens or degrades people for who they are. That is not allowed here, and it "
        "may be against section 185 of the Penal Code."
    ),
    Ground.SPAM: _(
        "Your text sells or advertises something. Allmenning is for sharing experience between "
        "municipalities. You may tell what you use and how it went, but not for the seller."
    ),
    Ground.COPYRIGHT: _(
        "Your text or picture seems to be made by somebody else, and we do not see that you may "
        "share it. Write who made it and under which licence, and we look again."
    ),
    Ground.WRONG: _(
        "Something in your text is not right, and others may act on it. Please correct it, or say "
        "where it is from."
    ),
    Ground.ILLEGAL: _(
        "We think that your text is against the law. Which law, and why, stands below."
    ),
    Ground.OFF_TOPIC: _(
        "Your text is about something other than what is discussed here. You are welcome to take "
        "it up in a question of its own."
    ),
}


class FilterForm(forms.Form):
    """Which of what waits one wants to see."""

    all_optional = True

    hva = forms.ChoiceField(label=_("What"), required=False)
    grunn = forms.ChoiceField(label=_("Ground"), required=False)

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.fields["hva"].choices = [("", _("Everything")), *((one, WHY[one]) for one in WHY)]  # type: ignore[attr-defined]
        self.fields["grunn"].choices = [("", _("Every ground")), *Ground.choices]  # type: ignore[attr-defined]


class FlagForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("What is wrong?"), choices=Ground.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What should the moderator know?"),
        help_text=_("Who wrote the text is not told that it was you."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecisionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What will you do?"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", _("None")), *Ground.choices],
        required=False,
    )
    reasons = forms.CharField(
        label=_("Reasons for the author"),
        help_text=_("Sent as it stands. Say what in the text, and which rule or law."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, *args: Any, state: str, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.fields["kind"].choices = [(one, one.label) for one in MAY.get(state, ())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("kind") in NEED_REASONS:
            for name in ("ground", "reasons"):
                if not (told.get(name) or "").strip():
                    self.add_error(name, _("The author has a right to the reasons. Give them."))
        return told


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Reply"),
        help_text=_("It stands in the discussion, marked as from a moderator."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why do you disagree?"),
        help_text=_("Another moderator than the one who decided reads it and answers you."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AppealAnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("appeal", "Your answer"),
        choices=[one for one in Appeal.Outcome.choices if one[0] != Appeal.Outcome.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reasons for the author"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class NoticeForm(OpenForm):
    address = forms.CharField(
        label=_("Address of the page"),
        help_text=_("Copy it from the address line of your browser."),
        max_length=500,
    )
    ground = forms.ChoiceField(
        label=_("What is unlawful?"), choices=Ground.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Explain why"),
        help_text=_("Which words or which picture, and which law if you know it."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Only if you want the answer sent to you. You can also read it here."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NoticeAnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=pgettext_lazy("notice", "Your answer"),
        choices=[one for one in Notice.State.choices if one[0] != Notice.State.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What you have done, and why"),
        help_text=_("It is shown to whoever wrote, and sent if an e-mail address was given."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class JournalForm(forms.Form):
    """The three criteria, as yes or no (DOMAIN B.5)."""

    is_case_document = forms.TypedChoiceField(
        label=_("Is it a case document?"),
        help_text=_("It has come in to your body, or been made there, for your body's work."),
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda told: told == "1",
        widget=forms.RadioSelect,
    )
    is_in_or_out = forms.TypedChoiceField(
        label=_("Has it come in to your body, or gone out from it?"),
        help_text=_("What somebody else wrote has come in. What you wrote has gone out."),
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda told: told == "1",
        widget=forms.RadioSelect,
    )
    has_value = forms.TypedChoiceField(
        label=_("Is it part of casework, and worth keeping as documentation?"),
        help_text=_("If a suggestion here is used in a project, it becomes part of that case."),
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda told: told == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note to the archive"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def reply_in(language: str, ground: str) -> str:
    """Return the ready words in the language of the text; empty for a ground unknown."""
    if ground not in Ground.values:
        return ""
    with override(language):
        return str(REPLIES[Ground(ground)])


def chosen(items: list[Item], form: FilterForm) -> list[Item]:
    """Keep what the filters ask for; what makes no sense asks for everything."""
    told = form.cleaned_data if form.is_valid() else {}
    why, ground = told.get("hva", ""), told.get("grunn", "")
    return [
        item
        for item in items
        if (not why or item.why == why) and (not ground or ground in item.grounds)
    ]
