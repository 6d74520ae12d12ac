"""A survey that finds out who answers, beside the simulated rounds of the demo."""

from dataclasses import replace
from datetime import datetime, timedelta

from allmenning.core.questionnaire.aspect import Aspect
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.surveys.actions.answering_handover import hand_over
from allmenning.surveys.actions.bank import load_bank
from allmenning.surveys.actions.coding import add_code
from allmenning.surveys.actions.contacts import Person, add_contact, note_bounce
from allmenning.surveys.actions.frame import build_frame
from allmenning.surveys.actions.items import Wording, reword_item
from allmenning.surveys.actions.questions import add_question, set_question
from allmenning.surveys.actions.reminders import plan_reminder
from allmenning.surveys.actions.surveys import start_survey
from allmenning.surveys.models import (
    Contact,
    FrameUnit,
    Item,
    ItemVersion,
    Kind,
    Letter,
    LetterKind,
    Question,
    Recipe,
    Reconciliation,
    Response,
    Stage,
    Stratification,
    Survey,
)
from allmenning.surveys.queries.questionnaire import item_of
from allmenning.surveys.queries.response import digest_of

PLANNED = "hvem-svarer-hos-dere"
BUILT = "skjema-i-arbeid"
REWORDED = "strategy-has"
KEY = 9001
SHARED, WRITTEN = "sosiale-kommuner-2026-simulert", "inform-missing"
ANSWERED = "r" * 32
ASKED = "i-felt"
BEGUN, SENT, PASSED_ON, FRESH = ("b" * 32, "s" * 32, "p" * 32, "f" * 32)


def make(at: datetime) -> None:
    """Make what each part of the room has to show."""
    frame(at)
    fieldwork(at)
    questionnaire(at)


def analysis(at: datetime) -> None:
    """Know the addresses of a recipe, of a link that has answered, and code a written answer."""
    survey = Survey.objects.get(slug=SHARED)
    Recipe.objects.filter(survey=survey).update(id=KEY)
    lom = survey.units.get(body__slug="lom")
    Contact.objects.create(
        unit=lom, token_sha256=digest_of(ANSWERED), confirmed_at=at, created_at=at
    )
    missing = survey.questions.get(code=WRITTEN)
    label = {"nb": "Mer om lovverket", "nn": "Meir om lovverket", "en": "More on the law"}
    add_code(question=missing, label=label, by=None, at=at)


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
    survey.units.filter(code="3434").update(id=KEY)
    person = Person("post@lom.demo.invalid", "Kari Bakke", "kommunikasjonsrådgjevar", "nn")
    lom = survey.units.get(pk=KEY)
    contact = add_contact(unit=lom, person=person, is_confirmed=True, by=None, at=at)
    Contact.objects.filter(pk=contact.pk).update(id=KEY)
    note_bounce(contact=Contact.objects.get(pk=KEY), by=None, at=at)
    return survey


def fieldwork(at: datetime) -> Survey:
    """Ask four: one has begun, one has sent in twice, one has passed it on, one waits."""
    survey = Survey.objects.create(
        slug=ASKED,
        title={"nb": "Vakt og beredskap", "nn": "Vakt og beredskap"},
        lead={
            "nb": "Om hvem som svarer når det haster.",
            "nn": "Om kven som svarer når det hastar.",
        },
        purpose={"nb": "Å vite hvordan vakten deles.", "nn": "Å vite korleis vakta blir delt."},
        privacy={"nb": "Bare KS leser svarene.", "nn": "Berre KS les svara."},
        contact="undersokelse@demo.invalid",
        owner=Body.objects.get(slug="ks"),
        stage=Stage.FIELDING,
        frame_date=at.date(),
        opens_at=at - timedelta(days=5),
        closes_at=at + timedelta(days=20),
        contacts_until=(at + timedelta(days=300)).date(),
        plan="Vi teller.",
        plan_sha256="a" * 64,
        plan_registered_at=at - timedelta(days=6),
        created_at=at - timedelta(days=9),
        changed_at=at,
    )
    for place, kind in enumerate(Kind.values):
        _ask(survey, kind, place, at)
    lom = _asked(survey, "lom", BEGUN, at)
    Response.objects.create(
        unit=lom.unit, contact=lom, values={"single": "ja"}, page=1, started_at=at, saved_at=at
    )
    vaga = _asked(survey, "vaga", SENT, at)
    for contact in (vaga, None):
        Response.objects.create(
            unit=vaga.unit,
            contact=contact,
            values={"single": "ja" if contact else "nei", "number": 2},
            started_at=at,
            saved_at=at,
            submitted_at=at,
        )
    Reconciliation.objects.create(pk=KEY, unit=vaga.unit, opened_at=at)
    skjak = _asked(survey, "skjak", PASSED_ON, at)
    hand_over(
        contact=skjak,
        name="Ola Moe",
        email="ola@skjak.demo.invalid",
        role="rådgjevar",
        language="nn",
        by=None,
        at=at,
    )
    _asked(survey, "oslo", FRESH, at)
    nobody = _drawn(survey, Body.objects.get(slug="lesja"))
    FrameUnit.objects.filter(pk=nobody.pk).update(id=KEY + 500)
    plan_reminder(survey=survey, when=at + timedelta(days=7), strata=["0-1999"], by=None, at=at)
    _help_from_the_county(at)
    return survey


