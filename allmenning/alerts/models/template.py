"""Texts that stand ready, and the parts of a municipality that have names."""

from django.db import models
from django.utils.translation import get_language

from allmenning.alerts.models.alert import Hazard
from allmenning.register.models import Body


class Template(models.Model):
    """Text per hazard; `body` is empty for those that come with Allmenning (`alerts/data`).

    `texts` maps a language onto {"what", "todo"}, and for those that come with Allmenning "name".
    """

    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    hazard = models.CharField(max_length=12, choices=Hazard.choices)
    name = models.CharField(max_length=100)
    texts = models.JSONField()
    severity = models.CharField(max_length=8)
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["hazard", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "hazard", "name"],
                nulls_distinct=False,
                name="template_once_per_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard} {self.name}"

    @property
    def shown_name(self) -> str:
        """Return the name in the language of the page, where it has one in that language."""
        told = self.texts.get(get_language() or "", {})
        return str(told.get("name") or self.name)


class AreaPart(models.Model):
    """A part that people know by name; `polygon` is [[lat, lon], ...], or null where not drawn."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="area_parts")
    name = models.CharField(max_length=100)
    polygon = models.JSONField(null=True)

    class Meta:
        ordering = ["body", "name"]
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="area_part_name")]

    def __str__(self) -> str:
        return self.name
