"""A letter as mail: text and HTML, in the reader's language, with a way out of one press."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.arena.models import Digest
from allmenning.arena.queries.digests_letters import (
    Line,
    Names,
    entries_of,
    letter_language,
    lines,
    stop_token,
    subject,
)
from allmenning.arena.queries.digests_readers import Reader
from allmenning.register.queries import Snapshot


def compose(
    digest: Digest, reader: Reader, register: Snapshot, known: Names, at: datetime
) -> EmailMultiAlternatives | None:
    """Write the letter as it may be read now; None where nothing of it may."""
    language = letter_language(reader.person, reader.code, register)
    with override(language):
        told = lines(entries_of(digest), reader.viewer, known, at)
        if not told and not digest.is_farewell:
            return None
        return _message(digest, reader, told, language)


def _message(
    digest: Digest, reader: Reader, told: list[Line], language: str
) -> EmailMultiAlternatives:
    base = settings.BASE_URL
    stop = base + reverse("arena:stop_letters", args=[stop_token(reader.person)])
    context = {
        "lines": told,
        "language": language,
        "frequency": reader.profile.get_digest_display(),
        "home": base + reverse("front:home"),
        "browser": base + reverse("arena:letter", args=[digest.pk]),
        "change": base + reverse("arena:letters"),
        "stop": stop,
    }
    noun = "farewell" if digest.is_farewell else "letter"
    title = _("Shall we stop writing to you?") if digest.is_farewell else subject(told)
    letter = EmailMultiAlternatives(
        " ".join(title.split()),
        render_to_string(f"arena/digest_{noun}.txt", context),
        None,
        [reader.person.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
        },
    )
    html = render_to_string(f"arena/digest_{noun}.html", context | {"title": title})
    letter.attach_alternative(html, "text/html")
    return letter
