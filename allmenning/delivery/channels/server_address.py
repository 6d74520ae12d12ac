"""The address of somebody's server, as people paste it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

# A name with a dot and an ending of letters: no number, no `localhost`, no name inside our network.
# A name that leads inside all the same would have to show a certificate for it.
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})")


class ServerField(forms.CharField):
    """A server by its name or address; what comes out is `https://name`, without a slash."""

    default_error_messages = {
        "server": _("Write the server's address as it stands in the browser, such as {example}.")
    }

    def __init__(self, *, example: str, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.example = example

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        if server := _server(written):
            return server
        words = str(self.error_messages["server"])
        raise forms.ValidationError(words.format(example=self.example), code="server")


def _server(written: str) -> str:
    """Read the address of a public server, or of one that the installation names; or nothing."""
    try:
        parts = urlsplit(written if "//" in written else f"https://{written}")
        host = (parts.hostname or "").encode("idna").decode().lower()
        # The usual port says nothing, and would make the same account look like another one.
        own_port = parts.port not in {None, 443 if parts.scheme == "https" else 80}
        place = f"{host}:{parts.port}" if own_port else host
    except ValueError:
        return ""
    if parts.username:
        return ""
    if host in settings.INTERNAL_HOSTS and parts.scheme in {"http", "https"}:
        return f"{parts.scheme}://{place}"
    return f"https://{place}" if parts.scheme == "https" and HOST.fullmatch(host) else ""
