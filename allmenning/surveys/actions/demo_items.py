"""The questionnaire of the worked example: items of the bank, in the order of a file."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.core.questionnaire import digest
from allmenning.surveys.models import Item, ItemVersion, Question, Survey
from allmenning.surveys.queries.questionnaire import item_of
from allmenning.surveys.queries.surveys import target_of

DATA = Path(__file__).resolve().parents[1] / "data" / "demo"


def ask_items(
    *, survey: Survey, specs: Sequence[Mapping[str, Any]], by: User | None, at: datetime
) -> list[Question]:
    """Put the items into the questionnaire."""
    versions = _versions(at)
    asked = [
        Question(
            survey=survey,
            version=versions[spec["code"]],
            code=spec["code"],
            page=spec["page"],
            position=position,
            heading=spec.get("heading", {}),
            is_core=spec.get("is_core", False),
            condition=spec.get("condition", {}),
        )
        for position, spec in enumerate(specs, start=1)
    ]
    made = Question.objects.bulk_create(asked)
    detail: dict[str, object] = {"questions": len(made)}
    verb = "surveys.question.added"
    write_audit(by=by, at=at, verb=verb, target=target_of(survey), detail=detail)
    return made


def _versions(at: datetime) -> dict[str, ItemVersion]:
    found = {}
    for told in json.loads((DATA / "items.json").read_bytes()):
        code, topic = told["code"], told["topic"]
        item, _is_new = Item.objects.get_or_create(code=code, defaults={"topic": topic})
        newest = item.versions.order_by("-number").first()
        found[code] = newest or _first(item, told, at)
    return found


def _first(item: Item, told: Mapping[str, Any], at: datetime) -> ItemVersion:
    wording = {name: value for name, value in told.items() if name not in ("code", "topic")}
    version = ItemVersion(item=item, number=1, created_at=at, **wording)
    version.digest = digest(item_of(version))
    version.save()
    return version
