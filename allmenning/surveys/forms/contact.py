"""Who answers for a body: one by one, or a list."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from allmenning.surveys.actions.contacts import Person
from allmenning.surveys.models import FrameUnit, Language, Survey

COLUMNS = ("code", "name", "role", "email", "language")
REQUIRED = ("code", "email")
LARGEST_FILE = 1_000_000
LONGEST = 200


class ContactForm(forms.Form):
    """One person."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=LONGEST)
    role = forms.CharField(
        label=pgettext_lazy("person", "Role"),
        help_text=gettext_lazy("For instance head of communication."),
        max_length=LONGEST,
        required=False,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("The body has confirmed that this person answers"), required=False
    )

    def person(self) -> Person:
        told = self.cleaned_data
        return Person(
            email=told["email"], name=told["name"], role=told["role"], language=told["language"]
        )


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row; the row is given back as it was."""

    line: int
    told: str
    row: dict[str, str]


class ContactsForm(forms.Form):
    """A list, as a file or as text; what is right is taken, what is not is given back."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or paste the rows here"),
        help_text=gettext_lazy(
            "The first line names the columns: code, name, role, email, language. Code and e-mail "
            "must be there. Columns are parted by comma, semicolon or tab."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("The bodies have confirmed these people"), required=False
    )

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        written = str(told.get("text") or "")
        if upload := told.get("file"):
            if upload.size > LARGEST_FILE:
                raise ValidationError(_("The file is too large; a list of contacts is small."))
            written = _decoded(upload.read())
        if not written.strip():
            raise ValidationError(_("Choose a file, or paste the rows."))
        try:
            told["rows"] = _rows(written)
        except csv.Error as error:
            raise ValidationError(_("This cannot be read as CSV.")) from error
        return told


def _decoded(content: bytes) -> str:
    """Read UTF-8, or what older spreadsheets on Windows write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(written: str) -> list[dict[str, str]]:
    first = written.lstrip("\ufeff").strip().splitlines()[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(
        io.StringIO(written.lstrip("\ufeff").strip()), delimiter=separator, restkey="more"
    )
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or []]
    if missing := [name for name in REQUIRED if name not in reader.fieldnames]:
        raise ValidationError(
            _("These columns are missing in the first line: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    return [{name: _plain(row.get(name)) for name in COLUMNS} for row in reader]


def _plain(cell: object) -> str:
    """Leave out what cannot be printed, which no database takes."""
    return "".join(letter for letter in str(cell or "") if letter.isprintable()).strip()


def checked(
    survey: Survey, rows: list[dict[str, str]]
) -> tuple[list[tuple[FrameUnit, Person]], list[Fault]]:
    """Part the rows into people and faults; nothing is dropped silently."""
    units = {unit.code: unit for unit in survey.units.order_by("pk")}
    people: list[tuple[FrameUnit, Person]] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=2):
        key = (row["code"], row["email"].lower())
        told = list(_faults(row, units))
        if key in seen:
            told.append(_("The same row stands further up."))
        seen.add(key)
        if told:
            faults.append(Fault(number, " ".join(told), row))
            continue
        language = row["language"] or _language_of(units[row["code"]])
        person = Person(row["email"], row["name"], row["role"], language)
        people.append((units[row["code"]], person))
    return people, faults


def _faults(row: dict[str, str], units: dict[str, FrameUnit]) -> Iterator[str]:
    if row["code"] not in units:
        yield _("No unit of the frame has the number “%(code)s”.") % {"code": row["code"]}
    try:
        validate_email(row["email"])
    except ValidationError:
        yield _("“%(email)s” is no e-mail address.") % {"email": row["email"]}
    if row["language"] and row["language"] not in Language.values:
        yield _("The language must be nb, nn or en.")
    if any(len(row[name]) > LONGEST for name in ("name", "role")):
        yield _("Name and role are at most 200 characters each.")


def _language_of(unit: FrameUnit) -> str:
    return "nn" if unit.facts.get("language_form") == "nn" else "nb"


def given_back(faults: list[Fault]) -> str:
    """Write the rows that were not taken as CSV, ready to be put right and sent again."""
    if not faults:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(fault.row for fault in faults)
    return out.getvalue()
