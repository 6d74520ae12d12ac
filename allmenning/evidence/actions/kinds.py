"""The file format: which fields each kind of row has, in files and in columns alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.actions.fields import Field, Kind
from allmenning.evidence.models import (
    Base,
    Claim,
    Concept,
    Crosswalk,
    Finding,
    Indicator,
    Population,
    Position,
    Question,
    Series,
    Study,
    Theme,
    Word,
)
from allmenning.evidence.models.words import (
    Coverage,
    Equivalence,
    Exactness,
    HowRead,
    Method,
    Mode,
    Precision,
    Sampling,
    Stance,
    ValueKind,
)


@dataclass(frozen=True)
class RowKind:
    """One kind of row: its name in files, its table, and the field that identifies a row."""

    name: str
    model: type[Model]
    key: Field
    fields: tuple[Field, ...]
    more_key: str = ""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        return (self.key, *self.fields)

    @property
    def references(self) -> tuple[Field, ...]:
        return tuple(one for one in self.all_fields if one.refers_to)

    def stored(self) -> QuerySet[Model]:
        """Return every stored row, with the rows it refers to."""
        rows: QuerySet[Model] = QuerySet(model=self.model)
        related = [one.column for one in self.references]
        return rows.select_related(*related) if related else rows

    @property
    def key_columns(self) -> tuple[str, ...]:
        return (self.key.column, self.more_key) if self.more_key else (self.key.column,)

    def identity(self, values: Mapping[str, Any]) -> str:
        """Return what other rows call this one; an indicator is known by slug and version."""
        parts = [str(values.get(column) or "") for column in self.key_columns]
        return " ~ ".join(sorted(parts)) if self.model is Crosswalk else "/".join(parts)


def text(name: str, column: str = "", longest: int = 300, *, required: bool = False) -> Field:
    return Field(name, column or name, longest=longest, required=required)


def long_text(name: str, column: str = "") -> Field:
    return Field(name, column or name)


def whole(
    name: str,
    column: str = "",
    smallest: float = 0,
    largest: float = 2e9,
    default: int | None = None,
) -> Field:
    return Field(
        name, column or name, Kind.INTEGER, smallest=smallest, largest=largest, default=default
    )


def number(name: str, column: str = "", smallest: float = -1e15, largest: float = 1e15) -> Field:
    return Field(name, column or name, Kind.NUMBER, smallest=smallest, largest=largest)


def yes_no(name: str, column: str = "", *, default: bool | None = None) -> Field:
    return Field(name, column or name, Kind.YES_NO, default=default)


def one_of(name: str, choices: type[TextChoices], default: str | None = None) -> Field:
    return Field(name, name, Kind.CHOICE, choices=choices, default=default)


def must_be_one_of(name: str, choices: type[TextChoices]) -> Field:
    return Field(name, name, Kind.CHOICE, choices=choices, required=True)


def many(name: str, column: str = "") -> Field:
    return Field(name, column or name, Kind.LIST)


def refers(name: str, to: type[Model], *, required: bool = False) -> Field:
    return Field(name, name, Kind.REFERENCE, refers_to=to, required=required, longest=100)


def three_languages(name: str, longest: int = 5000) -> Iterable[Field]:
    for language in ("nb", "nn", "en"):
        required = language == "nb" and name in {"name", "statement"}
        yield Field(f"{name}.{language}", f"{name}_{language}", required=required, longest=longest)


SLUG = Field("slug", "slug", Kind.SLUG, required=True, longest=100)
NAMED = (*three_languages("name", 300), *three_languages("description"))

THEME = RowKind("themes", Theme, SLUG, (*NAMED, whole("position", largest=1000, default=0)))
QUESTION = RowKind(
    "questions",
    Question,
    SLUG,
    (*NAMED, refers("theme", Theme, required=True), whole("position", largest=1000, default=0)),
)
CONCEPT = RowKind(
    "concepts",
    Concept,
    SLUG,
    (*NAMED, refers("theme", Theme, required=True), refers("question", Question)),
)
POPULATION = RowKind(
    "populations",
    Population,
    SLUG,
    (*NAMED, text("country", longest=20), whole("size"), text("size_text", longest=200)),
)
BASE = RowKind("bases", Base, SLUG, NAMED)
INDICATOR = RowKind(
    "indicators",
    Indicator,
    SLUG,
    (
        whole("version", smallest=1, largest=1000, default=1),
        refers("concept", Concept, required=True),
        text("statistic", longest=40, required=True),
        text("unit", longest=60),
        long_text("numerator"),
        refers("base", Base),
        text("analysis_unit", longest=100),
        long_text("wording"),
        text("wording_id", longest=100),
        many("translations"),
        text("scale", longest=200),
        text("coding"),
        text("window", longest=100),
        text("battery", longest=100),
        yes_no("seasonal", default=False),
        *three_languages("definition"),
    ),
    more_key="version",
)
CROSSWALK = RowKind(
    "crosswalks",
    Crosswalk,
    Field("first", "first", Kind.REFERENCE, required=True, refers_to=Indicator, longest=110),
    (
        Field("second", "second", Kind.REFERENCE, required=True, refers_to=Indicator, longest=110),
        must_be_one_of("kind", Equivalence),
        Field("reason", "reason", required=True),
        text("author", "author_name", 200, required=True),
        Field("proposed_at", "proposed_at", Kind.MOMENT, required=True),
        text("reviewer", "reviewer_name", 200),
        Field("reviewed_at", "reviewed_at", Kind.MOMENT),
        yes_no("accepted"),
        long_text("review_note"),
    ),
    more_key="second",
)
CLAIM = RowKind("claims", Claim, SLUG, NAMED)
WORD = RowKind(
    "vocabulary",
    Word,
    Field("kind", "kind", Kind.SLUG, required=True, longest=30),
    (
        Field("code", "code", Kind.SLUG, required=True, longest=100),
        *three_languages("name", 200),
    ),
    more_key="code",
)
STUDY = RowKind(
    "studies",
    Study,
    Field("id", "slug", Kind.SLUG, required=True, longest=100),
    (
        text("title", longest=500, required=True),
        text("who", longest=500),
        text("years", longest=60),
        whole("first_year", smallest=1900, largest=2100),
        whole("last_year", smallest=1900, largest=2100),
        text("country", longest=20),
        must_be_one_of("method", Method),
        many("methods"),
        text("methods_text"),
        one_of("sampling", Sampling, Sampling.UNKNOWN),
        text("sampling_text"),
        yes_no("vendor", default=False),
        one_of("mode", Mode, Mode.UNKNOWN),
        text("informant", longest=200),
        text("recruited_via", longest=100),
        refers("population", Population),
        text("population_text"),
        whole("N", "population_size"),
        text("frame", longest=200),
        whole("n_invited"),
        text("n_invited_text"),
        whole("n_answered"),
        text("n_answered_text"),
        number("response_rate", smallest=0, largest=1),
        text("response_rate_text"),
        text("period", longest=200),
        text("funder"),
        Field("url", "url", Kind.ADDRESS, longest=500),
        text("what_was_readable", longest=500),
        one_of("how_read", HowRead),
        *three_languages("integrity"),
        *three_languages("note"),
        text("series", longest=100),
        yes_no("nonresponse_adjusted"),
        yes_no("weighted"),
        Field("instrument_map", "@instrument_map", Kind.OBJECTS),
    ),
)
FINDING = RowKind(
    "findings",
    Finding,
    Field("id", "code", Kind.CODE, required=True, longest=20),
    (
        refers("study", Study, required=True),
        refers("theme", Theme, required=True),
        refers("concept", Concept, required=True),
        refers("indicator", Indicator),
        refers("population", Population),
        refers("base", Base),
        yes_no("base_unknown"),
        text("base_note", longest=500),
        *three_languages("statement"),
        *three_languages("note"),
        must_be_one_of("value_kind", ValueKind),
        number("value"),
        text("unit", longest=100),
        whole("numerator"),
        whole("denominator", smallest=1),
        whole("n", smallest=1),
        text("n_text", longest=200),
        Field("secondary_figures", "secondary_figures", Kind.FIGURES),
        text("period.text", "period_text", 200),
        Field("period.start", "period_start", Kind.DATE),
        Field("period.end", "period_end", Kind.DATE),
        whole("doy", "day_of_year", 1, 366),
        whole("year", smallest=1900, largest=2100),
        must_be_one_of("method", Method),
        text("instrument", longest=100),
        text("informant", longest=200),
        one_of("mode", Mode, Mode.UNKNOWN),
        one_of("sampling", Sampling, Sampling.UNKNOWN),
        text("recruited_via", longest=100),
        text("frame", longest=200),
        text("harmonised_to", longest=200),
        text("series", longest=100),
        text("analysis_unit", longest=100),
        yes_no("is_intention"),
        text("horizon", longest=60),
        must_be_one_of("precision", Precision),
        yes_no("derived", default=False),
        yes_no("nonresponse_adjusted"),
        yes_no("weighted"),
        yes_no("suppressed", default=False),
        text("country", longest=20),
        long_text("question_wording"),
        Field("source_url", "source_url", Kind.ADDRESS, longest=500),
        text("source_locator"),
        must_be_one_of("how_read", HowRead),
        must_be_one_of("exactness", Exactness),
        text("exactness_note", longest=500),
        one_of("coverage", Coverage, Coverage.COVERED),
        text("claim.id", "claim", 200),
        whole("claim.direction", "direction", -1, 1),
        yes_no("claim.mixed", "mixed", default=False),
        text("claim.subject", "subject", 200),
        many("claim.objects", "objects_named"),
        whole("claim.rank", "rank", 1, 1000),
        number("claim.share", "claim_share", 0, 1),
        many("claim.examples", "examples"),
        many("conflicts_with", "@conflicts_with"),
    ),
)
POSITION = RowKind(
    "positions",
    Position,
    Field("id", "slug", Kind.SLUG, required=True, longest=100),
    (
        refers("study", Study, required=True),
        refers("other", Study),
        text("who", required=True),
        one_of("stance", Stance),
        *three_languages("statement"),
        Field("source_url", "source_url", Kind.ADDRESS, longest=500),
        text("source_locator"),
        one_of("how_read", HowRead),
    ),
)
SERIES = RowKind(
    "comparable_series",
    Series,
    SLUG,
    (*NAMED, whole("position", largest=1000, default=0), many("findings", "@findings")),
)

KINDS = (
    THEME,
    QUESTION,
    CONCEPT,
    POPULATION,
    BASE,
    INDICATOR,
    CROSSWALK,
    CLAIM,
    WORD,
    STUDY,
    FINDING,
    POSITION,
    SERIES,
)
"""In the order in which rows can refer to rows before them."""

KIND_WORDS: Mapping[str, Promise] = {
    "themes": _("themes"),
    "questions": _("questions"),
    "concepts": _("concepts"),
    "populations": _("populations"),
    "bases": _("bases"),
    "indicators": _("indicators"),
    "crosswalks": _("crosswalks"),
    "claims": _("claims"),
    "vocabulary": _("vocabulary"),
    "studies": _("studies"),
    "findings": _("findings"),
    "positions": _("positions"),
    "comparable_series": _("comparable series"),
}


def kind_words(name: str) -> str:
    """Name a kind of row in the reader's language; one that there is none of, as written."""
    return str(KIND_WORDS.get(name, name))


BY_MODEL: dict[type[Model], RowKind] = {kind.model: kind for kind in KINDS}
