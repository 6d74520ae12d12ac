"""Loading the items that come with the house; those that analysts have made stay as they are."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.core.questionnaire import Item as Worded
from allmenning.core.questionnaire import Kind, digest
from allmenning.core.questionnaire.aspect import Aspect
from allmenning.surveys.actions.items import Wording, add_item, reword_item
from allmenning.surveys.models import Item
from allmenning.surveys.queries.questionnaire import limits_of, options_of

BANK = Path(__file__).resolve().parents[1] / "data" / "bank.json"


def read_bank() -> list[dict[str, Any]]:
    with BANK.open(encoding="utf-8") as file:
        told: list[dict[str, Any]] = json.load(file)["items"]
    return told


@transaction.atomic
def load_bank(*, by: User | None, at: datetime, tell: Callable[[str], None]) -> int:
    """Load what is new; return how many wordings that was."""
    told = read_bank()
    known = {item.code: item for item in Item.objects.prefetch_related("versions")}
    loaded = sum(_load(known.get(one["code"]), one, by, at) for one in told)
    tell(f"question bank: {len(told)} items, {loaded} new wordings")
    return loaded


def _load(item: Item | None, told: Mapping[str, Any], by: User | None, at: datetime) -> bool:
    wording = wording_of(told)
    if item is None:
        topic, source = told["topic"], told["source"]
        add_item(code=told["code"], topic=topic, source=source, wording=wording, by=by, at=at)
        return True
    if any(version.digest == digest(wording.item) for version in item.versions.all()):
        return False
    reword_item(item=item, wording=wording, by=by, at=at)
    return True


def wording_of(told: Mapping[str, Any]) -> Wording:
    """Read a wording as it stands in the file."""
    item = Worded(
        kind=Kind(told["kind"]),
        wording=told["wording"],
        help=told["help"],
        options=options_of(told["options"]),
        rows=options_of(told["rows"]),
        limits=limits_of(told["limits"]),
        has_dont_know=told["has_dont_know"],
    )
    return Wording(item, Aspect(told["aspect"]))
