"""The frame: whom the survey is about, who was drawn, and who answers there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.register.models import Body
from allmenning.surveys.models.survey import Survey
from allmenning.surveys.models.words import DrawMethod, LetterKind


class FrameUnit(models.Model):
    """A municipality or county as it was on the day of the frame.

    `facts` keeps what strata are made of, as they were then: size class, KOSTRA group, centrality,
    language form, county, population. `stratum` is the one the draw used.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="units")
    # None where the body does not exist any more.
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="surveyed"
    )
    kind = models.CharField(max_length=12, choices=Body.Kind.choices)
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=100)
    county_code = models.CharField(max_length=4, blank=True)
    facts = models.JSONField(default=dict)
    stratum = models.CharField(max_length=40, blank=True)
    is_drawn = models.BooleanField(default=False)
    # Chance of being drawn, 0 to 1; 1 in a take-all stratum.
    probability = models.FloatField(null=True, blank=True)
    # Kept from round to round, so that draws can be coordinated; 0 to 1.
    random_number = models.FloatField(null=True, blank=True)
    # Outside the population after all (merged, or not what we ask about), and why.
    left_out = models.CharField(max_length=200, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["survey", "kind", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "kind", "code"], name="frame_unit_once"),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gt=0, probability__lte=1),
                name="frame_unit_probability",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["survey", "stratum"], name="frame_by_stratum")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Draw(models.Model):
    """A draw that anybody can do again: the seed, the design, and what came of it.

    `shares` are the expected shares by stratum that Neyman's allocation rests on. `sha256` is of
    the kinds and codes drawn, in order, one a line.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=12, choices=DrawMethod.choices)
    seed = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    minimum = models.PositiveSmallIntegerField(default=0)
    take_all = models.JSONField(default=list, blank=True)
    shares = models.JSONField(default=dict, blank=True)
    # How it leans on the round before: "positive", "negative", or not at all.
    coordination = models.CharField(max_length=8, blank=True)
    allocation = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["survey", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="draw_number")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"


class Contact(models.Model):
    """A named person who answers; wiped when the survey's time for contact data is out.

    The token of the personal link is made of `link_nonce` and the installation's secret each time a
    letter needs it (`actions.tokens`); the row holds only its hash.
    """

    unit = models.ForeignKey(FrameUnit, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="nb")
    token_sha256 = models.CharField(max_length=64, null=True, blank=True, unique=True)
    link_nonce = models.CharField(max_length=32, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    wiped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["unit", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(wiped_at__isnull=True) | Q(name="", role="", email=""),
                name="contact_wiped_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Letter(models.Model):
    """A letter to a contact; the row is the outbox, written with what it tells of."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    # Reminders are numbered from 1; the others are 0.
    number = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    attempted_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Answered, bounced or closed before it went: it is not sent.
    dropped_at = models.DateTimeField(null=True, blank=True)
    failed_for = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact", "kind", "number"], name="survey_letter_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="survey_letter_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} to {self.contact_id}"


class Reminder(models.Model):
    """A day on the survey's schedule when those who have not answered are reminded."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    # Empty reminds every stratum.
    strata = models.JSONField(default=list, blank=True)
    text = models.JSONField(default=dict, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["survey", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="reminder_number")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.number}"
