"""What a person does on the pages of warnings."""

from typing import Any

from django.test import Client

from allmenning.accounts.models import User
from allmenning.accounts.tests.browse import set_up_app, sign_in

LIVE, EXERCISE = "/varsling/lom/", "/ovelse/lom/"
WRITTEN: dict[str, Any] = {
    "what": "Ikkje drikk vatnet frå springen.",
    "where": "",
    "area": "municipality",
    "todo": "Kok vatnet i tre minutt.",
    "next_update": "60",
    "lasts": "24",
    "severity": "Severe",
    "link": "https://lom.kommune.no/vatn",
    "radio": "on",
}


def browser_of(user: User, *, factor: bool = True) -> Client:
    """Sign in as the person, with a second factor unless told otherwise."""
    client = Client()
    if factor:
        sign_in(client, user.email)
        set_up_app(client)
    else:
        client.force_login(user)
    return client


def written(**changes: Any) -> dict[str, Any]:
    return WRITTEN | changes


def main_of(page: str) -> str:
    return page.split("<main")[1].split("</main>", maxsplit=1)[0]
