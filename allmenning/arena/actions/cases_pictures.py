"""A picture as others see it and no more: without where, when and with what it was taken."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageOps
from PIL.ExifTags import Base

from allmenning.arena.actions.cases_kinds import FileRefusedError

# By our name of the kind; a telephone's JPEG may hold several pictures, of which the first counts.
FORMATS = {"jpg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",)}
# Without these it would be shown in other colours, at another pace or in another size.
SHOWN = ("transparency", "icc_profile", "background", "duration", "loop", "dpi", "progressive")
MOST_PIXELS = 40_000_000
UPRIGHT = 1
# What a broken or hostile picture makes Pillow raise.
UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


def without_traces(kind: str, content: bytes) -> bytes:
    """Write the picture anew, upright and without EXIF, XMP, places and comments.

    Raises
    ------
    FileRefusedError
        It is too large to be opened (`pixels`), or cannot be read (`broken`).
    """
    if kind not in FORMATS:
        return content
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS[kind]) as picture:
            frames = getattr(picture, "n_frames", 1) if kind != "jpg" else 1
            if picture.width * picture.height * frames > MOST_PIXELS:
                raise FileRefusedError("pixels")
            return _written(picture, kind, content, is_moving=frames > 1)
    except UNREADABLE as fault:
        raise FileRefusedError("broken") from fault


def _written(picture: Image.Image, kind: str, content: bytes, *, is_moving: bool) -> bytes:
    told = _how(picture, kind, content)
    turned = picture.getexif().get(Base.Orientation, UPRIGHT) != UPRIGHT
    upright: Image.Image = picture
    if turned and not is_moving:
        upright = ImageOps.exif_transpose(picture)
    upright.info = {name: value for name, value in picture.info.items() if name in SHOWN}
    made = io.BytesIO()
    upright.save(made, FORMATS[kind][0], save_all=is_moving, **told)
    return made.getvalue()


def _how(picture: Image.Image, kind: str, content: bytes) -> dict[str, Any]:
    """Say how it is written so that it looks as it did: a JPEG in the steps it was coded in."""
    told = {"icc_profile": picture.info.get("icc_profile")}
    if kind == "jpg":
        steps = getattr(picture, "quantization", None)
        return told | {
            "qtables": steps,
            "optimize": True,
            "progressive": bool(picture.info.get("progressive")),
        }
    if kind == "png":
        return told | {"optimize": False}
    return told | {"lossless": b"VP8L" in content[:64], "quality": 90}
