from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from allmenning.ui import text

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Vågå", "vaga"),
        ("Sør-Aurdal", "sor-aurdal"),
        ("Ærø & Ås", "aero-as"),
        ("Kárášjohka", "karasjohka"),
        ("Guovdageaidnu", "guovdageaidnu"),
        ("Unjárga – Nesseby", "unjarga-nesseby"),
        ("Áŋŋel ŧuoŧŧa đ", "annel-tuotta-d"),
        ("Hattfjelldal/Aarborte", "hattfjelldal-aarborte"),
        ("", ""),
    ],
)
def test_a_slug_keeps_every_letter_a_reader_knows(name: str, slug: str) -> None:
    assert text.slugify(name) == slug


@given(st.text(max_size=60))
def test_a_slug_holds_only_what_an_address_may_hold(name: str) -> None:
    slug = text.slugify(name)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug == text.slugify(slug)


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", f"12{NBSP}345,6"), ("nn", f"12{NBSP}345,6"), ("en", "12,345.6")],
)
def test_the_locale_decides_the_separators(language: str, written: str) -> None:
    with translation.override(language):
        assert text.number(12345.6) == written


def test_decimals_are_fixed_when_asked_for() -> None:
    with translation.override("nb"):
        assert text.number(3, 1) == "3,0"
        assert text.number(2.5, 0) == "2"


@given(st.integers(-(10**12), 10**12), st.integers(0, 3), st.sampled_from(["nb", "nn", "en"]))
def test_a_number_is_written_as_babel_writes_it(thousandths: int, decimals: int, code: str) -> None:
    value = Decimal(thousandths) / 1000
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with translation.override(code):
        theirs = format_decimal(value, format=pattern, locale=text.locale())
        theirs = theirs.replace("-", "−")
        assert text.number(value, decimals) == (
            theirs if theirs.strip("−0.,") else theirs.lstrip("−")
        )


def test_a_rounded_zero_has_no_sign() -> None:
    with translation.override("en"):
        assert text.number(-0.2, 0) == "0"


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"):
        text.number(float("nan"))


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nb", "1,7 prosentpoeng"),
        ("nn", "1,7 prosentpoeng"),
        ("en", "1.7 percentage points"),
    ],
)
def test_a_difference_between_shares_is_told_in_points(language: str, written: str) -> None:
    with translation.override(language):
        assert text.points(0.017) == written


def test_a_rise_has_its_sign_and_a_fall_too() -> None:
    with translation.override("nb"):
        assert text.signed_points(0.062) == "+6,2 prosentpoeng"
        assert text.signed_points(-0.03) == "−3,0 prosentpoeng"
        assert text.signed_points(0.0001) == "0,0 prosentpoeng"


def test_one_point_is_singular_in_english() -> None:
    with translation.override("en"):
        assert text.points(0.01) == "1.0 percentage point"


def test_a_share_is_a_percentage_on_screen_only() -> None:
    with translation.override("nb"):
        assert text.percent(0.87) == f"87{NBSP}%"
        assert text.percent(0.625, 1) == f"62,5{NBSP}%"
        assert text.interval(0.84, 0.9) == f"84–90{NBSP}%"


@pytest.mark.parametrize(
    ("language", "written"),
    [("nb", "2. januar 2024"), ("nn", "2. januar 2024"), ("en", "2 January 2024")],
)
def test_a_day_is_written_in_full(language: str, written: str) -> None:
    with translation.override(language):
        assert text.day(date(2024, 1, 2)) == written


def test_a_moment_is_a_day_in_norway() -> None:
    with translation.override("nb"):
        assert text.day(datetime(2024, 1, 1, 23, 30, tzinfo=UTC)) == "2. januar 2024"
