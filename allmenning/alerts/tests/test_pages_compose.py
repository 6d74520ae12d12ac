"""Choosing and writing: nothing typed is lost, no area is guessed, an exercise stays apart."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from allmenning.accounts.models import User
from allmenning.alerts.models import Alert, AreaPart, Version
from allmenning.alerts.tests.browse import EXERCISE, LIVE, browser_of, main_of, written
from allmenning.alerts.tests.build import (
    NIGHT,
    TRIANGLE,
    make_fake_account,
    make_lom,
    make_member,
    make_template,
    save,
    start,
    submitted,
)
from allmenning.alerts.tests.fake import FakeChannel, connected
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body, BodyRole
from allmenning.register.tests.build import make_county, make_oslo

pytestmark = pytest.mark.django_db
POINTS = "\n".join(f"{latitude}, {longitude}" for latitude, longitude in TRIANGLE)


@pytest.fixture(autouse=True)
def _night() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=True), connected(FakeChannel()):
        yield


@pytest.fixture
def lom() -> Body:
    return make_lom()


@pytest.fixture
def kari(lom: Body) -> User:
    return make_member(lom, BodyRole.EDITOR)


@pytest.fixture
def client(kari: User) -> Client:
    return browser_of(kari, factor=False)


@pytest.mark.parametrize("address", [LIVE, f"{LIVE}nytt/", f"{EXERCISE}skriv/", f"{LIVE}kart.svg"])
def test_only_editors_of_the_municipality_come_in(lom: Body, address: str) -> None:
    reader = make_member(lom, BodyRole.READER)
    stranger = make_member(make_oslo(), BodyRole.LEADER)
    assert Client().get(address).status_code == 302
    assert browser_of(reader, factor=False).get(address).status_code == 403
    assert browser_of(stranger).get(address).status_code == 403


def test_from_the_board_to_the_last_view_there_are_three_views(client: Client) -> None:
    ready = make_template()
    board = client.get(LIVE).content.decode()
    assert f'href="{LIVE}nytt/"' in board
    chosen = client.get(f"{LIVE}nytt/").content.decode()
    assert f'href="{LIVE}skriv/?mal={ready.pk}"' in chosen
    page = client.get(f"{LIVE}skriv/?mal={ready.pk}").content.decode()
    assert "Kok vatnet i tre minutt før du drikk det." in page
    answer = client.post(f"{LIVE}skriv/?mal={ready.pk}", written())
    version = Version.objects.get()
    assert answer.headers["Location"] == f"{LIVE}{version.alert.key}/se-over/"
    assert "Kvar: heile Lom kommune" in client.get(answer.headers["Location"]).content.decode()


def test_a_wrong_form_keeps_everything_that_was_typed(client: Client) -> None:
    told = written(area="", todo="", what="Det brenn på <Garmo>", link="ikkje ei adresse")
    answer = client.post(f"{LIVE}skriv/", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Det brenn på &lt;Garmo&gt;" in page
    assert 'value="ikkje ei adresse"' in page
    assert 'href="#id_area"' in page
    assert Alert.objects.count() == 0


def test_no_area_is_chosen_for_the_person(client: Client) -> None:
    page = client.get(f"{LIVE}skriv/").content.decode()
    assert 'name="area" value="municipality"' in page
    assert "checked" not in page.split('name="area"')[1].split("</fieldset>")[0]


def test_a_press_on_the_map_adds_a_point_and_keeps_the_text(client: Client) -> None:
    told = written(area="municipality", points=POINTS) | {"map.x": "128", "map.y": "128"}
    page = client.post(f"{LIVE}skriv/", told).content.decode()
    # The middle of Lom's extent, 61.50 to 62.00 and 7.70 to 8.90.
    assert f"{POINTS}\n61.75, 8.3</textarea>" in page
    assert "Ikkje drikk vatnet frå springen." in page
    assert "form-errors" not in page
    assert Alert.objects.count() == 0


@pytest.mark.parametrize(
    ("press", "left"),
    [
        ({"map-do": "undo"}, "61.8, 8.5\n61.9, 8.6"),
        ({"map-do": "clear"}, ""),
        ({"map-do": "nearer"}, "61.8, 8.5\n61.9, 8.6\n61.8, 8.7"),
        ({"map.x": "0", "map.y": "0"}, "61.8, 8.5\n61.9, 8.6\n61.8, 8.7"),
        ({"map.x": "1e9", "map.y": "-1"}, "61.8, 8.5\n61.9, 8.6\n61.8, 8.7"),
    ],
)
def test_points_are_taken_back_and_a_keyboard_points_at_nothing(
    client: Client, press: dict[str, str], left: str
) -> None:
    page = client.post(f"{LIVE}skriv/", written(points=POINTS) | press).content.decode()
    shown = page.split('id="id_points"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert shown.strip() == left


def test_what_is_drawn_is_kept_as_drawn(client: Client) -> None:
    client.post(f"{LIVE}skriv/", written(area="polygon", where="Garmo", points=POINTS))
    assert Version.objects.get().area == {"kind": "polygon", "polygon": TRIANGLE}


@pytest.mark.parametrize(
    "points",
    ["", "61.8, 8.5\n61.9, 8.6", "59.9, 10.7\n59.8, 10.8\n59.7, 10.6", "<b>61</b>, 8", "8, 61"],
)
def test_a_broken_area_is_refused_where_it_is_written(client: Client, points: str) -> None:
    answer = client.post(f"{LIVE}skriv/", written(area="polygon", points=points))
    assert answer.status_code == 422
    assert 'href="#id_points"' in answer.content.decode()
    assert Version.objects.count() == 0


def test_parts_are_chosen_by_name_and_at_least_one(lom: Body, client: Client) -> None:
    garmo = AreaPart.objects.create(body=lom, name="Garmo")
    refused = client.post(f"{LIVE}skriv/", written(area="parts"))
    assert 'href="#id_parts"' in refused.content.decode()
    client.post(f"{LIVE}skriv/", written(area="parts", parts=[str(garmo.pk)]))
    assert Version.objects.get().area["names"] == ["Garmo"]


def test_who_goes_back_and_presses_again_writes_on_the_same_warning(client: Client) -> None:
    page = client.get(f"{LIVE}skriv/").content.decode()
    token = page.split('name="begun" value="')[1].split('"')[0]
    client.post(f"{LIVE}skriv/", written(begun=token))
    client.post(f"{LIVE}skriv/", written(begun=token, what="Vatnet er trygt å vaske med."))
    version = Version.objects.get()
    assert version.texts["nn"]["what"] == "Vatnet er trygt å vaske med."


def test_two_who_write_at_once_see_both_texts(lom: Body, kari: User, client: Client) -> None:
    version = save(start(lom, kari), kari)
    address = f"{LIVE}{version.alert.key}/skriv/"
    seen = version.revision
    save(version, make_member(lom), link="https://lom.kommune.no/den-andre")
    answer = client.post(address, written(what="Mitt ord.", revision=str(seen)))
    page = main_of(answer.content.decode())
    assert answer.status_code == 422
    assert "https://lom.kommune.no/den-andre" in page
    assert "Mitt ord.</textarea>" in page
    version.refresh_from_db()
    client.post(address, written(what="Mitt ord.", revision=str(version.revision)))
    version.refresh_from_db()
    assert version.texts["nn"]["what"] == "Mitt ord."


def test_a_language_is_written_as_a_whole_or_not_at_all(client: Client) -> None:
    half = client.post(f"{LIVE}skriv/", written(what_en="Boil the water."))
    assert 'href="#id_todo_en"' in half.content.decode()
    assert '<details class="details" open>' in half.content.decode()
    client.post(f"{LIVE}skriv/", written(what_en="Boil it.", todo_en="Three minutes."))
    assert set(Version.objects.get().texts) == {"nn", "en"}


def test_the_next_message_comes_at_a_round_time(client: Client) -> None:
    client.post(f"{LIVE}skriv/", written(next_update="30"))
    moment = Version.objects.get().next_update_at
    assert moment is not None
    assert f"{moment:%H:%M:%S}" in {"02:10:00", "02:15:00"}


def test_a_warning_does_not_run_out_before_the_next_message(client: Client) -> None:
    answer = client.post(f"{LIVE}skriv/", written(next_update="720", lasts="6"))
    assert 'href="#id_lasts"' in answer.content.decode()


@pytest.mark.parametrize("rest", ["", "skriv/", "se-over/", "logg/", "oppdater/"])
def test_an_exercise_does_not_exist_among_what_is_live(
    lom: Body, kari: User, client: Client, rest: str
) -> None:
    version = submitted(lom, kari, Workspace.EXERCISE)
    assert client.get(f"{LIVE}{version.alert.key}/{rest}").status_code == 404


def test_every_page_says_which_workspace_one_is_in(client: Client) -> None:
    for rest in ("", "nytt/", "skriv/"):
        live = client.get(LIVE + rest).content.decode()
        exercise = client.get(EXERCISE + rest).content.decode()
        assert ('data-workspace="live"' in live, "SKARPT" in live) == (True, True)
        assert 'data-workspace="exercise"' in exercise
        assert "<title>ØVELSE: " in exercise
        assert "<title>ØVELSE" not in live
        assert 'data-workspace="live"' not in exercise


def test_the_counters_say_what_does_not_fit(lom: Body, client: Client) -> None:
    make_fake_account(lom)
    short = client.post(f"{LIVE}tell/", {"what": "Kok vatnet."}).content.decode()
    assert "av 280 tegn" in short
    assert 'data-fits="no"' not in short
    long = client.post(f"{LIVE}tell/", {"what": "Kok vatnet. " * 24}).content.decode()
    assert 'data-fits="no"' in long


def test_the_map_names_neighbours_and_escapes_what_is_written(lom: Body, client: Client) -> None:
    AreaPart.objects.create(body=lom, name="<b>Garmo", polygon=TRIANGLE)
    answer = client.get(f"{LIVE}kart.svg", {"p": "61.8,8.5_61.9,8.6", "k": "x"})
    svg = answer.content.decode()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "&lt;b&gt;Garmo" in svg
    assert svg.count('r="8"') == 2


def test_what_is_submitted_is_not_edited(lom: Body, kari: User, client: Client) -> None:
    version = submitted(lom, kari)
    address = f"{LIVE}{version.alert.key}/skriv/"
    assert client.get(address).headers["Location"].endswith("/se-over/")
    answer = client.post(address, written(what="Noko anna.", revision=str(version.revision)))
    assert answer.status_code == 422
    assert "Noko anna.</textarea>" in answer.content.decode()
    version.refresh_from_db()
    assert version.texts["nn"]["what"] == "Ikkje drikk vatnet frå springen."


def test_a_time_that_has_passed_is_not_offered_again(lom: Body, kari: User, client: Client) -> None:
    version = save(start(lom, kari), kari)
    address = f"{LIVE}{version.alert.key}/skriv/"
    assert (
        '<option value="=2026-11-23T03:40:00+00:00" selected>'
        in client.get(address).content.decode()
    )
    with time_machine.travel(NIGHT + timedelta(hours=3)):
        assert 'value="=2026-11-23T03' not in client.get(address).content.decode()


def test_a_county_is_sent_to_the_page_where_it_writes_to_municipalities(lom: Body) -> None:
    county = make_county()
    client = browser_of(make_member(county, BodyRole.EDITOR), factor=False)
    for page in ("/varsling/", "/varsling/innlandet/"):
        shown = client.get(page).content.decode()
        assert 'href="/varsling/innlandet/til-kommunene/"' in shown
        assert "/innlandet/nytt/" not in shown
    for rest in ("nytt/", "skriv/"):
        assert client.get(f"/varsling/innlandet/{rest}").status_code == 404
    assert lom.is_municipality


@pytest.mark.parametrize(
    ("page", "hint"),
    [
        (f"{LIVE}skriv/?fare=drinking_water", "Skriv dette på nynorsk."),
        (f"/en{LIVE}skriv/?fare=drinking_water", "Write this in nynorsk."),
    ],
)
def test_the_form_says_which_language_to_write_in(client: Client, page: str, hint: str) -> None:
    assert main_of(client.get(page).text).count(hint) == 3


def test_the_form_says_nothing_of_it_where_the_page_has_the_same_language(client: Client) -> None:
    shown = main_of(client.get(f"/nn{LIVE}skriv/?fare=drinking_water").text)
    assert "Skriv dette på" not in shown
    assert "Er området teikna, må feltet fyllast ut." in shown


def test_a_text_that_is_too_long_is_told_by_how_much(client: Client) -> None:
    answer = client.post(f"{LIVE}skriv/?fare=drinking_water", written(what="å" * 301))
    assert "Teksten er for lang: 301 av 300 tegn." in main_of(answer.text)


def test_a_text_in_another_language_is_told_so_too(client: Client) -> None:
    answer = client.post(f"/nn{LIVE}skriv/?fare=drinking_water", written(todo_en="o" * 702))
    assert "Teksten er for lang: 702 av 700 teikn." in main_of(answer.text)


def test_a_draft_stands_with_when_and_who_and_not_too_long(client: Client, lom: Body) -> None:
    ola = make_member(lom, name="Ola Lom")
    save(start(lom, ola), ola, texts={"nn": {"what": "å" * 100, "where": "", "todo": "Vent."}})
    shown = main_of(client.get(LIVE).text)
    assert f">{'å' * 79}…</span>" in shown
    assert "Sist endret 23. november 2026 02:40 av Ola Lom" in " ".join(shown.split())
    english = " ".join(main_of(client.get(f"/en{LIVE}").text).split())
    assert "Last changed 23 November 2026 at 02:40 by Ola Lom" in english
