"""Who may act for a body, and how we know."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from allmenning.accounts.models import User
from allmenning.register.models.body import Body

BY_DOMAIN = "e-mail domain "
BY_STEWARD = "steward, request "


class Domain(models.Model):
    """An e-mail domain whose addresses belong to people who work in the body."""

    name = models.CharField(max_length=100, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="domains")
    source = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BodyRole(models.TextChoices):
    """What a member may do for the body; each role may all that the ones before it may."""

    READER = "reader", gettext_lazy("Reader")
    EDITOR = "editor", gettext_lazy("Editor")
    PUBLISHER = "publisher", gettext_lazy("Publisher")
    LEADER = "leader", pgettext_lazy("role", "Leader")

    def includes(self, other: "BodyRole") -> bool:
        order = list(BodyRole)
        return order.index(self) >= order.index(other)


class Membership(models.Model):
    """A person's role in a body: how it was verified, when, and when it runs out."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=BodyRole.choices, default=BodyRole.READER)
    verified_how = models.CharField(max_length=200)
    verified_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["body", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "body"], name="membership_once_per_body"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("verified_at")),
                name="membership_expires_after_it_was_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.body_id} {self.role}"

    @property
    def how(self) -> str:
        """How it was verified, in the reader's language."""
        told = self.verified_how
        domain, request = told.removeprefix(BY_DOMAIN), told.removeprefix(BY_STEWARD)
        if domain != told:
            return _("the e-mail domain %(domain)s") % {"domain": domain}
        if request != told:
            return _("a steward, request %(number)s") % {"number": request}
        return told

    def holds(self, role: BodyRole) -> bool:
        return self.expires_at > timezone.now() and BodyRole(self.role).includes(role)


class DomainRequest(models.Model):
    """A person with a domain we do not know waits for a steward."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "Waiting")
        APPROVED = "approved", pgettext_lazy("request", "Approved")
        REJECTED = "rejected", pgettext_lazy("request", "Rejected")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="domain_requests")
    domain = models.CharField(max_length=253)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "domain"],
                condition=models.Q(state="open"),
                name="domain_request_open_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(body__isnull=False),
                name="domain_request_approved_has_body",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(reason=""),
                name="domain_request_rejected_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.state}"
