"""Builders: a small evidence room, made to measure."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from allmenning.accounts.models import Grant, Role, User
from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.evidence.models import (
    Base,
    Concept,
    Finding,
    Indicator,
    Population,
    Question,
    Study,
    Theme,
)

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_theme(slug: str = "krise") -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"name_nb": slug.title()})[0]


def make_concept(slug: str = "har-kriseplan", theme: str = "krise") -> Concept:
    question = Question.objects.get_or_create(
        slug=f"sporsmal-{slug}", defaults={"name_nb": f"{slug}?", "theme": make_theme(theme)}
    )[0]
    return Concept.objects.get_or_create(
        slug=slug,
        defaults={"name_nb": slug, "theme": make_theme(theme), "question": question},
    )[0]


def make_population(slug: str = "norske-kommuner") -> Population:
    return Population.objects.get_or_create(
        slug=slug, defaults={"name_nb": "norske kommuner", "country": "NO"}
    )[0]


def make_base(slug: str = "alle-kommuner") -> Base:
    return Base.objects.get_or_create(slug=slug, defaults={"name_nb": "alle kommuner"})[0]


def make_indicator(slug: str = "har-kriseplan", version: int = 1, **changes: Any) -> Indicator:
    fields: dict[str, Any] = {
        "concept": make_concept(),
        "statistic": "proportion",
        "unit": "percent",
        "scale": "yes/no",
        "wording_id": f"{slug}-{version}",
        **changes,
    }
    return Indicator.objects.get_or_create(slug=slug, version=version, defaults=fields)[0]


def make_study(slug: str = "undersokelse-2013", **changes: Any) -> Study:
    fields: dict[str, Any] = {
        "title": "En undersøkelse",
        "method": "self_report",
        "sampling": "census",
        "changed_at": AT,
        **changes,
    }
    return Study.objects.get_or_create(slug=slug, defaults=fields)[0]


def finding_values(**changes: Any) -> dict[str, Any]:
    """Return the columns of a share that may be stored."""
    return {
        "code": "F901",
        "study": make_study(),
        "theme": make_theme(),
        "concept": make_concept(),
        "indicator": make_indicator(),
        "population": make_population(),
        "base": make_base(),
        "base_unknown": False,
        "base_note": "",
        "statement_nb": "40 % av kommunene har en kriseplan.",
        "value_kind": "share",
        "value": 0.4,
        "n": 170,
        "year": 2013,
        "period_text": "",
        "method": "self_report",
        "instrument": "questionnaire",
        "informant": "the municipality",
        "mode": "web",
        "sampling": "census",
        "frame": "2013",
        "series": "iao",
        "analysis_unit": "municipality",
        "is_intention": False,
        "precision": "percent0",
        "nonresponse_adjusted": True,
        "weighted": True,
        "country": "NO",
        "how_read": "report",
        "exactness": "high",
        **changes,
    }


def make_finding(code: str = "F901", **changes: Any) -> Finding:
    moments = {"created_at": AT, "changed_at": AT}
    return Finding.objects.create(**finding_values(code=code, **changes), **moments)


def make_analyst(email: str = "kari@ks.example") -> User:
    user = User.objects.create_user(email, name=email.split("@", maxsplit=1)[0].title())
    Grant.objects.create(
        user=user,
        role=Role.ANALYST,
        verified_how="by hand",
        verified_at=AT,
        expires_at=AT + timedelta(days=3650),
    )
    return user


def signed_in_analyst(client: Client, user: User | None = None) -> User:
    """Sign an analyst in who has shown a second factor a moment ago."""
    analyst = user or make_analyst()
    sign_in_with_factor(client, analyst)
    return analyst


def finding_row(**changes: Any) -> dict[str, Any]:
    """Return a row of a file that may be stored when `small_document` is."""
    return {
        "id": "F901",
        "study": "undersokelse-2013",
        "theme": "krise",
        "concept": "har-kriseplan",
        "indicator": "har-kriseplan/1",
        "population": "norske-kommuner",
        "base": "alle-kommuner",
        "statement": {"nb": "40 % av kommunene har en kriseplan."},
        "value_kind": "share",
        "value": 0.4,
        "n": 170,
        "year": 2013,
        "method": "self_report",
        "instrument": "questionnaire",
        "informant": "the municipality",
        "analysis_unit": "municipality",
        "is_intention": False,
        "precision": "percent0",
        "how_read": "report",
        "exactness": "high",
        **changes,
    }


def small_document(*findings: dict[str, Any]) -> dict[str, Any]:
    return {
        "themes": [{"slug": "krise", "name": {"nb": "Krise"}}],
        "questions": [{"slug": "har-plan", "name": {"nb": "Har de plan?"}, "theme": "krise"}],
        "concepts": [
            {
                "slug": "har-kriseplan",
                "name": {"nb": "Har kriseplan"},
                "theme": "krise",
                "question": "har-plan",
            }
        ],
        "populations": [{"slug": "norske-kommuner", "name": {"nb": "norske kommuner"}}],
        "bases": [{"slug": "alle-kommuner", "name": {"nb": "alle kommuner"}}],
        "indicators": [
            {
                "slug": "har-kriseplan",
                "version": 1,
                "concept": "har-kriseplan",
                "statistic": "proportion",
            }
        ],
        "studies": [
            {
                "id": "undersokelse-2013",
                "title": "En undersøkelse",
                "method": "self_report",
                "instrument_map": [{"question": "har-plan", "coverage": "covered"}],
            }
        ],
        "findings": list(findings) or [finding_row()],
    }
