"""From an address to what the reader has narrowed the findings down to."""

from django.http import HttpRequest

from allmenning.evidence.models.words import HowRead, Method, Sampling
from allmenning.evidence.queries.pages_filters import IN_THE_ORIGINAL, PARAMETERS, Filters
from allmenning.ui.parameters import choice, choices, integer, text

FIRST_YEAR, LAST_YEAR = 1900, 2100
READINGS = (IN_THE_ORIGINAL, *HowRead.values)


def filters_from(request: HttpRequest) -> Filters:
    """Read the filters; what makes no sense counts as not chosen."""
    given = request.GET
    return Filters(
        words=text(given, PARAMETERS["words"], 100),
        theme=text(given, PARAMETERS["theme"], 100),
        question=text(given, PARAMETERS["question"], 100),
        study=text(given, PARAMETERS["study"], 100),
        country=text(given, PARAMETERS["country"], 20),
        method=choice(given, PARAMETERS["method"], Method.values),
        sampling=choice(given, PARAMETERS["sampling"], Sampling.values),
        read=choice(given, PARAMETERS["read"], READINGS),
        first_year=integer(given, PARAMETERS["first_year"], low=FIRST_YEAR, high=LAST_YEAR),
        codes=choices(given, PARAMETERS["codes"]),
        last_year=integer(given, PARAMETERS["last_year"], low=FIRST_YEAR, high=LAST_YEAR),
    )
