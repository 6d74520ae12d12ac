"""Rules about what a message says: language, times, words that hang together, links."""

import re
from collections import Counter
from collections.abc import Iterator

from allmenning.core.cap.model import Alert, Info, NamedValue
from allmenning.core.cap.values import is_absolute
from allmenning.core.cap.words import Certainty, ResponseType, Severity, Urgency

from .rule import ADVISED, ADVISED_BY_OASIS, EVERYWHERE, Rule, infos, listed

LONGEST_HEADLINE = 160
DICTIONARY = "CAP 1.2, section 3.2.2"
LANGUAGE_TAG = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+"
)
DOTTED_ACRONYM = re.compile(r"(?:[A-Za-z]\.){2,}")
SAME_IN_ALL = (
    "event_codes",
    "categories",
    "response_types",
    "urgency",
    "severity",
    "certainty",
    "effective",
    "onset",
    "expires",
)
"""What one event has in every language; effective and onset belong to the profiles' wording."""


def language_tag(alert: Alert) -> Iterator[str]:
    """A language is a well-formed tag: no for Norwegian, not norwegian."""
    for where, info in infos(alert):
        if info.language and not LANGUAGE_TAG.fullmatch(info.language):
            yield f"{where}/language is {info.language!r}, which is no language tag."


def _abreast(alert: Alert) -> Iterator[tuple[str, Info, Info]]:
    """Give the same part of the message in two languages: the n-th of each."""
    by_language: dict[str, list[tuple[str, Info]]] = {}
    for where, info in infos(alert):
        by_language.setdefault((info.language or "en-US").lower(), []).append((where, info))
    if len({len(found) for found in by_language.values()}) != 1:
        return
    first, *others = by_language.values()
    for other in others:
        for (_where, one), (where, two) in zip(first, other, strict=True):
            yield where, one, two


def _comparable(value: object) -> object:
    """Return a value for which the order of codes does not count."""
    if isinstance(value, tuple):
        return sorted(
            (one.name, one.value) if isinstance(one, NamedValue) else ("", str(one))
            for one in value
        )
    return value


def languages_disagree(alert: Alert) -> Iterator[str]:
    """The same event has the same codes, words and times in every language."""
    for where, one, two in _abreast(alert):
        for name in SAME_IN_ALL:
            if _comparable(getattr(one, name)) != _comparable(getattr(two, name)):
                yield f"{where} has another {name.replace('_', ' ')} than the first language."


def same_text_in_two_languages(alert: Alert) -> Iterator[str]:
    """What is said to be another language is not the same text."""
    languages: dict[str, str] = {}
    for where, info in infos(alert):
        language = (info.language or "").lower()
        if info.description and languages.setdefault(info.description, language) != language:
            yield f"{where} has the same description as another language."


def expires_before_sent(alert: Alert) -> Iterator[str]:
    """A message has not expired when it is sent."""
    for where, info in infos(alert):
        if info.expires and alert.sent and info.expires <= alert.sent:
            yield f"{where}/expires is {info.expires}, not after sent, {alert.sent}."


def expires_before_onset(alert: Alert) -> Iterator[str]:
    """A message has not expired when the event begins."""
    for where, info in infos(alert):
        if info.expires and info.onset and info.expires <= info.onset:
            yield f"{where}/expires is {info.expires}, not after onset, {info.onset}."


def expires_before_effective(alert: Alert) -> Iterator[str]:
    """A message has not expired when it takes effect."""
    for where, info in infos(alert):
        if info.expires and info.effective and info.expires <= info.effective:
            yield f"{where}/expires is {info.expires}, not after effective, {info.effective}."


def expires_missing(alert: Alert) -> Iterator[str]:
    """A message ends by itself."""
    for where, info in infos(alert):
        if info.expires is None:
            yield f"{where}/expires is missing, so the message never ends."


def web_relative(alert: Alert) -> Iterator[str]:
    """A link can be followed from anywhere."""
    for where, info in infos(alert):
        if info.web and not is_absolute(info.web):
            yield f"{where}/web is {info.web!r}, not a full address as https://..."


