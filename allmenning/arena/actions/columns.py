"""How a list of the open format is declared: its table, its key, its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, TextChoices

from allmenning.accounts.models import User
from allmenning.evidence.actions.fields import Field, Kind
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.register.models import Body

LONGEST = 200_000
LARGEST_CONTENT = 40_000_000

OUTSIDE: Mapping[type[Model], str] = {
    Body: "slug",
    Theme: "slug",
    Study: "slug",
    Finding: "code",
    User: "pseudonym",
}
"""What a file names and does not bring along, by the column that is the same everywhere."""


@dataclass(frozen=True)
class RowKind:
    """One list: its table, what identifies a row, and what is set once all rows are there.

    The identity is the key's parts joined by a stroke. With `counted` the last part is the row's
    place among those with the same first parts, in the order in which they were stored.
    """

    name: str
    model: type[Model]
    key: tuple[Field, ...]
    fields: tuple[Field, ...]
    counted: bool = False
    later: tuple[str, ...] = ()
    many: Mapping[str, type[Model]] = field(default_factory=dict)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        return (*self.key, *self.fields)

    @property
    def references(self) -> tuple[Field, ...]:
        return tuple(one for one in self.all_fields if one.refers_to)

    def identity(self, values: Mapping[str, Any]) -> str:
        return "/".join(str(values.get(one.column) or "") for one in self.key)


def text(name: str, longest: int = LONGEST, *, required: bool = False) -> Field:
    return Field(name, name, longest=longest, required=required)


def must_be(name: str, choices: type[TextChoices]) -> Field:
    return Field(name, name, Kind.CHOICE, choices=choices, required=True)


def may_be(name: str, choices: type[TextChoices], default: str = "") -> Field:
    return Field(name, name, Kind.CHOICE, choices=choices, default=default)


def refers(name: str, to: type[Model], *, required: bool = False) -> Field:
    return Field(name, name, Kind.REFERENCE, refers_to=to, required=required, longest=260)


def whole(name: str, smallest: int = 0, largest: int = 2_000_000_000) -> Field:
    return Field(name, name, Kind.INTEGER, smallest=smallest, largest=largest)


def yes_no(name: str) -> Field:
    return Field(name, name, Kind.YES_NO, default=False)


def texts(name: str, choices: type[TextChoices] | None = None) -> Field:
    return Field(name, name, Kind.LIST, choices=choices, longest=200)


def day(name: str, *, required: bool = False) -> Field:
    return Field(name, name, Kind.DATE, required=required)


def moment(name: str, *, required: bool = False) -> Field:
    return Field(name, name, Kind.MOMENT, required=required)


def slug(longest: int) -> Field:
    return Field("slug", "slug", Kind.SLUG, required=True, longest=longest)


NUMBER = Field("number", "@number", Kind.INTEGER, required=True, smallest=1, largest=1_000_000)
ABOUT = Field("about", "@about", required=True, longest=160)
THEMES = Field("themes", "@themes", Kind.LIST, longest=100)
TAGS = Field("tags", "@tags", Kind.LIST, longest=60)
CONTENT = Field("content", "@content", longest=LARGEST_CONTENT)
