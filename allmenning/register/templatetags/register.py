"""What this room's part of the account page asks for."""

from django import template
from django.template import Context

from allmenning.accounts.models import User
from allmenning.register.models import DomainRequest
from allmenning.register.queries.members import requests_of

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_domains(context: Context) -> list[str]:
    """Name the domains of the person that wait for a steward."""
    user = context["request"].user
    if not isinstance(user, User):
        return []
    waiting = requests_of(user).filter(state=DomainRequest.State.OPEN)
    return list(waiting.values_list("domain", flat=True))
