"""The report on paper: tagged PDF (PDF/UA-1), set by Typst from data alone."""

import json
from pathlib import Path

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from allmenning.surveys.models import Publication
from allmenning.surveys.queries.report import Report, Section, report_of
from allmenning.surveys.queries.results_shown import Shown
from allmenning.surveys.queries.words import said
from allmenning.ui.tables import Table
from allmenning.ui.text import day

FOLDER = Path(__file__).resolve().parent


def report_pdf(publication: Publication, language: str) -> bytes:
    """Return the report in a language."""
    with translation.override(language):
        told = _told(publication, report_of(publication), language)
    # Fonts of the machine would make the same pages differ from one to the next.
    return typst.compile(
        FOLDER / "report.typ",
        root=FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )


def _told(publication: Publication, report: Report, language: str) -> dict[str, object]:
    survey = publication.tables["survey"]
    return {
        "language": language,
        "title": report.title,
        "author": survey["owner"],
        "made": [publication.at.year, publication.at.month, publication.at.day],
        "lead": report.lead,
        "footer": _("%(title)s, publication %(number)s, %(day)s")
        % {"title": report.title, "number": publication.number, "day": day(publication.at)},
        "simulated": _("This is a simulated example") if report.is_simulated else "",
        "words": {
            "who": _("Who was asked, and who answered"),
            "weighting": _("How the answers are weighted"),
            "limitations": _("What the figures do not say"),
            "withheld": _("Not shown, since too few answered otherwise than the rest"),
            "plan": _("The plan"),
            "done": _("What was done"),
            "results": _("Results"),
        },
        "counts": [list(one) for one in report.counts],
        "weighting": list(report.weighting),
        "strata": _table(report.strata) if report.strata else None,
        "limitations": list(report.limitations),
        "withheld": [[one.question, list(one.parts)] for one in report.withheld],
        "plan": survey["plan"],
        "done": survey["what_was_done"],
        "purpose": said(survey["purpose"]),
        "sections": [_section(one) for one in report.sections],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "title": section.title,
        "sentences": list(section.sentences),
        # Tables by group are wide and many; they stand on the page and in the package.
        "tables": [_shown(one) for one in section.tables if not one.is_by_group],
    }


def _shown(shown: Shown) -> dict[str, object]:
    title = f"{shown.part}: {shown.title}" if shown.part else shown.title
    return {"title": title, "base": shown.base, **_table(shown.table)}


def _table(table: Table) -> dict[str, object]:
    return {
        "caption": str(table.caption),
        "header": [str(one.label) for one in table.columns],
        "rows": [[str(one.cell(row)) for one in table.columns] for row in table.rows],
        "numeric": [one.numeric for one in table.columns],
    }
