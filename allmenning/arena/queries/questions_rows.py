"""What stands in a row of the list of questions, read with as little as it takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.models import Post, Question, State
from allmenning.evidence.models import Theme

COLUMNS = (
    "slug",
    "title",
    "language",
    "published_at",
    "first_answer_at",
    "accepted",
    "closed_at",
    "escalated_at",
    "visibility",
    "is_invented",
    "owner__name",
)
_kept: KeptPerRevision[Mapping[int, str]] = KeptPerRevision(3)


@dataclass(frozen=True)
class Row:
    question: Question
    themes: str
    n_answers: int


def rows_of(keys: Sequence[int]) -> list[Row]:
    """Fetch the questions of one page, in the order of their keys."""
    found = Question.objects.select_related("owner").only(*COLUMNS).filter(pk__in=keys)
    known = {one.pk: one for one in found.order_by("pk")}
    themes, answers = _themes(keys), _answers(keys)
    return [
        Row(known[key], ", ".join(themes[key]), answers.get(key, 0)) for key in keys if key in known
    ]


def _themes(keys: Sequence[int]) -> Mapping[int, list[str]]:
    names = _kept.get(None, lambda: {one.pk: one.name for one in Theme.objects.all()})
    tied = Question.themes.through.objects.filter(question__in=keys).order_by("pk")
    found: dict[int, set[int]] = defaultdict(set)
    for question, theme in tied.values_list("question_id", "theme_id"):
        found[question].add(theme)
    return defaultdict(
        list, {key: [names[pk] for pk in names if pk in chosen] for key, chosen in found.items()}
    )


def _answers(keys: Sequence[int]) -> Mapping[int, int]:
    standing = Post.objects.filter(
        thread__question__in=keys, is_answer=True, state=State.PUBLISHED
    ).order_by()
    counted = standing.values_list("thread__question_id").annotate(n=Count("pk"))
    return dict(counted)
