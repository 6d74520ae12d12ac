"""What a person wants to be told when something new is found."""

from typing import ClassVar

from django.db import models

from allmenning.accounts.models import User


class SavedSearch(models.Model):
    """A search somebody keeps; `query` is the query string of the page, facets and all."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=500)
    in_digest = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "query"], name="saved_search_once")
        ]

    def __str__(self) -> str:
        return self.name
