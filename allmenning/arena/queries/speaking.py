"""What somebody may stand as in a thread, and whom a text names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from allmenning.accounts.models import Role, User
from allmenning.arena.models import (
    Case,
    Guidance,
    Post,
    Question,
    Speaker,
    State,
    StudyAuthor,
    Thread,
)
from allmenning.arena.queries.viewer import WRITES
from allmenning.evidence.models import Finding, Study
from allmenning.register.models import Body, Membership

Subject = Case | Question | Guidance | Finding | Study
# A body has at most so many colleagues told when it is named, those with most say first.
TOLD_OF_A_BODY = 10
MOST_NAMES = 20


def kind_of(subject: Subject) -> str:
    return type(subject).__name__.lower()


def speakers_for(person: User, thread: Thread, at: datetime) -> list[Speaker]:
    """List what the person may stand as here, what fits best first.

    Who wrote a report always stands as that under it: readers must know.
    """
    roles = set(person.grants.filter(expires_at__gt=at).values_list("role", flat=True))
    is_author = wrote(person, thread)
    may = {
        Speaker.STUDY_AUTHOR: is_author,
        Speaker.AUTHORITY: Role.AUTHORITY in roles,
        Speaker.MEMBER: not is_author,
        Speaker.MODERATOR: Role.STEWARD in roles,
    }
    return [speaker for speaker, is_so in may.items() if is_so]


def wrote(person: User, thread: Thread) -> bool:
    """Tell whether the person wrote the report that the thread is about, or has a finding of."""
    study = thread.study_id or (thread.finding.study_id if thread.finding else None)
    return study is not None and StudyAuthor.objects.filter(study=study, person=person).exists()


def found_by_name(
    names: Iterable[str], thread: Thread, at: datetime
) -> tuple[Mapping[str, str], list[int]]:
    """Find whom a text names: those who take part in the thread by name, and bodies.

    Nobody else is found by name, so a mention tells nobody who belongs to what. Return the names
    as they are to be shown, and the keys of those to be told.
    """
    wanted = list(names)[:MOST_NAMES]
    if not wanted:
        return {}, []
    shown: dict[str, str] = {}
    people: dict[int, None] = {}
    taking_part = _taking_part(thread)
    bodies = _bodies(wanted)
    for name in wanted:
        if found := taking_part.get(name):
            shown[name] = found.shown_name
            people[found.pk] = None
        elif body := bodies.get(name):
            shown[name] = body.name
            people |= dict.fromkeys(_colleagues(body, at))
    return shown, list(people)


def _taking_part(thread: Thread) -> Mapping[str, User]:
    """Name them by whole name, and by first name where only one has it."""
    posts = Post.objects.filter(thread=thread, state=State.PUBLISHED, author__isnull=False)
    keys = set(posts.order_by().values_list("author", flat=True))
    author = getattr(thread.subject, "author_id", None)
    people = User.objects.filter(pk__in=keys | {author}, is_active=True).exclude(name="")
    found: dict[str, set[User]] = defaultdict(set)
    for person in people.order_by("pk"):
        found[person.name.casefold()].add(person)
        found[person.name.split()[0].casefold()].add(person)
    return {name: who.pop() for name, who in found.items() if len(who) == 1}


def _bodies(names: list[str]) -> Mapping[str, Body]:
    by_slug = Body.objects.filter(slug__in=names)
    found = {body.slug: body for body in by_slug.order_by("pk")}
    missing = [name for name in names if name not in found]
    if missing:
        # A database compares æ, ø and å each in its own way; there are some four hundred names.
        for body in Body.objects.order_by("-kind", "pk").only("pk", "name", "slug"):
            if body.name.casefold() in missing:
                found.setdefault(body.name.casefold(), body)
    return found


def _colleagues(body: Body, at: datetime) -> list[int]:
    """List who may write for the body today and takes questions, the latest verified first."""
    members = Membership.objects.filter(
        body=body, role__in=WRITES, user__is_active=True, expires_at__gt=at
    )
    asked = members.exclude(user__profile__takes_questions=False)
    return list(
        asked.order_by("-verified_at", "pk").values_list("user", flat=True)[:TOLD_OF_A_BODY]
    )
