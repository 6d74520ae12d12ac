"""What happens at night, so that nobody finds out in a crisis."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from allmenning.alerts.actions.readiness import arm
from allmenning.alerts.paper import bundle_pdf
from allmenning.alerts.queries.paper import bundle_of
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import ChannelAccount
from allmenning.register.models import Body


def bodies_with_channels() -> list[Body]:
    """List the bodies that have connected a live channel."""
    owners = ChannelAccount.objects.filter(
        workspace=Workspace.LIVE, is_on=True, removed_at=None
    ).values("owner")
    return list(Body.objects.filter(slug__in=owners).order_by("name", "pk"))


def arm_all(*, at: datetime) -> Iterator[tuple[Body, bool]]:
    """Arm every body with channels, and give each with how it went."""
    for body in bodies_with_channels():
        yield body, arm(body=body, by=None, at=at).good


def bundle_folder() -> Path:
    return Path(settings.DATA_DIR) / "paper"


def bodies_on_paper() -> list[Body]:
    return list(Body.objects.filter(kind=Body.Kind.MUNICIPALITY).order_by("name", "pk"))


def write_bundle(*, body: Body, at: datetime) -> Path:
    """Write the bundle of one body. It holds contacts, so the folder is for the operator alone.

    The file is replaced whole, so writing it twice does no harm.
    """
    folder = bundle_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f".{body.slug}.pdf"
    fresh.write_bytes(bundle_pdf(bundle_of(body, at)))
    fresh.chmod(0o600)
    return fresh.replace(folder / f"{body.slug}.pdf")
