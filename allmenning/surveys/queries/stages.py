"""What is missing before a survey can go on."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from allmenning.core.questionnaire import check_routing
from allmenning.surveys.models import Reconciliation, Stage, Survey
from allmenning.surveys.queries.coverage import standing_contacts
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.queries.routing import routing_of

ORDER = list(Stage)


def next_stage(survey: Survey) -> Stage | None:
    """Name the stage after this one; there is none after publishing."""
    place = ORDER.index(Stage(survey.stage))
    return ORDER[place + 1] if place + 1 < len(ORDER) else None


def missing_before(survey: Survey, stage: Stage) -> list[str]:
    """Say in whole sentences what stands between the survey and the stage."""
    return CHECKS[stage](survey) if stage in CHECKS else []


def _both(text: dict[str, str]) -> bool:
    return bool(text.get("nb") and text.get("nn"))


def _before_mapping(survey: Survey) -> list[str]:
    missing = []
    if not survey.units.exists():
        missing.append(_("There is no frame yet: make it from the register."))
    if not _both(survey.purpose):
        missing.append(_("The purpose must be told in bokmål and nynorsk."))
    if not survey.contact:
        missing.append(_("Say whom those who are asked can write to."))
    if survey.contacts_until is None:
        missing.append(_("Set the day contact data are wiped."))
    return missing


def _before_fielding(survey: Survey) -> list[str]:
    missing = _before_mapping(survey)
    if not survey.questions.exists():
        missing.append(_("There are no questions yet."))
    elif check_routing(read_questionnaire(survey).questions).faults:
        missing.append(_("Somebody could not be led through the questionnaire; mend its routing."))
    if routing_of(survey).faults:
        missing.append(_("The check of ways through the questionnaire finds something wrong."))
    if not survey.units.filter(is_drawn=True).exists():
        missing.append(_("Nobody is drawn yet; draw the whole frame if everybody is to be asked."))
    elif not standing_contacts().filter(unit__survey=survey, unit__is_drawn=True).exists():
        missing.append(_("Nobody who was drawn has a confirmed contact."))
    if not _both(survey.privacy):
        missing.append(_("What happens to personal data must be told in bokmål and nynorsk."))
    if not survey.plan_sha256:
        missing.append(_("The plan for the analysis is not registered."))
    if survey.closes_at is None:
        missing.append(_("Set the day it closes."))
    return missing


def _before_publishing(survey: Survey) -> list[str]:
    missing = []
    waiting = Reconciliation.objects.filter(unit__survey=survey, decided_at__isnull=True)
    if waiting.exists():
        missing.append(_("Some bodies have answered twice, and it is not decided what counts."))
    if not survey.what_was_done:
        missing.append(_("Tell what was done, beside what was planned."))
    if not survey.publications.exists():
        missing.append(_("Nothing is made ready for publishing yet."))
    return missing


CHECKS: dict[Stage, Callable[[Survey], list[str]]] = {
    Stage.MAPPING: _before_mapping,
    Stage.FIELDING: _before_fielding,
    Stage.PUBLISHED: _before_publishing,
}
