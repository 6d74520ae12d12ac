"""The facts about one figure that decide whether it may meet another figure."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

LINKS = ("equivalent", "break")
"""What a crosswalk may say of two indicator versions."""


class InvalidFact(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A fact has the wrong type or is out of range; the message names field, value and remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the guard needs to know about one figure.

    Two kinds of facts. The *known* facts (first block) must be known: ``None`` means unknown, and
    an unknown fact fails its rule, so not knowing never gives a higher verdict than knowing.
    The *declared* facts (second block) describe something out of the ordinary; ``None`` means
    that nothing was declared, and two figures agree when both declare the same or nothing.

    Attributes
    ----------
    theme, stat, unit, scale, analysis_unit, population, concept, indicator, wording, base, series
        Ids compared for equality. `unit` is the unit of measure, `analysis_unit` who is counted,
        `wording` the hash or id of the question as it was put. ``"unknown:..."`` is the id of an
        item whose words nobody has seen. Where nobody was asked (mode observation, register,
        platform, documents) an empty one or ``"definition..."`` is no unknown.
    frame : str or None
        Vintage of the population frame, e.g. ``"2013"``.
    sampling : str or None
        ``census``, ``census-attempt`` (all were asked), ``register`` and ``probability`` pass R09;
        ``purposive``, ``self-selected``, ``customers``, ``convenience`` and
        ``follower-recruited`` are selections; anything else is a sample with no known chance.
    mode : str or None
        ``web``, ``paper``, ``phone``, ``face`` are interview modes, ``questionnaire`` is one of
        them without saying which; ``forum``, ``observation``, ``register`` ... are not.
    role : str or None
        Who answered or observed.
    doy : int or None
        Day of the year, 1 to 366; used for seasonal indicators only.
    nonresponse_adjusted : bool or None
        True also when there was no nonresponse to adjust for. ``None`` passes only where nobody
        was asked (register sampling, or mode observation, register, platform or documents).
    precision : str or None
        ``exact``, ``count``, ``decimal``, ``rounded`` and ``percent...`` pass R14; ``fraction``,
        ``verbal`` and anything else do not.
    weighted : bool or None
    n_base : int or None
        Answers in the base. ``None`` (unknown) fails R16, not R15: what is hidden for being few
        is known to be few.
    time : str or None
        Reference time, ``"2013"``, ``"2015-04"``, ``"2022-Q1"``, ``"2014-01-01..2015-06-30"``.
    country, coding, window, method, harmonised_to : str or None
        Country; coding rule; window of counting (``"month"``, ``"40 hours"``); method of the
        study; frame vintage the figure was recomputed to.
    harmonised : bool
        The figure is recomputed to boundaries it has in common with the series.
    study, battery : str or None
        Items of one battery in one study may share an axis though they ask different things.
    translations : frozenset of str
        Wordings declared equivalent to `wording`.
    crosswalk : tuple of (str, str)
        Pairs (other indicator, ``"equivalent"`` or ``"break"``).
    seasonal, suppressed, intention, derived : bool
        The indicator varies with the season; the value is withheld; a plan and not a state;
        computed from other figures rather than published.

    References
    ----------
    rooms/evidence.md sections 5.2 and 5.3.
    """

    theme: str | None = None
    stat: str | None = None
    unit: str | None = None
    scale: str | None = None
    analysis_unit: str | None = None
    population: str | None = None
    frame: str | None = None
    sampling: str | None = None
    mode: str | None = None
    role: str | None = None
    doy: int | None = None
    nonresponse_adjusted: bool | None = None
    precision: str | None = None
    weighted: bool | None = None
    series: str | None = None
    n_base: int | None = None
    time: str | None = None
    concept: str | None = None
    indicator: str | None = None
    wording: str | None = None
    base: str | None = None

    country: str | None = None
    coding: str | None = None
    window: str | None = None
    method: str | None = None
    harmonised_to: str | None = None
    harmonised: bool = False
    study: str | None = None
    battery: str | None = None
    translations: frozenset[str] = frozenset()
    crosswalk: tuple[tuple[str, str], ...] = ()
    seasonal: bool = False
    suppressed: bool = False
    intention: bool = False
    derived: bool = False


