"""What the findings say about municipalities like the reader's own, and what they do not say."""

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.evidence.models import Finding
from allmenning.evidence.queries.pages_cards import Card, Words, card_of
from allmenning.register.queries import Lens
from allmenning.ui.text import number

SMALL_BELOW = 20_000
NAMED_PEERS = 3


class Size(enum.Enum):
    """Which municipalities a finding is about, where it says so itself."""

    DIFFERS = "differs by size"
    SMALL = "small"
    LARGE = "large"


# Read in the Norwegian text, which every finding has; the first that fits decides.
_SAID = (
    (
        Size.DIFFERS,
        re.compile(r"jo (større|mindre) kommune|oftere enn (små|store)|etter størrelse"),
    ),
    (Size.SMALL, re.compile(r"\b(små|mindre|minste)\b( og \w+)? kommune|\bunder \d[\d ]* innbygg")),
    (Size.LARGE, re.compile(r"\b(store|største)\b kommune|storby|\bover \d[\d ]* innbygg")),
)


@dataclass(frozen=True)
class LensView:
    heading: str
    lines: tuple[str, ...]
    cards: tuple[Card, ...]
    after: str
    slug: str


def lens_view(
    lens: Lens | None, findings: Sequence[Finding], today: date, words: Words
) -> LensView:
    """Tell what is said about the reader's kind of municipality, or that nothing is."""
    if lens is None:
        return LensView(_("Municipalities like yours"), (_no_lens(),), (), "", "")
    sizes = {one.code: size_of(one) for one in findings}
    near = [one for one in findings if sizes[one.code] in (Size.DIFFERS, _own(lens))]
    far = sum(size is not None for size in sizes.values()) - len(near)
    return LensView(
        heading=_("Municipalities like %(name)s") % {"name": lens.body.name},
        lines=tuple(line for line in (_said(lens, len(near), len(findings)),) if line),
        cards=tuple(card_of(one, today, words) for one in near),
        after=" ".join(line for line in (_far(lens, far), _peers(lens)) if line),
        slug=lens.body.slug,
    )


def size_of(finding: Finding) -> Size | None:
    """Return the size of municipality a finding is about; most findings give none."""
    told = [finding.statement_nb, finding.subject]
    told += [row.name_nb for row in (finding.base, finding.population) if row]
    return next((size for size, said in _SAID if said.search(" | ".join(told).lower())), None)


def _own(lens: Lens) -> Size | None:
    if lens.body.population is None:
        return None
    return Size.SMALL if lens.body.population < SMALL_BELOW else Size.LARGE


def _no_lens() -> str:
    return _(
        "Choose your municipality, and we show what the findings say about municipalities "
        "like yours."
    )


def _said(lens: Lens, near: int, total: int) -> str:
    if not total:
        return ""
    if not near:
        return _(
            "No study here gives figures for municipalities of %(name)s's size. "
            "Nobody knows whether the figures hold for you."
        ) % {"name": lens.body.name}
    return ngettext(
        "%(near)s of %(total)s findings says something about size. For the others nobody knows "
        "whether they hold for %(name)s.",
        "%(near)s of %(total)s findings say something about size. For the others nobody knows "
        "whether they hold for %(name)s.",
        near,
    ) % {"near": number(near), "total": number(total), "name": lens.body.name}


def _far(lens: Lens, far: int) -> str:
    if not far:
        return ""
    return ngettext(
        "%(far)s finding is only about municipalities of another size than %(name)s.",
        "%(far)s findings are only about municipalities of another size than %(name)s.",
        far,
    ) % {"far": number(far), "name": lens.body.name}


def _peers(lens: Lens) -> str:
    names = [member.municipality.name for member in lens.members[:NAMED_PEERS]]
    if not names:
        return ""
    return _("Nearest to %(name)s: %(peers)s.") % {
        "name": lens.body.name,
        "peers": ", ".join(names),
    }
