"""A survey: one round, from plan to publication."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from allmenning.accounts.models import User
from allmenning.register.models import Body
from allmenning.surveys.models.words import Stage, Stratification, Unit


class Survey(models.Model):
    """One round; `previous` links it to the round before it.

    Texts are dictionaries by language (`Language`).
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField()
    lead = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="surveys")
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )
    unit = models.CharField(max_length=6, choices=Unit.choices, default=Unit.BODY)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PLANNING)
    # The day whose municipalities and counties are the frame.
    frame_date = models.DateField()
    stratification = models.CharField(
        max_length=10, choices=Stratification.choices, default=Stratification.SIZE
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Integrity: what is told to those who are asked, and to those who read.
    purpose = models.JSONField(default=dict, blank=True)
    ethics = models.JSONField(default=dict, blank=True)
    privacy = models.JSONField(default=dict, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    plan = models.TextField(blank=True)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    plan_registered_at = models.DateTimeField(null=True, blank=True)
    what_was_done = models.TextField(blank=True)
    # Contact data are wiped this day.
    contacts_until = models.DateField(null=True, blank=True)
    contacts_wiped_at = models.DateTimeField(null=True, blank=True)
    # Disclosure control: {"minimum": 5, "dominance_n": 1, "dominance_k": 85, "p_percent": 10}
    protection = models.JSONField(default=dict, blank=True)
    is_simulated = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-frame_date", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="survey_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED) | Q(published_at__isnull=False),
                name="survey_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(plan_sha256="") | Q(plan_registered_at__isnull=False),
                name="survey_plan_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
