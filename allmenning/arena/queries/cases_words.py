"""What the parts of a case are called."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from allmenning.arena.models import (
    Case,
    Channel,
    EvidenceKind,
    Language,
    Outcome,
    Stage,
    Visibility,
)
from allmenning.register.queries.words import PURPOSES
from allmenning.ui.text import day, month, number

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

MISSING: dict[str, "StrOrPromise"] = {
    "failed": gettext_lazy("what failed or was harder than you thought"),
    "resources": gettext_lazy("hours or money it took"),
    "result": gettext_lazy("what came of it"),
    "evidence_kind": gettext_lazy("what the result rests on"),
    "advice": gettext_lazy("your advice to others"),
    "period": gettext_lazy("when it began"),
    "channels": gettext_lazy("which channels it was about"),
}
# The texts of a case in the order they are read.
TEXTS: dict[str, "StrOrPromise"] = {
    "problem": gettext_lazy("What was the problem?"),
    "done": gettext_lazy("What did you do?"),
    "result": gettext_lazy("What came of it?"),
    "failed": gettext_lazy("What failed, or was harder than you thought?"),
    "advice": gettext_lazy("What do you advise others to do?"),
}
# The same to those who read.
HEADINGS: dict[str, "StrOrPromise"] = {
    "problem": gettext_lazy("The problem"),
    "done": gettext_lazy("What they did"),
    "result": gettext_lazy("What came of it"),
    "failed": gettext_lazy("What failed"),
    "advice": gettext_lazy("Advice to others"),
}
FIELDS: dict[str, "StrOrPromise"] = {
    "title": pgettext_lazy("case", "Title"),
    **TEXTS,
    "language": gettext_lazy("Language"),
    "stage": gettext_lazy("How far it has come"),
    "evidence_kind": gettext_lazy("What the result rests on"),
    "hours": gettext_lazy("Hours it took"),
    "cost_nok": gettext_lazy("Money it took, in kroner"),
    "channels": gettext_lazy("Channels"),
    "purposes": gettext_lazy("Purposes"),
    "themes": gettext_lazy("Themes"),
    "tags": gettext_lazy("Tags"),
    "started_date": gettext_lazy("Began"),
    "ended_date": gettext_lazy("Ended"),
    "contact_role": gettext_lazy("Whom to ask, as a role"),
    "contact_email": gettext_lazy("E-mail of that role"),
    "staff": gettext_lazy("Full-time equivalents in communication at the time"),
    "visibility": gettext_lazy("Who may read it"),
    "opens_on": gettext_lazy("Open to everybody from"),
}


CODED: dict[str, Mapping[str, object]] = {
    "language": dict(Language.choices),
    "stage": dict(Stage.choices),
    "evidence_kind": dict(EvidenceKind.choices),
    "channels": dict(Channel.choices),
    "purposes": PURPOSES,
    "visibility": dict(Visibility.choices),
}


def written(name: str, value: object) -> str:
    """Write a value of a case as people read it."""
    if value is None:
        return ""
    words = CODED.get(name, {})
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value)
    if name.endswith("_date") or name == "opens_on":
        return day(date.fromisoformat(str(value)))
    return number(value) if isinstance(value, int | float) else str(words.get(str(value), value))


def missing_words(case: Case) -> list[str]:
    return [str(MISSING[name]) for name in case.missing]


def channel_words(channels: Sequence[str]) -> str:
    return ", ".join(str(Channel(one).label) for one in channels if one in Channel.values)


def purpose_words(purposes: Sequence[str]) -> str:
    return ", ".join(str(PURPOSES[one]) for one in purposes if one in PURPOSES)


def period_words(case: Case) -> str:
    if not case.started_date:
        return _("Until %(end)s") % {"end": month(case.ended_date)} if case.ended_date else ""
    if not case.ended_date:
        return _("Since %(start)s") % {"start": month(case.started_date)}
    ends = {"start": month(case.started_date), "end": month(case.ended_date)}
    return _("%(start)s to %(end)s") % ends


def resource_words(case: Case) -> list[str]:
    """Say what it took in hours and money, each only where it is told."""
    told = []
    if case.hours is not None:
        hours = ngettext("%(n)s hour", "%(n)s hours", case.hours)
        told.append(hours % {"n": number(case.hours)})
    if case.cost_nok is not None:
        told.append(_("%(n)s kroner") % {"n": number(case.cost_nok)})
    return told


def inhabitants(population: int) -> str:
    return _("%(n)s inhabitants") % {"n": number(population)}


def tried_words(counts: Mapping[str, int]) -> str:
    """Say in one line what others got; nothing where nobody has tried."""
    n = sum(counts.values())
    if not n:
        return ""
    told = {
        "n": number(n),
        "same": number(counts.get(Outcome.SAME, 0)),
        "partly": number(counts.get(Outcome.PARTLY, 0)),
        "not": number(counts.get(Outcome.DID_NOT_WORK, 0)),
    }
    line = ngettext(
        "Tried by %(n)s other: the same for %(same)s, partly for %(partly)s, not for %(not)s.",
        "Tried by %(n)s others: the same for %(same)s, partly for %(partly)s, not for %(not)s.",
        n,
    )
    return line % told
