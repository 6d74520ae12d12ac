"""The invented experiences, questions and people of a demo, brought in as any file is."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import meet_demo_person
from allmenning.accounts.models import User
from allmenning.accounts.queries import DEMO_DOMAIN
from allmenning.arena.actions.importing import ImportReport, import_arena
from allmenning.arena.actions.kinds import FORMAT, KINDS, VERSION
from allmenning.arena.actions.onboarding import answer_welcome
from allmenning.arena.models import Profile, Question
from allmenning.evidence.actions.fields import Kind
from allmenning.evidence.models import Theme
from allmenning.register.actions import appoint
from allmenning.register.models import Body, BodyRole

DATA = Path(__file__).resolve().parents[1] / "data" / "demo"
FILES = ("cases.json", "cases_beside.json", "questions.json", "talk.json")
WRITTEN = date(2026, 11, 23)
"""The day the files were written for; every day in them is moved as far as today is from it."""


@transaction.atomic
def load_demo(*, at: datetime) -> ImportReport:
    """Bring in what is invented, as if it had been written today."""
    for person in json.loads((DATA / "people.json").read_bytes()):
        _meet(person, at)
    document = demo_document(timezone.localdate(at))
    _keep_what_the_jobs_did(document["questions"])
    return import_arena(document=document, by=None, at=at)


def _keep_what_the_jobs_did(questions: list[dict[str, Any]]) -> None:
    """Leave alone whether a question has been sent to those who know; nobody is asked twice."""
    routed = Question.objects.exclude(routed_at=None).values_list("slug", "routed_at")
    sent = {slug: moment.isoformat() for slug, moment in routed if moment}
    for row in questions:
        if row["slug"] in sent:
            row["routed_at"] = sent[row["slug"]]


def demo_document(today: date) -> dict[str, Any]:
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, "scope": "all"}
    for name in FILES:
        document |= json.loads((DATA / name).read_bytes())
    document["attachments"] = [_with_content(row) for row in document["attachments"]]
    later = today - WRITTEN
    for kind in KINDS:
        days = {one.name for one in kind.all_fields if one.kind in {Kind.DATE, Kind.MOMENT}}
        for row in document.get(kind.name, []):
            row |= {name: _moved(row[name], later) for name in days & set(row)}
    return document


def _moved(told: str, later: timedelta) -> str:
    if "T" in told:
        return (datetime.fromisoformat(told) + later).isoformat()
    return (date.fromisoformat(told) + later).isoformat()


def _with_content(row: Mapping[str, Any]) -> dict[str, Any]:
    """Read the document that lies beside the files, so that it can be read there too."""
    content = (DATA / row["file"]).read_bytes()
    told = {name: value for name, value in row.items() if name != "file"}
    return told | {
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }


def _meet(person: Mapping[str, Any], at: datetime) -> User:
    user = meet_demo_person(
        address=f"{person['key']}@{DEMO_DOMAIN}",
        name=person["name"],
        at=at,
        pseudonym=person["pseudonym"],
    )
    body = Body.objects.filter(slug=person["body"]).first()
    if body and not user.memberships.filter(body=body, expires_at__gt=at):
        appoint(user=user, body=body, role=BodyRole.EDITOR, how="Demo", by=None, at=at)
    if not Profile.objects.filter(person=user).exists():
        themes = Theme.objects.filter(slug__in=person["themes"])
        answer_welcome(
            person=user,
            job=person["job"],
            channels=person["channels"],
            follows=themes,
            handled=themes,
            by=None,
            at=at,
        )
    return user