def _ask(survey: Survey, kind: str, place: int, at: datetime) -> None:
    """Ask one question of the kind; two are asked on each page."""
    labels = (("ja", "Ja"), ("nei", "Nei"), ("delvis", "Delvis"))
    options = [{"code": code, "label": {"nb": label, "nn": label}} for code, label in labels]
    is_choice = kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX, Kind.RANK}
    rows = [{"code": f"r{n}", "label": {"nb": f"Vakt {n}", "nn": f"Vakt {n}"}} for n in (1, 2)]
    item = Item.objects.create(code=f"felt-{kind.replace('_', '-')}", topic="staffing")
    version = ItemVersion.objects.create(
        item=item,
        number=1,
        kind=kind,
        wording={
            "nb": f"Hvordan deler dere vakt {place}?",
            "nn": f"Korleis deler de vakt {place}?",
        },
        help={"nb": "Tenk på i fjor.", "nn": "Tenk på i fjor."},
        options=options if is_choice else [],
        rows=rows if kind == Kind.MATRIX else [],
        digest=f"{place:064}",
        created_at=at,
    )
    Question.objects.create(
        survey=survey,
        version=version,
        code=kind.replace("_", "-"),
        page=place // 2 + 1,
        position=place,
        heading={"nb": "Vakt", "nn": "Vakt"} if place % 2 == 0 else {},
        is_required=place == 0,
        is_core=True,
    )


def _drawn(survey: Survey, body: Body) -> FrameUnit:
    return FrameUnit.objects.create(
        survey=survey,
        body=body,
        kind=body.kind,
        code=body.code,
        name=body.name,
        county_code=body.code[:2],
        facts={"county": "Innlandet"},
        stratum="50000-" if body.slug == "oslo" else "0-1999",
        is_drawn=True,
        probability=1.0,
    )


def _asked(survey: Survey, slug: str, token: str, at: datetime) -> Contact:
    """Make a contact who has been invited, with a link whose address is known."""
    contact = Contact.objects.create(
        unit=_drawn(survey, Body.objects.get(slug=slug)),
        name="Kari Bakke",
        role="rådgiver",
        email=f"post@{slug}.demo.invalid",
        token_sha256=digest_of(token),
        confirmed_at=at,
        created_at=at,
    )
    Letter.objects.create(
        contact=contact, kind=LetterKind.INVITATION, due_at=at, attempted_at=at, sent_at=at
    )
    return contact


def _help_from_the_county(at: datetime) -> None:
    """Let the leader of Lom be an editor of the county as well, to see its page."""
    county = Body.objects.get(slug="innlandet")
    for one in Membership.objects.filter(body__slug="lom", role=BodyRole.LEADER):
        told = {"verified_how": "demo", "verified_at": at, "expires_at": at + timedelta(days=300)}
        Membership.objects.update_or_create(
            user=one.user, body=county, defaults=told | {"role": BodyRole.EDITOR}
        )


def questionnaire(at: datetime) -> Survey:
    """Load the bank, reword an item, and build a questionnaire in which one page is a dead end."""
    load_bank(by=None, at=at, tell=lambda _: None)
    first = ItemVersion.objects.get(item__code=REWORDED, number=1)
    wording = {**first.wording, "nb": "Har kommunen vedtatt en skriftlig strategi?"}
    changed = Wording(replace(item_of(first), wording=wording), Aspect.STATE)
    reword_item(item=first.item, wording=changed, by=None, at=at)
    survey = Survey.objects.create(
        slug=BUILT,
        title={"nb": "Et skjema i arbeid", "nn": "Eit skjema i arbeid"},
        owner=Body.objects.get(slug="ks"),
        frame_date=at.date(),
        created_at=at,
        changed_at=at,
    )
    codes = ("use-official", "strategy-has", "channels-reach", "competence-areas", "staffing-years")
    for page, code in enumerate(codes, 1):
        version = ItemVersion.objects.get(item__code=code, number=1)
        add_question(survey=survey, version=version, page=page, by=None, at=at)
    conditions = {
        "channels-reach": {"question": "strategy-has", "is": "own"},
        "competence-areas": {
            "all": [
                {"question": "use-official", "is": "yes"},
                {"question": "use-official", "is": "no"},
            ]
        },
    }
    for code, condition in conditions.items():
        question = survey.questions.get(code=code)
        set_question(question=question, values={"condition": condition}, by=None, at=at)
    return survey
