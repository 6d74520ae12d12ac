"""The answer as a letter, for those who asked for it."""

import logging

from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.front.models import Feedback

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
