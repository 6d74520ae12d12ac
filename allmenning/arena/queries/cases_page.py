"""One case as a page: then and now, what failed, what others got, and where it comes from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from allmenning.arena.models import (
    Attachment,
    Case,
    Citation,
    Outcome,
    Question,
    Replication,
    State,
)
from allmenning.arena.queries.cases import is_old, themes_of
from allmenning.arena.queries.cases_words import (
    HEADINGS,
    channel_words,
    period_words,
    purpose_words,
    resource_words,
)
from allmenning.arena.queries.claims import ClaimView, claims_of
from allmenning.arena.queries.near import Nearness
from allmenning.arena.queries.viewer import Viewer, listed
from allmenning.evidence.models import Theme
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.queries.words import CENTRALITY_LABELS
from allmenning.ui.text import number

COPIES_SHOWN = 10


@dataclass(frozen=True)
class Tried:
    """What others got, those like the reader's municipality apart from the rest."""

    heading: str
    counts: tuple[tuple[str, int], ...]
    rows: tuple[Replication, ...]


@dataclass(frozen=True)
class CasePage:
    case: Case
    texts: tuple[tuple[str, str, str], ...]
    then_and_now: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    claims: tuple[ClaimView, ...]
    tried: tuple[Tried, ...]
    why: str
    is_old: bool
    was_confirmed: bool
    n_reused: int
    n_revisions: int
    themes: tuple[Theme, ...]
    tags: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]
    origin: Case | None
    copies: tuple[Case, ...]
    may_edit: bool
    may_publish: bool
    tries_for: tuple[int, ...]


def for_page() -> QuerySet[Case]:
    """Return cases with the body that owns them, and whether there is more to ask for.

    Most have no document, no law and no question behind them; four queries are saved for those.
    """
    of_case = {"case": OuterRef("pk")}
    return Case.objects.select_related("owner").annotate(
        has_tags=Exists(Case.tags.through.objects.filter(**of_case)),
        has_attachments=Exists(Attachment.objects.filter(**of_case)),
        has_citations=Exists(Citation.objects.filter(**of_case)),
        has_questions=Exists(Question.objects.filter(became_case=OuterRef("pk"))),
    )


def page_for(
    case: Case, viewer: Viewer, near: Nearness | None, today: date, at: datetime
) -> CasePage:
    """Lay out a case for this reader."""
    n_reused = case.reuses.count()
    origin = _origin(case, viewer, at)
    return CasePage(
        case=case,
        texts=tuple((name, str(label), getattr(case, name)) for name, label in HEADINGS.items()),
        then_and_now=tuple(then_and_now(case)),
        facts=tuple(_facts(case)),
        claims=claims_of(case),
        tried=tried_with(case, near),
        why=near.why(case.owner_id) if near else "",
        is_old=is_old(case, today),
        was_confirmed=_was_confirmed(case),
        n_reused=n_reused,
        n_revisions=case.revisions.count() if viewer.is_member else 0,
        themes=tuple(themes_of([case.pk]).get(case.pk, [])),
        tags=_tags(case) if has(case, "tags") else (),
        attachments=tuple(case.attachments.order_by("pk")) if has(case, "attachments") else (),
        origin=origin,
        copies=tuple(_copies(case, viewer, at)) if n_reused else (),
        may_edit=may_edit(case, viewer),
        may_publish=case.owner_id in viewer.edits,
        tries_for=tuple(sorted(viewer.edits - {case.owner_id})),
    )


def has(case: Case, what: str) -> bool:
    """Tell whether a case from `for_page` has any of these."""
    return bool(getattr(case, f"has_{what}"))


def _tags(case: Case) -> tuple[tuple[str, str], ...]:
    return tuple(case.tags.order_by("name", "pk").values_list("slug", "name"))


def _was_confirmed(case: Case) -> bool:
    """Tell whether somebody has said after it was told that it is still true."""
    told = case.published_at
    return told is not None and case.confirmed_date > timezone.localdate(told)


