"""Dated facts, the doubts about them, and the state of the register."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmenning.register.models.body import Body, Source


class Attribute(models.Model):
    """One fact about a body, with the day it holds from and its source.

    Where the start is not known, `valid_from` is the day the source was read.
    """

    class Key(models.TextChoices):
        OFFICIAL_NAME = "official_name", _("Official name")
        NAME_SOUTH_SAMI = "name_sma", _("Name in South Sámi")
        NAME_LULE_SAMI = "name_smj", _("Name in Lule Sámi")
        NAME_NORTH_SAMI = "name_se", _("Name in North Sámi")
        NAME_KVEN = "name_fkv", _("Name in Kven")
        POPULATION = "population", _("Inhabitants")
        AREA = "area_km2", _("Area")
        ADMIN_CENTRE = "admin_centre", _("Administrative centre")
        LANGUAGE_FORM = "language_form", _("Language form")
        KOSTRA_GROUP = "kostra_group", _("KOSTRA group")
        CENTRALITY_INDEX = "centrality_index", _("Centrality index")
        CENTRALITY_CLASS = "centrality_class", _("Centrality class")
        COORDINATES = "coordinates", _("Coordinates")
        BOUNDING_BOX = "bounding_box", _("Extent")
        SAMI_ADMIN_AREA = "sami_admin_area", _("In the Sámi language area")
        ORGANISATION_NUMBER = "orgnr", _("Organisation number")
        WEBSITE = "website", _("Website")
        WIKIDATA = "wikidata", _("Wikidata item")
        COMMUNICATIONS_STAFF = "communications_staff", _("Full-time equivalents in communication")
        PURPOSES = "purposes", _("Purposes in social media")

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="attributes")
    key = models.CharField(max_length=30, choices=Key.choices)
    value = models.CharField(max_length=300)
    valid_from = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["body", "key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "key", "valid_from"], name="attribute_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"

    @property
    def typed(self) -> "str | int | bool | Decimal":
        """The value as the type its key has."""
        return typed(Attribute.Key(self.key), self.value)


WHOLE_NUMBERS = {
    Attribute.Key.POPULATION,
    Attribute.Key.CENTRALITY_INDEX,
    Attribute.Key.CENTRALITY_CLASS,
}
DECIMAL_NUMBERS = {Attribute.Key.AREA, Attribute.Key.COMMUNICATIONS_STAFF}


def typed(key: Attribute.Key, value: str) -> str | int | bool | Decimal:
    """Read a stored value as a whole number, a decimal number, yes or no, or text."""
    if key in WHOLE_NUMBERS:
        return int(value)
    if key in DECIMAL_NUMBERS:
        return Decimal(value)
    return value == "1" if key == Attribute.Key.SAMI_ADMIN_AREA else value


class Doubt(models.Model):
    """Something the sources do not agree on, or that we had to infer."""

    class Kind(models.TextChoices):
        SOURCES_DIFFER = "sources_differ", _("The sources differ")
        ISLANDS_LOST = "islands_lost", _("The area may be inexact")
        OLDER_LIST_DIFFERS = "older_list_differs", _("An older list differs")
        INFERRED = "inferred", _("Inferred by us")
        LEFT_BLANK = "left_blank", _("Left unknown")
        MISSING = "missing", _("Missing in the source")

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="doubts")
    field = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    used = models.CharField(max_length=150, blank=True)
    used_source = models.CharField(max_length=100, blank=True)
    other = models.CharField(max_length=150, blank=True)
    other_source = models.CharField(max_length=100, blank=True)
    note = models.TextField()

    class Meta:
        ordering = ["body", "field", "used"]
        constraints = [
            models.UniqueConstraint(fields=["body", "field", "used"], name="doubt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.note}"


class Revision(models.Model):
    """One state of the register; what is computed from it may be kept until the next."""

    created_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    told = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.told}"
