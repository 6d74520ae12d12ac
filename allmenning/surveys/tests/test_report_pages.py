"""The report for everybody, and one's own answers beside it for who answered."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmenning.accounts.models import Role, User
from allmenning.accounts.tests.browse import signed_in_with
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_oslo
from allmenning.surveys.actions.publishing import publish_survey
from allmenning.surveys.actions.tokens import give_token
from allmenning.surveys.models import Contact, Publication, Response, Stage, Survey
from allmenning.surveys.queries.findings import as_shown
from allmenning.surveys.queries.report import Withheld, report_of
from allmenning.surveys.tests.answered import AT, make_publication
from allmenning.surveys.tests.published import make_publishable, make_ready
from allmenning.ui.text import percent

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REPORT = "/undersokelser/sosiale-kommuner/rapport/"


@pytest.fixture
def publication() -> Publication:
    """Published, without the files."""
    survey = make_publishable(stage=Stage.PUBLISHED, published_at=AT, plan="Vi spør alle.")
    lom = Body.objects.get(slug="lom")
    survey.units.filter(code="4101").update(body=lom)
    return make_publication(survey)


def member(client: Client, body: Body, role: Role | None = None) -> User:
    user = signed_in_with(client, *([role] if role else []))
    now = timezone.now()
    Membership.objects.create(
        user=user,
        body=body,
        role=BodyRole.READER,
        verified_how="test",
        verified_at=now,
        expires_at=now + timedelta(days=30),
    )
    return user


def test_the_report_tells_population_mapped_asked_and_answered_apart(
    client: Client, publication: Publication
) -> None:
    assert publication.number == 1
    page = client.get(REPORT).content.decode()
    assert "Populasjonen er 60." in page
    assert "48 svarte" in page
    assert "Vi spør alle." in page
    assert "Av kommunene" in page
    assert "Som planlagt." in page


def test_every_table_of_a_question_has_a_page(client: Client, publication: Publication) -> None:
    assert publication.number == 1
    page = client.get(f"{REPORT}1/tabeller/strategy/").content.decode()
    assert "Av kommunene" in page
    assert client.get(f"{REPORT}1/tabeller/finnes-ikke/").status_code == 404


def test_a_share_of_some_is_never_said_of_all(client: Client, publication: Publication) -> None:
    assert publication.number == 1
    page = client.get(REPORT).content.decode()
    assert "Av kommunene som spørsmålet gjaldt, svarte" in page


def test_the_report_names_no_municipality(client: Client, publication: Publication) -> None:
    assert publication.number == 1
    assert "Kommune 1" not in client.get(REPORT).content.decode()


def test_nothing_is_shown_before_it_is_published(client: Client) -> None:
    make_publication(make_publishable())
    assert client.get(REPORT).status_code == 404
    signed_in_with(client, Role.ANALYST)
    assert client.get(REPORT).status_code == 200


def test_an_older_publication_stands_and_says_that_there_is_a_newer(
    client: Client, publication: Publication
) -> None:
    make_publication(publication.survey)
    assert "nyere publisering" in client.get(f"{REPORT}1/").content.decode()
    assert client.get(f"{REPORT}3/").status_code == 404


def test_a_simulated_report_says_so(client: Client, publication: Publication) -> None:
    Survey.objects.update(is_simulated=True)
    publication.tables["survey"]["simulated"] = True
    publication.save()
    assert "simulert" in client.get(REPORT).content.decode()


def test_the_files_can_be_downloaded(client: Client) -> None:
    publish_survey(survey=make_ready(), by=None, at=AT)
    page = client.get(REPORT).content.decode()
    assert f"{REPORT}1/pakke.zip" in page
    answer = client.get(f"{REPORT}1/rapport-nb.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert client.get(f"{REPORT}1/finnes-ikke").status_code == 404


def test_who_answered_sees_the_own_answers_beside_the_others(
    client: Client, publication: Publication
) -> None:
    member(client, publication.survey.owner)
    page = client.get(f"{REPORT}dere/").content.decode()
    assert "Svaret deres:" in page
    assert "Kommune 1" in page


def test_oslo_that_did_not_answer_sees_nothing(client: Client, publication: Publication) -> None:
    assert publication.number == 1
    assert client.get(f"{REPORT}dere/").status_code == 302
    member(client, make_oslo(), Role.ANALYST)
    assert client.get(f"{REPORT}dere/").status_code == 403


def test_the_personal_link_shows_the_own_answers_too(
    client: Client, publication: Publication
) -> None:
    units = publication.survey.units
    tokens = [
        give_token(
            contact=Contact.objects.create(unit=units.get(code=code), created_at=AT), by=None, at=AT
        )
        for code in ("4101", "4100")
    ]
    contact = Contact.objects.get(unit__code="4101")
    Response.objects.filter(unit__code="4101").update(contact=contact)
    page = client.get(f"/svar/{tokens[0]}/dere/")
    assert "Kommune 1" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert (
        f"/svar/{tokens[0]}/dere/" in client.get(f"/svar/{tokens[0]}/kvittering/").content.decode()
    )
    assert client.get(f"/svar/{tokens[1]}/dere/").status_code == 404
    assert client.get("/svar/finnes-ikke/dere/").status_code == 404
    Contact.objects.filter(pk=contact.pk).update(ended_at=AT)  # has passed it on to a colleague
    assert client.get(f"/svar/{tokens[0]}/dere/").status_code == 404


def test_a_trend_is_shown_only_where_the_guard_says_so(
    client: Client, publication: Publication
) -> None:
    first = publication.survey
    later = make_publishable(
        slug="runde-2",
        stage=Stage.PUBLISHED,
        published_at=AT,
        previous=first,
        opens_at=AT + timedelta(days=400),
        closes_at=AT + timedelta(days=430),
    )
    make_publication(later)
    page = client.get("/undersokelser/runde-2/rapport/").content.decode()
    changes = page[page.index('id="change"') : page.index('id="weighting"')]
    assert "Denne runden" in changes
    assert changes.count("<table") == changes.count("<caption")
    assert changes.count("<table") >= 1
    version = later.questions.get(code="strategy").version
    version.pk, version.number, version.digest = None, 2, "changed".ljust(64, "0")
    version.save()
    later.questions.filter(code="strategy").update(version=version)
    make_publication(later)
    page = client.get("/undersokelser/runde-2/rapport/2/").content.decode()
    assert "Spørsmålet er stilt med andre ord." in page
    assert "Ingen har avgjort" in page


def test_what_is_not_shown_is_gathered_under_its_question(publication: Publication) -> None:
    wording = {"nb": "Hvilke kanaler?", "nn": "Kva kanalar?"}
    told = [
        {"wording": wording, "part_label": {"nb": part, "nn": part}} for part in ("X", "Y", "X")
    ]
    publication.tables["withheld"] = [*told, {"wording": {"nb": "Når?"}, "part_label": {}}]
    found = report_of(publication)
    assert found.withheld == (Withheld("Hvilke kanaler?", ("X", "Y")), Withheld("Når?", ()))
    assert not any("Hvilke kanaler?" in one for one in found.limitations)


def test_joined_strata_are_named_as_in_the_table_of_strata(publication: Publication) -> None:
    publication.tables["collapsed"] = [
        {
            "respondents": 2,
            "name": "0-1999",
            "into": "2000-4999",
            "label": {"nb": "Under 2000 innbyggere"},
            "into_label": {"nb": "2000 til 4999 innbyggere"},
        }
    ]
    told = " ".join(report_of(publication).weighting)
    assert "Under 2000 innbyggere med 2000 til 4999 innbyggere" in told
    assert "0-1999" not in told


def test_a_figure_reads_the_same_in_the_report_and_as_a_finding() -> None:
    """0.2095 is 0.209 to a float's three digits, and 21.0 % on the page."""
    assert percent(as_shown(0.2095), 1) == percent(0.2095, 1) == "21,0\N{NO-BREAK SPACE}%"
