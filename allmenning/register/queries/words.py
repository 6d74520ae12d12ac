"""What facts, lenses and nearness are called, and why a municipality counts as near."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from allmenning.core.peers import ATTRIBUTES, Peer
from allmenning.register.models import Body
from allmenning.ui.text import number

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

    from allmenning.register.queries.snapshot import Municipality

ATTRIBUTE_LABELS: dict[str, "StrOrPromise"] = {
    "size": gettext_lazy("Size"),
    "kostra_group": gettext_lazy("KOSTRA group"),
    "centrality": gettext_lazy("Centrality"),
    "language": gettext_lazy("Language form"),
    "county": gettext_lazy("County"),
    "staffing": gettext_lazy("Staffing"),
    "purposes": gettext_lazy("Purposes"),
}
LENS_LABELS: dict[str, "StrOrPromise"] = {
    "all": gettext_lazy("All of it together"),
    **ATTRIBUTE_LABELS,
}
LENS_HINTS: dict[str, "StrOrPromise"] = {
    "all": gettext_lazy("The twenty nearest when everything below is weighed together."),
    "size": gettext_lazy("Between two thirds and one and a half times as many inhabitants."),
    "kostra_group": gettext_lazy("The same group when Statistics Norway compares finances."),
    "centrality": gettext_lazy("The same class of centrality."),
    "language": gettext_lazy("The same decision on bokmål, nynorsk or neutral."),
    "county": gettext_lazy("The same county."),
    "staffing": gettext_lazy("About as many full-time equivalents in communication."),
    "purposes": gettext_lazy("At least half of the purposes in common."),
}
PURPOSES: dict[str, "StrOrPromise"] = {
    "dialogue": gettext_lazy("Dialogue"),
    "information": gettext_lazy("Information"),
    "reputation": gettext_lazy("Reputation"),
    "preparedness": gettext_lazy("Emergency preparedness"),
    "recruitment": gettext_lazy("Recruitment"),
    "listening": gettext_lazy("Listening"),
}
CENTRALITY_LABELS: dict[int, "StrOrPromise"] = {
    1: gettext_lazy("1, most central"),
    2: pgettext_lazy("centrality", "2"),
    3: pgettext_lazy("centrality", "3"),
    4: pgettext_lazy("centrality", "4"),
    5: pgettext_lazy("centrality", "5"),
    6: gettext_lazy("6, least central"),
}

# Half as many again in size or staffing, and neighbouring language forms, still count as alike.
_NEAR = 0.18


def language_label(form: str) -> str:
    return str(Body.LanguageForm(form).label) if form else _("unknown")


def alike(peer: Peer, weights: dict[str, float]) -> list[str]:
    """Name the attributes in which the two are as good as alike."""
    share = sum(weights[name] for name in peer.parts) or 1.0
    return [
        str(ATTRIBUTE_LABELS[name])
        for name in ATTRIBUTES
        if name in peer.parts
        and weights[name]
        and peer.parts[name] * share / weights[name] <= _NEAR
    ]


def same(here: "Municipality", other: "Municipality", peer: Peer) -> list[str]:
    """Name what the two have exactly in common."""
    return [
        str(ATTRIBUTE_LABELS[name])
        for name in ATTRIBUTES
        if name in peer.parts and _value(here, name) == _value(other, name)
    ]


def different(here: "Municipality", other: "Municipality", peer: Peer) -> list[tuple[str, str]]:
    """Say how the two differ, and what each thing adds to the distance."""
    return [
        (_SENTENCES[name](here, other), number(peer.parts[name], 2))
        for name in ATTRIBUTES
        if name in peer.parts and _value(here, name) != _value(other, name)
    ]


def _value(one: "Municipality", name: str) -> object:
    return getattr(one, _FIELDS.get(name, name))


_FIELDS = {
    "size": "population",
    "centrality": "centrality_class",
    "language": "language_form",
    "county": "county_code",
    "staffing": "communications_staff",
}

Sentence = Callable[["Municipality", "Municipality"], str]


def _size(here: "Municipality", other: "Municipality") -> str:
    return _("%(there)s inhabitants against %(here)s") % {
        "there": number(other.population or 0),
        "here": number(here.population or 0),
    }


def _kostra(here: "Municipality", other: "Municipality") -> str:
    told = {"there": other.kostra_group, "here": here.kostra_group}
    return _("KOSTRA group %(there)s against %(here)s") % told


def _centrality(here: "Municipality", other: "Municipality") -> str:
    told = {"there": other.centrality_class, "here": here.centrality_class}
    return _("Centrality class %(there)s against %(here)s") % told


def _language(here: "Municipality", other: "Municipality") -> str:
    told = {
        "there": language_label(other.language_form),
        "here": language_label(here.language_form),
    }
    return _("Language form %(there)s against %(here)s") % told


def _county(here: "Municipality", other: "Municipality") -> str:
    return _("County %(there)s against %(here)s") % {"there": other.county, "here": here.county}


def _staffing(here: "Municipality", other: "Municipality") -> str:
    return _("%(there)s full-time equivalents in communication against %(here)s") % {
        "there": number(other.communications_staff or 0),
        "here": number(here.communications_staff or 0),
    }


def _purposes(here: "Municipality", other: "Municipality") -> str:
    common = [str(PURPOSES[one]) for one in here.purposes if one in other.purposes]
    if not common:
        return _("No purpose in common")
    return _("Purposes in common: %(common)s") % {"common": ", ".join(common)}


_SENTENCES: dict[str, Sentence] = {
    "size": _size,
    "kostra_group": _kostra,
    "centrality": _centrality,
    "language": _language,
    "county": _county,
    "staffing": _staffing,
    "purposes": _purposes,
}
