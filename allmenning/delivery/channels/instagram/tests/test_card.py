"""The card as data and as an image."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageFont

from allmenning.delivery.channels.instagram.card import (
    ENDINGS,
    EXERCISE,
    SEVERITIES,
    SIZE,
    card_of,
    jpeg,
)
from allmenning.delivery.channels.tests.build import make_message, make_text
from allmenning.delivery.contract import Act, Workspace
from allmenning.ui.fonts import FOLDER

FULL = (
    "ØVING. OPPDATERING\n"
    "Dette er ei øving. Du treng ikkje gjere noko.\n"
    "Kok vatnet.\n"
    "Kvar: Lalm\n"
    "Dette gjer du: Kok vatnet i tre minutt.\n"
    "Les meir: https://vaga.kommune.no/varsel/\n"
    "Høyr på NRK P1.\n"
    "Vågå kommune, 23. november 03.40"
)
SHORT = (
    "ØVING. OPPDATERING. Kok vatnet. Gjeld: Lalm. "
    "Vågå kommune kl. 03.40: https://vaga.kommune.no/varsel/ Høyr på NRK P1."
)
TEXT = make_text(
    headline="ØVING. OPPDATERING: Kok vatnet (Lalm)",
    full=FULL,
    short=SHORT,
    link="https://vaga.kommune.no/varsel/",
)


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("band", "ink"), [*SEVERITIES.values(), *ENDINGS.values(), EXERCISE])
def test_words_on_every_band_have_a_contrast_of_seven(band: str, ink: str) -> None:
    low, high = sorted((luminance(band), luminance(ink)))

    assert (high + 0.05) / (low + 0.05) >= 7


def test_the_card_says_each_thing_once() -> None:
    card = card_of(make_message(texts=(TEXT,), act=Act.UPDATE, workspace=Workspace.EXERCISE))

    assert card.full == (
        "Kvar: Lalm",
        "Dette gjer du: Kok vatnet i tre minutt.",
        "Høyr på NRK P1.",
    )
    assert card.short == ("ØVING. OPPDATERING. Kok vatnet. Gjeld: Lalm. Høyr på NRK P1.",)
    assert card.link == "vaga.kommune.no/varsel/"
    assert (card.sender, card.time) == ("Vågå kommune", "23. november 2026 kl. 03.40")


@pytest.mark.parametrize(
    ("language", "act", "label", "time"),
    [
        ("nb", Act.CANCEL, "SENDT VED EN FEIL", "1. juli 2026 kl. 14.05"),
        ("nn", Act.CANCEL, "SENDT VED EIN FEIL", "1. juli 2026 kl. 14.05"),
        ("en", Act.ALL_CLEAR, "DANGER OVER", "1 July 2026, 14:05"),
    ],
)
def test_label_and_time_are_in_the_language_of_the_message(
    language: str, act: Act, label: str, time: str
) -> None:
    """14.05 is summer time: 12.05 in UTC."""
    sent_at = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)

    card = card_of(make_message(texts=(make_text(language),), act=act, sent_at=sent_at))

    assert (card.label, card.time) == (label, time)


@pytest.mark.parametrize("severity", ["Extreme", "Severe", "Moderate", "Minor", "Unknown", "?"])
def test_an_exercise_is_marked_and_never_has_the_colours_of_a_warning(severity: str) -> None:
    card = card_of(make_message(workspace=Workspace.EXERCISE, severity=severity))

    assert (card.label, card.mark, card.sign) == ("ØVING – VARSEL", "ØVING", False)
    assert card.note == "Dette er ei øving. Du treng ikkje gjere noko."
    assert card.band == "#5b2a86"
    assert card.band not in {band for band, _ink in [*SEVERITIES.values(), *ENDINGS.values()]}


def test_the_image_is_a_jpeg_that_instagram_takes() -> None:
    data = jpeg(card_of(make_message()))

    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", SIZE)
    assert len(data) < 1_000_000


@pytest.mark.slow
def test_an_exercise_is_seen_in_the_image() -> None:
    """The band is purple, and the stripes above and below are purple and white."""
    with Image.open(io.BytesIO(jpeg(card_of(make_message(workspace=Workspace.EXERCISE))))) as image:
        rows = [[image.getpixel((x, y)) for x in range(0, 1080, 4)] for y in (22, 1328)]
        band = image.getpixel((10, 60))

    assert _is_near(band, "#5b2a86")
    for row in rows:
        assert sum(_is_near(point, "#5b2a86") for point in row) > 80
        assert sum(_is_near(point, "#ffffff") for point in row) > 80


def _is_near(point: object, colour: str) -> bool:
    assert isinstance(point, tuple)
    return all(abs(one - other) < 12 for one, other in zip(point, rgb(colour), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("times", [1, 30, 400])
def test_a_long_text_never_runs_into_the_foot(times: int) -> None:
    """Between the words and the foot there is always a white strip."""
    text = make_text(headline="Svært lang " * 14, full="Kok vatnet no. " * times)
    with Image.open(io.BytesIO(jpeg(card_of(make_message(texts=(text,)))))) as image:
        foot = next(y for y in range(1349, 0, -1) if _is_near(image.getpixel((1070, y)), "#ffffff"))
        strip = image.crop((0, foot - 40, 1080, foot - 4))

        lowest = min(low for low, _high in strip.getextrema())  # type: ignore[misc]
    assert lowest > 240


def test_every_letter_we_write_is_in_the_font() -> None:
    """A letter that is missing would be drawn as the box that stands for it."""
    font = ImageFont.truetype(FOLDER / "SourceSans3-Regular.ttf", 40)
    box = bytes(font.getmask("\uffff"))

    letters = "æøåÆØÅéèêòóôäöüčđŋšŧžáÁČĐŊŠŦŽ«»–…·°"
    assert [letter for letter in letters if bytes(font.getmask(letter)) == box] == []
