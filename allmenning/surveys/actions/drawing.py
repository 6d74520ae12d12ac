"""Drawing whom to ask."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import Draw, FrameUnit, Stage, Survey
from allmenning.surveys.queries.frame_draw import (
    Design,
    digest_of_drawn,
    drawing_of,
    units_to_draw,
)
from allmenning.surveys.queries.surveys import target_of


class TooLateToDrawError(Exception):
    """Somebody has been asked already."""


class NothingToDrawError(ValueError):
    """There is no frame, or the allocation cannot be."""


@transaction.atomic
def draw_sample(
    *, survey: Survey, design: Design, seed: int, by: User | None, at: datetime
) -> Draw:
    """Draw from the seed, and keep all that is needed to do it again.

    A new draw replaces the one before until somebody is asked; every draw stays on record, so
    nobody can try seeds in silence.
    """
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if stored.stage not in (Stage.PLANNING, Stage.MAPPING):
        raise TooLateToDrawError
    units = units_to_draw(stored)
    if not units:
        raise NothingToDrawError("The frame is empty; make it from the register first.")
    drawing = drawing_of(stored, units, design, seed=seed)
    for unit, is_drawn, chance, number in zip(
        units, drawing.drawn, drawing.inclusion, drawing.numbers, strict=True
    ):
        unit.is_drawn, unit.random_number = bool(is_drawn), float(number)
        unit.probability = float(chance) or None
    fields = ["is_drawn", "probability", "random_number"]
    FrameUnit.objects.bulk_update(units, fields, batch_size=200)
    stored.units.exclude(left_out="").update(is_drawn=False, probability=None)
    return _kept(stored, design, seed, drawing.allocation, digest_of_drawn(units, drawing), by, at)


def _kept(  # noqa: PLR0917 - all of them are the record of one draw
    survey: Survey,
    design: Design,
    seed: int,
    allocation: dict[str, int],
    digest: str,
    by: User | None,
    at: datetime,
) -> Draw:
    last = survey.draws.aggregate(n=Max("number"))["n"] or 0
    kept = Draw.objects.create(
        survey=survey,
        number=last + 1,
        method=design.method,
        seed=seed,
        size=sum(allocation.values()),
        minimum=design.minimum,
        take_all=list(design.take_all),
        shares=dict(design.shares),
        coordination=design.coordination,
        allocation=allocation,
        sha256=digest,
        by=by,
        at=at,
    )
    detail: dict[str, object] = {"seed": seed, "drawn": kept.size, "sha256": digest}
    write_audit(by=by, at=at, verb="surveys.survey.drawn", target=target_of(survey), detail=detail)
    return kept
