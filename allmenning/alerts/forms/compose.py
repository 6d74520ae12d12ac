"""What has happened, where, what to do, and when the next word comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from allmenning.alerts import areas
from allmenning.alerts.models import AreaPart, Severity
from allmenning.alerts.phrases import LANGUAGES
from allmenning.alerts.queries.content import own_language, parts_area, place_of
from allmenning.alerts.wording import LONGEST
from allmenning.register.models import Body

# Minutes until the next word; hours until the warning runs out by itself.
NEXT = (30, 60, 120, 180, 360, 720, 1440)
LASTS = (3, 6, 12, 24, 48, 72, 168)
USUAL_NEXT, USUAL_LAST = "60", "24"
FIVE_MINUTES = 5
MORE = ("severity", "lasts", "link", "radio")
AREA_CHOICES = {
    areas.Kind.MUNICIPALITY: gettext_lazy("The whole municipality"),
    areas.Kind.PARTS: gettext_lazy("Parts of the municipality"),
    areas.Kind.POLYGON: gettext_lazy("An area I draw on the map"),
}
TOO_LONG = gettext_lazy("The text is too long: %(show_value)d of %(limit_value)d characters.")
WRITE_IN = {
    "nb": gettext_lazy("Write this in bokmål."),
    "nn": gettext_lazy("Write this in nynorsk."),
}


@dataclass(frozen=True)
class Written:
    """What was written, as the actions take it."""

    texts: dict[str, dict[str, str]]
    area: dict[str, Any]
    severity: str
    link: str
    radio: bool
    next_update_at: datetime | None
    expires_at: datetime


def rounded(at: datetime) -> datetime:
    """Round up to five minutes, which is how people say a time."""
    over = at.minute % FIVE_MINUTES
    up = timedelta(minutes=FIVE_MINUTES - over if over else 0)
    return at.replace(second=0, microsecond=0) + up


class ComposeForm(forms.Form):
    """Five questions; the rest is filled in and lies folded away.

    A time is chosen as minutes from now. A time that stands from before is kept as `=` and its
    moment, so that editing a draft does not move it.
    """

    what = forms.CharField(
        label=gettext_lazy("What has happened?"),
        max_length=LONGEST["what"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    where = forms.CharField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy(
            "In words that people there use. Empty: the name of the area. "
            "A drawn area has no name: then this must be filled in."
        ),
        max_length=LONGEST["where"],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = forms.ChoiceField(label=gettext_lazy("Who is it for?"), widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    points = forms.CharField(
        label=gettext_lazy("Points around the area"),
        help_text=gettext_lazy("Latitude and longitude, one point on each line: 61.84, 8.57"),
        required=False,
        max_length=areas.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    todo = forms.CharField(
        label=gettext_lazy("What are people to do?"),
        max_length=LONGEST["todo"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    next_update = forms.ChoiceField(label=gettext_lazy("When does the next message come?"))
    severity = forms.ChoiceField(label=gettext_lazy("How serious is it?"), choices=Severity.choices)
    lasts = forms.ChoiceField(label=gettext_lazy("When does the warning run out by itself?"))
    link = forms.URLField(
        label=gettext_lazy("The municipality's page about it"),
        max_length=300,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    radio = forms.BooleanField(label=gettext_lazy("Point to NRK P1"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, body: Body, at: datetime, parts: list[AreaPart], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.body, self.at, self.known_parts = body, at, parts
        self.language = own_language(body)
        for name in LONGEST:
            self.fields[name].widget.attrs["lang"] = self.language
        self._name_language()
        self._offer_areas()
        self._offer_times("next_update", NEXT, timedelta(minutes=1))
        self._offer_times("lasts", LASTS, timedelta(hours=1))
        for language in self.others:
            self._offer_language(language)
        for one in self.fields.values():
            # A browser cuts what is pasted without a word; we say that it is too long instead.
            one.widget.attrs.pop("maxlength", None)
            one.error_messages["max_length"] = TOO_LONG

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(one for one in LANGUAGES if one != self.language)

    def _name_language(self) -> None:
        """Say which language to write in, where the page is in another than the municipality's."""
        if get_language() == self.language:
            return
        for name in LONGEST:
            hints = (str(WRITE_IN[self.language]), str(self.fields[name].help_text))
            self.fields[name].help_text = " ".join(hints).strip()

    def _offer_areas(self) -> None:
        offered = [
            (kind.value, label)
            for kind, label in AREA_CHOICES.items()
            if kind != areas.Kind.PARTS or self.known_parts
        ]
        self.fields["area"].choices = offered  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(str(one.pk), one.name) for one in self.known_parts]  # type: ignore[attr-defined]

    def _offer_times(self, name: str, counts: tuple[int, ...], unit: timedelta) -> None:
        stands = str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))
        offered = [(str(count), told_time(self.at, count * unit)) for count in counts]
        moment = moment_of(stands)
        if moment is not None and moment > self.at:
            offered.insert(0, (stands, clock(moment, self.at)))
        self.fields[name].choices = offered  # type: ignore[attr-defined]

    def _offer_language(self, language: str) -> None:
        for name, longest in LONGEST.items():
            rows = {"what": 3, "where": 1, "todo": 4}[name]
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=self.fields[name].label,
                max_length=longest,
                required=False,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    def languages(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for language in self.others:
            yield language, [self[f"{name}_{language}"] for name in LONGEST]

    def more_is_open(self) -> bool:
        """Tell whether something folded away must be seen."""
        return any(name in MORE or name.endswith(LANGUAGES) for name in self.errors)

    def forget_errors(self) -> None:
        """Show what was typed as it is: the person is drawing, and is not done yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if "area" in told:
            self._check_area(told)
        for language in self.others:
            self._check_language(told, language)
        nexts, last = self._moment("next_update", "minutes"), self._moment("lasts", "hours")
        if nexts and last and nexts > last:
            self.add_error(
                "lasts",
                _("The warning runs out before the next message comes. Let it last longer."),
            )
        return told

    def _check_area(self, told: Mapping[str, Any]) -> None:
        if not {"parts", "points"} <= told.keys():
            return
        try:
            areas.read(self._area(told), place_of(self.body))
        except areas.AreaError as refused:
            self.tie_area(refused)

    def tie_area(self, refused: areas.AreaError) -> None:
        """Show the error where it can be put right: at the points, the parts or the choice."""
        fields = {"polygon": "points", "parts": "parts"}
        self.add_error(fields.get(str(self.cleaned_data.get("area")), "area"), refused.sentence)

    def _check_language(self, told: Mapping[str, Any], language: str) -> None:
        """Ask for a language as a whole or not at all; the place may be as in the first."""
        what, todo = told.get(f"what_{language}"), told.get(f"todo_{language}")
        if bool(what) != bool(todo):
            missing = f"todo_{language}" if what else f"what_{language}"
            self.add_error(missing, _("Write this too, or leave out the whole language."))

    def _moment(self, name: str, unit: str) -> datetime | None:
        told = self.cleaned_data.get(name, "")
        if not told:
            return None
        return moment_of(told) or rounded(self.at + timedelta(**{unit: int(told)}))

    def written(self) -> Written:
        told = self.cleaned_data
        expires_at = self._moment("lasts", "hours")
        assert expires_at is not None  # noqa: S101 -- the field is required
        return Written(
            texts=self._texts(),
            area=self._area(told),
            severity=told["severity"],
            link=told["link"],
            radio=told["radio"],
            next_update_at=self._moment("next_update", "minutes"),
            expires_at=expires_at,
        )

    def unfinished(self) -> Written:
        """Read as much as is written, to be counted while somebody writes."""
        self.is_valid()
        told = self.cleaned_data
        whole = "area" in told and not {"area", "parts", "points"} & self.errors.keys()
        return Written(
            texts=self._texts(),
            area=self._area(told) if whole else {},
            severity=told.get("severity", Severity.SEVERE),
            link=told.get("link", ""),
            radio=told.get("radio", True),
            next_update_at=self._moment("next_update", "minutes"),
            expires_at=self._moment("lasts", "hours") or self.at,
        )

    def _texts(self) -> dict[str, dict[str, str]]:
        told = self.cleaned_data
        texts = {self.language: {name: told.get(name, "") for name in LONGEST}}
        for language in self.others:
            given = {name: told.get(f"{name}_{language}", "") for name in LONGEST}
            if given["what"]:
                texts[language] = given | {"where": given["where"] or texts[self.language]["where"]}
        return texts

    def _area(self, told: Mapping[str, Any]) -> dict[str, Any]:
        if told["area"] == areas.Kind.PARTS:
            chosen = [one for one in self.known_parts if str(one.pk) in told["parts"]]
            return parts_area(chosen)
        if told["area"] == areas.Kind.POLYGON:
            return {"kind": "polygon", "polygon": areas.points_of(told["points"])}
        return {"kind": "municipality"}


def moment_of(told: str) -> datetime | None:
    """Read a time that stood there before; what makes no sense is none."""
    if not told.startswith("="):
        return None
    try:
        moment = datetime.fromisoformat(told[1:])
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else None


def kept(moment: datetime | None) -> str:
    return f"={moment.isoformat()}" if moment else ""


def told_time(at: datetime, later: timedelta) -> str:
    minutes = int(later.total_seconds()) // 60
    moment = clock(rounded(at + later), at)
    if minutes < 60:
        return _("In %(n)s minutes: %(moment)s") % {"n": minutes, "moment": moment}
    hours = minutes // 60
    if hours < 48:
        sentence = ngettext("In %(n)s hour: %(moment)s", "In %(n)s hours: %(moment)s", hours)
        return sentence % {"n": hours, "moment": moment}
    sentence = ngettext("In %(n)s day: %(moment)s", "In %(n)s days: %(moment)s", hours // 24)
    return sentence % {"n": hours // 24, "moment": moment}


def clock(moment: datetime, at: datetime) -> str:
    """Write a time as one says it: at 03.15, tomorrow at 03.15, 24.12. at 03.15."""
    local, today = timezone.localtime(moment), timezone.localdate(at)
    days = (local.date() - today).days
    values = {"time": f"{local:%H.%M}", "day": f"{local.day}.{local.month}."}
    if days == 0:
        return _("at %(time)s") % values
    if days == 1:
        return _("tomorrow at %(time)s") % values
    return _("%(day)s at %(time)s") % values
