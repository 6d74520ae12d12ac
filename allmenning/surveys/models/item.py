"""The question bank, and the questionnaire of a survey."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.surveys.models.survey import Survey
from allmenning.surveys.models.words import Aspect, Bridge, Kind, Topic


class Item(models.Model):
    """A question of the bank through all its wordings."""

    code = models.SlugField(max_length=40, unique=True)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    # Where the question was asked before, e.g. "Sosiale kommuner 2013".
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["topic", "code"]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One exact wording; never changed once a survey that uses it has opened.

    `options` is [{"code": "yes", "label": {"nb": ..., "nn": ..., "en": ...}}], `rows` likewise.
    `limits` has what the kind needs: lowest, highest, decimals, longest, most.
    `digest` is SHA-256 of everything the respondent meets (`core.questionnaire`).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    aspect = models.CharField(max_length=8, choices=Aspect.choices, default=Aspect.STATE)
    wording = models.JSONField()
    help = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    # Offers "don't know", which is its own category with and without it in the base (R34).
    has_dont_know = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    # Against the version before it; asked for when a later round uses another version (R65).
    bridge = models.CharField(max_length=10, choices=Bridge.choices, blank=True)
    bridge_reason = models.CharField(max_length=500, blank=True)
    bridge_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    bridge_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["item", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number"),
            models.UniqueConstraint(fields=["item", "digest"], name="item_version_once"),
            models.CheckConstraint(
                condition=Q(bridge="") | (~Q(bridge_reason="") & Q(bridge_at__isnull=False)),
                name="item_bridge_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.number}"


class Question(models.Model):
    """An item in a survey's questionnaire.

    `condition` says who is asked: {} is everybody, else as `core.questionnaire` reads it. Questions
    with the same `page` are asked together; `heading` stands above the first of a page.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=40)
    page = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    heading = models.JSONField(default=dict, blank=True)
    is_required = models.BooleanField(default=False)
    # Part of the core module, whose length is measured (R64).
    is_core = models.BooleanField(default=False)
    condition = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["survey", "page", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "code"], name="question_code_in_survey"),
        ]

    def __str__(self) -> str:
        return self.code
