"""Where a page stands: which workspace, which body, which warning."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from allmenning.alerts.models import Alert
from allmenning.alerts.queries.alerts import alerts_of
from allmenning.alerts.queries.pages_home import WARNING_KINDS
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body


@dataclass(frozen=True)
class Here:
    workspace: Workspace
    body: Body

    @property
    def is_exercise(self) -> bool:
        return self.workspace == Workspace.EXERCISE

    @property
    def context(self) -> dict[str, object]:
        """What every page of the room shows around its own."""
        return {"workspace": self.workspace.value, "body": self.body, "kicker": self.kicker}

    @property
    def kicker(self) -> str:
        if self.is_exercise:
            return _("EXERCISE in %(name)s") % {"name": self.body.name}
        return _("Live in %(name)s") % {"name": self.body.name}


def here_of(workspace: Workspace, slug: str) -> Here:
    return Here(workspace, get_object_or_404(Body, slug=slug, kind__in=WARNING_KINDS))


def municipality_of(workspace: Workspace, slug: str) -> Here:
    """Only municipalities warn; a county writes to them, on a page of its own."""
    here = here_of(workspace, slug)
    if not here.body.is_municipality:
        raise Http404
    return here


def alert_of(here: Here, key: UUID) -> Alert:
    """Find the warning in this workspace of this body; anywhere else it does not exist."""
    found = alerts_of(here.body, here.workspace).filter(key=key).first()
    if found is None:
        raise Http404
    return found
