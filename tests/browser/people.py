"""Invented people and cases that the demo has not, so that every page has something to show.

Run inside the served site's own environment, by Django's shell.
"""

from django.utils import timezone

from allmenning.accounts.actions import meet_demo_user
from allmenning.accounts.models import Role, User
from allmenning.evidence.actions.crosswalks import propose_crosswalk
from allmenning.evidence.models import Crosswalk, Indicator
from allmenning.evidence.models.words import Equivalence
from allmenning.front.actions import receive_feedback
from allmenning.front.models import Feedback
from allmenning.register.actions import change_role, join_by_email
from allmenning.register.models import BodyRole, Membership
from tests.browser import alerts, arena, cases, lists, moderated, questions, searches, surveys

LEADER = "Leder i Lom"
RECEIPT = "00000000-0000-4000-8000-000000000001"
UNKNOWN = "Ansatt i et selskap"


def make() -> None:
    at = timezone.now()
    leader = User.objects.create_user(
        "leder@lom.kommune.no", name=LEADER, is_demo=True, email_verified_at=at
    )
    membership = join_by_email(user=leader, by=None, at=at)
    assert isinstance(membership, Membership)
    change_role(membership=membership, role=BodyRole.LEADER, by=None, at=at)
    unknown = User.objects.create_user(
        "ansatt@selskap.example", name=UNKNOWN, is_demo=True, email_verified_at=at
    )
    join_by_email(user=unknown, by=None, at=at)
    propose()
    ask()
    alerts.make(leader)
    lists.make(at)
    arena.talk(leader, at)
    cases.make(leader, at)
    questions.make(leader, at)
    arena.letters(leader, at)
    moderated.make(leader, at)
    searches.make(leader, at)
    surveys.make(at)


def ask() -> None:
    """Ask something of those who run the site, with a receipt whose address is known."""
    asked = receive_feedback(
        kind=Feedback.Kind.CONTENT,
        text="Hvor er tallene for Lom?",
        email="",
        page="/kommuner/lom/",
        language="nb",
        by=None,
        at=timezone.now(),
    )
    Feedback.objects.filter(pk=asked.pk).update(token=RECEIPT)


def propose() -> None:
    """Propose to treat the first two definitions of the same matter as one."""
    for low in Indicator.objects.order_by("pk"):
        high = (
            Indicator.objects.filter(concept=low.concept_id, pk__gt=low.pk).order_by("pk").first()
        )
        if high and not Crosswalk.objects.filter(first=low, second=high).exists():
            break
    assert high is not None
    propose_crosswalk(
        by=meet_demo_user(role=Role.ANALYST, at=timezone.now()),
        at=timezone.now(),
        first=low,
        second=high,
        kind=Equivalence.values[0],
        reason="De spør om det samme med andre ord.",
    )
