"""The loop in one picture: six stations on a ring, from asking back to asking."""

import math
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

CENTRE, RADIUS, NODE = 120.0, 100.0, 15.0
# Degrees that an arc keeps from the middle of the stations it runs between.
GAP = 13.0


@dataclass(frozen=True)
class Station:
    """One station; without an address its rooms are not built yet."""

    name: str
    told: str
    address: str = ""


def stations() -> list[Station]:
    return [
        Station(
            pgettext("loop", "Ask"),
            _("See what municipalities are asked, and what it says."),
            reverse("surveys:surveys"),
        ),
        Station(
            pgettext("loop", "Know"),
            _("Read the findings side by side."),
            reverse("evidence:themes"),
        ),
        Station(
            pgettext("loop", "Share"),
            _("Tell others what worked, and what did not."),
            reverse("arena:cases"),
        ),
        Station(pgettext("loop", "Plan"), _("Turn it into a strategy that is adopted.")),
        Station(
            pgettext("loop", "Speak"),
            _("Answer people, and warn them in time."),
            reverse("alerts:help"),
        ),
        Station(pgettext("loop", "Observe"), _("See what came of it, and ask again.")),
    ]


def ring(drawn: list[Station]) -> SafeString:
    """Draw the ring; the list beside it says the same in words, so it is hidden from readers."""
    step = 360 / len(drawn)
    turns = [-90 + step * number for number in range(len(drawn))]
    return format_html(
        '<svg class="loop-ring" viewBox="0 0 240 240" aria-hidden="true">{}{}</svg>',
        format_html_join("", "{}", ((_arc(turn + GAP, turn + step - GAP),) for turn in turns)),
        format_html_join("", "{}", ((_node(*one),) for one in zip(turns, drawn, strict=True))),
    )


def _point(turn: float, radius: float = RADIUS) -> tuple[str, str]:
    angle = math.radians(turn)
    return f"{CENTRE + radius * math.cos(angle):.1f}", f"{CENTRE + radius * math.sin(angle):.1f}"


def _arc(start: float, end: float) -> SafeString:
    """Draw an arc clockwise with a head that points at the next station."""
    head = (_point(end - 5, RADIUS + 5), _point(end), _point(end - 5, RADIUS - 5))
    corners = " L".join(",".join(corner) for corner in head)
    return format_html(
        '<path class="loop-arc" d="M{},{} A{} {} 0 0 1 {},{}"/><path class="loop-arc" d="M{}"/>',
        *_point(start),
        int(RADIUS),
        int(RADIUS),
        *_point(end),
        corners,
    )


def _node(turn: float, station: Station) -> SafeString:
    kind = "loop-node" if station.address else "loop-node later"
    return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, *_point(turn), NODE)
