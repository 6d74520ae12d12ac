"""A small arena: Lom tells, in nynorsk; Vågå tries the same; Oslo must see nothing of theirs."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from allmenning.accounts.models import Grant, Role, User
from allmenning.arena.models import Case, Claim, Guidance, Post, Question, Tag, Thread
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_municipality

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
numbers = count(1)


def make_theme(slug: str = "krise") -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"name_nb": slug.title()})[0]


def make_lom() -> Body:
    return Body.objects.filter(slug="lom").first() or make_municipality()


def make_member(body: Body, role: BodyRole = BodyRole.EDITOR, **changes: Any) -> User:
    """Make somebody who belongs to the body, from a month ago till next year."""
    number = next(numbers)
    user = User.objects.create_user(f"person{number}@{body.slug}.example", **changes)
    Membership.objects.create(
        user=user,
        body=body,
        role=role,
        verified_how="test",
        verified_at=AT - timedelta(days=30),
        expires_at=AT + timedelta(days=300),
    )
    return user


def make_holder(role: Role, **changes: Any) -> User:
    """Make a moderator (Role.STEWARD), one of the desk (Role.AUTHORITY), or another."""
    user = User.objects.create_user(f"{role}{next(numbers)}@ks.example", **changes)
    Grant.objects.create(
        user=user,
        role=role,
        verified_how="test",
        verified_at=AT - timedelta(days=30),
        expires_at=AT + timedelta(days=300),
    )
    return user


def _contribution(noun: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return what all three have: published and open, unless the changes say otherwise."""
    told: dict[str, Any] = {
        "slug": f"{noun}-{next(numbers)}",
        "author": None,
        "language": "nn",
        "visibility": "open",
        "state": "published",
        "created_at": AT,
        "changed_at": AT,
    } | changes
    if "owner" not in told:
        told["owner"] = make_lom()
    told.setdefault("published_at", told["created_at"] if told["state"] == "published" else None)
    return told


def make_case(
    *, themes: tuple[Theme, ...] | None = None, tags: tuple[Tag, ...] = (), **changes: Any
) -> Case:
    told = _contribution("erfaring", changes)
    body: Body = told["owner"]
    context = {
        "title": "Vi svarer før klokka ni",
        "problem": "Folk venta i dagevis på svar i innboksen.",
        "done": "To av oss delte vakta annakvar veke.",
        "stage": "permanent",
        "contact_role": "kommunikasjonsrådgjevar",
        "confirmed_date": AT.date(),
        "population": body.population,
        "kostra_group": body.kostra_group or "",
        "centrality_class": body.centrality_class,
        "context_date": AT.date(),
    }
    case = Case.objects.create(**(context | told))
    case.themes.set((make_theme(),) if themes is None else themes)
    case.tags.set(tags)
    return case


def make_claim(case: Case, **changes: Any) -> Claim:
    told = {"text": "Fleire fekk svar same dag.", "direction": "more"} | changes
    told.setdefault("theme", case.themes.get())
    return Claim.objects.create(case=case, **told)


def make_question(
    *, themes: tuple[Theme, ...] | None = None, tags: tuple[Tag, ...] = (), **changes: Any
) -> Question:
    text = {"title": "Korleis deler de vakta?", "text": "Vi er to, og helgane blir lange."}
    question = Question.objects.create(**(text | _contribution("sporsmal", changes)))
    question.themes.set((make_theme(),) if themes is None else themes)
    question.tags.set(tags)
    return question


def make_guidance(*, themes: tuple[Theme, ...] | None = None, **changes: Any) -> Guidance:
    text = {
        "title": "Slik varslar du på sosiale medium",
        "summary": "Sei kva som har hendt, kva folk skal gjere, og når neste melding kjem.",
        "dated_date": date(2026, 1, 15),
        "review_date": date(2027, 1, 15),
    }
    guidance = Guidance.objects.create(**(text | _contribution("rettleiing", changes)))
    guidance.themes.set((make_theme(),) if themes is None else themes)
    return guidance


def make_thread(subject: Case | Question | Guidance | Finding | Study) -> Thread:
    """Find or make the thread about the thing."""
    told: dict[str, Any] = {type(subject).__name__.lower(): subject}
    return Thread.objects.get_or_create(**told)[0]


def make_post(subject: Case | Question | Guidance | Finding | Study, **changes: Any) -> Post:
    """Store what was said as it is, past everything that holds or tells."""
    thread = make_thread(subject)
    text = changes.pop("text", "Vi prøvde det same i fjor.")
    told = {"language": "nn", "created_at": AT, "html": f"<p>{text}</p>"} | changes
    post = Post.objects.create(thread=thread, text=text, **told)
    if post.state == "published":
        thread.post_count += 1
        thread.last_post_at = post.created_at
        thread.save(update_fields=["post_count", "last_post_at"])
    return post


def make_tag(slug: str = "svartid", **changes: Any) -> Tag:
    return Tag.objects.create(**({"slug": slug, "name": slug.title()} | changes))
