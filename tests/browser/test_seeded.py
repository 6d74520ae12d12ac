"""The checks find all twelve seeded defects; axe alone finds seven."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEEDED = Path(__file__).resolve().parent / "seeded.html"
BY_AXE = {
    "image-alt": "#alt",
    "label": "#label",
    "color-contrast": "#contrast",
    "document-title": "html",
    "target-size": "#target",
    "html-has-lang": "html",
    "aria-roles": "#role",
}

TWELVE = [
    *(f"{rule}: {target}" for rule, target in BY_AXE.items()),
    "wider than the screen: <div#reflow>",
    "only for the mouse: <div#mouse>",
    "no sign of focus: <a#focus>",
    "says nb, reads as nn: Kommunane",
    "error not tied to a field: <p#untied>",
]


@pytest.fixture
def seeded(window: Page) -> Page:
    window.set_viewport_size({"width": 320, "height": 800})
    window.goto(SEEDED.as_uri())
    checks.prepare(window)
    return window


def test_all_twelve_are_found_in_one_look_at_the_page(seeded: Page) -> None:
    found = checks.every_fault(seeded)
    missed = [mark for mark in TWELVE if not any(mark in fault for fault in found)]
    assert missed == []


def test_axe_finds_the_seven_it_can(seeded: Page) -> None:
    found = checks.axe(seeded)
    for rule, target in BY_AXE.items():
        assert any(fault.startswith(f"{rule}: {target}") for fault in found), (rule, found)


def test_a_box_wider_than_a_narrow_screen_is_found(seeded: Page) -> None:
    assert any("<div#reflow>" in fault for fault in checks.reflow(seeded))


def test_what_only_the_mouse_can_press_is_found(seeded: Page) -> None:
    assert checks.mouse_only(seeded) == ["only for the mouse: <div#mouse> Trykk her"]


def test_what_only_listens_for_the_mouse_is_found(seeded: Page) -> None:
    seeded.evaluate("document.querySelector('h1').addEventListener('click', () => 0)")
    assert "only for the mouse: <h1> En side med tolv feil" in checks.mouse_only(seeded)


def test_a_link_that_does_not_show_its_focus_is_found(seeded: Page) -> None:
    assert checks.focus_visible(seeded) == [
        "no sign of focus: <a#focus> En lenke uten synlig fokus"
    ]


def test_nynorsk_that_says_it_is_bokmaal_is_found(seeded: Page) -> None:
    found = checks.language_of_parts(seeded)
    assert [fault[:24] for fault in found if "Kommunane" in fault] == ["says nb, reads as nn: Ko"]


def test_an_error_that_is_not_tied_to_its_field_is_found(seeded: Page) -> None:
    assert checks.errors_tied(seeded) == [
        "error not tied to a field: <p#untied> Skriv adressen slik: navn@kommune.no"
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kommunene vet ikke alltid hva innbyggerne leser, og de spør ikke hverandre.", "nb"),
        ("Dei fleste kommunane svarer ikkje på kva dei gjer når noko hender.", "nn"),
        ("The municipalities do not know what their inhabitants have read.", "en"),
        ("Facebook 2013", None),
    ],
)
def test_the_language_is_read_off_the_small_words(text: str, language: str | None) -> None:
    assert checks.language_of(text) == language
