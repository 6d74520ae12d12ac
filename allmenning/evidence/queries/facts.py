"""From a stored finding to the facts the guard decides by."""

from allmenning.core.comparability import Facts
from allmenning.evidence.models import Crosswalk, Finding, Indicator
from allmenning.evidence.models.words import Mode, Precision, Sampling, ValueKind

NEEDED = ("theme", "concept", "indicator", "population", "base", "study")
"""What `facts_of` reads through; select these, or every finding costs a query."""

PRECISION_OF_FIGURE = {Precision.ROUNDED.value: "count"}
"""A rounded number is still a figure; the guard stops fractions and words."""

NOBODY_ASKED = (Mode.REGISTER, Mode.OBSERVATION, Mode.PLATFORM, Mode.DOCUMENTS)


def facts_of(finding: Finding) -> Facts:
    """Return what the guard needs to know; the finding comes with `NEEDED` selected."""
    indicator = finding.indicator
    return Facts(
        theme=finding.theme.slug,
        stat=indicator.statistic if indicator else None,
        unit=_unit(finding, indicator),
        scale=(indicator.scale or None) if indicator else None,
        analysis_unit=finding.analysis_unit or None,
        population=finding.population.slug if finding.population else None,
        frame=finding.frame or None,
        sampling=_known(finding.sampling, Sampling.UNKNOWN),
        mode=_known(finding.mode, Mode.UNKNOWN),
        role=finding.informant or None,
        doy=finding.day_of_year,
        nonresponse_adjusted=finding.nonresponse_adjusted,
        precision=PRECISION_OF_FIGURE.get(finding.precision, finding.precision),
        weighted=finding.weighted,
        series=finding.series or None,
        n_base=finding.n,
        time=time_of(finding),
        concept=finding.concept.slug,
        indicator=indicator.key if indicator else None,
        wording=_wording(finding, indicator),
        base=finding.base.slug if finding.base else None,
        country=finding.country or None,
        coding=(indicator.coding or None) if indicator else None,
        window=(indicator.window or None) if indicator else None,
        harmonised_to=finding.harmonised_to or None,
        study=finding.study.slug,
        battery=(indicator.battery or None) if indicator else None,
        translations=frozenset(indicator.translations) if indicator else frozenset(),
        seasonal=bool(indicator and indicator.seasonal),
        suppressed=finding.suppressed,
        intention=bool(finding.is_intention),
        derived=finding.derived,
    )


def _unit(finding: Finding, indicator: Indicator | None) -> str | None:
    if indicator and indicator.unit:
        return indicator.unit
    return "percent" if finding.value_kind == ValueKind.SHARE else finding.unit or None


def _known(value: str, unknown: str) -> str | None:
    return None if value in (unknown, "") else value.replace("_", "-")


def time_of(finding: Finding) -> str | None:
    """Return the reference time as precisely as it is known."""
    if finding.period_start:
        end = finding.period_end or finding.period_start
        return f"{finding.period_start.isoformat()}..{end.isoformat()}"
    return finding.period_text or (str(finding.year) if finding.year else None)


def _wording(finding: Finding, indicator: Indicator | None) -> str | None:
    """Return the id of the wording; where nobody was asked the definition stands for it."""
    if indicator and indicator.wording_id:
        return indicator.wording_id
    if finding.question_wording:
        return finding.question_wording
    if indicator and finding.mode in NOBODY_ASKED:
        return f"definition {indicator.key}"
    return None


def reviewed_crosswalks() -> dict[tuple[str, str], str]:
    """Return the crosswalks that count: accepted by a person other than the author."""
    rows = Crosswalk.objects.filter(accepted=True).select_related("first", "second")
    return {(row.first.key, row.second.key): row.kind for row in rows}
