"""What waits for a moderator, what has been decided, and a notice from outside."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.arena.actions.discussion import thread_of, write_post
from allmenning.arena.actions.journal import keep_journal_answers
from allmenning.arena.actions.moderation import appeal, decide, raise_flag
from allmenning.arena.actions.notices import receive_notice
from allmenning.arena.models import Appeal, Case, Decision, Ground, Notice, Post, State
from allmenning.register.models import Body
from tests.browser.cases import CASE

WAITS = 9501
FLAGGED = 9502
NUMBER = 9501
RECEIPT = "00000000-0000-4000-8000-000000009501"
REASONS = "Teksten selger et verktøy. Fortell heller hva dere bruker, og hvordan det gikk."


def make(leader: User, at: datetime) -> None:
    """Show each thing that the queue can hold, about what the leader in Lom has told."""
    case = Case.objects.get(slug=CASE)
    other = User.objects.create_user("vakt@ks.example", name="Vakt i KS", email_verified_at=at)
    _post(case, WAITS, other, at)
    Post.objects.filter(pk=WAITS).update(state=State.WAITING, held_for=["links", "spam"])
    flagged = _post(case, FLAGGED, other, at)
    raise_flag(about=flagged, ground=Ground.WRONG, text="Tallet er fra 2019.", by=leader, at=at)
    hidden = _post(case, 9503, leader, at)
    told = decide(
        about=hidden,
        kind=Decision.Kind.HIDE,
        ground=Ground.SPAM,
        reasons=REASONS,
        by=other,
        at=at,
    )
    made = appeal(decision=told, text="Det er vårt eget verktøy.", by=leader, at=at)
    with transaction.atomic():
        Decision.objects.filter(pk=told.pk).update(id=NUMBER)
        Appeal.objects.filter(pk=made.pk).update(id=NUMBER, decision_id=NUMBER)
    received = receive_notice(
        address="https://allmenning.example/erfaringer/vi-deler-kveldsvakta/",
        ground=Ground.COPYRIGHT,
        text="Bildet er mitt.",
        name="",
        email="",
        language="nb",
        by=None,
        at=at,
    )
    Notice.objects.filter(pk=received.pk).update(id=NUMBER, token=UUID(RECEIPT))
    keep_journal_answers(
        thread=thread_of(case),
        is_case_document=True,
        is_in_or_out=True,
        has_value=True,
        note="",
        by=leader,
        at=at,
    )


def _post(case: Case, pk: int, by: User, at: datetime) -> Post:
    body = Body.objects.get(slug="lom")
    post = write_post(
        thread=thread_of(case),
        text=f"Se hvordan vi gjorde det, del {pk}.",
        language="nb",
        by=by,
        body=body,
        at=at,
    )
    Post.objects.filter(pk=post.pk).update(id=pk, state=State.PUBLISHED, held_for=[])
    return Post.objects.get(pk=pk)
