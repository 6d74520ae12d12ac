"""The image that carries a message on Instagram, which takes no post of words alone."""

import io
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_datetime
from PIL import Image

from allmenning.delivery.channels.phrases import phrases
from allmenning.delivery.contract import Act, Message, Text, Workspace
from allmenning.ui.fonts import FAMILIES, FOLDER

OSLO = ZoneInfo("Europe/Oslo")
FORM = Path(__file__).resolve().parent / "card.typ"
SIZE = (1080, 1350)  # 4:5, the tallest that Instagram shows whole
WHITE, BLACK = "#ffffff", "#000000"

# Band and ink on it, at least 7:1 (WCAG 2.2, 1.4.6). The label says the same in words.
SEVERITIES = {
    "Extreme": ("#8a0f1f", WHITE),
    "Severe": ("#f29a2e", BLACK),
    "Moderate": ("#f7d84a", BLACK),
    "Minor": ("#0b4f6c", WHITE),
    "Unknown": ("#3f3f46", WHITE),
}
ENDINGS = {Act.ALL_CLEAR: ("#14532d", WHITE), Act.CANCEL: ("#3f3f46", WHITE)}
EXERCISE = ("#5b2a86", WHITE)


@dataclass(frozen=True)
class Card:
    """Every word and colour of the image; `full` and `short` are lines, the fuller tried first."""

    language: str
    label: str
    note: str
    headline: str
    full: tuple[str, ...]
    short: tuple[str, ...]
    sender: str
    time: str
    link: str
    band: str
    ink: str
    sign: bool
    mark: str
    fonts: tuple[str, ...] = FAMILIES


def card_of(message: Message) -> Card:
    """Lay out a message in the sender's own language."""
    text, words = message.text, phrases(message.text.language)
    exercise = message.workspace == Workspace.EXERCISE
    label = words.acts[message.act]
    band, ink = colours(message)
    return Card(
        language=text.language,
        label=f"{words.exercise} – {label}" if exercise else label,
        note=words.this_is_an_exercise if exercise else "",
        headline=text.headline,
        full=_body(message, text, text.full.split("\n")),
        short=_body(message, text, [_unsigned(message, text)]),
        sender=message.sender,
        time=format_datetime(message.sent_at.astimezone(OSLO), words.clock, locale=text.language),
        link=text.link.removeprefix("https://"),
        band=band,
        ink=ink,
        sign=message.act in {Act.ALERT, Act.UPDATE} and not exercise,
        mark=words.exercise if exercise else "",
    )


def colours(message: Message) -> tuple[str, str]:
    """Choose band and ink. An exercise never has the colours of a warning that is meant."""
    if message.workspace == Workspace.EXERCISE:
        return EXERCISE
    severity = SEVERITIES.get(message.severity, SEVERITIES["Unknown"])
    return ENDINGS.get(message.act, severity)


def jpeg(card: Card) -> bytes:
    """Draw the image, 1080 by 1350 points, as JPEG in sRGB."""
    drawn = typst.compile(
        FORM,
        root=FORM.parent,
        # Fonts of the machine would make the image differ from one to the next.
        ignore_system_fonts=True,
        font_paths=[FOLDER] if FOLDER.is_dir() else [],
        format="png",
        ppi=72.0,
        sys_inputs={"card": json.dumps(asdict(card), ensure_ascii=False)},
    )
    with Image.open(io.BytesIO(drawn)) as image, io.BytesIO() as out:
        image.convert("RGB").save(out, "JPEG", quality=90, subsampling=0, optimize=True)
        return out.getvalue()


def _unsigned(message: Message, text: Text) -> str:
    """Take link and signature, `Vågå kommune kl. 03.40: https://...`, out of the short text."""
    signed = rf"(?:{re.escape(message.sender)}(?: kl\.)? \S+: )?{re.escape(text.link)}"
    return re.sub(r"\s+", " ", re.sub(signed, "", text.short)).strip()


def _body(message: Message, text: Text, lines: list[str]) -> tuple[str, ...]:
    """Leave out what the card says elsewhere: headline, mark, link, sender and time."""
    shown = (f"{text.headline} {phrases(text.language).this_is_an_exercise}").casefold()

    def is_new(line: str) -> bool:
        bare = line.strip().rstrip(".").casefold()
        signed = f"{bare},".startswith(f"{message.sender},".casefold())
        return bool(bare) and bare not in shown and text.link not in line and not signed

    return tuple(line.strip() for line in lines if is_new(line))
