"""Accessibility of one page as it stands in the browser: axe, and what axe cannot see."""

import re
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OWN = Path(__file__).resolve().parent / "checks.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# Words that only one of the languages has, or has far more often than the others.
WORDS = {
    "nb": "ikke hva hvordan hvor hvem hvilke noe noen også være ble fra mer bare kommuner "
    "kommunene enn deres jeg hun et de selv finnes gjøre gjør ulike kunne uten nå mye",
    "nn": "ikkje kva korleis kor kven noko nokon nokre også òg vere vart frå meir berre kommunar "
    "kommunane enn dykkar eg ho eit dei sjølv finst gjere gjer ulike kunne utan no mykje ein "
    "eitt medium saman fleire",
    "en": "the and of are not what how who which been was from more only municipalities "
    "than their they with this that these has have can",
}
EVERY = {language: set(words.split()) for language, words in WORDS.items()}
ONLY = {
    language: words - set().union(*(EVERY[other] for other in EVERY if other != language))
    for language, words in EVERY.items()
}
NORWEGIAN = {"no": "nb"}
SHORTEST = 5


def every_fault(page: Page) -> list[str]:
    """Collect what is wrong in any combination; the page is loaded once and seen in all of them."""
    prepare(page)
    found = language_of_parts(page) + errors_tied(page) + mouse_only(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {fault}" for fault in axe(page)]
        found += reflow(page)
    page.emulate_media(color_scheme="light")
    return found + focus_visible(page)


def prepare(page: Page) -> None:
    page.add_script_tag(path=AXE)
    page.add_script_tag(path=OWN)


def axe(page: Page) -> list[str]:
    """Run axe's rules for WCAG 2.0 to 2.2, A and AA."""
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['target'][0]} ({node['html'][:120]})"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def reflow(page: Page) -> list[str]:
    """WCAG 1.4.10, at the width the page has now."""
    return _own(page, "reflow()")


def mouse_only(page: Page) -> list[str]:
    """WCAG 2.1.1; the browser's own console knows which elements listen for a click."""
    session = page.context.new_cdp_session(page)
    listening = (
        "ownChecks.mouseOnly([...document.body.querySelectorAll('*')]"
        ".filter(e => { const l = getEventListeners(e); return l.click || l.mousedown; }))"
    )
    answer = session.send(
        "Runtime.evaluate",
        {"expression": listening, "includeCommandLineAPI": True, "returnByValue": True},
    )
    session.detach()
    return list(answer["result"]["value"])


def focus_visible(page: Page) -> list[str]:
    """WCAG 2.4.7; the key press tells the browser that a keyboard is used."""
    page.keyboard.press("Tab")
    return _own(page, "focusVisible()")


def errors_tied(page: Page) -> list[str]:
    """WCAG 3.3.1."""
    return _own(page, "errorsTied()")


def language_of_parts(page: Page) -> list[str]:
    """WCAG 3.1.2: text in another language than it says it is in."""
    return [
        f"says {said or 'nothing'}, reads as {read}: {text[:80]}"
        for said, text in _texts(page)
        for read in [language_of(text)]
        if read and read != NORWEGIAN.get(said[:2], said[:2])
    ]


def language_of(text: str) -> str | None:
    """Tell bokmål, nynorsk and English apart by their small words; None when in doubt."""
    words = re.findall(r"[a-zæøåò]+", text.lower())
    if len(words) < SHORTEST:
        return None
    hits = {language: sum(word in only for word in words) for language, only in ONLY.items()}
    best = max(hits, key=lambda language: hits[language])
    others = sum(count for language, count in hits.items() if language != best)
    return best if hits[best] >= 2 and hits[best] > 2 * others else None


def _own(page: Page, call: str) -> list[str]:
    return list(page.evaluate(f"ownChecks.{call}"))


def _texts(page: Page) -> list[tuple[str, str]]:
    return [(said, text) for said, text in page.evaluate("ownChecks.texts()")]
