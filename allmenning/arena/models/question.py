"""A question, whom it was sent to, and how it was settled."""

from typing import ClassVar

from django.db import models

from allmenning.accounts.models import User
from allmenning.arena.models.case import Case
from allmenning.arena.models.contribution import Contribution
from allmenning.arena.models.guidance import Guidance


class Question(Contribution):
    """Asked of those who know; unanswered it goes to the desk, once (R17)."""

    text = models.TextField()
    html = models.TextField(blank=True)
    # When it was sent to those who know; questions that waited for a moderator go later.
    routed_at = models.DateTimeField(null=True, blank=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    accepted = models.OneToOneField(
        "arena.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="accepted_in"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    # Why those who asked it have withdrawn it.
    reason = models.CharField(max_length=300, blank=True)
    became_case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="from_questions"
    )
    became_guidance = models.ForeignKey(
        Guidance, null=True, blank=True, on_delete=models.SET_NULL, related_name="from_questions"
    )
    is_invented = models.BooleanField(default=False)

    class Meta(Contribution.Meta):
        constraints: ClassVar = [*Contribution.Meta.constraints]


class Routing(models.Model):
    """A member who was asked, and why this one; nobody in particular once she has left."""

    class Why(models.TextChoices):
        EXPERIENCE = "experience"
        CASE = "case"
        ANSWERS = "answers"
        BODY = "body"
        WILLING = "willing"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="routings")
    person = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="routings")
    why = models.CharField(max_length=12, choices=Why.choices)
    at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["question", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "person"], name="routing_once")
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="routing_of_person")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.why}"
