"""How long a text is to those who carry it: graphemes, Mastodon, X, and segments of SMS.

Every place counts in its own way, so a text that fits one may be refused by another. Sources stand
with each function; `benchmarks/counters.py` compares them with real servers.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

import regex

BLUESKY_GRAPHEMES = 300
BLUESKY_BYTES = 3_000
MASTODON_CHARACTERS = 500
X_WEIGHT = 280
URL_LENGTH = 23
"""What one address costs on Mastodon and on X, however long it is."""

# Addresses as twitter-text 3.1 finds them, which Mastodon builds on as well. The character before
# is taken along, as there: no letter of ASCII, digit, @, $ or #. A path may hold letters with
# accents and balanced parentheses, and ends neither in a full stop nor in a comma.
_BEFORE = r"(?P<before>[^A-Za-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF]|\A)"
_ACCENTS = r"À-ÖØ-öø-ɏɓɔɖɗəɛɣɨɯɲʉʻ\u0300-\u036FḀ-ỿ"
_SPACES = r"\x00-\x20\x7F\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_MARKS = r"!'#%&()*+,\\\-./:;<=>?@\[\]\^_{|}~$"
_LETTER = rf"[^{_SPACES}{_MARKS}\uFFFE\uFEFF\uFFFF\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069]"
# A label has 63 characters at most, and we look at 12 labels: a long text stays quick to read.
_LABELS = (
    rf"(?:(?>{_LETTER}(?:[_-]*{_LETTER}){{0,62}})\.){{0,12}}"
    rf"(?>{_LETTER}(?:-*{_LETTER}){{0,62}})\."
)
_INSIDE = rf"[a-z0-9{_ACCENTS}\u0400-\u04FF!*';:=+,.$/%#\[\]\-–_~@|&]"
_PARENTHESES = rf"\((?:{_INSIDE}+|{_INSIDE}*\({_INSIDE}+\){_INSIDE}*)\)"
_LAST = rf"[+\-a-z0-9{_ACCENTS}\u0400-\u04FF=_#/]"
_PART = rf"{_INSIDE}*(?:{_PARENTHESES}{_INSIDE}*)*{_LAST}"
_PATH = rf"/(?:{_PART}|{_PARENTHESES}|@{_INSIDE}+/)*"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"

# Endings of domains: every country, and those that people meet. An address with another ending
# costs its letters, which is more than it should be unless the address is very short.
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee "
    "eg er es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm "
    "hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb "
    "lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz "
    "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs "
    "ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl "
    "tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_OTHERS = (
    "com net org info biz gov edu mil int name pro aero coop museum jobs mobi travel cat tel post "
    "app dev blog news online site website cloud page link help live today media social community "
    "report support center world earth city email network agency services solutions systems "
    "software tech"
)
_ENDING = "|".join(sorted((_COUNTRIES + " " + _OTHERS).split(), key=len, reverse=True))
_ENDING = rf"(?:(?:{_ENDING})(?![0-9A-Za-z@+-])|xn--[a-z0-9-]+)"
_URL = regex.compile(
    rf"{_BEFORE}(?P<url>(?P<protocol>https?://)?(?P<domain>{_LABELS}{_ENDING})"
    rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?)",
    regex.IGNORECASE,
)
_BARE_DOMAIN = regex.compile(rf"(?:[\-a-z0-9{_ACCENTS}]+\.)+{_ENDING}", regex.IGNORECASE)

# UTS #51, ED-14 to ED-17: a pair of letters is one flag only when there is such a flag.
_FLAGS_ONLY = "bl bq bv cp dg ea eh gb ic mf sj ta um un xk"
_FLAGS = "|".join(
    "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in code)
    for code in (*_COUNTRIES.split(), *_FLAGS_ONLY.split())
    if code not in {"su", "uk"}
)
_FACE = (
    r"(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|[©®]\uFE0F"
    r"|[\p{Emoji}--[0-9#*©®]](?:\uFE0F|(?!\uFE0E)))"
)
_EMOJI = (
    rf"[0-9#*]\uFE0F?\u20E3|\U0001F3F4[\U000E0061-\U000E007A]+\U000E007F|{_FLAGS}"
    rf"|{_FACE}(?:\u200D{_FACE})*"
)

_EMOJI_FOUND = regex.compile(_EMOJI, regex.V1)
# app/models/account.rb of Mastodon, MENTION_RE: only a mention with a host is shortened.
_MENTION = regex.compile(
    r"(?<![=/\p{L}\p{M}\p{Nd}\p{Pc}])@(?P<name>[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)"
    r"@[\p{L}\p{M}\p{Nd}\p{Pc}.-]+[\p{L}\p{M}\p{Nd}\p{Pc}]+",
    regex.IGNORECASE,
)
_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> int:
    """Count what a reader calls characters: extended grapheme clusters.

    Source: UAX #29, table 1c; app.bsky.feed.post sets `maxGraphemes` 300 and `maxLength` 3,000.
    """
    return len(_GRAPHEME.findall(text))


def bluesky_fits(text: str) -> bool:
    """Tell whether Bluesky takes a text: 300 graphemes and 3,000 bytes of UTF-8, both."""
    return graphemes(text) <= BLUESKY_GRAPHEMES and len(text.encode()) <= BLUESKY_BYTES


def mastodon_length(text: str) -> int:
    """Count as Mastodon does: graphemes, 23 for an address, and a mention without its host.

    Source: `StatusLengthValidator` of Mastodon 4 (app/validators/status_length_validator.rb). An
    address without http:// or https:// counts its letters.
    """
    shortened, at = [], 0
    for start, end in addresses(text):
        shortened += [text[at:start], "x" * URL_LENGTH]
        at = end
    shortened.append(text[at:])
    return graphemes(_MENTION.sub(r"@\g<name>", "".join(shortened)))


def addresses(text: str) -> list[tuple[int, int]]:
    """Find the addresses with http:// or https://: from and to, in characters."""
    if "://" not in text:
        return []
    return [found.span("url") for found in _URL.finditer(text) if found["protocol"]]


