"""One question as a page: how it stands, whom it was sent to, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from allmenning.accounts.models import Role
from allmenning.arena.models import Case, Guidance, Post, Question, Routing, State, Tag
from allmenning.arena.queries.viewer import Viewer, may_read
from allmenning.evidence.models import Theme

Why = Routing.Why


@dataclass(frozen=True)
class QuestionPage:
    """`asked` is how many have been sent it; `routing` is the reader's own."""

    question: Question
    asked: int
    routing: Routing | None
    case: Case | None
    guidance: Guidance | None
    may_settle: bool
    may_make_case: bool
    may_make_guidance: bool
    is_open: bool


def for_page() -> QuerySet[Question]:
    """Return questions with what their page names."""
    return Question.objects.select_related(
        "owner", "accepted__body", "became_case", "became_guidance"
    ).prefetch_related(
        Prefetch("themes", Theme.objects.order_by("position", "slug")),
        Prefetch("tags", Tag.objects.order_by("name", "pk")),
    )


def page_for(question: Question, viewer: Viewer, at: datetime) -> QuestionPage:
    """Lay out a question that comes from `for_page` for this reader."""
    routings = list(question.routings.order_by("pk"))
    own = [one for one in routings if viewer.user and one.person_id == viewer.user.pk]
    settled = question.accepted if question.accepted_id else None
    return QuestionPage(
        question=question,
        asked=sum(one.declined_at is None for one in routings),
        routing=_still_asked(own, question),
        case=_readable_case(question, viewer, at),
        guidance=_readable_guidance(question, viewer, at),
        may_settle=may_settle(question, viewer),
        may_make_case=question.became_case_id is None and may_make_case(settled, viewer),
        may_make_guidance=question.became_guidance_id is None
        and settled is not None
        and may_make_guidance(viewer),
        is_open=question.state == State.PUBLISHED and question.closed_at is None,
    )


def _still_asked(own: list[Routing], question: Question) -> Routing | None:
    """Give the reader's own routing until she has declined or answered, or it is settled."""
    if not own or own[0].declined_at is not None or question.accepted_id:
        return None
    answers = Post.objects.filter(thread__question=question, is_answer=True, state=State.PUBLISHED)
    return None if answers.filter(author_id=own[0].person_id).exists() else own[0]


def may_settle(question: Question, viewer: Viewer) -> bool:
    """Who asked, while she works there, and the editors of the body it was asked for, settle it."""
    if viewer.user is None:
        return False
    is_own = question.author_id == viewer.user.pk and question.owner_id in viewer.body_ids
    return is_own or question.owner_id in viewer.edits


def may_make_case(answer: Post | None, viewer: Viewer) -> bool:
    """Who answered, and the editors where she works, tell of it as an experience."""
    if answer is None or viewer.user is None or answer.state != State.PUBLISHED:
        return False
    is_own = answer.author_id == viewer.user.pk and answer.body_id in viewer.body_ids
    return is_own or answer.body_id in viewer.edits


def may_make_guidance(viewer: Viewer) -> bool:
    return viewer.user is not None and viewer.user.holds(Role.AUTHORITY)


def _readable_case(question: Question, viewer: Viewer, at: datetime) -> Case | None:
    if question.became_case_id is None:
        return None
    return Case.objects.filter(may_read(viewer, at), pk=question.became_case_id).first()


def _readable_guidance(question: Question, viewer: Viewer, at: datetime) -> Guidance | None:
    if question.became_guidance_id is None:
        return None
    desk = Q(state=State.DRAFT) if may_make_guidance(viewer) else Q(pk__in=())
    seen = Guidance.objects.filter(may_read(viewer, at) | desk)
    return seen.filter(pk=question.became_guidance_id).first()


def origins_of(case: Case, viewer: Viewer, at: datetime) -> list[Question]:
    """List the questions a case grew out of, for its page, if this reader may read them."""
    asked = Question.objects.filter(may_read(viewer, at), became_case=case)
    return list(asked.select_related("owner", "accepted__body").order_by("pk"))
