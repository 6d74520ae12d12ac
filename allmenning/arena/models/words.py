"""The room's closed vocabularies."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(models.TextChoices):
    BOKMAL = "nb", "Bokmål"
    NYNORSK = "nn", "Nynorsk"
    ENGLISH = "en", "English"


class Visibility(models.TextChoices):
    """Who may read; `members` with a day becomes open that day."""

    OPEN = "open", _("Everybody")
    MEMBERS = "members", _("Members of Allmenning")


class State(models.TextChoices):
    """How far a text has come; only what is published is read by others."""

    DRAFT = "draft", pgettext_lazy("text", "Draft")
    WAITING = "waiting", pgettext_lazy("text", "Waits for a moderator")
    PUBLISHED = "published", pgettext_lazy("text", "Published")
    HIDDEN = "hidden", pgettext_lazy("text", "Hidden by a moderator")
    REMOVED = "removed", pgettext_lazy("text", "Removed")
    WITHDRAWN = "withdrawn", pgettext_lazy("text", "Withdrawn by those who wrote it")


class Stage(models.TextChoices):
    """How far the work itself has come."""

    IDEA = "idea", pgettext_lazy("work", "Idea")
    TRYING = "trying", pgettext_lazy("work", "Being tried")
    PERMANENT = "permanent", pgettext_lazy("work", "Permanent")
    ENDED = "ended", pgettext_lazy("work", "Ended")


class EvidenceKind(models.TextChoices):
    """What a result rests on, weakest first."""

    IMPRESSION = "impression", _("Our impression")
    FEEDBACK = "feedback", _("What people have told us")
    COUNTS = "counts", _("Own counts, without anything to compare with")
    BEFORE_AFTER = "before_after", _("Measured before and after")
    COMPARED = "compared", _("Compared with somebody who did not do it")
    STUDY = "study", _("Looked into by others")


class Channel(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    SNAPCHAT = "snapchat", "Snapchat"
    TIKTOK = "tiktok", "TikTok"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    X = "x", "X"
    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    WEBSITE = "website", _("Own website")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    OTHER = "other", pgettext_lazy("channel", "Another channel")


class Direction(models.TextChoices):
    MORE = "more", pgettext_lazy("claim", "It gave more")
    LESS = "less", pgettext_lazy("claim", "It gave less")
    SAME = "same", pgettext_lazy("claim", "It made no difference")


class ClaimRelation(models.TextChoices):
    SUPPORTS = "supports", pgettext_lazy("claim", "Supports the finding")
    CONTRADICTS = "contradicts", pgettext_lazy("claim", "Contradicts the finding")
    NOT_COMPARABLE = "not_comparable", pgettext_lazy("claim", "May not be compared with it")


class Outcome(models.TextChoices):
    """What another municipality got when it tried the same."""

    SAME = "same", pgettext_lazy("tried", "The same result")
    PARTLY = "partly", pgettext_lazy("tried", "Partly the same")
    DID_NOT_WORK = "did_not_work", pgettext_lazy("tried", "It did not work with us")


class Licence(models.TextChoices):
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_ZERO = "cc0-1.0", "CC0 1.0"
    NLOD = "nlod-2.0", "NLOD 2.0"
    ASK = "ask", _("Ask us before you use it")


class Speaker(models.TextChoices):
    """What the person who writes stands as, shown beside the name."""

    MEMBER = "member", pgettext_lazy("speaker", "Member")
    STUDY_AUTHOR = "study_author", pgettext_lazy("speaker", "Author of the report")
    AUTHORITY = "authority", pgettext_lazy("speaker", "Authority")
    MODERATOR = "moderator", pgettext_lazy("speaker", "Moderator")


class Job(models.TextChoices):
    """What a member does; the first of the three questions."""

    ALONE = "alone", _("I am alone with communication")
    TEAM = "team", _("I am one of several who work with communication")
    LEADER = "leader", _("I lead")
    CRISIS = "crisis", _("I work with emergency planning")
    SERVICE = "service", _("I work in a service and publish for it")
    OTHER = "other", pgettext_lazy("job", "Something else")


class Frequency(models.TextChoices):
    NEVER = "never", pgettext_lazy("letter", "Never")
    DAILY = "daily", pgettext_lazy("letter", "Every day")
    WEEKLY = "weekly", pgettext_lazy("letter", "Every week")
    MONTHLY = "monthly", pgettext_lazy("letter", "Every month")


class Ground(models.TextChoices):
    """Why something is flagged, hidden or removed."""

    PERSONAL_DATA = "personal_data", _("Personal or confidential information")
    INSULT = "insult", _("Insults or harassment")
    HATE = "hate", _("Hate speech or threats")
    SPAM = "spam", _("Advertising or spam")
    COPYRIGHT = "copyright", _("Somebody else's work")
    WRONG = "wrong", _("Wrong or misleading")
    ILLEGAL = "illegal", _("Against the law in another way")
    OFF_TOPIC = "off_topic", _("Has nothing to do with the subject")
