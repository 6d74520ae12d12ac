"""Files in: all of it or nothing, every fault with its row and field."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmenning.accounts.models import AuditEntry
from allmenning.evidence.actions import (
    FileNotReadable,
    ImportReport,
    export_evidence,
    import_evidence,
    read_file,
)
from allmenning.evidence.models import Finding, FindingVersion, Instrument
from allmenning.evidence.queries.facts import reviewed_crosswalks
from allmenning.evidence.tests.build import AT, finding_row, make_analyst, small_document

pytestmark = pytest.mark.django_db


def bring_in(document: object, *, dry_run: bool = False) -> ImportReport:
    return import_evidence(document=document, by=None, at=AT, dry_run=dry_run)


def faults(document: object) -> list[tuple[str, int, str]]:
    return [(one.kind, one.row, one.field) for one in bring_in(document).problems]


def test_a_document_is_stored_with_versions_and_one_audit_row() -> None:
    report = bring_in(small_document())
    assert report.stored
    assert report.created["findings"] == 1
    assert FindingVersion.objects.get().number == 1
    assert Instrument.objects.get().coverage == "covered"
    assert AuditEntry.objects.filter(verb="evidence.imported").count() == 1


def test_the_same_document_again_changes_nothing() -> None:
    bring_in(small_document())
    report = bring_in(small_document())
    assert (report.created, report.changed) == ({}, {})
    assert FindingVersion.objects.count() == 1


def test_a_changed_row_becomes_the_next_version() -> None:
    bring_in(small_document())
    report = bring_in(small_document(finding_row(value=0.41)))
    assert report.changed == {"findings": 1}
    assert Finding.objects.get().version == 2


def test_a_dry_run_counts_and_stores_nothing() -> None:
    report = bring_in(small_document(), dry_run=True)
    assert report.created["findings"] == 1
    assert not report.stored
    assert not Finding.objects.exists()
    assert not AuditEntry.objects.exists()


def test_one_faulty_row_keeps_every_row_out() -> None:
    document = small_document(finding_row(), finding_row(id="F902", base=None))
    assert faults(document) == [("findings", 2, "base")]
    assert not Finding.objects.exists()


def test_a_base_may_be_said_to_be_unknown() -> None:
    row = finding_row(base=None, base_unknown=True, base_note="The source does not say.")
    assert bring_in(small_document(row)).stored


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "many"}, "value"),
        ({"value": 58}, "value"),
        ({"value": 1e400}, "value"),
        ({"n": 0}, "n"),
        ({"n": 1.5}, "n"),
        ({"n": 10**400}, "n"),
        ({"year": 3000}, "year"),
        ({"how_read": "rumour"}, "how_read"),
        ({"study": "nobody"}, "study"),
        ({"study": "æ/../"}, "study"),
        ({"id": "f901"}, "id"),
        ({"secondary_figures": [1]}, "secondary_figures"),
        ({"secondary_figures": [{"label": {"nb": "a"}, "value": "b"}]}, "secondary_figures"),
        (
            {"secondary_figures": [{"label": {"nb": "a"}, "value": 1, "unit": []}]},
            "secondary_figures",
        ),
        ({"secondary_figures": [{"label": {"nb": "a"}, "value": 1e400}]}, "secondary_figures"),
        ({"claim": {"objects": [{}]}}, "claim.objects"),
        ({"id": "F 901"}, "id"),
        ({"id": "../admin"}, "id"),
        ({"study": None}, "study"),
        ({"statement": {"nb": "x" * 6000}}, "statement.nb"),
        ({"statement": {"nb": "null\x00"}}, "statement.nb"),
        ({"statement": "text"}, "statement"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"period": {"start": "13 April"}}, "period.start"),
        ({"colour": "blue"}, "colour"),
        ({"numerator": 19, "denominator": 18}, "numerator"),
        ({"conflicts_with": ["F999"]}, "conflicts_with"),
    ],
)
def test_a_field_that_does_not_fit_is_named(changes: dict[str, Any], field: str) -> None:
    assert ("findings", 1, field) in faults(small_document(finding_row(**changes)))
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    "asked",
    ["har-plan", {"question": "nobody"}, {"question": "har-plan", "coverage": "perhaps"}],
)
def test_an_instrument_map_that_does_not_fit_is_named(asked: object) -> None:
    document = small_document()
    document["studies"][0]["instrument_map"] = [asked]
    assert faults(document) == [("studies", 1, "instrument_map")]


def test_a_study_whose_name_fits_no_address_is_refused() -> None:
    document = small_document()
    document["studies"][0]["id"] = "undersøkelse/2013"
    assert ("studies", 1, "id") in faults(document)


def test_a_finding_under_another_theme_than_its_concept_is_refused() -> None:
    document = small_document(finding_row(theme="dialog"))
    document["themes"].append({"slug": "dialog", "name": {"nb": "Dialog"}})
    assert faults(document) == [("findings", 1, "concept")]
    assert not Finding.objects.exists()


def test_the_same_id_twice_is_named_with_the_first_row() -> None:
    document = small_document(finding_row(), finding_row())
    assert faults(document) == [("findings", 2, "id")]


@pytest.mark.parametrize("document", [None, 3, "text", [], {"rumours": []}, {"findings": {}}])
def test_what_is_no_document_is_one_problem(document: object) -> None:
    report = bring_in(document)
    assert len(report.problems) == 1 or report.created == {}
    assert not Finding.objects.exists()


def test_what_goes_out_comes_in_again_unchanged() -> None:
    bring_in(small_document())
    report = bring_in(json.loads(json.dumps(export_evidence())))
    assert report.problems == ()
    assert (report.created, report.changed) == ({}, {})


def test_a_table_of_findings_is_read_with_comma_or_semicolon() -> None:
    bring_in(small_document())
    header = "id;statement.nb;study;theme;concept;value_kind;method;precision;how_read;exactness"
    row = "F902;Få svarte;undersokelse-2013;krise;har-kriseplan;qualitative;staff;verbal;report;low"
    for table in (f"{header}\n{row}\n", f"{header}\n{row}\n".replace(";", ",")):
        assert bring_in(read_file("funn.csv", table.encode())).problems == ()
    assert Finding.objects.get(code="F902").statement_nb == "Få svarte"


def test_a_table_that_could_be_of_several_kinds_asks_for_a_name() -> None:
    table = b"slug,name.nb\nx,X\n"
    with pytest.raises(FileNotReadable, match=r"bases\.csv, claims\.csv"):
        read_file("file.csv", table)
    assert read_file("bases.csv", table) == {"bases": [{"slug": "x", "name.nb": "X"}]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[" * 100_000,
        b'{"findings": [{"n": NaN}]}',
        b'{"findings": [{"informant": "\\ud800"}]}',
        b"a,a\n1,2\n",
        b"x" * 5_000_001,
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(content: bytes) -> None:
    with pytest.raises(FileNotReadable):
        read_file("file", content)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(field=st.sampled_from(sorted(finding_row())), value=ANYTHING)
def test_no_value_in_any_field_is_more_than_a_problem(field: str, value: object) -> None:
    report = bring_in(small_document(finding_row(**{field: value})), dry_run=True)
    assert isinstance(report, ImportReport)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    document=st.dictionaries(
        st.sampled_from(["findings", "studies", "themes", "indicators", "crosswalks"]), ANYTHING
    )
)
def test_no_document_is_more_than_a_problem(document: object) -> None:
    assert isinstance(bring_in(document, dry_run=True), ImportReport)


def test_a_crosswalk_goes_out_and_in_but_no_person_brings_one_by_a_file() -> None:
    bring_in(small_document())
    document = small_document()
    second = {**document["indicators"][0], "version": 2}
    crosswalk = {
        "first": "har-kriseplan/2",
        "second": "har-kriseplan/1",
        "kind": "equivalent",
        "reason": "Samme ord.",
        "author": "Kari",
        "proposed_at": "2026-11-23T12:00:00+00:00",
        "reviewer": "Ola",
        "reviewed_at": "2026-11-24T12:00:00+00:00",
        "accepted": True,
    }
    document["indicators"].append(second)
    document["crosswalks"] = [crosswalk]
    kari = make_analyst()
    report = import_evidence(document=document, by=kari, at=AT)
    assert [(one.kind, one.field) for one in report.problems] == [("crosswalks", "first")]
    assert bring_in(document).created["crosswalks"] == 1
    assert reviewed_crosswalks() == {("har-kriseplan/1", "har-kriseplan/2"): "equivalent"}
    again = bring_in(json.loads(json.dumps(export_evidence())))
    assert (again.problems, again.created, again.changed) == ((), {}, {})
    assert import_evidence(document=document, by=kari, at=AT).problems == ()


def test_a_definition_in_use_is_not_altered_by_a_person() -> None:
    bring_in(small_document())
    document = small_document()
    document["indicators"][0]["scale"] = "ja/nei/vet ikke"
    report = import_evidence(document=document, by=make_analyst(), at=AT)
    assert [(one.kind, one.field) for one in report.problems] == [("indicators", "scale")]
    document["indicators"][0] |= {"version": 2}
    assert import_evidence(document=document, by=make_analyst("o@k.no"), at=AT).stored
