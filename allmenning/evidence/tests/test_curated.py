"""The content that comes with the project: complete, judged as its cases say, and honest."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import Client

from allmenning.core.comparability import Point as AxisPoint
from allmenning.core.comparability import SharedAxis, Trend, Verdict
from allmenning.evidence.actions import import_evidence, read_file
from allmenning.evidence.actions.kinds import KINDS
from allmenning.evidence.models import Finding, Series, Study, Theme
from allmenning.evidence.models.words import HowRead, Method, Precision, Sampling
from allmenning.evidence.queries import NEEDED, facts_of
from allmenning.evidence.queries.matching import match_of
from allmenning.evidence.tests.build import AT

GUARD = Path("/work/shared/evidence/guard_cases.json")
RAW = Path("/work/shared/evidence/findings.json")
ALLOWED = {
    "comparable": {"AXIS", "TREND"},
    "caveat": {"SIDE", "AXIS"},
    "not_comparable": {"NONE", "SIDE"},
}


pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _curated() -> None:
    call_command("load_evidence", stdout=io.StringIO())


def test_loading_again_changes_nothing() -> None:
    out = io.StringIO()
    call_command("load_evidence", stdout=out)
    assert out.getvalue().startswith("Evidence: 0 new rows, 0 changed,")


def test_all_studies_and_findings_are_there() -> None:
    assert (Study.objects.count(), Finding.objects.count()) == (55, 149)


@pytest.mark.skipif(not RAW.exists(), reason="the shared findings are not here")
def test_no_figure_differs_from_the_file_it_was_curated_from() -> None:
    stored = {one.code: one for one in Finding.objects.all()}
    for row in json.loads(RAW.read_text()):
        one = stored[row["id"]]
        if row["value"] is not None and one.unit == "percent":
            assert one.value == pytest.approx(row["value"] / 100), row["id"]
        assert one.study.slug == row["study"]
        assert one.year == row["year"]


def test_every_share_carries_what_it_rests_on() -> None:
    """R01: population, base or that it is unknown, unit, instrument, informant, time, state."""
    for one in Finding.objects.filter(value_kind="share").select_related("base", "population"):
        assert one.population, one.code
        assert one.base or (one.base_unknown and one.base_note), one.code
        assert one.analysis_unit, one.code
        assert one.instrument, one.code
        assert one.informant, one.code
        assert one.year or one.period_text, one.code
        assert one.is_intention is not None, one.code


def test_plans_and_states_are_kept_apart() -> None:
    """R34: 71 % planned to use social media, 46 % planned to have a strategy."""
    plans = Finding.objects.filter(is_intention=True).order_by("code")
    assert [one.code for one in plans] == ["F002", "F003"]


def test_a_base_the_file_does_not_give_stays_unknown() -> None:
    """F005: 22 % say they have dialogue; out of whom is not told."""
    assert Finding.objects.get(code="F005").base is None


def test_an_inferred_base_is_not_the_whole_population() -> None:
    """F100: 86 % most likely refers to profile holders, F098: 67 % of everybody over 18."""
    answer = match_of("F098", "F100").comparison
    assert (answer.verdict, "base" in answer.reasons) == (Verdict.SIDE, True)
    base = Finding.objects.get(code="F100").base
    assert base is not None
    assert "trolig" in base.name_nb


def test_likes_over_more_and_more_pages_are_no_tested_change() -> None:
    """F038: 155,000 likes on 210 pages, F043: 670,000 on 369 pages."""
    answer = match_of("F038", "F043").comparison
    assert (answer.verdict, answer.rules) == (Verdict.AXIS, ("R08b",))
    assert "same_base" not in answer.reasons


def test_every_text_is_there_in_bokmal_and_nynorsk() -> None:
    assert not Finding.objects.filter(statement_nn="").exists()
    assert not Theme.objects.filter(name_nn="").exists()
    assert not Theme.objects.filter(description_nn="").exists()


@pytest.mark.skipif(not GUARD.exists(), reason="the shared pairs are not here")
def test_every_pair_gets_a_verdict_and_a_reason_that_fit() -> None:
    """R02: the pairs of guard_cases.json, through the command line."""
    out = io.StringIO()
    call_command("evidence", "cases", str(GUARD), "--json", stdout=out)
    answers = {one["id"]: one for one in json.loads(out.getvalue())}
    for case in json.loads(GUARD.read_text()):
        answer = answers[case["id"]]
        assert answer["verdict"] in ALLOWED[case["expected"]], case["id"]
        assert set(answer["reasons"]) & set(case["reasons"]), case["id"]


def test_the_example_of_the_issue_is_answered_as_written() -> None:
    out = io.StringIO()
    call_command("evidence", "compare", "F035", "F036", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["verdict"], found["rules"]) == ("side", ["R06"])


def test_the_series_are_rounds_the_guard_lets_share_an_axis() -> None:
    for slug in ("helhetlige-facebook-sider-2013-2015", "statlige-virksomheter-2012-2015"):
        SharedAxis(_points(slug))


def test_the_counts_of_whole_municipality_pages_are_a_trend() -> None:
    assert Trend(_points("helhetlige-facebook-sider-2013-2015")).connected


def _points(slug: str) -> tuple[AxisPoint, ...]:
    points = Series.objects.get(slug=slug).points.order_by("position")
    codes = points.values_list("finding__code", flat=True)
    found = {
        one.code: one for one in Finding.objects.filter(code__in=codes).select_related(*NEEDED)
    }
    return tuple(AxisPoint(code, facts_of(found[code]), found[code].value or 0.0) for code in codes)


def test_disagreeing_bodies_stand_side_by_side() -> None:
    """R47: the report says unlawful, the supervisor that the sum of channels decides."""
    pairs = Finding.objects.filter(conflicts_with__isnull=False)
    assert pairs.count() >= 2
    for one in pairs.prefetch_related("conflicts_with"):
        assert all(one in other.conflicts_with.all() for other in one.conflicts_with.all())


def test_dialogue_is_known_through_three_methods_or_more() -> None:
    """R48."""
    found = Finding.objects.filter(theme__slug="dialog", direction__isnull=False)
    assert len(set(found.values_list("method", flat=True))) >= 3


def test_five_findings_are_second_hand_and_a_filter_hides_them(client: Client) -> None:
    """R49."""
    weak = Finding.objects.filter(how_read=HowRead.SECOND_HAND).order_by("code")
    assert [one.code for one in weak] == ["F020", "F021", "F084", "F100", "F129"]
    rows = client.get("/funn.json?lest=original").json()
    told = json.dumps(rows)
    assert not any(f'"{one.code}"' in told for one in weak)
    assert '"F035"' in told


def test_vendors_are_marked_and_no_quota_sample_has_a_response_rate() -> None:
    """R72."""
    assert Study.objects.filter(vendor=True).exists()
    without = Study.objects.filter(sampling__in=[Sampling.QUOTA, Sampling.WEB_PANEL])
    assert not without.filter(response_rate__isnull=False).exists()


def test_every_table_goes_out_and_comes_in_again_unchanged(client: Client) -> None:
    for kind in KINDS:
        answer = client.get(f"/eksport/{kind.name}.csv")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        document = read_file(f"{kind.name}.csv", content)
        assert isinstance(document, dict)
        assert list(document) == [kind.name]
        report = import_evidence(document=document, by=None, at=AT, dry_run=True)
        assert (report.problems, report.created, report.changed) == ((), {}, {}), kind.name


def test_everything_goes_out_and_comes_in_again_unchanged(client: Client) -> None:
    document = client.get("/eksport.json").json()
    report = import_evidence(document=document, by=None, at=AT, dry_run=True)
    assert (report.problems, report.created, report.changed) == ((), {}, {})
    assert report.unchanged["findings"] == 149


def test_every_study_has_findings_or_says_why_it_is_kept() -> None:
    bare = Study.objects.annotate(found=Count("findings")).filter(found=0, url="")
    assert not bare.exists()


def test_words_of_closed_lists_are_all_in_use() -> None:
    for column, choices in (("method", Method), ("precision", Precision), ("how_read", HowRead)):
        used = set(Finding.objects.values_list(column, flat=True))
        assert used <= set(choices.values)
