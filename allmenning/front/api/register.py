"""Bodies, their codes through time, and who is like whom."""

from datetime import date
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Schema

from allmenning.front.api import shapes
from allmenning.front.api.lists import Cut, PagingQuery, Text, cut
from allmenning.register.models import Body, CodeChange, CodeVersion
from allmenning.register.queries import Choice, body_of_code, lens_of
from allmenning.register.queries.codes import valid_on

router = Router(tags=["register"])
PAGES = {
    Body.Kind.MUNICIPALITY: "register:municipality",
    Body.Kind.COUNTY: "register:county",
}


@router.get("/bodies", response=shapes.Page[shapes.Body], summary="Bodies of today")
def bodies(
    request: HttpRequest,
    paging: PagingQuery,
    kind: shapes.BodyKind | None = None,
    county: Text | None = None,
    q: Text | None = None,
) -> Cut:
    """Municipalities, counties and other bodies, by name."""
    found = Body.objects.select_related("county").order_by("name", "pk")
    if kind:
        found = found.filter(kind=kind)
    if county:
        found = found.filter(county__code=county)
    if q:
        found = found.filter(Q(official_name__icontains=q) | Q(code=q))
    return cut(request, paging, found, lambda one: _body(request, one))


@router.get(
    "/bodies/{slug}", response=shapes.BodyWithCodes, summary="A body and its codes through time"
)
def body(request: HttpRequest, slug: Text) -> dict[str, Any]:
    found = get_object_or_404(Body.objects.select_related("county"), slug=slug)
    codes = _versions().filter(Q(body=found) | Q(parts__body=found)).distinct()
    return {**_body(request, found), "codes": [_code(one) for one in codes]}


@router.get(
    "/bodies/{slug}/peers", response=shapes.Peers, summary="Municipalities like this one, and why"
)
def peers(request: HttpRequest, slug: Text, lens: shapes.LensKind = "all") -> dict[str, Any]:  # noqa: ARG001 -- ninja hands it over
    found = get_object_or_404(Body, slug=slug, kind=Body.Kind.MUNICIPALITY)
    seen = lens_of(Choice(found.code, lens))
    if seen is None:
        raise Http404("There is no lens for this body.")
    return {
        "of": found.slug,
        "lens": lens,
        "widened": seen.group.widened,
        "items": [
            {
                "code": one.municipality.code,
                "slug": one.municipality.slug,
                "name": one.municipality.name,
                "distance": one.peer.distance,
                "parts": dict(one.peer.parts),
                "known": one.peer.known,
                "added": one.peer.added,
            }
            for one in seen.members
        ],
    }


@router.get("/codes", response=shapes.Page[shapes.Code], summary="Codes that were valid on a day")
def codes(
    request: HttpRequest,
    paging: PagingQuery,
    on: date | None = None,
    kind: shapes.BodyKind | None = None,
) -> Cut:
    """Without a day: every code since 2013. Counties include Oslo, which is both."""
    found = _versions()
    if on:
        found = found.filter(valid_on(on))
    if kind:
        found = found.filter(kind=kind)
    return cut(request, paging, found, _code)


@router.get("/codes/{code}", response=shapes.CodeAnswer, summary="Where a code leads today")
def code(request: HttpRequest, code: Text, on: date | None = None) -> dict[str, Any]:  # noqa: ARG001 -- ninja hands it over
    """Without a day the newest version decides. Divided areas lead to several bodies."""
    answer = body_of_code(code, on=on)
    if answer is None:
        raise Http404("The register does not know this code.")
    return {
        "code": answer.code,
        "body": answer.body.slug if answer.body else None,
        "divided": answer.is_divided,
        "versions": [_code(one) for one in answer.versions],
        "parts": [{"body": one.body.slug, "share": _number(one.share)} for one in answer.parts],
    }


class Changed(Schema):
    """Which changes are asked for; both days are included, the code is the old or the new."""

    since: date | None = None
    until: date | None = None
    kind: shapes.ChangeKind | None = None
    code: Text | None = None


@router.get("/changes", response=shapes.Page[shapes.Change], summary="Changes of codes and names")
def changes(request: HttpRequest, paging: PagingQuery, asked: Annotated[Changed, Query()]) -> Cut:
    """Dated edges from one code to the next, oldest first."""
    found = every_change()
    if asked.since:
        found = found.filter(changed_on__gte=asked.since)
    if asked.until:
        found = found.filter(changed_on__lte=asked.until)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.code:
        found = found.filter(Q(old__code=asked.code) | Q(new__code=asked.code))
    return cut(request, paging, found, change_told)


def every_change() -> QuerySet[CodeChange]:
    return CodeChange.objects.select_related("old", "new").order_by("changed_on", "pk")


def _versions() -> QuerySet[CodeVersion]:
    return CodeVersion.objects.select_related("body").order_by("valid_from", "code", "pk")


def _body(request: HttpRequest, one: Body) -> dict[str, Any]:
    page = PAGES.get(Body.Kind(one.kind))
    address = reverse(page, args=[one.slug]) if page else ""
    return {
        "code": one.code,
        "kind": one.kind,
        "slug": one.slug,
        "name": one.name,
        "official_name": one.official_name,
        "county": one.county.code if one.county else None,
        "population": one.population,
        "area_km2": _number(one.area_km2),
        "kostra_group": one.kostra_group or None,
        "centrality_index": one.centrality_index,
        "centrality_class": one.centrality_class,
        "language_form": one.language_form or None,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "website": one.website or None,
        "page": request.build_absolute_uri(address) if address else None,
    }


def _code(one: CodeVersion) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "code": one.code,
        "name": one.name,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "body": one.body.slug if one.body else None,
    }


def change_told(one: CodeChange) -> dict[str, Any]:
    return {
        "changed_on": one.changed_on,
        "kind": one.kind,
        "old_code": one.old.code,
        "old_name": one.old.name,
        "new_code": one.new.code,
        "new_name": one.new.name,
        "share": _number(one.share),
        "share_basis": one.share_basis or None,
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
