"""What analysts see at the foot of the pages that everybody reads."""

from django import template
from django.db.models import Model
from django.http import HttpRequest  # noqa: TC002 - Django reads it at run time
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from allmenning.accounts.access import may_publish
from allmenning.accounts.models import Role
from allmenning.evidence.actions.kinds import kind_words
from allmenning.evidence.models import Finding, Study, Theme
from allmenning.evidence.queries.coding import coder_alpha
from allmenning.evidence.queries.pages_cards import foreign_language, method_words
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


@register.simple_tag
def written(row: Model, field: str) -> SafeString:
    """Mark a text that is not translated to the language of the page with its own."""
    language = foreign_language(row, field)
    return format_html(' lang="{}"', language) if language else SafeString()


@register.filter
def kind_name(name: str) -> str:
    return capfirst(kind_words(name))


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
