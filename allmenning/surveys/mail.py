"""A letter as mail: text and HTML, in the contact's language, with the personal link."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from allmenning.surveys.models import Handover, Letter, LetterKind, Unit
from allmenning.surveys.queries.answering import minutes_of
from allmenning.surveys.queries.letters import words_of
from allmenning.surveys.queries.words import said
from allmenning.ui.text import day

# What is told of whom to write to is free text with an address in it.
ADDRESS = re.compile(r"[^\s<>,;()]+@[^\s<>,;()]+[^\s<>,;().]")


@dataclass(frozen=True)
class Told:
    """What stands in a letter: before the link, on the link, and after it."""

    subject: str
    before: list[str]
    press: str
    after: list[str]


def compose(letter: Letter, token: str) -> EmailMultiAlternatives:
    """Write the letter; who asks and how long it takes are read in this moment."""
    contact = letter.contact
    with override(contact.language):
        told = WRITERS[LetterKind(letter.kind)](letter)
        context = {
            "told": told,
            "language": contact.language,
            "name": contact.name,
            "link": settings.BASE_URL + reverse("surveys:answer", args=[token]),
            "owner": contact.unit.survey.owner.official_name,
        }
        message = EmailMultiAlternatives(
            " ".join(told.subject.split()),
            render_to_string("surveys/letter.txt", context),
            None,
            [contact.email],
            reply_to=ADDRESS.findall(contact.unit.survey.contact)[:1],
            headers={"Content-Language": contact.language, "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("surveys/letter.html", context), "text/html")
    return message


def _names(letter: Letter) -> dict[str, str]:
    unit = letter.contact.unit
    return {
        "title": said(unit.survey.title),
        "unit": unit.name,
        "owner": unit.survey.owner.official_name,
    }


def _invitation(letter: Letter) -> Told:
    names, survey = _names(letter), letter.contact.unit.survey
    if survey.unit == Unit.BODY:
        asked = _("%(owner)s asks you to answer “%(title)s” for %(unit)s.") % names
    else:
        asked = _("%(owner)s asks you to answer “%(title)s”.") % names
    return Told(
        subject=_("Will you answer “%(title)s”?") % names,
        before=[asked, said(survey.purpose), *_effort(letter)],
        press=_("Open the survey"),
        after=_closing(letter),
    )


def _reminder(letter: Letter) -> Told:
    names, survey = _names(letter), letter.contact.unit.survey
    opened = _("“%(title)s” is still open, and we have no answer from %(unit)s.") % names
    if survey.unit == Unit.PERSON:
        opened = _("“%(title)s” is still open, and we have no answer from you.") % names
    return Told(
        subject=_("Reminder: “%(title)s”") % names,
        before=[opened, said(words_of(letter)), *_effort(letter)],
        press=_("Open the survey"),
        after=[
            _("What you may have begun is kept. If you will not take part, say so by the link."),
            *_closing(letter),
        ],
    )


def _handover(letter: Letter) -> Told:
    handed = Handover.objects.filter(took_over=letter.contact).select_related("left").first()
    who = handed.left.name or handed.left.email if handed and handed.left else ""
    names = _names(letter) | {"who": who or _("A colleague")}
    return Told(
        subject=_("You take over “%(title)s”") % names,
        before=[
            _("%(who)s has passed “%(title)s” on to you, with what is answered so far.") % names,
            said(letter.contact.unit.survey.purpose),
            *_effort(letter),
        ],
        press=_("Go on where your colleague stopped"),
        after=_closing(letter),
    )


def _receipt(letter: Letter) -> Told:
    names, survey = _names(letter), letter.contact.unit.survey
    after = []
    if survey.closes_at:
        told = names | {"date": day(survey.closes_at)}
        after.append(_("You can change the answers until %(date)s.") % told)
    return Told(
        subject=_("We have your answers to “%(title)s”") % names,
        before=[
            _("Thank you. The answers for %(unit)s are sent in.") % names
            if survey.unit == Unit.BODY
            else _("Thank you. Your answers are sent in.")
        ],
        press=_("See what you answered"),
        after=[*after, *_contact(letter)],
    )


def _mapping(letter: Letter) -> Told:
    names, survey = _names(letter), letter.contact.unit.survey
    return Told(
        subject=_("Who answers “%(title)s” for %(unit)s?") % names,
        before=[
            _("%(owner)s is about to ask %(unit)s to take part in “%(title)s”.") % names,
            said(survey.purpose),
            _("You are named as the one who can answer. Is that right, or should it be another?"),
        ],
        press=_("Say who answers"),
        after=_contact(letter),
    )


WRITERS = {
    LetterKind.INVITATION: _invitation,
    LetterKind.REMINDER: _reminder,
    LetterKind.HANDOVER: _handover,
    LetterKind.RECEIPT: _receipt,
    LetterKind.MAPPING: _mapping,
}


def _effort(letter: Letter) -> list[str]:
    """Say how long it takes, and until when one may answer."""
    survey = letter.contact.unit.survey
    minutes = minutes_of(survey, letter.contact.language)
    told = [
        ngettext(
            "It takes about %(n)s minute. You can take a break and go on by the same link.",
            "It takes about %(n)s minutes. You can take a break and go on by the same link.",
            minutes,
        )
        % {"n": minutes}
    ]
    if survey.closes_at:
        told.append(_("You can answer until %(date)s.") % {"date": day(survey.closes_at)})
    return told


def _closing(letter: Letter) -> list[str]:
    return [
        _("The link is yours: whoever has it can read and change the answers."),
        _("Should a colleague answer instead? Pass it on from the first page, not by this letter."),
        _("Taking part is voluntary. What becomes of the answers stands on the first page."),
        *_contact(letter),
    ]


def _contact(letter: Letter) -> list[str]:
    contact = letter.contact.unit.survey.contact
    if not contact:
        return []
    return [_("Do you wonder about something? Write to %(contact)s.") % {"contact": contact}]
