"""What an uploaded file is, told from its bytes."""

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePath

LARGEST_BYTES = 5_000_000
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "pptx": f"{OFFICE}presentationml.presentation",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "odt": f"{OPEN_DOCUMENT}text",
    "odp": f"{OPEN_DOCUMENT}presentation",
    "ods": f"{OPEN_DOCUMENT}spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "txt": "text/plain",
    "md": "text/markdown",
}
SAME = {"jpeg": "jpg", "markdown": "md"}
FOLDERS = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}


class FileRefusedError(Exception):
    """The file cannot be taken in; `why`: kind, size, empty, macros, broken or pixels."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def kind_of(name: str, content: bytes) -> str:
    """Return the kind of a file whose name and bytes agree; raises `FileRefusedError`."""
    if not content:
        raise FileRefusedError("empty")
    if len(content) > LARGEST_BYTES:
        raise FileRefusedError("size")
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    kind = SAME.get(suffix, suffix)
    if kind not in MEDIA_TYPES or not _is(kind, content):
        raise FileRefusedError("kind")
    return kind


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\t\r\n\f" for sign in text)


BEGINNINGS: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda data: data[:1024].lstrip().startswith(b"%PDF-"),
    "png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "txt": _is_text,
    "md": _is_text,
}


def _is(kind: str, content: bytes) -> bool:
    begins = BEGINNINGS.get(kind)
    return begins(content) if begins else _is_package(kind, content)


def _is_package(kind: str, content: bytes) -> bool:
    """Look into the list of a package; nothing of it is unpacked but its own name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefusedError("macros")
            if kind in FOLDERS:
                return "[Content_Types].xml" in names and any(
                    name.startswith(FOLDERS[kind]) for name in names
                )
            if "mimetype" not in names:
                return False
            with package.open("mimetype") as told:
                return told.read(100).decode("ascii", "replace") == MEDIA_TYPES[kind]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return False
