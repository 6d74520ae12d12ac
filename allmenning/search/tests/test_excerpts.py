from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from allmenning.search.excerpts import Piece, excerpt, marked

TEXT = "Kommunen varslet om flom. " * 20 + "Svaret kom samme dag. " + "Kommunen sa ifra. " * 20


def spans_of(word: str, text: str) -> list[tuple[int, int]]:
    found, at = [], text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + 1)
    return found


def apart_in(word: str, text: str) -> list[tuple[int, int]]:
    apart: list[tuple[int, int]] = []
    for one in spans_of(word, text):
        if not apart or apart[-1][1] <= one[0]:
            apart.append(one)
    return apart


def finding(word: str) -> Callable[[str], list[tuple[int, int]]]:
    return lambda line: spans_of(word, line)


def test_a_title_is_cut_where_it_fits() -> None:
    assert marked("Om flom i Lom", [(3, 7)]) == (
        Piece("Om "),
        Piece("flom", is_marked=True),
        Piece(" i Lom"),
    )


def test_an_excerpt_stands_around_what_was_found_and_begins_with_a_whole_word() -> None:
    pieces = excerpt(TEXT, finding("Svaret"))
    told = "".join(piece.text for piece in pieces)
    assert Piece("Svaret", is_marked=True) in pieces
    assert told.startswith("… ")
    assert told[2:].split(" ")[0] in TEXT.split(" ")
    assert len(told) <= 240 + 4


def test_without_anything_to_mark_the_beginning_is_told() -> None:
    assert excerpt("Kort tekst.", finding("x")) == (Piece("Kort tekst."),)
    assert "".join(one.text for one in excerpt(TEXT, finding("x"))).startswith(
        "Kommunen varslet om flom."
    )


@settings(max_examples=50)
@given(st.text(alphabet="ab \n", max_size=900), st.sampled_from(["a", "ab", "b a"]))
def test_pieces_are_the_text_in_order_and_marks_are_the_word(text: str, word: str) -> None:
    spans = spans_of(word, text)
    apart = [
        one for number, one in enumerate(spans) if not number or spans[number - 1][1] <= one[0]
    ]
    whole = marked(text, apart)
    assert "".join(piece.text for piece in whole) == text
    told = "".join(
        piece.text
        for piece in excerpt(text, lambda line: apart_in(word, line))
        if "…" not in piece.text
    )
    assert told in text


def test_a_line_is_not_cut_into_the_next_and_a_name_is_taken_for_want_of_others() -> None:
    text = "Er sosiale medium med i kriseplanen?\nAre social media part of the crisis plan?\nPlan"
    told = excerpt(text, finding("plan"))
    assert "".join(one.text for one in told) == "Er sosiale medium med i kriseplanen?"
    assert excerpt(text, finding("Plan")) == (Piece("Plan", is_marked=True),)
