"""Letters: the answer to whoever asked for it, and a reminder to those who must answer."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from allmenning.front.models import Feedback
from allmenning.front.queries.feedback import pressing
from allmenning.ui.text import day

log = logging.getLogger("allmenning.front")


def send_answer(feedback: Feedback, address: str) -> bool:
    """Send it in the language the person wrote from; tell whether it went out."""
    with override(feedback.language):
        subject = _("Answer to your message number %(number)s") % {"number": feedback.pk}
        text = _("Your message and our answer are also here:") + f"\n{address}\n"
    try:
        send_mail(subject, f"{feedback.answer}\n\n{text}", None, [feedback.email])
    except OSError:  # smtplib's errors are of this kind
        log.warning("feedback=%s answer not mailed", feedback.pk)
        return False
    return True


def remind(*, at: datetime) -> str:
    """Tell the contact address what is new or soon due, without what people wrote.

    Raises
    ------
    OSError
        The mail server did not take it.
    """
    waits = list(pressing(at))
    if not waits or not settings.CONTACT_EMAIL:
        return "nobody reminded"
    with override(settings.LANGUAGE_CODE):
        subject = ngettext(
            "%(n)s message to Allmenning is new or soon due",
            "%(n)s messages to Allmenning are new or soon due",
            len(waits),
        ) % {"n": len(waits)}
        lines = [_reminder(one) for one in waits]
        lines.append(_("A steward answers them under Messages to us."))
    send_mail(subject, "\n".join(lines), None, [settings.CONTACT_EMAIL])
    return f"reminded of {len(waits)} messages"


def _reminder(one: Feedback) -> str:
    return _("Number %(number)s: %(kind)s. Answer due %(day)s.") % {
        "number": one.pk,
        "kind": one.get_kind_display(),
        "day": day(one.due_date),
    }
