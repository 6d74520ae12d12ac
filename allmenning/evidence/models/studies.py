"""Studies, what they asked, and what has been said about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.evidence.models.definitions import Population, Question
from allmenning.evidence.models.translated import in_language
from allmenning.evidence.models.words import (
    NO_RESPONSE_RATE,
    Coverage,
    HowRead,
    Method,
    Mode,
    Sampling,
    Stance,
)


class Study(models.Model):
    """A piece of work that findings come from: a survey, a register, an observation, a panel."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=500)
    who = models.CharField(max_length=500, blank=True)
    years = models.CharField(max_length=60, blank=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    country = models.CharField(max_length=20, blank=True)
    method = models.CharField(max_length=20, choices=Method.choices)
    methods = models.JSONField(default=list, blank=True)
    methods_text = models.CharField(max_length=300, blank=True)
    sampling = models.CharField(max_length=20, choices=Sampling.choices, default=Sampling.UNKNOWN)
    sampling_text = models.CharField(max_length=300, blank=True)
    vendor = models.BooleanField(default=False)
    mode = models.CharField(max_length=20, choices=Mode.choices, default=Mode.UNKNOWN)
    informant = models.CharField(max_length=200, blank=True)
    recruited_via = models.CharField(max_length=100, blank=True)
    population = models.ForeignKey(
        Population, null=True, blank=True, on_delete=models.PROTECT, related_name="studies"
    )
    population_text = models.CharField(max_length=300, blank=True)
    population_size = models.PositiveIntegerField(null=True, blank=True)
    frame = models.CharField(max_length=200, blank=True)
    n_invited = models.PositiveIntegerField(null=True, blank=True)
    n_invited_text = models.CharField(max_length=300, blank=True)
    n_answered = models.PositiveIntegerField(null=True, blank=True)
    n_answered_text = models.CharField(max_length=300, blank=True)
    response_rate = models.FloatField(null=True, blank=True)
    response_rate_text = models.CharField(max_length=300, blank=True)
    period = models.CharField(max_length=200, blank=True)
    funder = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    what_was_readable = models.CharField(max_length=500, blank=True)
    how_read = models.CharField(max_length=20, choices=HowRead.choices, blank=True)
    integrity_nb = models.TextField(blank=True)
    integrity_nn = models.TextField(blank=True)
    integrity_en = models.TextField(blank=True)
    note_nb = models.TextField(blank=True)
    note_nn = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    series = models.CharField(max_length=100, blank=True)
    nonresponse_adjusted = models.BooleanField(null=True, blank=True)
    weighted = models.BooleanField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(response_rate__isnull=True)
                | Q(response_rate__gte=0, response_rate__lte=1),
                name="study_response_rate_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(response_rate__isnull=True) | ~Q(sampling__in=NO_RESPONSE_RATE),
                name="study_without_frame_has_no_response_rate",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="study_has_title"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def integrity(self) -> str:
        return in_language(self, "integrity")

    @property
    def note(self) -> str:
        return in_language(self, "note")


class Instrument(models.Model):
    """One row of a study's instrument map: whether a question was asked at all."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="instrument_map")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="instruments")
    coverage = models.CharField(max_length=30, choices=Coverage.choices, default=Coverage.COVERED)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["study_id", "question_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["study", "question"], name="instrument_once_per_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.question_id}"


class Position(models.Model):
    """What somebody has said about a study, or about reading two studies together."""

    slug = models.SlugField(max_length=100, unique=True)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="positions")
    other = models.ForeignKey(
        Study, null=True, blank=True, on_delete=models.PROTECT, related_name="positions_as_other"
    )
    who = models.CharField(max_length=300)
    stance = models.CharField(max_length=20, choices=Stance.choices, blank=True)
    statement_nb = models.TextField()
    statement_nn = models.TextField(blank=True)
    statement_en = models.TextField(blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_locator = models.CharField(max_length=300, blank=True)
    how_read = models.CharField(max_length=20, choices=HowRead.choices, blank=True)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def statement(self) -> str:
        return in_language(self, "statement")
