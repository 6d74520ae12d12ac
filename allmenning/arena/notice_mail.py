"""The answer to a notice, to whoever asked for it by e-mail."""

import logging

from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.arena.models import Notice

log = logging.getLogger("allmenning.arena")


def send_notice_answer(notice: Notice, address: str) -> bool:
    """Send it in the language the person wrote from; tell whether it went out."""
    with override(notice.language):
        subject = _("Answer to your notice number %(number)s") % {"number": notice.pk}
        text = _("Your notice and our answer are also here:") + f"\n{address}\n"
    try:
        send_mail(subject, f"{notice.answer}\n\n{text}", None, [notice.email])
    except OSError:  # smtplib's errors are of this kind
        log.warning("notice=%s answer not mailed", notice.pk)
        return False
    return True
