import csv
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from allmenning.accounts.models import AuditEntry
from allmenning.register.actions import load_register
from allmenning.register.actions.tables import DATA
from allmenning.register.models import (
    Attribute,
    Body,
    CodeChange,
    CodeVersion,
    Domain,
    Doubt,
    Revision,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("whole_register"),
]


def test_the_country_has_357_municipalities_15_counties_and_529_changes() -> None:
    assert Body.objects.filter(kind="municipality").count() == 357
    assert Body.objects.filter(kind="county").count() == 15
    assert CodeChange.objects.count() == 529


def test_a_second_load_changes_nothing() -> None:
    lines: list[str] = []
    before = AuditEntry.objects.count()

    load_register(by=None, at=timezone.now(), tell=lines.append)

    assert lines == ["register: 375 bodies, 6173 facts, 914 codes, 529 changes, loaded before"]
    assert Revision.objects.count() == 1
    assert AuditEntry.objects.count() == before


def test_loading_changed_tables_keeps_an_end_somebody_confirmed() -> None:
    """The tables of the project know less than a person who has confirmed news from SSB."""
    CodeVersion.objects.filter(code="3434", valid_to=None).update(valid_to=date(2030, 1, 1))
    Revision.objects.all().delete()

    load_register(by=None, at=timezone.now(), tell=lambda _line: None)

    assert CodeVersion.objects.get(code="3434").valid_to == date(2030, 1, 1)


def test_lom_has_the_facts_of_the_table() -> None:
    lom = Body.objects.get(slug="lom")
    assert (lom.population, lom.kostra_group, lom.centrality_index) == (2239, "EKG05", 547)
    assert (lom.area_km2, lom.language_form, lom.website) == (
        Decimal("1968.55"),
        "nn",
        "lom.kommune.no",
    )
    assert lom.county
    assert lom.county.name == "Innlandet"


def test_population_is_kept_by_year_with_its_source() -> None:
    facts = Attribute.objects.filter(body__slug="lom", key="population").order_by("valid_from")
    assert [(fact.valid_from.year, fact.typed) for fact in facts] == [
        (2014, 2361),
        (2024, 2212),
        (2025, 2215),
        (2026, 2239),
    ]
    assert {fact.source.key for fact in facts} == {"ssb-07459"}


def test_two_municipalities_of_one_name_have_addresses_of_their_own() -> None:
    slugs = Body.objects.filter(name__startswith="Herøy").values_list("slug", flat=True)
    assert set(slugs) == {"heroy-more-og-romsdal", "heroy-nordland"}


def test_every_row_of_doubt_is_kept() -> None:
    assert Doubt.objects.count() == 66
    website = Doubt.objects.get(body__code="4621", field="website")
    assert (website.used, website.other) == ("voss.herad.no", "voss.kommune.no")


def test_oslo_kommune_no_belongs_to_the_municipality() -> None:
    assert Domain.objects.get(name="oslo.kommune.no").body.slug == "oslo"


def test_the_counties_agree_with_the_first_two_digits_of_the_municipal_codes() -> None:
    with (DATA / "county_versions.csv").open(encoding="utf-8") as file:
        ours = {(row["code"], row["valid_to"] or "") for row in csv.DictReader(file)}
    ends: dict[str, set[str]] = {}
    for version in CodeVersion.objects.filter(kind="municipality", valid_from__gte="2013-01-01"):
        end = version.valid_to.isoformat() if version.valid_to else ""
        ends.setdefault(version.code[:2], set()).add(end)
    assert {(code, "" if "" in told else max(told)) for code, told in ends.items()} <= ours
