"""One text of the room in every language, to be kept with what is saved and published."""

from collections.abc import Callable

from django.utils import translation

from allmenning.surveys.models import Language

Text = dict[str, str]


def in_languages(say: Callable[[], object]) -> Text:
    """Say the same in every language; `say` calls gettext and formats numbers."""
    told: Text = {}
    for language in Language.values:
        with translation.override(language):
            told[language] = str(say())
    return told
