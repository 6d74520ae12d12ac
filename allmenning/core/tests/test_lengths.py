"""Lengths worked out by hand from the tables the docstrings cite."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.core.lengths import (
    Segments,
    addresses,
    bluesky_fits,
    graphemes,
    gsm7_safe,
    mastodon_length,
    sms_segments,
    x_weight,
)

FAMILY = "👨‍👩‍👧‍👦"
"""Seven code points, 25 bytes, one grapheme."""
LINK = "https://vaga.kommune.no/varsel/2026-11-23-kokevarsel-i-vagamo"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Vågå", 4),
        ("Va\u030aga\u030a", 4),
        (FAMILY, 1),
        ("🇳🇴🇸🇪", 2),
        ("a\r\nb", 3),
        ("👍🏽!", 2),
    ],
)
def test_graphemes_are_what_a_reader_sees(text: str, count: int) -> None:
    assert graphemes(text) == count


def test_bluesky_takes_120_families_and_not_121() -> None:
    # 120 x 25 bytes = 3,000; 121 x 25 = 3,025. Measured on a PDS, design notes alerts 3.1.
    assert bluesky_fits(FAMILY * 120)
    assert not bluesky_fits(FAMILY * 121)


def test_bluesky_takes_300_letters_and_not_301() -> None:
    assert bluesky_fits("å" * 300)
    assert not bluesky_fits("å" * 301)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Flom", 4),
        (LINK, 23),
        (f"Se {LINK}.", 3 + 23 + 1),
        (f"({LINK})", 25),
        (f"{LINK}, {LINK}", 48),
        ("Se vaga.kommune.no", 18),
        ("@vaga@mastodon.example varslar", 5 + 8),
        ("@vaga varslar", 13),
        ("post@vaga.kommune.no", 20),
        (f"{FAMILY} {LINK}", 25),
        ("https://vågå.no/høyring", 23),
        ("https://a.no/b_(c) d", 25),
        ("xhttps://vaga.kommune.no", 24),
    ],
)
def test_mastodon_counts_23_for_an_address_and_a_mention_without_its_host(
    text: str, count: int
) -> None:
    assert mastodon_length(text) == count


def test_an_address_ends_before_the_full_stop() -> None:
    text = "Sjå https://vaga.kommune.no/a. Og (https://nrk.no/), ikkje nrk.no."

    assert [text[start:end] for start, end in addresses(text)] == [
        "https://vaga.kommune.no/a",
        "https://nrk.no/",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Vågå æøå", 8),
        ("Va\u030ag", 3),
        ("水", 2),
        ("–—“”", 4),
        ("…", 2),
        ("€", 2),
        (FAMILY, 2),
        ("👍🏽", 2),
        ("🇳🇴", 2),
        ("🇽🇽", 4),
        ("1️⃣", 2),
        ("©", 1),
        ("©️", 2),
        ("⚠️", 2),
        ("⚠", 2),
        (LINK, 23),
        ("NRK.no.", 24),
        ("Les vaga.kommune.no/varsel no", 4 + 23 + 3),
        ("post@vaga.kommune.no", 20),
        ("kl. 14.30", 9),
        ("20.nov", 6),
        ("Sjå «nrk.no»", 4 + 25),
        ("-nrk.no", 7),
        ("vågå.no", 23),
    ],
)
def test_x_weighs_an_address_23_and_an_emoji_2(text: str, count: int) -> None:
    assert x_weight(text) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments("gsm7", 0, 0)),
        ("æøåÆØÅé" + "a" * 153, Segments("gsm7", 160, 1)),
        ("a" * 161, Segments("gsm7", 161, 2)),
        ("a" * 306, Segments("gsm7", 306, 2)),
        ("a" * 307, Segments("gsm7", 307, 3)),
        ("€" * 80, Segments("gsm7", 160, 1)),
        # 152 + an escaped character does not fit 153, so it goes to the next: 152 | 2 + 152 | 1.
        ("a" * 152 + "€" + "a" * 152, Segments("gsm7", 306, 3)),
        ("č" * 70, Segments("ucs2", 70, 1)),
        ("č" * 71, Segments("ucs2", 71, 2)),
        ("č" * 135, Segments("ucs2", 135, 3)),
        ("č" * 66 + "🔥" + "č" * 66, Segments("ucs2", 134, 3)),
        ("🔥" * 35, Segments("ucs2", 70, 1)),
    ],
)
def test_sms_is_cut_as_the_standard_says(text: str, expected: Segments) -> None:
    assert sms_segments(text) == expected


def test_typographic_marks_are_written_plainly() -> None:
    typed = "«Ikkje drikk vatnet» – kok det i\u00a03\u202fminutt … ‘no’ Va\u030aga\u030a"
    assert gsm7_safe(typed) == "\"Ikkje drikk vatnet\" - kok det i 3 minutt ... 'no' Vågå"
    assert sms_segments(gsm7_safe(typed)).encoding == "gsm7"


def test_what_has_no_plain_form_is_left() -> None:
    assert gsm7_safe("Čáhput 🔥") == "Čáhput 🔥"


@given(st.text(max_size=400))
def test_a_text_is_never_shorter_than_no_text(text: str) -> None:
    counted = sms_segments(text)
    assert graphemes(text) <= len(text)
    assert counted.segments * (160 if counted.encoding == "gsm7" else 70) >= counted.units
    assert mastodon_length(text) >= 0
    assert x_weight(text) >= 0


@given(st.text(max_size=200))
def test_writing_plainly_twice_is_writing_plainly_once(text: str) -> None:
    assert gsm7_safe(gsm7_safe(text)) == gsm7_safe(text)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["å", "å.", "å-", "@a.", "🇳", "https://a.no/(a"])
def test_a_long_text_without_sense_is_counted_in_good_time(piece: str) -> None:
    """3,000 characters of `å.` once took five seconds, as every start tried every end."""
    text = piece * (3_000 // len(piece))

    before = process_time()
    x_weight(text)
    mastodon_length(text)

    assert process_time() - before < 1
