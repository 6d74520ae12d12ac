"""Publishing: an ordinary job, since protecting and setting the paper take longer than a request.

A job that a worker died with is done again; what is let out and the end of the work are written in
one transaction, so that doing it again publishes nothing twice.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from allmenning.accounts.models import User
from allmenning.surveys.actions.publishing_work import (
    begin_publishing,
    do_publishing,
    queue_publishing,
)
from allmenning.surveys.models import PublishingWork, Survey


@transaction.atomic
def ask_to_publish(*, survey: Survey, by: User | None, at: datetime) -> PublishingWork:
    """Let a job publish; who asks while one is under way gets that one.

    Raises
    ------
    NotReadyToPublishError
        Something is missing.
    """
    work, is_new = queue_publishing(survey=survey, by=by, at=at)
    if is_new:
        publish.enqueue(work.pk)
    return work


@task()
def publish(key: int) -> None:
    """Do the work, unless it has ended; somebody waits for it, so it goes before letters."""
    now = timezone.now()
    work = begin_publishing(key=key, by=None, at=now)
    if work:
        do_publishing(work=work, at=now)
