"""A small fieldwork: Lom, Vågå and Oslo are drawn, each with a contact, and asked three pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allmenning.accounts.models import Grant, Role, User
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_county, make_municipality, make_oslo, make_vaga
from allmenning.surveys.actions.tokens import give_token
from allmenning.surveys.models import (
    Contact,
    FrameUnit,
    Item,
    ItemVersion,
    Kind,
    Letter,
    LetterKind,
    Question,
    Stage,
    Survey,
)
from allmenning.surveys.tests.answered import YES_NO, make_survey

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLOSES = datetime(2026, 12, 15, 12, tzinfo=UTC)


def make_open(**changes: Any) -> Survey:
    """Make a survey that takes answers, with a plan, a frame of three and six questions."""
    told: dict[str, Any] = {
        "stage": Stage.FIELDING,
        "opens_at": datetime(2026, 11, 1, 6, tzinfo=UTC),
        "closes_at": CLOSES,
        "purpose": {"nb": "Vi vil vite.", "nn": "Vi vil vite.", "en": "We want to know."},
        "privacy": {"nb": "Bare vi leser.", "nn": "Berre vi les.", "en": "Only we read."},
        "contact": "sporsmal@lom.example",
        "contacts_until": CLOSES.date().replace(year=2027),
        "plan": "Vi teller.",
        "plan_sha256": "p" * 64,
        "plan_registered_at": AT,
    }
    survey = make_survey(**(told | changes))
    ask(survey, "strategy", page=1, is_required=True, is_core=True)
    ask(survey, "channels", page=1, kind=Kind.MULTIPLE, options=YES_NO)
    ask(survey, "adopted", page=2, condition={"question": "strategy", "is": "yes"}, is_core=True)
    ask(survey, "staff", page=3, kind=Kind.NUMBER, is_core=True)
    ask(survey, "more", page=3, kind=Kind.LONG_TEXT, has_dont_know=False)
    return survey


def ask(
    survey: Survey,
    code: str,
    *,
    page: int,
    kind: Kind = Kind.SINGLE,
    condition: dict[str, Any] | None = None,
    is_required: bool = False,
    is_core: bool = False,
    **changes: Any,
) -> Question:
    told: dict[str, Any] = {
        "number": 1,
        "kind": kind,
        "wording": {"nb": f"{code} nb?", "nn": f"{code} nn?", "en": f"{code} en?"},
        "options": YES_NO if kind == Kind.SINGLE else [],
        "digest": f"{code:0<64}"[:64],
        "created_at": AT,
    } | changes
    item, _ = Item.objects.get_or_create(code=code, defaults={"topic": "strategy"})
    version, _ = ItemVersion.objects.get_or_create(
        item=item, number=told.pop("number"), defaults=told
    )
    return Question.objects.create(
        survey=survey,
        version=version,
        code=code,
        page=page,
        position=survey.questions.count() + 1,
        condition=condition or {},
        is_required=is_required,
        is_core=is_core,
    )


def make_drawn(survey: Survey, body: Body, stratum: str = "0-1999", **changes: Any) -> FrameUnit:
    told: dict[str, Any] = {
        "body": body,
        "kind": body.kind,
        "code": body.code,
        "name": body.name,
        "county_code": body.code[:2],
        "facts": {"size_class": stratum, "county": "Innlandet"},
        "stratum": stratum,
        "is_drawn": True,
        "probability": 1.0,
    }
    return FrameUnit.objects.create(survey=survey, **(told | changes))


def make_contact(unit: FrameUnit, **changes: Any) -> Contact:
    told: dict[str, Any] = {
        "name": f"Kari i {unit.name}",
        "role": "rådgiver",
        "email": f"post{unit.code}@{unit.code}.example",
        "language": "nb",
        "confirmed_at": AT,
        "created_at": AT,
    }
    return Contact.objects.create(unit=unit, **(told | changes))


def make_invited(unit: FrameUnit, **changes: Any) -> Contact:
    """Make a contact whose invitation has gone out."""
    contact = make_contact(unit, **changes)
    Letter.objects.create(
        contact=contact,
        kind=LetterKind.INVITATION,
        due_at=AT,
        attempted_at=AT,
        attempts=1,
        sent_at=AT,
    )
    return contact


def make_three(survey: Survey) -> tuple[FrameUnit, FrameUnit, FrameUnit]:
    """Draw Lom and Vågå of the smallest, and Oslo of the largest."""
    county = make_county()
    lom = Body.objects.filter(slug="lom").first() or make_municipality()
    Body.objects.filter(pk=lom.pk).update(county=county)
    return (
        make_drawn(survey, lom),
        make_drawn(survey, make_vaga(county=county)),
        make_drawn(survey, make_oslo(), "50000-"),
    )


def link_of(contact: Contact, where: str = "", language: str = "") -> str:
    """Return the address behind the personal link."""
    token = give_token(contact=contact, by=None, at=AT)
    return f"{language}/svar/{token}/{where}"


def make_analyst() -> User:
    """Make somebody who builds and runs surveys."""
    user = User.objects.create_user(f"analytiker{User.objects.count()}@ks.example")
    Grant.objects.create(
        user=user,
        role=Role.ANALYST,
        verified_how="test",
        verified_at=AT - timedelta(days=30),
        expires_at=AT + timedelta(days=300),
    )
    return user


def make_member(body: Body, role: BodyRole = BodyRole.EDITOR) -> User:
    user = User.objects.create_user(f"medlem{User.objects.count()}@{body.slug}.example")
    Membership.objects.create(
        user=user,
        body=body,
        role=role,
        verified_how="test",
        verified_at=AT - timedelta(days=30),
        expires_at=AT + timedelta(days=300),
    )
    return user
