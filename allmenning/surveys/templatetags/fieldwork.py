"""What the account page asks of the fieldwork."""

from django import template
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.register.models import Body
from allmenning.surveys.queries.county import counties_of

register = template.Library()


@register.simple_tag
def counties_helped(person: User) -> list[Body]:
    """List the counties whose surveys this person may follow."""
    return list(counties_of(person, timezone.now()))
