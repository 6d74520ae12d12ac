"""What the pages of findings and studies show of what is said about them."""

from django import template

from allmenning.arena.queries.discussion import n_commented
from allmenning.evidence.models import Finding, Study

register = template.Library()


@register.simple_tag
def commented_on(subject: Finding | Study) -> int:
    return n_commented(subject)
