"""Where the register and Statistics Norway do not say the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from allmenning.clients.klass import Change, Code
from allmenning.register.models import Attribute, Body, CodeChange

# Svalbard, Jan Mayen, the shelf, abroad and unknown have codes, but are no municipalities.
NOT_MUNICIPAL = {"21", "22", "23", "24", "25", "26", "99"}
BY_HAND = "Bodies that merge or divide are moved by hand (docs/adr/register-code-versions.md)"


@dataclass(frozen=True)
class Grouping:
    """Group by municipal code, as it was on the newest day that has an answer."""

    day: date
    groups: Mapping[str, str]


@dataclass(frozen=True)
class News:
    """What Statistics Norway said; None is a classification without an answer."""

    day: date
    municipalities: tuple[Code, ...] | None
    counties: tuple[Code, ...] | None
    changes: tuple[Change, ...]
    kostra_groups: Grouping | None
    centrality: Grouping | None


@dataclass(frozen=True)
class Difference:
    """One thing a person may confirm; `fact` or `change` says what is then written."""

    id: str
    told: str
    fact: "NewFact | None" = None
    change: Change | None = None

    @property
    def applies(self) -> bool:
        return bool(self.fact or self.change)


@dataclass(frozen=True)
class NewFact:
    kind: str
    code: str
    key: Attribute.Key
    value: str
    valid_from: date
    source: str


def missing_in(news: News) -> list[str]:
    """Name the classifications nobody answered for, so that silence is not taken for agreement."""
    told = {
        "131 municipalities": news.municipalities,
        "104 counties": news.counties,
        "112 KOSTRA groups": news.kostra_groups,
        "128 centrality": news.centrality,
    }
    return [name for name, answer in told.items() if answer is None]


def differences(news: News) -> list[Difference]:
    """List them in the order they should be looked at: changes, codes, names, groups."""
    bodies = {(body.kind, body.code): body for body in Body.objects.exclude(code="")}
    changed = list(_changes(news, bodies))
    known = [bodies[key] for key in sorted(bodies)]
    moved = {one.change.old_code for one in changed if one.change}
    moved |= {one.change.new_code for one in changed if one.change}
    municipal = [b for b in known if b.kind == Body.Kind.MUNICIPALITY and b.code not in moved]
    counties = [b for b in known if b.kind == Body.Kind.COUNTY]
    kostra, centrality = Attribute.Key.KOSTRA_GROUP, Attribute.Key.CENTRALITY_CLASS
    return [
        *changed,
        *_codes(news.municipalities, municipal, news.day, moved),
        *_codes(news.counties, counties, news.day, set()),
        *_groups(news.kostra_groups, municipal, kostra, "klass-112"),
        *_groups(news.centrality, municipal, centrality, "klass-128"),
    ]


Bodies = Mapping[tuple[str, str], Body]


def _changes(news: News, bodies: Bodies) -> Iterator[Difference]:
    known = set(CodeChange.objects.values_list("changed_on", "old__code", "new__code"))
    new = [c for c in news.changes if (c.day, c.old_code, c.new_code) not in known]
    steps = [change for change in new if _is_municipal(change)]
    targets = Counter((change.day, change.old_code) for change in steps)
    sources = Counter((change.day, change.new_code) for change in steps)
    for change in steps:
        alone = targets[change.day, change.old_code] == sources[change.day, change.new_code] == 1
        soon = "It has not happened yet" if change.day > news.day else ""
        yield _step(change, soon or _why_not(change, bodies, alone=alone))


def _is_municipal(change: Change) -> bool:
    codes = change.old_code, change.new_code
    return all(len(code) == 4 and code[:2] not in NOT_MUNICIPAL for code in codes)


def _why_not(change: Change, bodies: Bodies, *, alone: bool) -> str:
    if not alone:
        return BY_HAND
    if (Body.Kind.MUNICIPALITY, change.old_code) not in bodies:
        return f"The register has no municipality with the code {change.old_code} today"
    if (Body.Kind.COUNTY, change.new_code[:2]) not in bodies:
        return f"The register has no county {change.new_code[:2]}"
    return ""


def _step(change: Change, why_not: str) -> Difference:
    told = (
        f"{change.day}: {change.old_code} {change.old_name} became "
        f"{change.new_code} {change.new_name}."
    )
    return Difference(
        id=f"change:{change.day}:{change.old_code}:{change.new_code}",
        told=f"{told} {why_not}." if why_not else told,
        change=None if why_not else change,
    )


def _codes(
    codes: tuple[Code, ...] | None, bodies: list[Body], day: date, moved: set[str]
) -> Iterator[Difference]:
    """Compare which codes there are, and their names."""
    if codes is None:
        return
    theirs = {code.code: code for code in codes if code.code[:2] not in NOT_MUNICIPAL}
    ours = {body.code: body for body in bodies}
    for code in sorted(theirs.keys() - ours.keys() - moved):
        yield Difference(f"new:{code}", f"{code} {theirs[code].name} is not in the register.")
    for code, body in ours.items():
        if code not in theirs:
            yield Difference(f"gone:{code}", f"{code} {body.official_name} is not valid on {day}.")
        elif theirs[code].name != body.official_name:
            yield _named(body, theirs[code].name, day)


def _named(body: Body, name: str, day: date) -> Difference:
    source = "klass-131" if body.kind == Body.Kind.MUNICIPALITY else "klass-104"
    fact = NewFact(body.kind, body.code, Attribute.Key.OFFICIAL_NAME, name, day, source)
    told = f"{body.code}: the name is {name}, in the register {body.official_name}."
    return Difference(f"name:{body.code}", told, fact)


def _groups(
    grouping: Grouping | None, bodies: list[Body], key: Attribute.Key, source: str
) -> Iterator[Difference]:
    if grouping is None:
        return
    for body in bodies:
        ours, theirs = str(getattr(body, key.value) or ""), grouping.groups.get(body.code, "")
        if theirs and theirs != ours:
            fact = NewFact(body.kind, body.code, key, theirs, grouping.day, source)
            there = f"{key.value} is {theirs}, in the register {ours or 'unknown'}"
            told = f"{body.code} {body.name}: {there}."
            yield Difference(f"{key.value}:{body.code}", told, fact)
