"""What a body has ready before anything happens."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import User
from allmenning.alerts.models.alert import Alert
from allmenning.register.models import Body


class Preparedness(models.Model):
    """One row per body. `official_page` is where warnings point unless told otherwise.

    `without_power` maps a language onto the text shown under "if power and phone are gone".
    """

    body = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="preparedness")
    official_page = models.URLField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    plan_title = models.CharField(max_length=200, blank=True)
    plan_reviewed_on = models.DateField(null=True)
    without_power = models.JSONField(default=dict)
    deputy = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["body"]

    def __str__(self) -> str:
        return f"preparedness {self.body_id}"


class MeetingPlace(models.Model):
    """Where people meet when power and telephone are gone."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meeting_places")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["body", "name"]
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="meeting_place_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person or a desk on the contact list, which is printed."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=30)
    email = models.EmailField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["body", "position", "pk"]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Absence(models.Model):
    """Days when somebody cannot publish: holidays, leave. The last day is included."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["user", "first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="absence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.user_id}"


class Proficiency(models.Model):
    """An exercise that somebody passed: the right to send live rests on the latest one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proficiency")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField()

    class Meta:
        ordering = ["user", "-passed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "alert"], name="proficiency_once_per_alert")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.passed_at:%Y-%m-%d}"


class PlanEvent(models.Model):
    """A line in the history of the plan for crisis communication."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", _("The plan was reviewed")
        EXERCISE = "exercise", _("An exercise was held")
        ALERT = "alert", pgettext_lazy("plan", "A warning was sent")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="plan_events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=500, blank=True)
    noted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["body", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.kind} {self.on}"


class SelfTest(models.Model):
    """What the nightly test, or a person with `arm`, found; `lines` is a list of checks."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="self_tests")
    at = models.DateTimeField()
    good = models.BooleanField()
    lines = models.JSONField()

    class Meta:
        ordering = ["body", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.body_id} {self.at:%Y-%m-%d %H:%M} {self.good}"
