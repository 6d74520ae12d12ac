"""What cases, questions and guidance have in common."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.arena.models.words import Language, State, Visibility
from allmenning.evidence.models import Theme
from allmenning.register.models import Body

OPEN_DAY_ONLY_FOR_MEMBERS = Q(opens_on__isnull=True) | Q(visibility=Visibility.MEMBERS)
PUBLISHED_HAS_A_TIME = ~Q(state=State.PUBLISHED) | Q(published_at__isnull=False)


class Tag(models.Model):
    """A free word; synonyms lead to it and help the search."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    synonyms = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """A text of its own, owned by a body: an account that closes takes nothing with it (R52)."""

    slug = models.SlugField(max_length=120, unique=True)
    owner = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="%(class)ss")
    author = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="%(class)ss_written"
    )
    language = models.CharField(max_length=2, choices=Language.choices)
    title = models.CharField(max_length=200)
    themes = models.ManyToManyField(Theme, related_name="told_%(class)ss")
    tags = models.ManyToManyField(Tag, blank=True, related_name="%(class)ss")
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.MEMBERS
    )
    opens_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # What a moderator should know of why it waits, e.g. ["links", "spam"].
    held_for = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["-published_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=OPEN_DAY_ONLY_FOR_MEMBERS, name="%(class)s_opens_from_members"
            ),
            models.CheckConstraint(
                condition=PUBLISHED_HAS_A_TIME, name="%(class)s_published_has_a_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-published_at"], name="%(class)s_newest"),
            models.Index(fields=["owner", "state"], name="%(class)s_owner"),
        ]

    def __str__(self) -> str:
        return self.slug
