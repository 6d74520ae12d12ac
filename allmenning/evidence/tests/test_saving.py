"""One finding at a time: refused with a reason, checked against its own counts, versioned."""

import pytest

from allmenning.accounts.models import AuditEntry
from allmenning.evidence.actions import (
    EvidenceRefused,
    ShareWithoutBase,
    save_finding,
    save_study,
)
from allmenning.evidence.models import Finding, Study
from allmenning.evidence.queries.history import history_of
from allmenning.evidence.tests.build import (
    AT,
    finding_values,
    make_analyst,
    make_concept,
    make_finding,
    make_indicator,
    make_theme,
)

pytestmark = pytest.mark.django_db


def test_a_share_without_a_base_is_refused_with_the_reason() -> None:
    with pytest.raises(ShareWithoutBase) as refused:
        save_finding(by=None, at=AT, reason="New", values=finding_values(base=None))
    assert [problem.field for problem in refused.value.problems] == ["base"]
    assert not Finding.objects.exists()


def test_a_share_without_population_and_informant_names_both() -> None:
    values = finding_values(population=None, informant="")
    with pytest.raises(EvidenceRefused) as refused:
        save_finding(by=None, at=AT, reason="New", values=values)
    assert [problem.field for problem in refused.value.problems] == ["population", "informant"]


def test_a_share_must_say_whether_it_is_a_state_or_a_plan() -> None:
    with pytest.raises(EvidenceRefused) as refused:
        save_finding(by=None, at=AT, reason="New", values=finding_values(is_intention=None))
    assert [problem.field for problem in refused.value.problems] == ["is_intention"]


def test_a_share_far_from_its_own_counts_is_flagged() -> None:
    """R46: "less than every fourth" against 120 of 430, which is 27.9 percent."""
    values = finding_values(value=0.25, numerator=120, denominator=430)
    finding = save_finding(by=None, at=AT, reason="New", values=values)
    assert finding.deviates
    assert finding.recomputed == pytest.approx(0.27907, abs=1e-5)


def test_a_truncated_share_passes() -> None:
    """R46: the text says 63 percent where the table says 63.6."""
    values = finding_values(value=0.63, numerator=636, denominator=1000)
    assert not save_finding(by=None, at=AT, reason="New", values=values).deviates


def test_what_it_is_about_must_belong_to_the_theme() -> None:
    values = finding_values(theme=make_theme("dialog"))
    with pytest.raises(EvidenceRefused) as refused:
        save_finding(by=None, at=AT, reason="New", values=values)
    assert [problem.field for problem in refused.value.problems] == ["concept"]


def test_the_definition_must_measure_what_it_is_about() -> None:
    values = finding_values(indicator=make_indicator("annet", concept=make_concept("annet")))
    with pytest.raises(EvidenceRefused) as refused:
        save_finding(by=None, at=AT, reason="New", values=values)
    assert [problem.field for problem in refused.value.problems] == ["indicator"]


def test_every_change_is_a_version_with_author_reason_and_fingerprint() -> None:
    kari = make_analyst()
    finding = save_finding(by=kari, at=AT, reason="From page 12", values=finding_values())
    save_finding(
        by=kari, at=AT, reason="Misread", values=finding_values(value=0.41), finding=finding
    )
    newest, oldest = history_of(finding, {})
    assert (oldest.number, oldest.reason, oldest.author) == (1, "From page 12", "Kari")
    assert [(one.field, one.before, one.after) for one in newest.alterations] == [
        ("value", "40\N{NO-BREAK SPACE}%", "41\N{NO-BREAK SPACE}%")
    ]
    assert newest.hash != oldest.hash
    assert AuditEntry.objects.filter(target="finding:F901").count() == 2


def test_a_change_without_a_reason_is_refused() -> None:
    with pytest.raises(EvidenceRefused) as refused:
        save_finding(by=None, at=AT, reason=" ", values=finding_values())
    assert [problem.field for problem in refused.value.problems] == ["reason"]


def test_a_disagreement_is_marked_on_both_findings() -> None:
    report = make_finding("F902")
    supervisor = save_finding(
        by=None, at=AT, reason="New", values=finding_values(), conflicts_with=[report]
    )
    assert list(report.conflicts_with.all()) == [supervisor]


def test_a_quota_sample_with_a_response_rate_is_refused() -> None:
    values = {"slug": "s", "title": "S", "method": "staff", "sampling": "quota"}
    with pytest.raises(EvidenceRefused) as refused:
        save_study(by=None, at=AT, values={**values, "response_rate": 0.4})
    assert [problem.field for problem in refused.value.problems] == ["response_rate"]
    assert not Study.objects.exists()
