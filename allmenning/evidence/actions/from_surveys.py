"""What a survey of ours has published, taken in as a study with its findings."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from allmenning.evidence.actions.importing import ImportReport, import_evidence
from allmenning.evidence.models import Base, Concept, Population
from allmenning.surveys.findings import (
    PublishedFinding,
    PublishedStudy,
    findings_of,
    study_of,
)
from allmenning.surveys.models import Publication

logger = logging.getLogger(__name__)

Json = dict[str, Any]


def take_in_publication(*, publication: Publication, at: datetime) -> ImportReport:
    """Store the study and its findings, new or changed; what is simulated never comes in.

    Definitions that are here already stay as they are. A figure that is withheld now loses its
    value and keeps its row.
    """
    study, findings = study_of(publication), findings_of(publication)
    if study.is_simulated:
        return ImportReport()
    report = import_evidence(
        document=_document(study, findings),
        by=None,
        at=at,
        reason=f"Publication {publication.number} of the survey {study.slug}",
    )
    if report.problems:
        first = report.problems[0]
        logger.error(
            "evidence.survey_not_taken_in",
            extra={
                "publication": publication.pk,
                "problems": len(report.problems),
                "row": first.key,
                "field": first.field,
            },
        )
    return report


def _document(study: PublishedStudy, findings: Sequence[PublishedFinding]) -> Json:
    concepts = Concept.objects.filter(slug__in={one.concept for one in findings})
    known = dict(concepts.order_by("slug").values_list("slug", "theme__slug"))
    themes = {one.concept: known.get(one.concept, one.record.theme) for one in findings}
    populations = {study.population: study.population_name}
    bases = {one.base: one.base_name for one in findings}
    return {
        "populations": list(_new(Population, populations, country="NO")),
        "bases": list(_new(Base, bases)),
        "concepts": [
            {"slug": one.concept, "theme": themes[one.concept], "name": one.concept_name}
            for one in _once(findings)
            if one.concept not in known
        ],
        "indicators": [_indicator(one) for one in findings],
        "studies": [_study(study)],
        "findings": [_finding(one, study, themes[one.concept]) for one in findings],
    }


def _new(
    model: type[Population] | type[Base], named: dict[str, dict[str, str]], **also: str
) -> Iterator[Json]:
    known = {one.slug for one in model.objects.filter(slug__in=named).order_by("slug")}
    for slug, name in sorted(named.items()):
        if slug not in known:
            yield {"slug": slug, "name": name, **also}


def _once(findings: Iterable[PublishedFinding]) -> Iterator[PublishedFinding]:
    yield from {one.concept: one for one in findings}.values()


def _indicator(one: PublishedFinding) -> Json:
    return {
        "slug": one.indicator,
        "version": one.version,
        "concept": one.concept,
        "statistic": "proportion",
        "unit": "percent",
        "base": one.base,
        "analysis_unit": one.record.analysis_unit,
        "wording": one.wording,
        "wording_id": one.record.facts.wording,
        "scale": one.record.facts.scale,
        "seasonal": False,
        "definition": one.definition,
    }


def _study(study: PublishedStudy) -> Json:
    return {
        "id": study.slug,
        "title": study.title,
        "who": study.who,
        "years": str(study.year),
        "first_year": study.year,
        "last_year": study.year,
        "country": "NO",
        "method": study.method,
        "methods": ["survey"],
        "sampling": study.sampling,
        "mode": "web",
        "informant": study.informant,
        "population": study.population,
        "N": study.population_size,
        "frame": study.frame,
        "n_invited": study.n_invited,
        "n_answered": study.n_answered,
        "response_rate": study.response,
        "period": study.period,
        "how_read": "report",
        "series": study.series,
        "nonresponse_adjusted": study.is_weighted,
        "weighted": study.is_weighted,
    }


def _finding(one: PublishedFinding, study: PublishedStudy, theme: str) -> Json:
    record = one.record
    first, _dots, last = record.period.partition("..")
    return {
        "id": record.id,
        "study": study.slug,
        "theme": theme,
        "concept": one.concept,
        "indicator": f"{one.indicator}/{one.version}",
        "population": record.population,
        "base": record.base,
        "statement": one.statement,
        "note": one.note,
        "value_kind": "share",
        "value": record.value,
        "unit": record.unit,
        "n": record.n,
        "period": {"start": first, "end": last},
        "doy": record.facts.doy,
        "year": study.year,
        "method": study.method,
        "instrument": record.instrument,
        "informant": record.informant,
        "mode": "web",
        "sampling": study.sampling,
        "frame": study.frame,
        "series": study.series,
        "analysis_unit": record.analysis_unit,
        "is_intention": record.intention,
        "precision": record.facts.precision,
        "derived": False,
        "nonresponse_adjusted": study.is_weighted,
        "weighted": study.is_weighted,
        "suppressed": record.value is None,
        "country": "NO",
        "question_wording": one.wording,
        "source_locator": record.source,
        "how_read": record.how_read,
        "exactness": "high",
        "coverage": "suppressed" if record.value is None else "covered",
    }
