"""The words findings use for informants, units and instruments, in the reader's language."""

from collections.abc import Mapping

from allmenning.evidence.models import Claim, Word


def vocabulary() -> Mapping[tuple[str, str], str]:
    """Return name by (kind, code); kinds are informant, analysis_unit, unit and instrument."""
    return {(word.kind, word.code): word.name for word in Word.objects.all()}


def claims() -> Mapping[str, str]:
    """Return what each claim says, by its slug."""
    return {claim.slug: claim.name for claim in Claim.objects.all()}
