"""The tolerant reader: everything that was said, and a coded remark for everything odd.

One walk both reads and compares with the structure. What the schema forbids is a fault whose code
starts with ``structure_``; a message without any of them is valid by the schema of its version.
What cannot be understood is kept in ``Alert.extras``.
"""

from collections.abc import Iterator

from lxml import etree

from .elements import local_name, read_alert
from .model import Level, Reading, Remark
from .source import NotReadable, parse
from .values import UNWRITABLE


def read(data: bytes) -> Reading:
    """Read one message.

    Parameters
    ----------
    data : bytes
        A CAP message of version 1.0, 1.1 or 1.2, bare or wrapped.

    Returns
    -------
    Reading
        The first message when several are wrapped together, with a remark that says so.
    """
    readings = read_all(data)
    first = readings[0]
    if len(readings) == 1:
        return first
    several = Remark(
        "read_several",
        f"There are {len(readings)} messages here; this is the first of them.",
        Level.ADVICE,
    )
    return Reading(first.alert, (*first.remarks, several), first.version, first.signed)


def read_all(data: bytes) -> tuple[Reading, ...]:
    """Read every message in a file: a bare one, or those in an EDXL-DE, Atom or RSS wrapper.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    tuple of Reading
        At least one; when no message can be had, one whose alert is None.
    """
    try:
        root, mended = parse(data)
        found = list(_alerts(root))
        if not found:
            raise _no_message(root)
    except NotReadable as refused:
        return (Reading(None, (Remark(refused.code, str(refused)),)),)
    before = [Remark("read_encoding_mended", mended, Level.ADVICE)] if mended else []
    if found[0] is not root:
        inside = f"The message is wrapped in <{local_name(root)}>."
        before.append(Remark("read_wrapped", inside, Level.ADVICE))
    return tuple(read_alert(element, before) for element in found)


def _no_message(root: etree._Element) -> NotReadable:
    """Return why there is no message in a well-formed file."""
    if local_name(root) in {"feed", "rss", "RDF"}:
        return NotReadable(
            "read_links_only",
            "This is a feed without a message inside; read the messages that it links to.",
        )
    return NotReadable(
        "read_no_alert", f"The file holds <{local_name(root)}>, and no CAP message <alert> in it."
    )


def _alerts(root: etree._Element) -> Iterator[etree._Element]:
    """Give the outermost alert elements, and those that stand as text in a wrapper."""
    if local_name(root) == "alert":
        yield root
        return
    for element in root:
        if isinstance(element.tag, str):
            yield from _alerts(element)
    text = (root.text or "").lstrip()
    if not len(root) and text.startswith("<") and "alert" in text:
        yield from _embedded(text)


def _embedded(text: str) -> Iterator[etree._Element]:
    """Give the alert that stands as escaped text."""
    try:
        inner, _mended = parse(UNWRITABLE.sub("", text).encode())
    except NotReadable:
        return
    if local_name(inner) == "alert":
        yield inner
