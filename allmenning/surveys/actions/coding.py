"""Open answers are coded by hand; the codes are counted, the answers are never published."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import Coding, OpenCode, Question, Response
from allmenning.surveys.queries.languages import Text
from allmenning.ui.text import slugify

LONGEST_CODE = 40


class SameCodeError(Exception):
    """There is a code of that name for the question already."""


@transaction.atomic
def add_code(*, question: Question, label: Text, by: User | None, at: datetime) -> OpenCode:
    """Add a code to a question; raises `SameCodeError`."""
    code = slugify(next(iter(label.values())))[:LONGEST_CODE].strip("-") or "kode"
    if question.open_codes.filter(code=code).exists():
        raise SameCodeError
    made = OpenCode.objects.create(question=question, code=code, label=label)
    _note("code_added", question, by, at, {"code": code})
    return made


@transaction.atomic
def code_answer(
    *,
    response: Response,
    question: Question,
    codes: Collection[str],
    by: User | None,
    at: datetime,
) -> list[Coding]:
    """Give an answer these codes of its question, and no others."""
    known = {one.code: one for one in question.open_codes.all()}
    wanted = [known[code] for code in sorted(set(codes)) if code in known]
    mine = Coding.objects.filter(response=response, code__question=question)
    mine.exclude(code__in=wanted).delete()
    have = set(mine.values_list("code", flat=True))
    Coding.objects.bulk_create(
        Coding(response=response, code=one, by=by, at=at) for one in wanted if one.pk not in have
    )
    _note(
        "coded", question, by, at, {"response": response.pk, "codes": [one.code for one in wanted]}
    )
    return list(mine.order_by("code"))


def _note(
    what: str, question: Question, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    write_audit(
        by=by,
        at=at,
        verb=f"surveys.coding.{what}",
        target=f"surveys.survey:{question.survey_id}",
        detail={"question": question.code, **detail},
    )
