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
            "microdata.csv and microdata.sav hold as many rows as there are answers that count, "
            "with stratum and weight. Nobody's name or number is in them, and no row is what one "
            "body answered: within its stratum each question stands in an order of its own."
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
            "Every figure by stratum can be made of the rows. How answers to two questions hang "
            "together cannot: whoever knew a few answers of a body could else find all the others."
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
