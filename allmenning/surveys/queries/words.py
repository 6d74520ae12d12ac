"""Texts that analysts write, in the language of the reader."""

from collections.abc import Mapping

from django.utils.translation import get_language

# What a reader of the first understands best after it.
NEXT_BEST = {
    "nb": ("nb", "nn", "en"),
    "nn": ("nn", "nb", "en"),
    "en": ("en", "nb", "nn"),
}


def said(text: Mapping[str, str], language: str = "") -> str:
    """Return the text in this language (the page's, if none is named), or the next best."""
    return text.get(language_of(text, language), "")


def language_of(text: Mapping[str, str], language: str = "") -> str:
    """Tell in which language `said` says it, for the `lang` attribute."""
    wanted = (language or get_language() or "nb")[:2]
    order = NEXT_BEST.get(wanted, NEXT_BEST["en"])
    return next((one for one in order if text.get(one)), order[0])
