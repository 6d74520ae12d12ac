"""Questions in every state, guidance past its date, and the law it rests on."""

from datetime import datetime, timedelta

from allmenning.accounts.actions import meet_demo_user
from allmenning.accounts.models import Role, User
from allmenning.arena.actions.discussion import thread_of, write_post
from allmenning.arena.actions.guidance import (
    Advice,
    change_guidance,
    load_official,
    publish_guidance,
)
from allmenning.arena.actions.law import load_law
from allmenning.arena.actions.questions import Asking, accept_answer, ask_question
from allmenning.arena.actions.routing import escalate_question
from allmenning.arena.models import LegalReference, Question, Routing
from allmenning.evidence.models import Theme
from allmenning.register.models import Body

SETTLED = "hvem-tar-vakten-i-helgene-hos-dere"
WAITING = "har-noen-en-mal-for-svar-pa-rykter"
ADVICE = "svar-pa-det-folk-lurer-pa"
LAW = "arkivforskrift-2017"


def make(leader: User, at: datetime) -> None:
    """Let the leader in Lom ask and be asked, and the desk give guidance and change it."""
    load_law(by=None, at=at, tell=lambda _line: None)
    load_official(by=None, at=at, tell=lambda _line: None)
    lom, vaga = (Body.objects.get(slug=slug) for slug in ("lom", "vaga"))
    settle(_ask(leader, lom, "Hvem tar vakten i helgene hos dere?", at), leader, vaga, at)
    waiting = _ask(leader, lom, "Har noen en mal for svar på rykter?", at)
    Question.objects.filter(pk=waiting.pk).update(published_at=at - timedelta(days=9))
    escalate_question(question=waiting, at=at)
    if not waiting.routings.exists():
        Routing.objects.create(question=waiting, person=leader, why=Routing.Why.BODY, at=at)
    advise(meet_demo_user(role=Role.AUTHORITY, at=at), at)


def _ask(leader: User, body: Body, title: str, at: datetime) -> Question:
    asking = Asking(
        title=title,
        text="Vi er **to**, og vi vil ikke love mer enn vi holder:\n\n- én har fri\n- én har vakt",
        language="nb",
        themes=list(Theme.objects.filter(slug__in=("krise", "dialog"))),
        tags=["Svartid"],
        visibility="open",
    )
    return ask_question(owner=body, asking=asking, by=leader, at=at)


def settle(question: Question, leader: User, body: Body, at: datetime) -> None:
    """The answer is the leader's own, so that all that can be pressed is shown to one person."""
    post = write_post(
        thread=thread_of(question),
        text="Hos oss deler vi den med nabokommunen.",
        language="nb",
        by=leader,
        body=body,
        is_answer=True,
        at=at,
    )
    accept_answer(question=question, post=post, by=leader, at=at)


def advise(desk: User, at: datetime) -> None:
    """Give guidance that is past its review, rests on what has ended, and has been changed."""
    advice = Advice(
        values={
            "title": "Svar på det folk lurer på",
            "summary": "Svar samme dag, og si når neste svar kommer.",
            "text": "## Først\n\nSvar der spørsmålet er stilt.",
            "address": "",
            "language": "nb",
            "dated_date": at.date() - timedelta(days=800),
            "review_date": at.date() - timedelta(days=100),
            "status": "current",
            "replaced_by": None,
        },
        themes=list(Theme.objects.filter(slug="dialog")),
        references=list(LegalReference.objects.filter(slug__startswith=LAW)),
    )
    ks = Body.objects.get(slug="ks")
    guidance = publish_guidance(owner=ks, advice=advice, by=desk, at=at)
    note = "Rettet en skrivefeil"
    change_guidance(guidance=guidance, advice=advice, note=note, by=desk, at=at)
