"""What is said, as it stands on a page; and how much, on the pages of findings and studies."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from allmenning.arena.queries.discussion import ShownPost, n_commented
from allmenning.arena.views.threads import ShownThread
from allmenning.evidence.models import Finding, Study

register = template.Library()


@register.simple_tag
def commented_on(subject: Finding | Study) -> int:
    return n_commented(subject)


@register.simple_tag(takes_context=True)
def posts(context: Context, thread: ShownThread) -> SafeString:
    """Write the posts of a page; as templates, fifty of them took most of its time."""
    # Whoever asks for the token gets a cookie, and then the page is not kept for strangers.
    is_known = bool(context["request"].user.is_authenticated)
    token = str(context.get("csrf_token", "")) if is_known else ""
    return format_html_join(
        "", "<li>{}</li>", ((_post(one, thread, token),) for one in thread.posts)
    )


def _post(one: ShownPost, thread: ShownThread, token: str) -> SafeString:
    key = one.post.pk
    accepted = mark_safe(" data-accepted") if one.is_accepted else ""
    return format_html(
        '<article class="post" id="innlegg-{0}" aria-labelledby="hvem-{0}"{1}>{2}</article>',
        key,
        accepted,
        _gone(one) if one.gone else _standing(one, thread, token),
    )


def _gone(one: ShownPost) -> SafeString:
    reason = ""
    if one.post.reason:
        reason = format_html(
            ' {} <span lang="{}">{}</span>', _("Reason:"), one.post.language, one.post.reason
        )
    return format_html(
        '<h3 id="hvem-{}">{}</h3><p class="quiet">{}{}</p>', one.post.pk, one.name, one.gone, reason
    )


def _standing(one: ShownPost, thread: ShownThread, token: str) -> SafeString:
    return format_html(
        '<header><h3 id="hvem-{}">{}</h3>{}<p class="when">{}{}{}</p></header>'
        '<div class="written" lang="{}" dir="auto">{}</div>{}',
        one.post.pk,
        one.name,
        _marks(one),
        _moment(one),
        _changed(one),
        _answers(one),
        one.post.language,
        mark_safe(one.post.html),  # noqa: S308 -- cleaned when it was written (markdown.py)
        _acts(one, thread, token) if token else "",
    )


def _marks(one: ShownPost) -> SafeString:
    marks = [(one.mark_kind, one.mark)] if one.mark else []
    if one.is_accepted:
        marks.append(("success", _("This answered the question")))
    elif one.post.is_answer:
        marks.append(("neutral", pgettext("in a question", "Answer")))
    if one.is_waiting:
        marks.append(("warning", _("Waits for a moderator")))
    return format_html_join("", '<span class="tag" data-kind="{}">{}</span>', marks)


def _moment(one: ShownPost) -> SafeString:
    at = one.post.created_at
    return format_html(
        '<a href="{}"><time datetime="{}">{}</time></a>',
        _address("arena:post", one.post.pk),
        at.isoformat(timespec="seconds"),
        _written_moment(at.replace(second=0, microsecond=0), get_language() or "nb"),
    )


@lru_cache(maxsize=4096)
def _written_moment(at: datetime, _language: str) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _changed(one: ShownPost) -> SafeString | str:
    if one.post.edited_at is None:
        return ""
    address = _address("arena:post_history", one.post.pk)
    return format_html(" · {}", _link(address, _("Changed"), one.name))


def _answers(one: ShownPost) -> SafeString | str:
    if not one.answers_name:
        return ""
    address = _address("arena:post", one.post.answers_to_id or 0)
    words = _("Answers %(name)s") % {"name": one.answers_name}
    return format_html(' · <a href="{}">{}</a>', address, words)


def _acts(one: ShownPost, thread: ShownThread, token: str) -> SafeString:
    key = one.post.pk
    links = []
    if thread.form:
        links.append(_link(f"{thread.write_address}?svar={key}", _("Answer this"), one.name))
    if one.is_own:
        links.append(_link(_address("arena:edit_post", key), _("Change"), ""))
        links.append(_link(_address("arena:withdraw_post", key), _("Withdraw"), ""))
    else:
        flag = reverse("arena:flag", args=["post", key])
        links.append(_link(flag, _("Tell a moderator"), one.name))
    written = format_html_join("", "{}", ((link,) for link in links))
    return format_html('<p class="post-acts">{}</p>{}', written, _accept(one, thread, token))


def _accept(one: ShownPost, thread: ShownThread, token: str) -> SafeString | str:
    """Let who asked say that this settled it; one's own answer settles nothing."""
    if not thread.question or not one.post.is_answer or one.is_accepted or one.is_own:
        return ""
    return format_html(
        '<form method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="ds-button" data-variant="secondary" type="submit">{}{}</button></form>',
        reverse("arena:question_accept", args=[thread.question, one.post.pk]),
        token,
        _("This answers my question"),
        _hidden(one.name),
    )


def _link(address: str, words: str, about: str) -> SafeString:
    """Write a link whose name tells it from those of the other posts."""
    return format_html('<a href="{}">{}{}</a>', address, words, _hidden(about) if about else "")


def _hidden(about: str) -> SafeString:
    return format_html('<span class="hidden-text">: {}</span>', about)


def _address(name: str, key: int) -> str:
    """Write the address of a post; to look up each anew takes longer than to write the post."""
    return _pattern(name, get_language() or "nb").replace("/0/", f"/{key}/")


@lru_cache(maxsize=32)
def _pattern(name: str, _language: str) -> str:
    return reverse(name, args=[0])
