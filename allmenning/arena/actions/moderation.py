"""What moderators do with a text, and what those who wrote it may answer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import override

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.discussion import recount, thread_of
from allmenning.arena.actions.gate import tell_moderators
from allmenning.arena.actions.notifying import notify
from allmenning.arena.actions.routing import route_question
from allmenning.arena.models import (
    Appeal,
    Case,
    Decision,
    Flag,
    Ground,
    Lesson,
    Notification,
    Post,
    Question,
    State,
    Thread,
)
from allmenning.arena.queries.moderation import (
    About,
    about_of,
    noun_of,
    open_flags,
    queued_since,
    text_of,
)

Kind = Decision.Kind
# What each decision may be taken about, and what it leaves.
LEAVES: dict[str, tuple[frozenset[str], State | None]] = {
    Kind.APPROVE: (frozenset({State.WAITING, State.PUBLISHED}), State.PUBLISHED),
    Kind.WARN: (frozenset({State.PUBLISHED}), None),
    Kind.HIDE: (frozenset({State.WAITING, State.PUBLISHED}), State.HIDDEN),
    Kind.REMOVE: (frozenset({State.WAITING, State.PUBLISHED, State.HIDDEN}), State.HIDDEN),
    Kind.RESTORE: (frozenset({State.HIDDEN, State.REMOVED}), State.PUBLISHED),
}
AGAINST = frozenset({Kind.HIDE, Kind.WARN, Kind.REMOVE})


class NotNowError(Exception):
    """Somebody else has decided meanwhile, or the author has withdrawn the text."""


class OwnTextError(Exception):
    """Nobody judges her own text, her own decision, or flags herself."""


@transaction.atomic
def raise_flag(*, about: About, ground: Ground, text: str, by: User, at: datetime) -> Flag:
    """Ask a moderator to look; a second time from the same person changes nothing."""
    if about.author == by:
        raise OwnTextError
    flag, is_new = Flag.objects.get_or_create(
        **_key(about),
        by=by,
        settled_at=None,
        defaults={"ground": ground, "text": text, "at": at},
    )
    if is_new:
        detail: dict[str, object] = {"about": target_of(about), "ground": str(ground)}
        write_audit(
            by=by, at=at, verb="arena.flag.raised", target=f"arena.flag:{flag.pk}", detail=detail
        )
        tell_moderators(at=at)
    return flag


@transaction.atomic
def decide(
    *, about: About, kind: Decision.Kind, ground: str, reasons: str, by: User, at: datetime
) -> Decision:
    """Let a text stand, warn, hide, show it again, or ask for its removal.

    A removal hides the text until somebody else has agreed (`second`). Who wrote it is told, with
    the reasons, and may appeal.

    Raises
    ------
    NotNowError
        The text is no longer what the decision is about.
    OwnTextError
        The moderator wrote it.
    """
    about = _locked(about)
    before, after = LEAVES[kind]
    if about.state not in before:
        raise NotNowError
    if about.author == by:
        raise OwnTextError
    lesson = _lesson(about, kind, ground)
    decision = Decision.objects.create(
        **_key(about),
        kind=kind,
        ground=ground,
        reasons=reasons,
        held_for=about.held_for if about.state == State.WAITING else [],
        since=queued_since(about),
        by=by,
        at=at,
    )
    if after:
        _set_state(about, after, ground, at)
    _pending(about).exclude(pk=decision.pk).update(declined_at=at)
    open_flags(about).update(settled_at=at)
    if lesson is not None:
        _teach(about, is_spam=lesson, at=at)
    _write(about, decision, by, at)
    _tell_author(decision)
    if kind == Kind.REMOVE:
        tell_moderators(at=at)
    return decision


@transaction.atomic
def second(*, decision: Decision, agrees: bool, by: User, at: datetime) -> Decision:
    """Agree to a removal, which then counts, or decline it: the text stays hidden.

    Raises
    ------
    NotNowError
        It has been settled already.
    OwnTextError
        The same person, or the author.
    """
    about = _locked(about_of(decision))
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if not waits_for_second(decision) or about.state != State.HIDDEN:
        raise NotNowError
    if by in (decision.by, about.author):
        raise OwnTextError
    decision.seconded_by = by
    if agrees:
        decision.seconded_at = at
        _set_state(about, State.REMOVED, decision.ground, at)
    else:
        decision.declined_at = at
    decision.save(update_fields=["seconded_by", "seconded_at", "declined_at"])
    verb = "removed" if agrees else "kept_hidden"
    _audit(about, verb, by, at, {"decision": decision.pk})
    _tell_author(decision, f"seconded:{decision.pk}", at)
    return decision


def waits_for_second(decision: Decision) -> bool:
    settled = decision.seconded_at or decision.declined_at
    return decision.kind == Kind.REMOVE and not settled


@transaction.atomic
def appeal(*, decision: Decision, text: str, by: User, at: datetime) -> Appeal:
    """Disagree, once; another moderator looks again.

    Raises
    ------
    OwnTextError
        Only who wrote the text may appeal.
    NotNowError
        There is nothing to appeal.
    """
    if about_of(decision).author != by:
        raise OwnTextError
    if decision.kind not in AGAINST:
        raise NotNowError
    made, is_new = Appeal.objects.get_or_create(
        decision=decision, defaults={"text": text, "by": by, "at": at}
    )
    if is_new:
        _audit(about_of(decision), "appealed", by, at, {"decision": decision.pk})
        tell_moderators(at=at)
    return made


@transaction.atomic
def answer_appeal(
    *, appeal: Appeal, outcome: Appeal.Outcome, answer: str, by: User, at: datetime
) -> Appeal:
    """Answer as somebody other than those who decided; reversed, the text is shown again.

    Raises
    ------
    OwnTextError
        The same person decided, agreed, or wrote it.
    NotNowError
        It is answered.
    """
    decision = appeal.decision
    about = _locked(about_of(decision))
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if appeal.outcome != Appeal.Outcome.OPEN:
        raise NotNowError
    if by in (decision.by, decision.seconded_by, about.author):
        raise OwnTextError
    appeal.outcome, appeal.answer = outcome, answer
    appeal.answered_by, appeal.answered_at = by, at
    appeal.save()
    if outcome == Appeal.Outcome.REVERSED:
        _reverse(about, decision, by, at)
    _audit(about, f"appeal_{outcome}", by, at, {"decision": decision.pk})
    if author := about.author:
        notify(
            person=author,
            kind=Notification.Kind.APPEAL,
            key=f"appeal:{decision.pk}",
            at=at,
            **_key(about),
        )
    return appeal


def _reverse(about: About, decision: Decision, by: User, at: datetime) -> None:
    """Show it again, and unlearn: what was taken for spam is taught as no spam."""
    if about.state in {State.HIDDEN, State.REMOVED}:
        Decision.objects.create(**_key(about), kind=Kind.RESTORE, by=by, at=at)
        _pending(about).update(declined_at=at)
        _set_state(about, State.PUBLISHED, "", at)
    if decision.ground == Ground.SPAM:
        _teach(about, is_spam=False, at=at)


def target_of(about: About) -> str:
    return f"arena.{noun_of(about)}:{about.pk}"


def _key(about: About) -> dict[str, Any]:
    return {"post": about} if isinstance(about, Post) else {"thread": thread_of(about)}


def _pending(about: About) -> QuerySet[Decision]:
    return Decision.objects.filter(
        **_key(about), kind=Kind.REMOVE, seconded_at=None, declined_at=None
    )


def _locked(about: About) -> About:
    """Take the thread first, as those who write in it do."""
    thread = about.thread if isinstance(about, Post) else thread_of(about)
    Thread.objects.select_for_update().get(pk=thread.pk)
    return type(about).objects.select_for_update().get(pk=about.pk)


def _set_state(about: About, state: State, ground: str, at: datetime) -> None:
    about.state, about.held_for = state, []
    if isinstance(about, Post | Case):
        about.reason = _in_its_language(about.language, ground)
    if isinstance(about, Post):
        about.save()
        recount(thread=about.thread)
        return
    about.changed_at = at
    if state == State.PUBLISHED and about.published_at is None:
        about.published_at = at
    about.save()
    if isinstance(about, Question):
        route_question(question=about, at=at)


def _in_its_language(language: str, ground: str) -> str:
    """Say to those who read the thread why it is gone, in the language of the text."""
    if not ground:
        return ""
    with override(language):
        return str(Ground(ground).label)


def _lesson(about: About, kind: Decision.Kind, ground: str) -> bool | None:
    """Tell whether the filter learns that this is spam, that it is not, or nothing."""
    if kind in AGAINST:
        return True if ground == Ground.SPAM else None
    was_flagged = open_flags(about).filter(ground=Ground.SPAM).exists()
    return False if was_flagged or "spam" in about.held_for else None


def _teach(about: About, *, is_spam: bool, at: datetime) -> None:
    Lesson.objects.update_or_create(
        source=target_of(about), defaults={"text": text_of(about), "is_spam": is_spam, "at": at}
    )


def _tell_author(decision: Decision, key: str = "", at: datetime | None = None) -> None:
    """Send the statement of reasons; an approval of what waited is news as well."""
    about = about_of(decision)
    author = about.author
    if author:
        notify(
            person=author,
            kind=Notification.Kind.MODERATED,
            key=key or f"decision:{decision.pk}",
            at=at or decision.at,
            **_key(about),
        )


VERBS = {
    Kind.APPROVE: "approved",
    Kind.WARN: "warned",
    Kind.HIDE: "hidden",
    Kind.REMOVE: "removal_proposed",
    Kind.RESTORE: "restored",
}


def _write(about: About, decision: Decision, by: User, at: datetime) -> None:
    detail: dict[str, object] = {"decision": decision.pk, "ground": str(decision.ground)}
    _audit(about, VERBS[Kind(decision.kind)], by, at, detail)


def _audit(about: About, what: str, by: User, at: datetime, detail: dict[str, object]) -> None:
    target = target_of(about)
    verb = f"{target.partition(':')[0]}.{what}"
    write_audit(by=by, at=at, verb=verb, target=target, detail=detail)
