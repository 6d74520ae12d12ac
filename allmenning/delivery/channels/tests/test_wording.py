from allmenning.delivery.channels.tests.build import make_message, make_text
from allmenning.delivery.channels.wording import choose, languages

NYNORSK = make_text("nn", short="Kok vatnet.", full="Kok vatnet i tre minutt.")
BOKMAL = make_text(
    "nb", short="Kok vannet i minst tre minutter.", full="Kok vannet i tre minutter."
)
ENGLISH = make_text("en", short="Boil the water.", full="Boil the water for three minutes.")


def test_the_full_text_is_taken_when_it_fits() -> None:
    assert choose(make_message(texts=(NYNORSK,)), len, 24) == "Kok vatnet i tre minutt."


def test_the_short_text_is_taken_when_the_full_one_is_too_long() -> None:
    assert choose(make_message(texts=(NYNORSK,)), len, 23) == "Kok vatnet."


def test_a_text_that_does_not_fit_is_not_cut() -> None:
    assert choose(make_message(texts=(NYNORSK,)), len, 5) == "Kok vatnet."


def test_other_languages_follow_while_they_fit() -> None:
    message = make_message(texts=(NYNORSK, BOKMAL, ENGLISH))

    text = choose(message, len, 41)

    assert text == "Kok vatnet i tre minutt.\n\nBoil the water."
    assert languages(message, text) == ["nn", "en"]
    assert len(text) == 41


def test_another_language_is_told_in_full_where_there_is_room() -> None:
    message = make_message(texts=(NYNORSK, ENGLISH))

    assert choose(message, len, 59) == (
        "Kok vatnet i tre minutt.\n\nBoil the water for three minutes."
    )
    assert choose(message, len, 58) == "Kok vatnet i tre minutt.\n\nBoil the water."


def test_a_closing_line_is_counted_and_stands_last() -> None:
    message = make_message(texts=(NYNORSK,))

    assert choose(message, len, 30, "02:40") == "Kok vatnet.\n\n02:40"
    assert choose(message, len, 31, "02:40") == "Kok vatnet i tre minutt.\n\n02:40"
