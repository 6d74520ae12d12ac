"""Why a delivery or a check went as it did: the keys that channels give, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "token": _("The sign-in to the channel has expired or was withdrawn. Connect it again."),
    "other_account": _("The sign-in belongs to another account than the one named."),
    "connected_elsewhere": _(
        "The account is connected already under another name, here or elsewhere. "
        "It is switched off here, so that no exercise goes out by a live channel."
    ),
    "permission": _("The account may not publish there."),
    "throttled": _("The channel asks us to wait."),
    "quota": _("The quota of the channel is used up."),
    "duplicate": _("The channel says it has the same text already."),
    "content": _("The channel does not accept the text."),
    "too_long": _("The text is too long for the channel."),
    "link": _("The channel does not accept the link."),
    "image": _("The channel did not accept the image."),
    "unreachable": _("The channel could not be reached."),
    "server": _("The channel has a fault of its own."),
    "no_answer": _("The channel took the message and did not answer. It is being read back."),
    "malformed": _("The channel gave an answer that could not be understood."),
    "certificate": _("The certificate of the channel is not valid."),
    "gone": _("The address is no longer in use."),
    "refused": _("The channel refused the message."),
    "settings": _("The settings of the channel are not complete."),
    "address": _("The address leads to a place we do not call."),
    "expired": _("It was no longer valid when its turn came."),
    "ended": _("The warning was ended before it came this far, so it was not sent on."),
    "workspace": _("An exercise and a live channel may not meet."),
    "not_told": _("The channel cannot tell whether the message came through."),
    "said_by_person": _("A person looked, and said so."),
    "empty": _("Nobody is on the list."),
    "not_reached": _("The phone was not reached."),
    "no_server": _("No mail server is set up."),
}

CHECKS: dict[str, str | Promise] = {
    "token": _("Sign-in"),
    "quota": _("Quota"),
    "tls": _("Connection"),
    "limits": _("Limits"),
    "list": _("Subscribers"),
    "key": _("Keys"),
    "files": _("Files"),
}
