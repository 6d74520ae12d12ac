"""When a copy may be open: no sooner than what it was copied from."""

from datetime import date

from allmenning.arena.models import Case, State, Visibility


def closed_origin(case: Case | None, today: date) -> Case | None:
    """Return what it was copied from where that is for members today, whatever became of it."""
    if case is None or case.copied_from is None:
        return None
    origin = case.copied_from
    is_open = origin.visibility == Visibility.OPEN or (origin.opens_on or date.max) <= today
    return None if is_open else origin


def opens_too_early(case: Case, visibility: str, opens_on: date | None, today: date) -> bool:
    """Say whether the copy would be read by everybody before its original; what is out stays so."""
    origin = closed_origin(case, today)
    if origin is None or (case.state == State.PUBLISHED and case.visibility == Visibility.OPEN):
        return False
    if visibility == Visibility.OPEN:
        return True
    return opens_on is not None and opens_on < (origin.opens_on or date.max)
