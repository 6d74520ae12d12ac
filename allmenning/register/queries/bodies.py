"""The list of municipalities narrowed down, and everything about one body."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Count, Prefetch, Q, QuerySet

from allmenning.accounts.queries import KeptPerRevision
from allmenning.register.models import (
    Attribute,
    Body,
    CodeChange,
    CodePart,
    CodeVersion,
    Doubt,
)
from allmenning.register.queries.snapshot import Municipality
from allmenning.ui.text import slugify

# From inhabitants, up to but not including; DSB's strata of 2019 have the same limits.
SIZE_CLASSES = {
    "0-1999": (0, 2_000),
    "2000-4999": (2_000, 5_000),
    "5000-9999": (5_000, 10_000),
    "10000-19999": (10_000, 20_000),
    "20000-49999": (20_000, 50_000),
    "50000-": (50_000, 10**9),
}


@dataclass(frozen=True)
class Narrowing:
    """Which municipalities the reader asked for; empty is all."""

    words: str = ""
    county: str = ""
    kostra_group: str = ""
    centrality: str = ""
    language: str = ""
    size: str = ""

    def __bool__(self) -> bool:
        return self != Narrowing()


def narrowed(bodies: Sequence[Municipality], by: Narrowing) -> list[Municipality]:
    tests = list(_tests(by))
    return [body for body in bodies if all(test(body) for test in tests)]


Test = Callable[[Municipality], bool]


def _tests(by: Narrowing) -> list[Test]:
    tests: list[Test] = []
    if by.words:
        tests.append(searching(by.words))
    if by.county:
        tests.append(lambda body: body.county_code == by.county)
    if by.kostra_group:
        tests.append(lambda body: body.kostra_group == by.kostra_group)
    if by.centrality:
        tests.append(lambda body: str(body.centrality_class) == by.centrality)
    if by.language:
        tests.append(lambda body: body.language_form == by.language)
    if by.size:
        low, high = SIZE_CLASSES[by.size]
        tests.append(lambda body: low <= (body.population or 0) < high)
    return tests


def bare(words: str) -> str:
    """Leave out the word for a municipality that people write after its name."""
    name, _space, last = words.strip().rpartition(" ")
    return name if name and last.casefold() in {"kommune", "herad", "suohkan"} else words


def searching(words: str) -> Test:
    """Match code or a part of any name, with or without the letters of other alphabets."""
    plain = slugify(bare(words))
    return lambda body: (
        bool(plain)
        and (body.code == plain or plain in body.slug or plain in slugify(body.official_name))
    )


def formerly(words: str, most: int = 10) -> list[CodeVersion]:
    """Find codes and names of earlier years, with the bodies of today they lead to."""
    plain = slugify(words)
    if not plain:
        return []
    ended = CodeVersion.objects.filter(kind=Body.Kind.MUNICIPALITY, valid_to__isnull=False)
    parts = CodePart.objects.select_related("body").order_by("body__code")
    versions = ended.select_related("body").prefetch_related(Prefetch("parts", parts))
    ordered = versions.order_by("code", "valid_from", "pk")
    fitting = [one for one in ordered if plain == one.code or plain in slugify(one.name)]
    return list({one.code: one for one in fitting}.values())[:most]


def closest(words: str, known: Sequence[Municipality], most: int = 5) -> list[Municipality]:
    """Find the names that are spelt almost so."""
    plain = slugify(bare(words))
    by_name = {slugify(one.name): one for one in known}
    return [by_name[name] for name in get_close_matches(plain, by_name, n=most, cutoff=0.7)]


def begins(name: str, words: str) -> bool:
    return slugify(name).startswith(slugify(words))


def leads_to(version: CodeVersion) -> list[Body]:
    """Return the body of today, or all that share the area."""
    return [version.body] if version.body else [part.body for part in version.parts.all()]


def county_bodies() -> QuerySet[Body]:
    """List the counties with `n_municipalities`."""
    counties = Body.objects.filter(kind=Body.Kind.COUNTY)
    return counties.annotate(n_municipalities=Count("municipalities")).order_by("code")


# Bodies read last; all of them would take memory for pages that few open.
BODIES_KEPT = 100
_kept_facts: KeptPerRevision[list[list[Attribute]]] = KeptPerRevision(BODIES_KEPT)
_kept_history: KeptPerRevision[tuple[CodeVersion, ...]] = KeptPerRevision(BODIES_KEPT)


def facts_of(body: Body) -> list[list[Attribute]]:
    """Group the facts by key in the order of the keys, each group newest first."""
    return _kept_facts.get(body.pk, lambda: _facts_of(body))


def _facts_of(body: Body) -> list[list[Attribute]]:
    known = body.attributes.select_related("source").order_by("-valid_from", "pk")
    order = list(Attribute.Key)
    grouped: dict[str, list[Attribute]] = {key: [] for key in order}
    for fact in known:
        grouped[fact.key].append(fact)
    return [facts for facts in grouped.values() if facts]


def doubts_of(body: Body) -> QuerySet[Doubt]:
    return body.doubts.order_by("field", "used")


def history_of(body: Body) -> tuple[CodeVersion, ...]:
    """List the codes whose area, or a part of it, is the body's today; newest first."""
    return _kept_history.get(body.pk, lambda: tuple(_history_of(body)))


def _history_of(body: Body) -> QuerySet[CodeVersion]:
    parts = CodePart.objects.select_related("body").order_by("body__code")
    changes = CodeChange.objects.select_related("new").order_by("changed_on", "new__code")
    return (
        CodeVersion.objects.filter(Q(body=body) | Q(parts__body=body))
        .distinct()
        .prefetch_related(Prefetch("parts", parts), Prefetch("changes_out", changes))
        .order_by("-valid_from", "code", "pk")
    )
