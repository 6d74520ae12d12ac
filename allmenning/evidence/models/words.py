"""The room's closed vocabularies: one word per thing, the same in data, code and database."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ValueKind(models.TextChoices):
    SHARE = "share", _("Share")
    COUNT = "count", _("Count")
    MEAN = "mean", _("Mean")
    RATIO = "ratio", _("Ratio")
    ORDINAL = "ordinal", _("Order or rough size")
    QUALITATIVE = "qualitative", _("In words, without a figure")


class HowRead(models.TextChoices):
    """How we came to know the figure; only the first is read in the original."""

    REPORT = "report", _("Read in the report itself")
    ABSTRACT = "abstract", _("Read in a summary or the opening pages")
    SECONDARY = "secondary", _("Read in another source about the study")
    SECOND_HAND = "second_hand", _("Second hand: someone tells what the study said")


class Precision(models.TextChoices):
    EXACT = "exact", _("Exact")
    PERCENT_ONE = "percent1", _("Percentage with one decimal")
    PERCENT_WHOLE = "percent0", _("Whole percentage")
    ROUNDED = "rounded", _("Rounded number")
    FRACTION = "fraction", _("Given as a fraction")
    VERBAL = "verbal", _("Given in words")


class Exactness(models.TextChoices):
    """How sure we are that the figure is the one the source gives."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    NOT_A_FIGURE = "not_a_figure", _("Not a figure")


class Sampling(models.TextChoices):
    CENSUS = "census", _("Everyone is counted (census)")
    CENSUS_ATTEMPT = "census_attempt", _("Everyone was asked, not everyone answered")
    REGISTER = "register", _("Register")
    PROBABILITY = "probability", _("Random sample")
    WEB_PANEL = "web_panel", _("Web panel")
    QUOTA = "quota", _("Quota sample without response rate")
    PURPOSIVE = "purposive", _("Chosen on purpose")
    FOLLOWER_RECRUITED = "follower_recruited", _("Recruited among followers")
    SELF_SELECTED = "self_selected", _("Those who chose to answer")
    CONVENIENCE = "convenience", _("Those who were at hand")
    CUSTOMERS = "customers", _("Customers of a vendor")
    UNKNOWN = "unknown", _("Unknown")


NO_RESPONSE_RATE = (
    Sampling.QUOTA,
    Sampling.WEB_PANEL,
    Sampling.CONVENIENCE,
    Sampling.SELF_SELECTED,
)
"""Nobody was drawn, so nobody can fail to respond: such a study has no response rate."""


class Mode(models.TextChoices):
    """How the answers or observations were collected."""

    WEB = "web", _("Web form")
    PAPER = "paper", _("Paper")
    PHONE = "phone", _("Telephone")
    FACE = "face", _("In person")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire, not said how")
    FORUM = "forum", _("Discussion on a web forum")
    OBSERVATION = "observation", _("Observed, nobody was asked")
    REGISTER = "register", _("Taken from a register")
    PLATFORM = "platform", _("Taken from the platform")
    DOCUMENTS = "documents", _("Read in documents")
    UNKNOWN = "unknown", _("Unknown")


class Method(models.TextChoices):
    """The columns of the matrix theme x method: who the knowledge comes from, and how."""

    SELF_REPORT = "self_report", _("Municipalities' own answers")
    STAFF = "staff", _("Answers from employees")
    OBSERVATION = "observation", _("Observation of what is done")
    FOLLOWERS = "followers", _("Followers' voices")
    INHABITANTS = "inhabitants", _("Inhabitants' answers")
    STATISTICS = "statistics", _("Official statistics and registers")
    INTERVIEWS = "interviews", _("Interviews and case studies")
    DOCUMENTS = "documents", _("Documents, law and audit")


class Coverage(models.TextChoices):
    """Whether a study says anything about a question, and if not, why."""

    COVERED = "covered", _("Asked and answered")
    NOT_ASKED = "not asked", _("Not asked")
    NOTHING_FOUND = "asked, nothing found", _("Asked, nothing found")
    SUPPRESSED = "suppressed", pgettext_lazy("figure", "Withheld")


class Equivalence(models.TextChoices):
    EQUIVALENT = "equivalent", _("Equivalent: the two definitions measure the same")
    BREAK = "break", _("Break: comparable with a marked break")


class Stance(models.TextChoices):
    COMPARABLE = "comparable", _("May be compared")
    CAVEAT = "caveat", _("May be compared with care")
    NOT_COMPARABLE = "not_comparable", _("May not be compared")
    COMPLEMENTARY = "complementary", _("Complete each other")


class Relation(models.TextChoices):
    """How two findings on one question relate; silence needs no coder."""

    AGREEMENT = "agreement", _("Agree")
    PARTIAL = "partial", _("Agree in part")
    DISSONANCE = "dissonance", _("Disagree")
    COMPLEMENTARY = "complementary", _("Complete each other")
