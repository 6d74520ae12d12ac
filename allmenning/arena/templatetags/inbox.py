"""What stands in the header of every page for those who have signed in."""

from django import template
from django.http import HttpRequest  # noqa: TC002 - Django reads it at run time
from django.template import Context

from allmenning.accounts.models import User
from allmenning.arena.queries.inbox import MOST_COUNTED, n_unread
from allmenning.ui.text import number

register = template.Library()


@register.simple_tag(takes_context=True)
def unread(context: Context) -> str:
    """Write how many are unread; nothing when there are none."""
    request: HttpRequest | None = context.get("request")
    if request is None or not isinstance(request.user, User):
        return ""
    count = n_unread(request.user)
    if count > MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    return number(count) if count else ""
