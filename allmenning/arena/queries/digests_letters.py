"""A letter in words: what it tells, why, and where to read it; only what the reader may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.accounts.models import User
from allmenning.arena.models import Contribution, Digest, DigestItem, Replication, Tag
from allmenning.arena.queries.digests import Item, Why
from allmenning.arena.queries.viewer import OURS, Viewer, listed
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.register.queries import Snapshot

SIGNER = signing.Signer(salt="arena.letters")
# What a line is made of; the texts themselves are long.
SAID = ("slug", "title", "language", "owner__name")
NOUNS = {"case": "case", "question": "question", "answer": "question", "guidance": "guidance"}


@dataclass(frozen=True)
class Entry:
    """What stands in the database about one line."""

    key: str
    why: str
    about: str = ""

    @property
    def kind(self) -> str:
        return self.key.split(":")[0]

    @property
    def pk(self) -> int:
        return int(self.key.split(":")[1])


def entries_of(digest: Digest) -> list[Entry]:
    rows = DigestItem.objects.filter(digest=digest).order_by("pk")
    return [Entry(*told) for told in rows.values_list("key", "why", "about")]


@dataclass(frozen=True)
class Line:
    key: str
    title: str
    language: str
    path: str
    told: str
    reason: str

    @property
    def address(self) -> str:
        return f"{settings.BASE_URL}{self.path}"


@dataclass(frozen=True)
class Names:
    """Names that reasons are put in words with, by primary key as text."""

    themes: Mapping[str, Theme] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    counties: Mapping[str, str] = field(default_factory=dict)


def names() -> Names:
    tags = Tag.objects.order_by("pk").values_list("pk", "name")
    counties = Body.objects.filter(kind=Body.Kind.COUNTY).order_by("pk").values_list("pk", "name")
    return Names(
        themes={str(one.pk): one for one in Theme.objects.order_by("pk")},
        tags={str(pk): name for pk, name in tags},
        counties={str(pk): name for pk, name in counties},
    )


def reason(entry: Entry, known: Names) -> str:
    """Say why this stands here, in a whole sentence."""
    theme = known.themes.get(entry.about)
    about = {
        Why.SEARCH: entry.about,
        Why.THEME: theme.name if theme else "",
        Why.HANDLED: theme.name if theme else "",
        Why.TAG: known.tags.get(entry.about, ""),
        Why.COUNTY: known.counties.get(entry.about, ""),
    }
    words = {
        Why.ASKED: _("You were asked, because you may know."),
        Why.TRIED: _("They tried what you have told of."),
        Why.SEARCH: _("Found by your saved search: %(name)s."),
        Why.THEME: _("A theme you follow: %(name)s."),
        Why.TAG: _("A word you follow: %(name)s."),
        Why.COUNTY: _("From a county you follow: %(name)s."),
        Why.LIKE: _("From a municipality like yours."),
        Why.HANDLED: _("A theme you have handled yourself: %(name)s."),
        Why.NEW: _("New in Allmenning."),
    }
    why = Why(entry.why) if entry.why in set(Why) else Why.NEW
    return words[why] % {"name": about.get(why, "")}


def lines_of(items: Iterable[Item], known: Names) -> list[Line]:
    """Put into words what was ranked for a reader of this state of the data, asking nothing."""
    return [
        Line(
            key=item.thing.key,
            title=item.thing.title,
            language=item.thing.language,
            path=reverse(f"arena:{item.thing.noun}", args=[item.thing.slug]),
            told=_told(item.thing.kind, item.thing.owner_name),
            reason=reason(Entry(item.thing.key, item.why, item.about), known),
        )
        for item in items
    ]


def lines(entries: Sequence[Entry], viewer: Viewer, known: Names, at: datetime) -> list[Line]:
    """Put into words what this reader may read now; the rest is left out."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.kind in NOUNS:
            wanted[NOUNS[entry.kind]].add(entry.pk)
    tried = _tried({entry.pk for entry in entries if entry.kind == "tried"})
    wanted["case"].update(one.case_id for one in tried.values())
    readable = {noun: _readable(noun, keys, viewer, at) for noun, keys in wanted.items() if keys}
    found = (_line(entry, readable, tried, known) for entry in entries)
    return [line for line in found if line]


def _readable(
    noun: str, keys: Iterable[int], viewer: Viewer, at: datetime
) -> dict[int, Contribution]:
    rows = OURS[noun].objects.filter(pk__in=keys).select_related("owner").only(*SAID)
    return {one.pk: one for one in listed(rows, viewer, at).order_by("pk")}


def _tried(keys: set[int]) -> dict[int, Replication]:
    if not keys:
        return {}
    rows = Replication.objects.filter(pk__in=keys).select_related("body").order_by("pk")
    return {one.pk: one for one in rows}


def _line(
    entry: Entry,
    readable: Mapping[str, Mapping[int, Contribution]],
    tried: Mapping[int, Replication],
    known: Names,
) -> Line | None:
    replication = tried.get(entry.pk) if entry.kind == "tried" else None
    pk = replication.case_id if replication else entry.pk
    noun = "case" if entry.kind == "tried" else NOUNS.get(entry.kind, "")
    row = readable.get(noun, {}).get(pk)
    if row is None or (entry.kind == "tried" and replication is None):
        return None
    owner = replication.body if replication else row.owner
    return Line(
        key=entry.key,
        title=row.title,
        language=row.language,
        path=reverse(f"arena:{noun}", args=[row.slug]),
        told=_told(entry.kind, owner.name),
        reason=reason(entry, known),
    )


def _told(kind: str, name: str) -> str:
    words = {
        "case": _("Experience from %(name)s"),
        "question": _("Question from %(name)s"),
        "answer": _("Question from %(name)s, now answered"),
        "guidance": _("Guidance from %(name)s"),
        "tried": _("Tried in %(name)s"),
    }
    return words[kind] % {"name": name}


def subject(told: Sequence[Line]) -> str:
    """Name the first, and count the rest."""
    if len(told) == 1:
        return told[0].title
    more = len(told) - 1
    words = ngettext("%(title)s, and %(n)s more", "%(title)s, and %(n)s more", more)
    return words % {"title": told[0].title, "n": more}


def letter_language(person: User, code: str, register: Snapshot) -> str:
    """Return her own choice, else the language of her municipality, else bokmål."""
    if person.language in dict(settings.LANGUAGES):
        return person.language
    body = register.by_code.get(code)
    return "nn" if body and body.language_form == "nn" else settings.LANGUAGE_CODE


def stop_token(person: User) -> str:
    """Return what stops her letters without a sign-in; it opens nothing else."""
    return SIGNER.sign(person.pseudonym.hex)


def person_of_token(token: str) -> User | None:
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(pseudonym=key).first()
