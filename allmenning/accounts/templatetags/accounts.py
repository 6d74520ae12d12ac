"""What the sign-in pages ask for beside what allauth's views hand them."""

from dataclasses import dataclass

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount import app_settings
from django import template
from django.conf import settings
from django.http import HttpRequest  # noqa: TC002 - Django reads it at run time
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from allmenning.accounts.pending import pending
from allmenning.accounts.views.second_factor import ONWARDS_KEY
from allmenning.accounts.views.second_factor import keys_work as keys_work_at

register = template.Library()


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


@register.simple_tag
def mail_folder() -> str:
    """Return where e-mails lie when they are not sent, for who tries the installation out."""
    is_kept = settings.EMAIL_BACKEND.startswith("django.core.mail.backends.filebased")
    return str(getattr(settings, "EMAIL_FILE_PATH", "")) if is_kept else ""


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
