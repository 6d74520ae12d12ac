"""The part of a text that tells why it was found, with what fits marked; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LENGTH = 240
ELLIPSIS = "…"
# How far a cut may move to fall between two words.
SLACK = 20
MOST_TRIED = 50
SHORT = 30
# Characters; whoever has found something so far need not read a long text to its end.
MOST_READ = 1_500

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Some of the text, and whether it is what was asked for."""

    text: str
    is_marked: bool = False


def marked(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a whole text at the spans, which do not overlap and stand in order."""
    return tuple(_pieces(text, spans, 0, len(text)))


def excerpt(
    text: str, find: Callable[[str], Sequence[Span]], *, enough: int = 1, length: int = LENGTH
) -> tuple[Piece, ...]:
    """Return about `length` characters of a line that what was asked for stands in.

    A line is a paragraph, or a text of its own; one is not cut into the next, which may be in
    another language. `find` tells where in a line something fits; it is asked for one line after
    the other until `enough` was found in one, or something and much has been read. Without any,
    the first line is told.
    """
    line, spans = _best(text, find, enough)
    start, end = _window(line, spans, length)
    before = [Piece(ELLIPSIS + " ")] if start else []
    after = [Piece(" " + ELLIPSIS)] if end < len(line) else []
    return (*before, *_pieces(line, spans, start, end), *after)


def _best(
    text: str, find: Callable[[str], Sequence[Span]], enough: int
) -> tuple[str, Sequence[Span]]:
    """Choose the line with the most in it; a short one, which is a name, for want of others."""
    best: tuple[int, int] = (-1, -1)
    chosen: tuple[str, Sequence[Span]] = (text, ())
    read = 0
    for line in filter(str.strip, text.split("\n")):
        spans = find(line)
        is_long = len(line) >= SHORT
        worth = (min(len(spans), 1) + len(spans) * is_long, min(len(line), SHORT))
        if worth > best:
            best, chosen = worth, (line, spans)
        read += len(line)
        if (is_long and len(spans) >= enough) or (chosen[1] and read > MOST_READ):
            break
    return chosen


def _window(text: str, spans: Sequence[Span], length: int) -> Span:
    """Choose the stretch with the most spans in it, a little before the first of them."""
    if len(text) <= length:
        return 0, len(text)
    tried = range(min(len(spans), MOST_TRIED))
    best = max(tried, key=lambda one: (_held(spans, one, length), -one), default=None)
    start = 0 if best is None else max(0, spans[best][0] - length // 5)
    start = min(start, len(text) - length)
    return _word_start(text, start), _word_end(text, start + length)


def _held(spans: Sequence[Span], first: int, length: int) -> int:
    """Count the spans that a stretch beginning at this one holds."""
    limit = spans[first][0] + length * 4 // 5
    return sum(1 for _start, end in spans[first:] if end <= limit)


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at, at + SLACK)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - SLACK, at)
    return at if space < 0 else space


def _pieces(text: str, spans: Sequence[Span], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        opens, closes = max(first, at), min(last, end)
        if opens > at:
            yield Piece(text[at:opens])
        yield Piece(text[opens:closes], is_marked=True)
        at = closes
    if at < end:
        yield Piece(text[at:end])
