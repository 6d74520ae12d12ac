"""Paper: what must be at hand when nothing else is, and the log for the archive.

Pages are set by Typst from data alone; nothing a person wrote is read as markup.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

FOLDER = Path(__file__).resolve().parent
# All but Latin letters and common signs, which the fonts that come with Typst have.
FORMLESS = re.compile(r"[^\x00-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac\u2122]")
Standard = Literal["ua-1", "a-2a"]


def bundle_pdf(data: Mapping[str, object]) -> bytes:
    """Return the bundle of a municipality as tagged PDF (PDF/UA-1)."""
    return _set("bundle.typ", data, ["ua-1"])


def log_pdf(data: Mapping[str, object]) -> bytes:
    """Return the log of a warning as PDF/A-2a, tagged, for the archive."""
    return _set("log.typ", data, ["a-2a", "ua-1"])


def _set(name: str, data: Mapping[str, object], standards: list[Standard]) -> bytes:
    told = json.dumps(data, ensure_ascii=False)
    try:
        return _compiled(name, told, standards)
    except typst.TypstError:
        # PDF/A lets no character stand without a form, and an emoji must not keep a warning out of
        # the archive.
        return _compiled(name, FORMLESS.sub(_by_number, told), standards)


def _compiled(name: str, told: str, standards: list[Standard]) -> bytes:
    # Fonts of the machine would make the same pages differ from one to the next.
    return typst.compile(
        FOLDER / name,
        root=FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": told},
        pdf_standards=[*standards],
    )


def _by_number(found: re.Match[str]) -> str:
    """Write a character that our fonts lack by its number in Unicode: [U+1F600]."""
    return f"[U+{ord(found[0]):04X}]"
