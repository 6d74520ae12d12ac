"""What could stand in letters: cases, questions, accepted answers, guidance, and who tried what."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from allmenning.arena.models import (
    Case,
    Contribution,
    Guidance,
    Question,
    Replication,
    State,
)
from allmenning.arena.queries.viewer import Entry, Viewer, listed
from allmenning.core.letter import Booleans, Floats, Integers
from allmenning.core.peers import distances, lens
from allmenning.register.queries import Snapshot, snapshot

LONGEST = timedelta(days=62)
MOST_OF_A_KIND = 1000
MEMBER = Viewer(is_member=True)
STRANGER = Viewer()
LATE_GUIDANCE = 0.5


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that may be told; `pk` and `noun` are what decides who may read it."""

    key: str
    noun: str
    pk: int
    slug: str
    title: str
    language: str
    owner: int
    owner_name: str
    owner_code: str
    county: int
    author: int | None
    themes: frozenset[int]
    tags: frozenset[int]
    at: datetime
    weight: float
    is_open: bool
    # The body whose case was tried; 0 where it is nobody's own news.
    concerns: int = 0

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def subject(self) -> str:
        """What the search calls it."""
        return f"{self.noun}:{self.pk}"


@dataclass(frozen=True, eq=False)
class Pool:
    """Everything that could be told to somebody, by key, as arrays for ranking."""

    things: Sequence[Thing]
    at: datetime
    register: Snapshot

    @cached_property
    def rows(self) -> dict[str, int]:
        return {thing.key: row for row, thing in enumerate(self.things)}

    @cached_property
    def owners(self) -> Integers:
        return np.array([thing.owner for thing in self.things], dtype=np.int64)

    @cached_property
    def counties(self) -> Integers:
        return np.array([thing.county for thing in self.things], dtype=np.int64)

    @cached_property
    def concerns(self) -> Integers:
        return np.array([thing.concerns for thing in self.things], dtype=np.int64)

    @cached_property
    def authors(self) -> Integers:
        return np.array([thing.author or 0 for thing in self.things], dtype=np.int64)

    @cached_property
    def moments(self) -> Floats:
        return np.array([thing.at.timestamp() for thing in self.things], dtype=float)

    @cached_property
    def ages(self) -> Floats:
        return np.asarray((self.at.timestamp() - self.moments) / 86400)

    @cached_property
    def weights(self) -> Floats:
        return np.array([thing.weight for thing in self.things], dtype=float)

    @cached_property
    def is_open(self) -> Booleans:
        return np.array([thing.is_open for thing in self.things], dtype=bool)

    @cached_property
    def is_guidance(self) -> Booleans:
        return np.array([thing.noun == "guidance" for thing in self.things], dtype=bool)

    def having(self, field: str, wanted: Iterable[int]) -> Booleans:
        """Tell which things have any of these themes or tags."""
        found = np.zeros(len(self.things), dtype=bool)
        for key in wanted:
            column = self._columns[field].get(key)
            if column is not None:
                found |= column
        return found

    @cached_property
    def _columns(self) -> dict[str, dict[int, Booleans]]:
        return {field: self._of(field) for field in ("themes", "tags")}

    def _of(self, field: str) -> dict[int, Booleans]:
        columns: dict[int, Booleans] = {}
        for row, thing in enumerate(self.things):
            for key in getattr(thing, field):
                columns.setdefault(key, np.zeros(len(self.things), dtype=bool))[row] = True
        return columns

    def likeness(self, code: str) -> Floats:
        """Return how alike each owner is to a municipality; NaN where nothing is known."""
        known = self._likeness.get(code)
        if known is None:
            known = self._likeness[code] = self._seen_from(code)
        return known

    @cached_property
    def _likeness(self) -> dict[str, Floats]:
        return {}

    def peers(self, code: str) -> frozenset[int]:
        """Return the bodies of the peer group; nobody where one looks from no municipality."""
        known = self._groups.get(code)
        if known is None:
            known = self._groups[code] = self._group(code)
        return known

    @cached_property
    def _groups(self) -> dict[str, frozenset[int]]:
        return {}

    def _group(self, code: str) -> frozenset[int]:
        if code not in self.register.by_code:
            return frozenset()
        found = lens(self.register.table, code, "all").peers
        return frozenset(self.register.by_code[peer.id].pk for peer in found)

    def _seen_from(self, code: str) -> Floats:
        if code not in self.register.by_code:
            return np.full(len(self.things), np.nan)
        total = distances(self.register.table, viewpoint=code).total[0]
        apart = dict(zip(self.register.table.ids, total.tolist(), strict=True))
        return np.array([1 - apart.get(thing.owner_code, np.nan) for thing in self.things])


