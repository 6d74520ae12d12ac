"""Curated content carries its own three languages; the reader's is chosen when it is read."""

from django.db import models
from django.utils.translation import get_language

LANGUAGES = ("nb", "nn", "en")


def in_language(row: object, field: str) -> str:
    """Return `field` in the language of the page, or in bokmål where it is not translated."""
    language = (get_language() or "nb")[:2]
    chosen = language if language in LANGUAGES else "nb"
    text: str = getattr(row, f"{field}_{chosen}") or getattr(row, f"{field}_nb")
    return text


class Named(models.Model):
    """A row known by a slug, with a name and a description in three languages."""

    slug = models.SlugField(max_length=100, unique=True)
    name_nb = models.CharField(max_length=300)
    name_nn = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    description_nb = models.TextField(blank=True)
    description_nn = models.TextField(blank=True)
    description_en = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def description(self) -> str:
        return in_language(self, "description")
