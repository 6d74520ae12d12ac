"""What is wrong with a message before it is sent: what stops it, and what is worth a look."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmenning.alerts.areas import Kind
from allmenning.alerts.wording import LONGEST_HEADLINE, Content, Said, headline
from allmenning.core.lengths import sms_segments
from allmenning.delivery.contract import Act, Rendition

LONGEST_LIFE = timedelta(days=7)
WARNING_ACTS = {Act.ALERT, Act.UPDATE}

SENTENCES: dict[str, str | Promise] = {
    "no_text": _("Write what has happened, in Norwegian."),
    "what": _("Write what has happened, in %(language)s too."),
    "todo": _("Write what people should do."),
    "place": _("Write where it is: the drawn area has no name of its own."),
    "area": _("Choose where the warning applies."),
    "next_update": _("Say when the next message comes."),
    "next_update_past": _("The time of the next message has passed."),
    "next_update_late": _("The next message comes after the warning has run out."),
    "sender": _("The message has no sender."),
    "expiry_past": _("The warning would have run out already."),
    "expiry_late": _("A warning may last at most seven days."),
    "no_link": _("Give a link to the municipality's own page about it."),
    "link": _("The link is not a web address that can be trusted."),
    "link_domain": _("The link must lead to the municipality's own page, at %(hosts)s."),
    "no_domain": _("The municipality's own web address is not known. Add it under readiness."),
    "link_insecure": _("The link does not begin with https://."),
    "shortener": _("%(host)s hides where a link leads. Use the whole address."),
    "foreign_link": _("The text links to %(host)s, which is not the municipality's own page."),
    "radio": _("The message does not point to NRK P1."),
    "headline": _("The first sentence is too long for a headline: %(count)d of %(limit)d."),
    "not_an_exercise": _("An exercise may never say that it is not an exercise."),
    "says_exercise": _("A live message may not say “%(word)s”: people would not act on it."),
    "emergency_alert": _(
        "Do not call it “%(word)s”: only the police and the civil defence send that."
    ),
    "does_not_fit": _("Too long for %(channel)s: %(count)d of %(limit)d."),
    "unusual": _("“%(characters)s” makes every SMS more than twice as long."),
    "blank": _("There is a blank left in the text: %(blank)s"),
    "template_text": _("The text in %(language)s is still the template's, and yours is not."),
    "same_text": _("The text in English is the same as in Norwegian."),
    "own_language": _("The municipality's own language form is missing."),
    "no_channels": _("No channel is connected. The warning will stand on the status page only."),
}

LANGUAGE_NAMES: dict[str, str | Promise] = {
    "nb": _("bokmål"),
    "nn": _("nynorsk"),
    "en": _("English"),
}


class Level(StrEnum):
    STOPS = "stops"
    WARNS = "warns"


@dataclass(frozen=True)
class Remark:
    """One thing to say about a message. `field` is the field of the form it belongs to."""

    code: str
    level: Level
    field: str
    language: str = ""
    values: Mapping[str, Any] = with_default(default_factory=dict)

    @property
    def stops(self) -> bool:
        return self.level == Level.STOPS

    @property
    def sentence(self) -> str:
        values = dict(self.values)
        if self.language:
            values["language"] = str(LANGUAGE_NAMES[self.language])
        return str(SENTENCES[self.code]) % values


@dataclass(frozen=True)
class Fit:
    """The message as one connected account would carry it."""

    account: int
    channel: str
    rendition: Rendition


@dataclass(frozen=True)
class Around:
    """What the linter must know besides the message itself.

    `hosts` are the municipality's own, `trusted` those of the authority whose message is passed
    on; `templates` the ready texts of the hazard; `own` the language form, empty when neutral.
    """

    hosts: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    own: str = ""
    templates: Sequence[Mapping[str, Mapping[str, str]]] = ()
    fits: Sequence[Fit] = ()


Rule = Callable[[Content, Around, datetime], Iterator[Remark]]


def look(content: Content, around: Around, at: datetime) -> list[Remark]:
    """Return every remark, those that stop the message first."""
    found = [remark for rule in RULES for remark in rule(content, around, at)]
    return sorted(found, key=lambda remark: not remark.stops)


def _stop(code: str, place: str, language: str = "", **values: Any) -> Remark:
    return Remark(code, Level.STOPS, place, language, values)


def _warn(code: str, place: str, language: str = "", **values: Any) -> Remark:
    return Remark(code, Level.WARNS, place, language, values)


def _whole(content: Content, _around: Around, _at: datetime) -> Iterator[Remark]:
    """Ask for what, where, what to do and who, in each language that is begun."""
    if not content.sender:
        yield _stop("sender", "sender")
    if content.area is None:
        yield _stop("area", "area")
    if not {"nb", "nn"} & set(content.languages):
        yield _stop("no_text", "what")
    for language in content.languages:
        told = content.texts[language]
        if not told.what:
            yield _stop("what", "what", language)
        if not told.todo:
            yield _stop("todo", "todo", language)
    drawn = content.area is not None and content.area.kind == Kind.POLYGON
    unnamed = [one for one in content.languages if not content.texts[one].where]
    if drawn and unnamed:
        yield _stop("place", "where", unnamed[0])


def _times(content: Content, _around: Around, at: datetime) -> Iterator[Remark]:
    if content.expires_at <= at:
        yield _stop("expiry_past", "expires_at")
    if content.expires_at > at + LONGEST_LIFE:
        yield _stop("expiry_late", "expires_at")
    if content.act not in WARNING_ACTS:
        return
    if content.next_update_at is None:
        yield _stop("next_update", "next_update_at")
    elif content.next_update_at <= at:
        yield _stop("next_update_past", "next_update_at")
    elif content.next_update_at > content.expires_at:
        yield _warn("next_update_late", "next_update_at")


# Where a link leads.

SHORTENERS = {
    "bit.ly",
    "buff.ly",
    "cutt.ly",
    "fb.me",
    "goo.gl",
    "is.gd",
    "lnkd.in",
    "ow.ly",
    "rb.gy",
    "rebrand.ly",
    "shorturl.at",
    "t.co",
    "t.ly",
    "tiny.cc",
    "tinyurl.com",
    "v.gd",
}
# Browsers read a backslash as a slash, so what stands before it would be the host.
SUSPECT = re.compile(r"[\s\\<>\"]|^[^/]*//[^/]*@")
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


def host_of(link: str) -> str:
    """Return the host of a web address, or nothing where it cannot be trusted to be the host."""
    whole = link if "://" in link else f"https://{link}"
    if SUSPECT.search(whole) or not whole.lower().startswith(("https://", "http://")):
        return ""
    try:
        return (urlsplit(whole).hostname or "").removeprefix("www.").rstrip(".")
    except ValueError:
        return ""


def belongs(host: str, owners: Sequence[str]) -> bool:
    return any(host == owner or host.endswith(f".{owner}") for owner in owners if owner)


def _link(content: Content, around: Around, _at: datetime) -> Iterator[Remark]:
    if not content.link:
        yield _stop("no_link", "link")
        return
    host = host_of(content.link)
    if not host:
        yield _stop("link", "link")
    elif belongs(host, tuple(SHORTENERS)):
        yield _stop("shortener", "link", host=host)
    elif not around.hosts and not around.trusted:
        yield _stop("no_domain", "link")
    elif not belongs(host, (*around.hosts, *around.trusted)):
        yield _stop("link_domain", "link", hosts=", ".join(around.hosts))
    elif not content.link.lower().startswith("https://"):
        yield _stop("link_insecure", "link")


def _links_in_text(content: Content, around: Around, _at: datetime) -> Iterator[Remark]:
    for language, place, text in _written(content):
        hosts = {host_of(link.rstrip(".,;:!?)")) for link in LINK.findall(text)}
        short = {bare for bare in SHORTENERS if re.search(rf"\b{re.escape(bare)}/", text.lower())}
        for host in sorted(short):
            yield _stop("shortener", place, language, host=host)
        for host in sorted(hosts - short):
            if not belongs(host, (*around.hosts, *around.trusted)):
                yield _warn("foreign_link", place, language, host=host or "?")


def _written(content: Content) -> Iterator[tuple[str, str, str]]:
    """Give out every text a person wrote: language, field, text."""
    for language in content.languages:
        told = content.texts[language]
        for place in ("what", "where", "todo"):
            yield language, place, getattr(told, place)


# Words that would turn the message into something else.

EXERCISE = re.compile(
    r"\w*(?<!r)(?<!ut)øvelse\w*|\w*(?<!r)øving\w*|storøving\w*"
    r"|\bexercises?\b|\bdrills?\b|\btest(?:ing|melding|varsel)?\w{0,3}\b"
)
NOT_AN_EXERCISE = re.compile(
    r"\b(?:ikke|ikkje|ingen|inga|not|no|isn't|never|aldri)\s+(?:(?:noen|noka|noko|just|bare|berre"
    r"|en|ei|ein|a|an|the|any)\s+)*(?:\w*øvelse|\w*øving|exercise|drill|test)"
)
EMERGENCY_ALERT = re.compile(r"\b(?:nødvars|naudvars)\w*|\bemergency alert\w*")
BLANK = re.compile(r"\[[^\]]*\]|_{2,}|\bxx+\b|\.{4,}", re.IGNORECASE)


def _words(content: Content, _around: Around, _at: datetime) -> Iterator[Remark]:
    for language, place, text in _written(content):
        told = text.lower()
        if content.is_exercise and NOT_AN_EXERCISE.search(told):
            yield _stop("not_an_exercise", place, language)
        said = EXERCISE.search(told)
        if said and not content.is_exercise:
            yield _stop("says_exercise", place, language, word=said.group())
        if named := EMERGENCY_ALERT.search(told):
            yield _stop("emergency_alert", place, language, word=named.group())
        if blank := BLANK.search(text):
            yield _stop("blank", place, language, blank=blank.group())


def _form(content: Content, _around: Around, _at: datetime) -> Iterator[Remark]:
    if not content.radio:
        yield _warn("radio", "radio")
    for language in content.languages:
        length = len(headline(content, language))
        if length > LONGEST_HEADLINE:
            yield _stop("headline", "what", language, count=length, limit=LONGEST_HEADLINE)
    for language, place, text in _written(content):
        unusual = sorted({one for one in text if sms_segments(one).encoding == "ucs2"})
        if unusual:
            yield _warn("unusual", place, language, characters="".join(unusual))


def _channels(_content: Content, around: Around, _at: datetime) -> Iterator[Remark]:
    if not around.fits:
        yield _warn("no_channels", "channels")
    for one in around.fits:
        if not one.rendition.fits:
            count, limit = one.rendition.count, one.rendition.limit
            yield _stop("does_not_fit", "what", channel=one.channel, count=count, limit=limit)


def _languages(content: Content, around: Around, _at: datetime) -> Iterator[Remark]:
    if around.own and content.languages and around.own not in content.languages:
        yield _warn("own_language", "what")
    if content.act not in WARNING_ACTS:
        return
    for language in content.languages[1:]:
        if _is_left_as_template(content, around, language):
            yield _warn("template_text", "what", language)
        first, other = content.texts[content.languages[0]], content.texts[language]
        if language == "en" and other.what and other.what == first.what:
            yield _warn("same_text", "what", language)


def _is_left_as_template(content: Content, around: Around, language: str) -> bool:
    """Tell whether the first language was written anew, and this one not."""
    first = content.texts[content.languages[0]]
    return any(
        _equals(content.texts[language], ready.get(language))
        and not _equals(first, ready.get(content.languages[0]))
        for ready in around.templates
    )


def _equals(told: Said, ready: Mapping[str, str] | None) -> bool:
    if ready is None:
        return False
    return (told.what, told.todo) == (ready.get("what"), ready.get("todo"))


RULES: tuple[Rule, ...] = (
    _whole,
    _times,
    _link,
    _links_in_text,
    _words,
    _form,
    _channels,
    _languages,
)