KNOWN = (
    "theme",
    "stat",
    "unit",
    "scale",
    "analysis_unit",
    "population",
    "frame",
    "sampling",
    "mode",
    "role",
    "doy",
    "nonresponse_adjusted",
    "precision",
    "weighted",
    "series",
    "n_base",
    "time",
    "concept",
    "indicator",
    "wording",
    "base",
)
"""Names of the facts that fail their rule when unknown."""

_MODES = {"online": "web", "telephone": "phone", "face-to-face": "face", "postal": "paper"}
_ALIASES = {
    "harmonized": "harmonised",
    "frame_harmonised": "harmonised",
    "harmonised_frame": "harmonised_to",
    "equivalent_wordings": "translations",
    "is_intention": "intention",
    "time_window": "window",
    "coding_rule": "coding",
}


def _text(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value.strip() or None if value else None
    raise InvalidFact(f"{name} must be text, not {value!r}.")


def _text_or_year(name: str, value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    try:
        return _text(name, value)
    except InvalidFact:
        raise InvalidFact(f"{name} must be text or a year, not {value!r}.") from None


def _sampling(name: str, value: object) -> str | None:
    text = _text(name, value)
    return re.sub(r"[\s_]+", "-", text.lower()) if text else None


def _mode(name: str, value: object) -> str | None:
    text = _text(name, value)
    return _MODES.get(text.lower(), text.lower()) if text else None


def _truth(name: str, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise InvalidFact(f"{name} must be true, false or left out, not {value!r}.")


def _flag(name: str, value: object) -> bool:
    return bool(_truth(name, value))


def _whole(name: str, value: object, lowest: int, highest: float) -> int | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
        return value
    limits = f"from {lowest} to {highest}" if highest < float("inf") else f"of {lowest} or more"
    raise InvalidFact(f"{name} must be a whole number {limits}, not {value!r}.")


def _count(name: str, value: object) -> int | None:
    return _whole(name, value, 0, float("inf"))


def _day_of_year(name: str, value: object) -> int | None:
    return _whole(name, value, 1, 366)


def _texts(name: str, value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    found = value.values() if isinstance(value, Mapping) else value
    if isinstance(found, str) or not isinstance(found, Collection):
        raise InvalidFact(f"{name} must be a list of texts, not {value!r}.")
    if not all(isinstance(item, str) for item in found):
        raise InvalidFact(f"{name} must be a list of texts, not {value!r}.")
    return frozenset(found)


def _links(name: str, value: object) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise InvalidFact(f"{name} must map an indicator to equivalent or break, not {value!r}.")
    for indicator, link in value.items():
        if not isinstance(indicator, str) or link not in LINKS:
            raise InvalidFact(
                f"{name} must map an indicator to equivalent or break, "
                f"not {indicator!r} to {link!r}.",
            )
    return tuple(sorted(value.items()))


_READERS: dict[str, Callable[[str, object], Any]] = {
    "frame": _text_or_year,
    "harmonised_to": _text_or_year,
    "time": _text_or_year,
    "base": _text_or_year,
    "wording": _text_or_year,
    "sampling": _sampling,
    "mode": _mode,
    "doy": _day_of_year,
    "n_base": _count,
    "nonresponse_adjusted": _truth,
    "weighted": _truth,
    "translations": _texts,
    "crosswalk": _links,
    **dict.fromkeys(("harmonised", "seasonal", "suppressed", "intention", "derived"), _flag),
}
_FIELDS = frozenset(Facts.__dataclass_fields__)


def facts_from_mapping(mapping: Mapping[str, object]) -> Facts:
    """Read the facts of one figure from plain data such as JSON.

    Parameters
    ----------
    mapping : mapping of str to object
        Field names of `Facts`; years may be numbers. A field that is missing, None or empty is
        unknown. Fields the guard does not use are passed over.

    Returns
    -------
    Facts

    Raises
    ------
    InvalidFact
        A field has the wrong type or is out of range.
    """
    if not isinstance(mapping, Mapping):
        raise InvalidFact(f"The facts of a figure must be an object of fields, not {mapping!r}.")
    found: dict[str, Any] = {}
    for name, value in mapping.items():
        field = _ALIASES.get(name, name)
        if field == "harmonised" and isinstance(value, (str, int)) and not isinstance(value, bool):
            field = "harmonised_to"
        if field in _FIELDS and (value is not None or field not in found):
            found[field] = _READERS.get(field, _text)(name, value)
    return Facts(**found)
