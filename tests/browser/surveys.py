"""A survey that finds out who answers, beside the simulated rounds of the demo."""

from datetime import datetime, timedelta

from allmenning.register.models import Body
from allmenning.surveys.actions.contacts import Person, add_contact, note_bounce
from allmenning.surveys.actions.frame import build_frame
from allmenning.surveys.actions.surveys import start_survey
from allmenning.surveys.models import Contact, Stratification, Survey

PLANNED = "hvem-svarer-hos-dere"
KEY = 9001


def make(at: datetime) -> None:
    """Make what each part of the room has to show."""
    frame(at)


def frame(at: datetime) -> Survey:
    """Plan a survey with a frame; Lom has a contact whose letters came back."""
    survey = start_survey(
        values={
            "title": {"nb": "Hvem svarer hos dere?", "nn": "Kven svarer hos dykk?"},
            "lead": {
                "nb": "Vi finner ut hvem vi kan spørre.",
                "nn": "Vi finn ut kven vi kan spørje.",
            },
            "purpose": {"nb": "Å spørre rett person.", "nn": "Å spørje rett person."},
            "plan": "Vi teller hvor mange som har én person som svarer.",
            "contact": "KS, undersokelse@demo.invalid",
            "owner": Body.objects.get(slug="ks"),
            "frame_date": at.date(),
            "stratification": Stratification.COUNTY,
            "contacts_until": (at + timedelta(days=300)).date(),
        },
        by=None,
        at=at,
    )
    build_frame(survey=survey, with_counties=True, by=None, at=at)
    survey.units.filter(code="3434").update(pk=KEY)
    person = Person("post@lom.demo.invalid", "Kari Bakke", "kommunikasjonsrådgjevar", "nn")
    lom = survey.units.get(pk=KEY)
    contact = add_contact(unit=lom, person=person, is_confirmed=True, by=None, at=at)
    Contact.objects.filter(pk=contact.pk).update(pk=KEY)
    note_bounce(contact=Contact.objects.get(pk=KEY), by=None, at=at)
    return survey
