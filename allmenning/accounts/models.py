"""Users, the roles they hold across bodies, and the audit log."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with the job e-mail; there are no passwords."""

    email = models.EmailField(_("Job e-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

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
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    verified_how = models.CharField(max_length=200)
    verified_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="grant_once_per_role"),
        ]


class AuditEntry(models.Model):
    """One thing that was done; never changed, chained by hash."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=100)
    target = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)
