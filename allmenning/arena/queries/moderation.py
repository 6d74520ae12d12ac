"""What waits for a moderator, and what has been decided about a text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import Role, User
from allmenning.arena.models import (
    Appeal,
    Case,
    Decision,
    Flag,
    Ground,
    Guidance,
    Notice,
    Post,
    Question,
    State,
)
from allmenning.arena.queries.speaking import Subject
from allmenning.arena.queries.viewer import Viewer, listed, readable_posts
from allmenning.core.text import language_of

About = Post | Case | Question | Guidance
WAITING, FLAGGED, SECOND, APPEALED, NOTICED = "waiting", "flagged", "second", "appealed", "noticed"
WHY = {
    WAITING: pgettext_lazy("moderation", "Waits before it is published"),
    FLAGGED: pgettext_lazy("moderation", "Somebody has flagged it"),
    SECOND: pgettext_lazy("moderation", "Removal that needs one more"),
    APPEALED: pgettext_lazy("moderation", "Appeal"),
    NOTICED: pgettext_lazy("moderation", "Notice from outside"),
}
MODELS: dict[str, type[Post | Case | Question | Guidance]] = {
    "post": Post,
    "case": Case,
    "question": Question,
    "guidance": Guidance,
}
SUBJECTS = ("case", "question", "guidance")
MOST_SHOWN = 200
EXCERPT = 300
TEXT_FIELDS = ("title", "problem", "done", "result", "failed", "advice", "summary", "text")


@dataclass(frozen=True)
class Item:
    """One thing that waits: a text, or an appeal or a notice about one."""

    why: str
    since: datetime
    about: About | None = None
    flags: tuple[Flag, ...] = ()
    held_for: tuple[str, ...] = ()
    decision: Decision | None = None
    appeal: Appeal | None = None
    notice: Notice | None = None
    title: str = ""
    excerpt: str = ""
    language: str = ""
    excerpt_language: str = ""
    author: str = ""
    grounds: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """Name the item, also where two wait since the same moment."""
        one = self.notice or self.appeal or self.about
        return f"{self.why}-{type(one).__name__.lower()}-{one.pk if one else 0}"

    @property
    def why_words(self) -> str:
        return str(WHY[self.why])

    @property
    def ground_words(self) -> list[str]:
        return [str(Ground(ground).label) for ground in self.grounds]

    @property
    def address(self) -> str:
        """Return the page where the item is decided."""
        if self.notice:
            return reverse("arena:notice_answer", args=[self.notice.pk])
        if self.appeal:
            return reverse("arena:moderation_appeal", args=[self.appeal.pk])
        return reverse(
            "arena:moderation_text", args=[self.noun, self.about.pk if self.about else 0]
        )

    @property
    def noun(self) -> str:
        return noun_of(self.about) if self.about else ""


def moderators(at: datetime) -> QuerySet[User]:
    """Return who holds the role today."""
    held = User.objects.filter(grants__role=Role.STEWARD, grants__expires_at__gt=at)
    return held.filter(is_active=True).order_by("pk")


def is_alone(at: datetime) -> bool:
    """Tell whether there is nobody to agree to a removal."""
    return moderators(at).count() < 2


def noun_of(about: About) -> str:
    return type(about).__name__.lower()


def about_of(row: Flag | Decision) -> About:
    """Return the text that a flag or a decision is about."""
    about = row.post or (row.thread.subject if row.thread else None)
    if not isinstance(about, Post | Case | Question | Guidance):
        raise TypeError(f"{row!r} is about {about!r}, which moderators have no say over.")
    return about


def subject_of(about: About) -> Subject:
    """Return what the text is, or what the post is written under."""
    return about.thread.subject if isinstance(about, Post) else about


def text_of(about: About) -> str:
    """Join what was written, as the filter reads it."""
    if isinstance(about, Post):
        return about.text
    return "\n\n".join(text for name in TEXT_FIELDS if (text := getattr(about, name, "")))


def _of(about: About) -> Q:
    return Q(post=about) if isinstance(about, Post) else Q(**{f"thread__{noun_of(about)}": about})


def open_flags(about: About) -> QuerySet[Flag]:
    return Flag.objects.filter(_of(about), settled_at__isnull=True).order_by("at", "pk")


def queued_since(about: About) -> datetime | None:
    """Return since when a moderator was to look at it; None where nobody had asked for that."""
    flag = open_flags(about).first()
    if about.state == State.WAITING:
        return _written(about)
    return flag.at if flag else None


def _written(about: About) -> datetime:
    return about.created_at if isinstance(about, Post) else about.changed_at


def readable_about(noun: str, pk: int, viewer: Viewer, at: datetime) -> About | None:
    """Find a published text that the reader may read."""
    if noun == "post":
        posts = readable_posts(viewer, at).filter(state=State.PUBLISHED, pk=pk)
        return posts.select_related("thread", "author").first()
    rows = listed(MODELS[noun].objects.filter(pk=pk), viewer, at)  # type: ignore[type-var]
    found: About | None = rows.select_related("author").first()  # type: ignore[assignment]
    return found


def find_about(noun: str, pk: int) -> About | None:
    return MODELS[noun].objects.select_related("author").filter(pk=pk).first()


def may_see_decision(viewer: Viewer, decision: Decision) -> bool:
    """Let the author, those who edit for the owner, and moderators read the statement."""
    about = about_of(decision)
    if viewer.user is None:
        return False
    is_theirs = not isinstance(about, Post) and about.owner_id in viewer.edits
    return viewer.is_moderator or about.author == viewer.user or is_theirs


def decisions_about(about: About) -> QuerySet[Decision]:
    rows = Decision.objects.filter(_of(about)).select_related("by", "seconded_by", "appeal")
    return rows.order_by("-at", "-pk")


def queue() -> list[Item]:
    """List what waits, oldest first; a text that waits for two reasons stands once."""
    return sorted(chain(_texts(), _seconds(), _appeals(), _notices()), key=_oldest_first)


def _oldest_first(item: Item) -> tuple[datetime, str]:
    return item.since, item.key


def _texts() -> Iterable[Item]:
    """Give texts that wait, and those somebody has flagged."""
    flags = _flags_by_text()
    for about, since in _waiting():
        told = flags.pop((noun_of(about), about.pk), [])
        yield _item(WAITING, since, about, flags=tuple(told), held_for=tuple(about.held_for))
    for told in flags.values():
        about = about_of(told[0])
        if about.state == State.PUBLISHED:
            yield _item(FLAGGED, told[0].at, about, flags=tuple(told))


def _flags_by_text() -> dict[tuple[str, int], list[Flag]]:
    rows = Flag.objects.filter(settled_at__isnull=True).select_related(*_related())
    found: dict[tuple[str, int], list[Flag]] = defaultdict(list)
    for flag in rows.order_by("at", "pk")[:MOST_SHOWN]:
        about = about_of(flag)
        found[noun_of(about), about.pk].append(flag)
    return found


def _waiting() -> Iterable[tuple[About, datetime]]:
    for noun, model in MODELS.items():
        rows = model.objects.filter(state=State.WAITING).select_related("author")
        order = "created_at" if noun == "post" else "changed_at"
        for about in rows.order_by(order, "pk")[:MOST_SHOWN]:
            yield about, _written(about)


def _related(before: str = "") -> tuple[str, ...]:
    """Name what hangs on a flag or a decision, to be read with it."""
    ours = (f"thread__{name}__author" for name in SUBJECTS)
    return tuple(f"{before}{name}" for name in ("by", "post__author", *ours))


def _seconds() -> Iterable[Item]:
    rows = Decision.objects.filter(kind="remove", seconded_at=None, declined_at=None)
    for decision in rows.select_related(*_related()).order_by("at", "pk")[:MOST_SHOWN]:
        about = about_of(decision)
        if about.state == State.HIDDEN:
            yield _item(SECOND, decision.at, about, decision=decision)


def _appeals() -> Iterable[Item]:
    rows = Appeal.objects.filter(outcome=Appeal.Outcome.OPEN).select_related(
        "decision", *_related("decision__")
    )
    for appeal in rows.order_by("at", "pk")[:MOST_SHOWN]:
        about = about_of(appeal.decision)
        yield _item(APPEALED, appeal.at, about, decision=appeal.decision, appeal=appeal)


def _notices() -> Iterable[Item]:
    rows = Notice.objects.filter(state=Notice.State.OPEN).order_by("at", "pk")
    for notice in rows[:MOST_SHOWN]:
        yield Item(
            why=NOTICED,
            since=notice.at,
            notice=notice,
            title=notice.address,
            excerpt=notice.text[:EXCERPT],
            language=notice.language,
            excerpt_language=notice.language,
            author=notice.name,
            grounds=(notice.ground,),
        )


def _item(
    why: str,
    since: datetime,
    about: About,
    *,
    flags: tuple[Flag, ...] = (),
    held_for: tuple[str, ...] = (),
    decision: Decision | None = None,
    appeal: Appeal | None = None,
) -> Item:
    author = about.author
    text = (appeal.text if appeal else text_of(about))[:EXCERPT]
    grounds = [flag.ground for flag in flags] + ([decision.ground] if decision else [])
    return Item(
        why=why,
        since=since,
        about=about,
        flags=flags,
        held_for=held_for,
        decision=decision,
        appeal=appeal,
        title="" if isinstance(about, Post) else about.title,
        excerpt=text,
        language=about.language,
        excerpt_language=(language_of(text) if appeal else None) or about.language,
        author=author.shown_name if author else "",
        grounds=tuple(dict.fromkeys([*grounds, *(["spam"] if "spam" in held_for else [])])),
    )
