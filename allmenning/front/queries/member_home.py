"""The first page of a member: what is new near her, what waits for her, what she has begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.arena.models import Case, Profile, Question, State
from allmenning.arena.queries.cases_due import REMIND_AFTER_DAYS
from allmenning.arena.queries.digests import Why
from allmenning.arena.queries.digests_letters import Entry, Line, lines
from allmenning.arena.queries.digests_pages import Ready, news, ready
from allmenning.arena.queries.digests_readers import Reader, reader_of
from allmenning.arena.queries.viewer import Viewer
from allmenning.evidence.models import Theme
from allmenning.front.queries.shared import Begun, begun
from allmenning.register.models import Body
from allmenning.register.queries.members import left_alone

MOST_NEWS, MOST_WAITING = 10, 5
SHOWN = ("slug", "title", "language", "state", "changed_at")
BEGUN = (State.DRAFT, State.WAITING)


@dataclass(frozen=True)
class MemberHome:
    offers_welcome: bool
    is_member: bool
    municipality: str
    news: Sequence[Line]
    asked: Sequence[Line]
    begun: Sequence[Begun]
    due: Sequence[Begun]
    themes: Sequence[Theme]
    follows: bool
    alone: Sequence[Body]


def member_home(person: User, profile: Profile, viewer: Viewer, at: datetime) -> MemberHome:
    known = ready(at)
    register = known.pool.register
    reader = reader_of(person, profile, viewer, register)
    place = register.by_code.get(reader.code)
    return MemberHome(
        offers_welcome=profile.welcomed_at is None,
        is_member=viewer.is_member,
        municipality=place.name if place else "",
        news=[one for one in news(reader, known, at, most=MOST_NEWS) if not _is_asked(one, reader)],
        asked=_asked(reader, known, at),
        begun=_begun(viewer),
        due=_due(viewer, at),
        themes=_themes(reader, known),
        follows=bool(reader.followed),
        alone=_alone(viewer, at),
    )


def _is_asked(line: Line, reader: Reader) -> bool:
    return line.key in {f"question:{pk}" for pk in reader.asked}


def _asked(reader: Reader, known: Ready, at: datetime) -> list[Line]:
    newest = sorted(reader.asked, reverse=True)[:MOST_WAITING]
    entries = [Entry(f"question:{pk}", Why.ASKED) for pk in newest]
    return lines(entries, reader.viewer, known.names, at)


def _begun(viewer: Viewer) -> list[Begun]:
    """List her own texts, and those of the bodies she edits for, that are not out."""
    mine = Q(author=viewer.user) | Q(owner__in=viewer.edits)
    found: list[tuple[datetime, Begun]] = []
    for model in (Case, Question):
        rows = model.objects.filter(mine, state__in=BEGUN).only(*SHOWN)
        found += [
            (one.changed_at, begun(one))
            for one in rows.order_by("-changed_at", "-pk")[:MOST_WAITING]
        ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [one for _at, one in found[:MOST_WAITING]]


def _due(viewer: Viewer, at: datetime) -> list[Begun]:
    """List experiences of her bodies that nobody has said are still true for a year and a half."""
    if not viewer.edits:
        return []
    day = timezone.localdate(at) - timedelta(days=REMIND_AFTER_DAYS)
    rows = Case.objects.filter(
        owner__in=viewer.edits, state=State.PUBLISHED, confirmed_date__lte=day
    )
    oldest = rows.only(*SHOWN).order_by("confirmed_date", "pk")
    return [begun(one) for one in oldest[:MOST_WAITING]]


def _alone(viewer: Viewer, at: datetime) -> Sequence[Body]:
    """List her bodies for which nobody edits any more; who edits herself need not ask."""
    mine = viewer.body_ids - viewer.edits
    return list(left_alone(mine, at)) if mine else []


def _themes(reader: Reader, known: Ready) -> list[Theme]:
    followed = reader.followed.themes
    return [theme for pk, theme in known.names.themes.items() if int(pk) in followed]
