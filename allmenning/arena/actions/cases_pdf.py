"""What a screen reader will miss in a PDF, found in time that no PDF can stretch.

Ten kilobytes that unpack to many megabytes of drawing held the writer of a database for half a
minute, so reading stops at the first word, and gives up after some seconds or much unpacking; of
what was not read to its end, nothing is said.
"""

import io
import time
from typing import Any

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError

from allmenning.arena.actions.cases_kinds import FileRefusedError

PAGES_READ = 5
SECONDS = 2.0
LIMITS = Configuration(
    zlib_maximum_output_length=5_000_000, stream_parsing_work_maximum_count=100_000
)
# What a broken or hostile PDF makes pypdf raise, seen by feeding it damaged files.
UNREADABLE = (
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,
)


class _EnoughError(Exception):
    """A word was seen, or time is up."""


class _Look:
    """Sees the words of a page as pypdf comes to them."""

    def __init__(self) -> None:
        self.has_text = False
        self.until = time.monotonic() + SECONDS

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.until

    def before(self, *_told: Any) -> None:
        # Raised anew at each step: pypdf goes on after what is raised inside a drawing.
        if self.has_text or self.is_late:
            raise _EnoughError

    def words(self, text: str, *_told: Any) -> None:
        self.has_text = self.has_text or bool(text.strip())
        self.before()


def warnings_of(kind: str, content: bytes) -> list[str]:
    """Name what a reader who hears the document will miss (R74); it may be kept all the same."""
    if kind != "pdf":
        return []
    try:
        with apply_configuration(LIMITS):
            return _warnings(PdfReader(io.BytesIO(content)))
    except LimitReachedError:
        return []
    except UNREADABLE as fault:
        raise FileRefusedError("broken") from fault


def _warnings(reader: PdfReader) -> list[str]:
    look = _Look()
    for number in range(min(PAGES_READ, len(reader.pages))):
        try:
            page = reader.pages[number]
            page.extract_text(visitor_operand_before=look.before, visitor_text=look.words)
        except _EnoughError:
            break
    if look.has_text:
        return [] if _is_tagged(reader) else ["pdf_untagged"]
    return [] if look.is_late else ["pdf_no_text"]


def _is_tagged(reader: PdfReader) -> bool:
    marked = reader.root_object.get("/MarkInfo")
    told = marked.get_object() if marked is not None else {}
    return bool(told.get("/Marked")) and "/StructTreeRoot" in reader.root_object
