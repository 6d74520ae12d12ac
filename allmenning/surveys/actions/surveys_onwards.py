"""Taking a survey to its next stage, with all that belongs to the step."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.surveys.actions.opening import close_fieldwork, open_fieldwork
from allmenning.surveys.actions.surveys import advance_survey
from allmenning.surveys.models import Stage, Survey


@transaction.atomic
def go_on(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Go one stage on: opening invites those who were drawn, closing lets unsent letters lie."""
    if survey.stage == Stage.MAPPING:
        return open_fieldwork(survey=survey, by=by, at=at)
    if survey.stage == Stage.FIELDING:
        return close_fieldwork(survey=survey, by=by, at=at)
    return advance_survey(survey=survey, by=by, at=at)
