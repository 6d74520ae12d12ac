"""What the report says in words: neutral, at group level, in whole sentences."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmenning.surveys.models import Unit
from allmenning.surveys.queries.tables import Base, Row
from allmenning.surveys.queries.variables import Variable
from allmenning.surveys.queries.words import said
from allmenning.ui.text import number, percent

Json = Mapping[str, Any]
MUNICIPALITIES, COUNTIES, BOTH, EMPLOYEES = "municipalities", "counties", "both", "employees"


def whom(survey: Json) -> str:
    """Tell whom a share is a share of; persons are never a share of municipalities (R33)."""
    if survey["unit"] == Unit.PERSON:
        return EMPLOYEES
    kinds = set(survey["kinds"])
    if kinds == {"county"}:
        return COUNTIES
    return MUNICIPALITIES if kinds <= {"municipality"} else BOTH


def share_sentence(survey: Json, variable: Variable, row: Row) -> str:
    """Say one share in one sentence."""
    form = "row" if variable.part and not variable.is_choice else "answer"
    sentences = _SENTENCES_OF_SOME if variable.is_asked_of_some else _SENTENCES
    say = sentences[whom(survey), "option" if variable.is_choice else form]
    return say() % {
        "share": percent(row.estimate or 0, 1),
        "answer": answer_of(variable, row.category),
        "row": said(variable.part_label),
    }


def answer_of(variable: Variable, category: str) -> str:
    """Name the answer: the option that was chosen, or the category."""
    if variable.is_choice and category == variable.categories[0].code:
        return said(variable.part_label)
    return next((said(one.label) for one in variable.categories if one.code == category), category)


_SENTENCES: dict[tuple[str, str], Callable[[], str]] = {
    (MUNICIPALITIES, "answer"): lambda: _("%(share)s of the municipalities answered “%(answer)s”."),
    (MUNICIPALITIES, "option"): lambda: _("%(share)s of the municipalities chose “%(answer)s”."),
    (MUNICIPALITIES, "row"): lambda: _(
        "%(share)s of the municipalities answered “%(answer)s” about “%(row)s”."
    ),
    (COUNTIES, "answer"): lambda: _("%(share)s of the counties answered “%(answer)s”."),
    (COUNTIES, "option"): lambda: _("%(share)s of the counties chose “%(answer)s”."),
    (COUNTIES, "row"): lambda: _(
        "%(share)s of the counties answered “%(answer)s” about “%(row)s”."
    ),
    (BOTH, "answer"): lambda: _(
        "%(share)s of the municipalities and counties answered “%(answer)s”."
    ),
    (BOTH, "option"): lambda: _("%(share)s of the municipalities and counties chose “%(answer)s”."),
    (BOTH, "row"): lambda: _(
        "%(share)s of the municipalities and counties answered “%(answer)s” about “%(row)s”."
    ),
    (EMPLOYEES, "answer"): lambda: _(
        "%(share)s of the employees who answered, answered “%(answer)s”."
    ),
    (EMPLOYEES, "option"): lambda: _("%(share)s of the employees who answered chose “%(answer)s”."),
    (EMPLOYEES, "row"): lambda: _(
        "%(share)s of the employees who answered, answered “%(answer)s” about “%(row)s”."
    ),
}


_SENTENCES_OF_SOME: dict[tuple[str, str], Callable[[], str]] = {
    (MUNICIPALITIES, "answer"): lambda: _(
        "Of the municipalities that the question was for, %(share)s answered “%(answer)s”."
    ),
    (MUNICIPALITIES, "option"): lambda: _(
        "Of the municipalities that the question was for, %(share)s chose “%(answer)s”."
    ),
    (MUNICIPALITIES, "row"): lambda: _(
        "Of the municipalities that the question was for, %(share)s answered “%(answer)s” about "
        "“%(row)s”."
    ),
    (COUNTIES, "answer"): lambda: _(
        "Of the counties that the question was for, %(share)s answered “%(answer)s”."
    ),
    (COUNTIES, "option"): lambda: _(
        "Of the counties that the question was for, %(share)s chose “%(answer)s”."
    ),
    (COUNTIES, "row"): lambda: _(
        "Of the counties that the question was for, %(share)s answered “%(answer)s” about "
        "“%(row)s”."
    ),
    (BOTH, "answer"): lambda: _(
        "Of the municipalities and counties that the question was for, "
        "%(share)s answered “%(answer)s”."
    ),
    (BOTH, "option"): lambda: _(
        "Of the municipalities and counties that the question was for, "
        "%(share)s chose “%(answer)s”."
    ),
    (BOTH, "row"): lambda: _(
        "Of the municipalities and counties that the question was for, "
        "%(share)s answered “%(answer)s” about "
        "“%(row)s”."
    ),
    (EMPLOYEES, "answer"): lambda: _(
        "Of the employees who answered and whom the question was for, "
        "%(share)s answered “%(answer)s”."
    ),
    (EMPLOYEES, "option"): lambda: _(
        "Of the employees who answered and whom the question was for, %(share)s chose “%(answer)s”."
    ),
    (EMPLOYEES, "row"): lambda: _(
        "Of the employees who answered and whom the question was for, "
        "%(share)s answered “%(answer)s” about "
        "“%(row)s”."
    ),
}


def interval_sentence(row: Row) -> str:
    """Say how sure the figure is and how many answers it rests on."""
    told = {"n": number(row.base_n)}
    if row.low is None or row.high is None:
        return (
            ngettext("It rests on %(n)s answer.", "It rests on %(n)s answers.", row.base_n) % told
        )
    if row.low == row.high:
        return _("Everybody answered, so chance plays no part; it rests on %(n)s answers.") % told
    return _("The 95%% interval goes from %(low)s to %(high)s; it rests on %(n)s answers.") % (
        told | {"low": percent(row.low, 1), "high": percent(row.high, 1)}
    )


def base_words(survey: Json, variable: Variable, base: Base) -> str:
    """Say of whom the shares are, as it stands beside every table."""
    some = variable.is_asked_of_some
    return _BASES[whom(survey), base, some]()


_BASES: dict[tuple[str, Base, bool], Callable[[], str]] = {
    (MUNICIPALITIES, "all", False): lambda: _("Of the municipalities"),
    (MUNICIPALITIES, "known", False): lambda: _(
        "Of the municipalities that did not say don't know"
    ),
    (MUNICIPALITIES, "all", True): lambda: _("Of the municipalities that the question was for"),
    (MUNICIPALITIES, "known", True): lambda: _(
        "Of the municipalities that the question was for and that did not say don't know"
    ),
    (COUNTIES, "all", False): lambda: _("Of the counties"),
    (COUNTIES, "known", False): lambda: _("Of the counties that did not say don't know"),
    (COUNTIES, "all", True): lambda: _("Of the counties that the question was for"),
    (COUNTIES, "known", True): lambda: _(
        "Of the counties that the question was for and that did not say don't know"
    ),
    (BOTH, "all", False): lambda: _("Of the municipalities and counties"),
    (BOTH, "known", False): lambda: _(
        "Of the municipalities and counties that did not say don't know"
    ),
    (BOTH, "all", True): lambda: _("Of the municipalities and counties that the question was for"),
    (BOTH, "known", True): lambda: _(
        "Of the municipalities and counties that the question was for and that did not say don't "
        "know"
    ),
    (EMPLOYEES, "all", False): lambda: _("Of the employees who answered"),
    (EMPLOYEES, "known", False): lambda: _(
        "Of the employees who answered and did not say don't know"
    ),
    (EMPLOYEES, "all", True): lambda: _(
        "Of the employees who answered and whom the question was for"
    ),
    (EMPLOYEES, "known", True): lambda: _(
        "Of the employees who answered, whom the question was for and who did not say don't know"
    ),
}


def response_sentence(told: Json) -> str:
    """Say who there are, who had a contact, who were asked and who answered; all of them apart."""
    counts = told["counts"]
    values = {name: number(counts[name]) for name in ("population", "mapped", "asked", "answered")}
    if whom(told["survey"]) == EMPLOYEES:
        return (
            _(
                "The frame has %(population)s municipalities and counties, of which %(mapped)s had "
                "a named contact. %(asked)s persons were asked, and %(answered)s answered."
            )
            % values
        )
    return (
        _(
            "The population is %(population)s. %(mapped)s had a named person who answers, "
            "%(asked)s were asked, and %(answered)s answered."
        )
        % values
    )
