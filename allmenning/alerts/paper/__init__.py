"""Paper: what must be at hand when nothing else is, and the log for the archive.

Pages are set by Typst from data alone; nothing a person wrote is read as markup.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

FOLDER = Path(__file__).resolve().parent
Standard = Literal["ua-1", "a-2a"]


def bundle_pdf(data: Mapping[str, object]) -> bytes:
    """Return the bundle of a municipality as tagged PDF (PDF/UA-1)."""
    return _set("bundle.typ", data, ["ua-1"])


def log_pdf(data: Mapping[str, object]) -> bytes:
    """Return the log of a warning as PDF/A-2a, tagged, for the archive."""
    return _set("log.typ", data, ["a-2a", "ua-1"])


def _set(name: str, data: Mapping[str, object], standards: list[Standard]) -> bytes:
    # Fonts of the machine would make the same pages differ from one to the next.
    return typst.compile(
        FOLDER / name,
        root=FOLDER,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[*standards],
    )
