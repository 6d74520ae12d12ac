"""The codes of municipalities and counties through time."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.register.models.body import Body


class CodeVersion(models.Model):
    """A code and its name while they were valid; `valid_to` is the first day they were not.

    `body` is the body of today, and is empty where the area is now divided between several:
    then `parts` tells which (docs/adr/register-code-versions.md).
    """

    kind = models.CharField(max_length=12, choices=Body.Kind.choices)
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=150)
    body = models.ForeignKey(
        Body, null=True, on_delete=models.PROTECT, related_name="code_versions"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code", "valid_from"], name="code_version_once_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="code_version_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CodePart(models.Model):
    """One of the bodies of today that share the area of a divided code.

    The share is of the inhabitants; null is unknown, never zero.
    """

    version = models.ForeignKey(CodeVersion, on_delete=models.CASCADE, related_name="parts")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="code_parts")
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True)

    class Meta:
        ordering = ["version", "body__code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body"], name="code_part_once_per_body"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.body_id} {self.share}"


class CodeChange(models.Model):
    """A dated edge from one code version to the next."""

    class Kind(models.TextChoices):
        RENAME = "rename", _("New name")
        RENUMBER = "renumber", _("New code")
        MERGE = "merge", _("Merged")
        SPLIT = "split", pgettext_lazy("code change", "Divided")
        SPLIT_AND_MERGE = "split_and_merge", _("Divided, and a part was merged")

    changed_on = models.DateField()
    kind = models.CharField(max_length=15, choices=Kind.choices)
    old = models.ForeignKey(CodeVersion, on_delete=models.PROTECT, related_name="changes_out")
    new = models.ForeignKey(CodeVersion, on_delete=models.PROTECT, related_name="changes_in")
    n_targets = models.PositiveSmallIntegerField()
    n_sources = models.PositiveSmallIntegerField()
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    share_basis = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["changed_on", "old__code", "new__code"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="code_change_once"),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__gt=0, share__lte=1),
                name="code_change_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.changed_on} {self.kind}"
