"""What a thing that is talked about is called, and where it is read."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmenning.accounts.models import User
from allmenning.arena.models import Post, State
from allmenning.arena.queries.speaking import Subject, kind_of
from allmenning.evidence.models import Finding, Study
from allmenning.evidence.queries.pages_cards import foreign_language
from allmenning.register.models import Body

PAGES = {"case": "arena:case", "question": "arena:question", "guidance": "arena:guidance"}


@dataclass(frozen=True)
class Named:
    """`language` is empty where the title is in that of the page; `page` is the thing's own."""

    title: str
    language: str
    address: str
    page: str


def named(subject: Subject) -> Named:
    language = (get_language() or "nb")[:2]
    if isinstance(subject, Finding):
        return Named(
            title=subject.statement,
            language=foreign_language(subject, "statement"),
            address=reverse("arena:finding_discussion", args=[subject.code]),
            page=reverse("evidence:finding", args=[subject.code]),
        )
    if isinstance(subject, Study):
        return Named(
            title=subject.title,
            language="",
            address=reverse("arena:study_discussion", args=[subject.slug]),
            page=reverse("evidence:study", args=[subject.slug]),
        )
    address = reverse(PAGES[kind_of(subject)], args=[subject.slug])
    return Named(
        title=subject.title,
        language="" if subject.language == language else subject.language,
        address=address,
        page=address,
    )


def name_of(person: User | None, body: Body | None) -> str:
    """Name who writes, and for whom; an e-mail address is nobody's name."""
    if person is None:
        who = _("Somebody")
    elif person.closed_at:
        who = person.shown_name
    else:
        who = person.name or (_("A colleague") if body else _("Somebody"))
    return f"{who}, {body.name}" if body else who


def gone_words(post: Post) -> str:
    """Say why a post is not shown; empty where it stands."""
    return {
        State.WITHDRAWN: _("Withdrawn by the author."),
        State.HIDDEN: _("Hidden by a moderator."),
        State.REMOVED: _("Removed by two moderators."),
    }.get(State(post.state), "")
