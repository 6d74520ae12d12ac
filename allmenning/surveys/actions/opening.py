"""Opening the fieldwork, what the worker does for it each minute, and closing it."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.surveys.actions.letters import drop_unsent, queue_invitations
from allmenning.surveys.actions.surveys import advance_survey
from allmenning.surveys.models import Stage, Survey
from allmenning.surveys.queries.letters import due_to_close, open_surveys


class NotNowError(Exception):
    """The survey is not at the stage before."""


@transaction.atomic
def open_fieldwork(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Take the survey from mapping to answers, and queue the invitations with it."""
    if survey.stage != Stage.MAPPING:
        raise NotNowError
    opened = advance_survey(survey=survey, by=by, at=at)
    queue_invitations(survey=opened, by=by, at=at)
    return opened


@transaction.atomic
def close_fieldwork(*, survey: Survey, by: User | None, at: datetime) -> Survey:
    """Take no more answers, and let unsent letters lie; what was begun is kept as partial."""
    if survey.stage != Stage.FIELDING:
        raise NotNowError
    closed = advance_survey(survey=survey, by=by, at=at)
    drop_unsent(survey=closed, at=at)
    return closed


@transaction.atomic
def close_due(*, at: datetime) -> int:
    """Close the surveys whose time is out."""
    due = list(due_to_close(at))
    for survey in due:
        close_fieldwork(survey=survey, by=None, at=at)
    return len(due)


@transaction.atomic
def invite_newcomers(*, at: datetime) -> int:
    """Invite contacts that were confirmed or replaced after the opening."""
    real = open_surveys().filter(is_simulated=False)
    return sum(queue_invitations(survey=one, by=None, at=at) for one in real)
