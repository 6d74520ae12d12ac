"""Recipes that make figures of answers, and what was published of them."""

from typing import ClassVar

from django.db import models

from allmenning.accounts.models import User
from allmenning.surveys.models.survey import Survey


class Recipe(models.Model):
    """Saved and rerun: which weights, tables and intervals; `spec` as `core.recipe` reads it.

    `result` is what the last run gave, for the answers whose digest is `data_sha256`.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="recipes")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.JSONField()
    spec = models.JSONField()
    result = models.JSONField(null=True, blank=True)
    data_sha256 = models.CharField(max_length=64, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["survey", "position", "pk"]

    def __str__(self) -> str:
        return f"recipe {self.pk}"


class Publication(models.Model):
    """What was published, as it was: tables after protection, and what the attacker found."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    tables = models.JSONField()
    protection = models.JSONField(default=dict)
    data_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["survey", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="publication_number")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"


class PublishedFile(models.Model):
    """A file of a publication; its bytes stand apart, so that lists read none."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["publication", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "name"], name="published_file_name")
        ]

    def __str__(self) -> str:
        return self.name


class PublishedContent(models.Model):
    file = models.OneToOneField(PublishedFile, on_delete=models.CASCADE, related_name="content")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.file_id}"
