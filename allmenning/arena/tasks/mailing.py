"""What came to the inbox, by mail: at once by day, and what the night gathered in the morning."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override

from allmenning.accounts.models import User
from allmenning.arena.actions.notifying import begin_mail, end_mail
from allmenning.arena.actions.telling import tell_of_posts
from allmenning.arena.queries.inbox import (
    News,
    Recipient,
    language_for,
    news,
    recipients,
    still_news,
    token_of,
)
from allmenning.arena.queries.viewer import viewer_for

SECONDS = 20
LINES = 20
log = logging.getLogger("allmenning.arena")


def tell_and_mail(at: datetime) -> str:
    """Tell the inboxes of what was written, and mail what is due."""
    told = tell_of_posts(at=at)
    return f"{told} posts told of, {mail_what_waits(at)} letters sent"


def mail_what_waits(at: datetime) -> int:
    """Return how many letters went out; without a mail server nothing is begun."""
    due = recipients(at)
    if not due:
        return 0
    connection = get_connection(timeout=SECONDS)
    try:
        connection.open()
    except OSError:  # smtplib's errors are of this kind
        log.warning("inbox letters=%s no mail server", len(due))
        return 0
    sent = sum(_mail(one, connection, at) for one in due)
    connection.close()
    return sent


def _mail(one: Recipient, connection: BaseEmailBackend, at: datetime) -> bool:
    """Mail one person; what fails waits for its next turn, and is in the inbox meanwhile."""
    ours = set(begin_mail(keys=[row.pk for row in one.rows], at=at))
    rows = [row for row in one.rows if row.pk in ours]
    if not rows:
        return False
    with override(language_for(one.person)):
        told = [line for line in news(rows, viewer_for(one.person, at), at) if still_news(line)]
        letter = letter_of(one.person, told) if told else None
    if letter:
        try:
            connection.send_messages([letter])
        except OSError as error:
            log.warning("inbox letter not sent error=%s", type(error).__name__)
            return False
    end_mail(keys=ours, at=timezone.now())
    return letter is not None


def letter_of(person: User, told: list[News]) -> EmailMultiAlternatives:
    base = settings.BASE_URL
    stop = base + reverse("arena:stop_mail", args=[token_of(person)])
    context = {
        "lines": told[:LINES],
        "more": max(0, len(told) - LINES),
        "base": base,
        "inbox": base + reverse("arena:inbox"),
        "stop": stop,
    }
    return EmailMultiAlternatives(
        subject_of(told),
        render_to_string("arena/inbox_letter.txt", context),
        None,
        [person.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Content-Language": language_for(person),
            "Auto-Submitted": "auto-generated",
        },
    )


def subject_of(told: list[News]) -> str:
    if len(told) == 1:
        return " ".join(told[0].sentence.split())
    return ngettext(
        "%(n)s piece of news in Allmenning", "%(n)s pieces of news in Allmenning", len(told)
    ) % {"n": len(told)}
