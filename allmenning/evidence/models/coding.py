"""What people, each by themselves, say about how two findings relate."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from allmenning.accounts.models import User
from allmenning.evidence.models.findings import Finding
from allmenning.evidence.models.words import Relation


class Coding(models.Model):
    """One person's code for a pair; a change of mind is a new row, so the history stays."""

    first = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="codings_as_first")
    second = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="codings_as_second")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, choices=Relation.choices)
    note = models.TextField(blank=True)
    is_consensus = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="coding_pair_in_order"),
            models.CheckConstraint(
                condition=Q(code__in=Relation.values), name="coding_code_in_vocabulary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}: {self.code}"