def _linked(text: str) -> list[tuple[int, int]]:
    """Find what X makes a link of: names without http:// too, in letters of Latin."""
    spans: list[tuple[int, int]] = []
    for found in _URL.finditer(text) if "." in text else ():
        if found["protocol"]:
            spans.append(found.span("url"))
        elif found["before"] not in {"-", "_", ".", "/"}:
            spans += _bare(found)
    return spans


def _bare(found: regex.Match[str]) -> list[tuple[int, int]]:
    start = found.start("domain")
    names = [
        (start + name.start(), start + name.end())
        for name in _BARE_DOMAIN.finditer(found["domain"])
    ]
    if names and found["path"]:
        names[-1] = (names[-1][0], found.end("url"))
    return names


def x_weight(text: str) -> int:
    """Count as X does: 23 for an address, 2 for an emoji, 1 or 2 for other characters.

    Source: twitter-text 3, configuration v3: after composing (NFC), code points 0-4351, 8192-8205,
    8208-8223 and 8242-8247 weigh 1, all others 2; at most 280. A name such as nrk.no is an address.
    """
    composed = unicodedata.normalize("NFC", text)
    weight, at = 0, 0
    for start, end in _linked(composed):
        weight += _plain_weight(composed[at:start]) + URL_LENGTH
        at = end
    return weight + _plain_weight(composed[at:])


def _plain_weight(text: str) -> int:
    emoji = _EMOJI_FOUND.findall(text)
    rest = _EMOJI_FOUND.sub("", text) if emoji else text
    return 2 * len(emoji) + sum(_weight(character) for character in rest)


def _weight(character: str) -> int:
    point = ord(character)
    is_light = (
        point <= 4351 or 8192 <= point <= 8205 or 8208 <= point <= 8223 or 8242 <= point <= 8247
    )
    return 1 if is_light else 2


# 3GPP TS 23.038, section 6.2.1: the basic table, and the extension that costs an escape as well.
GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")

_PLAIN = {
    **dict.fromkeys("“”„‟«»″〝〞", '"'),
    **dict.fromkeys("‘’‚‛‹›′´`ʼ", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys(
        "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "
    ),
    **dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""),
    **dict.fromkeys("\u2028\u2029", "\n"),
    "…": "...",
    "\t": " ",
    "•": "-",
    "×": "x",
}
_TO_PLAIN = str.maketrans(_PLAIN)


@dataclass(frozen=True)
class Segments:
    """How an SMS is cut: `units` are septets (gsm7) or 16-bit units (ucs2)."""

    encoding: Literal["gsm7", "ucs2"]
    units: int
    segments: int


def sms_segments(text: str) -> Segments:
    """Count the segments of an SMS as it stands; no text is none.

    One segment carries 160 septets or 70 units; each of several carries 153 or 67, because the
    header that joins them takes six octets. An escaped character and a surrogate pair are not cut.

    Source: 3GPP TS 23.038, section 6.2.1; TS 23.040, section 9.2.3.24.1.
    """
    if all(character in GSM7_BASIC or character in GSM7_EXTENSION for character in text):
        costs = [1 + (character in GSM7_EXTENSION) for character in text]
        return Segments("gsm7", sum(costs), _segments(costs, 160, 153))
    costs = [1 + (ord(character) > 0xFFFF) for character in text]
    return Segments("ucs2", sum(costs), _segments(costs, 70, 67))


def _segments(costs: list[int], alone: int, joined: int) -> int:
    if sum(costs) <= alone:
        return int(bool(costs))
    segments, used = 1, 0
    for cost in costs:
        if used + cost > joined:
            segments, used = segments + 1, 0
        used += cost
    return segments


def gsm7_safe(text: str) -> str:
    """Write quotation marks, dashes and spaces plainly, so that they do not halve the segment.

    What GSM-7 lacks and has no plain form, as č or an emoji, is left as it is.
    """
    return unicodedata.normalize("NFC", text).translate(_TO_PLAIN)
