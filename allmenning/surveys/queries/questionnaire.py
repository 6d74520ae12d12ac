"""A survey's questionnaire as the core knows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from allmenning.accounts.queries import KeptPerRevision
from allmenning.core.questionnaire import (
    Item,
    Kind,
    Limits,
    Option,
    Questionnaire,
    read_condition,
)
from allmenning.core.questionnaire import Question as Asked
from allmenning.surveys.models import ItemVersion, Question, Survey

_kept: KeptPerRevision[Questionnaire] = KeptPerRevision(16)


def questionnaire_of(survey: Survey) -> Questionnaire:
    """Return all questions in order; kept until something changes, so that answering is fast.

    Inside a transaction it is read anew: call it before.
    """
    return _kept.get(survey.pk, lambda: read_questionnaire(survey))


def read_questionnaire(survey: Survey) -> Questionnaire:
    """Read the questionnaire as it stands now; `questionnaire_of` keeps it."""
    rows = survey.questions.select_related("version").order_by("page", "position", "pk")
    return Questionnaire(tuple(_asked(row) for row in rows), survey.title)


def _asked(row: Question) -> Asked:
    return Asked(
        code=row.code,
        item=item_of(row.version),
        page=row.page,
        heading=row.heading,
        is_required=row.is_required,
        is_core=row.is_core,
        condition=read_condition(row.condition),
    )


def item_of(version: ItemVersion) -> Item:
    """Return a wording as the core knows it."""
    return Item(
        kind=Kind(version.kind),
        wording=version.wording,
        help=version.help,
        options=options_of(version.options),
        rows=options_of(version.rows),
        limits=limits_of(version.limits),
        has_dont_know=version.has_dont_know,
    )


def options_of(told: Sequence[Mapping[str, Any]]) -> tuple[Option, ...]:
    """Read options or rows as they are stored."""
    return tuple(
        Option(code=one["code"], label=one["label"], alone=bool(one.get("alone"))) for one in told
    )


def limits_of(told: Mapping[str, Any]) -> Limits:
    """Read limits as they are stored."""
    known = {name: told[name] for name in Limits.__slots__ if told.get(name) is not None}
    return Limits(**known)
