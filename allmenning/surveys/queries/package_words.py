"""What stands in the package for people: what each file is, in three languages."""

from django.utils.translation import gettext as _

from allmenning.surveys.queries.languages import in_languages
from allmenning.surveys.queries.tables import Json
from allmenning.surveys.queries.words import said


def read_me(told: Json) -> str:
    """Say what is in the package, in three languages."""
    parts = in_languages(lambda: "\n\n".join(_paragraphs(told)))
    return "\n\n----\n\n".join(parts.values()) + "\n"


def _paragraphs(told: Json) -> list[str]:
    return [
        said(told["survey"]["title"]),
        _(
            "microdata.csv and microdata.sav hold one row for each answer that counts, with "
            "stratum and weight. Nobody's name or number is in them, and the rows stand in no "
            "order that tells whose they are."
        ),
        _(
            "codebook.json and codebook.csv have the exact wording of every question in bokmål, "
            "nynorsk and English, every answer, and the SHA-256 of the wording."
        ),
        _(
            "tables.csv, tables.json and the folder jsonstat (JSON-stat 2.0) hold every published "
            "table. What is withheld is empty and marked."
        ),
        _(
            "recipes.json says how each figure is made. Run “allmenning survey_package check "
            "FILE.zip” to make every table again from the answers in the package."
        ),
        _protection_words(told["protection"]),
        _(
            "Whoever gave an answer can recognise the row, and so can somebody who knows several "
            "of the answers already. Do not try to find out whose a row is."
        ),
    ]


def _protection_words(protection: Json) -> str:
    told: dict[str, str] = protection["told"]
    return (
        _(
            "No group has fewer than %(smallest)s answers. Numbers are shared as bands. Answers "
            "in cells that the tables do not show (%(exchanged)s answers) are exchanged at random "
            "with others of their kind between groups: every shown count and every count in all "
            "is as it was, and no share in all moved by more than %(moved)s percentage points."
        )
        % told
    )
