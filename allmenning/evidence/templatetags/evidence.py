"""What analysts see at the foot of the pages that everybody reads."""

from django import template
from django.http import HttpRequest  # noqa: TC002 - Django reads it at run time
from django.template import Context

from allmenning.accounts.access import may_publish
from allmenning.accounts.models import Role
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.evidence.queries.coding import coder_alpha
from allmenning.evidence.queries.pages_cards import method_words
from allmenning.evidence.queries.pages_study import sample_words, years_of

register = template.Library()


@register.inclusion_tag("evidence/_analyst.html", takes_context=True)
def analyst_links(
    context: Context, shown: Finding | Study | Theme | None = None
) -> dict[str, object]:
    """Link what an analyst may do here; nobody else sees anything."""
    request: HttpRequest | None = context.get("request")
    return {
        "may": request is not None and may_publish(request, Role.ANALYST),
        "finding": shown if isinstance(shown, Finding) else None,
        "theme": shown if isinstance(shown, Theme) else None,
        "study": shown if isinstance(shown, Study) else None,
    }


@register.filter
def years(study: Study) -> str:
    return years_of(study)


@register.filter
def method_name(study: Study) -> str:
    return method_words(study.method)


@register.filter
def sample(study: Study) -> str:
    return sample_words(study.sampling)


@register.inclusion_tag("evidence/_coders.html")
def coder_agreement() -> dict[str, object]:
    """Publish with the matrix how far those who coded agree (K7)."""
    return {"alpha": coder_alpha()}