def pool(at: datetime, *, reach: timedelta = LONGEST) -> Pool:
    """Read what has come within the reach, by the one rule of who may see what."""
    since = at - reach
    things = [*_cases(since, at), *_questions(since, at), *_guidance(since, at), *_tried(since, at)]
    things.sort(key=lambda thing: thing.key)
    return Pool(things, at, snapshot())


def _cases(since: datetime, at: datetime) -> Iterator[Thing]:
    rows = Case.objects.filter(published_at__gt=since)
    for one, is_open in _with_openness(rows, at):
        yield _thing(one, "case", is_open, weight=0.6 + 0.4 * one.completeness)


def _questions(since: datetime, at: datetime) -> Iterator[Thing]:
    """Yield what was asked, and what was settled by an answer that stands."""
    asked = Question.objects.filter(published_at__gt=since, closed_at=None)
    for one, is_open in _with_openness(asked, at):
        yield _thing(one, "question", is_open)
    settled = Question.objects.filter(
        accepted__state=State.PUBLISHED, accepted__created_at__gt=since
    ).select_related("accepted")
    for one, is_open in _with_openness(settled, at):
        if one.accepted:
            yield _thing(one, "question", is_open, kind="answer", moment=one.accepted.created_at)


def _guidance(since: datetime, at: datetime) -> Iterator[Thing]:
    """Yield guidance that is new or has a new date; the date is in the key."""
    today = timezone.localdate(at)
    rows = Guidance.objects.filter(changed_at__gt=since).exclude(status=Guidance.Status.REPLACED)
    for one, is_open in _with_openness(rows, at):
        moment = max(one.published_at or since, _morning(one.dated_date))
        if moment > since:
            weight = LATE_GUIDANCE if one.review_date < today else 1.0
            key = f"guidance:{one.pk}:{one.dated_date:%Y%m%d}"
            yield _thing(one, "guidance", is_open, key=key, moment=moment, weight=weight)


def _morning(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())


def _tried(since: datetime, at: datetime) -> Iterator[Thing]:
    """Yield who tried what; told only to those whose case it is."""
    rows = Replication.objects.filter(at__gt=since).select_related("body__county", "case")
    tried = list(rows.order_by("-at", "-pk")[:MOST_OF_A_KIND])
    cases = {one.case_id for one in tried}
    readable = {
        row.pk: is_open for row, is_open in _with_openness(Case.objects.filter(pk__in=cases), at)
    }
    for one in tried:
        if one.case_id in readable:
            yield Thing(
                key=f"tried:{one.pk}",
                noun="case",
                pk=one.case_id,
                slug=one.case.slug,
                title=one.case.title,
                language=one.case.language,
                owner=one.body_id,
                owner_name=one.body.name,
                owner_code=one.body.code,
                county=one.body.county_id or 0,
                author=one.by_id,
                themes=frozenset(),
                tags=frozenset(),
                at=one.at,
                weight=1.0,
                is_open=readable[one.case_id],
                concerns=one.case.owner_id,
            )


def _with_openness(rows: QuerySet[Entry], at: datetime) -> Iterator[tuple[Entry, bool]]:
    """Yield what members may read, newest first, and whether strangers may as well."""
    known = rows.select_related("owner__county").prefetch_related("themes", "tags")
    newest = listed(known, MEMBER, at).order_by("-published_at", "-pk")[:MOST_OF_A_KIND]
    is_open = set(listed(rows, STRANGER, at).order_by("pk").values_list("pk", flat=True))
    for one in newest:
        yield one, one.pk in is_open


def _thing(
    one: Contribution,
    noun: str,
    is_open: bool,  # noqa: FBT001 - it comes in pairs with its row
    *,
    kind: str = "",
    key: str = "",
    moment: datetime | None = None,
    weight: float = 1.0,
) -> Thing:
    owner = one.owner
    return Thing(
        key=key or f"{kind or noun}:{one.pk}",
        noun=noun,
        pk=one.pk,
        slug=one.slug,
        title=one.title,
        language=one.language,
        owner=owner.pk,
        owner_name=owner.name,
        owner_code=owner.code if owner.is_municipality else "",
        county=owner.county_id or 0,
        author=one.author_id,
        themes=frozenset(theme.pk for theme in one.themes.all()),
        tags=frozenset(tag.pk for tag in one.tags.all()),
        at=moment or one.published_at or one.created_at,
        weight=weight,
        is_open=is_open,
    )
