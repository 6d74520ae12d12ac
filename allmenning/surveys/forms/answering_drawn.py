"""A question as the templates draw it: boxes, rows and places with their names and identities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from allmenning.core.questionnaire import DONT_KNOW, Item, Kind, Question
from allmenning.surveys.queries.words import language_of, said

if TYPE_CHECKING:
    from django.forms import BoundField

DONT_KNOW_FIELD = "__dont_know"


@dataclass(frozen=True)
class Box:
    """A choice."""

    identity: str
    name: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """A row of a matrix, or a place of a ranking."""

    identity: str
    name: str
    label: str
    place: int
    boxes: list[Box]
    is_wrong: bool


@dataclass(frozen=True)
class Drawn:
    """A question with what was answered and what is wrong."""

    question: Question
    identity: str
    language: str
    value: object
    errors: list[str]
    wrong_row: str

    @property
    def item(self) -> Item:
        return self.question.item

    @property
    def template(self) -> str:
        return f"surveys/_question_{self.item.kind}.html"

    @property
    def wording(self) -> str:
        return said(self.item.wording, self.language)

    @property
    def help(self) -> str:
        return said(self.item.help, self.language)

    @property
    def heading(self) -> str:
        return said(self.question.heading, self.language)

    @property
    def lang(self) -> str:
        return language_of(self.item.wording, self.language)

    @property
    def described_by(self) -> str:
        hint = [f"{self.identity}-hint"] * bool(self.help or self.says_most)
        return " ".join(hint + [f"{self.identity}-error"] * bool(self.errors))

    @property
    def says_most(self) -> int:
        """How many may be chosen, where that is fewer than there are."""
        item = self.item
        few = item.kind is Kind.MULTIPLE and item.places < len(item.options)
        return item.places if few else 0

    @property
    def written(self) -> str:
        """What stands in a box for writing."""
        if isinstance(self.value, float):
            return str(self.value).replace(".", ",")
        is_written = isinstance(self.value, str | int) and self.value != DONT_KNOW
        return str(self.value) if is_written else ""

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Codes and labels; "don't know" is the last where choices have it among them."""
        found = [(one.code, said(one.label, self.language)) for one in self.item.options]
        is_among = self.item.kind in {Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX}
        offers = self.item.offers_dont_know and is_among
        return [*found, (DONT_KNOW, _("Don't know"))] if offers else found

    @property
    def boxes(self) -> list[Box]:
        chosen = self.value if isinstance(self.value, list | tuple) else [self.value]
        return self._boxes(self.identity, self.question.code, chosen)

    def _boxes(
        self, identity: str, name: str, chosen: "list[object] | tuple[object, ...]"
    ) -> list[Box]:
        return [
            Box(f"{identity}-{number}", name, code, label, code in chosen)
            for number, (code, label) in enumerate(self.labels, 1)
        ]

    @property
    def rows(self) -> list[Row]:
        given = self.value if isinstance(self.value, Mapping) else {}
        found = []
        for number, row in enumerate(self.item.rows, 1):
            identity, name = f"{self.identity}-{number}", f"{self.question.code}__{row.code}"
            boxes = self._boxes(identity, name, [given.get(row.code)])
            label, is_wrong = said(row.label, self.language), self.wrong_row == row.code
            found.append(Row(identity, name, label, 0, boxes, is_wrong))
        return found

    @property
    def places(self) -> list[Row]:
        given = self.value if isinstance(self.value, list | tuple) else []
        found = []
        for place in range(1, self.item.places + 1):
            identity, name = f"{self.identity}-{place}", f"{self.question.code}__{place}"
            boxes = self._boxes(identity, name, list(given[place - 1 : place]))
            found.append(Row(identity, name, "", place, boxes, is_wrong=False))
        return found

    @property
    def dont_know(self) -> Box | None:
        """The box beside what is written or put in order."""
        beside = {Kind.NUMBER, Kind.DATE, Kind.RANK}
        if not self.item.offers_dont_know or self.item.kind not in beside:
            return None
        name = f"{self.question.code}{DONT_KNOW_FIELD}"
        is_chosen = self.value == DONT_KNOW
        return Box(f"{self.identity}-dont-know", name, "1", _("Don't know"), is_chosen)


def drawn(bound: "BoundField", question: Question, language: str) -> Drawn:
    """Put together what the form holds of a question."""
    failed = bound.form.errors.as_data().get(bound.name, []) if bound.form.is_bound else []
    return Drawn(
        question=question,
        identity=bound.auto_id or bound.name,
        language=language,
        value=bound.value(),
        errors=[str(error) for error in bound.errors],
        wrong_row=next((str(one.params["row"]) for one in failed if one.params), ""),
    )
