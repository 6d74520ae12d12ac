"""Whom to ask: those who know, in turn, so that the same ten are not always asked."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who takes questions.

    Parameters
    ----------
    person : int
        Identity.
    knowledge : int
        How much she knows of the theme; 0 is nothing that we know of.
    asked : int
        Times asked in the window of fairness.
    asked_this_month : int
        Times asked in the last 30 days.
    is_near : bool
        Her municipality is in the lens of the asker's.
    distance : float
        From the asker's municipality, 0 is alike and 1 wholly different.
    is_own_body : bool
        She works where the asker works.
    """

    person: int
    knowledge: int
    asked: int
    asked_this_month: int
    is_near: bool
    distance: float
    is_own_body: bool


def _turn(one: Candidate) -> tuple[int, int, int, float, int]:
    """Order by what makes it her turn: who knows, then who has been asked least."""
    if one.is_own_body:
        circle = 3
    elif one.knowledge:
        circle = 0
    else:
        circle = 1 if one.is_near else 2
    return circle, one.asked, -one.knowledge, one.distance, one.person


def choose(candidates: Iterable[Candidate], *, most: int, monthly: int) -> list[Candidate]:
    """Return whom to ask, first in turn first; the same candidates give the same list.

    Parameters
    ----------
    candidates : iterable of Candidate
        Everybody who may be asked; the asker is not among them.
    most : int
        How many to ask.
    monthly : int
        Nobody is asked more often than this in a month.
    """
    free = [one for one in candidates if one.asked_this_month < monthly]
    return sorted(free, key=_turn)[:most]
