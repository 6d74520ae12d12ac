"""The words findings use for informants, units and instruments, in the reader's language.

Every page asks for all of them: they are read as values, and kept until the data change.
"""

from collections.abc import Mapping

from django.utils.translation import get_language

from allmenning.accounts.queries import KeptPerRevision
from allmenning.evidence.models import Claim, Word
from allmenning.evidence.models.translated import LANGUAGES

_kept: KeptPerRevision[Mapping[tuple[str, str], str]] = KeptPerRevision(len(LANGUAGES))
_kept_claims: KeptPerRevision[Mapping[str, str]] = KeptPerRevision(len(LANGUAGES))


def vocabulary() -> Mapping[tuple[str, str], str]:
    """Return name by (kind, code); kinds are informant, analysis_unit, unit and instrument."""
    return _kept.get(None, _vocabulary)


def _vocabulary() -> Mapping[tuple[str, str], str]:
    rows = Word.objects.order_by("pk").values_list("kind", "code", _own(), "name_nb")
    return {(kind, code): own or bokmal for kind, code, own, bokmal in rows}


def claims() -> Mapping[str, str]:
    """Return what each claim says, by its slug."""
    return _kept_claims.get(None, _claims)


def _claims() -> Mapping[str, str]:
    rows = Claim.objects.order_by("pk").values_list("slug", _own(), "name_nb")
    return {slug: own or bokmal for slug, own, bokmal in rows}


def _own() -> str:
    """Name the column of the page's language."""
    language = (get_language() or "nb")[:2]
    return f"name_{language if language in LANGUAGES else 'nb'}"
