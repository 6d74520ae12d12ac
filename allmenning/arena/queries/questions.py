"""Which questions a reader sees, and what stands in the list of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from allmenning.accounts.models import Role, User
from allmenning.arena.models import Post, Question, State, Tag
from allmenning.arena.queries.viewer import Viewer
from allmenning.core.working_days import working_hours
from allmenning.evidence.models import Theme

STANDS = {
    "ubesvart": Q(first_answer_at=None, accepted=None, closed_at=None),
    "besvart": Q(first_answer_at__isnull=False, accepted=None),
    "lost": Q(accepted__isnull=False),
    "vakten": Q(escalated_at__isnull=False, first_answer_at=None, accepted=None, closed_at=None),
}
ANSWERS = Count(
    "thread__posts",
    filter=Q(thread__posts__is_answer=True, thread__posts__state=State.PUBLISHED),
)


@dataclass(frozen=True)
class Narrowing:
    """What the reader has chosen of the list."""

    theme: str = ""
    tag: str = ""
    stands: str = ""
    near: bool = False
    mine: bool = False
    sent: bool = False

    def __bool__(self) -> bool:
        return self != Narrowing()


def narrowed(rows: QuerySet[Question], by: Narrowing, viewer: Viewer) -> QuerySet[Question]:
    found = rows.filter(STANDS.get(by.stands, Q()))
    if by.theme:
        found = found.filter(themes__in=Theme.objects.filter(slug=by.theme))
    if by.tag:
        found = found.filter(tags__in=Tag.objects.filter(slug=by.tag))
    if by.mine:
        found = found.filter(author=viewer.user) if viewer.user else found.none()
    if by.sent:
        found = found.filter(routings__person=viewer.user) if viewer.user else found.none()
    return found


def for_list() -> QuerySet[Question]:
    """Return questions with what a row names."""
    named = Question.objects.select_related("owner").prefetch_related("themes")
    return named.annotate(n_answers=ANSWERS)


def published_answers(question: Question) -> QuerySet[Post]:
    """Return what others have answered, first said first."""
    answers = Post.objects.filter(thread__question=question, is_answer=True, state=State.PUBLISHED)
    if question.author_id:
        answers = answers.exclude(author=question.author_id)
    return answers.order_by("created_at", "pk")


def desk_people(at: datetime) -> list[int]:
    """List those at the desk: everybody who speaks for an authority today."""
    people = User.objects.filter(
        is_active=True, grants__role=Role.AUTHORITY, grants__expires_at__gt=at
    )
    return list(people.order_by("pk").values_list("pk", flat=True))


def at_the_desk() -> QuerySet[Question]:
    """List what the desk is asked to answer, the oldest first."""
    waiting = for_list().filter(STANDS["vakten"], state=State.PUBLISHED)
    return waiting.order_by("escalated_at", "pk")


def soon_at_the_desk(at: datetime) -> QuerySet[Question]:
    waiting = for_list().filter(STANDS["ubesvart"], state=State.PUBLISHED, escalated_at=None)
    return waiting.filter(published_at__lte=at - timedelta(days=3)).order_by("published_at", "pk")


def open_data(rows: QuerySet[Question]) -> Iterator[Mapping[str, object]]:
    """Give the list as data; never who asked, but which body."""
    for one in (
        rows.select_related("owner")
        .prefetch_related("themes", "tags")
        .annotate(n_answers=ANSWERS, solved=F("accepted"))
    ):
        yield {
            "id": one.slug,
            "title": one.title,
            "language": one.language,
            "body": one.owner.name,
            "body_code": one.owner.code,
            "themes": " ".join(theme.slug for theme in one.themes.all()),
            "tags": " ".join(tag.slug for tag in one.tags.all()),
            "asked_at": one.published_at,
            "first_answer_at": one.first_answer_at,
            "working_hours_to_first_answer": _hours(one),
            "n_answers": one.n_answers,
            "has_accepted_answer": one.accepted_id is not None,
            "at_the_desk_at": one.escalated_at,
            "closed_at": one.closed_at,
            "is_invented": one.is_invented,
        }


def _hours(one: Question) -> float | None:
    if not one.published_at or not one.first_answer_at or one.first_answer_at < one.published_at:
        return None
    local = timezone.localtime
    return round(working_hours(local(one.published_at), local(one.first_answer_at)), 2)
