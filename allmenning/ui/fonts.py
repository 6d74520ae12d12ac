"""Fonts for what we draw on the server; pages use the reader's own."""

from pathlib import Path

# Laid out by `npm run build`. Typst falls back to its own serif where they are missing.
FOLDER = Path(__file__).resolve().parent / "vendor" / "fonts"
FAMILIES = ("Source Sans 3", "Libertinus Serif")
