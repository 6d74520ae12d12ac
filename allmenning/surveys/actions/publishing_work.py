"""Publishing as a piece of work: asked for once at a time, followed, and ended with its reasons."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.actions.protecting import NotPublishableError
from allmenning.surveys.actions.publishing import (
    NotReadyToPublishError,
    Watch,
    missing_to_publish,
    publish_survey,
)
from allmenning.surveys.models import (
    Publication,
    PublishingState,
    PublishingStep,
    PublishingWork,
    Survey,
)
from allmenning.surveys.queries.data import NoAnswersError
from allmenning.surveys.queries.languages import Text, in_languages
from allmenning.surveys.queries.words import said


class PublishingEndedError(Exception):
    """The work was ended by somebody else meanwhile; what was made of it is thrown away."""


@transaction.atomic
def queue_publishing(
    *, survey: Survey, by: User | None, at: datetime
) -> tuple[PublishingWork, bool]:
    """Return the work, and whether it is new; who asks while one is under way gets that one.

    Raises
    ------
    NotReadyToPublishError
        Something is missing.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if missing := missing_to_publish(survey):
        raise NotReadyToPublishError(missing)
    under_way = survey.publishing.filter(ended_at=None).first()
    if under_way and not under_way.is_silent(at):
        return under_way, False
    if under_way:
        end_publishing(work=under_way, state=PublishingState.STOPPED, reasons=[], by=by, at=at)
    work = PublishingWork.objects.create(survey=survey, by=by, queued_at=at, heard_at=at)
    _audit(work, "queued", by, at)
    return work, True


@transaction.atomic
def begin_publishing(*, key: int, by: User | None, at: datetime) -> PublishingWork | None:
    """Begin, or begin again what a worker died with; None where it has ended."""
    waiting = PublishingWork.objects.select_for_update().filter(pk=key, ended_at=None)
    if not waiting.update(state=PublishingState.UNDER_WAY, begun_at=at, heard_at=at, step=""):
        return None
    work = PublishingWork.objects.select_related("survey", "by").get(pk=key)
    _audit(work, "begun", by, at)
    return work


def do_publishing(*, work: PublishingWork, at: datetime) -> Publication | None:
    """Publish, and keep on the work how far it is and how it ended; None where nothing went out.

    What nobody foresaw ends the work too, and goes on to the worker's log.
    """
    try:
        return publish_survey(survey=work.survey, by=work.by, at=at, watch=_Followed(work))
    except PublishingEndedError:
        return None
    except (NotReadyToPublishError, NoAnswersError, NotPublishableError) as refusal:
        _end_at_last(work, PublishingState.REFUSED, _reasons(work.survey, refusal))
        return None
    except Exception:
        _end_at_last(work, PublishingState.FAILED, [])
        raise


@transaction.atomic
def end_publishing(
    *,
    work: PublishingWork,
    state: PublishingState,
    reasons: list[Text],
    by: User | None,
    at: datetime,
) -> bool:
    """End the work without a publication; False where it has ended already."""
    mine = PublishingWork.objects.filter(pk=work.pk, ended_at=None)
    ended = mine.update(state=state, reasons=reasons, ended_at=at) == 1
    if ended:
        _audit(work, str(state), by, at)
    return ended


def _end_at_last(work: PublishingWork, state: PublishingState, reasons: list[Text]) -> None:
    end_publishing(work=work, state=state, reasons=reasons, by=None, at=timezone.now())


class _Followed(Watch):
    """Writes down how far the work is, and stops it where somebody has ended it."""

    def __init__(self, work: PublishingWork) -> None:
        self.mine = PublishingWork.objects.filter(pk=work.pk, ended_at=None)

    def told(self, step: PublishingStep, place: int = 0, of: int = 0) -> None:
        if not self.mine.update(step=step, place=place, of=of, heard_at=timezone.now()):
            raise PublishingEndedError

    def published(self, publication: Publication) -> None:
        now = timezone.now()
        done = {"state": PublishingState.DONE, "heard_at": now, "ended_at": now}
        if not self.mine.update(publication=publication, **done):
            raise PublishingEndedError


def _reasons(survey: Survey, refusal: Exception) -> list[Text]:
    if isinstance(refusal, NotReadyToPublishError):
        return [in_languages(one.__str__) for one in refusal.missing]
    if isinstance(refusal, NotPublishableError):
        return list(_derivable(survey, refusal))
    return [in_languages(lambda: _("There are too few answers to publish anything."))]


def _derivable(survey: Survey, refusal: NotPublishableError) -> list[Text]:
    """Say that an answer could be derived, and of which questions."""
    if not refusal.leaks:
        return [in_languages(_cannot_tell)]
    first = in_languages(
        lambda: _("A single answer could be computed from what would go out and what is out.")
    )
    codes = {name.partition("__")[0] for leak in refusal.leaks for name, _code in leak.where}
    about = survey.questions.filter(code__in=codes).select_related("version")
    wordings = [one.version.wording for one in about.order_by("page", "position", "pk")]
    if not wordings:
        return [first]
    say = _about(wordings)
    return [first, in_languages(say)]


def _cannot_tell() -> str:
    return _(
        "The tables are divided otherwise than in an earlier publication, so nobody can tell what "
        "the two would give away together."
    )


def _about(wordings: list[Text]) -> Callable[[], str]:
    def say() -> str:
        questions = " / ".join(said(one) for one in wordings)
        return _("It is about this: %(questions)s") % {"questions": questions}

    return say


def _audit(work: PublishingWork, what: str, by: User | None, at: datetime) -> None:
    write_audit(
        by=by,
        at=at,
        verb=f"surveys.publishing.{what}",
        target=f"surveys.publishing:{work.pk}",
        detail={"survey": work.survey_id},
    )
