"""The words findings use for informants, units and instruments, in the reader's language.

Every page asks for all of them, so they are read as values: whole rows took 2 ms of a page.
"""

from collections.abc import Mapping

from django.utils.translation import get_language

from allmenning.evidence.models import Claim, Word
from allmenning.evidence.models.translated import LANGUAGES


def vocabulary() -> Mapping[tuple[str, str], str]:
    """Return name by (kind, code); kinds are informant, analysis_unit, unit and instrument."""
    rows = Word.objects.order_by("pk").values_list("kind", "code", _own(), "name_nb")
    return {(kind, code): own or bokmal for kind, code, own, bokmal in rows}


def claims() -> Mapping[str, str]:
    """Return what each claim says, by its slug."""
    rows = Claim.objects.order_by("pk").values_list("slug", _own(), "name_nb")
    return {slug: own or bokmal for slug, own, bokmal in rows}


def _own() -> str:
    """Name the column of the page's language."""
    language = (get_language() or "nb")[:2]
    return f"name_{language if language in LANGUAGES else 'nb'}"
