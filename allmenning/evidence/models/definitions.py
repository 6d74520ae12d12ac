"""What is measured, in whom, out of whom: the definitions a figure stands on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from allmenning.accounts.models import User
from allmenning.evidence.models.translated import Named, in_language
from allmenning.evidence.models.words import Equivalence


class Theme(Named):
    """What a group of questions is about; about ten in all."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "slug"]


class Question(Named):
    """Something worth knowing within a theme, whether or not anybody has asked it."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "slug"]


class Concept(Named):
    """What a figure says something about, such as `has a strategy`."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="concepts")
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="concepts"
    )

    class Meta:
        ordering: ClassVar = ["slug"]


class Population(Named):
    """Whom a study wants to say something about, with the size on a date where known."""

    kind = models.CharField(max_length=60, blank=True)
    country = models.CharField(max_length=20, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    size_text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["slug"]


class Base(Named):
    """The base: out of whom a share is a share."""

    population = models.ForeignKey(
        Population, null=True, blank=True, on_delete=models.PROTECT, related_name="bases"
    )

    class Meta:
        ordering: ClassVar = ["slug"]


class Claim(Named):
    """What a finding says, in one short sentence; findings that claim the same can agree."""

    class Meta:
        ordering: ClassVar = ["slug"]


class Word(models.Model):
    """A word of a vocabulary that studies themselves extend: units, informants, instruments."""

    kind = models.CharField(max_length=30)
    code = models.CharField(max_length=100)
    name_nb = models.CharField(max_length=200)
    name_nn = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code"], name="word_once_per_kind"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.code}"

    @property
    def name(self) -> str:
        return in_language(self, "name")


class Indicator(models.Model):
    """One immutable version of how a concept is measured; a change makes a new version."""

    slug = models.SlugField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="indicators")
    statistic = models.CharField(max_length=40)
    unit = models.CharField(max_length=60, blank=True)
    numerator = models.TextField(blank=True)
    base = models.ForeignKey(
        Base, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    analysis_unit = models.CharField(max_length=100, blank=True)
    wording = models.TextField(blank=True)
    wording_id = models.CharField(max_length=100, blank=True)
    translations = models.JSONField(default=list, blank=True)
    scale = models.CharField(max_length=200, blank=True)
    coding = models.CharField(max_length=300, blank=True)
    window = models.CharField(max_length=100, blank=True)
    battery = models.CharField(max_length=100, blank=True)
    seasonal = models.BooleanField(default=False)
    definition_nb = models.TextField(blank=True)
    definition_nn = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["slug", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["slug", "version"], name="indicator_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="indicator_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return f"{self.slug}/{self.version}"

    @property
    def definition(self) -> str:
        return in_language(self, "definition")


class Crosswalk(models.Model):
    """A person's word that two indicators may meet; counts when another person has agreed."""

    first = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="crosswalks_out")
    second = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="crosswalks_in")
    kind = models.CharField(max_length=20, choices=Equivalence.choices)
    reason = models.TextField()
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewer_name = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)
    review_note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="crosswalk_once_per_pair"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="crosswalk_pair_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(author_name=""), name="crosswalk_has_author_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(reviewer_name="") | ~Q(reviewer_name=F("author_name")),
                name="crosswalk_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(author__isnull=True)
                | ~Q(reviewed_by=F("author")),
                name="crosswalk_reviewed_by_another_user",
            ),
            models.CheckConstraint(
                condition=~Q(accepted=True) | (~Q(reviewer_name="") & Q(reviewed_at__isnull=False)),
                name="crosswalk_counts_when_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
