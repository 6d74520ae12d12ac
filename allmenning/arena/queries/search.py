"""Cases, questions with their answers, and guidance as the search knows them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from allmenning.arena.models import (
    Case,
    Contribution,
    Guidance,
    Post,
    Question,
    State,
    Tag,
    Thread,
    Visibility,
)
from allmenning.search.contract import MEMBERS, OPEN, Document, Standing

Entry = TypeVar("Entry", bound=Contribution)
BATCH = 500
# Whole stores are read in, names of tags and bodies stand in many texts.
EVERYTHING_CHANGES = ("arena.imported", "arena.tag.", "register.loaded", "register.refreshed")
# A case that tells nothing of what others need still counts for this much (R50).
BAREST = 0.7
PAST_REVIEW = 0.5
STATUS_WEIGHT = {
    Guidance.Status.CURRENT: 1.0,
    Guidance.Status.UNDER_REVISION: 0.8,
    Guidance.Status.REPLACED: 0.4,
}


class _Contributions(Generic[Entry]):
    """What the three have in common; each says what its text is."""

    kind: str

    def everything(self) -> "QuerySet[Entry]":
        raise NotImplementedError

    def rows(self) -> "QuerySet[Entry]":
        published = self.everything().filter(state=State.PUBLISHED)
        return published.select_related("owner").prefetch_related("themes", "tags").order_by("pk")

    def texts(self, row: Entry) -> Iterable[str]:
        raise NotImplementedError

    def weight(self, row: Entry) -> float:  # noqa: ARG002 - a question weighs what it weighs
        return 1.0

    def facets(self, row: Entry) -> dict[str, str]:
        return {"invented": "yes"} if getattr(row, "is_invented", False) else {}

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        rows = self.rows()
        if keys is not None:
            rows = rows.filter(pk__in=_numbers(keys))
        yield from (self._document(row) for row in rows.iterator(BATCH))

    def touched(self, verb: str, target: str) -> Iterable[str] | None:
        if verb.startswith(EVERYTHING_CHANGES):
            return None
        found = subject_of(target) if verb.startswith("arena.") else ""
        return [found] if found.startswith(f"{self.kind}:") else []

    def standing(self, keys: Sequence[str]) -> Mapping[str, Standing]:
        asked = self.everything().filter(pk__in=_numbers(keys), state=State.PUBLISHED)
        return {
            f"{self.kind}:{pk}": Standing(_audience(visibility), opens_on)
            for pk, visibility, opens_on in asked.values_list("pk", "visibility", "opens_on")
        }

    def _document(self, row: Entry) -> Document:
        told = [*self.texts(row), *_words(row.tags.all()), row.owner.name]
        return Document(
            key=f"{self.kind}:{row.pk}",
            kind=self.kind,
            language=row.language,
            titles={row.language: row.title},
            body="\n".join(text for text in told if text),
            route=(f"arena:{self.kind}", row.slug),
            themes=tuple(sorted(theme.slug for theme in row.themes.all())),
            tags=tuple(sorted(tag.slug for tag in row.tags.all())),
            owner_code=row.owner.code if row.owner.is_municipality else "",
            audience=_audience(row.visibility),
            opens_on=row.opens_on,
            weight=self.weight(row),
            dated=timezone.localdate(row.published_at) if row.published_at else None,
            facets={"owner": row.owner.name} | self.facets(row),
        )


class Cases(_Contributions[Case]):
    kind = "case"

    def everything(self) -> QuerySet[Case]:
        return Case.objects.all()

    def rows(self) -> QuerySet[Case]:
        return super().rows().prefetch_related("claims")

    def texts(self, row: Case) -> Iterable[str]:
        yield from (row.problem, row.done, row.result, row.failed, row.advice)
        yield from (claim.text for claim in row.claims.all())

    def weight(self, row: Case) -> float:
        return BAREST + (1 - BAREST) * row.completeness


class Questions(_Contributions[Question]):
    kind = "question"

    def everything(self) -> QuerySet[Question]:
        return Question.objects.all()

    def rows(self) -> QuerySet[Question]:
        answers = Post.objects.filter(is_answer=True, state=State.PUBLISHED)
        return (
            super()
            .rows()
            .select_related("thread")
            .prefetch_related(
                Prefetch("thread__posts", answers.order_by("created_at", "pk"), "answers_shown")
            )
        )

    def texts(self, row: Question) -> Iterable[str]:
        yield row.text
        thread = getattr(row, "thread", None)
        if thread is not None:
            yield from (post.text for post in thread.answers_shown)


class GuidanceTexts(_Contributions[Guidance]):
    kind = "guidance"

    def everything(self) -> QuerySet[Guidance]:
        return Guidance.objects.all()

    def rows(self) -> QuerySet[Guidance]:
        return super().rows().prefetch_related("citations__reference")

    def texts(self, row: Guidance) -> Iterable[str]:
        yield from (row.summary, row.text)
        yield from (cited.reference.name_nb for cited in row.citations.all())

    def weight(self, row: Guidance) -> float:
        """Rank below what is past its date; it grows old by itself, so the night looks again."""
        is_late = row.review_date < timezone.localdate()
        return STATUS_WEIGHT[Guidance.Status(row.status)] * (PAST_REVIEW if is_late else 1.0)

    def facets(self, row: Guidance) -> dict[str, str]:
        return super().facets(row) | {"status": row.status, "review": _day(row.review_date)}


def subject_of(target: str) -> str:
    """Return the key of what an entry is about: itself, or what it stands under."""
    noun, _, identity = target.removeprefix("arena.").partition(":")
    if not identity.isdigit():
        return ""
    if noun in {"case", "question", "guidance"}:
        return f"{noun}:{identity}"
    leads = LEADS.get(noun)
    thread = Thread.objects.filter(leads(int(identity))).first() if leads else None
    return f"{thread.kind}:{getattr(thread, f'{thread.kind}_id')}" if thread else ""


# How a thread is found from what an entry names.
LEADS: dict[str, Callable[[int], Q]] = {
    "thread": lambda pk: Q(pk=pk),
    "post": lambda pk: Q(posts=pk),
    "flag": lambda pk: Q(flags=pk) | Q(posts__flags=pk),
    "decision": lambda pk: Q(decisions=pk) | Q(posts__decisions=pk),
    "appeal": lambda pk: Q(decisions__appeal=pk) | Q(posts__decisions__appeal=pk),
}


def _numbers(keys: Iterable[str]) -> list[int]:
    parts = (key.partition(":")[2] for key in keys)
    return [int(part) for part in parts if part.isdigit()]


def _audience(visibility: str) -> str:
    return OPEN if visibility == Visibility.OPEN else MEMBERS


def _words(tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        yield from (tag.name, *tag.synonyms)


def _day(day: date) -> str:
    return day.isoformat()


cases = Cases()
questions = Questions()
guidance = GuidanceTexts()
