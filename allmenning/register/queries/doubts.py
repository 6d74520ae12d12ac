"""What is doubtful about a body's facts, as sentences."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from allmenning.register.models import Attribute, Doubt
from allmenning.register.queries.words import language_label
from allmenning.ui.text import number

LANGUAGES = {"sma": "name_sma", "smj": "name_smj", "se": "name_se", "fkv": "name_fkv"}


def sentence(doubt: Doubt) -> str:
    return _SENTENCES[Doubt.Kind(doubt.kind)](doubt)


def _about(doubt: Doubt) -> str:
    if doubt.field == "population_2014":
        return _("Inhabitants in 2014")
    field = "official_name" if doubt.field == "official_name_order" else doubt.field
    return str(Attribute.Key(field).label)


def _shown(doubt: Doubt, value: str) -> str:
    if doubt.field == "language_form":
        return language_label(value)
    if doubt.field in {"area_km2", "population_2014"}:
        return number(Decimal(value))
    return value


def _differ(doubt: Doubt) -> str:
    return _(
        "%(about)s: we use %(used)s from %(used_source)s, but %(other_source)s says %(other)s."
    ) % {
        "about": _about(doubt),
        "used": _shown(doubt, doubt.used),
        "used_source": doubt.used_source,
        "other": _shown(doubt, doubt.other),
        "other_source": doubt.other_source,
    }


def _islands(doubt: Doubt) -> str:
    return _(
        "Area: we use %(used)s km² from %(used_source)s. Measured on the simplified map of "
        "%(other_source)s it is %(other)s km², since small islands fall out there."
    ) % {
        "used": _shown(doubt, doubt.used),
        "used_source": doubt.used_source,
        "other": _shown(doubt, doubt.other),
        "other_source": doubt.other_source,
    }


def _older_list(doubt: Doubt) -> str:
    return _(
        "Language form: we use %(used)s from %(used_source)s. A list of 2017 says otherwise, "
        "though the municipality has not merged since."
    ) % {"used": _shown(doubt, doubt.used), "used_source": doubt.used_source}


def _inferred(doubt: Doubt) -> str:
    language = Attribute.Key(LANGUAGES[doubt.used_source]).label
    return _(
        "%(language)s: that %(name)s is this language is our own inference; the list of "
        "Kartverket of 2023 does not have the name."
    ) % {"language": language, "name": doubt.used}


def _blank(doubt: Doubt) -> str:
    return _(
        "Inhabitants in 2014: left unknown, since the area was divided later and the sources "
        "share it out in different ways (%(other_source)s: %(other)s)."
    ) % {"other": _shown(doubt, doubt.other), "other_source": doubt.other_source}


def _missing(doubt: Doubt) -> str:
    return _("%(about)s: not given by %(source)s, so it is unknown here.") % {
        "about": _about(doubt),
        "source": doubt.used_source,
    }


_SENTENCES: dict[Doubt.Kind, Callable[[Doubt], str]] = {
    Doubt.Kind.SOURCES_DIFFER: _differ,
    Doubt.Kind.ISLANDS_LOST: _islands,
    Doubt.Kind.OLDER_LIST_DIFFERS: _older_list,
    Doubt.Kind.INFERRED: _inferred,
    Doubt.Kind.LEFT_BLANK: _blank,
    Doubt.Kind.MISSING: _missing,
}
