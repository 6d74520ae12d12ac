"""The question bank: what can be asked, by topic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from allmenning.surveys.models import Item, ItemVersion, Language, Survey, Topic
from allmenning.surveys.queries.surveys import surveys_seen

ORDER = list(Topic)


@dataclass(frozen=True)
class Narrowing:
    """What the reader has chosen; empty is all."""

    words: str = ""
    topic: str = ""
    kind: str = ""
    aspect: str = ""

    def __bool__(self) -> bool:
        return self != Narrowing()


@dataclass(frozen=True)
class BankRow:
    """An item with its newest wording."""

    item: Item
    version: ItemVersion


def items() -> QuerySet[Item]:
    versions = ItemVersion.objects.order_by("-number")
    return Item.objects.prefetch_related(Prefetch("versions", versions)).order_by("topic", "code")


def bank_rows(by: Narrowing) -> list[BankRow]:
    """Return items with their newest wording, topic by topic; few enough to be searched here."""
    rows = [
        BankRow(item, versions[0]) for item in items() if (versions := list(item.versions.all()))
    ]
    found = [row for row in rows if _fits(row, by)]
    return sorted(found, key=lambda row: (ORDER.index(Topic(row.item.topic)), row.item.code))


def _fits(row: BankRow, by: Narrowing) -> bool:
    told = {"topic": row.item.topic, "kind": row.version.kind, "aspect": row.version.aspect}
    chosen = {name: getattr(by, name) for name in told}
    if any(value and value != told[name] for name, value in chosen.items()):
        return False
    texts = [row.item.code, row.item.source, *row.version.wording.values()]
    return by.words.casefold() in " ".join(texts).casefold()


def versions_of(item: Item) -> QuerySet[ItemVersion]:
    """Return all wordings, the newest first."""
    return item.versions.select_related("bridge_by").order_by("-number")


def surveys_asking(item: Item, *, is_analyst: bool) -> list[tuple[Survey, int]]:
    """Return the surveys that ask it, each with the number of the wording."""
    seen = surveys_seen(is_analyst=is_analyst).filter(questions__version__item=item)
    rows = seen.order_by("-frame_date", "-pk").distinct()
    numbers = dict(
        item.versions.filter(questions__isnull=False).values_list("questions__survey", "number")
    )
    return [(survey, numbers[survey.pk]) for survey in rows]


def open_data(rows: Sequence[BankRow]) -> Iterator[dict[str, object]]:
    """Give each item with its newest wording; answers as "code: label", one on each line."""
    for row in rows:
        version = row.version
        plain: dict[str, object] = {
            "code": row.item.code,
            "topic": row.item.topic,
            "version": version.number,
            "kind": version.kind,
            "aspect": version.aspect,
            "has_dont_know": version.has_dont_know,
            "source": row.item.source,
            "digest": version.digest,
        }
        texts: dict[str, object] = {}
        for language in Language.values:
            texts[f"wording_{language}"] = version.wording.get(language, "")
            texts[f"help_{language}"] = version.help.get(language, "")
            texts[f"rows_{language}"] = _labels(version.rows, language)
            texts[f"options_{language}"] = _labels(version.options, language)
        yield plain | texts


def _labels(told: Sequence[Mapping[str, Any]], language: str) -> str:
    return "\n".join(f"{one['code']}: {one['label'].get(language, '')}" for one in told)
