"""The municipalities of today as frozen facts, read once per revision of the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from allmenning.core.kept import Kept
from allmenning.core.peers import Profile, Profiles, profiles
from allmenning.register.models import Body, Revision


@dataclass(frozen=True, slots=True)
class Municipality:
    """The current facts of a municipality; empty text and None are unknown."""

    pk: int
    code: str
    slug: str
    name: str
    official_name: str
    county_code: str
    county: str
    population: int | None
    kostra_group: str
    centrality_index: int | None
    centrality_class: int | None
    language_form: str
    latitude: float | None
    longitude: float | None
    website: str
    communications_staff: float | None
    purposes: tuple[str, ...]

    @property
    def profile(self) -> Profile:
        """What the lenses compare; the id is the code."""
        return Profile(
            id=self.code,
            population=self.population,
            kostra_group=self.kostra_group or None,
            centrality=self.centrality_class,
            language=self.language_form or None,
            county=self.county_code or None,
            staffing=self.communications_staff,
            purposes=frozenset(self.purposes) or None,
        )


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All municipalities, in the Norwegian alphabet."""

    municipalities: tuple[Municipality, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Municipality]:
        return {one.code: one for one in self.municipalities}

    @cached_property
    def by_slug(self) -> Mapping[str, Municipality]:
        return {one.slug: one for one in self.municipalities}

    @cached_property
    def table(self) -> Profiles:
        return profiles([one.profile for one in self.municipalities])


_kept: Kept[None, Snapshot] = Kept()
"""The snapshot of one revision; a new revision, also from another process, replaces it."""


def snapshot() -> Snapshot:
    """Return the municipalities of the newest revision; without one nothing is kept."""
    newest = Revision.objects.order_by("-pk").values_list("pk", "created_at", "digest").first()
    return _kept.get(newest, None, read_snapshot) if newest else read_snapshot()


def read_snapshot() -> Snapshot:
    bodies = (
        Body.objects.filter(kind=Body.Kind.MUNICIPALITY)
        .exclude(code="")
        .select_related("county")
        .order_by("code")
    )
    found = [_municipality(body) for body in bodies]
    return Snapshot(tuple(sorted(found, key=lambda one: (norwegian(one.name), one.code))))


_LAST_LETTERS = str.maketrans({"æ": "{a", "ø": "{b", "å": "{c", "á": "a", "š": "s"})


def norwegian(name: str) -> str:
    """Sort æ, ø and å after z, whatever alphabet the database has."""
    return name.lower().translate(_LAST_LETTERS)


def _municipality(body: Body) -> Municipality:
    return Municipality(
        pk=body.pk,
        code=body.code,
        slug=body.slug,
        name=body.name,
        official_name=body.official_name,
        county_code=body.county.code if body.county else "",
        county=body.county.name if body.county else "",
        population=body.population,
        kostra_group=body.kostra_group,
        centrality_index=body.centrality_index,
        centrality_class=body.centrality_class,
        language_form=body.language_form,
        latitude=body.latitude,
        longitude=body.longitude,
        website=body.website,
        communications_staff=_float(body),
        purposes=tuple(body.purposes),
    )


def _float(body: Body) -> float | None:
    staff = body.communications_staff
    return None if staff is None else float(staff)
