"""What the search is told: of cases, questions and guidance, of findings, studies and bodies."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from allmenning.arena.models import Appeal, Decision
from allmenning.arena.queries.search import cases, guidance, questions, subject_of
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_claim,
    make_guidance,
    make_post,
    make_question,
    make_tag,
)
from allmenning.evidence.queries.search import findings, studies
from allmenning.evidence.tests.build import make_finding, make_study
from allmenning.register.queries.search import bodies
from allmenning.register.tests.build import make_county, make_municipality, make_version
from allmenning.search.contract import MEMBERS, OPEN, Standing

pytestmark = pytest.mark.django_db


def test_a_case_is_found_by_all_it_tells_and_by_the_words_for_its_tags() -> None:
    tag = make_tag("svartid", name="Svartid", synonyms=["responstid"])
    case = make_case(tags=(tag,), failed="Helgane vart for lange.", is_invented=True)
    make_claim(case)
    (found,) = cases.documents()
    assert found.key == f"case:{case.pk}"
    assert found.titles == {"nn": "Vi svarer før klokka ni"}
    for text in ("innboksen", "annakvar", "Helgane", "same dag", "responstid", "Lom"):
        assert text in found.body
    assert found.route == ("arena:case", case.slug)
    assert (found.themes, found.tags, found.owner_code) == (("krise",), ("svartid",), "3434")
    assert found.weight == pytest.approx(0.7 + 0.3 * case.completeness)
    assert 0.7 <= found.weight < 1
    assert found.dated == date(2026, 11, 23)
    assert found.facets == {"owner": "Lom", "invented": "yes"}


def test_only_what_is_published_is_told() -> None:
    for state in ("draft", "waiting", "hidden", "removed", "withdrawn"):
        make_case(state=state)
        make_question(state=state)
        make_guidance(state=state)
    assert [*cases.documents(), *questions.documents(), *guidance.documents()] == []


def test_members_texts_carry_their_audience_and_their_day() -> None:
    case = make_case(visibility="members", opens_on=date(2027, 1, 1))
    (found,) = cases.documents()
    assert (found.audience, found.opens_on) == (MEMBERS, date(2027, 1, 1))
    standing = cases.standing([found.key, "case:999999"])
    assert standing == {f"case:{case.pk}": Standing(MEMBERS, date(2027, 1, 1))}
    assert not standing[found.key].is_for({OPEN}, date(2026, 12, 31))
    assert standing[found.key].is_for({OPEN}, date(2027, 1, 1))
    assert standing[found.key].is_for({OPEN, MEMBERS}, date(2026, 12, 31))


def test_a_question_is_found_by_its_answers_but_not_by_what_is_hidden() -> None:
    question = make_question()
    make_post(question, text="Vi deler vakta i tre.", is_answer=True)
    make_post(question, text="Berre ein merknad.")
    make_post(question, text="Skjult svar.", is_answer=True, state="hidden")
    (found,) = questions.documents()
    assert "deler vakta i tre" in found.body
    assert "merknad" not in found.body
    assert "Skjult" not in found.body


def test_guidance_past_its_review_weighs_half_and_replaced_less() -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    fresh = make_guidance()
    late = make_guidance(dated_date=today - timedelta(days=800), review_date=yesterday)
    replaced = make_guidance(status="replaced")
    weights = {one.key: one.weight for one in guidance.documents()}
    assert weights == {
        f"guidance:{fresh.pk}": 1.0,
        f"guidance:{late.pk}": 0.5,
        f"guidance:{replaced.pk}": 0.4,
    }


def test_an_entry_about_a_post_a_decision_or_an_appeal_touches_what_it_stands_under() -> None:
    question = make_question()
    post = make_post(question)
    told = {"kind": "hide", "ground": "spam", "reasons": "Reklame.", "at": AT}
    of_post = Decision.objects.create(post=post, **told)
    of_thread = Decision.objects.create(thread=post.thread, **told)
    appeal = Appeal.objects.create(decision=of_post, text="Nei.", at=AT)
    key = f"question:{question.pk}"
    for target in (
        f"arena.post:{post.pk}",
        f"arena.thread:{post.thread.pk}",
        f"arena.decision:{of_post.pk}",
        f"arena.decision:{of_thread.pk}",
        f"arena.appeal:{appeal.pk}",
    ):
        assert subject_of(target) == key
    assert questions.touched("arena.post.written", f"arena.post:{post.pk}") == [key]
    assert cases.touched("arena.post.written", f"arena.post:{post.pk}") == []
    assert subject_of("arena.post:none") == subject_of("arena.post:999999") == ""


def test_what_moves_everything_is_said_to() -> None:
    for source in (cases, questions, guidance):
        assert source.touched("arena.imported", "arena") is None
        assert source.touched("arena.tag.renamed", "arena.tag:1") is None
        assert source.touched("register.loaded", "register") is None
        assert source.touched("accounts.signed_in", "user:x") == []
    assert findings.touched("evidence.imported", "evidence") is None
    assert bodies.touched("register.refreshed", "register") is None


def test_a_finding_is_told_in_its_languages_and_a_study_touches_its_findings() -> None:
    study = make_study(title="Kommunar på nett", who="NIVI")
    finding = make_finding(study=study, statement_nb="Fire av ti har plan", statement_nn="Fire")
    (found,) = findings.documents()
    assert found.titles == {"nb": "Fire av ti har plan", "nn": "Fire"}
    assert "Kommunar på nett" in found.body
    assert found.route == ("evidence:finding", finding.code)
    assert findings.touched("evidence.study.saved", f"study:{study.slug}") == [found.key]
    assert studies.touched("evidence.finding.saved", f"finding:{finding.code}") == [
        f"study:{study.slug}"
    ]


def test_a_municipality_is_found_by_the_code_it_had() -> None:
    lom = make_municipality(county=make_county())
    make_version(lom)
    told = {one.key: one for one in bodies.documents()}
    assert set(told) == {"body:lom", "body:innlandet"}
    for text in ("3434", "0514", "Innlandet", "kommune"):
        assert text in told["body:lom"].body
    assert told["body:lom"].route == ("register:municipality", "lom")
    assert told["body:innlandet"].owner_code == ""


def test_all_documents_are_read_in_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        make_claim(make_case(tags=(make_tag(f"ord-{_}"),)))
        make_post(make_question(), is_answer=True)
    with django_assert_max_num_queries(4):
        list(cases.documents())
    with django_assert_max_num_queries(4):
        list(questions.documents())