def headline_long(alert: Alert) -> Iterator[str]:
    """A headline has at most 160 characters."""
    for where, info in infos(alert):
        if info.headline and len(info.headline) > LONGEST_HEADLINE:
            yield f"{where}/headline has {len(info.headline)} characters; 160 fit everywhere."


def headline_missing(alert: Alert) -> Iterator[str]:
    """There is something to show in a list."""
    for where, info in infos(alert):
        if info.headline is None:
            yield f"{where}/headline is missing."


def instruction_missing(alert: Alert) -> Iterator[str]:
    """People are told what to do."""
    for where, info in infos(alert):
        if info.instruction is None and not info.response_types:
            yield f"{where} has neither instruction nor responseType."


def unknown_used(alert: Alert) -> Iterator[str]:
    """Urgency, severity and certainty are stated."""
    for where, info in infos(alert):
        for name, value, unknown in (
            ("urgency", info.urgency, Urgency.UNKNOWN),
            ("severity", info.severity, Severity.UNKNOWN),
            ("certainty", info.certainty, Certainty.UNKNOWN),
        ):
            if value is unknown:
                yield f"{where}/{name} is Unknown, which helps nobody."


def word_repeated(alert: Alert) -> Iterator[str]:
    """A category or a response stands once."""
    for where, info in infos(alert):
        for words in (info.categories, info.response_types):
            repeated = {word for word, count in Counter(words).items() if count > 1}
            if repeated:
                yield f"{where} has {listed(sorted(repeated))} more than once."


def response_contradicts(alert: Alert) -> Iterator[str]:
    """Nothing to do, or danger over, does not stand with something to do."""
    for where, info in infos(alert):
        ending = {ResponseType.NONE, ResponseType.ALL_CLEAR} & set(info.response_types)
        if ending and len(set(info.response_types)) > 1:
            yield f"{where}/responseType has {listed(info.response_types)}, which contradict."


def acronym_dotted(alert: Alert) -> Iterator[str]:
    """A name of a value that is an acronym has no full stops: SAME, not S.A.M.E."""
    for where, info in infos(alert):
        geocodes = [pair for area in info.areas for pair in area.geocodes]
        for pair in (*info.event_codes, *info.parameters, *geocodes):
            if DOTTED_ACRONYM.fullmatch(pair.name):
                yield f"{where} has the valueName {pair.name!r}; write it without full stops."


RULES = (
    Rule("language_tag", "RFC 3066, named in " + DICTIONARY, EVERYWHERE, language_tag),
    Rule(
        "languages_disagree", DICTIONARY + "; MET v3, alert", ADVISED_BY_OASIS, languages_disagree
    ),
    Rule(
        "same_text_in_two_languages",
        "Google CAP validator",
        ADVISED,
        same_text_in_two_languages,
    ),
    Rule("expires_before_sent", DICTIONARY, EVERYWHERE, expires_before_sent),
    Rule("expires_before_onset", DICTIONARY, EVERYWHERE, expires_before_onset),
    Rule("expires_before_effective", DICTIONARY, EVERYWHERE, expires_before_effective),
    Rule("expires_missing", "IPAWS profile; MET v3, expires", ADVISED_BY_OASIS, expires_missing),
    Rule("web_relative", DICTIONARY, EVERYWHERE, web_relative),
    Rule("headline_long", DICTIONARY, ADVISED, headline_long),
    Rule("headline_missing", "MET v3, headline", ADVISED_BY_OASIS, headline_missing),
    Rule("instruction_missing", "Google profile", ADVISED_BY_OASIS, instruction_missing),
    Rule("unknown_used", "MET v3, severity; cap-composer 65", ADVISED_BY_OASIS, unknown_used),
    Rule("word_repeated", DICTIONARY, ADVISED, word_repeated),
    Rule("response_contradicts", DICTIONARY, ADVISED_BY_OASIS, response_contradicts),
    Rule("acronym_dotted", DICTIONARY, ADVISED, acronym_dotted),
)
