"""Small registers: Lom owns, Vågå is in the same group, Oslo must see nothing."""

from datetime import UTC, date, datetime
from secrets import token_hex
from typing import Any

from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.register.models import Body, CodeVersion, Domain, Revision, Source

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def make_county(**changes: Any) -> Body:
    told = {"name": "Innlandet", "slug": "innlandet", "code": "34"} | changes
    told.setdefault("official_name", told["name"])
    return Body.objects.create(kind=Body.Kind.COUNTY, **told)


def make_municipality(**changes: Any) -> Body:
    told = {
        "name": "Lom",
        "slug": "lom",
        "code": "3434",
        "population": 2239,
        "kostra_group": "EKG05",
        "centrality_index": 547,
        "centrality_class": 6,
        "language_form": "nn",
        "latitude": 61.7,
        "longitude": 8.4,
        "website": "lom.kommune.no",
    } | changes
    told.setdefault("official_name", told["name"])
    return Body.objects.create(kind=Body.Kind.MUNICIPALITY, **told)


def make_vaga(**changes: Any) -> Body:
    told = {
        "name": "Vågå",
        "slug": "vaga",
        "code": "3435",
        "population": 3500,
        "centrality_index": 570,
        "website": "vaga.kommune.no",
    }
    return make_municipality(**(told | changes))


def make_oslo(**changes: Any) -> Body:
    told = {
        "name": "Oslo",
        "slug": "oslo",
        "code": "0301",
        "population": 728714,
        "kostra_group": "EKG13",
        "centrality_index": 1000,
        "centrality_class": 1,
        "language_form": "neutral",
        "latitude": 59.9,
        "longitude": 10.8,
        "website": "oslo.kommune.no",
    }
    return make_municipality(**(told | changes))


def make_version(body: Body | None, **changes: Any) -> CodeVersion:
    told = {
        "kind": Body.Kind.MUNICIPALITY,
        "code": "0514",
        "name": "Lom",
        "valid_from": date(1866, 1, 1),
        "valid_to": date(2020, 1, 1),
    }
    return CodeVersion.objects.create(body=body, **(told | changes))


def make_source(**changes: Any) -> Source:
    told = {
        "key": "ssb",
        "title": "Befolkning",
        "publisher": "SSB",
        "licence": "CC BY 4.0",
        "read_on": date(2026, 8, 22),
    }
    return Source.objects.create(**(told | changes))


def make_user(email: str) -> User:
    return User.objects.create_user(email)


def make_domain(name: str, body: Body | int) -> Domain:
    key = body if isinstance(body, int) else body.pk
    return Domain.objects.create(name=name, body_id=key, source="website")


def make_revision() -> Revision:
    """Make a revision of its own; where the clock stands, only the digest tells them apart."""
    return Revision.objects.create(created_at=timezone.now(), digest=token_hex(32), told="built")
