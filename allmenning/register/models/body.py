"""Bodies of today and where the facts about them come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.Model):
    """Where a fact was taken from, and under which licence."""

    key = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    licence = models.CharField(max_length=50)
    read_on = models.DateField()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class Body(models.Model):
    """A body of today; its current facts are derived from the attributes by the loader."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Municipality")
        COUNTY = "county", _("County")
        STATE = "state", _("State body")
        OTHER = "other", _("Other body")

    class LanguageForm(models.TextChoices):
        BOKMAL = "nb", _("Bokmål")
        NYNORSK = "nn", _("Nynorsk")
        NEUTRAL = "neutral", pgettext_lazy("language form", "Neutral")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=100)
    official_name = models.CharField(max_length=150)
    code = models.CharField(max_length=4, blank=True)
    county = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="municipalities"
    )
    population = models.PositiveIntegerField(null=True)
    area_km2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    kostra_group = models.CharField(max_length=5, blank=True)
    centrality_index = models.PositiveSmallIntegerField(null=True)
    centrality_class = models.PositiveSmallIntegerField(null=True)
    language_form = models.CharField(max_length=7, blank=True, choices=LanguageForm.choices)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    website = models.CharField(max_length=100, blank=True)
    communications_staff = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    purposes = models.JSONField(default=list)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["kind", "name"], name="body_by_kind_and_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~models.Q(code=""), name="body_code_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["municipality", "county", "state", "other"]),
                name="body_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipality(self) -> bool:
        return self.kind == Body.Kind.MUNICIPALITY
