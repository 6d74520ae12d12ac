"""What was sent, in the language of the page or the nearest one it was written in."""

from dataclasses import dataclass
from datetime import datetime

from allmenning.alerts import wording
from allmenning.alerts.phrases import PHRASES
from allmenning.alerts.status.content import ENDS, Notice, Sent
from allmenning.delivery.contract import Act, Workspace

MOST_EARLIER = 10
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Moment:
    at: datetime
    text: str


@dataclass(frozen=True)
class Told:
    """One version as the page tells it; `language` is the one its text is in."""

    act: str
    language: str
    title: str
    rest: str
    where: str
    todo: str
    next_word: str
    at: Moment
    until: Moment | None
    radio: bool
    link: str
    host: str
    sender: str
    owner: str


@dataclass(frozen=True)
class ToldNotice:
    key: str
    slug: str
    name: str
    hazard: str
    state: str
    newest: Told
    earlier: tuple[Told, ...]


def told_notice(notice: Notice, language: str) -> ToldNotice:
    state = "active" if notice.is_active else "run-out"
    if notice.newest.act in ENDS:
        state = str(notice.newest.act.value)
    hazard = PHRASES[language].hazards[notice.newest.content.hazard]  # type: ignore[index]
    return ToldNotice(
        key=notice.key,
        slug=notice.slug,
        name=notice.name,
        hazard=hazard[:1].upper() + hazard[1:],
        state=state,
        newest=told(notice.newest, language),
        earlier=tuple(told(sent, language) for sent in notice.sent[1 : 1 + MOST_EARLIER]),
    )


def told(sent: Sent, language: str) -> Told:
    content = sent.content
    used = written_in(content, language)
    text = content.texts[used]
    first, rest = wording.in_two(text.what)
    return Told(
        act=sent.act.value,
        language=used,
        title=first,
        rest=rest,
        where=_capital(wording.where(content, used)),
        todo=wording.sentence(text.todo),
        next_word=wording.next_word(content, used, sent.at).replace("kl. ", f"kl.{NBSP}"),
        at=moment(sent.at, language),
        until=moment(content.expires_at, language) if sent.act not in ENDS else None,
        radio=content.radio,
        link=content.link,
        host=content.link.split("/")[2] if content.link.count("/") > 1 else "",
        sender=content.sender,
        owner=content.owner,
    )


def written_in(content: wording.Content, language: str) -> str:
    """Return the language of the page if the text is in it, otherwise the sender's own."""
    return language if language in content.languages else content.languages[0]


def moment(at: datetime, language: str) -> Moment:
    """Day, year and time of day in Norway, in words; the time is not parted over two lines."""
    day, clock = wording.day_and_clock(at, language)
    year = at.astimezone(wording.OSLO).year
    between = "at" if language == "en" else "kl."
    return Moment(at.astimezone(wording.OSLO), f"{day} {year} {between}{NBSP}{clock}")


def headline(notice: Notice, language: str) -> str:
    content = notice.newest.content
    return wording.headline(content, written_in(content, language))


def mark(notice: Notice, language: str) -> str:
    """Return what the newest word does, as the messages themselves say it."""
    words = PHRASES[language]
    marks = {Act.UPDATE: words.update, Act.CANCEL: words.cancel, Act.ALL_CLEAR: words.all_clear}
    return marks.get(notice.newest.act, "")


def is_exercise(workspace: Workspace) -> bool:
    return workspace == Workspace.EXERCISE


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
