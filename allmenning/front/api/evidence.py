"""Themes, studies, findings, and the guard's word on findings together."""

from itertools import combinations
from typing import Annotated, Any

from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from allmenning.core.comparability import compare
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.evidence.queries import facts_of, reviewed_crosswalks
from allmenning.evidence.queries.matching import Match, match
from allmenning.evidence.queries.pages_filters import Filters, narrowed
from allmenning.evidence.queries.pages_rows import ROW_NEEDS, finding_rows
from allmenning.front.api import shapes
from allmenning.front.api.lists import Cut, PagingQuery, Text, cut, cut_all

router = Router(tags=["evidence"])
COMPARED_AT_MOST = 20


class Narrowing(Schema):
    """Which findings are asked for; what is left out does not narrow."""

    theme: Text = ""
    question: Text = ""
    study: Text = ""
    country: Text = ""
    method: Text = ""
    sampling: Text = ""
    how_read: Text = ""
    q: Text = ""
    first_year: int | None = Field(None, ge=1900, le=2100)
    last_year: int | None = Field(None, ge=1900, le=2100)

    def filters(self) -> Filters:
        return Filters(
            words=self.q,
            theme=self.theme,
            question=self.question,
            study=self.study,
            country=self.country,
            method=self.method,
            sampling=self.sampling,
            read=self.how_read,
            first_year=self.first_year,
            last_year=self.last_year,
        )


@router.get("/themes", response=shapes.Listed[shapes.Theme], summary="Themes")
def themes(request: HttpRequest) -> dict[str, Any]:
    rows = Theme.objects.annotate(
        n_findings=Count("findings", distinct=True),
        n_studies=Count("findings__study", distinct=True),
    ).order_by("position", "slug")
    return {"items": [_theme(request, one) for one in rows]}


@router.get("/studies", response=shapes.Page[shapes.Study], summary="Studies")
def studies(
    request: HttpRequest, paging: PagingQuery, country: Text = "", method: Text = ""
) -> Cut:
    """How each was done, newest first; what is null or empty is unknown."""
    found = _studies()
    if country:
        found = found.filter(country=country)
    if method:
        found = found.filter(method=method)
    return cut(request, paging, found, lambda one: _study(request, one))


@router.get("/studies/{slug}", response=shapes.Study, summary="A study")
def study(request: HttpRequest, slug: Text) -> dict[str, Any]:
    return _study(request, get_object_or_404(_studies(), slug=slug))


@router.get("/findings", response=shapes.Findings, summary="Findings, with the guard's verdict")
def findings(
    request: HttpRequest, paging: PagingQuery, narrowing: Annotated[Narrowing, Query()]
) -> dict[str, Any]:
    """Each with what it rests on, and with those of the same page that it may meet."""
    found = narrowed(Finding.objects.all(), narrowing.filters())
    rows = found.select_related(*ROW_NEEDS).order_by("code")
    verdicts: list[str | None] = []

    def told(some: list[Finding]) -> list[dict[str, Any]]:
        listed = list(finding_rows(some))
        verdicts.extend(str(row["verdict"]) or None for row in listed[:1])
        return [_finding(request, row) for row in listed]

    page = cut_all(request, paging, rows, told)
    return {**page, "verdict": verdicts[0] if verdicts else None}


@router.get("/findings/{code}", response=shapes.Finding, summary="A finding")
def finding(request: HttpRequest, code: Text) -> dict[str, Any]:
    one = get_object_or_404(Finding.objects.select_related(*ROW_NEEDS), code=code)
    return _finding(request, next(iter(finding_rows([one]))))


@router.get(
    "/comparisons", response=shapes.Comparisons, summary="May these findings be compared, and why"
)
def comparisons(
    request: HttpRequest,  # noqa: ARG001 -- ninja hands it over
    f: Annotated[list[Text], Query(min_length=2, max_length=COMPARED_AT_MOST)],
) -> dict[str, Any]:
    """Every pair of the findings: the verdict, the rules that fail, and the reasons."""
    codes = list(dict.fromkeys(f))
    rows = Finding.objects.filter(code__in=codes).select_related(*ROW_NEEDS)
    known = {one.code: one for one in rows}
    missing = [code for code in codes if code not in known]
    if missing:
        raise Http404(f"There are no findings with these codes: {', '.join(missing)}.")
    crosswalks = reviewed_crosswalks()
    facts = {code: facts_of(one) for code, one in known.items()}
    with override("en"):
        items = [
            _comparison(
                known[a], known[b], match(a, b, compare(facts[a], facts[b], crosswalks=crosswalks))
            )
            for a, b in combinations(codes, 2)
        ]
    verdicts = [item["verdict"] for item in items]
    lowest = min(verdicts, key=ORDER.index, default=None)
    return {"verdict": lowest, "items": items}


ORDER = ("none", "side", "axis", "trend")


def _comparison(first: Finding, second: Finding, found: Match) -> dict[str, Any]:
    return {
        "first": first.code,
        "first_value": _value(first),
        "second": second.code,
        "second_value": _value(second),
        "verdict": found.verdict.name.lower(),
        "rules": list(found.comparison.rules),
        "reasons": list(found.comparison.reasons),
        "in_words": [
            found.headline,
            *(reason for rule in found.failing for reason in rule.reasons),
        ],
    }


def _value(one: Finding) -> float | None:
    return None if one.suppressed else one.value


def _studies() -> QuerySet[Study]:
    return Study.objects.annotate(found=Count("findings")).order_by(
        F("first_year").desc(nulls_last=True), "slug"
    )


def _theme(request: HttpRequest, one: Any) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name_nb": one.name_nb,
        "name_nn": one.name_nn,
        "name_en": one.name_en,
        "findings": one.n_findings,
        "studies": one.n_studies,
        "page": request.build_absolute_uri(f"/tema/{one.slug}/"),
    }


def _study(request: HttpRequest, one: Any) -> dict[str, Any]:
    same = (
        "slug title who years first_year last_year country method sampling mode n_invited "
        "n_answered response_rate how_read vendor"
    )
    return {
        **{name: getattr(one, name) for name in same.split()},
        "source": one.url or None,
        "findings": one.found,
        "page": request.build_absolute_uri(f"/studier/{one.slug}/"),
    }


def _finding(request: HttpRequest, row: dict[str, object]) -> dict[str, Any]:
    """Turn a row of the files into an answer: lists as lists, and empty as null."""
    code = row["id"]
    meetings = [one.split(":") for one in str(row["may_meet"]).split()]
    told = {
        name: None if value == "" and name in EMPTY_IS_NULL else value
        for name, value in row.items()
    }
    return {
        **told,
        "may_meet": [{"finding": other, "verdict": verdict} for other, verdict in meetings],
        "page": request.build_absolute_uri(f"/funn/{code}/"),
        "linked": request.build_absolute_uri(f"/funn/{code}.jsonld"),
    }


EMPTY_IS_NULL = frozenset({"question", "base", "population", "source"})
