import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.core.text import analyse, fold, normal, spans


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Høring", "horing"),
        ("HOERING", "horing"),
        ("påminnelse", "paminnelse"),
        ("paaminnelse", "paminnelse"),
        ("være", "vare"),
        ("Čáhcesuolu", "cahcesuolu"),
        ("kafé", "kafe"),
    ],
)
def test_marks_fall_away(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    "words",
    [
        "flom flommen flaum flaumen",
        "åpenhet openheit apenhet",
        "arkivering arkivere arkivert arkiverte arkiv",
        "lærer lærere lærerne læreren lærar lærarar lærarane",
        "kommentar kommentarer kommentarane kommentaren",
        "varsel varsle varsling varslet varslar",
        "spørreundersøkelse spørjeundersøking sporreundersokelse spoerreundersoekelse",
        "regel regler reglane",
        "artikkel artikler artikkelen artiklar",
        "sykepleier sykepleiere sjukepleiar sjukepleiarar",
        "sikkerhet tryggleik",
        "saksbehandler sakshandsamar saksbehandlere",
        "strømbrudd straumbrot straumbrotet",
        "ansatt ansatte tilsett tilsette",
        "innbygger innbyggerne innbyggjarar innbyggjarane",
        "eiendomsskatt eigedomsskatt",
        "ytringsfrihet ytringsfridom",
        "veiledning rettleiing vegleiing",
        "sykmelding sykemelding sjukemelding",
        "digital digitale digitalt",
    ],
)
def test_forms_of_a_word_are_one(words: str) -> None:
    assert len({normal(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("kommune", "kommentar"), ("skole", "skål"), ("vær", "veg"), ("valg", "vakt")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_a_text_is_its_meaningful_words_with_their_places() -> None:
    found = analyse("Vi har slettet e-posten.", "nb")
    assert [(term.form, term.start, term.end) for term in found] == [
        ("slet", 7, 14),
        ("epost", 15, 23),
    ]


def test_an_english_text_is_kept_by_english_stems_too() -> None:
    assert [term.other for term in analyse("strategy", "en")] == ["strategi"]


def test_words_are_marked_where_they_stand_in_any_form() -> None:
    text = "Då straumen gjekk, venta vi på straum."
    assert [text[start:end] for start, end in spans(text, {normal("strøm")})] == [
        "straumen",
        "straum",
    ]


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(["nb", "nn", "en", None]))
def test_any_text_can_be_analysed_and_always_alike(text: str, language: str | None) -> None:
    found = analyse(text, language)
    assert analyse(text, language) == found
    assert all(0 <= term.start < term.end <= len(text) for term in found)
