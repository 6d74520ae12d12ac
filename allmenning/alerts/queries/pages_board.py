"""How far a warning has come, channel by channel, worst first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.alerts.models import Version
from allmenning.alerts.queries.alerts import deliveries_of_version
from allmenning.alerts.queries.content import title_of
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import Delivery
from allmenning.delivery.published import public_url
from allmenning.delivery.queries import HandedOver, handed_over
from allmenning.delivery.reasons import REASONS
from allmenning.delivery.registry import channels
from allmenning.register.models import Body
from allmenning.ui.text import number

State = Delivery.State
NOBODY_YET = HandedOver(sent=0, refused=0, again=0, unknown=0)


class Came(StrEnum):
    """Worst first: what did not get out is what somebody must act on."""

    NOT_OUT = "not-out"
    UNKNOWN = "unknown"
    ON_ITS_WAY = "on-its-way"
    OUT = "out"


CAME = {
    State.WAITING: Came.ON_ITS_WAY,
    State.LEASED: Came.ON_ITS_WAY,
    State.UNKNOWN: Came.UNKNOWN,
    State.UNRESOLVED: Came.UNKNOWN,
    State.SENT: Came.OUT,
    State.REFUSED: Came.NOT_OUT,
    State.EXPIRED: Came.NOT_OUT,
}
TAGS = {
    Came.NOT_OUT: "danger",
    Came.UNKNOWN: "warning",
    Came.ON_ITS_WAY: "info",
    Came.OUT: "success",
}


@dataclass(frozen=True)
class ChannelRow:
    """One message in one channel, in words."""

    pk: int
    title: str
    came: Came
    label: str
    told: str
    reason: str
    url: str
    asks_person: bool
    may_try: bool

    @property
    def tag(self) -> str:
        return TAGS[self.came]


@dataclass(frozen=True)
class Sending:
    """The channels of one version of a warning."""

    rows: tuple[ChannelRow, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether anything may still change by itself."""
        return any(row.came is Came.ON_ITS_WAY or self._reads_back(row) for row in self.rows)

    @staticmethod
    def _reads_back(row: ChannelRow) -> bool:
        return row.came is Came.UNKNOWN and not row.asks_person

    @property
    def unreached(self) -> tuple[ChannelRow, ...]:
        return tuple(row for row in self.rows if row.came in {Came.NOT_OUT, Came.UNKNOWN})

    @property
    def out(self) -> int:
        return sum(row.came is Came.OUT for row in self.rows)

    @property
    def told(self) -> str:
        whole = len(self.rows)
        sentence = ngettext(
            "Out in %(out)s of %(whole)s channel", "Out in %(out)s of %(whole)s channels", whole
        )
        return sentence % {"out": self.out, "whole": whole}


def sending_of(version: Version) -> Sending:
    """Return the channels of one version; those not reached stand first."""
    rows = [channel_row(one) for one in deliveries_of_version(version)]
    return Sending(tuple(sorted(rows, key=lambda row: list(Came).index(row.came))))


def channel_row(delivery: Delivery) -> ChannelRow:
    state = State(delivery.state)
    return ChannelRow(
        pk=delivery.pk,
        title=title_of(delivery.account),
        came=CAME[state],
        label=_label(delivery, state),
        told=" ".join(part for part in (_told(delivery, state), _people(delivery)) if part),
        reason=str(REASONS.get(delivery.reason, "")) if state != State.SENT else "",
        url=delivery.url,
        asks_person=state == State.UNRESOLVED,
        may_try=state == State.REFUSED or (state == State.WAITING and delivery.attempts > 0),
    )


def _label(delivery: Delivery, state: Delivery.State) -> str:
    if state == State.WAITING:
        return _("Tries again") if delivery.attempts else _("On its way")
    return {
        State.LEASED: _("Being sent"),
        State.UNKNOWN: _("Not known yet"),
        State.UNRESOLVED: _("Not known: look for yourself"),
        State.SENT: _("Out"),
        State.REFUSED: _("Not out"),
        State.EXPIRED: _("Not out: run out"),
    }[state]


def _told(delivery: Delivery, state: Delivery.State) -> str:
    if state == State.WAITING and delivery.attempts:
        values = {"time": _clock(delivery.due_at), "n": delivery.attempts}
        return (
            ngettext(
                "Tried %(n)s time. The next attempt is at %(time)s.",
                "Tried %(n)s times. The next attempt is at %(time)s.",
                delivery.attempts,
            )
            % values
        )
    if state == State.SENT and delivery.first_tried_at:
        waited = (delivery.first_tried_at - delivery.event.created_at).total_seconds()
        return _("First byte after %(seconds)s seconds, at %(time)s.") % {
            "seconds": number(max(waited, 0.0), 2),
            "time": _clock(delivery.first_tried_at),
        }
    return ""


def _people(delivery: Delivery) -> str:
    """Say how many of a list it was handed to, and for whom it failed."""
    able = channels().get(delivery.account.kind)
    if able is None or not able.capabilities.has_recipients:
        return ""
    counts = handed_over(delivery)
    if counts == NOBODY_YET:
        return ""
    return _(
        "On the list: %(sent)s sent, %(refused)s refused, %(again)s to be tried again, "
        "%(unknown)s not known."
    ) % {name: number(count) for name, count in vars(counts).items()}


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H.%M.%S}"


def status_page(body: Body, workspace: Workspace) -> str:
    """Return the address of the page inhabitants are sent to, which needs no database."""
    return public_url(workspace, f"{body.slug}/index.html")


def status_page_of_country() -> str:
    return public_url(Workspace.LIVE, "index.html")
