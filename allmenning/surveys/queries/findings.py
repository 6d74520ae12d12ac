"""Each published figure with everything the guard needs."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from allmenning.core.comparability import Facts
from allmenning.core.finding import Finding
from allmenning.surveys.models import Publication, Topic, Unit
from allmenning.surveys.queries.languages import Text, in_languages
from allmenning.surveys.queries.report_words import (
    BOTH,
    COUNTIES,
    EMPLOYEES,
    MUNICIPALITIES,
    answer_of,
    base_words,
    interval_sentence,
    share_sentence,
    whom,
)
from allmenning.surveys.queries.tables import (
    FigureTable,
    Row,
    read_results,
    variables_in,
    whole_tables,
)
from allmenning.surveys.queries.variables import DONT_KNOW, Variable
from allmenning.surveys.queries.words import said
from allmenning.ui.text import slugify

THEMES = {
    Topic.USE: "utbredelse",
    Topic.CHANNELS: "utbredelse",
    Topic.COMPETENCE: "kunnskapsdeling",
    Topic.WISH: "kunnskapsdeling",
    Topic.STRATEGY: "strategi",
    Topic.ANCHORING: "strategi",
    Topic.GUIDELINES: "strategi",
    Topic.STAFFING: "ressurser",
    Topic.CRISIS: "krise",
    Topic.DIALOGUE: "dialog",
    Topic.BENEFIT: "omdomme",
    Topic.INFORM: "krise",
}
"""Under which theme of the evidence the answers to a topic are read."""

POPULATIONS = {
    MUNICIPALITIES: "no-kommuner",
    COUNTIES: "no-fylkeskommuner",
    BOTH: "no-kommunesektoren",
    EMPLOYEES: "no-ansatte-som-ble-spurt",
}
UNITS = {
    MUNICIPALITIES: "municipality",
    COUNTIES: "county",
    BOTH: "municipality_or_county",
    EMPLOYEES: "person",
}
BASES = {
    MUNICIPALITIES: "kommuner-som-svarte",
    COUNTIES: "fylkeskommuner-som-svarte",
    BOTH: "kommuner-og-fylkeskommuner-som-svarte",
    EMPLOYEES: "ansatte-som-svarte",
}


@dataclass(frozen=True)
class PublishedFinding:
    """A finding in three languages, with the definitions it stands on.

    `interval` is the 95 % interval; None where the figure is withheld.
    """

    record: Finding
    statement: Text
    note: Text
    item: str
    concept: str
    concept_name: Text
    indicator: str
    version: int
    definition: Text
    answer: Text
    wording: str
    base: str
    base_name: Text
    population_name: Text
    interval: tuple[float, float] | None
    se: float | None

    @property
    def key(self) -> str:
        """Name what is measured, the same from round to round."""
        return self.record.id


@dataclass(frozen=True)
class PublishedStudy:
    """The survey as a study."""

    slug: str
    title: str
    who: str
    year: int
    method: str
    sampling: str
    informant: str
    population: str
    population_name: Text
    population_size: int
    frame: str
    n_invited: int | None
    n_answered: int
    response: float | None
    period: str
    series: str
    is_weighted: bool
    is_simulated: bool


def study_of(publication: Publication) -> PublishedStudy:
    """Tell of the survey as it was when it was published."""
    told = publication.tables
    survey, counts = told["survey"], told["counts"]
    group, is_known = whom(survey), counts["asked"] >= counts["answered"]
    return PublishedStudy(
        slug=survey["slug"],
        title=survey["title"].get("nb") or next(iter(survey["title"].values())),
        who=survey["owner"],
        year=_day(survey).year,
        method="staff" if group == EMPLOYEES else "self_report",
        sampling=_sampling(told),
        informant=_informant(group),
        population=POPULATIONS[group],
        population_name=_population_name(group),
        population_size=counts["population"],
        frame=_frame(survey),
        # Answers that came in on paper or by telephone may outnumber the letters that were sent.
        n_invited=counts["asked"] if is_known else None,
        n_answered=counts["answered"],
        response=counts["response"] if is_known else None,
        period=_period(survey),
        series=survey["series"],
        is_weighted=group != EMPLOYEES,
        is_simulated=survey["simulated"],
    )


def findings_of(publication: Publication) -> list[PublishedFinding]:
    """List every published figure in all, in the order of the questions.

    Broken down figures stand in the tables of the report. Of an answer with two sides the first is
    enough, and "don't know" is no finding.
    """
    told = publication.tables
    variables = variables_in(told)
    return [
        _finding(publication, variables[table.spec.variable], row)
        for table in whole_tables(read_results(told))
        if table.spec.base == "all"
        for row in _worth_telling(table, variables[table.spec.variable])
    ]


def _worth_telling(table: FigureTable, variable: Variable) -> Iterator[Row]:
    known = [row for row in table.rows if row.category != DONT_KNOW and row.reason != "no_answers"]
    yield from known[:1] if len(variable.known) == 2 else known


def _finding(publication: Publication, variable: Variable, row: Row) -> PublishedFinding:
    told = publication.tables
    survey, group = told["survey"], whom(told["survey"])
    withheld = row.estimate is None
    base = BASES[group] if not variable.is_asked_of_some else f"{BASES[group]}-{variable.question}"
    record = Finding(
        id=code_of(publication.survey_id, variable, row.category),
        theme=THEMES[Topic(variable.topic)],
        statement=_statement(survey, variable, row),
        value=None if row.estimate is None else as_shown(row.estimate),
        value_kind="share",
        unit="percent",
        population=POPULATIONS[group],
        base=base,
        analysis_unit=UNITS[group],
        instrument="survey",
        informant=_informant(group),
        period=_period(survey),
        n=None if withheld else row.base_n,
        intention=variable.is_plan,
        how_read="report",
        source=f"/undersokelser/{survey['slug']}/rapport/{publication.number}/",
        withheld="protected" if withheld else None,
        facts=_facts(told, variable, row, base),
    )
    return PublishedFinding(
        record=record,
        statement=in_languages(lambda: _statement(survey, variable, row)),
        note=in_languages(lambda: "" if withheld else interval_sentence(row)),
        item=variable.item,
        concept=concept_of(variable),
        concept_name=_concept_name(variable),
        indicator=indicator_of(variable, row.category),
        version=variable.version,
        definition=in_languages(lambda: _definition(variable, row.category)),
        answer=in_languages(lambda: answer_of(variable, row.category)),
        wording=variable.wording.get("nb", ""),
        base=base,
        base_name=in_languages(lambda: base_words(survey, variable, "all")),
        population_name=_population_name(group),
        interval=None if row.low is None or row.high is None else (row.low, row.high),
        se=row.se,
    )


def as_shown(share: float) -> float:
    """Round to the tenth of a percent that the report shows, so that nobody reads two figures."""
    return float(round(Decimal(str(share)) * 100, 1) / 100)


def code_of(survey: int, variable: Variable, category: str) -> str:
    """Name the finding the same in every publication of the survey."""
    told = f"{variable.item}|{variable.part}|{category}"
    return f"U{survey}-{hashlib.sha256(told.encode()).hexdigest()[:8].upper()}"


def concept_of(variable: Variable) -> str:
    """Name what is measured by the item, and by its option or row."""
    return slugify(f"{variable.item} {variable.part}")[:100]


def indicator_of(variable: Variable, category: str) -> str:
    return slugify(f"sp {variable.item} {variable.part} {category}")[:100]


def _facts(told: Any, variable: Variable, row: Row, base: str) -> Facts:
    survey, group = told["survey"], whom(told["survey"])
    withheld = row.estimate is None
    return Facts(
        theme=THEMES[Topic(variable.topic)],
        stat="proportion",
        unit="percent",
        scale=_scale(variable),
        analysis_unit=UNITS[group],
        population=POPULATIONS[group],
        frame=_frame(survey),
        sampling=_sampling(told).replace("_", "-"),
        mode="web",
        role=_informant(group),
        doy=_day(survey).timetuple().tm_yday,
        nonresponse_adjusted=group != EMPLOYEES,
        precision="percent1",
        weighted=group != EMPLOYEES,
        series=survey["series"],
        n_base=None if withheld else row.base_n,
        time=_period(survey),
        concept=concept_of(variable),
        indicator=f"{indicator_of(variable, row.category)}/{variable.version}",
        wording=variable.digest,
        base=base,
        country="NO",
        study=survey["slug"],
        suppressed=withheld,
        intention=variable.is_plan,
    )


def _scale(variable: Variable) -> str:
    codes = [one.code for one in variable.known]
    if variable.is_choice or codes == ["yes", "no"]:
        return "yes/no"
    return ", ".join(codes)[:200]


def _statement(survey: Any, variable: Variable, row: Row) -> str:
    if row.estimate is None:
        return _("The share that answered “%(answer)s” is not shown: too few answered so.") % {
            "answer": answer_of(variable, row.category)
        }
    return share_sentence(survey, variable, row)


def _definition(variable: Variable, category: str) -> str:
    return _("Answered “%(answer)s” to “%(question)s”") % {
        "answer": answer_of(variable, category),
        "question": said(variable.wording),
    }


def _concept_name(variable: Variable) -> Text:
    if not variable.part:
        return variable.wording
    return {
        language: f"{words} – {variable.part_label.get(language, variable.part)}"
        for language, words in variable.wording.items()
    }


def _population_name(group: str) -> Text:
    names = {
        MUNICIPALITIES: lambda: _("Norwegian municipalities"),
        COUNTIES: lambda: _("Norwegian counties"),
        BOTH: lambda: _("Norwegian municipalities and counties"),
        EMPLOYEES: lambda: _("employees of municipalities and counties who were asked"),
    }
    return in_languages(names[group])


def _informant(group: str) -> str:
    return "staff" if group == EMPLOYEES else "body"


def _sampling(told: Any) -> str:
    """Say how they came to be asked; persons are chosen by others, with no known chance."""
    if told["survey"]["unit"] == Unit.PERSON:
        return "purposive"
    everybody = told["counts"]["drawn"] >= told["counts"]["population"]
    return "census_attempt" if everybody else "probability"


def _frame(survey: Any) -> str:
    """Name the vintage of the frame by how many there were."""
    kinds = survey["kinds"]
    numbers = [str(kinds[kind]) for kind in ("municipality", "county") if kind in kinds]
    return f"NO-{'+'.join(numbers)}"


def _day(survey: Any) -> date:
    return date.fromisoformat(survey["closes"] or survey["opens"] or survey["frame_date"])


def _period(survey: Any) -> str:
    first = survey["opens"] or survey["frame_date"]
    return f"{first}..{survey['closes'] or first}"
