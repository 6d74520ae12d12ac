"""The questionnaire of the worked example: items of the bank, in the order of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from allmenning.accounts.models import User
from allmenning.core.questionnaire.aspect import Aspect
from allmenning.surveys.actions.bridges import decide_bridge
from allmenning.surveys.actions.items import SameWordingError, Wording, reword_item
from allmenning.surveys.actions.questions import replace_questions
from allmenning.surveys.models import Bridge, Item, ItemVersion, Question, Survey
from allmenning.surveys.queries.questionnaire import item_of


def ask_items(
    *, survey: Survey, specs: Sequence[Mapping[str, Any]], by: User | None, at: datetime
) -> list[Question]:
    """Put the newest wordings of the items into the questionnaire."""
    codes = [spec["code"] for spec in specs]
    rows = ItemVersion.objects.filter(item__code__in=codes).select_related("item")
    newest = {version.item.code: version for version in rows.order_by("number")}

    def asked(stored: Survey) -> list[Question]:
        return [
            _question(stored, newest[spec["code"]], position, spec)
            for position, spec in enumerate(specs, start=1)
        ]

    return replace_questions(survey=survey, rows=asked, by=by, at=at)


def _question(
    survey: Survey, version: ItemVersion, position: int, spec: Mapping[str, Any]
) -> Question:
    return Question(
        survey=survey,
        version=version,
        code=spec["code"],
        page=spec["page"],
        position=position,
        heading=spec.get("heading", {}),
        is_core=spec.get("is_core", False),
        condition=spec.get("condition", {}),
    )


def reword(*, told: Mapping[str, Any], by: User | None, at: datetime) -> ItemVersion:
    """Change what an item asks, and decide that it breaks the series: no trend is shown."""
    item = Item.objects.get(code=told["code"])
    before = item.versions.order_by("-number")[0]
    changed = replace(item_of(before), wording=told["wording"])
    wording = Wording(changed, Aspect(before.aspect))
    try:
        version = reword_item(item=item, wording=wording, by=by, at=at)
    except SameWordingError as same:
        return same.version
    return decide_bridge(version=version, bridge=Bridge.BREAK, reason=told["reason"], by=by, at=at)
