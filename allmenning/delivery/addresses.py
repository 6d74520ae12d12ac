"""Which files are public, under which address, and of which type: plain Python, without Django.

The server answers for these files when Django cannot be loaded (`delivery.serving`), and any other
web server can serve the same folder, since the name alone tells type and address.
"""

import re

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".xml": "application/cap+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
}
COMPRESSED = frozenset({".html", ".css", ".json", ".atom", ".xml", ".txt", ".svg"})
# An exercise has an address of its own, so that no exercise file can lie among the live ones.
FOLDERS = {"live": "varsel", "exercise": "ovelsesvarsel"}
LANGUAGES = ("nb", "nn", "en")
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
PATH = re.compile(rf"(?:{_PART}/)*{_PART}(?P<suffix>\.[a-z]+)\Z", re.ASCII)
ADDRESS = re.compile(
    rf"/(?P<file>(?:(?:nn|en)/)?(?P<folder>varsel|ovelsesvarsel)/(?:{_PART}/)*(?:{_PART})?)\Z",
    re.ASCII,
)
LONGEST = 300
WORKSPACES = {folder: workspace for workspace, folder in FOLDERS.items()}


class UnsafePathError(ValueError):
    """The path could leave the folder, or its name tells no type."""


def file_of(workspace: str, path: str, language: str = "nb") -> str:
    """Return where a file lies under the public folder: `live/nn/varsel/lom/index.html`."""
    match = PATH.match(path)
    if match is None or ".." in path or len(path) > LONGEST or match["suffix"] not in TYPES:
        raise UnsafePathError(f"{path!r} is no path of plain names with an ending that we serve.")
    if language not in LANGUAGES:
        raise UnsafePathError(f"{language!r} is none of the languages nb, nn and en.")
    prefix = "" if language == "nb" else f"{language}/"
    return f"{workspace}/{prefix}{FOLDERS[workspace]}/{path}"


def address_of(workspace: str, path: str, language: str = "nb") -> str:
    """Return the address of a file, from the first slash; a folder stands for its index."""
    file = file_of(workspace, path, language)
    return file.removeprefix(workspace).removesuffix("index.html")


def file_at(address: str) -> str | None:
    """Return which file answers an address, or None when the address is not one of ours."""
    match = ADDRESS.match(address)
    if match is None or ".." in address or len(address) > LONGEST:
        return None
    file = match["file"] + ("index.html" if address.endswith("/") else "")
    # What lies beside a file, compressed or as its headers, has no address of its own.
    known = f".{file.rpartition('.')[2]}" in TYPES
    return f"{WORKSPACES[match['folder']]}/{file}" if known else None
