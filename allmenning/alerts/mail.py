"""A letter to everybody who may publish when one of them has sent alone."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.accounts.models import User
from allmenning.alerts.models import Version
from allmenning.alerts.queries.content import content_of, own_language
from allmenning.alerts.wording import texts_of
from allmenning.register.models import BodyRole, Membership

SECONDS = 10
log = logging.getLogger("allmenning.alerts")


def tell_about_override(version: Version, at: datetime) -> int:
    """Tell every publisher and leader; return how many letters went out."""
    letters = [_letter(version, person) for person in _told(version, at)]
    try:
        return int(get_connection(timeout=SECONDS).send_messages(letters) or 0) if letters else 0
    except OSError:  # smtplib's errors are of this kind
        log.warning("override not mailed alert=%s letters=%s", version.alert_id, len(letters))
        return 0


def _told(version: Version, at: datetime) -> list[User]:
    roles = [role for role in BodyRole if role.includes(BodyRole.PUBLISHER)]
    members = Membership.objects.filter(
        body=version.alert.body, role__in=roles, expires_at__gt=at, user__is_active=True
    ).select_related("user")
    return [member.user for member in members.order_by("pk")]


def _letter(version: Version, person: User) -> EmailMessage:
    alert = version.alert
    with override(person.language or own_language(alert.body)):
        subject = _("A warning from %(name)s was sent by one person alone")
        if alert.is_exercise:
            subject = _("Exercise: a warning from %(name)s was sent by one person alone")
        lines = [
            _("One person used the emergency override, so nobody else approved the message."),
            _("Reason given: %(reason)s") % {"reason": version.reason},
            "",
            texts_of(content_of(version), version.sent_at or version.edited_at)[0].full,
            "",
            _("Is it wrong? Correct it here, in two presses: %(address)s")
            % {"address": settings.BASE_URL},
        ]
        return EmailMessage(
            subject % {"name": alert.body.name}, "\n".join(lines), None, [person.email]
        )
