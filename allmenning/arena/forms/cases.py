"""Telling of an experience: one page in parts; a draft needs a title and little more."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.actions.cases import MOST_TAGS, Told
from allmenning.arena.forms.guarded import GuardedForm
from allmenning.arena.models import Case, Channel, EvidenceKind, Language, Stage, Visibility
from allmenning.arena.queries.cases_difference import COLUMNS
from allmenning.arena.queries.cases_lineage import closed_origin, opens_too_early
from allmenning.arena.queries.cases_words import FIELDS
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.register.queries.words import PURPOSES
from allmenning.ui.text import day

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

LONGEST_TEXT = 20_000
LONGEST_MEMBERS_ONLY_DAYS = 366
TEXT = {"rows": 6}
# The parts of the page, in the order one thinks of them.
PARTS = (
    (_("What it was about"), ("title", "language", "themes", "tags", "problem", "done")),
    (_("How it went"), ("result", "evidence_kind", "failed", "advice", "stage")),
    (
        _("What it took"),
        ("hours", "cost_nok", "channels", "purposes", "started_date", "ended_date", "staff"),
    ),
    (
        _("Who may read it, and whom to ask"),
        ("visibility", "opens_on", "contact_role", "contact_email"),
    ),
)
IN_GROUPS = ("themes", "channels", "purposes")
_kept: KeptPerRevision[list[tuple[str, str]]] = KeptPerRevision(3)


def theme_choices() -> list[tuple[str, str]]:
    return _kept.get(None, lambda: [(one.slug, one.name) for one in Theme.objects.all()])


def _long(name: str, hint: "StrOrPromise" = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=FIELDS[name],
        help_text=hint,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=TEXT),
    )


class CaseForm(GuardedForm):
    """Everything one tells; what is missing is asked for kindly, and never demanded."""

    guarded_fields: ClassVar = ("title", "problem", "done", "result", "failed", "advice", "tags")

    title = forms.CharField(label=FIELDS["title"], max_length=200)
    language = forms.ChoiceField(label=FIELDS["language"], choices=Language.choices)
    themes = forms.MultipleChoiceField(label=FIELDS["themes"], widget=forms.CheckboxSelectMultiple)
    tags = forms.CharField(
        label=FIELDS["tags"],
        required=False,
        max_length=300,
        help_text=_("Free words with commas between, at most eight."),
    )
    problem = _long("problem", required=True)
    done = _long("done", required=True)
    result = _long("result")
    evidence_kind = forms.ChoiceField(
        label=FIELDS["evidence_kind"],
        required=False,
        choices=[("", _("Not told")), *EvidenceKind.choices],
    )
    failed = _long("failed", _("This is what others learn most from."))
    advice = _long("advice")
    stage = forms.ChoiceField(label=FIELDS["stage"], choices=Stage.choices)
    hours = forms.IntegerField(
        label=FIELDS["hours"], required=False, min_value=0, max_value=1_000_000
    )
    cost_nok = forms.IntegerField(
        label=FIELDS["cost_nok"], required=False, min_value=0, max_value=2_000_000_000
    )
    channels = forms.MultipleChoiceField(
        label=FIELDS["channels"],
        required=False,
        choices=Channel.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    purposes = forms.MultipleChoiceField(
        label=FIELDS["purposes"],
        required=False,
        choices=list(PURPOSES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    started_date = forms.DateField(
        label=FIELDS["started_date"],
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    ended_date = forms.DateField(
        label=FIELDS["ended_date"],
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    staff = forms.DecimalField(
        label=FIELDS["staff"],
        required=False,
        min_value=0,
        max_value=9999,
        decimal_places=1,
        localize=True,
        help_text=_("Taken from the register; correct it if it was different then."),
    )
    visibility = forms.ChoiceField(
        label=FIELDS["visibility"],
        choices=Visibility.choices,
        help_text=_(
            "What everybody may read is open data under CC BY 4.0: others may use the text, also "
            "to make something new, when they name your body."
        ),
    )
    opens_on = forms.DateField(
        label=FIELDS["opens_on"],
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("For members now, and for everybody from this day."),
    )
    contact_role = forms.CharField(
        label=FIELDS["contact_role"],
        max_length=100,
        help_text=_("For example “communications adviser”. People change jobs, roles stay."),
    )
    contact_email = forms.EmailField(label=FIELDS["contact_email"], required=False)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, case: Case | None = None, owner: Body | None = None, **changes: Any
    ) -> None:
        self.case = case
        changes.setdefault("initial", initial_of(case) if case else first_initial(owner))
        super().__init__(*args, **changes)
        themes = self.fields["themes"]
        assert isinstance(themes, forms.MultipleChoiceField)  # noqa: S101
        themes.choices = theme_choices()
        if case is None:
            del self.fields["seen"]

    @property
    def seen_at(self) -> datetime | None:
        """The state of the case the writer had before her eyes."""
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen") or "")
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        start, end = told.get("started_date"), told.get("ended_date")
        if start and end and end < start:
            self.add_error("ended_date", _("It cannot end before it began."))
        self._clean_opening(told)
        self._clean_after_origin(told)
        return told

    def _clean_opening(self, told: dict[str, Any]) -> None:
        opens, today = told.get("opens_on"), timezone.localdate()
        if not opens:
            return
        if told.get("visibility") == Visibility.OPEN:
            self.add_error("opens_on", _("It is open already. Leave the day empty."))
        elif (opens - today).days > LONGEST_MEMBERS_ONLY_DAYS:
            self.add_error("opens_on", _("At most a year ahead."))

    def _clean_after_origin(self, told: dict[str, Any]) -> None:
        today, visibility = timezone.localdate(), str(told.get("visibility"))
        origin = closed_origin(self.case, today)
        if origin is None or self.case is None:
            return
        if not opens_too_early(self.case, visibility, told.get("opens_on"), today):
            return
        self.add_error("visibility", _until_open(origin))

    def told(self) -> Told:
        """Return what was written, as the action takes it."""
        cleaned = self.cleaned_data
        slugs = cleaned["themes"]
        tags = [word.strip() for word in cleaned["tags"].split(",") if word.strip()]
        return Told(
            values={name: cleaned[name] for name in COLUMNS},
            themes=list(Theme.objects.filter(slug__in=slugs).order_by("pk")),
            tags=tags[:MOST_TAGS],
        )


def _until_open(origin: Case) -> str:
    if origin.opens_on is None:
        return gettext(
            "What you copied is for members only. Yours can be open to everybody once the "
            "original is."
        )
    return gettext(
        "What you copied is for members only until %(day)s. Choose members, and that day or a "
        "later one."
    ) % {"day": day(origin.opens_on)}


def initial_of(case: Case) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(case, name) for name in COLUMNS}
    return told | {
        "themes": list(case.themes.values_list("slug", flat=True)),
        "tags": ", ".join(case.tags.order_by("name").values_list("name", flat=True)),
        "seen": case.changed_at.isoformat(),
    }


def first_initial(owner: Body | None) -> dict[str, Any]:
    """Fill in what the register knows of the body, and what most choose."""
    own_form = owner.language_form if owner else ""
    page = (get_language() or "nb")[:2]
    return {
        "language": own_form if own_form in Language.values else page,
        "staff": owner.communications_staff if owner else None,
        "purposes": owner.purposes if owner else [],
        "stage": Stage.TRYING,
        "visibility": Visibility.MEMBERS,
    }
