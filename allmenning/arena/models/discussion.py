"""What is said under a case, a question, guidance, a finding or a study."""

from functools import reduce
from operator import or_
from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.arena.models.case import Case
from allmenning.arena.models.guidance import Guidance
from allmenning.arena.models.question import Question
from allmenning.arena.models.words import Language, Speaker, State
from allmenning.evidence.models import Finding, Study
from allmenning.register.models import Body

SUBJECTS = ("case", "question", "guidance", "finding", "study")


def _only(subject: str) -> Q:
    return Q(**{f"{name}__isnull": name != subject for name in SUBJECTS})


class Thread(models.Model):
    """What is said about one thing; who may read it follows from that thing."""

    case = models.OneToOneField(Case, null=True, on_delete=models.CASCADE, related_name="thread")
    question = models.OneToOneField(
        Question, null=True, on_delete=models.CASCADE, related_name="thread"
    )
    guidance = models.OneToOneField(
        Guidance, null=True, on_delete=models.CASCADE, related_name="thread"
    )
    finding = models.OneToOneField(
        Finding, null=True, on_delete=models.PROTECT, related_name="thread"
    )
    study = models.OneToOneField(Study, null=True, on_delete=models.PROTECT, related_name="thread")
    post_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    is_locked = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-last_post_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=reduce(or_, map(_only, SUBJECTS)), name="thread_about_one_thing"
            )
        ]

    def __str__(self) -> str:
        return f"thread {self.pk}"

    @property
    def kind(self) -> str:
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))

    @property
    def subject(self) -> "Case | Question | Guidance | Finding | Study":
        subject: Case | Question | Guidance | Finding | Study = getattr(self, self.kind)
        return subject


class Post(models.Model):
    """One thing said, in Markdown; `html` is what it became, already cleaned."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="posts")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="posts")
    speaks_as = models.CharField(max_length=12, choices=Speaker.choices, default=Speaker.MEMBER)
    answers_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )
    # Under a question: an answer, not a remark on it.
    is_answer = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    held_for = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    # Why it is gone, in words for those who read the thread.
    reason = models.CharField(max_length=300, blank=True)
    is_invented = models.BooleanField(default=False)
    # Who was named in it, by key, found when it was written.
    mentioned = models.JSONField(default=list, blank=True)
    # When those who should know of it were told in the inbox; a job does it (tasks/telling.py).
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["thread", "created_at"], name="post_in_thread"),
            models.Index(fields=["author", "-created_at"], name="post_of_author"),
            # Of what stands: led by its state, SQLite would choose it for every thread.
            models.Index(
                fields=["-created_at"], condition=Q(state=State.PUBLISHED), name="post_newest"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=(State.WAITING, State.HIDDEN)),
                name="post_waiting",
            ),
            models.Index(
                fields=["created_at"], condition=Q(told_at__isnull=True), name="post_untold"
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class PostRevision(models.Model):
    """A post as it stood before an edit."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    html = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.at}"


class StudyAuthor(models.Model):
    """Somebody who wrote a report, and how we know."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="studies_written")
    verified_how = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["study", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "person"], name="study_author_once")
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.person_id}"


class Watch(models.Model):
    """Somebody wants to know what is said here; `is_on` is false after one has stopped."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watches")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="watches")
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thread"], name="watch_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.thread_id}"
