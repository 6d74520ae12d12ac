"""Items and their wordings as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allmenning.surveys.models import Bridge, Item, ItemVersion, Language
from allmenning.surveys.queries.bank import BankRow
from allmenning.surveys.queries.words import language_of, said


@dataclass(frozen=True)
class ItemRow:
    """One entry of the list."""

    item: Item
    version: ItemVersion
    wording: str
    lang: str
    is_first_of_topic: bool


@dataclass(frozen=True)
class InLanguage:
    """A wording in one language."""

    language: str
    name: str
    wording: str
    help: str
    options: list[str]
    rows: list[str]


@dataclass(frozen=True)
class VersionShown:
    """A wording in every language."""

    version: ItemVersion
    wording: str
    lang: str
    texts: list[InLanguage]

    @property
    def waits(self) -> bool:
        return self.version.number > 1 and self.version.bridge == Bridge.UNDECIDED


def item_rows(rows: Sequence[BankRow]) -> list[ItemRow]:
    found, topic = [], ""
    for row in rows:
        words = row.version.wording
        is_first = row.item.topic != topic
        topic = row.item.topic
        found.append(ItemRow(row.item, row.version, said(words), language_of(words), is_first))
    return found


def shown_of(version: ItemVersion) -> VersionShown:
    words = version.wording
    texts = [
        InLanguage(
            language=str(language),
            name=str(name),
            wording=words[language],
            help=version.help.get(language, ""),
            options=_labels(version.options, language),
            rows=_labels(version.rows, language),
        )
        for language, name in Language.choices
        if words.get(language)
    ]
    return VersionShown(version, said(words), language_of(words), texts)


def _labels(told: Sequence[dict[str, Any]], language: str) -> list[str]:
    return [said(one["label"], language) for one in told]
