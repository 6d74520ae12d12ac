"""What errors of Meta's Graph API mean for a delivery; Facebook and Instagram share them."""

from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from allmenning.clients import meta
from allmenning.clients.meta import Graph, GraphError, TokenState, Usage
from allmenning.delivery.channels import failures
from allmenning.delivery.contract import (
    Check,
    Connection,
    Environment,
    Outcome,
    Permanent,
    Retry,
    Sent,
    Unknown,
)

# Meta throttles at 100 %; who stands above this may be stopped in the middle of an alert.
FULL = 90
SOON = timedelta(days=7)

# Codes and subcodes of `error`, the subcode looked up first. Sources: Graph API, Handle Errors;
# Instagram Platform, Error Codes; the rest as seen by Postiz and Mixpost (design, alerts 3.1).
_PERMANENT: dict[str, frozenset[int]] = {
    "token": frozenset({102, 190, 458, 459, 460, 463, 464, 467}),
    "permission": frozenset({3, 10, 1404078, 2207050, *range(200, 300)}),
    "link": frozenset({1500, 1609005, 1609008}),
    "refused": frozenset({368}),
    "image": frozenset({2207004, 2207005, 2207009}),
    "content": frozenset({100, 2207010, 2207040}),
}
_RETRY: dict[str, frozenset[int]] = {
    "throttled": frozenset({4, 17, 32, 341, 613, 1390008, *range(80000, 80015)}),
    "image": frozenset({2207003, 2207006, 2207020, 2207027, 2207032, 2207052}),
    "quota": frozenset({9, 2207042}),
}
# They may come although the deed was done; 2207051 is known to (Postiz #1681).
_MAY_HAVE_ACTED = frozenset({-1, 1, 2, 1363047, 2207001, 2207051})
DUPLICATE = 506


def graph_of(environment: Environment, connection: Connection) -> Graph:
    secrets = connection.secrets
    return Graph(
        environment.http,
        secrets.get("token", ""),
        str(settings.META_GRAPH_VERSION),
        connection.settings.base,
        secrets.get("app_secret", ""),
    )


def outcome_of(error: Exception, *, publishes: bool) -> Outcome:
    """Sort what a call raised; `publishes` is whether the call itself puts something out."""
    if isinstance(error, GraphError):
        return _of_graph(error, publishes=publishes)
    return failures.outcome_of(error) if publishes else Retry(failures.reason_of(error))


def _of_graph(error: GraphError, *, publishes: bool) -> Outcome:
    for code in (error.subcode, error.code):
        if code in _MAY_HAVE_ACTED:
            return Unknown("server") if publishes else Retry("server", error.pause)
        for reason, codes in _RETRY.items():
            if code in codes:
                return Retry(reason, error.pause)
        for reason, codes in _PERMANENT.items():
            if code in codes:
                return Permanent(reason)
    if error.transient or error.status >= 500:
        return Unknown("server") if publishes else Retry("server", error.pause)
    if error.code == DUPLICATE:
        return Unknown("duplicate")
    return Permanent("refused")


def reason_of(error: Exception) -> str:
    """Say why reading or checking failed, as a key of `delivery.reasons`."""
    outcome = outcome_of(error, publishes=False)
    return "server" if isinstance(outcome, Sent) else outcome.reason


ERRORS = (GraphError, *failures.ON_THE_WAY)


async def check_token(graph: Graph, needed: frozenset[str], now: datetime) -> Check:
    """Prove that the token is good, for a week yet, and holds the permissions needed."""
    try:
        state = await meta.token_state(graph)
    except ERRORS as error:
        # Meta may not let the token look at itself; reading the account still proves that it works.
        if isinstance(error, GraphError) and reason_of(error) in {"permission", "content"}:
            return Check("token", good=True)
        return Check("token", good=False, reason=reason_of(error))
    return _token_check(state, needed, now)


def _token_check(state: TokenState, needed: frozenset[str], now: datetime) -> Check:
    until = state.expires_at.date().isoformat() if state.expires_at else ""
    if not state.is_valid or (state.expires_at and state.expires_at - now < SOON):
        return Check("token", good=False, reason="token", detail=until)
    if missing := needed - state.scopes:
        return Check("token", good=False, reason="permission", detail=", ".join(sorted(missing)))
    return Check("token", good=True, detail=until)


def check_usage(usage: Usage, detail: str = "") -> Check:
    if usage.percent > FULL:
        return Check("quota", good=False, reason="quota", detail=f"{usage.percent} %")
    return Check("quota", good=True, detail=detail or f"{usage.percent} %")


class AppSecretField(forms.CharField):
    """The secret of the Meta app that the token belongs to; only some apps demand it."""

    def __init__(self) -> None:
        super().__init__(
            label=_("App secret"),
            max_length=200,
            required=False,
            help_text=_(
                "Needed only if your app at Meta has Require app secret switched on. It stands "
                "under App settings, Basic."
            ),
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        )
