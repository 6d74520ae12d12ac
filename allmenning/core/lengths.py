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

# Addresses as twitter-text 3.1 finds them, which Mastodon builds on as well: no letter, digit, @,
# $ or # before; a path may hold letters with accents and balanced parentheses, and ends neither in
# a full stop nor in a comma.
_NOT_IN_DOMAIN = r"\s!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$\"«»“”‘’…\p{Cc}\p{Cf}"
_DOMAIN = (
    rf"(?:[^{_NOT_IN_DOMAIN}](?:[_-]*[^{_NOT_IN_DOMAIN}])*\.)+(?:xn--[a-z0-9-]+|\p{{L}}{{2,}})"
)
_PATH = r"a-z0-9À-ÖØ-öø-ɏ\u0300-\u036FḀ-ỿЀ-ӿ"
_INSIDE = rf"[{_PATH}!*';:=+,.$/%#\[\]\-–_~@|&]"
_PARENTHESES = rf"\((?:{_INSIDE}|\({_INSIDE}+\))+\)"
_REST = (
    rf"(?::[0-9]+)?(?:/(?:(?:{_INSIDE}|{_PARENTHESES})*(?:[{_PATH}+\-=_#/]|{_PARENTHESES}))?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
)
_BEFORE = r"(?<![A-Za-z0-9@＠$#＃])"
_AFTER_NAME = r"(?![0-9A-Za-z@+-])"
_FULL_URL = rf"{_BEFORE}https?://{_DOMAIN}{_AFTER_NAME}{_REST}"

# X makes a link of a bare name too when it ends as a domain does: every country, and the endings
# people meet. An ending that is not here costs its letters, which is more than 23 only when long.
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
_BARE_URL = (
    r"(?<![A-Za-z0-9@＠$#＃\-_./])"
    rf"(?:[a-z0-9À-ÖØ-öø-ɏ](?:[a-z0-9À-ÖØ-öø-ɏ_-]*[a-z0-9À-ÖØ-öø-ɏ])?\.)+(?:{_ENDING})"
    rf"{_AFTER_NAME}{_REST}"
)

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

_MASTODON_URL = regex.compile(_FULL_URL, regex.IGNORECASE)
_X_PARTS = regex.compile(
    rf"(?P<url>{_FULL_URL}|{_BARE_URL})|(?P<emoji>{_EMOJI})", regex.IGNORECASE | regex.V1
)
# app/models/account.rb of Mastodon, MENTION_RE: only a mention with a host is shortened.
_MENTION = regex.compile(
    r"(?<![=/\w])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@[\w.-]*\w", regex.IGNORECASE
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
    shortened = _MASTODON_URL.sub("x" * URL_LENGTH, text)
    return graphemes(_MENTION.sub(r"@\1", shortened))


def addresses(text: str) -> list[tuple[int, int]]:
    """Find the addresses with http:// or https://: from and to, in characters."""
    return [found.span() for found in _MASTODON_URL.finditer(text)]


def x_weight(text: str) -> int:
    """Count as X does: 23 for an address, 2 for an emoji, 1 or 2 for other characters.

    Source: twitter-text 3, configuration v3: after composing (NFC), code points 0-4351, 8192-8205,
    8208-8223 and 8242-8247 weigh 1, all others 2; at most 280.
    """
    composed = unicodedata.normalize("NFC", text)
    weight, at = 0, 0
    for part in _X_PARTS.finditer(composed):
        weight += sum(_weight(character) for character in composed[at : part.start()])
        weight += URL_LENGTH if part["url"] else 2
        at = part.end()
    return weight + sum(_weight(character) for character in composed[at:])


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
