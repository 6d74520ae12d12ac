"""The style page is photographed, and no chart writes one text over another.

Set ALLMENNING_PHOTOGRAPHS to a folder to keep the pictures; a picture is for people to look at,
since fonts differ between machines, and what it must not show is checked by measure.
"""

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# A text may touch its neighbour, as a label does its bar, but not lie on it.
OVERLAPS = """() => [...document.querySelectorAll('svg.picture')].flatMap(svg => {
  const place = text => [text.textContent, text.getBoundingClientRect()];
  const texts = [...svg.querySelectorAll('text')].map(place);
  return texts.flatMap(([said, a], i) => texts.slice(i + 1).filter(([_, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6
  ).map(([other]) => `${said} / ${other}`));
})"""
OUTSIDE = """() => [...document.querySelectorAll('svg.picture text')].filter(text =>
    text.getBoundingClientRect().right > text.closest('.chart').getBoundingClientRect().right + 16)
  .map(t => t.textContent)"""
ADDRESSES = ("stil/", "serier/", "tema/krise/")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_text_of_a_chart_lies_on_another(
    window: Page, site: str, address: str, width: int
) -> None:
    window.set_viewport_size({"width": width, "height": 900})
    window.goto(f"{site}/{address}")
    assert window.evaluate(OVERLAPS) == []
    assert window.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_style_page_is_photographed(
    window: Page, site: str, width: int, scheme: Literal["light", "dark"], tmp_path: Path
) -> None:
    folder = Path(os.environ.get("ALLMENNING_PHOTOGRAPHS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    window.set_viewport_size({"width": width, "height": 900})
    window.emulate_media(color_scheme=scheme)
    window.goto(f"{site}/stil/")
    picture = window.screenshot(path=folder / f"stil-{width}-{scheme}.png", full_page=True)
    assert len(picture) > 10_000
