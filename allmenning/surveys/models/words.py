"""The room's closed vocabularies."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(models.TextChoices):
    """A text in the room is a dictionary with these keys; English may be left out."""

    BOKMAL = "nb", "Bokmål"
    NYNORSK = "nn", "Nynorsk"
    ENGLISH = "en", "English"


class Stage(models.TextChoices):
    """How far a survey has come; it only goes forward."""

    PLANNING = "planning", pgettext_lazy("survey", "Being planned")
    MAPPING = "mapping", pgettext_lazy("survey", "Finding who answers")
    FIELDING = "fielding", pgettext_lazy("survey", "Open for answers")
    CLOSED = "closed", pgettext_lazy("survey", "Closed for answers")
    PUBLISHED = "published", pgettext_lazy("survey", "Published")


class Unit(models.TextChoices):
    """Whose answer one answer is (R33)."""

    BODY = "body", _("One answer from each municipality or county")
    PERSON = "person", _("One answer from each person")


class Stratification(models.TextChoices):
    NONE = "none", _("No strata")
    SIZE = "size", _("Number of inhabitants")
    KOSTRA = "kostra", _("KOSTRA group")
    CENTRALITY = "centrality", _("Centrality class")
    LANGUAGE = "language", _("Language form")
    COUNTY = "county", _("County")


class DrawMethod(models.TextChoices):
    ALL = "all", pgettext_lazy("draw", "The whole frame")
    PROPORTIONAL = "proportional", pgettext_lazy("draw", "As many of each stratum as its size says")
    NEYMAN = "neyman", pgettext_lazy("draw", "More where the answers vary more (Neyman)")


class Topic(models.TextChoices):
    """The themes of the question bank."""

    USE = "use", pgettext_lazy("topic", "Use")
    CHANNELS = "channels", pgettext_lazy("topic", "Channels")
    COMPETENCE = "competence", pgettext_lazy("topic", "Competence")
    WISH = "wish", pgettext_lazy("topic", "Wish to know")
    STRATEGY = "strategy", pgettext_lazy("topic", "Strategy")
    ANCHORING = "anchoring", pgettext_lazy("topic", "Anchoring")
    GUIDELINES = "guidelines", pgettext_lazy("topic", "Guidelines")
    STAFFING = "staffing", pgettext_lazy("topic", "Staffing")
    CRISIS = "crisis", pgettext_lazy("topic", "Crisis")
    DIALOGUE = "dialogue", pgettext_lazy("topic", "Dialogue")
    BENEFIT = "benefit", pgettext_lazy("topic", "Benefit")
    INFORM = "inform", pgettext_lazy("topic", "Who should inform")


class Kind(models.TextChoices):
    """How an item is answered."""

    SINGLE = "single", _("One of several")
    MULTIPLE = "multiple", _("Any of several")
    MATRIX = "matrix", _("One choice for each row")
    RANK = "rank", _("Put in order")
    NUMBER = "number", _("A number")
    TEXT = "text", _("A short text")
    LONG_TEXT = "long_text", _("A long text")
    DATE = "date", _("A date")


class Aspect(models.TextChoices):
    """Plan and state are never in one item (R34)."""

    STATE = "state", _("How it is")
    PLAN = "plan", _("What is planned")
    OPINION = "opinion", _("What one thinks")


class Bridge(models.TextChoices):
    """Whether a changed wording still measures the same (R65)."""

    UNDECIDED = "", pgettext_lazy("bridge", "Not decided")
    EQUIVALENT = "equivalent", pgettext_lazy("bridge", "Measures the same")
    BREAK = "break", pgettext_lazy("bridge", "Breaks the series")


class LetterKind(models.TextChoices):
    MAPPING = "mapping", pgettext_lazy("letter", "Who answers for you?")
    INVITATION = "invitation", pgettext_lazy("letter", "Invitation")
    REMINDER = "reminder", pgettext_lazy("letter", "Reminder")
    HANDOVER = "handover", pgettext_lazy("letter", "Taken over by a colleague")
    RECEIPT = "receipt", pgettext_lazy("letter", "Receipt")


class PublishingState(models.TextChoices):
    QUEUED = "queued", _("Waits for its turn")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", pgettext_lazy("publishing", "Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class PublishingStep(models.TextChoices):
    """What is done, in this order."""

    READING = "reading", _("Reading the answers")
    PROTECTING = "protecting", _("Hiding what is too few, and looking at the rest as an attacker")
    FIGURES = "figures", _("Making the figures")
    PAPER = "paper", _("Setting the report on paper")
    PACKAGE = "package", _("Writing the data package")
