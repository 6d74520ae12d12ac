"""Publication: what goes out is protected, stands as it is, and is corrected by a new number."""

import hashlib
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.actions.packaging import Files, files_of
from allmenning.surveys.actions.publishing_protect import protected_answers
from allmenning.surveys.actions.surveys import advance_survey
from allmenning.surveys.models import (
    Publication,
    PublishedContent,
    PublishedFile,
    PublishingStep,
    Reconciliation,
    Stage,
    Survey,
)
from allmenning.surveys.queries.change import change_of
from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.package import tells_a_body
from allmenning.surveys.queries.publication import publication_tables, tables_wanted
from allmenning.surveys.queries.publishable import publishable_data, smallest_group
from allmenning.surveys.signals import published


class NotReadyToPublishError(Exception):
    """Something is missing; `missing` says what, in whole sentences."""

    def __init__(self, missing: list[Promise]) -> None:
        self.missing = missing
        super().__init__("; ".join(map(str, missing)))


class Watch:
    """Hears how far it has come; this one does nothing with it."""

    def told(self, step: PublishingStep, place: int = 0, of: int = 0) -> None:
        """Hear what is begun now; raise to stop it."""

    def published(self, publication: Publication) -> None:
        """Hear what goes out, in its transaction."""


def missing_to_publish(survey: Survey) -> list[Promise]:
    """Say what stands between the survey and a publication."""
    missing: list[Promise] = []
    if survey.stage not in (Stage.CLOSED, Stage.PUBLISHED):
        missing.append(_("The survey is not closed for answers yet."))
    if Reconciliation.objects.filter(unit__survey=survey, decided_at__isnull=True).exists():
        missing.append(_("Some bodies have answered twice, and it is not decided what counts."))
    if not survey.what_was_done:
        missing.append(_("Tell what was done, beside what was planned."))
    if not survey.recipes.filter(is_public=True).exists():
        missing.append(_("No recipe is marked to be published. Make the standard recipes first."))
    return missing


def publish_survey(
    *, survey: Survey, by: User | None, at: datetime, watch: Watch | None = None
) -> Publication:
    """Protect, make tables and files, and let them out.

    Everything is made before anything is written, since it takes long and others must be able to
    write meanwhile.

    Raises
    ------
    NotReadyToPublishError
        Something is missing, or somebody else has published meanwhile.
    NoAnswersError
        Fewer answers than a group must have.
    NotPublishableError
        A single answer could be derived; nothing goes out.
    """
    if missing := missing_to_publish(survey):
        raise NotReadyToPublishError(missing)
    watch = watch or Watch()
    made, data = _made(survey, by, at, watch)
    files = files_of(made, data, watch.told)
    return _let_out(made, files, at, watch)


def _made(
    survey: Survey, by: User | None, at: datetime, watch: Watch
) -> tuple[Publication, AnswerData]:
    """Make the publication, not saved, and the answers as they are shared."""
    watch.told(PublishingStep.READING)
    data = publishable_data(survey)
    if tells_a_body(data, smallest_group(survey)):
        lonely = _("So few had as many who answered that the number would tell which body it is.")
        raise NotReadyToPublishError([lonely])
    wanted = tables_wanted(survey, data)
    if not wanted:
        raise NotReadyToPublishError([_("None of the tables can be made of these answers.")])
    gate = protected_answers(survey, data, sorted({one.variable for one in wanted}), watch.told)
    watch.told(PublishingStep.FIGURES)
    told = publication_tables(survey, gate.data, tables_wanted(survey, gate.data), gate.hidden)
    shown = {one.name for one in gate.data.variables}
    told["withheld"] = [asdict(one) for one in data.variables if one.name not in shown]
    told["protection"] = {"told": gate.record["told"]}
    publication = Publication(
        survey=survey,
        number=_last_number(survey) + 1,
        tables=told,
        protection=gate.record,
        data_sha256=gate.data.digest,
        by=by,
        at=at,
    )
    told["change"] = change_of(publication, gate.data)
    return publication, gate.data


def _last_number(survey: Survey) -> int:
    return survey.publications.aggregate(last=Max("number"))["last"] or 0


@transaction.atomic
def _let_out(made: Publication, files: Files, at: datetime, watch: Watch) -> Publication:
    by, stored = made.by, Survey.objects.select_for_update().get(pk=made.survey_id)
    missing = missing_to_publish(stored)
    if _last_number(stored) != made.number - 1:
        missing.append(_("Somebody else has published meanwhile. Look at that first."))
    if missing:
        raise NotReadyToPublishError(missing)
    made.survey = stored
    made.save()
    _keep(made, files)
    write_audit(
        by=by,
        at=at,
        verb="surveys.publication.made",
        target=f"surveys.survey:{stored.pk}",
        detail={"number": made.number, "data_sha256": made.data_sha256},
    )
    if stored.stage == Stage.CLOSED:
        made.survey = advance_survey(survey=stored, by=by, at=at)
    watch.published(made)
    published.send(sender=Publication, publication=made, by=by, at=at)
    return made


def _keep(publication: Publication, files: Files) -> None:
    for name, (content_type, content) in files.items():
        kept = PublishedFile.objects.create(
            publication=publication,
            name=name,
            content_type=content_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        PublishedContent.objects.create(file=kept, content=content)
