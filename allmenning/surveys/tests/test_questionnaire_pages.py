"""The bank and the bench, by those who may build and those who may not."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from allmenning.accounts.tests.browse import sign_in_with_factor
from allmenning.core.questionnaire import Kind, Limits
from allmenning.register.models import Body, BodyRole, Membership
from allmenning.register.tests.build import make_municipality, make_oslo, make_vaga
from allmenning.surveys.actions.ddi import codebook_of
from allmenning.surveys.actions.questions import set_question
from allmenning.surveys.actions.xlsform import workbook_of
from allmenning.surveys.models import Bridge, Item, Question, Response, Stage, Survey
from allmenning.surveys.queries.bridges import reworded_since
from allmenning.surveys.tests.asked import AT, ask, make_planned, make_version
from allmenning.surveys.tests.fielded import make_analyst, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BANK = "/undersokelser/sporsmalsbank/"
FORM = "/undersokelser/plan/skjema/"
WORDING = {
    "kind": "single",
    "aspect": "state",
    "wording_nb": "Har dere en strategi?",
    "wording_nn": "Har de ein strategi?",
    "options": "yes: Ja | Ja | Yes\nno: Nei | Nei",
    "has_dont_know": "on",
}


@pytest.fixture
def analyst(client: Client) -> Client:
    sign_in_with_factor(client, make_analyst())
    return client


@pytest.fixture
def survey() -> Survey:
    survey = make_planned()
    ask(survey, "a")
    limits = Limits(lowest=0, highest=50)
    second = ask(survey, "b", 2, words="Hvor mange?", kind=Kind.NUMBER, options=(), limits=limits)
    condition = {"question": "a", "is": "yes"}
    set_question(question=second, values={"condition": condition}, by=None, at=AT)
    return survey


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.usefixtures("survey")
def test_everybody_reads_the_bank_and_analysts_build(client: Client) -> None:
    open_pages = [BANK, f"{BANK}a/"]
    closed = [f"{BANK}ny/", f"{BANK}a/ny-versjon/", FORM, f"{FORM}veier/", f"{FORM}legg-til/"]
    closed += [f"{FORM}prov/", f"{FORM}sporsmal/b/", f"{FORM}filer/"]
    assert [client.get(path).status_code for path in open_pages] == [200] * 2
    assert [client.get(path).status_code for path in closed] == [302] * len(closed)
    for body in (Body.objects.get(slug="lom"), make_vaga(), make_oslo()):
        sign_in_with_factor(client, make_member(body))
        assert [client.get(path).status_code for path in open_pages] == [200] * 2
        assert [client.get(path).status_code for path in closed] == [403] * len(closed)
    sign_in_with_factor(client, make_analyst())
    assert [client.get(path).status_code for path in closed] == [200] * len(closed)


def test_the_bank_is_narrowed_down(client: Client) -> None:
    make_version("strategy", words="Har kommunen en strategi?")
    make_version("staff", words="Hvor mange?", kind=Kind.NUMBER, options=())
    assert "Har kommunen en strategi?" in text(client, f"{BANK}?q=strategi")
    assert "Hvor mange?" not in text(client, f"{BANK}?svar=single")
    assert "Hvor mange?" not in text(client, f"{BANK}?tema=crisis")


def test_the_bank_is_open_data(client: Client) -> None:
    make_version("strategy", words="Har kommunen en strategi?")
    (row,) = client.get("/undersokelser/sporsmalsbank.json").json()
    assert (row["code"], row["version"]) == ("strategy", 1)
    assert row["options_nn"] == "yes: Ja\nno: Nei"
    lines = b"".join(client.get("/undersokelser/sporsmalsbank.csv?q=strategi")).decode()
    assert lines.count("Har kommunen en strategi?") == 1
    assert client.get("/undersokelser/sporsmalsbank.csv?q=finnesikke").status_code == 200


def test_a_new_question_goes_into_the_bank(analyst: Client) -> None:
    told = WORDING | {"code": "strategy-has", "topic": "strategy", "source": "BETA.KOMM 2011"}
    assert analyst.post(f"{BANK}ny/", told).status_code == 302
    version = Item.objects.get(code="strategy-has").versions.get()
    assert [one["code"] for one in version.options] == ["yes", "no"]
    assert "Har dere en strategi?" in text(analyst, f"{BANK}strategy-has/")


def test_what_mixes_plan_and_state_is_refused_with_what_would_be_right(analyst: Client) -> None:
    told = WORDING | {"code": "x", "topic": "use"}
    told["options"] = "yes: Ja | Ja\nplanned: Nei, men det er planlagt | Nei, men det er planlagt"
    answer = analyst.post("/en" + f"{BANK}ny/", told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“planlagt” (Bokmål) is about what is planned" in page
    assert "Make two questions" in page
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"options": "yes: Ja | Ja"}, "List at least two answers"),
        ({"options": "yes: Ja\nno: Nei"}, "Line 1 must have bokmål and nynorsk"),
        ({"options": "a: Ja | Ja\na: Nei | Nei"}, "Two lines have the same code"),
        ({"kind": "matrix"}, "Rows belong to one choice for each row"),
        ({"kind": "number"}, "no answers are listed for this kind"),
    ],
)
def test_an_item_that_nobody_could_answer_is_refused_at_its_field(
    analyst: Client, changed: dict[str, str], said: str
) -> None:
    told = WORDING | {"code": "x", "topic": "use"} | changed
    answer = analyst.post("/en" + f"{BANK}ny/", told)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_changed_wording_waits_for_a_decision_that_is_told(analyst: Client) -> None:
    version = make_version("a")
    told = WORDING | {"wording_nb": "Har kommunen en skriftlig strategi?"}
    assert analyst.post(f"{BANK}a/ny-versjon/", told).status_code == 302
    assert "is broken until somebody decides" in text(analyst, f"/en{BANK}a/")
    again = analyst.post(f"/en{BANK}a/ny-versjon/", told)
    assert "Version 2 has this wording." in again.content.decode()
    assert analyst.post(f"{BANK}a/bro/2/", {"bridge": "equivalent"}).status_code == 422
    decided = {"bridge": "equivalent", "reason": "Prøvd på ti."}
    assert analyst.post(f"{BANK}a/bro/2/", decided).status_code == 302
    page = text(analyst, f"/en{BANK}a/")
    assert "Prøvd på ti." in page
    assert version.item.versions.get(number=2).bridge == Bridge.EQUIVALENT
    assert analyst.get(f"{BANK}a/bro/1/").status_code == 404


def test_the_form_shows_what_is_there_to_be_changed(analyst: Client) -> None:
    make_version("a")
    page = text(analyst, f"{BANK}a/ny-versjon/")
    assert "yes: Ja | Ja | Yes" in page
    assert "Har kommunen en strategi?" in page


def test_the_bench_shows_pages_length_and_conditions(analyst: Client, survey: Survey) -> None:
    page = text(analyst, f"/en{FORM}")
    assert "Page 2" in page
    assert "Asked if a is “Ja”." in page.replace("“Yes”", "“Ja”")
    assert "at most 2 questions and 4 steps" in page
    assert survey.title["en"] in page


@pytest.mark.usefixtures("survey")
def test_a_question_is_added_moved_and_taken_out(analyst: Client) -> None:
    version = make_version("c", words="Hvem svarer?")
    assert "Hvem svarer?" in text(analyst, f"{FORM}legg-til/")
    analyst.post(f"{FORM}legg-til/", {"version": version.pk, "page": 2})
    assert Question.objects.get(code="c").page == 2
    analyst.post(f"{FORM}sporsmal/c/flytt/", {"hvor": "opp"})
    codes = list(Question.objects.order_by("page", "position").values_list("code", flat=True))
    assert codes == ["a", "c", "b"]
    analyst.post(f"{FORM}sporsmal/c/fjern/")
    assert not Question.objects.filter(code="c").exists()
    assert analyst.post(f"{FORM}legg-til/", {"version": 0, "page": 1}).status_code == 302


def question_form(question: Question, **changes: Any) -> dict[str, Any]:
    return {
        "version": question.version_id,
        "page": question.page,
        "heading_nb": "Del to",
        "together": "all",
        "part1-answer": "",
    } | changes


def test_who_is_asked_is_chosen_without_code(analyst: Client, survey: Survey) -> None:
    third = ask(survey, "c", 3, words="Hvem svarer?")
    page = text(analyst, f"{FORM}sporsmal/c/")
    assert "a\x1fis\x1fyes\x1f" in page
    told = question_form(third) | {
        "part1-answer": "a\x1fis\x1fno\x1f",
        "part1-is_not": "on",
        "part2-answer": "b\x1fabove\x1f\x1f",
        "part2-limit": "3",
    }
    assert analyst.post(f"{FORM}sporsmal/c/", told).status_code == 302
    third.refresh_from_db()
    assert third.condition == {
        "all": [{"not": {"question": "a", "is": "no"}}, {"question": "b", "above": 3}]
    }
    assert third.heading == {"nb": "Del to"}
    again = text(analyst, f"{FORM}sporsmal/c/")
    assert 'value="a\x1fis\x1fno\x1f" selected' in again


def test_parts_within_parts_are_kept_as_they_are(analyst: Client, survey: Survey) -> None:
    condition = {"not": {"any": [{"question": "a", "is": "no"}, {"question": "a", "is": "yes"}]}}
    third = ask(survey, "c", 3, words="Hvem svarer?")
    set_question(question=third, values={"condition": condition}, by=None, at=AT)
    analyst.post(f"{FORM}sporsmal/c/", question_form(third, together="keep"))
    third.refresh_from_db()
    assert third.condition == condition
    analyst.post(f"{FORM}sporsmal/c/", question_form(third, together="everybody"))
    third.refresh_from_db()
    assert third.condition == {}


def test_a_choice_is_asked_for_where_not_everybody_is_asked(
    analyst: Client, survey: Survey
) -> None:
    third = ask(survey, "c", 3, words="Hvem svarer?")
    path = f"/en{FORM}sporsmal/c/"
    assert "Choose at least one answer below." in (
        analyst.post(path, question_form(third)).content.decode()
    )
    told = question_form(third) | {"part1-answer": "b\x1fbelow\x1f\x1f"}
    assert "Write the number it is compared with." in analyst.post(path, told).content.decode()


def test_ways_are_drawn_with_a_table_and_dead_ends_are_marked(
    analyst: Client, survey: Survey
) -> None:
    assert "every way leads to the end" in text(analyst, f"/en{FORM}veier/")
    second = survey.questions.get(code="b")
    contradiction = {"all": [{"question": "a", "is": "yes"}, {"question": "a", "is": "no"}]}
    set_question(question=second, values={"condition": contradiction}, by=None, at=AT)
    page = text(analyst, f"/en{FORM}veier/")
    assert "The condition contradicts itself, so nobody is asked." in page
    assert "Dead end: Page 2" in page
    assert 'class="ways-box dead"' in page
    assert page.count("<tr") >= 3
    assert "One thing is wrong" in text(analyst, f"/en{FORM}") or "things are wrong" in (
        text(analyst, f"/en{FORM}")
    )


def test_an_open_questionnaire_is_shown_and_not_changed(analyst: Client, survey: Survey) -> None:
    Survey.objects.filter(pk=survey.pk).update(stage=Stage.FIELDING)
    page = text(analyst, f"/en{FORM}")
    assert "The questionnaire stands as it is asked" in page
    assert "Take out" not in page
    analyst.post(f"{FORM}sporsmal/b/fjern/")
    analyst.post(f"{FORM}sporsmal/b/flytt/", {"hvor": "opp"})
    analyst.post(f"{FORM}legg-til/", {"version": survey.questions.first().version_id, "page": 1})  # type: ignore[union-attr]
    assert analyst.get(f"{FORM}sporsmal/b/").status_code == 302
    assert survey.questions.count() == 2


@pytest.mark.usefixtures("survey")
def test_a_trial_goes_the_whole_way_and_keeps_nothing(analyst: Client) -> None:
    first = text(analyst, f"/en{FORM}prov/?sprak=nn")
    assert "Har kommunen ein strategi?" in first
    told = {"sprak": "nn", "side": "1", "svar": "{}", "a": "yes"}
    second = analyst.post(f"/en{FORM}prov/", told).content.decode()
    assert 'name="b"' in second
    carried = {"sprak": "nn", "side": "2", "svar": '{"a": "yes", "evil": 1}', "b": "7"}
    end = analyst.post(f"/en{FORM}prov/", carried).content.decode()
    assert "<code>b</code> 7" in end
    wrong = analyst.post(f"/en{FORM}prov/", carried | {"b": "mange"})
    assert wrong.status_code == 422
    back = analyst.post(f"/en{FORM}prov/", carried | {"tilbake": "1"}).content.decode()
    assert 'value="yes"' in back
    skipped = analyst.post(f"/en{FORM}prov/", told | {"a": "no"}).content.decode()
    assert "<code>a</code> no" in skipped
    assert analyst.post(f"{FORM}prov/", {"side": "9"}).status_code == 404
    assert analyst.post(f"{FORM}prov/", told | {"svar": "{"}).status_code == 200
    assert not Response.objects.exists()


def test_a_file_comes_back_through_the_page(analyst: Client, survey: Survey) -> None:
    file = SimpleUploadedFile("x.xlsx", workbook_of(survey))
    path = f"/en{FORM}filer/"
    assert analyst.post(path, {"file": file, "topic": "use"}).status_code == 422
    file.seek(0)
    answer = analyst.post(path, {"file": file, "topic": "use", "replaces": "on"})
    assert answer.status_code == 200
    assert "2 questions stand in the questionnaire" in answer.content.decode()
    bad = SimpleUploadedFile("x.xlsx", b"x")
    refused = analyst.post(path, {"file": bad, "topic": "use", "replaces": "on"})
    assert "not a workbook that can be read" in refused.content.decode()
    out = analyst.get(f"{FORM}filer/xlsform/")
    assert out["Content-Disposition"] == 'attachment; filename="plan.xlsx"'


def test_the_codebook_holds_every_wording_and_its_ids_are_unique(survey: Survey) -> None:
    """The rules of DDI Codebook 2.5 that matter here: order, IDs, and references that hold."""
    ask(survey, "c", 3, words="Hvilke?", kind=Kind.MULTIPLE)
    root = etree.fromstring(codebook_of(survey))
    ddi = {"d": "ddi:codebook:2_5"}
    assert root.tag == "{ddi:codebook:2_5}codeBook"
    assert [etree.QName(child).localname for child in root] == ["stdyDscr", "dataDscr"]
    ids = root.xpath("//@ID")
    assert len(ids) == len(set(ids)) > 4
    for group in root.findall(".//d:varGrp", ddi):
        assert set(group.get("var", "").split()) <= set(ids)
    names = [variable.get("name") for variable in root.findall(".//d:var", ddi)]
    assert names == ["a", "b", "c__yes", "c__no"]
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    asked = root.findall(".//d:var[@name='a']/d:qstn/d:qstnLit", ddi)
    assert [(one.get(xml), one.text) for one in asked] == [
        ("nb", "Har kommunen en strategi?"),
        ("nn", "Har kommunen ein strategi?"),
    ]
    values = [one.text for one in root.findall(".//d:var[@name='a']/d:catgry/d:catValu", ddi)]
    assert values == ["yes", "no", "dont_know"]
    assert root.findtext(".//d:var[@name='b']/d:universe", namespaces=ddi) == (
        "Asked if ${a} = 'yes'"
    )
    order = ["labl", "qstn", "valrng", "universe", "catgry", "varFormat"]
    for variable in root.findall(".//d:var", ddi):
        places = [order.index(etree.QName(child).localname) for child in variable]
        assert places == sorted(places)


def test_members_of_other_bodies_see_no_questionnaire_before_it_opens(
    client: Client, survey: Survey
) -> None:
    body = make_municipality(slug="skjak", code="3432", name="Skjåk")
    member = make_member(body)
    assert Membership.objects.filter(user=member, role=BodyRole.EDITOR).exists()
    sign_in_with_factor(client, member)
    assert (
        text(client, f"{BANK}{survey.questions.all()[0].code}/").count("/undersokelser/plan/") == 0
    )


def test_what_is_asked_is_for_everybody_to_read_once_the_survey_is_open(
    client: Client, survey: Survey
) -> None:
    paths = ["/undersokelser/plan/sporsmal/", f"{FORM}filer/xlsform/", f"{FORM}filer/ddi/"]
    assert [client.get(path).status_code for path in paths] == [404] * 3
    Survey.objects.filter(pk=survey.pk).update(stage=Stage.FIELDING)
    assert [client.get(path).status_code for path in paths] == [200] * 3
    page = text(client, "/en/undersokelser/plan/sporsmal/")
    assert "Har kommunen ein strategi?" in page
    assert "Asked if a is" in page
    assert 'lang="nn"' in page


def test_a_new_round_asks_the_same_as_the_round_before(analyst: Client, survey: Survey) -> None:
    after = make_planned(slug="etter", previous=survey)
    assert "Ask the same as the round before" in text(analyst, "/en/undersokelser/etter/skjema/")
    analyst.post("/undersokelser/etter/skjema/som-sist/")
    told = ("code", "version", "page", "condition", "is_core", "heading")
    assert list(after.questions.values_list(*told)) == list(survey.questions.values_list(*told))
    assert reworded_since(after) == []
    analyst.post("/undersokelser/etter/skjema/som-sist/")
    assert after.questions.count() == 2
    assert "Ask the same as the round before" not in text(
        analyst, "/en/undersokelser/etter/skjema/"
    )
