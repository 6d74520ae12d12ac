"""What the others build on holds."""

import pytest

from allmenning.accounts.models import Role
from allmenning.arena.queries.viewer import Viewer, listed, viewer_for
from allmenning.arena.tests.build import (
    AT,
    make_case,
    make_claim,
    make_guidance,
    make_holder,
    make_lom,
    make_member,
    make_post,
    make_question,
    make_tag,
)

pytestmark = pytest.mark.django_db


def test_what_is_built_is_published_and_open() -> None:
    case = make_case(tags=(make_tag(),))
    make_claim(case)
    question = make_question()
    make_guidance()
    make_post(question, is_answer=True)

    assert list(listed(type(case).objects.all(), Viewer(), AT)) == [case]
    assert case.owner == question.owner == make_lom()
    assert question.thread.post_count == 1


def test_a_member_edits_and_a_steward_moderates() -> None:
    member = viewer_for(make_member(make_lom()), AT)

    assert member.edits == {make_lom().pk}
    assert viewer_for(make_holder(Role.STEWARD), AT).is_moderator
