"""From what somebody wrote in five fields to the text of a message, in each language."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from allmenning.alerts.areas import Area, Kind
from allmenning.alerts.models import Hazard
from allmenning.alerts.phrases import LANGUAGES, PHRASES, Phrases
from allmenning.core.lengths import gsm7_safe, x_weight
from allmenning.delivery.contract import Act, Message, Text, Workspace

OSLO = ZoneInfo("Europe/Oslo")
LONGEST_HEADLINE = 160
# Characters a person may write in each field.
LONGEST = {"what": 300, "where": 160, "todo": 700}
# Control, format, surrogate and private; but an emoji may be joined of several.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
JOINER = "\u200d"
JOINED_WORD = re.compile(rf"(?<=\w){JOINER}|{JOINER}(?=\w)|[\ufffe\uffff]")
ENDS_SENTENCE = (".", "!", "?", ":")
# A stop ends a sentence, but not after "kl." and its like, and not in "24. november".
SENTENCE_STOP = re.compile(
    r"(?<!\bkl)(?<!\bca)(?<!\bnr)(?<!\bst)(?<!\bdr)(?<!\beks)\. (?!(?-i:[a-zæøå]))", re.IGNORECASE
)


@dataclass(frozen=True)
class Said:
    """What a person wrote in one language; `where` may be left to the area's own name."""

    what: str = ""
    where: str = ""
    todo: str = ""

    def __bool__(self) -> bool:
        return bool(self.what or self.where or self.todo)


@dataclass(frozen=True)
class Content:
    """Everything a message is made of, without the database.

    `languages` has the sender's own first. `sender` is the municipality as it signs, `place` as
    one says all of it. `owner` and `source` name the authority of a message that is passed on.
    """

    workspace: Workspace
    act: Act
    hazard: str
    severity: str
    texts: Mapping[str, Said]
    languages: tuple[str, ...]
    area: Area | None
    sender: str
    place: str
    link: str
    radio: bool
    next_update_at: datetime | None
    expires_at: datetime
    owner: str = ""
    source: str = ""

    @property
    def is_exercise(self) -> bool:
        return self.workspace == Workspace.EXERCISE


def clean(text: str) -> str:
    """Write quotation marks, dashes and spaces plainly, on one line, and nothing unseen.

    Characters without a form turn text around, hide words from the linter or end an XML document.
    """
    line = JOINED_WORD.sub("", " ".join(text.split()))
    seen = (one for one in line if one in JOINER or unicodedata.category(one) not in UNSEEN)
    return " ".join(gsm7_safe("".join(seen)).split())


def said(told: Mapping[str, str]) -> Said:
    return Said(**{field: clean(told.get(field, "")) for field in ("what", "where", "todo")})


def order_of_languages(texts: Mapping[str, object], own: str) -> tuple[str, ...]:
    """Put the municipality's own form first, then the other one, English last."""
    written = [language for language in LANGUAGES if texts.get(language)]
    return tuple(sorted(written, key=lambda language: language != own))


def message_of(
    content: Content, *, key: str, stream: str, number: int, sent_at: datetime, cap: str = ""
) -> Message:
    """Make the message that channels carry."""
    return Message(
        key=key,
        stream=stream,
        number=number,
        act=content.act,
        workspace=content.workspace,
        texts=texts_of(content, sent_at),
        sender=content.sender,
        severity=content.severity,
        sent_at=sent_at,
        expires_at=content.expires_at,
        cap=cap,
    )


def texts_of(content: Content, sent_at: datetime) -> tuple[Text, ...]:
    return tuple(
        Text(
            language=language,
            headline=headline(content, language),
            short=short(content, language, sent_at),
            full=full(content, language, sent_at),
            link=content.link,
        )
        for language in content.languages
    )


def marks(content: Content, language: str) -> list[str]:
    """Return what stands before everything else: that it is an exercise, then what it does."""
    words = PHRASES[language]
    acts = {Act.UPDATE: words.update, Act.CANCEL: words.cancel, Act.ALL_CLEAR: words.all_clear}
    exercise = [words.exercise] if content.is_exercise else []
    return exercise + ([acts[content.act]] if content.act in acts else [])


def headline(content: Content, language: str) -> str:
    """One line: the marks, the first sentence, and the place where there is room for it."""
    first, _rest = in_two(content.texts[language].what)
    line = ": ".join([". ".join(marks(content, language)), first]).removeprefix(": ")
    with_place = f"{line} ({where(content, language)})"
    fits = where(content, language) and len(with_place) <= LONGEST_HEADLINE
    return with_place if fits else line


def in_two(text: str) -> tuple[str, str]:
    """Part the first sentence, without its stop, from what follows."""
    first, *rest = SENTENCE_STOP.split(text, maxsplit=1)
    return first.removesuffix("."), "".join(rest)


