"""From bytes to an element, hardened: no document type, no entities, no network, a size limit.

What is refused is refused before anything is parsed: a message over the limit by its length, a
document type by the first bytes, in whatever encoding. What remains is parsed without resolving
anything, and looked at once more.
"""

import codecs
import re
from typing import Final

from lxml import etree

LARGEST: Final = 1_000_000
"""Bytes; MET's and NOAA's longest are some 50 kB."""

BYTES_A_NAME: Final = 1_000
"""Of the largest file for each namespace declared."""
BYTES_A_MARK: Final = 25
"""Of the largest file, at the least for each tag; of a real message some 20 for each of its own."""

SPACE = re.compile(rb"\s*")
SKIPPED = ((b"<?", b"?>"), (b"<!--", b"-->"))
"""What may stand in front of the first element, and how it ends."""
DECLARED = re.compile(
    rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._\-]{1,40})[\"'][^>]{0,60}\?>"
)
DECLARATION = re.compile(r"\ufeff?\s*<\?xml[^>]{0,200}\?>")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = re.compile(r"utf8|ascii|iso8859-(?:\d{1,2})|cp125\d|utf-16")
"""Encodings in which a `<` is what it looks like, by Python's names; others could hide one."""

PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    attribute_defaults=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


class NotReadable(Exception):  # noqa: N818 - what it says, as the rooms name theirs
    """There is no message to be had from these bytes.

    Attributes
    ----------
    code : str
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse(data: bytes, largest: int = LARGEST) -> tuple[etree._Element, str | None]:
    """Return the outermost element, and how the encoding had to be mended, if it had.

    Parameters
    ----------
    data : bytes
    largest : int
        Bytes; more are refused unseen.

    Raises
    ------
    NotReadable
        Too large, empty, no XML, a document type, an encoding that is not known.
    """
    if len(data) > largest:
        raise NotReadable(
            "read_too_large", f"The file is larger than {largest:,} bytes, which no message is."
        )
    start = data[:64].lstrip()
    if not start:
        raise NotReadable("read_empty", "The file is empty.")
    text, mended = _plain(data)
    if text.count(b"<") > largest // BYTES_A_MARK or text.count(b"xmlns") > largest // BYTES_A_NAME:
        raise NotReadable("read_too_large", "The file has more elements than any message.")
    if _declares_type(text):
        raise NotReadable(
            "read_document_type",
            "The file declares a document type, which a CAP message never needs; it is refused.",
        )
    return _element(text), mended


def _declares_type(text: bytes) -> bool:
    """Return whether a document type stands in front of the first element."""
    place = 0
    while True:
        space = SPACE.match(text, place)
        place = space.end() if space else place
        for begins, ends in SKIPPED:
            if text.startswith(begins, place):
                end = text.find(ends, place + len(begins))
                if end < 0:
                    return False
                place = end + len(ends)
                break
        else:
            return text.startswith(b"<!", place)


def _plain(data: bytes) -> tuple[bytes, str | None]:
    """Return bytes that the parser takes for what they are, without marks and spaces in front."""
    encoding = _encoding(data)
    if encoding not in {"utf8", "ascii"}:
        return _decoded(data, encoding), None
    plain = data.removeprefix(codecs.BOM_UTF8).lstrip()
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(plain, "cp1252"), (
            "The file is not in the encoding it claims; it was read as Windows-1252."
        )
    return plain, None


def _encoding(data: bytes) -> str:
    """Return Python's name of the encoding, by mark or declaration.

    Raises
    ------
    NotReadable
        It is not one of those we read.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return codecs.lookup(name).name.replace("utf-8", "utf8")
    if b"\0" in data[:4]:
        raise NotReadable("read_not_xml", "The file is not text; it starts with zero bytes.")
    found = DECLARED.match(data)
    name = found[1].decode("ascii") if found else "utf-8"
    try:
        known = codecs.lookup(name).name.replace("utf-8", "utf8")
    except LookupError:
        known = ""
    if not ENCODINGS.fullmatch(known) or known == "utf-16":
        raise NotReadable("read_encoding", f"The encoding {name} is not read; send UTF-8.")
    return known


def _decoded(data: bytes, encoding: str) -> bytes:
    """Return the same text in UTF-8, without its declaration."""
    try:
        text = data.decode(encoding, errors="replace" if encoding == "cp1252" else "strict")
    except UnicodeDecodeError:
        raise NotReadable(
            "read_encoding", f"The file is not in {encoding}, as it claims."
        ) from None
    declared = DECLARATION.match(text)
    return text[declared.end() if declared else 0 :].lstrip("\ufeff \t\r\n").encode()


def _element(text: bytes) -> etree._Element:
    """Return the outermost element.

    Raises
    ------
    NotReadable
        It is no XML, or has a document type after all.
    """
    if text[:1] in {b"{", b"["}:
        raise NotReadable("read_not_xml", "The file is JSON; a CAP message is XML.")
    if not text.startswith(b"<"):
        raise NotReadable("read_not_xml", "The file is not XML; it does not start with <.")
    try:
        found = etree.fromstring(text, PARSER)
    except etree.XMLSyntaxError as error:
        first = str(error.msg or "it is broken").splitlines()[0]
        raise NotReadable("read_not_xml", f"The file is not well-formed XML: {first}.") from None
    except ValueError as error:
        raise NotReadable("read_not_xml", f"The file is not well-formed XML: {error}.") from None
    if found.getroottree().docinfo.internalDTD is not None:
        raise NotReadable("read_document_type", "The file declares a document type; it is refused.")
    return found
