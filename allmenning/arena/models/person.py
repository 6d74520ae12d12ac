"""What a member has told of herself, what she follows, and what she has been told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.arena.models.contribution import Tag
from allmenning.arena.models.discussion import Post, Thread
from allmenning.arena.models.words import Frequency, Job
from allmenning.evidence.models import Theme
from allmenning.register.models import Body


class Profile(models.Model):
    """Answers to the three questions, and how often one wants letters."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    job = models.CharField(max_length=10, choices=Job.choices, blank=True)
    channels = models.JSONField(default=list, blank=True)
    takes_questions = models.BooleanField(default=True)
    digest = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.WEEKLY)
    # Also what is new from municipalities like hers, outside what she follows (R73).
    digest_wider = models.BooleanField(default=False)
    # When a letter is thought of next; none before it has been thought of at all.
    digest_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Letters in a row that the mail server would not have; three stop them.
    refusals = models.PositiveSmallIntegerField(default=0)
    # Not seen for half a year: one last letter asked whether to stop.
    farewell_at = models.DateTimeField(null=True, blank=True)
    mail_at_once = models.BooleanField(default=True)
    # Local hours; from 20 to 7 nothing is mailed. Equal hours: no quiet.
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_to = models.PositiveSmallIntegerField(default=7)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quiet_from__lte=23, quiet_to__lte=23), name="profile_hours"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Experience(models.Model):
    """A member has handled this; questions about it may come to her (R17)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="experiences")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="experiences")

    class Meta:
        ordering: ClassVar = ["theme", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "theme"], name="experience_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.theme_id}"


class Follow(models.Model):
    """A theme, a tag or a county one wants news of (R73)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, null=True, on_delete=models.CASCADE, related_name="+")
    county = models.ForeignKey(Body, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["person", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, tag__isnull=True, county__isnull=True)
                | Q(theme__isnull=True, tag__isnull=False, county__isnull=True)
                | Q(theme__isnull=True, tag__isnull=True, county__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["person", "theme"], name="follow_theme_once"),
            models.UniqueConstraint(fields=["person", "tag"], name="follow_tag_once"),
            models.UniqueConstraint(fields=["person", "county"], name="follow_county_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Notification(models.Model):
    """One thing a member is told; shown in the inbox, and mailed when it is not night."""

    class Kind(models.TextChoices):
        ANSWER = "answer"
        POST = "post"
        MENTION = "mention"
        ASKED = "asked"
        ACCEPTED = "accepted"
        ESCALATED = "escalated"
        MODERATED = "moderated"
        APPEAL = "appeal"
        STILL_TRUE = "still_true"
        TRIED = "tried"
        LAW_CHANGED = "law_changed"
        REVIEW_DUE = "review_due"
        QUEUE = "queue"
        UNEDITED = "unedited"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    thread = models.ForeignKey(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # What makes it the same news, so that nobody is told twice.
    key = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # A letter was begun; for a while nobody begins another (tasks/mailing.py).
    mail_tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="notification_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person", "-created_at"],
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(read_at__isnull=True, mailed_at__isnull=True),
                name="notification_unmailed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"


class Digest(models.Model):
    """A letter that was written, and what stood in it, so that nothing is told twice (R73)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    at = models.DateTimeField()
    # Set before the mail server is asked: what is attempted and not sent may have arrived.
    attempted_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    is_farewell = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"


class DigestItem(models.Model):
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="items")
    # As in the search: case:12, question:5, guidance:3.
    key = models.CharField(max_length=60)
    # Why it stands there, e.g. theme and the slug of the theme.
    why = models.CharField(max_length=12, default="")
    about = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["digest", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="digest_item_once")
        ]

    def __str__(self) -> str:
        return self.key


class Participation(models.Model):
    """A body that has asked to be in the friendly competition; the row goes when it leaves."""

    body = models.OneToOneField(Body, on_delete=models.CASCADE, related_name="participation")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.body_id)
