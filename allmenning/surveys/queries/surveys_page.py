"""What the page of a survey tells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from allmenning.accounts.models import AuditEntry
from allmenning.register.models import Body
from allmenning.surveys.models import Stage, Stratification, Survey, Unit
from allmenning.surveys.queries.surveys import entries_of
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.text import day

Entry = AuditEntry


@dataclass(frozen=True)
class Text:
    """A text with the language it is in."""

    name: str
    label: str
    text: str
    language: str


@dataclass(frozen=True)
class Change:
    at: datetime
    told: str


def texts_of(survey: Survey, language: str) -> list[Text]:
    """Give what is told to those who are asked, in the reader's language where it is written."""
    labels = {
        "purpose": _("Purpose"),
        "ethics": _("Ethics"),
        "privacy": _("Personal data"),
    }
    return [
        Text(name, label, said(told, language), language_of(told, language))
        for name, label in labels.items()
        if (told := getattr(survey, name))
    ]


def facts_of(survey: Survey) -> Iterator[tuple[str, str]]:
    """Say whom it is about, and how they are asked."""
    yield _("Who asks"), survey.owner.name
    yield _("Frame"), _frame(survey)
    yield _("Whose answer is one answer"), str(Unit(survey.unit).label)
    yield _("How they are asked"), _("A form on the web, by a personal link in an e-mail")
    yield _("Strata"), str(Stratification(survey.stratification).label)
    if survey.opens_at:
        yield pgettext("survey", "Opens"), day(survey.opens_at)
    if survey.closes_at:
        yield pgettext("survey", "Closes"), day(survey.closes_at)
    if survey.contact:
        yield _("Questions about it go to"), survey.contact
    yield _("Contact data"), _wiped(survey)


def _frame(survey: Survey) -> str:
    told = _("Municipalities that existed on %(day)s")
    if survey.units.filter(kind=Body.Kind.COUNTY).exists():
        told = _("Municipalities and counties that existed on %(day)s")
    return told % {"day": day(survey.frame_date)}


def _wiped(survey: Survey) -> str:
    if survey.contacts_wiped_at:
        return _("They were wiped on %(day)s.") % {"day": day(survey.contacts_wiped_at)}
    if survey.contacts_until:
        return _("They are wiped on %(day)s.") % {"day": day(survey.contacts_until)}
    return _("The day they are wiped is not set yet.")


def changes_of(survey: Survey) -> list[Change]:
    """Tell what was done with the survey, newest first, from the audit log."""
    entries = list(entries_of(survey))[::-1]
    return [Change(entry.at, told) for entry in entries if (told := _told(entry))]


def _told(entry: Entry) -> str:
    """Put an entry in words; what only those who work with it care about is left out."""
    words = WORDS.get(entry.verb)
    return words(entry.detail) if words else ""


Detail = dict[str, object]


def _changed(detail: Detail) -> str:
    names = _fields()
    fields = detail.get("fields")
    listed = [names[one] for one in fields if one in names] if isinstance(fields, list) else []
    if not listed:
        return _("The description was changed.")
    return _("Changed: %(fields)s.") % {"fields": ", ".join(listed)}


def _fields() -> dict[str, str]:
    return {
        "title": _("the title"),
        "lead": _("the summary"),
        "purpose": _("the purpose"),
        "ethics": _("what is told of ethics"),
        "privacy": _("what is told of personal data"),
        "contact": _("whom to write to"),
        "owner": _("who asks"),
        "previous": _("the round before"),
        "frame_date": _("the day of the frame"),
        "stratification": _("the strata"),
        "unit": _("whose answer is one answer"),
        "opens_at": _("the day it opens"),
        "closes_at": _("the day it closes"),
        "contacts_until": _("the day contact data are wiped"),
        "plan": _("the plan"),
        "what_was_done": _("what was done"),
    }


def _stage(detail: Detail) -> str:
    stage = str(detail.get("stage", ""))
    if stage not in Stage.values:
        return ""
    return _("It went on to: %(stage)s.") % {"stage": Stage(stage).label}


WORDS: dict[str, Callable[[Detail], str]] = {
    "surveys.survey.started": lambda _detail: _("The work began."),
    "surveys.survey.changed": _changed,
    "surveys.survey.plan_registered": lambda _detail: _("The plan was registered."),
    "surveys.survey.advanced": _stage,
    "surveys.survey.frame_built": lambda detail: (
        _("The frame was made from the register, with %(n)s units.") % {"n": detail.get("units")}
    ),
    "surveys.survey.unit_left_out": lambda detail: (
        _("%(code)s was left out of the frame.") % {"code": detail.get("code")}
    ),
    "surveys.survey.unit_taken_in": lambda detail: (
        _("%(code)s was taken into the frame again.") % {"code": detail.get("code")}
    ),
    "surveys.survey.drawn": lambda detail: (
        _("%(n)s were drawn, from the seed %(seed)s.")
        % {"n": detail.get("drawn"), "seed": detail.get("seed")}
    ),
    "surveys.survey.contacts_wiped": lambda _detail: _("Contact data were wiped."),
}
