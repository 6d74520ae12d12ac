import pytest

from allmenning.delivery.channels.posts import is_ours, units, with_earlier
from allmenning.delivery.channels.tests.build import make_assignment, make_message, make_text
from allmenning.delivery.contract import Act, Receipt

TEXT = "Kok vatnet i «Lalm».\nMeir: https://vaga.kommune.no/varsel/\nVågå kommune, 03.40"
BEFORE = Receipt(1, "1", "https://example.org/1")


@pytest.mark.parametrize(
    "held",
    [
        TEXT,
        TEXT.replace("\n", " \r\n"),
        TEXT.replace("«", '"').replace("»", '"'),
        TEXT.replace("https://vaga.kommune.no/varsel/", "https://lnkd.in/dK3x_9a"),
        TEXT.replace("å", "a\u030a"),
        f"{TEXT}\n\nOppdaterer dette innlegget: https://example.org/1",
    ],
)
def test_a_text_is_known_again_whatever_a_service_does_to_it(held: str) -> None:
    assert is_ours(held, TEXT)


@pytest.mark.parametrize(
    "held", ["", TEXT.replace("03.40", "04.40"), TEXT.replace("Lalm", "Lom"), TEXT[:20]]
)
def test_another_text_is_not_taken_for_it(held: str) -> None:
    assert not is_ours(held, TEXT)


def test_a_text_without_letters_is_never_known_again() -> None:
    assert not is_ours("Kok vatnet.", "https://vaga.kommune.no/")


def test_an_emoji_counts_two_as_services_that_think_in_utf_16_count() -> None:
    assert units("Kok 💧") == 6


def test_the_newest_post_that_has_an_address_is_linked_to() -> None:
    earlier = (BEFORE, Receipt(2, "2", "https://example.org/2"), Receipt(3, "3", ""))
    update = make_message(act=Act.UPDATE, texts=(make_text("nb"),))

    text = with_earlier("Kok vannet.", make_assignment(update, earlier=earlier), 100, len)

    assert text == "Kok vannet.\n\nOppdaterer dette innlegget: https://example.org/2"


def test_the_line_about_the_post_before_is_left_out_where_it_does_not_fit() -> None:
    update = make_assignment(make_message(act=Act.UPDATE), earlier=(BEFORE,))

    assert with_earlier("Kok vatnet.", update, 62, len) == (
        "Kok vatnet.\n\nOppdaterer dette innlegget: https://example.org/1"
    )
    assert with_earlier("Kok vatnet.", update, 61, len) == "Kok vatnet."


@pytest.mark.parametrize(
    ("language", "act", "words"),
    [
        ("nn", Act.CANCEL, "Trekkjer tilbake dette innlegget, som vart sendt ved ein feil:"),
        ("nb", Act.ALL_CLEAR, "Opphever varselet i dette innlegget:"),
        ("en", Act.UPDATE, "Updates this post:"),
        ("en", Act.ALERT, "Updates this post:"),
    ],
)
def test_the_line_is_in_the_language_of_the_message(language: str, act: Act, words: str) -> None:
    message = make_message(act=act, texts=(make_text(language),))

    text = with_earlier("Kok.", make_assignment(message, earlier=(BEFORE,)), 200, len)

    assert text == f"Kok.\n\n{words} https://example.org/1"
