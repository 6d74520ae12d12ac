"""Publication: protected, immutable, and made again from its own package."""

import csv
import io
import json
import zipfile
from collections import Counter

import pytest

from allmenning.surveys.actions.publishing import NotReadyToPublishError, publish_survey
from allmenning.surveys.actions.publishing_protect import protected_answers
from allmenning.surveys.actions.reimporting import NotAPackageError, check_package
from allmenning.surveys.models import Publication, Response, Stage, Unit
from allmenning.surveys.queries.publishable import publishable_data
from allmenning.surveys.queries.tables import read_results
from allmenning.surveys.tests.answered import AT, make_survey
from allmenning.surveys.tests.published import make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def publication() -> Publication:
    return publish_survey(survey=make_ready(), by=None, at=AT)


def content(publication: Publication, name: str) -> bytes:
    return bytes(publication.files.get(name=name).content.content)


def package(publication: Publication) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content(publication, "pakke.zip"))) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def test_the_survey_is_published_with_number_files_and_digest(publication: Publication) -> None:
    publication.survey.refresh_from_db()
    assert publication.survey.stage == Stage.PUBLISHED
    assert publication.number == 1
    assert sorted(publication.files.values_list("name", flat=True)) == [
        "pakke.zip",
        "rapport-en.pdf",
        "rapport-nb.pdf",
        "rapport-nn.pdf",
        "tabeller.csv",
        "tabeller.json",
    ]


def test_the_package_gives_every_table_again(publication: Publication) -> None:
    found = check_package(content(publication, "pakke.zip"))
    assert found.differing == ()
    assert found.figures > 40


def test_a_package_that_was_changed_does_not(publication: Publication) -> None:
    files = package(publication)
    changed = files["microdata.csv"].decode().replace(",yes,", ",no,", 3).encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, held in files.items():
            archive.writestr(name, changed if name == "microdata.csv" else held)
    assert check_package(written.getvalue()).differing


def test_what_is_no_package_is_refused() -> None:
    with pytest.raises(NotAPackageError, match="no zip"):
        check_package(b"hello")


def test_small_cells_are_hidden_in_the_tables_and_answers_do_not_show_them(
    publication: Publication,
) -> None:
    tables = {
        (one.spec.variable, one.spec.by, one.spec.base): one
        for one in read_results(publication.tables)
    }
    by_group = tables["has__plan", "stratum", "all"]
    hidden = [row for row in by_group.rows if row.reason == "protected"]
    assert hidden
    assert all(row.estimate is None and row.n == 0 for row in hidden)


def test_answers_of_hidden_cells_are_exchanged_and_counts_in_all_stand() -> None:
    survey = make_ready()
    data = publishable_data(survey)
    gate = protected_answers(survey, data, ["has__plan"])
    before, after = data.columns["has__plan"], gate.data.columns["has__plan"]
    assert gate.hidden["has__plan"]
    assert Counter(before) == Counter(after)
    assert gate.record["exchanged"]["has__plan"] >= 0


def test_a_question_that_nearly_all_answered_alike_is_not_shown_and_that_is_told() -> None:
    survey = make_ready()
    rows = Response.objects.filter(unit__survey=survey).order_by("pk")
    for one in rows:
        one.values["strategy"] = "yes"
        one.save()
    publication = publish_survey(survey=survey, by=None, at=AT)
    assert "strategy" not in {one["name"] for one in publication.tables["variables"]}
    assert "strategy" in {one["name"] for one in publication.tables["withheld"]}


def test_the_answers_in_the_package_name_nobody_and_stand_in_no_order(
    publication: Publication,
) -> None:
    files = package(publication)
    rows = list(csv.reader(io.StringIO(files["microdata.csv"].decode())))
    assert rows[0][:4] == ["stratum", "population", "base_weight", "weight"]
    assert rows[1:] == sorted(rows[1:])
    for one in ("microdata.csv", "codebook.json", "tables.json"):
        assert b"Kommune 1" not in files[one]
        assert b"4101" not in files[one]


def test_the_codebook_has_the_exact_wording_in_three_languages(publication: Publication) -> None:
    told = json.loads(package(publication)["codebook.json"])
    assert told["variables"][0]["wording"] == {
        "nb": "Har dere strategy?",
        "nn": "Har de strategy?",
        "en": "Do you have strategy?",
    }
    assert [one["population"] for one in told["strata"]] == [24, 20, 16]


def test_both_bases_are_in_the_export(publication: Publication) -> None:
    rows = list(csv.DictReader(io.StringIO(content(publication, "tabeller.csv").decode())))
    bases = {row["base"] for row in rows if row["variable"] == "strategy"}
    assert bases == {"all", "known"}


def test_numbers_leave_the_room_as_bands(publication: Publication) -> None:
    variable = next(one for one in publication.tables["variables"] if one["name"] == "staff")
    assert [one["code"] for one in variable["categories"]][:2] == ["under_1", "from_1"]


def test_a_correction_is_a_new_number_and_the_first_stands(publication: Publication) -> None:
    before = content(publication, "pakke.zip")
    second = publish_survey(survey=publication.survey, by=None, at=AT)
    assert second.number == 2
    assert content(publication, "pakke.zip") == before


def test_the_paper_is_tagged(publication: Publication) -> None:
    paper = content(publication, "rapport-nn.pdf")
    assert paper.startswith(b"%PDF")
    assert b"/StructTreeRoot" in paper


def test_a_survey_of_persons_is_published_as_that_and_made_again() -> None:
    publication = publish_survey(survey=make_ready(unit=Unit.PERSON), by=None, at=AT)
    assert publication.tables["spec"]["design"]["ids"] == "cluster"
    assert check_package(content(publication, "pakke.zip")).differing == ()
    rows = list(csv.reader(io.StringIO(package(publication)["microdata.csv"].decode())))
    assert rows[0][:3] == ["stratum", "cluster", "weight"]
    assert rows[1][1].startswith("c")


def test_a_body_that_the_number_of_its_persons_would_tell_is_not_published() -> None:
    survey = make_ready(unit=Unit.PERSON)
    first = Response.objects.filter(unit__survey=survey, submitted_at__isnull=False)[0]
    Response.objects.create(
        unit=first.unit,
        values=first.values,
        started_at=AT,
        saved_at=AT,
        submitted_at=first.submitted_at,
    )
    with pytest.raises(NotReadyToPublishError):
        publish_survey(survey=survey, by=None, at=AT)
    assert not Publication.objects.exists()


def test_what_is_missing_is_told_and_nothing_goes_out() -> None:
    with pytest.raises(NotReadyToPublishError) as refused:
        publish_survey(survey=make_survey(stage=Stage.FIELDING), by=None, at=AT)
    assert len(refused.value.missing) == 3
    assert not Publication.objects.exists()
