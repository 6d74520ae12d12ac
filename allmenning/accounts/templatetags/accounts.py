"""What the sign-in pages ask for beside what allauth's views hand them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount import app_settings
from django import template
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest  # noqa: TC002 - Django reads it at run time
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from allmenning.accounts.pending import pending
from allmenning.accounts.sign_in import is_this_machine
from allmenning.accounts.views.second_factor import ONWARDS_KEY
from allmenning.accounts.views.second_factor import keys_work as keys_work_at

register = template.Library()
LONGEST_ADDRESS = 1000


@dataclass(frozen=True)
class Place:
    id: str
    name: str


@register.simple_tag
def sign_in_providers() -> list[Place]:
    apps = app_settings.PROVIDERS["openid_connect"]["APPS"]
    return [Place(app["provider_id"], app["name"]) for app in apps]


@register.filter
def provider_name(identity: str) -> str:
    """Return what the operator calls a provider; one no longer set up goes by its identity."""
    return {place.id: place.name for place in sign_in_providers()}.get(identity, identity)


@register.simple_tag(takes_context=True)
def pending_provider(context: Context) -> str:
    login = pending(context["request"])
    return str(login.provider.name) if login else ""


@register.simple_tag(takes_context=True)
def next_field(context: Context) -> SafeString:
    """Carry on where the person wanted to go, if that is on this site."""
    onwards = get_next_redirect_url(context["request"])
    if not onwards:
        return SafeString()
    return format_html('<input type="hidden" name="next" value="{}">', onwards)


@register.simple_tag(takes_context=True)
def sign_in_address(context: Context) -> str:
    """Lead back to where the person is; the pages about signing in keep where it began."""
    request: HttpRequest = context["request"]
    here = request.get_full_path()
    signing_in = "/konto/" in request.path
    onwards = get_next_redirect_url(request) if signing_in else here
    address = reverse("account_login")
    too_long = not onwards or len(onwards) > LONGEST_ADDRESS
    return address if too_long else f"{address}?{urlencode({REDIRECT_FIELD_NAME: onwards})}"


@register.simple_tag(takes_context=True)
def mail_folder(context: Context) -> str:
    """Name the folder of e-mails that are not sent, to who tries it out on the own machine only."""
    request: HttpRequest = context["request"]
    is_kept = settings.EMAIL_BACKEND.startswith("django.core.mail.backends.filebased")
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "").name
    return folder if is_kept and is_this_machine(host) else ""


@register.simple_tag(takes_context=True)
def keys_work(context: Context) -> bool:
    request: HttpRequest = context["request"]
    return keys_work_at(request)


@register.inclusion_tag("accounts/start_over.html", takes_context=True)
def start_over(context: Context) -> dict[str, object]:
    return {"csrf_token": context["csrf_token"]}


@register.simple_tag(takes_context=True)
def after_second_factor(context: Context) -> str:
    """Return what the person was refused for want of a second factor."""
    request: HttpRequest = context["request"]
    return str(request.session.get(ONWARDS_KEY, ""))
