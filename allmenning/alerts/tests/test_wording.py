"""The text of a message, worked out by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.alerts.areas import Area, Kind, Part
from allmenning.alerts.models import Hazard
from allmenning.alerts.tests.build import NIGHT
from allmenning.alerts.wording import (
    Content,
    Said,
    clean,
    full,
    headline,
    in_two,
    order_of_languages,
    ready_made,
    said,
    short,
    texts_of,
)
from allmenning.core.lengths import x_weight
from allmenning.delivery.contract import Act, Workspace

LINK = "https://www.lom.kommune.no/vatn"
LATER = NIGHT + timedelta(minutes=20)
CONTENT = Content(
    workspace=Workspace.LIVE,
    act=Act.ALERT,
    hazard="water",
    severity="Severe",
    texts={
        "nb": Said("Drikkevannet er forurenset", "Fossbergom", "Kok det. Vent på beskjed"),
        "en": Said("The drinking water is contaminated.", "", "Boil it."),
    },
    languages=("nb", "en"),
    area=Area(Kind.MUNICIPALITY),
    sender="Lom kommune",
    place="Lom kommune",
    link=LINK,
    radio=True,
    next_update_at=NIGHT + timedelta(hours=2),
    expires_at=NIGHT + timedelta(hours=24),
)


def test_the_short_text_says_what_where_what_to_do_when_who_and_where_more_is() -> None:
    assert short(CONTENT, "nb", NIGHT) == (
        "Drikkevannet er forurenset. Gjelder: Fossbergom. Kok det. Vent på beskjed. "
        f"Ny melding kl. 04.40. Lom kommune kl. 02.40: {LINK} Hør på NRK P1."
    )


def test_the_area_names_itself_where_nobody_wrote_a_place() -> None:
    assert short(CONTENT, "en", NIGHT) == (
        "The drinking water is contaminated. Applies to: all of Lom kommune. Boil it. "
        f"Next message at 04:40. Lom kommune at 02:40: {LINK} Listen to NRK P1."
    )


def test_parts_are_listed() -> None:
    parts = tuple(Part(key, name, None) for key, name in enumerate(["Garmo", "Bøverdalen", "Skim"]))
    content = replace(CONTENT, area=Area(Kind.PARTS, parts=parts))
    assert "Applies to: Garmo, Bøverdalen and Skim." in short(content, "en", NIGHT)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("n\u00f8d\u200cvarsel", "n\u00f8dvarsel"),
        ("n\u00f8d\u200dvarsel", "n\u00f8dvarsel"),
        ("G\u00e5 \u202ekke\u202c ut", "G\u00e5 kke ut"),
        ("a\x00b \x1b c\x07", "ab c"),
        ("\U000e0041\ud800\ue000\uffffx", "x"),
        ("\U0001f468\u200d\U0001f692", "\U0001f468\u200d\U0001f692"),
    ],
)
def test_what_nobody_sees_is_taken_out(told: str, kept: str) -> None:
    assert clean(told) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    ("act", "language", "start"),
    [
        (Act.ALERT, "nb", "ØVELSE. Drikkevannet"),
        (Act.UPDATE, "nb", "ØVELSE. OPPDATERING. Drikkevannet"),
        (Act.CANCEL, "nb", "ØVELSE. FEIL SENDT. Drikkevannet"),
        (Act.ALL_CLEAR, "nb", "ØVELSE. FAREN ER OVER. Drikkevannet"),
        (Act.CANCEL, "en", "EXERCISE. SENT BY MISTAKE. The drinking"),
    ],
)
def test_the_exercise_mark_stands_first_then_the_act(act: Act, language: str, start: str) -> None:
    content = replace(CONTENT, workspace=Workspace.EXERCISE, act=act)
    assert short(content, language, NIGHT).startswith(start)


def test_nynorsk_has_its_own_marks() -> None:
    texts = {"nn": Said("Vatnet er ureint.", "", "Kok det.")}
    content = replace(
        CONTENT, workspace=Workspace.EXERCISE, act=Act.UPDATE, texts=texts, languages=("nn",)
    )
    assert short(content, "nn", NIGHT).startswith("ØVING. OPPDATERING. Vatnet")


def test_the_full_text_stands_on_lines() -> None:
    content = replace(
        CONTENT, workspace=Workspace.EXERCISE, owner="NVE", source="https://varsom.no"
    )
    assert full(content, "nb", NIGHT).split("\n") == [
        "ØVELSE",
        "Dette er en øvelse. Du trenger ikke gjøre noe.",
        "Drikkevannet er forurenset.",
        "Hvor: Fossbergom",
        "Dette gjør du: Kok det. Vent på beskjed.",
        "Ny melding kl. 04.40.",
        "Varselet gjelder til 24. november kl. 02.40.",
        "Varselet er fra NVE.",
        "Kilde: https://varsom.no",
        f"Les mer: {LINK}",
        "Hør på NRK P1.",
        "Lom kommune, 23. november kl. 02.40",
    ]


def test_a_message_passed_on_names_its_owner_in_the_short_text_too() -> None:
    content = replace(CONTENT, owner="NVE")
    assert "Varselet er fra NVE." in short(content, "nb", NIGHT)


def test_the_next_message_has_its_day_when_it_is_not_today() -> None:
    content = replace(CONTENT, next_update_at=NIGHT + timedelta(hours=24))
    assert "Ny melding 24. november kl. 02.40." in short(content, "nb", NIGHT)
    assert "Next message 24 November at 02:40." in short(content, "en", NIGHT)


def test_the_clock_is_norwegian_in_summer_too() -> None:
    july = NIGHT.replace(month=7, day=24)
    content = replace(CONTENT, next_update_at=july + timedelta(hours=1))
    assert "Ny melding kl. 04.40." in short(content, "nb", july)


def test_the_headline_has_marks_first_sentence_and_place() -> None:
    assert headline(CONTENT, "nb") == "Drikkevannet er forurenset (Fossbergom)"
    content = replace(CONTENT, act=Act.UPDATE)
    assert headline(content, "nb") == "OPPDATERING: Drikkevannet er forurenset (Fossbergom)"


@pytest.mark.parametrize(
    ("what", "first", "rest"),
    [
        ("Skred i Lom. Bli hjemme.", "Skred i Lom", "Bli hjemme."),
        ("Skred i Lom. 12 hus er tømt.", "Skred i Lom", "12 hus er tømt."),
        ("Varselet kl. 18.14 var feil.", "Varselet kl. 18.14 var feil", ""),
        ("Stengt til 24. november. Kok vannet.", "Stengt til 24. november", "Kok vannet."),
        ("Brann i St. Olavs gate.", "Brann i St. Olavs gate", ""),
    ],
)
def test_a_stop_after_a_shortened_word_or_a_day_ends_no_sentence(
    what: str, first: str, rest: str
) -> None:
    assert in_two(what) == (first, rest)


def test_the_place_is_left_out_of_a_headline_without_room() -> None:
    texts = {"nb": Said("a" * 150, "Fossbergom", "Kok det.")}
    assert headline(replace(CONTENT, texts=texts), "nb") == "a" * 150


def test_quotation_marks_and_dashes_are_written_plainly_on_one_line() -> None:
    assert clean("  «Kok»\u00a0– “alt”\n vatn… ") == '"Kok" - "alt" vatn...'


def test_only_the_three_fields_are_taken() -> None:
    assert said({"what": " Flaum ", "else": "x"}) == Said("Flaum")


def test_the_own_form_comes_first_and_english_last() -> None:
    texts = {"en": Said("a"), "nb": Said("b"), "nn": Said("c")}
    assert order_of_languages(texts, "nn") == ("nn", "nb", "en")
    assert order_of_languages(texts, "nb") == ("nb", "nn", "en")
    assert order_of_languages({"en": Said("a"), "nn": Said()}, "nn") == ("en",)


def test_texts_come_in_the_order_of_languages() -> None:
    assert [text.language for text in texts_of(CONTENT, NIGHT)] == ["nb", "en"]


def test_a_correction_stands_ready() -> None:
    assert ready_made(CONTENT, Act.CANCEL, NIGHT, LATER)["nb"] == {
        "what": "Varselet om drikkevann kl. 02.40 ble sendt ved en feil.",
        "where": "Fossbergom",
        "todo": "Du trenger ikke gjøre noe.",
    }
    assert ready_made(CONTENT, Act.ALL_CLEAR, NIGHT, LATER)["en"] == {
        "what": "The warning about drinking water has been lifted.",
        "where": "all of Lom kommune",
        "todo": "The advice in the warning no longer applies.",
    }


def test_a_correction_the_day_after_says_which_day() -> None:
    ready = ready_made(CONTENT, Act.CANCEL, NIGHT, NIGHT + timedelta(hours=24))
    assert ready["en"]["what"] == (
        "The warning about drinking water on 23 November at 02:40 was sent by mistake."
    )


@given(
    st.sampled_from(Hazard),
    st.sampled_from([Act.CANCEL, Act.ALL_CLEAR]),
    st.sampled_from(["nb", "nn", "en"]),
    st.text(max_size=160),
    st.integers(0, 1),
)
def test_a_ready_correction_fits_the_strictest_channel(
    hazard: Hazard, act: Act, language: str, place: str, next_day: int
) -> None:
    """Nobody stands by to shorten it."""
    content = replace(
        CONTENT,
        workspace=Workspace.EXERCISE,
        hazard=hazard,
        texts={language: Said("a", clean(place), "b")},
        languages=(language,),
        sender="Nordre Follo kommune",
        place="Nordre Follo kommune",
    )
    at = NIGHT + timedelta(days=next_day, hours=1)
    ready = ready_made(content, act, NIGHT, at)
    correction = replace(content, act=act, texts={language: said(ready[language])})
    assert x_weight(short(correction, language, at)) <= 280
