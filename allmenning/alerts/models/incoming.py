"""Messages from authorities, and what each municipality did with them."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy

from allmenning.accounts.models import User
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body


class Incoming(models.Model):
    """An authority's message. `source` is a feed's key, or a body's slug when written here.

    `document` is the CAP as it came (or as we made it of another format), `content` what we
    show of it: {language: {"event", "headline", "description", "instruction", "web"}}.
    """

    source = models.CharField(max_length=80)
    identifier = models.CharField(max_length=200)
    owner = models.CharField(max_length=200)
    workspace = models.CharField(max_length=8, choices=Workspace.choices)
    document = models.TextField()
    content = models.JSONField()
    severity = models.CharField(max_length=8)
    event = models.CharField(max_length=40, blank=True)
    references = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "identifier"], name="incoming_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.identifier}"

    @property
    def headline(self) -> str:
        """The headline in the reader's language, or in the first that the authority wrote."""
        wanted = (get_language() or "nb", "nb", "nn", "en")
        told: dict[str, str] = next(
            (self.content[code] for code in wanted if code in self.content), {}
        )
        return str(told.get("headline", ""))


class IncomingBody(models.Model):
    """A message at one municipality it concerns; `code` is as the authority wrote it."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("incoming", "New")
        PASSED_ON = "passed_on", pgettext_lazy("incoming", "Passed on")
        PUT_ASIDE = "put_aside", pgettext_lazy("incoming", "Put aside")

    incoming = models.ForeignKey(Incoming, on_delete=models.PROTECT, related_name="bodies")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="incoming")
    code = models.CharField(max_length=10)
    state = models.CharField(max_length=9, choices=State.choices, default=State.NEW)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["incoming", "body"]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "body"], name="incoming_once_per_body"),
        ]

    def __str__(self) -> str:
        return f"{self.incoming_id} {self.body_id} {self.state}"
