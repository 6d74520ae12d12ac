"""Recipes that make figures of answers, and what was published of them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.surveys.models.survey import Survey
from allmenning.surveys.models.words import PublishingState, PublishingStep

SILENT_AFTER = timedelta(minutes=10)


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


class PublishingWork(models.Model):
    """One asking for a publication, and how far it has come; a job does it.

    `heard_at` is when the job last told of itself; `place` of `of` says how far in its step it is.
    `reasons` say why nothing was published: sentences, each by language.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="publishing")
    state = models.CharField(
        max_length=10, choices=PublishingState.choices, default=PublishingState.QUEUED
    )
    step = models.CharField(max_length=10, choices=PublishingStep.choices, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    publication = models.OneToOneField(
        Publication, null=True, blank=True, on_delete=models.SET_NULL, related_name="work"
    )

    class Meta:
        ordering: ClassVar = ["survey", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey"],
                condition=Q(ended_at__isnull=True),
                name="publishing_one_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"publishing {self.pk}"

    def is_silent(self, at: datetime) -> bool:
        """Tell whether it has not been heard of for so long that nobody does it any more."""
        return self.ended_at is None and self.heard_at < at - SILENT_AFTER
