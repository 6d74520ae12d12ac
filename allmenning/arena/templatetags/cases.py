"""What the pages of lower rooms show of cases."""

from django import template
from django.http import HttpRequest  # noqa: TC002 - Django reads it at run time
from django.template import Context
from django.utils import timezone

from allmenning.arena.queries.cases_counted import OnTheme, on_theme
from allmenning.arena.queries.near import nearness
from allmenning.arena.queries.viewer import viewer_of
from allmenning.evidence.models import Theme
from allmenning.register.queries import lens_from

register = template.Library()


@register.simple_tag(takes_context=True)
def cases_on(context: Context, theme: Theme) -> OnTheme:
    """Count what the reader may read on a theme, from municipalities like hers and in all."""
    request: HttpRequest = context["request"]
    now = timezone.now()
    return on_theme(theme, viewer_of(request), nearness(lens_from(request)), now)
