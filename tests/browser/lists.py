"""Lists of every kind that anybody may join; one person waits to confirm, one may leave."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from allmenning.clients.webpush import new_private_key
from allmenning.delivery.channels.email.forms import Settings as Letters
from allmenning.delivery.channels.sms.forms import LINK
from allmenning.delivery.channels.sms.forms import Settings as Sms
from allmenning.delivery.channels.webpush.forms import Settings as Push
from allmenning.delivery.contract import Workspace
from allmenning.delivery.digests import digest
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.secrets import lock, lock_all

EMAIL, SMS, PUSH = 9101, 9102, 9103
WAITS, MEMBER = "w" * 43, "m" * 43
# Nobody answers here.
NOWHERE = "http://127.0.0.1:9"


def make(at: datetime) -> None:
    """Give Lom a list of each kind; the numbers are those that `addresses.py` names."""
    kinds: dict[str, tuple[int, Any, dict[str, str]]] = {
        "email": (EMAIL, Letters("Lom kommune", "liste@lom.kommune.no"), {}),
        "sms": (SMS, Sms("Lom kommune", "Lom", LINK, NOWHERE, "lom", "1", "2"), {}),
        "webpush": (
            PUSH,
            Push("Lom kommune", "drift@lom.kommune.no"),
            {"private_key": new_private_key()},
        ),
    }
    for kind, (pk, settings, secrets) in kinds.items():
        ChannelAccount.objects.create(
            pk=pk,
            owner="lom",
            kind=kind,
            name="Varsler til innbyggerne",
            workspace=Workspace.LIVE,
            address=f"{kind}-list@lom",
            settings=asdict(settings),
            secrets=lock_all(secrets),
            created_at=at,
        )
    for token, confirmed_at in ((WAITS, None), (MEMBER, at)):
        address = f"{token[:1]}@example.org"
        Subscriber.objects.create(
            account_id=EMAIL,
            digest=digest(EMAIL, address),
            address=lock(address),
            token=token,
            asked_at=at,
            confirmed_at=confirmed_at,
        )
