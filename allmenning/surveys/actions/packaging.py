"""The files of a publication."""

from collections.abc import Callable

from allmenning.surveys.models import Language, Publication, PublishingStep
from allmenning.surveys.paper import report_pdf
from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.package import as_csv, as_json, package, table_rows

Files = dict[str, tuple[str, bytes]]


def files_of(
    publication: Publication, data: AnswerData, tell: Callable[[PublishingStep, int, int], None]
) -> Files:
    """Make the report on paper in each language, the package, and the tables by themselves."""
    told, papers = publication.tables, {}
    for place, language in enumerate(Language.values, start=1):
        tell(PublishingStep.PAPER, place, len(Language.values))
        paper = report_pdf(publication, language)
        papers[f"rapport-{language}.pdf"] = ("application/pdf", paper)
    tell(PublishingStep.PACKAGE, 0, 0)
    return {
        "pakke.zip": ("application/zip", package(told, data, publication.at)),
        "tabeller.csv": ("text/csv; charset=utf-8", as_csv(list(table_rows(told)))),
        "tabeller.json": ("application/json", as_json(told)),
        **papers,
    }
