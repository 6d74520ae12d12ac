"""Documents others may take: kept with the case, in the database."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.cases import target_of
from allmenning.arena.actions.cases_kinds import MEDIA_TYPES, kind_of
from allmenning.arena.actions.cases_pdf import warnings_of
from allmenning.arena.actions.cases_pictures import without_traces
from allmenning.arena.models import Attachment, AttachmentContent, Case, Licence

MOST_FILES = 10


class AltMissingError(Exception):
    """An image says in words what it shows."""


class TooManyFilesError(Exception):
    """A case has as many documents as it may have."""


class SameFileError(Exception):
    """The case has this very document already."""


def attach(
    *,
    case: Case,
    name: str,
    title: str,
    content: bytes,
    licence: Licence,
    alt: str = "",
    by: User | None,
    at: datetime,
) -> Attachment:
    """Keep a document; raises `FileRefusedError` when its bytes are not what its name says.

    Of a picture only what is seen is kept, not where and when it was taken. All that takes time is
    done before the transaction.
    """
    kind = kind_of(name, content)
    if MEDIA_TYPES[kind].startswith("image/") and not alt.strip():
        raise AltMissingError
    content = without_traces(kind, content)
    document = Attachment(
        case=case,
        name=safe_name(name, kind),
        title=title.strip() or safe_name(name, kind),
        media_type=MEDIA_TYPES[kind],
        licence=licence,
        alt=alt.strip(),
        warnings=warnings_of(kind, content),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        at=at,
    )
    return _keep(document, content, by)


@transaction.atomic
def _keep(document: Attachment, content: bytes, by: User | None) -> Attachment:
    case = Case.objects.select_for_update().get(pk=document.case_id)
    if case.attachments.count() >= MOST_FILES:
        raise TooManyFilesError
    if case.attachments.filter(sha256=document.sha256).exists():
        raise SameFileError
    document.save(force_insert=True)
    AttachmentContent.objects.create(attachment=document, content=content)
    _note("arena.case.attached", document, by, document.at)
    return document


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: User | None, at: datetime) -> Case:
    case = attachment.case
    _note("arena.case.detached", attachment, by, at)
    attachment.delete()
    return case


def safe_name(name: str, kind: str) -> str:
    """Keep of a name what every file system takes, with the ending that is true."""
    stem = PurePath(name.replace("\\", "/")).stem
    plain = "".join(sign if sign.isalnum() or sign in " -_." else "-" for sign in stem)
    return f"{plain.strip(' .-')[:120] or 'dokument'}.{kind}"


def _note(verb: str, attachment: Attachment, by: User | None, at: datetime) -> None:
    detail: dict[str, object] = {"attachment": attachment.pk, "sha256": attachment.sha256}
    write_audit(by=by, at=at, verb=verb, target=target_of(attachment.case), detail=detail)
