"""The accounts a body sends through."""

from django.db import models

from allmenning.delivery.contract import Workspace


class ChannelAccount(models.Model):
    """An account with one channel. `owner` is the key of the body above: its slug.

    `secrets` is encrypted text; only `delivery.secrets` opens it.
    """

    owner = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    workspace = models.CharField(max_length=8, choices=Workspace.choices)
    address = models.CharField(max_length=200)
    # Whom the other side said that it is; empty before it was asked, or where it cannot tell.
    identity = models.CharField(max_length=200, blank=True)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_good = models.BooleanField(null=True)
    checks = models.JSONField(default=list)
    # The other side asked us to wait: nothing goes out by this account before then.
    paused_until = models.DateTimeField(null=True)
    # Kept for the log; settings, secrets and address are gone.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["owner", "kind", "name", "pk"]
        indexes = [models.Index(fields=["owner", "workspace"], name="account_by_owner")]
        constraints = [
            # The same account can never be connected to both workspaces, so no exercise reaches it.
            models.UniqueConstraint(fields=["kind", "address"], name="account_connected_once"),
            models.UniqueConstraint(
                fields=["kind", "identity"],
                condition=~models.Q(identity=""),
                name="account_identity_once",
            ),
            models.CheckConstraint(
                condition=models.Q(workspace__in=Workspace.values),
                name="account_workspace_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner} {self.workspace}"
