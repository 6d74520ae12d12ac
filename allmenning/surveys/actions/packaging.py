"""The files of a publication."""

from allmenning.surveys.models import Language, Publication
from allmenning.surveys.paper import report_pdf
from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.package import as_csv, as_json, package, table_rows

Files = dict[str, tuple[str, bytes]]


def files_of(publication: Publication, data: AnswerData) -> Files:
    """Make the package, the tables by themselves, and the report on paper in each language."""
    told = publication.tables
    return {
        "pakke.zip": ("application/zip", package(told, data, publication.at)),
        "tabeller.csv": ("text/csv; charset=utf-8", as_csv(list(table_rows(told)))),
        "tabeller.json": ("application/json", as_json(told)),
        **{
            f"rapport-{language}.pdf": ("application/pdf", report_pdf(publication, language))
            for language in Language.values
        },
    }
