"""What a demo shows is whole, marked as invented, and new each day."""

import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import translation
from pytest_django.fixtures import Settings

from allmenning.accounts.models import User
from allmenning.arena.actions.demo import DATA, WRITTEN, demo_document, load_demo
from allmenning.arena.models import Case, ClaimFinding, Post, Question
from allmenning.arena.tests.build import AT
from allmenning.core.private import find_private

LIKE_WRITTEN = demo_document(WRITTEN)
CASES, QUESTIONS = LIKE_WRITTEN["cases"], LIKE_WRITTEN["questions"]


def test_there_is_enough_to_judge_the_pages_by() -> None:
    assert len(CASES) == 40
    assert Counter(row["language"] for row in CASES) == {"nn": 20, "nb": 20}
    assert len(QUESTIONS) == 20
    assert {row["stage"] for row in CASES} == {"idea", "trying", "permanent", "ended"}
    assert len({row.get("evidence_kind") for row in CASES}) >= 5
    assert len({row["owner"] for row in CASES}) >= 35
    outcomes = Counter(row["outcome"] for row in LIKE_WRITTEN["replications"])
    assert min(outcomes.values()) >= 4


def test_everything_is_marked_as_invented() -> None:
    for kind in ("cases", "questions", "guidance", "posts"):
        assert all(row["is_invented"] for row in LIKE_WRITTEN[kind])
    people = json.loads((DATA / "people.json").read_bytes())
    assert all(person["name"].startswith("Demo ") for person in people)


def test_every_experience_says_something_of_a_finding() -> None:
    claims = {f"{row['case']}/{row['number']}" for row in LIKE_WRITTEN["claims"]}
    linked = {row["claim"] for row in LIKE_WRITTEN["claim_findings"]}

    assert linked <= claims
    assert {one.partition("/")[0] for one in linked} == {row["slug"] for row in CASES}


def test_texts_are_long_enough_to_be_of_use() -> None:
    for row in CASES:
        if row["stage"] != "idea":
            told = " ".join(row[name] for name in ("problem", "done", "result", "failed", "advice"))
            assert len(told.split()) >= 60, row["slug"]


def test_nobody_is_named_with_numbers_or_addresses() -> None:
    """As a member's text is stopped, so would these be."""
    for row in (*CASES, *QUESTIONS, *LIKE_WRITTEN["posts"]):
        for value in row.values():
            if isinstance(value, str) and " " in value:
                assert not re.search(r"[\w.]+@[\w.]+", value)
                assert not list(find_private(value)), (row, value)


def test_the_days_follow_the_calendar() -> None:
    a_year_on = demo_document(WRITTEN + timedelta(days=365))["cases"][0]

    first = CASES[0]
    moved = date.fromisoformat(a_year_on["confirmed_date"])
    assert moved - date.fromisoformat(first["confirmed_date"]) == timedelta(days=365)
    assert a_year_on["published_at"] > first["published_at"]


@pytest.mark.slow
@pytest.mark.django_db
def test_it_comes_in_and_a_second_time_changes_nothing(settings: Settings) -> None:
    settings.DEMO = True
    call_command("load_register", verbosity=0)
    call_command("load_evidence", verbosity=0)

    with translation.override("en"):
        first, second = load_demo(at=AT), load_demo(at=AT)
        Post.objects.filter(thread__finding__code="F011").update(text="Prøvd av ein gjest")
        next_week = load_demo(at=AT + timedelta(days=7))

    assert (first.problems, second.problems, next_week.problems) == ((), (), ())
    assert (next_week.created, next_week.changed["posts"]) == ({}, 52)
    assert (second.created, second.changed) == ({}, {})
    assert Case.objects.filter(is_invented=True).count() == 40
    assert Question.objects.exclude(accepted=None).count() >= 10
    assert ClaimFinding.objects.filter(relation="contradicts").count() >= 5
    assert User.objects.filter(is_demo=True, name="Demo Kari").exists()
