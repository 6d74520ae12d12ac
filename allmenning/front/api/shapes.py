"""What the interface answers with; the OpenAPI description is made from these."""

from datetime import date
from typing import Generic, Literal, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")
BodyKind = Literal["municipality", "county", "state", "other"]
ChangeKind = Literal["rename", "renumber", "merge", "split", "split_and_merge"]
LensKind = Literal[
    "all", "size", "kostra_group", "centrality", "language", "county", "staffing", "purposes"
]
Word = Literal["none", "side", "axis", "trend"]


class Page(Schema, Generic[Item]):
    """One page of a list, and where the next one lies."""

    count: int = Field(description="How many there are in all.")
    page: int
    pages: int
    next: str | None
    previous: str | None
    items: list[Item]


class Listed(Schema, Generic[Item]):
    """A short list, whole."""

    items: list[Item]


class Problem(Schema):
    """What went wrong, as RFC 9457 tells it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[str] = []


class Body(Schema):
    code: str
    kind: BodyKind
    slug: str
    name: str
    official_name: str
    county: str | None = Field(description="Code of the county.")
    population: int | None
    area_km2: float | None
    kostra_group: str | None
    centrality_index: int | None
    centrality_class: int | None
    language_form: str | None
    latitude: float | None
    longitude: float | None
    website: str | None
    page: str | None = Field(description="The page for people.")


class Code(Schema):
    kind: BodyKind
    code: str
    name: str
    valid_from: date
    valid_to: date | None = Field(description="The first day it is no longer valid.")
    body: str | None = Field(
        description="Slug of the body of today; null where the area is divided."
    )


class Part(Schema):
    body: str
    share: float | None = Field(description="Of the inhabitants; null is unknown, not zero.")


class CodeAnswer(Schema):
    code: str
    body: str | None
    divided: bool
    versions: list[Code]
    parts: list[Part]


class BodyWithCodes(Body):
    codes: list[Code]


class Change(Schema):
    changed_on: date
    kind: ChangeKind
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    share: float | None = Field(description="Of the old code's inhabitants; null is unknown.")
    share_basis: str | None


class Peer(Schema):
    code: str
    slug: str
    name: str
    distance: float | None = Field(description="0 is alike, 1 is wholly different.")
    parts: dict[str, float] = Field(description="What each attribute adds to the distance.")
    known: float = Field(description="The share of the weights that rests on something known.")
    added: bool = Field(description="Let in because fewer than five were in the lens.")


class Peers(Schema):
    of: str
    lens: LensKind
    widened: Literal["few", "unknown"] | None
    items: list[Peer]


class Theme(Schema):
    slug: str
    name_nb: str
    name_nn: str
    name_en: str
    findings: int
    studies: int
    page: str


class Study(Schema):
    slug: str
    title: str
    who: str
    years: str
    first_year: int | None
    last_year: int | None
    country: str
    method: str
    sampling: str
    mode: str
    n_invited: int | None
    n_answered: int | None
    response_rate: float | None
    how_read: str
    vendor: bool
    source: str | None
    findings: int
    page: str


class Meeting(Schema):
    finding: str
    verdict: Word


class Finding(Schema):
    id: str
    theme: str
    question: str | None
    study: str
    statement_nb: str
    statement_nn: str
    statement_en: str
    value_kind: str
    value: float | None = Field(
        description="A share goes from 0 to 1. Null: in words only, or withheld."
    )
    unit: str
    numerator: int | None
    denominator: int | None
    base: str | None
    base_unknown: bool
    n: int | None
    n_text: str
    population: str | None
    unit_of_analysis: str
    method: str
    instrument: str
    informant: str
    sampling: str
    mode: str
    period: str
    year: int | None
    is_intention: bool | None
    country: str
    how_read: str
    exactness: str
    source: str | None
    may_meet: list[Meeting] = Field(description="Those of this page it may share an axis with.")
    page: str
    linked: str = Field(description="The same as JSON-LD with PROV.")


class Findings(Page[Finding]):
    verdict: Word | None = Field(
        description="The lowest verdict among all pairs of figures on this page: what may be done "
        "with them all at once."
    )


class Comparison(Schema):
    first: str
    first_value: float | None
    second: str
    second_value: float | None
    verdict: Word
    rules: list[str] = Field(description="The rules that fail; none fails in a trend.")
    reasons: list[str]
    in_words: list[str] = Field(description="The verdict, then why.")


class Comparisons(Schema):
    verdict: Word | None
    items: list[Comparison]
