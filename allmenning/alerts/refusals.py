"""What may not be done now, and why: a stable key, and a sentence for the person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "not_editor": _("You must be an editor in the municipality to write a warning."),
    "not_publisher": _("You must be a publisher in the municipality to send or decide."),
    "not_practised": _(
        "Your right to send live has lapsed: you have not passed an exercise in three months."
    ),
    "own_work": _("Somebody else must approve what you have written or submitted."),
    "wrong_state": _("The message has come further since. Look at it again."),
    "changed": _("Somebody else has saved the message since you opened it."),
    "confirmation": _("What you typed is not what the confirmation asks for: %(expected)s."),
    "public_exercise": _("Confirm that the exercise may be seen in public channels."),
    "reason": _("Give a reason."),
    "stops": _("The message cannot be sent yet: %(first)s"),
    "open_version": _("There is already a message under way in this warning. Finish that first."),
    "not_active": _("The warning is not active."),
    "not_sent": _("The warning has not been sent, so there is nothing to correct."),
    "act": _("A correction is either “sent by mistake” or “danger over”."),
    "body_kind": _("Only municipalities send warnings here."),
    "language": _("A message is written in bokmål, nynorsk or English."),
    "too_long": _("The text of %(field)s is too long: %(count)d of %(limit)d characters."),
    "not_put": _("The outbox refused the message, and nothing of it is sent: %(why)s"),
    "cap": _("The message breaks a rule of its format: %(first)s"),
    "run_out": _("The message has run out, so there is nothing to pass on."),
    "decided": _("Somebody has decided on this message already."),
    "workspace": _("The exercise and the live workspace may not meet."),
}


class RefusedError(Exception):
    """The rules of the room say no. `key` is one of `REFUSALS`."""

    sentences = REFUSALS

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    @property
    def sentence(self) -> str:
        return str(self.sentences[self.key]) % self.values
