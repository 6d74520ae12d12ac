"""Getting warnings in a browser: the browser's own question is the consent, and proves itself."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings as installation

from allmenning.clients.guard import RefusedAddressError, require_callable
from allmenning.clients.webpush import KeysError, Subscription, public_key, require_keys
from allmenning.delivery.channels.webpush.forms import Settings
from allmenning.delivery.join_forms import JoinForm
from allmenning.delivery.joining import NotInvitedError, NotJoinableError
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.secrets import unlock_all

LONGEST_ENDPOINT = 2000


class InBrowser:
    """A script asks the browser, and sends us what it gives."""

    template = "delivery/join/browser.html"
    script = "delivery/join.js"
    form = JoinForm
    asks_code = False
    at_once = True

    def facts(self, account: ChannelAccount) -> dict[str, str] | None:
        """Return the sender and the key; there is no key before the channel was made ready."""
        key = unlock_all(account.secrets).get("private_key", "")
        if not key:
            return None
        return {"sender": Settings(**account.settings).sender_name, "key": public_key(key)}

    def invite(self, account: ChannelAccount, subscriber: Subscriber, base_url: str) -> None:
        raise NotInvitedError(account.kind, subscriber.pk, base_url)

    def read(self, told: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Read a subscription as browsers write it (`PushSubscription.toJSON`)."""
        endpoint, keys = told.get("endpoint"), told.get("keys")
        if not isinstance(endpoint, str) or len(endpoint) > LONGEST_ENDPOINT:
            raise NotJoinableError("There is no endpoint.")
        if not endpoint.isascii():
            raise NotJoinableError("There is no endpoint.")
        if told.get("leave"):
            return endpoint, {}
        if not isinstance(keys, dict):
            raise NotJoinableError("There are no keys.")
        data = {name: str(keys.get(name, ""))[:200] for name in ("p256dh", "auth")}
        try:
            require_callable(endpoint, installation.INTERNAL_HOSTS)
            require_keys(Subscription(endpoint, data["p256dh"], data["auth"]))
        except (RefusedAddressError, KeysError):
            raise NotJoinableError("Nothing could be sent to it.") from None
        return endpoint, data
