"""Putting an item into the bank, and giving it another wording: always a new version (R65)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.core.questionnaire import Item as Worded
from allmenning.core.questionnaire import Limits, Option, digest, refuse_unanswerable
from allmenning.core.questionnaire.aspect import Aspect, Mixed, mixed
from allmenning.surveys.models import Item, ItemVersion

# Addresses beside those of items.
TAKEN = frozenset({"ny"})


class MixedError(Exception):
    """Words about a plan stand in an item about the state, or the other way round (R34)."""

    def __init__(self, found: tuple[Mixed, ...]) -> None:
        self.found = found
        super().__init__("; ".join(f"{one.where} ({one.language}): {one.words}" for one in found))


class SameWordingError(Exception):
    """The respondent would meet nothing new; `version` has this wording already."""

    def __init__(self, version: ItemVersion) -> None:
        self.version = version
        super().__init__(f"version {version.number} has this wording")


class CodeTakenError(Exception):
    """Another item has the code."""


@dataclass(frozen=True)
class Wording:
    """What the respondent meets, and which aspect it asks about."""

    item: Worded
    aspect: Aspect


def target_of(item: Item) -> str:
    return f"surveys.item:{item.pk}"


@transaction.atomic
def add_item(
    *, code: str, topic: str, source: str, wording: Wording, by: User | None, at: datetime
) -> ItemVersion:
    """Put a new item into the bank, as its first version."""
    refuse_wrong(wording)
    item, is_new = Item.objects.get_or_create(
        code=code, defaults={"topic": topic, "source": source}
    )
    if not is_new:
        raise CodeTakenError
    version = _version(item, 1, wording, at)
    _note(item, "added", by, at, {"version": 1})
    return version


@transaction.atomic
def reword_item(*, item: Item, wording: Wording, by: User | None, at: datetime) -> ItemVersion:
    """Give the item another wording; what was asked before stays as it was asked."""
    refuse_wrong(wording)
    Item.objects.select_for_update().get(pk=item.pk)
    same = item.versions.filter(digest=digest(wording.item)).first()
    if same is not None:
        raise SameWordingError(same)
    number = (item.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = _version(item, number, wording, at)
    _note(item, "reworded", by, at, {"version": number})
    return version


def refuse_wrong(wording: Wording) -> None:
    """Refuse what nobody could answer, and what mixes plan and state.

    Raises
    ------
    ItemError, MixedError
    """
    refuse_unanswerable(wording.item)
    found = mixed(wording.item, wording.aspect)
    if found:
        raise MixedError(found)


def columns_of(wording: Wording) -> dict[str, Any]:
    """Write a wording as it is stored."""
    item = wording.item
    return {
        "kind": str(item.kind),
        "aspect": str(wording.aspect),
        "wording": dict(item.wording),
        "help": dict(item.help),
        "options": [option_told(option) for option in item.options],
        "rows": [option_told(row) for row in item.rows],
        "limits": limits_told(item.limits),
        "has_dont_know": item.offers_dont_know,
        "digest": digest(item),
    }


def option_told(option: Option) -> dict[str, Any]:
    told: dict[str, Any] = {"code": option.code, "label": dict(option.label)}
    return told | ({"alone": True} if option.alone else {})


def limits_told(limits: Limits) -> Mapping[str, float]:
    told = {name: getattr(limits, name) for name in Limits.__slots__}
    told["decimals"] = told["decimals"] or None
    return {name: value for name, value in told.items() if value is not None}


def _version(item: Item, number: int, wording: Wording, at: datetime) -> ItemVersion:
    return ItemVersion.objects.create(
        item=item, number=number, created_at=at, **columns_of(wording)
    )


def _note(item: Item, what: str, by: User | None, at: datetime, detail: dict[str, object]) -> None:
    write_audit(by=by, at=at, verb=f"surveys.item.{what}", target=target_of(item), detail=detail)
