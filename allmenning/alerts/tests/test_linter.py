"""Each remark is given where it must be, and not where it must not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from allmenning.alerts import linter
from allmenning.alerts.areas import Area, Kind, Part, Point
from allmenning.alerts.linter import Around, Fit, host_of, look
from allmenning.alerts.tests.build import NIGHT
from allmenning.alerts.wording import Content, Said
from allmenning.delivery.contract import Act, Rendition, Workspace

AROUND = Around(
    hosts=("lom.kommune.no",),
    own="nn",
    fits=(Fit(1, "X (Lom)", Rendition("Kok vatnet.", 11, 280, "weighted")),),
)
GOOD = Content(
    workspace=Workspace.LIVE,
    act=Act.ALERT,
    hazard="water",
    severity="Severe",
    texts={
        "nn": Said("Ikkje drikk vatnet.", "Fossbergom", "Kok det i tre minutt."),
        "en": Said("Do not drink the water.", "Fossbergom", "Boil it for three minutes."),
    },
    languages=("nn", "en"),
    area=Area(Kind.MUNICIPALITY),
    sender="Lom kommune",
    place="Lom kommune",
    link="https://www.lom.kommune.no/vatn",
    radio=True,
    next_update_at=NIGHT + timedelta(hours=2),
    expires_at=NIGHT + timedelta(hours=24),
)
DRAWN = Area(Kind.POLYGON, ring=(Point(61.8, 8.5), Point(61.9, 8.6), Point(61.8, 8.7)))


def codes(content: Content, around: Around = AROUND) -> dict[str, str]:
    """Map each code onto stops or warns."""
    remarks = look(content, around, NIGHT)
    assert all(remark.sentence for remark in remarks)
    return {remark.code: remark.level.value for remark in remarks}


def saying(text: str, *, field: str = "what", language: str = "nn", **changes: Any) -> Content:
    texts = dict(GOOD.texts)
    texts[language] = replace(texts[language], **{field: text})
    return replace(GOOD, texts=texts, **changes)


def test_there_is_nothing_to_say_about_a_good_message() -> None:
    assert codes(GOOD) == {}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sender": ""}, {"sender": "stops"}),
        ({"area": None}, {"area": "stops"}),
        ({"next_update_at": None}, {"next_update": "stops"}),
        ({"next_update_at": NIGHT}, {"next_update_past": "stops"}),
        ({"next_update_at": NIGHT + timedelta(hours=25)}, {"next_update_late": "warns"}),
        ({"expires_at": NIGHT + timedelta(days=8)}, {"expiry_late": "stops"}),
        ({"radio": False}, {"radio": "warns"}),
        ({"languages": ("en",)}, {"no_text": "stops", "own_language": "warns"}),
        ({"languages": ()}, {"no_text": "stops"}),
        ({"link": ""}, {"no_link": "stops"}),
        ({"link": "http://www.lom.kommune.no/"}, {"link_insecure": "stops"}),
        ({"link": "https://lom.kommune.no.example.com/"}, {"link_domain": "stops"}),
        ({"link": "https://notlom.kommune.no/"}, {"link_domain": "stops"}),
        ({"link": "https://www.facebook.com/lom"}, {"link_domain": "stops"}),
        ({"link": "https://bit.ly/lom"}, {"shortener": "stops"}),
        ({"link": "https://lom.kommune.no@example.com/"}, {"link": "stops"}),
        ({"link": "https://example.com\\@lom.kommune.no/"}, {"link": "stops"}),
        ({"link": "javascript:alert(1)//lom.kommune.no"}, {"link_domain": "stops"}),
        ({"link": "www.lom.kommune.no"}, {"link_insecure": "stops"}),
        ({"link": "https://[lom.kommune.no/"}, {"link": "stops"}),
        ({"link": "https://beredskap.lom.kommune.no/"}, {}),
        ({"link": "https://LOM.kommune.no/"}, {}),
    ],
)
def test_what_is_missing_or_out_of_range_is_said(
    changes: dict[str, Any], told: dict[str, str]
) -> None:
    assert codes(replace(GOOD, **changes)) == told


def test_a_message_that_would_have_run_out_is_stopped() -> None:
    told = codes(replace(GOOD, expires_at=NIGHT))
    assert told["expiry_past"] == "stops"


@pytest.mark.parametrize("field", ["what", "todo"])
def test_each_language_says_what_and_what_to_do(field: str) -> None:
    assert codes(saying("", field=field, language="en")) == {field: "stops"}


def test_a_drawn_area_must_be_named_in_words() -> None:
    assert codes(saying("", field="where", area=DRAWN)) == {"place": "stops"}
    assert codes(replace(GOOD, area=DRAWN)) == {}


def test_parts_have_names_of_their_own() -> None:
    parts = Area(Kind.PARTS, parts=(Part(1, "Garmo", None),))
    assert codes(saying("", field="where", area=parts)) == {}


def test_a_correction_needs_no_next_message() -> None:
    assert codes(replace(GOOD, act=Act.CANCEL, next_update_at=None)) == {}


def test_a_body_without_a_domain_must_tell_it_first() -> None:
    assert codes(GOOD, replace(AROUND, hosts=())) == {"no_domain": "stops"}


def test_the_authority_may_be_linked_to_when_its_message_is_passed_on() -> None:
    around = replace(AROUND, trusted=("varsom.no",))
    assert codes(replace(GOOD, link="https://www.varsom.no/flom"), around) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Dette er ikkje ei øving.",
        "Dette er ikkje ei  ØVING!",
        "Dette er ikke en øvelse",
        "Det er ikke noen øvelse",
        "Dette er ingen øvelse",
        "This is not a drill",
        "THIS IS NOT AN EXERCISE",
        "This is no exercise",
        "This isn't a test",
        "Dette er ikkje ei brannøving.",
    ],
)
def test_an_exercise_never_says_that_it_is_none(text: str) -> None:
    """Hawaii 2018: the script of the drill said "this is not a drill"."""
    told = codes(saying(text, workspace=Workspace.EXERCISE))
    assert told == {"not_an_exercise": "stops"}


def test_an_exercise_may_say_that_it_is_one() -> None:
    assert codes(saying("Dette er ei øving.", workspace=Workspace.EXERCISE)) == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Øving: kok vatnet.", "øving"),
        ("Dette er ei beredskapsøving.", "beredskapsøving"),
        ("Dette er en øvelse.", "øvelse"),
        ("Storøvinga held fram.", "storøvinga"),
        ("This is an exercise.", "exercise"),
        ("This is not a drill.", "drill"),
        ("Dette er ein test.", "test"),
        ("Testvarsel", "testvarsel"),
    ],
)
def test_a_live_message_never_says_exercise(text: str, word: str) -> None:
    remarks = look(saying(text), AROUND, NIGHT)
    assert [(one.code, one.values["word"]) for one in remarks] == [("says_exercise", word)]


@pytest.mark.parametrize(
    "text",
    ["Ei prøving av vatnet.", "Utøvelse av makt.", "Prøvelser ventar.", "Kontesten er slutt."],
)
def test_words_that_only_look_like_it_are_let_be(text: str) -> None:
    assert codes(saying(text)) == {}


@pytest.mark.parametrize(
    "text", ["Nødvarsel: kok vatnet.", "Dette er eit naudvarsel.", "nødvarslet"]
)
def test_it_is_never_called_what_the_police_send(text: str) -> None:
    assert codes(saying(text)) == {"emergency_alert": "stops"}


@pytest.mark.parametrize(
    "text", ["Kok vatnet i [tal] minutt.", "Kok vatnet i ___ minutt.", "Ring XX."]
)
def test_a_blank_left_over_is_stopped(text: str) -> None:
    assert codes(saying(text)) == {"blank": "stops"}


def test_a_long_first_sentence_is_no_headline() -> None:
    remarks = look(saying("a" * 161), AROUND, NIGHT)
    assert [(one.code, one.values) for one in remarks] == [
        ("headline", {"count": 161, "limit": 160})
    ]
    assert codes(saying("a" * 160)) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sjå bit.ly/abc.", {"shortener": "stops"}),
        ("Sjå https://tinyurl.com/abc", {"shortener": "stops"}),
        ("Sjå https://www.lom.kommune.no/kart.", {}),
        ("Sjå https://kart.example/lom", {"foreign_link": "warns"}),
        ("Sjå www.kart.example", {"foreign_link": "warns"}),
    ],
)
def test_links_in_the_text_are_looked_at(text: str, told: dict[str, str]) -> None:
    assert codes(saying(text)) == told


def test_characters_that_halve_an_sms_are_named() -> None:
    remarks = look(saying("Kárášjohka 🌊"), AROUND, NIGHT)
    assert [(one.code, one.values["characters"]) for one in remarks] == [("unusual", "áš🌊")]


def test_a_channel_it_does_not_fit_is_named_with_the_count() -> None:
    long = Fit(1, "X (Lom)", Rendition("a" * 300, 300, 280, "weighted"))
    remarks = look(GOOD, replace(AROUND, fits=(long,)), NIGHT)
    assert [one.sentence for one in remarks] == ["For lang til X (Lom): 300 av 280."]


def test_no_channel_at_all_is_worth_a_word() -> None:
    assert codes(GOOD, replace(AROUND, fits=())) == {"no_channels": "warns"}


READY = {
    "nn": {"what": "Det brenn.", "todo": "Gå inn."},
    "en": {"what": "There is a fire.", "todo": "Go indoors."},
}


def with_ready_text(first: str) -> Content:
    texts = {
        "nn": Said(first, "", "Gå inn."),
        "en": Said("There is a fire.", "", "Go indoors."),
    }
    return replace(GOOD, texts=texts)


def test_a_language_that_stayed_behind_in_the_template_is_pointed_out() -> None:
    around = replace(AROUND, templates=(READY,))
    assert codes(with_ready_text("Det brenn på Garmo."), around) == {"template_text": "warns"}
    assert codes(with_ready_text("Det brenn."), around) == {}


def test_english_that_is_norwegian_is_pointed_out() -> None:
    told = codes(saying("Ikkje drikk vatnet.", language="en"))
    assert told == {"same_text": "warns"}


def test_what_stops_comes_first() -> None:
    levels = [remark.level for remark in look(replace(GOOD, radio=False, sender=""), AROUND, NIGHT)]
    assert levels == [linter.Level.STOPS, linter.Level.WARNS]


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.lom.kommune.no/a?b#c", "lom.kommune.no"),
        ("www.lom.kommune.no", "lom.kommune.no"),
        ("https://lom.kommune.no:8443/", "lom.kommune.no"),
        ("https://lom.kommune.no./", "lom.kommune.no"),
        ("https://lom.kommune.no /", ""),
        ("ftp://lom.kommune.no/", ""),
        ("//lom.kommune.no", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_link(link: str, host: str) -> None:
    assert host_of(link) == host
