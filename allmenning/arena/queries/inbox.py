"""What a member has been told: as sentences, and only of what she may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmenning.accounts.models import User
from allmenning.arena.models import Language, Notification, Profile, State
from allmenning.arena.queries.naming import name_of, named
from allmenning.arena.queries.viewer import Viewer, readable_threads
from allmenning.core.quiet_hours import is_quiet
from allmenning.register.models import Body, Membership

PER_PAGE = 30
MOST_COUNTED = 99
# After a week a letter is no news; it stands in the inbox all the same.
MAILED_WITHIN = timedelta(days=7)
SIGNER = signing.Signer(salt="arena.inbox")
ABOUT = tuple(f"thread__{name}" for name in ("case", "question", "guidance", "finding", "study"))
NEEDS = ("post__author", "post__body", *ABOUT)
Kind = Notification.Kind
OF_A_POST = (Kind.ANSWER, Kind.POST, Kind.MENTION)
# What is said about one's own text is told even where the text itself may not be read any more.
OF_A_DECISION = (Kind.MODERATED, Kind.APPEAL)


@dataclass(frozen=True)
class News:
    """One line of the inbox; without an address there is nothing she may go to any more."""

    notification: Notification
    sentence: str
    title: str
    language: str
    address: str

    @property
    def is_told(self) -> bool:
        return bool(self.address)


def inbox(person: User) -> QuerySet[Notification]:
    rows = Notification.objects.filter(person=person).select_related(*NEEDS)
    return rows.order_by("-created_at", "-pk")


def n_unread(person: User) -> int:
    """Count what is unread, up to what is shown; one query, on every page."""
    unread = Notification.objects.filter(person=person, read_at__isnull=True)
    return len(unread.order_by().values_list("pk")[: MOST_COUNTED + 1])


def news(rows: Sequence[Notification], viewer: Viewer, at: datetime) -> list[News]:
    """Put each into words, as far as this reader may know now."""
    threads = {row.thread_id for row in rows if row.thread_id}
    readable = set(
        readable_threads(viewer, at).filter(pk__in=threads).order_by().values_list("pk", flat=True)
    )
    return [_news(row, readable, viewer) for row in rows]


def _news(row: Notification, readable: set[int], viewer: Viewer) -> News:
    kind = Kind(row.kind)
    if kind in OF_A_DECISION:
        return News(row, sentence(row), "", "", _statement(row))
    if kind == Kind.QUEUE and viewer.is_moderator:
        return News(row, sentence(row), "", "", reverse("arena:moderation"))
    if kind == Kind.UNEDITED and viewer.is_moderator and (body := _body_of(row)):
        return News(
            row, sentence(row), body.name, "", reverse("register:members", args=[body.slug])
        )
    if row.thread_id in readable and row.thread:
        thing = named(row.thread.subject)
        address = reverse("arena:post", args=[row.post_id]) if row.post_id else thing.address
        return News(row, sentence(row), thing.title, thing.language, address)
    return News(row, _("This is no longer open to you."), "", "", "")


def _statement(row: Notification) -> str:
    """Lead to the reasons; the key ends with the number of the decision."""
    number = row.key.rpartition(":")[2]
    return reverse("arena:statement", args=[number]) if number.isdecimal() else ""


def _body_of(row: Notification) -> Body | None:
    """Find the body by its number in the key: `unedited:12:2026-11-23`."""
    number = row.key.split(":")[1]
    return Body.objects.filter(pk=number).first() if number.isdecimal() else None


def sentence(row: Notification) -> str:
    who = name_of(row.post.author, row.post.body) if row.post else _("Somebody")
    return {
        Kind.ANSWER: _("%(who)s has answered you.") % {"who": who},
        Kind.POST: _("%(who)s has written where you follow what is said.") % {"who": who},
        Kind.MENTION: _("%(who)s has named you.") % {"who": who},
        Kind.ASKED: _("You are asked, because you may know."),
        Kind.ACCEPTED: _("Your answer settled the question."),
        Kind.ESCALATED: _("Nobody has answered in time, so the question has gone to the desk."),
        Kind.MODERATED: _("A moderator has decided something about what you wrote."),
        Kind.APPEAL: _("There is news of an appeal."),
        Kind.STILL_TRUE: _("Is this still true? Confirm it, or change it."),
        Kind.TRIED: _("Another municipality has tried this."),
        Kind.LAW_CHANGED: _("The law that this rests on has changed."),
        Kind.REVIEW_DUE: _("It is time to look at this guidance again."),
        Kind.QUEUE: _("Texts wait for a moderator."),
        Kind.UNEDITED: _("Nobody can edit here any more. Find somebody who can take over."),
    }[Kind(row.kind)]


def still_news(one: News) -> bool:
    """Tell whether it may stand in a letter: she may read it, and what was said still stands."""
    row = one.notification
    stands = row.kind not in OF_A_POST or (
        row.post is not None and row.post.state == State.PUBLISHED
    )
    return one.is_told and stands


# Letters


@dataclass(frozen=True)
class Recipient:
    person: User
    rows: tuple[Notification, ...]


def unmailed(at: datetime) -> QuerySet[Notification]:
    """List what is unread and not mailed, to those who can be reached by mail."""
    person = Q(person__is_active=True, person__is_demo=False, person__closed_at__isnull=True)
    rows = Notification.objects.filter(
        person,
        person__email_verified_at__isnull=False,
        read_at__isnull=True,
        mailed_at__isnull=True,
        created_at__gt=at - MAILED_WITHIN,
    )
    return rows.select_related("person__profile", *NEEDS).order_by("person", "created_at", "pk")


def recipients(at: datetime) -> list[Recipient]:
    """Return who is to have a letter now, with all that has waited for her."""
    waiting: dict[User, list[Notification]] = {}
    for row in unmailed(at):
        waiting.setdefault(row.person, []).append(row)
    return [
        Recipient(person, tuple(rows))
        for person, rows in waiting.items()
        if wants_mail(profile_of(person), at)
    ]


def profile_of(person: User) -> Profile:
    """Return what she has chosen, or what holds for who has chosen nothing."""
    return getattr(person, "profile", None) or Profile(person=person)


def wants_mail(profile: Profile, at: datetime) -> bool:
    local = timezone.localtime(at)
    return profile.mail_at_once and not is_quiet(local, profile.quiet_from, profile.quiet_to)


def language_for(person: User) -> str:
    """Return her own language, or the one her body writes."""
    own = person.language[:2]
    if own in Language.values:
        return own
    first = Membership.objects.filter(user=person).select_related("body").order_by("pk").first()
    nynorsk = first is not None and first.body.language_form == Body.LanguageForm.NYNORSK
    return Language.NYNORSK if nynorsk else Language.BOKMAL


def token_of(person: User) -> str:
    return SIGNER.sign(str(person.pseudonym)).replace(":", ".")


def person_of_token(token: str) -> User | None:
    told, _dot, signature = token.rpartition(".")
    try:
        pseudonym = SIGNER.unsign(f"{told}:{signature}")
    except signing.BadSignature:
        return None
    return User.objects.filter(pseudonym=pseudonym, is_active=True).first()
