"""What a case says is so, and what the guard lets us say of it beside a finding."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from allmenning.arena.models import Case, Claim, ClaimFinding, ClaimRelation
from allmenning.core.comparability import Comparison, Facts, Verdict, compare
from allmenning.evidence.models import Finding
from allmenning.evidence.models.translated import LANGUAGES
from allmenning.evidence.queries.facts import NEEDED, facts_of, reviewed_crosswalks
from allmenning.evidence.queries.reasons import REASONS, VERDICTS

# A claim without a figure says in which direction it went; then the theme is all that must agree.
OF_DIRECTION = frozenset({"R00"})
REASONS_SHOWN = 4


@dataclass(frozen=True)
class Ruling:
    """What may be said of a claim beside a finding, and why not more."""

    allowed: tuple[ClaimRelation, ...]
    keys: tuple[str, ...]
    headline: str
    reasons: tuple[str, ...]
    may_be_said: str

    @property
    def refuses(self) -> bool:
        return self.allowed == (ClaimRelation.NOT_COMPARABLE,)


@dataclass(frozen=True)
class LinkView:
    link: ClaimFinding
    statement: str
    reasons: tuple[str, ...]
    may_be_said: str


@dataclass(frozen=True)
class ClaimView:
    claim: Claim
    links: tuple[LinkView, ...]


def facts_of_claim(claim: Claim) -> Facts:
    """Return what the guard needs to know: one municipality tells of itself.

    The rest is unknown, and the guard treats what is unknown as different.
    """
    measured = claim.own_measurement
    return Facts(
        theme=claim.theme.slug,
        analysis_unit="municipality",
        country="NO",
        sampling="purposive",
        mode="register" if measured else None,
        precision="exact" if measured else "verbal",
        n_base=1,
        time=_time(claim.case),
    )


def _time(case: Case) -> str | None:
    start, end = case.started_date, case.ended_date or case.started_date
    return f"{start.isoformat()}..{end.isoformat()}" if start and end else None


def has_figure(claim: Claim) -> bool:
    return bool(claim.magnitude) or claim.own_measurement


def rule(claim: Claim, finding: Finding) -> Ruling:
    """Let the guard say whether the claim may support or contradict the finding.

    A claim with a figure is a comparison of figures, and the guard's whole answer counts. One
    without says only in which direction it went; it may point the same way as a finding on the
    same theme. The finding comes with `NEEDED` selected.
    """
    answer = compare(facts_of_claim(claim), facts_of(finding), crosswalks=reviewed_crosswalks())
    of_figures = has_figure(claim)
    refused = answer.verdict < Verdict.AXIS if of_figures else bool(OF_DIRECTION & {*answer.rules})
    keys = tuple(answer.reasons) if of_figures else _of_direction(answer)
    return Ruling(
        allowed=(ClaimRelation.NOT_COMPARABLE,) if refused else tuple(ClaimRelation),
        keys=keys if refused else (),
        headline=str(VERDICTS[answer.verdict][0]) if refused else "",
        reasons=in_words(keys) if refused else (),
        may_be_said=what_may_be_said(claim, finding, of_figures=of_figures, refused=refused),
    )


def _of_direction(answer: Comparison) -> tuple[str, ...]:
    return tuple(
        reason
        for failure in answer.failures
        if failure.rule in OF_DIRECTION
        for reason in failure.reasons
    )


def in_words(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Say why, what is known to differ before what is merely unknown."""
    ordered = sorted(keys, key=lambda key: key.endswith("_unknown"))
    return tuple(str(REASONS[key]) for key in ordered if key in REASONS)[:REASONS_SHOWN]


def what_may_be_said(claim: Claim, finding: Finding, *, of_figures: bool, refused: bool) -> str:
    """Give the sentence that holds, whatever the guard refused."""
    told = {"place": claim.case.owner.name, "code": finding.code}
    if not refused and not of_figures:
        return _("This is what %(place)s has seen. No figures are compared.") % told
    if not refused:
        return ""
    if claim.theme_id != finding.theme_id:
        return _("You may say what %(place)s has seen. %(code)s is about another theme.") % told
    return (
        _(
            "You may say what %(place)s has seen, and that %(code)s is about the same theme. "
            "You may not say that one of them supports or contradicts the other."
        )
        % told
    )


LINK_COLUMNS = (
    "claim_id",
    "relation",
    "rationale",
    "reasons",
    *(f"finding__{name}" for name in ("code", "theme_id", *(f"statement_{c}" for c in LANGUAGES))),
)


def claims_of(case: Case) -> tuple[ClaimView, ...]:
    """Return the claims of a case with the findings they are linked to."""
    claims = list(Claim.objects.filter(case=case).select_related("theme").order_by("pk"))
    if not claims:
        return ()
    links: dict[int, list[ClaimFinding]] = {}
    found = ClaimFinding.objects.filter(claim__case=case).select_related("finding")
    for link in found.only(*LINK_COLUMNS).order_by("pk"):
        links.setdefault(link.claim_id, []).append(link)
    return tuple(_view(claim, case, links.get(claim.pk, [])) for claim in claims)


def _view(claim: Claim, case: Case, links: Sequence[ClaimFinding]) -> ClaimView:
    claim.case = case
    return ClaimView(claim, tuple(_link_view(claim, link) for link in links))


def _link_view(claim: Claim, link: ClaimFinding) -> LinkView:
    refused = link.relation == ClaimRelation.NOT_COMPARABLE
    said = what_may_be_said(claim, link.finding, of_figures=has_figure(claim), refused=refused)
    return LinkView(link, link.finding.statement, in_words(tuple(link.reasons)), said)


def findings_on(theme_id: int) -> QuerySet[Finding]:
    """List the findings a claim on the theme may be held up against."""
    return Finding.objects.filter(theme=theme_id).select_related(*NEEDED).order_by("code")