def may_edit(case: Case, viewer: Viewer) -> bool:
    """Editors change what their body has told; who wrote a draft works on it till it is out."""
    own_draft = (
        case.state == State.DRAFT
        and viewer.user is not None
        and case.author_id == viewer.user.pk
        and case.owner_id in viewer.body_ids
    )
    return own_draft or case.owner_id in viewer.edits


def then_and_now(case: Case) -> list[tuple[str, str, str]]:
    """Set what was known of the body when it was told beside what is known today."""
    body = case.owner
    pairs = (
        (_("Inhabitants"), _number(case.population), _number(body.population)),
        (_("KOSTRA group"), case.kostra_group, body.kostra_group),
        (_("Centrality"), _class(case.centrality_class), _class(body.centrality_class)),
        (
            _("Full-time equivalents in communication"),
            _number(case.staff),
            _number(body.communications_staff),
        ),
    )
    return [(label, then, now) for label, then, now in pairs if then or now]


def known_of(body: Body) -> list[tuple[str, str, str]]:
    """Return what will be kept of the body with a case that is told today."""
    return then_and_now(Case(owner=body))


def _number(value: object) -> str:
    return "" if value is None else number(float(str(value)))


def _class(value: int | None) -> str:
    return "" if value is None else str(CENTRALITY_LABELS[value])


def _facts(case: Case) -> list[tuple[str, str]]:
    told = (
        (_("How far it has come"), case.get_stage_display()),
        (_("Period"), period_words(case)),
        (_("It took"), ", ".join(resource_words(case))),
        (_("Channels"), channel_words(case.channels)),
        (_("Purposes"), purpose_words(case.purposes)),
        (_("The result rests on"), case.get_evidence_kind_display()),
    )
    return [(label, text) for label, text in told if text]


def tried_with(case: Case, near: Nearness | None) -> tuple[Tried, ...]:
    """Count what others got; with a lens, those like the reader's municipality stand apart."""
    rows = list(case.replications.select_related("body").order_by("-at", "-pk"))
    if not rows:
        return ()
    if near is None:
        return (_tried(_("All who have tried"), rows),)
    alike = near.group | {near.own}
    told = {"place": near.lens.body.name}
    inside = [one for one in rows if one.body_id in alike]
    outside = [one for one in rows if one.body_id not in alike]
    return tuple(
        _tried(heading, found)
        for heading, found in (
            (_("Municipalities like %(place)s") % told, inside),
            (_("Others"), outside),
        )
        if found
    )


def _tried(heading: str, rows: Sequence[Replication]) -> Tried:
    counts = Counter(one.outcome for one in rows)
    return Tried(heading, tuple((str(one.label), counts[one]) for one in Outcome), tuple(rows))


def _origin(case: Case, viewer: Viewer, at: datetime) -> Case | None:
    """Return what it is based on, if the reader may see it."""
    if not case.copied_from_id:
        return None
    seen = listed(Case.objects.select_related("owner"), viewer, at)
    return seen.filter(pk=case.copied_from_id).first()


def _copies(case: Case, viewer: Viewer, at: datetime) -> QuerySet[Case]:
    """List who built on it, as far as the reader may see them."""
    seen = listed(Case.objects.select_related("owner"), viewer, at)
    return seen.filter(copied_from=case).order_by("-published_at", "-pk")[:COPIES_SHOWN]


def editors_of(body_id: int, at: datetime) -> QuerySet[Membership]:
    """List those who answer for what the body has told, today."""
    roles = [role for role in BodyRole if role.includes(BodyRole.EDITOR)]
    return (
        Membership.objects.filter(
            body=body_id,
            role__in=roles,
            expires_at__gt=at,
            user__is_active=True,
            user__closed_at=None,
        )
        .select_related("user")
        .order_by("pk")
    )
