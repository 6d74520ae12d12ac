"""Users, the roles they hold across bodies, and the audit log."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CLOSED_DOMAIN = "closed.invalid"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in with the job e-mail; there are no passwords.

    The pseudonym is what the audit log knows. Closing an account wipes the rest of the row, so
    what the person did stays on record without saying who it was.
    """

    email = models.EmailField(_("Job e-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    language = models.CharField(_("Language"), max_length=5, blank=True)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(is_active=False, name=""),
                name="user_closed_is_wiped",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pseudonym)

    @property
    def shown_name(self) -> str:
        if self.closed_at:
            return str(_("A person who has left"))
        return self.name or self.email

    @property
    def may_sign_in(self) -> bool:
        """A demo user exists in demo mode only, even when the database has been moved."""
        return self.is_active and (settings.DEMO or not self.is_demo)

    def holds(self, *roles: "Role") -> bool:
        now = timezone.now()
        return self.grants.filter(role__in=roles, expires_at__gt=now).exists()


class Role(models.TextChoices):
    """Roles across bodies; roles within one body are memberships of the register."""

    ANALYST = "analyst", _("Analyst")
    AUTHORITY = "authority", _("Authority")
    STEWARD = "steward", _("Steward")
    OPERATOR = "operator", _("Operator")


class Grant(models.Model):
    """A role somebody holds: how it was verified, when, and until when it counts."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    verified_how = models.CharField(_("How it was verified"), max_length=200)
    verified_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="grant_once_per_role"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="grant_role"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("verified_at")),
                name="grant_expires_after_verified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"


class AuditEntry(models.Model):
    """One thing that was done; never changed (guard.py), chained by hash (chain.py)."""

    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=100)
    target = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    # Sign-ins and the like do not change what an anonymous reader sees.
    changes_pages = models.BooleanField(default=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["changes_pages", "-id"], name="audit_page_changes"),
            models.Index(fields=["target", "-id"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.verb} {self.target}"