def where(content: Content, language: str) -> str:
    """Return the place in words: as written, or by the area's own name."""
    told = content.texts[language].where
    if told or content.area is None:
        return told
    if content.area.kind == Kind.MUNICIPALITY:
        return PHRASES[language].whole % content.place
    return listed(content.area.names, PHRASES[language])


def listed(names: tuple[str, ...], words: Phrases) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.list_and} {names[-1]}"


def short(content: Content, language: str, sent_at: datetime) -> str:
    """One paragraph for channels with little room.

    The clock stands in it because X refuses a text it has carried before.
    """
    words, told = PHRASES[language], content.texts[language]
    place = where(content, language)
    parts = [
        *(f"{mark}." for mark in marks(content, language)),
        sentence(told.what),
        words.applies_to % place.removesuffix(".") if place else "",
        sentence(told.todo),
        next_word(content, language, sent_at),
        words.passed_on % content.owner if content.owner else "",
        f"{content.sender} {words.at_clock % clock(sent_at, language)}: {content.link}",
        words.radio if content.radio else "",
    ]
    return " ".join(part for part in parts if part)


def full(content: Content, language: str, sent_at: datetime) -> str:
    """Say the same on lines, with until when it applies and who it comes from."""
    words, told = PHRASES[language], content.texts[language]
    place = where(content, language)
    lasts = content.act in {Act.ALERT, Act.UPDATE}
    lines = [
        ". ".join(marks(content, language)),
        words.this_is_an_exercise if content.is_exercise else "",
        sentence(told.what),
        words.place % place if place else "",
        words.todo % sentence(told.todo) if told.todo else "",
        next_word(content, language, sent_at),
        words.lasts_until % day_and_clock(content.expires_at, language) if lasts else "",
        words.passed_on % content.owner if content.owner else "",
        words.source % content.source if content.source else "",
        words.more % content.link,
        words.radio if content.radio else "",
        f"{content.sender}, {words.on_day_at % day_and_clock(sent_at, language)}",
    ]
    return "\n".join(line for line in lines if line)


def sentence(text: str) -> str:
    return text if not text or text.endswith(ENDS_SENTENCE) else f"{text}."


def next_word(content: Content, language: str, sent_at: datetime) -> str:
    """Say when the next message comes, with the day when it is not today."""
    moment, words = content.next_update_at, PHRASES[language]
    if moment is None or content.act not in {Act.ALERT, Act.UPDATE}:
        return ""
    if moment.astimezone(OSLO).date() == sent_at.astimezone(OSLO).date():
        return words.next_word % clock(moment, language)
    return words.next_word_day % day_and_clock(moment, language)


def clock(moment: datetime, language: str) -> str:
    """Write the time of day in Norway: 04.30, or 04:30 in English."""
    return moment.astimezone(OSLO).strftime("%H:%M" if language == "en" else "%H.%M")


def day_and_clock(moment: datetime, language: str) -> tuple[str, str]:
    """Day and month in words, and the time of day."""
    local = moment.astimezone(OSLO)
    stop = "" if language == "en" else "."
    month = PHRASES[language].months[local.month - 1]
    return f"{local.day}{stop} {month}", clock(moment, language)


def ready_made(
    content: Content, act: Act, sent_at: datetime, at: datetime
) -> dict[str, dict[str, str]]:
    """Return the texts of a correction: what was sent at `sent_at` is taken back, or is over."""
    return {
        language: {
            "what": _what_now(content, act, language, (sent_at, at)),
            "where": _where_now(content, language),
            "todo": _todo_now(act, PHRASES[language]),
        }
        for language in content.languages
    }


def _what_now(content: Content, act: Act, language: str, times: tuple[datetime, datetime]) -> str:
    words = PHRASES[language]
    hazard = words.hazards[Hazard(content.hazard)]
    if act == Act.CANCEL:
        return words.was_a_mistake % (hazard, _when(*times, language))
    return words.danger_over % hazard


def _when(moment: datetime, at: datetime, language: str) -> str:
    """Name a moment by its clock, and by its day when that is not today."""
    if moment.astimezone(OSLO).date() == at.astimezone(OSLO).date():
        return PHRASES[language].at_clock % clock(moment, language)
    return PHRASES[language].on_day_at % day_and_clock(moment, language)


def _todo_now(act: Act, words: Phrases) -> str:
    return words.nothing_to_do if act == Act.CANCEL else words.back_to_normal


# A correction must fit everywhere, since nobody stands by to shorten it.
LONGEST_PLACE = 50


def _where_now(content: Content, language: str) -> str:
    place = where(content, language)
    return place if 0 < x_weight(place) <= LONGEST_PLACE else content.place
