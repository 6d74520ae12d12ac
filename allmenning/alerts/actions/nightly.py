"""What happens at night, so that nobody finds out in a crisis."""

from collections.abc import Callable, Iterator
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


def write_bundles(*, at: datetime, tell: Callable[[str], None] = lambda _line: None) -> int:
    """Write the bundle of every municipality to `DATA_DIR/paper`, for those who print it.

    It holds contacts, so the folder is for the operator alone. A file is replaced whole.
    """
    folder = bundle_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    count = 0
    for body in Body.objects.filter(kind=Body.Kind.MUNICIPALITY).order_by("name", "pk"):
        fresh = folder / f".{body.slug}.pdf"
        fresh.write_bytes(bundle_pdf(bundle_of(body, at)))
        fresh.chmod(0o600)
        fresh.replace(folder / f"{body.slug}.pdf")
        count += 1
        if count % 50 == 0:
            tell(f"{count} bundles written")
    return count
