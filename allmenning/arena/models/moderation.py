"""Flags, decisions with their reasons, appeals, notices, and what the filter learnt."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import User
from allmenning.arena.models.discussion import Post, Thread
from allmenning.arena.models.words import Ground

ABOUT_ONE = Q(thread__isnull=False, post__isnull=True) | Q(thread__isnull=True, post__isnull=False)


class About(models.Model):
    """A post, or the thing a thread is about."""

    thread = models.ForeignKey(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class Flag(About):
    """Somebody asks a moderator to look; nobody but moderators sees who."""

    ground = models.CharField(max_length=15, choices=Ground.choices)
    text = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="flags")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ABOUT_ONE, name="flag_about_one"),
            models.UniqueConstraint(
                fields=["by", "post"],
                condition=Q(settled_at__isnull=True, post__isnull=False),
                name="flag_post_once",
            ),
            models.UniqueConstraint(
                fields=["by", "thread"],
                condition=Q(settled_at__isnull=True, thread__isnull=False),
                name="flag_thread_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.pk}"


class Decision(About):
    """What a moderator did, with the reasons as the author gets them (DSA art. 17)."""

    class Kind(models.TextChoices):
        APPROVE = "approve", pgettext_lazy("moderation", "Let it stand")
        HIDE = "hide", pgettext_lazy("moderation", "Hide it")
        WARN = "warn", pgettext_lazy("moderation", "Warn the author")
        REMOVE = "remove", pgettext_lazy("moderation", "Remove it")
        RESTORE = "restore", pgettext_lazy("moderation", "Show it again")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ground = models.CharField(max_length=15, choices=Ground.choices, blank=True)
    reasons = models.TextField(max_length=2000, blank=True)
    # Why it waited, if a filter held it and no person, and since when it was in the queue.
    held_for = models.JSONField(default=list, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    # A removal counts only once somebody else has said so too.
    seconded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ABOUT_ONE, name="decision_about_one"),
            models.CheckConstraint(
                condition=~Q(kind__in=["hide", "warn", "remove"])
                | (~Q(ground="") & ~Q(reasons="")),
                name="decision_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Appeal(models.Model):
    """The author disagrees; somebody other than who decided looks again."""

    class Outcome(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "Waits for an answer")
        UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
        REVERSED = "reversed", pgettext_lazy("appeal", "The decision was changed")

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class Notice(models.Model):
    """Somebody outside says that something here is unlawful (R80, DSA art. 16)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("notice", "Being looked at")
        ACTED = "acted", pgettext_lazy("notice", "We have acted on it")
        REFUSED = "refused", pgettext_lazy("notice", "We found nothing to act on")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.CharField(_("Address of the page"), max_length=500)
    ground = models.CharField(max_length=15, choices=Ground.choices)
    text = models.TextField(max_length=3000)
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class Lesson(models.Model):
    """A text a moderator has judged; the filter is counted from these and nothing else."""

    text = models.TextField()
    is_spam = models.BooleanField()
    source = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.source


class JournalHelp(models.Model):
    """The three questions of journalling, answered; the archive decides (R62)."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="journal_help")
    is_case_document = models.BooleanField()
    is_in_or_out = models.BooleanField()
    has_value = models.BooleanField()
    note = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.thread_id}"

    @property
    def speaks_for_journal(self) -> bool:
        return self.is_case_document and self.is_in_or_out and self.has_value
