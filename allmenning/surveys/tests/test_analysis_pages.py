"""The pages of the analysis, and who may see them."""

import pytest
from django.test import Client

from allmenning.accounts.models import Role, User
from allmenning.accounts.tests.browse import signed_in_with
from allmenning.surveys.models import Coding, Kind, OpenCode, Recipe, Response, Survey
from allmenning.surveys.queries.data import data_of
from allmenning.surveys.tests.answered import make_answered, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME = "/undersokelser/sosiale-kommuner/analyse/"


@pytest.fixture
def survey() -> Survey:
    return make_answered()


@pytest.fixture
def analyst(client: Client) -> User:
    return signed_in_with(client, Role.ANALYST)


@pytest.mark.parametrize(
    "address",
    ["", "oppskrift/ny/", "oppskrift/1/", "oppskrift/1/tabeller.csv", "publiser/", "koding/"],
)
def test_only_analysts_see_what_is_made_of_the_answers(
    client: Client, survey: Survey, address: str
) -> None:
    assert survey.pk
    assert client.get(HOME + address).status_code == 302
    signed_in_with(client, Role.STEWARD)
    assert client.get(HOME + address).status_code == 403


def test_the_standard_recipes_are_made_run_and_shown(
    client: Client, survey: Survey, analyst: User
) -> None:
    assert analyst
    assert "For få" not in client.get(HOME).content.decode()
    client.post(f"{HOME}standard/")
    first, second = Recipe.objects.order_by("pk")
    assert first.data_sha256 == data_of(survey).digest
    page = client.get(f"{HOME}oppskrift/{first.pk}/").content.decode()
    assert "Av kommunene som ikke svarte «vet ikke»" in page
    assert "56,7\N{NO-BREAK SPACE}%" in page
    assert "57,1\N{NO-BREAK SPACE}%" in page
    broken_down = client.get(f"{HOME}oppskrift/{second.pk}/").content.decode()
    assert "Færre enn 2000 innbyggere" in broken_down or "innbyggere" in broken_down


def test_each_number_opens_to_what_it_rests_on(
    client: Client, survey: Survey, analyst: User
) -> None:
    assert survey.pk
    assert analyst
    client.post(f"{HOME}standard/")
    first = Recipe.objects.order_by("pk")[0]
    page = client.get(f"{HOME}oppskrift/{first.pk}/tall/0/0/").content.decode()
    assert "56,7\N{NO-BREAK SPACE}%" in page
    assert "&#x27;op&#x27;" in page or "&quot;ciprop&quot;" in page
    assert "/undersokelser/metode/#small" in page
    gone = client.get(f"{HOME}oppskrift/{first.pk}/tall/999/0/")
    assert gone.status_code == 302


def test_a_recipe_says_when_the_answers_have_changed_and_is_run_again(
    client: Client, survey: Survey, analyst: User
) -> None:
    assert analyst
    client.post(f"{HOME}standard/")
    one = Response.objects.get(unit__code="4001")
    one.values["strategy"] = "no"
    one.save()
    assert "Svarene er endret" in client.get(HOME).content.decode()
    client.post(f"{HOME}kjor/")
    assert set(Recipe.objects.values_list("data_sha256", flat=True)) == {data_of(survey).digest}


def test_a_recipe_is_made_by_form(client: Client, survey: Survey, analyst: User) -> None:
    assert survey.pk
    assert analyst
    refused = client.post(f"{HOME}oppskrift/ny/", {"title": "Strategi"})
    assert refused.status_code == 422
    told = {
        "title": "Strategi",
        "questions": ["strategy"],
        "by": "stratum",
        "base": "known",
        "method": "beta",
    }
    client.post(f"{HOME}oppskrift/ny/", told)
    recipe = Recipe.objects.get()
    assert recipe.spec["tables"] == [{"variable": "strategy", "by": "stratum", "base": "known"}]
    assert not recipe.is_public
    client.post(f"{HOME}oppskrift/{recipe.pk}/fjern/")
    assert not Recipe.objects.exists()


def test_a_recipe_is_data_for_analysts(client: Client, survey: Survey, analyst: User) -> None:
    assert survey.pk
    assert analyst
    client.post(f"{HOME}standard/")
    first = Recipe.objects.order_by("pk")[0]
    told = client.get(f"{HOME}oppskrift/{first.pk}/tabeller.json").json()
    assert told["tables"][0]["rows"][0]["n"] == 4
    answer = client.get(f"{HOME}oppskrift/{first.pk}/tabeller.csv")
    lines = b"".join(answer).decode().splitlines()
    assert lines[0].endswith(
        "variable,by,base,group,category,n,base_n,unweighted,estimate,"
        "se,low,high,degrees,method,reason"
    )


def test_without_answers_the_page_says_so(client: Client, survey: Survey, analyst: User) -> None:
    assert analyst
    Response.objects.filter(unit__survey=survey).update(submitted_at=None)
    assert "for få svar" in client.get(HOME).content.decode()
    client.post(f"{HOME}standard/")
    assert not Recipe.objects.exists()
    assert client.get(f"{HOME}oppskrift/ny/").status_code == 302


def test_open_answers_are_coded_and_counted_as_choices(
    client: Client, survey: Survey, analyst: User
) -> None:
    question = make_question(survey, "why", Kind.LONG_TEXT)
    for code, text in (("4001", "Folk spør oss der."), ("4002", "Det er raskt.")):
        one = Response.objects.get(unit__code=code)
        one.values["why"] = text
        one.save()
    address = f"{HOME}koding/why/"
    client.post(f"{address}koder/", {"label_nb": "Dialog", "label_nn": "Dialog"})
    assert OpenCode.objects.get().label == {"nb": "Dialog", "nn": "Dialog"}
    again = client.post(f"{address}koder/", {"label_nb": "Dialog", "label_nn": "Dialog"})
    assert again.status_code == 422
    page = client.get(address).content.decode()
    assert page.index("Det er raskt.") < page.index("Folk spør oss der.")
    first = Response.objects.get(unit__code="4001")
    client.post(address, {"svar": first.pk, "kode": ["dialog", "finnes-ikke"]})
    assert Coding.objects.get().by == analyst
    columns = data_of(survey).columns
    assert columns["why__dialog"][:3] == ["chosen", "not_chosen", None]
    client.post(address, {"svar": first.pk})
    assert not Coding.objects.exists()
    assert question.code in client.get(f"{HOME}koding/").content.decode()


def test_everybody_may_read_how_figures_are_made(client: Client) -> None:
    page = client.get("/undersokelser/metode/").content.decode()
    assert 'id="logit"' in page
