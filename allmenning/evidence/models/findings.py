"""A finding: one statement with the figure it rests on, and every version it has had."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from allmenning.accounts.models import User
from allmenning.evidence.models.definitions import Base, Concept, Indicator, Population, Theme
from allmenning.evidence.models.studies import Study
from allmenning.evidence.models.translated import Named, in_language
from allmenning.evidence.models.words import (
    Coverage,
    Exactness,
    HowRead,
    Method,
    Mode,
    Precision,
    Sampling,
    ValueKind,
)

IS_SHARE = Q(value_kind=ValueKind.SHARE)
HAS_TIME = Q(year__isnull=False) | ~Q(period_text="")
HAS_ONE_BASE = Q(base__isnull=False, base_unknown=False) | (
    Q(base__isnull=True, base_unknown=True) & ~Q(base_note="")
)


class Finding(models.Model):
    """A share cannot be stored without what it rests on; the database refuses it."""

    code = models.CharField(
        max_length=20, unique=True, validators=[RegexValidator(r"^[A-Z][A-Z0-9-]{1,19}\Z")]
    )
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="findings")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="findings")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="findings")
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    population = models.ForeignKey(
        Population, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    base = models.ForeignKey(
        Base, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    base_unknown = models.BooleanField(default=False)
    base_note = models.CharField(max_length=500, blank=True)

    statement_nb = models.TextField()
    statement_nn = models.TextField(blank=True)
    statement_en = models.TextField(blank=True)
    note_nb = models.TextField(blank=True)
    note_nn = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    value_kind = models.CharField(max_length=20, choices=ValueKind.choices)
    value = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    n_text = models.CharField(max_length=200, blank=True)
    recomputed = models.FloatField(null=True, blank=True)
    deviates = models.BooleanField(default=False)
    secondary_figures = models.JSONField(default=list, blank=True)

    period_text = models.CharField(max_length=200, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    day_of_year = models.PositiveSmallIntegerField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    method = models.CharField(max_length=20, choices=Method.choices)
    instrument = models.CharField(max_length=100)
    informant = models.CharField(max_length=200)
    mode = models.CharField(max_length=20, choices=Mode.choices, default=Mode.UNKNOWN)
    sampling = models.CharField(max_length=20, choices=Sampling.choices, default=Sampling.UNKNOWN)
    recruited_via = models.CharField(max_length=100, blank=True)
    frame = models.CharField(max_length=200, blank=True)
    harmonised_to = models.CharField(max_length=200, blank=True)
    series = models.CharField(max_length=100, blank=True)
    analysis_unit = models.CharField(max_length=100, blank=True)
    is_intention = models.BooleanField(null=True, blank=True)
    horizon = models.CharField(max_length=60, blank=True)
    precision = models.CharField(max_length=20, choices=Precision.choices)
    derived = models.BooleanField(default=False)
    nonresponse_adjusted = models.BooleanField(null=True, blank=True)
    weighted = models.BooleanField(null=True, blank=True)
    suppressed = models.BooleanField(default=False)
    country = models.CharField(max_length=20, blank=True)
    question_wording = models.TextField(blank=True)

    source_url = models.URLField(max_length=500, blank=True)
    source_locator = models.CharField(max_length=300, blank=True)
    how_read = models.CharField(max_length=20, choices=HowRead.choices)
    exactness = models.CharField(max_length=20, choices=Exactness.choices)
    exactness_note = models.CharField(max_length=500, blank=True)

    coverage = models.CharField(max_length=30, choices=Coverage.choices, default=Coverage.COVERED)
    claim = models.CharField(max_length=200, blank=True)
    direction = models.SmallIntegerField(null=True, blank=True)
    mixed = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    objects_named = models.JSONField(default=list, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    claim_share = models.FloatField(null=True, blank=True)
    examples = models.JSONField(default=list, blank=True)
    conflicts_with = models.ManyToManyField("self", blank=True)

    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [
            models.Index(fields=["theme", "code"], name="finding_by_theme"),
            models.Index(fields=["changed_at", "id"], name="finding_by_change"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~IS_SHARE | HAS_ONE_BASE, name="share_has_base_or_says_unknown"
            ),
            models.CheckConstraint(
                condition=~IS_SHARE | Q(population__isnull=False), name="share_has_population"
            ),
            models.CheckConstraint(
                condition=~IS_SHARE | ~Q(analysis_unit=""), name="share_has_unit_of_analysis"
            ),
            models.CheckConstraint(
                condition=~IS_SHARE | ~Q(instrument=""), name="share_has_instrument"
            ),
            models.CheckConstraint(
                condition=~IS_SHARE | ~Q(informant=""), name="share_has_informant"
            ),
            models.CheckConstraint(condition=~IS_SHARE | HAS_TIME, name="share_has_time"),
            models.CheckConstraint(
                condition=~IS_SHARE | Q(is_intention__isnull=False),
                name="share_is_state_or_intention",
            ),
            models.CheckConstraint(
                condition=~IS_SHARE | Q(value__isnull=True) | Q(value__gte=0, value__lte=1),
                name="share_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(n__isnull=True) | Q(n__gte=1), name="n_positive_or_unknown"
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=1),
                name="denominator_positive",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | ~IS_SHARE
                | Q(numerator__lte=F("denominator")),
                name="numerator_at_most_denominator",
            ),
            models.CheckConstraint(
                condition=Q(how_read__in=HowRead.values), name="how_read_in_vocabulary"
            ),
            models.CheckConstraint(
                condition=Q(precision__in=Precision.values), name="precision_in_vocabulary"
            ),
            models.CheckConstraint(
                condition=Q(value_kind__in=ValueKind.values), name="value_kind_in_vocabulary"
            ),
            models.CheckConstraint(
                condition=Q(direction__isnull=True) | Q(direction__in=(-1, 0, 1)),
                name="direction_minus_one_to_one",
            ),
            models.CheckConstraint(
                condition=Q(day_of_year__isnull=True) | Q(day_of_year__gte=1, day_of_year__lte=366),
                name="day_of_year_in_a_year",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_start__lte=F("period_end")),
                name="period_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def statement(self) -> str:
        return in_language(self, "statement")

    @property
    def note(self) -> str:
        return in_language(self, "note")


class FindingVersion(models.Model):
    """What a finding said from one moment on: the whole of it, who wrote it and why."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["finding_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["finding", "number"], name="finding_version_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_version_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}, version {self.number}"

    @property
    def told_reason(self) -> str:
        """Tell why: a person's own words, or the project's, which are kept in English."""
        return self.reason if self.author_id else gettext(self.reason)


class Series(Named):
    """Findings that somebody has put on one line; the guard still has the last word."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "slug"]
        verbose_name_plural = "series"


class SeriesPoint(models.Model):
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="points")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="series_points")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["series_id", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "finding"], name="series_point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.finding_id}"
