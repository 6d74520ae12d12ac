"""What is published withstands the attacker, who reads every table and file at once (R10)."""

import csv
import io
import zipfile
from collections import Counter

import pytest

from allmenning.core.disclosure import attack
from allmenning.surveys.actions.protecting import read_tables, rules_of
from allmenning.surveys.actions.publishing import publish_survey
from allmenning.surveys.models import Publication
from allmenning.surveys.queries.tables import read_results
from allmenning.surveys.tests.answered import AT
from allmenning.surveys.tests.published import make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def publication() -> Publication:
    return publish_survey(survey=make_ready(), by=None, at=AT)


def hidden_cells(publication: Publication) -> set[tuple[str, str, str]]:
    return {
        (table.dimensions[-1].name, cell.codes[0], cell.codes[-1])
        for table in read_tables(publication.protection["tables"])
        for cell in table.cells
        if cell.is_hidden
    }


def test_no_hidden_count_can_be_computed_from_the_tables_of_two_publications(
    publication: Publication,
) -> None:
    again = publish_survey(survey=publication.survey, by=None, at=AT)
    tables = [
        table for one in (publication, again) for table in read_tables(one.protection["tables"])
    ]
    rules = rules_of(publication.survey.protection)
    assert [one for one in attack(tables, rules=rules) if one.is_inside] == []


def test_no_figure_of_a_hidden_cell_is_in_any_table(publication: Publication) -> None:
    hidden = hidden_cells(publication)
    shown = {
        (table.spec.variable, row.group, row.category)
        for table in read_results(publication.tables)
        for row in table.rows
        if not row.reason
    }
    assert hidden
    assert not hidden & shown


def test_the_shared_answers_hold_other_counts_in_hidden_cells_but_the_same_in_all(
    publication: Publication,
) -> None:
    """The counts in the shared answers are drawn, so they tell no more than the tables do."""
    content = bytes(publication.files.get(name="pakke.zip").content.content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("microdata.csv").decode())))
    counted = Counter(row["has__plan"] for row in rows)
    assert counted == {"yes": 40, "no": 8}
    assert sum(publication.protection["exchanged"].values()) > 0
